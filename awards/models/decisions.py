from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.models import StoredFile
from khuyenhoc.names import nfc


class DecisionQuerySet(ReachQuerySet):
    """What was recorded by mistake is done with: only `told_to` still shows it, struck through and with its reason."""

    read_permission = "read_awards"
    write_permission = "decide_awards"

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user).filter(voided_at=None)

    def editable_by(self, user: Any) -> Self:
        return super().editable_by(user).filter(voided_at=None)

    def told_to(self, user: Any) -> Self:
        """What stands, and what somebody voided and said why; an import taken back is told by the import."""
        return super().visible_to(user).filter(Q(voided_at=None) | ~Q(void_reason=""))


class Decision(models.Model):
    """Quyết định khen thưởng: a grantor's signed list; it never changes after signing."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions", verbose_name="đơn vị ghi nhận")
    grantor_name = models.CharField("cơ quan ra quyết định", max_length=150)
    number = models.CharField("số quyết định", max_length=50)
    signed_on = models.DateField("ngày ký")
    year = models.PositiveSmallIntegerField("năm khen thưởng")
    size = models.PositiveIntegerField("số trong danh sách")
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản ký đã quét"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    voided_at = models.DateTimeField("ghi nhầm, bỏ lúc", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người hủy bản ghi",
    )
    void_reason = models.CharField("lý do hủy bản ghi", max_length=300, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-id"]
        verbose_name = "quyết định khen thưởng"
        constraints = [
            models.UniqueConstraint(
                fields=["grantor_name", "number", "signed_on"],
                condition=Q(voided_at=None),
                name="decision_number_once",
                violation_error_message="Quyết định số này của cơ quan đó đã có trong sổ. Xin xem lại số và ngày.",
            ),
            models.CheckConstraint(
                condition=Q(void_reason="", voided_by=None)
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="decision_voided_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Quyết định số {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("awards:decision", args=[self.pk])

    def clean(self) -> None:
        self.number, self.grantor_name = nfc(self.number), nfc(self.grantor_name)
