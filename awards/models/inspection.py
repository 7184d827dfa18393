"""Inspection (kiểm tra, giám sát): what the Ban Kiểm tra planned, saw and asked for, and what became of it."""

from textwrap import shorten

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from chapters.models import Unit
from chapters.reach import ReachQuerySet

from .learning import Registration


class Subject(models.TextChoices):
    LEARNING = "learning", "đăng ký mô hình học tập"
    FUNDS = "funds", "quỹ khuyến học"
    RETURNS = "returns", "số liệu báo cáo"
    ORGANISATION = "organisation", "tổ chức, hội viên"
    OTHER = "other", "nội dung khác"


def subject_words(codes: list[str]) -> str:
    """ "quỹ khuyến học, số liệu báo cáo"."""
    return ", ".join(Subject(code).label for code in codes if code in Subject.values)


class InspectionQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "write_inspections"


class Inspection(models.Model):
    """Cuộc kiểm tra: one visit of an inspection committee to one unit, planned first, then held and concluded."""

    class State(models.TextChoices):
        PLANNED = "planned", "theo kế hoạch"
        HELD = "held", "đã kiểm tra"
        CONCLUDED = "concluded", "đã kết luận"
        CANCELLED = "cancelled", "không tiến hành"

    MOVES = {
        State.PLANNED: (State.HELD, State.CANCELLED),
        State.HELD: (State.CONCLUDED,),
        State.CONCLUDED: (),
        State.CANCELLED: (),
    }

    LOG_WORDS = {"subjects": subject_words}

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name="đơn vị được kiểm tra")
    by_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="inspections_held", verbose_name="Hội có Ban Kiểm tra"
    )
    year = models.PositiveSmallIntegerField("năm")
    subjects = models.JSONField("nội dung kiểm tra", default=list)
    planned_on = models.DateField("dự kiến ngày")
    held_on = models.DateField("kiểm tra ngày", null=True, blank=True)
    team = models.CharField("thành phần đoàn", max_length=500, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.PLANNED)
    conclusion = models.TextField("kết luận", blank=True)
    concluded_on = models.DateField("kết luận ngày", null=True, blank=True)
    cancel_reason = models.CharField("lý do không tiến hành", max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "planned_on", "id"]
        verbose_name = "cuộc kiểm tra"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"], held_on=None)
                | Q(state__in=["held", "concluded"], held_on__isnull=False),
                name="inspection_held_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="concluded", concluded_on__isnull=False, concluded_on__gte=F("held_on"))
                | ~Q(state="concluded") & Q(concluded_on=None),
                name="inspection_concluded_says_when",
                violation_error_message="Ngày kết luận không thể trước ngày kiểm tra.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="inspection_cancelled_says_why",
                violation_error_message="Xin ghi lý do không tiến hành.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} năm {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("awards:inspection", args=[self.pk])

    @property
    def subject_words(self) -> str:
        return subject_words(self.subjects)

    @property
    def subjects_in_words(self) -> str:
        """As a clash of two people says it (chapters.actions.shown)."""
        return self.subject_words

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class InspectionFindingQuerySet(ReachQuerySet):
    path_lookup = "inspection__unit__path"
    read_permission = "read_awards"
    write_permission = "write_inspections"


class InspectionFinding(models.Model):
    """Điều phát hiện: what was seen, what the unit was asked to do and by when, and what it did."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", verbose_name="cuộc kiểm tra")
    subject = models.CharField("nội dung", max_length=20, choices=Subject.choices)
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="mô hình học tập"
    )
    text = models.TextField("điều phát hiện", max_length=2000)
    request = models.TextField("kiến nghị", max_length=2000, blank=True)
    due_on = models.DateField("làm xong trước ngày", null=True, blank=True)
    follow_up = models.TextField("kết quả khắc phục", max_length=2000, blank=True)
    settled_on = models.DateField("xong ngày", null=True, blank=True)

    objects = InspectionFindingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "điều phát hiện"
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_on=None) | ~Q(follow_up=""),
                name="finding_settled_says_how",
                violation_error_message="Xin ghi đơn vị đã khắc phục thế nào.",
            )
        ]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")

    @property
    def is_overdue(self) -> bool:
        return self.settled_on is None and self.due_on is not None and self.due_on < timezone.localdate()
