"""Emulation of communes (thi đua): one yearly point sheet for each, criteria and points as data, to half a point."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Sum, When, Window
from django.db.models.functions import Rank
from django.urls import reverse
from django.utils import timezone

from chapters.kinds import ASSOCIATIONS, Kind
from chapters.models import Unit, UnitQuerySet
from chapters.reach import ReachQuerySet

from ..points import points_of


class PointSheetQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "decide_awards"

    def known_to(self, user: Any) -> Self:
        """Sheets of units in her reach, and those by which a unit in her reach is scored."""
        scored = UnitScore.objects.visible_to(user).values("sheet")
        return self.visible_to(user) | self.filter(pk__in=scored)


class PointSheet(models.Model):
    """Bảng điểm thi đua: the criteria by which an association scores those below it in one year."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="point_sheets", verbose_name="Hội chấm điểm")
    year = models.PositiveSmallIntegerField("năm")
    due_on = models.DateField("hạn tự chấm")
    closed_at = models.DateTimeField("công bố lúc", null=True, blank=True)

    objects = PointSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "id"]
        verbose_name = "bảng điểm thi đua"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="point_sheet_once_a_year",
                violation_error_message="Năm này đã có bảng điểm thi đua.",
            )
        ]

    def __str__(self) -> str:
        return f"năm {self.year} của {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("awards:point-sheet", args=[self.pk])

    def units_left_out(self) -> UnitQuerySet:
        """Whom the association scores, but not here yet: associations right below it; a commune its chapters."""
        below = Unit.objects.filter(parent=self.unit).open_on(timezone.localdate())
        scored = below if self.unit.kind == Kind.COMMUNE else below.filter(kind__in=ASSOCIATIONS)
        return scored.exclude(pk__in=self.scores.values("unit"))


class Criterion(models.Model):
    """Tiêu chí: what points are given for, and how many at most; `halves` are half points."""

    LOG_WORDS = {"halves": points_of}

    sheet = models.ForeignKey(PointSheet, models.PROTECT, related_name="criteria", verbose_name="bảng điểm")
    position = models.PositiveSmallIntegerField("thứ tự")
    heading = models.CharField("nhóm", max_length=150, blank=True)
    text = models.CharField("tiêu chí", max_length=500)
    halves = models.PositiveSmallIntegerField("điểm tối đa")
    is_bonus = models.BooleanField("điểm thưởng", default=False)
    is_penalty = models.BooleanField("điểm trừ", default=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "tiêu chí thi đua"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "text"], name="criterion_once"),
            models.CheckConstraint(
                condition=Q(halves__gte=1, halves__lte=400),
                name="criterion_gives_points",
                violation_error_message="Điểm tối đa phải từ 0,5 đến 200.",
            ),
            models.CheckConstraint(condition=Q(is_bonus=False) | Q(is_penalty=False), name="criterion_adds_or_takes"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def points_words(self) -> str:
        return points_of(self.halves)

    @property
    def is_extra(self) -> bool:
        """Outside the sum of most points: left empty, it is none."""
        return self.is_bonus or self.is_penalty


def _total(column: str) -> Sum:
    """The half points of one column, those of a penalty taken off."""
    taken = When(points__criterion__is_penalty=True, then=-F(f"points__{column}"))
    return Sum(Case(taken, default=F(f"points__{column}"), output_field=IntegerField()))


class ScoreQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "write_awards"

    def with_totals(self) -> Self:
        """`self_total` and `total` in half points; `total` is None until the association above has scored."""
        return self.annotate(self_total=_total("self_halves"), _given=_total("halves")).annotate(
            total=Case(When(state=UnitScore.State.SCORED, then=F("_given")), default=None, output_field=IntegerField())
        )

    def ranked(self) -> Self:
        """Scored ones first, the best first; equal points share a `rank`, and the next one counts them (1, 2, 2, 4)."""
        best_first = F("total").desc(nulls_last=True)
        rank = Window(Rank(), partition_by=F("sheet"), order_by=best_first)
        return self.with_totals().annotate(rank=rank).order_by("sheet", best_first, "unit__path")


class UnitScore(models.Model):
    """Phiếu điểm của một đơn vị: scored by itself, handed in, then scored by the association above."""

    class State(models.TextChoices):
        DRAFT = "draft", "đang tự chấm"
        SUBMITTED = "submitted", "đã gửi"
        SCORED = "scored", "đã chấm"

    MOVES = {
        State.DRAFT: (State.SUBMITTED, State.SCORED),
        State.SUBMITTED: (State.DRAFT, State.SCORED),
        State.SCORED: (State.DRAFT,),
    }

    sheet = models.ForeignKey(PointSheet, models.PROTECT, related_name="scores", verbose_name="bảng điểm")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="scores", verbose_name="đơn vị")
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.DRAFT)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gửi"
    )
    scored_at = models.DateTimeField("chấm lúc", null=True, blank=True)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người chấm"
    )
    return_reason = models.CharField("lý do trả lại", max_length=300, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "unit__path"]
        verbose_name = "phiếu điểm thi đua"
        constraints = [models.UniqueConstraint(fields=["sheet", "unit"], name="scored_once_per_sheet")]

    def __str__(self) -> str:
        return f"{self.unit}, năm {self.sheet.year}"

    def get_absolute_url(self) -> str:
        return reverse("awards:score", args=[self.pk])

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class PointsManager(models.Manager["Points"]):
    def get_queryset(self) -> models.QuerySet["Points"]:
        return super().get_queryset().select_related("criterion")


class Points(models.Model):
    """Điểm của một tiêu chí: what the unit gave itself, what the association above gave it, in half points."""

    LOG_WORDS = {"self_halves": points_of, "halves": points_of}

    score = models.ForeignKey(UnitScore, models.PROTECT, related_name="points", verbose_name="phiếu điểm")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="points", verbose_name="tiêu chí")
    self_halves = models.PositiveSmallIntegerField("tự chấm", null=True, blank=True)
    halves = models.PositiveSmallIntegerField("cấp trên chấm", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    reason = models.CharField("lý do chấm khác", max_length=300, blank=True)

    objects = PointsManager()

    class Meta:
        ordering = ["criterion__position", "id"]
        verbose_name = "điểm của tiêu chí"
        constraints = [models.UniqueConstraint(fields=["score", "criterion"], name="points_once_per_criterion")]

    def __str__(self) -> str:
        return str(self.criterion)
