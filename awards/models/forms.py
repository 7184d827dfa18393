from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chapters.kinds import ASSOCIATIONS, Kind
from khuyenhoc.numbers import format_decimal


class RecipientClass(models.TextChoices):
    COLLECTIVE = "collective", "tập thể"
    PERSON = "person", "cá nhân"
    HOUSEHOLD = "household", "hộ gia đình"
    CLAN = "clan", "dòng họ"


class GrantorLevel(models.TextChoices):
    """Who gives: an association at a level, or another body (UBND, MTTQ)."""

    CENTRAL = Kind.CENTRAL.value, "Trung ương Hội"
    PROVINCE = Kind.PROVINCE.value, "Hội tỉnh"
    DISTRICT = Kind.DISTRICT.value, "Hội huyện"
    COMMUNE = Kind.COMMUNE.value, "Hội xã"
    OTHER = "other", "cơ quan khác"


class AwardFormQuerySet(models.QuerySet["AwardForm"]):
    def valid_in(self, year: int) -> Self:
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=year)).filter(
            Q(valid_to=None) | Q(valid_to__gte=year)
        )


class AwardForm(models.Model):
    """Hình thức khen thưởng: a form that one grantor gives, for certain classes of recipient, in certain years."""

    class Sort(models.TextChoices):
        AWARD = "award", "hình thức khen thưởng"
        TITLE = "title", "danh hiệu thi đua"

    code = models.SlugField("mã", max_length=40, unique=True)
    sort = models.CharField("là", max_length=10, choices=Sort.choices, default=Sort.AWARD)
    grantor_level = models.CharField("cấp khen", max_length=10, choices=GrantorLevel.choices)
    grantor_name = models.CharField("cơ quan khen", max_length=150)
    name = models.CharField("hình thức", max_length=150)
    for_collective = models.BooleanField("tập thể", default=False)
    for_person = models.BooleanField("cá nhân", default=False)
    for_household = models.BooleanField("hộ gia đình", default=False)
    for_clan = models.BooleanField("dòng họ", default=False)
    valid_from = models.PositiveSmallIntegerField("áp dụng từ năm", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("đến hết năm", null=True, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = AwardFormQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "hình thức khen thưởng"
        constraints = [
            models.CheckConstraint(
                condition=Q(for_collective=True) | Q(for_person=True) | Q(for_household=True) | Q(for_clan=True),
                name="awardform_for_somebody",
                violation_error_message="Xin chọn ít nhất một loại đối tượng được khen.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="awardform_years_in_order",
                violation_error_message="Năm hết áp dụng không thể trước năm bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} của {self.grantor_name}"

    def get_absolute_url(self) -> str:
        return reverse("awards:form", args=[self.pk])

    @property
    def classes(self) -> list[RecipientClass]:
        return [kind for kind in RecipientClass if getattr(self, f"for_{kind.value}")]

    @property
    def rank(self) -> int | None:
        """How high its grantor stands among the levels, 0 for the Central Association; None for another body."""
        levels = [kind.value for kind in ASSOCIATIONS]
        return levels.index(self.grantor_level) if self.grantor_level in levels else None


class AwardRule(models.Model):
    """Điều kiện khen thưởng: what a form asks of a recipient or allows a unit; as data, on or off (DOMAIN 4).

    `value` is in years (service, gap), nominations (quota) or per cent of the members (quota_percent).
    No public text gives years, quotas or papers, so each waits for the association's confirmation.
    """

    class Code(models.TextChoices):
        SERVICE = "service", "Số năm công tác Hội ít nhất"
        ONCE = "once", "Chỉ tặng một lần"
        GAP = "gap", "Cách lần được tặng trước ít nhất (năm)"
        QUOTA = "quota", "Mỗi đơn vị được đề nghị không quá"
        QUOTA_PERCENT = "quota_percent", "Mỗi đơn vị được đề nghị không quá (% số hội viên)"
        PAPER = "paper", "Giấy tờ phải kèm"

    NUMBERED = (Code.SERVICE, Code.GAP, Code.QUOTA, Code.QUOTA_PERCENT)
    QUOTAS = (Code.QUOTA, Code.QUOTA_PERCENT)

    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="rules", verbose_name="hình thức")
    code = models.CharField("điều kiện", max_length=20, choices=Code.choices)
    value = models.DecimalField("mức", max_digits=6, decimal_places=2, null=True, blank=True)
    paper = models.CharField("tên giấy tờ", max_length=150, blank=True)
    recipient_class = models.CharField("chỉ với", max_length=10, choices=RecipientClass.choices, blank=True)
    quota_kind = models.CharField("tính theo", max_length=20, choices=Kind.choices, default=Kind.COMMUNE)
    is_on = models.BooleanField("đang áp dụng", default=True)
    is_confirmed = models.BooleanField("Hội đã xác nhận", default=False)

    class Meta:
        ordering = ["form", "id"]
        verbose_name = "điều kiện khen thưởng"
        constraints = [
            models.UniqueConstraint(
                fields=["form", "code", "paper", "recipient_class"],
                name="rule_once_per_form",
                violation_error_message="Hình thức này đã có điều kiện đó. Xin sửa mức của điều kiện đang có.",
            ),
            models.CheckConstraint(
                condition=Q(code__in=["service", "gap", "quota", "quota_percent"], value__isnull=False, value__gte=0)
                | Q(code__in=["once", "paper"], value=None),
                name="rule_has_its_value",
                violation_error_message="Xin ghi mức của điều kiện, là số từ 0 trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(code="paper") & ~Q(paper="") | ~Q(code="paper") & Q(paper=""),
                name="rule_names_its_paper",
                violation_error_message="Xin ghi tên giấy tờ phải kèm.",
            ),
        ]

    def __str__(self) -> str:
        label = self.get_code_display()
        if self.code == self.Code.PAPER:
            return f"{label}: {self.paper}"
        return label if self.value is None else f"{label} {format_decimal(self.value, 2)}"
