from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from chapters.reach import ReachQuerySet
from khuyenhoc.jobs import Job
from khuyenhoc.models import StoredFile

from .decisions import Decision
from .forms import AwardForm
from .nominations import Nomination

HIGHEST, LOWEST, LOWEST_WITH_MOTTO = 10, 50, 35  # mm from the edge of the sheet to the first line
LEFTMOST, RIGHTMOST = 10, 50  # mm from the edge to the text, which is 237 mm wide
SENTENCE_LENGTH = 200  # three lines, for which there is always room


def _between(least: int, most: int) -> list[Any]:
    sentence = f"Xin ghi từ {least} đến {most} mm."
    return [MinValueValidator(least, sentence), MaxValueValidator(most, sentence)]


class CertificateDesign(models.Model):
    """Mẫu in giấy khen: how the certificates of a form are printed, with a frame of ours or on stationery."""

    form = models.OneToOneField(AwardForm, models.PROTECT, related_name="certificate_design", verbose_name="hình thức")
    has_frame = models.BooleanField("in khung viền", default=True)
    has_motto = models.BooleanField("in Quốc hiệu, Tiêu ngữ", default=True)
    top_mm = models.PositiveSmallIntegerField("cách mép trên (mm)", default=24, validators=_between(HIGHEST, LOWEST))
    left_mm = models.PositiveSmallIntegerField(
        "cách mép trái (mm)", default=30, validators=_between(LEFTMOST, RIGHTMOST)
    )
    sentence = models.CharField("lời ghi thành tích", max_length=SENTENCE_LENGTH, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=150, default="TM. BAN THƯỜNG VỤ\nCHỦ TỊCH")
    signer_name = models.CharField("họ tên người ký", max_length=100, blank=True)

    class Meta:
        verbose_name = "mẫu in giấy khen"
        constraints = [
            models.CheckConstraint(
                condition=Q(top_mm__range=(HIGHEST, LOWEST), left_mm__range=(LEFTMOST, RIGHTMOST)),
                name="design_on_the_sheet",
                violation_error_message="Chữ sẽ ra ngoài tờ giấy. Xin xem lại khoảng cách tới mép.",
            ),
            models.CheckConstraint(
                condition=Q(has_motto=False) | Q(top_mm__lte=LOWEST_WITH_MOTTO),
                name="design_has_room_for_motto",
                violation_error_message=(
                    f"Cách mép trên quá {LOWEST_WITH_MOTTO} mm thì không đủ chỗ cho Quốc hiệu, Tiêu ngữ. "
                    "Xin bỏ in Quốc hiệu hoặc giảm khoảng cách."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Mẫu in của {self.form}"


class CertificatePrintQuerySet(ReachQuerySet):
    path_lookup = "decision__unit__path"
    read_permission = "decide_awards"
    write_permission = "decide_awards"

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user).filter(decision__voided_at=None)

    def editable_by(self, user: Any) -> Self:
        return super().editable_by(user).filter(decision__voided_at=None)


class CertificatePrint(models.Model):
    """Lần in giấy khen: of one recipient, or of all of a decision; the file is made by a job."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="certificate_prints", verbose_name="quyết định")
    nomination = models.ForeignKey(
        Nomination,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificate_prints",
        verbose_name="in riêng cho",
    )
    sentence = models.CharField("lời ghi thành tích", max_length=SENTENCE_LENGTH, blank=True)
    place = models.CharField("nơi ký", max_length=60)
    dated_on = models.DateField("ngày ghi trên giấy khen", null=True, blank=True)
    size = models.PositiveIntegerField("số giấy khen")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="việc chạy nền")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp đã in"
    )
    made_at = models.DateTimeField("in lúc", auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người in")

    objects = CertificatePrintQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần in giấy khen"

    def __str__(self) -> str:
        return f"Lần in giấy khen số {self.pk}"

    @property
    def url(self) -> str:
        """No `get_absolute_url`: the log would lead there those who may read the log but not the certificates."""
        return reverse("awards:certificate-print", args=[self.pk])

    @property
    def taken_back(self) -> int:
        """How many of these awards were revoked since: what is printed of them is handed out no more."""
        later = Q(state=Nomination.State.REVOKED, revocation__recorded_at__gt=self.made_at)
        of_this = Q(pk=self.nomination_id) if self.nomination_id else Q()
        return self.decision.nominations.filter(later, of_this).count()

    @property
    def is_busy(self) -> bool:
        return self.file_id is None and self.job is not None and self.job.is_open
