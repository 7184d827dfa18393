"""The annual summary as a document: its texts, its plan, and what adopting it has frozen."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.models import StoredFile

from .periods import Period
from .returns import Return

SECTION_MAX = 40_000  # characters of one section
USUAL_RECIPIENTS = "- Hội cấp trên;\n- Các đơn vị trực thuộc;\n- Lưu: VT."


class SummaryQuerySet(ReachQuerySet):
    read_permission = "read_returns"
    write_permission = "write_summaries"

    def current(self) -> Self:
        return self.filter(is_current=True)

    def adopted(self) -> Self:
        return self.filter(state=Summary.State.ADOPTED)


class Summary(models.Model):
    """Báo cáo tổng kết: what an association says of its year, over the figures of its return.

    Its three lives (DOMAIN 10): the figures go up with the return; the draft is put before the conference; what the
    conference adopts is frozen with its figures, texts and papers. A correction is a new version with a reason.
    """

    class State(models.TextChoices):
        WRITING = "writing", "đang soạn"
        PRESENTED = "presented", "dự thảo trình hội nghị"
        ADOPTED = "adopted", "đã thông qua"

    period = models.ForeignKey(Period, models.PROTECT, related_name="summaries", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="summaries", verbose_name="Hội")
    version = models.PositiveSmallIntegerField("lần", default=1)
    is_current = models.BooleanField("bản hiện hành", default=True)
    because = models.CharField("lý do sửa", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.WRITING)

    issuer_above = models.CharField("cơ quan chủ quản", max_length=150, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=150, blank=True)
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=30, default="BC-HKH")
    place = models.CharField("nơi ký", max_length=60, blank=True)
    dated_on = models.DateField("ngày ký", null=True, blank=True)
    addressee = models.CharField("kính gửi", max_length=300, blank=True)
    signer_lines = models.CharField("thay mặt, chức vụ", max_length=150, default="TM. BAN THƯỜNG VỤ\nCHỦ TỊCH")
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    recipients = models.TextField("nơi nhận", max_length=1000, default=USUAL_RECIPIENTS)

    presented_at = models.DateTimeField("trình lúc", null=True, blank=True)
    presented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trình"
    )
    adopted_on = models.DateField("hội nghị thông qua ngày", null=True, blank=True)
    adopted_at = models.DateTimeField("thông qua lúc", null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người ghi nhận thông qua",
    )
    code = models.CharField("mã xác thực", max_length=20, unique=True, null=True, blank=True)
    besides = models.JSONField("đông cứng cùng số liệu", null=True, blank=True, editable=False)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Word")
    xlsx = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Excel")
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản ký đã quét"
    )

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "unit", "-version"]
        verbose_name = "báo cáo tổng kết"
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "version"], name="summary_version_once"),
            models.UniqueConstraint(
                fields=["period", "unit"], condition=Q(is_current=True), name="summary_current_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="adopted",
                    adopted_at__isnull=False,
                    adopted_on__isnull=False,
                    code__isnull=False,
                    besides__isnull=False,
                )
                | (~Q(state="adopted") & Q(adopted_at=None, adopted_on=None, code=None, besides=None)),
                name="summary_adopted_says_when",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(because=""),
                name="summary_newer_version_says_why",
                violation_error_message="Xin ghi lý do lập bản mới để người sau còn biết.",
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo tổng kết {self.period.name.lower()} của {self.unit.full_name}"

    def get_absolute_url(self) -> str:
        return reverse("reports:summary", args=[self.period.code], query={"don-vi": self.unit.code})

    @property
    def is_adopted(self) -> bool:
        return self.state == self.State.ADOPTED

    @property
    def is_writable(self) -> bool:
        return self.is_current and not self.is_adopted


class Section(models.TextChoices):
    """The parts of a summary in their order (DOMAIN 3)."""

    OPENING = "opening", "Mở đầu"
    SETTING = "setting", "Đặc điểm tình hình"
    PROPAGANDA = "propaganda", "Công tác tham mưu, tuyên truyền"
    ORGANISATION = "organisation", "Tổ chức Hội và hội viên"
    MODELS = "models", "Xây dựng các mô hình học tập"
    CENTRES = "centres", "Trung tâm học tập cộng đồng"
    FUND = "fund", "Quỹ khuyến học, học bổng, khen thưởng"
    COOPERATION = "cooperation", "Công tác phối hợp"
    INSPECTION = "inspection", "Công tác kiểm tra, giám sát"
    EMULATION = "emulation", "Thi đua – khen thưởng"
    TARGETS = "targets", "Thực hiện chỉ tiêu"
    WEAKNESSES = "weaknesses", "Hạn chế, nguyên nhân"
    PLAN = "plan", "Phương hướng"
    PROPOSALS = "proposals", "Kiến nghị"


class SummarySection(models.Model):
    """Mục: what the office wrote under one heading. A figure stands in it as a token, `{Hội viên}`.

    `drafted` holds the rule-made sentences as they were last put in: {rule: sentence}, so that a later run can tell
    which of them have changed. `printed` is the text as adopted, its tokens filled in.
    """

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="sections", verbose_name="báo cáo tổng kết")
    section = models.CharField("mục", max_length=20, choices=Section.choices)
    text = models.TextField("nội dung", max_length=SECTION_MAX, blank=True)
    drafted = models.JSONField("câu soạn theo số liệu", default=dict, blank=True, editable=False)
    printed = models.TextField("nội dung đã thông qua", blank=True, editable=False)
    entered_at = models.DateTimeField("ghi lúc", auto_now=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        ordering = ["summary", "id"]
        verbose_name = "mục của báo cáo tổng kết"
        constraints = [models.UniqueConstraint(fields=["summary", "section"], name="section_once")]

    def __str__(self) -> str:
        return str(self.get_section_display())


class PlanItem(models.Model):
    """Nhiệm vụ, chỉ tiêu, giải pháp of the year to come; a target may be a column of the tables with its value."""

    class Kind(models.TextChoices):
        TASK = "task", "nhiệm vụ"
        TARGET = "target", "chỉ tiêu"
        SOLUTION = "solution", "giải pháp"

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="plan_items", verbose_name="báo cáo tổng kết")
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("nội dung", max_length=1000)
    figure = models.CharField("số liệu", max_length=60, blank=True)
    value = models.DecimalField("chỉ tiêu", max_digits=17, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["summary", "kind", "position", "id"]
        verbose_name = "điều của phương hướng"
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | (Q(value__gte=0) & ~Q(figure="")),
                name="plan_value_of_a_figure",
                violation_error_message="Con số của chỉ tiêu phải từ 0 trở lên và đi với một số liệu.",
            ),
            models.CheckConstraint(
                condition=Q(kind="target") | Q(figure=""),
                name="plan_only_targets_have_figures",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class FrozenReturn(models.Model):
    """Số liệu đã đông cứng: one return of the year's tree as the adopted summary printed it (DESIGN 3.4).

    `unit_return` is the version it points at. `facts` are those of its own row, `cells` what its rows come to
    ({indicator: [sum, reported, expected]}), `rows` each of them: {"facts": …, "cells": …}, and of a return not
    accepted by then where its figures came from: {"origins": {indicator: …}}. `digest` is the SHA-256 of
    all that, by which the doctor finds what somebody changed.
    """

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="frozen", verbose_name="báo cáo tổng kết")
    unit_return = models.ForeignKey(Return, models.PROTECT, related_name="frozen_in", verbose_name="báo cáo năm")
    above_return = models.ForeignKey(
        Return, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="báo cáo cấp trên"
    )
    path = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    basis = models.CharField(max_length=10)
    facts = models.JSONField("đơn vị")
    cells = models.JSONField("số liệu")
    rows = models.JSONField("các dòng")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["summary", "path"]
        verbose_name = "số liệu đã đông cứng"
        constraints = [models.UniqueConstraint(fields=["summary", "unit_return"], name="frozen_once")]

    def __str__(self) -> str:
        facts: dict[str, Any] = self.facts
        return f"{facts.get('designation', '')} {facts.get('name', '')}".strip()
