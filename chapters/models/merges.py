from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .members import Member


class PairQuerySet(models.QuerySet[Any]):
    """Two members at once: seen by who sees both, written by who writes both."""

    write_permission = "write_members"
    sides: tuple[str, ...] = ()

    def visible_to(self, user: Any) -> Self:
        return self._both(Member.objects.visible_to(user))

    def editable_by(self, user: Any) -> Self:
        return self._both(Member.objects.editable_by(user))

    def _both(self, members: Any) -> Self:
        return self.filter(**{f"{side}__in": members.order_by().values("pk") for side in self.sides})


class NotDoubleQuerySet(PairQuerySet):
    sides = ("one", "other")

    def standing(self) -> Self:
        return self.filter(taken_back_at=None)


class NotDouble(models.Model):
    """Không phải một người: somebody looked at two who are alike and said so; `one` has the lower id."""

    one = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="hội viên")
    other = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="hội viên kia")
    said_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    taken_back_at = models.DateTimeField("rút lại lúc", null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người rút lại"
    )

    objects = NotDoubleQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-id"]
        verbose_name = "xác nhận không phải một người"
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="notdouble_lower_id_first"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="notdouble_taken_back_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(taken_back_at=None),
                name="notdouble_once",
                violation_error_message="Đã có người xác nhận đây không phải một người.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} và {self.other}"


class MergeQuerySet(PairQuerySet):
    """Seen with the record that was kept; one that has gone on into another is first taken apart there."""

    sides = ("keep",)

    def standing(self) -> Self:
        return self.filter(undone_at=None)

    def erase_person(self, member: Member) -> list["Merge"]:
        """Forget what the two records said; such a merge can no longer be undone."""
        found = list(self.filter(Q(keep=member) | Q(gone=member)))
        self.filter(pk__in=[merge.pk for merge in found]).update(trace={})
        return found


class Merge(models.Model):
    """Gộp hồ sơ: `gone` became part of `keep`.

    `trace` says how to undo it: "steps", each row that was changed with what its columns were and became, in order;
    and "memberships", the ids of what `keep` had afterwards. Empty once the person's data were erased.
    """

    keep = models.ForeignKey(Member, models.PROTECT, related_name="merges", verbose_name="hồ sơ giữ lại")
    gone = models.ForeignKey(Member, models.PROTECT, related_name="merges_away", verbose_name="hồ sơ được gộp vào")
    trace = models.JSONField(default=dict)
    merged_at = models.DateTimeField("gộp lúc", auto_now_add=True)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gộp")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hoàn tác"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-id"]
        verbose_name = "gộp hồ sơ"
        constraints = [
            models.CheckConstraint(condition=~Q(keep=F("gone")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at=None),
                name="merge_once",
                violation_error_message="Hồ sơ này đã được gộp rồi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} vào {self.keep}"
