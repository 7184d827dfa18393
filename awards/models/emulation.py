"""Emulation of communes (thi đua): one yearly point sheet for each, criteria and points as data, to half a point."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from chapters.models import Unit
from chapters.reach import ReachQuerySet


def points_of(halves: int | None) -> str:
    """ "9,5" from 19 half points; "" for none."""
    if halves is None:
        return ""
    whole, half = divmod(halves, 2)
    return f"{whole},5" if half else str(whole)


class PointSheetQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "decide_awards"


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
        return f"Bảng điểm thi đua năm {self.year} của {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("awards:point-sheet", args=[self.pk])


class Criterion(models.Model):
    """Tiêu chí: what points are given for, and how many at most; `halves` are half points."""

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


class ScoreQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "write_awards"


class UnitScore(models.Model):
    """Phiếu điểm của một đơn vị: scored by itself, handed in, then scored by the association above."""

    class State(models.TextChoices):
        DRAFT = "draft", "đang tự chấm"
        SUBMITTED = "submitted", "đã gửi"
        SCORED = "scored", "đã chấm"

    MOVES = {
        State.DRAFT: (State.SUBMITTED, State.SCORED),
        State.SUBMITTED: (State.DRAFT, State.SCORED),
        State.SCORED: (State.SUBMITTED,),
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
        return f"{self.unit}, {self.sheet}"

    def get_absolute_url(self) -> str:
        return reverse("awards:score", args=[self.pk])


class Points(models.Model):
    """Điểm của một tiêu chí: what the unit gave itself, what the association above gave it, in half points."""

    score = models.ForeignKey(UnitScore, models.PROTECT, related_name="points", verbose_name="phiếu điểm")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="points", verbose_name="tiêu chí")
    self_halves = models.PositiveSmallIntegerField("tự chấm", null=True, blank=True)
    halves = models.PositiveSmallIntegerField("cấp trên chấm", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering = ["criterion__position", "id"]
        verbose_name = "điểm của tiêu chí"
        constraints = [models.UniqueConstraint(fields=["score", "criterion"], name="points_once_per_criterion")]

    def __str__(self) -> str:
        return points_of(self.halves if self.halves is not None else self.self_halves)
