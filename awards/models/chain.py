from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.models import StoredFile

from .nominations import Nomination
from .rounds import AwardRound


class Endorsement(models.Model):
    """Ý kiến của một cấp: what one association on the way up said about a nomination; never changed afterwards."""

    class Outcome(models.TextChoices):
        ENDORSED = "endorsed", "đồng ý, trình cấp trên"
        RETURNED = "returned", "trả lại"
        DECLINED = "declined", "không xét"

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="endorsements", verbose_name="đề nghị")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="endorsements", verbose_name="cấp xét")
    outcome = models.CharField("ý kiến", max_length=10, choices=Outcome.choices)
    reason = models.CharField("lý do", max_length=300, blank=True)
    made_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    class Meta:
        ordering = ["id"]
        verbose_name = "ý kiến của cấp xét"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="endorsed") | ~Q(reason=""),
                name="endorsement_refusal_has_reason",
                violation_error_message="Xin ghi lý do để đơn vị được biết.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_outcome_display()}"


class CouncilQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "decide_awards"


class Council(models.Model):
    """Phiên họp Hội đồng thi đua – khen thưởng: who sat, who presided, and, once held, its result for good."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="councils", verbose_name="đơn vị")
    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="councils", verbose_name="đợt khen thưởng")
    held_on = models.DateField("họp ngày")
    place = models.CharField("tại", max_length=200, blank=True)
    size = models.PositiveSmallIntegerField("số thành viên hội đồng")
    attended = models.PositiveSmallIntegerField("số có mặt")
    chair = models.CharField("chủ trì", max_length=150, blank=True)
    secretary = models.CharField("thư ký", max_length=150, blank=True)
    minutes = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="biên bản đã ký"
    )
    settled_at = models.DateTimeField("chốt kết quả lúc", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người chốt"
    )

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = "phiên họp hội đồng"
        constraints = [
            models.CheckConstraint(
                condition=Q(attended__gte=1, attended__lte=F("size")),
                name="council_attended_within_size",
                violation_error_message="Số có mặt phải từ 1 đến số thành viên hội đồng.",
            )
        ]

    def __str__(self) -> str:
        return f"Hội đồng thi đua – khen thưởng {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("awards:council", args=[self.pk])


class Vote(models.Model):
    """Kết quả bỏ phiếu: the council's votes on one nomination; those who neither agreed nor refused abstained."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="votes", verbose_name="phiên họp")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="votes", verbose_name="đề nghị")
    votes_for = models.PositiveSmallIntegerField("phiếu đồng ý")
    votes_against = models.PositiveSmallIntegerField("phiếu không đồng ý", default=0)
    is_passed = models.BooleanField("kết quả: đồng ý")
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "kết quả bỏ phiếu"
        constraints = [models.UniqueConstraint(fields=["council", "nomination"], name="vote_once_per_council")]

    def __str__(self) -> str:
        return f"{self.votes_for}/{self.council.attended}"

    def abstained(self, attended: int) -> int:
        return attended - self.votes_for - self.votes_against

    def has_majority(self, attended: int) -> bool:
        """More than half of those present agreed: what the page suggests; the officer says what the council decided."""
        return 2 * self.votes_for > attended
