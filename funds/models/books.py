from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from chapters.hindrance import Hindrance
from chapters.models import Unit
from chapters.reach import ReachQuerySet, within
from khuyenhoc.names import nfc
from khuyenhoc.numbers import format_money


class FundQuerySet(ReachQuerySet):
    read_permission = "read_funds"
    write_permission = "write_funds"

    def with_balance(self) -> Self:
        """Each purse with `held`: đồng in it, over all that is posted."""
        return self.annotate(held=Coalesce(F("kept_balance__amount"), 0))

    def may_receive_from(self, fund: "Fund", user: Any) -> Self:
        """Where this purse may send money to: what the user reaches, and the purses of the associations above."""
        reached = within(user.paths(self.read_permission), self.path_lookup)
        return self.filter(reached | Q(unit__in=Unit.objects.above(fund.unit))).exclude(pk=fund.pk)

    def hinders_closing(self, unit: Unit) -> list[Hindrance]:
        """Purses that still hold money."""
        held = dict(self.filter(unit=unit).with_balance().exclude(held=0).values_list("pk", "held"))
        return [
            Hindrance(
                f"{fund.name} còn {format_money(held[fund.pk])}.",
                fund.get_absolute_url(),
                "Mở sổ quỹ để chi hoặc nộp hết",
            )
            for fund in self.filter(pk__in=held)
        ]


class Fund(models.Model):
    """Quỹ: one purse of one unit, with a book of its own; a campaign (đợt vận động) is a purse too (TT 41/2022)."""

    class Kind(models.TextChoices):
        GENERAL = "general", "quỹ khuyến học"
        SCHOOL = "school", "quỹ khuyến học của trường"
        CLAN = "clan", "quỹ khuyến học dòng họ"
        CAMPAIGN = "campaign", "đợt vận động"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="funds", verbose_name="đơn vị")
    name = models.CharField("tên quỹ", max_length=150)
    kind = models.CharField("loại quỹ", max_length=10, choices=Kind.choices, default=Kind.GENERAL)
    opened_on = models.DateField("mở sổ ngày")
    purpose = models.CharField("mục đích vận động", max_length=300, blank=True)
    target = models.BigIntegerField("mức vận động (đồng)", null=True, blank=True)
    ends_on = models.DateField("vận động đến ngày", null=True, blank=True)
    approval_above = models.BigIntegerField("chi từ mức này cần người thứ hai duyệt (đồng)", null=True, blank=True)
    receipt_form = models.CharField("mẫu phiếu thu", max_length=60, default="Mẫu số 01-TT")
    payment_form = models.CharField("mẫu phiếu chi", max_length=60, default="Mẫu số 02-TT")
    form_basis = models.CharField("văn bản ban hành mẫu", max_length=200, blank=True)
    slips_per_book = models.PositiveSmallIntegerField("số phiếu mỗi quyển", null=True, blank=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "id"]
        verbose_name = "quỹ"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="fund_name_once_per_unit",
                violation_error_message="Đơn vị này đã có quỹ mang tên đó. Xin đặt tên khác.",
            ),
            models.CheckConstraint(
                condition=Q(kind="campaign") | Q(purpose="", target=None, ends_on=None),
                name="fund_purpose_of_a_campaign",
                violation_error_message="Chỉ đợt vận động mới có mục đích, mức và ngày kết thúc.",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gt=0),
                name="fund_target_positive",
                violation_error_message="Mức vận động phải là số nguyên đồng lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(approval_above=None) | Q(approval_above__gte=0),
                name="fund_approval_not_negative",
                violation_error_message="Mức cần duyệt phải là số nguyên đồng, từ 0 trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(slips_per_book=None) | Q(slips_per_book__gt=0),
                name="fund_slips_per_book_positive",
                violation_error_message="Mỗi quyển phải có ít nhất một phiếu. Để trống nếu không đóng quyển.",
            ),
        ]

    def __str__(self) -> str:
        """With the place, unless the name says it already."""
        return self.name if self.unit.full_name in self.name else f"{self.name} – {self.unit.full_name}"

    def get_absolute_url(self) -> str:
        return reverse("funds:fund", args=[self.pk])

    def clean(self) -> None:
        self.name, self.purpose = nfc(self.name), nfc(self.purpose)

    @property
    def is_campaign(self) -> bool:
        return self.kind == self.Kind.CAMPAIGN

    def is_closed_on(self, day: date) -> bool:
        return self.closings.filter(reopened_at=None, until__gte=day).exists()

    def balance(self, until: date | None = None) -> int:
        """Money in the purse in đồng, at the end of `until` or with all that is posted."""
        if until is None:
            return Fund.objects.filter(pk=self.pk).with_balance().values_list("held", flat=True)[0]
        months = self.month_sums.with_effect()
        end = until + timedelta(days=1)
        held = months.before(end).aggregate(total=Sum("effect", default=0))["total"]
        if end.day == 1:
            return held
        days = self.vouchers.posted().filter(dated_on__range=(end.replace(day=1), until))
        return held + days.aggregate(total=Sum("effect", default=0))["total"]


