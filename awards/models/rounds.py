from datetime import date
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from chapters.kinds import Kind
from chapters.models import Unit, User
from chapters.reach import SEGMENT, ReachQuerySet
from khuyenhoc.names import nfc


def paths_to(path: str) -> list[str]:
    """Of the unit and of all above it, topmost first."""
    return [path[:length] for length in range(SEGMENT, len(path) + 1, SEGMENT)]


class AwardRoundQuerySet(ReachQuerySet):
    """A round is read by everybody below the unit that opened it: its dates bind them (see `known_to`)."""

    read_permission = "read_awards"
    write_permission = "decide_awards"

    def known_to(self, user: User) -> "AwardRoundQuerySet":
        """Rounds of units in her reach, or above one of her offices."""
        above = {step for path in user.paths("read_awards") for step in paths_to(path)}
        return self.visible_to(user) | self.filter(unit__path__in=above)

    def open(self) -> "AwardRoundQuerySet":
        return self.filter(closed_at=None, opens_on__lte=timezone.localdate())

    def reaching(self, unit: Unit) -> "AwardRoundQuerySet":
        """Those that the unit lies in: opened by itself or by one above it."""
        return self.filter(unit__path__in=paths_to(unit.path))


class AwardRound(models.Model):
    """Đợt khen thưởng: from when on units nominate, until when each level hands its list up."""

    DUES = {
        Kind.CHAPTER: "due_chapter",
        Kind.BOARD: "due_chapter",
        Kind.TEAM: "due_chapter",
        Kind.BRANCH: "due_chapter",
        Kind.COMMUNE: "due_commune",
        Kind.DISTRICT: "due_district",
        Kind.PROVINCE: "due_province",
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="award_rounds", verbose_name="đơn vị mở đợt")
    year = models.PositiveSmallIntegerField(
        "năm khen thưởng", validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    name = models.CharField("tên đợt", max_length=150)
    opens_on = models.DateField("nhận đề nghị từ ngày")
    due_chapter = models.DateField("hạn của chi hội, ban", null=True, blank=True)
    due_commune = models.DateField("hạn của Hội cấp xã", null=True, blank=True)
    due_district = models.DateField("hạn của Hội cấp huyện", null=True, blank=True)
    due_province = models.DateField("hạn của Hội cấp tỉnh", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    objects = AwardRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-opens_on", "-id"]
        verbose_name = "đợt khen thưởng"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "name"],
                name="round_named_once",
                violation_error_message="Năm đó đã có đợt khen thưởng tên như vậy. Xin đặt tên khác.",
            ),
            models.CheckConstraint(
                condition=(Q(due_chapter=None) | Q(due_chapter__gte=F("opens_on")))
                & (Q(due_commune=None) | Q(due_commune__gte=F("opens_on")))
                & (Q(due_district=None) | Q(due_district__gte=F("opens_on")))
                & (Q(due_province=None) | Q(due_province__gte=F("opens_on"))),
                name="round_dates_in_order",
                violation_error_message="Hạn nộp không thể trước ngày bắt đầu nhận đề nghị.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} năm {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("awards:round", args=[self.pk])

    def clean(self) -> None:
        """The lower level hands up first."""
        self.name = nfc(self.name)
        dues = [(name, day) for name in dict.fromkeys(self.DUES.values()) if (day := getattr(self, name))]
        for (lower, before), (_, after) in pairwise(dues):
            if before > after:
                label = self._meta.get_field(lower).verbose_name  # type: ignore[union-attr]
                sentence = f"{str(label).capitalize()} không thể sau hạn của cấp trên. Xin xem lại các hạn."
                raise ValidationError({lower: sentence})

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.opens_on <= timezone.localdate()

    def due_on(self, kind: str) -> date | None:
        """The last day on which a unit of this kind hands up; None where no day was set."""
        field = self.DUES.get(Kind(kind))
        found: date | None = getattr(self, field) if field else None
        return found
