from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chapters.kinds import Kind

from ..indicators import CATALOGUE, Indicator

PERCENT_HELP = "Phần trăm; 0 là hỏi cả khi chênh một đơn vị."


class Period(models.Model):
    """Kỳ báo cáo: a year (later also six months or a term) with its cut-off and due dates."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=60)
    year = models.PositiveSmallIntegerField("năm")
    starts_on = models.DateField("từ ngày")
    cut_off = models.DateField("ngày chốt số liệu")
    due_commune = models.DateField("hạn nộp của xã")
    due_district = models.DateField("hạn nộp của huyện")
    due_province = models.DateField("hạn nộp của tỉnh")
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name="kỳ trước"
    )
    indicators_off = models.JSONField("chỉ tiêu không dùng", default=list, blank=True)
    jump_percent = models.PositiveSmallIntegerField(
        "hỏi lại khi hơn kém năm trước từ", default=30, help_text=PERCENT_HELP
    )
    gap_percent = models.PositiveSmallIntegerField(
        "hỏi lý do khi số khai khác sổ sách quá", default=5, help_text=PERCENT_HELP
    )
    allows_on_behalf = models.BooleanField("cấp trên được nhập thay đơn vị", default=True)
    allows_links = models.BooleanField("được gửi liên kết nhập số liệu thay mật khẩu", default=False)
    needs_second_person = models.BooleanField("người nhập hoặc nộp không được tự chốt", default=False)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đóng"
    )
    reopened_because = models.CharField("lý do mở lại", max_length=300, blank=True)

    class Meta:
        ordering = ["-cut_off"]
        verbose_name = "kỳ báo cáo"
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_off__gt=F("starts_on")),
                name="period_dates_in_order",
                violation_error_message="Ngày chốt số liệu phải sau ngày bắt đầu kỳ.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="period_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:summary", args=[self.code])

    @property
    def indicators_off_in_words(self) -> str:
        """For two people on one form."""
        return ", ".join(CATALOGUE[code].label for code in self.indicators_off if code in CATALOGUE)

    def due_on(self, kind: str) -> date:
        dues = {Kind.COMMUNE: self.due_commune, Kind.DISTRICT: self.due_district}
        return dues.get(Kind(kind), self.due_province)

    @property
    def is_open(self) -> bool:
        """A closed period takes no entry."""
        return self.closed_at is None

    def uses(self, made: Indicator) -> bool:
        """Whether the indicator belongs to this period: valid in its year and not switched off."""
        return made.valid_in(self.year) and made.code not in self.indicators_off