class AccountQuerySet(models.QuerySet["Account"]):
    def sources(self) -> Self:
        return self.filter(fund=None, kind=Account.Kind.SOURCE)

    def purposes(self) -> Self:
        return self.filter(fund=None, kind=Account.Kind.PURPOSE)

    def money(self) -> Self:
        return self.filter(kind__in=Account.MONEY)


class Account(models.Model):
    """Tài khoản: where money lies (a fund's cash, bank, goods); without a fund, a source or purpose common to all."""

    class Kind(models.TextChoices):
        CASH = "cash", "tiền mặt"
        BANK = "bank", "ngân hàng"
        IN_KIND = "in_kind", "hiện vật"
        SOURCE = "source", "nguồn thu"
        PURPOSE = "purpose", "mục đích chi"
        ASSOCIATION = "association", "Hội cấp trên, cấp dưới"
        OWN = "own", "quỹ khác của đơn vị"
        OPENING = "opening", "số dư đầu kỳ"

    MONEY = (Kind.CASH, Kind.BANK, Kind.IN_KIND)

    fund = models.ForeignKey(Fund, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name="quỹ")
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    code = models.SlugField("mã", max_length=40)
    name = models.CharField("tên", max_length=100)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "tài khoản"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(fund=None), name="account_code_once"),
            models.UniqueConstraint(
                fields=["fund", "code"], condition=Q(fund__isnull=False), name="account_code_once_per_fund"
            ),
            models.CheckConstraint(
                condition=Q(fund=None, kind__in=["source", "purpose", "association", "own", "opening"])
                | Q(fund__isnull=False, kind__in=["cash", "bank", "in_kind"]),
                name="account_money_belongs_to_fund",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_money(self) -> bool:
        return self.kind in self.MONEY


# Of the sum of a month or of a voucher: both have the same two sides.
_COMES_IN = Q(to_account__fund__isnull=False, from_account__fund=None)
_GOES_OUT = Q(from_account__fund__isnull=False, to_account__fund=None)
EFFECT = Case(When(_COMES_IN, then=F("amount")), When(_GOES_OUT, then=-F("amount")), default=Value(0))


class KeptBalance(models.Model):
    """Số dư: what a purse holds by all that is posted, in đồng, kept by the database as it is posted."""

    fund = models.OneToOneField(Fund, models.PROTECT, primary_key=True, related_name="kept_balance", verbose_name="quỹ")
    amount = models.BigIntegerField("số tiền (đồng)")

    class Meta:
        verbose_name = "số dư"

    def __str__(self) -> str:
        return f"{self.fund}: {format_money(self.amount)}"


class MonthSumQuerySet(models.QuerySet["MonthSum"]):
    def before(self, day: date) -> Self:
        """Of the whole months before the one of that day."""
        return self.filter(Q(year__lt=day.year) | Q(year=day.year, month__lt=day.month))

    def since(self, day: date) -> Self:
        """Of the month of that day and of those after it."""
        return self.filter(Q(year__gt=day.year) | Q(year=day.year, month__gte=day.month))

    def with_effect(self) -> Self:
        """Each with `effect`: đồng that the purse gains (+) or loses (−)."""
        return self.annotate(effect=EFFECT)


class MonthSum(models.Model):
    """Số cộng của tháng: what went from one account to another in a month, kept by the database as it is posted.

    Balances and a year's figures are read from here, so that they cost the same however many vouchers there are.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="month_sums", verbose_name="quỹ")
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    from_account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="từ")
    to_account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="đến")
    is_reversal = models.BooleanField("phiếu hủy")
    amount = models.BigIntegerField("số tiền (đồng)")
    voucher_count = models.PositiveIntegerField("số phiếu", default=0)

    objects = MonthSumQuerySet.as_manager()

    class Meta:
        verbose_name = "số cộng của tháng"
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year", "month", "from_account", "to_account", "is_reversal"], name="month_sum_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:02d}/{self.year}"
