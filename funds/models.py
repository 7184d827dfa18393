from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Sum, Value, When, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from chapters.hindrance import Hindrance
from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc, search_key, text_sort_key
from khuyenhoc.numbers import format_money


class FundQuerySet(ReachQuerySet):
    read_permission = "read_funds"
    write_permission = "write_funds"

    def hinders_closing(self, unit: Unit) -> list[Hindrance]:
        """Purses that still hold money."""
        posted = Voucher.objects.posted().filter(fund__unit=unit).order_by()
        balances = posted.values_list("fund").annotate(held=Sum("effect"))
        held = {fund_id: balance for fund_id, balance in balances if balance}
        return [
            Hindrance(
                f"{fund.name} còn {format_money(held[fund.pk])}.",
                fund.get_absolute_url(),
                "Mở sổ quỹ để chi hoặc nộp hết",
            )
            for fund in self.filter(pk__in=held)
        ]


class Fund(models.Model):
    """Quỹ: one purse of one unit, with a book of its own."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="funds", verbose_name="đơn vị")
    name = models.CharField("tên quỹ", max_length=150)
    opened_on = models.DateField("mở sổ ngày")

    objects = FundQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "id"]
        verbose_name = "quỹ"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="fund_name_once_per_unit",
                violation_error_message="Đơn vị này đã có quỹ mang tên đó. Xin đặt tên khác.",
            )
        ]

    def __str__(self) -> str:
        """With the place, unless the name says it already."""
        return self.name if self.unit.full_name in self.name else f"{self.name} – {self.unit.full_name}"

    def get_absolute_url(self) -> str:
        return reverse("funds:fund", args=[self.pk])

    def clean(self) -> None:
        self.name = nfc(self.name)

    def balance(self, until: date | None = None) -> int:
        """Money in the purse in đồng, at the end of `until` or with all that is posted."""
        vouchers = self.vouchers.posted()
        if until:
            vouchers = vouchers.filter(dated_on__lte=until)
        return vouchers.aggregate(total=Coalesce(Sum("effect"), 0))["total"]


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
                condition=Q(fund=None, kind__in=["source", "purpose", "association", "opening"])
                | Q(fund__isnull=False, kind__in=["cash", "bank", "in_kind"]),
                name="account_money_belongs_to_fund",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_money(self) -> bool:
        return self.kind in self.MONEY


class DonorQuerySet(ReachQuerySet):
    read_permission = "read_funds"
    write_permission = "write_funds"


class Donor(models.Model):
    """Người ủng hộ: a person, household, clan or organisation that gives; kept by one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="donors", verbose_name="đơn vị giữ hồ sơ")
    name = models.CharField("tên", max_length=150)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=160, editable=False)

    objects = DonorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = "người ủng hộ"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "address"],
                name="donor_once_per_unit",
                violation_error_message="Người ủng hộ này đã có trong sổ. Xin chọn từ danh sách.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key, self.search_key = text_sort_key(self.name)[:400], search_key(self.name)[:160]
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.name, self.address = nfc(self.name), nfc(self.address)


class VoucherQuerySet(ReachQuerySet):
    path_lookup = "fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"

    def posted(self) -> Self:
        """Posted vouchers with `effect`: đồng that the purse gains (+) or loses (−)."""
        return self.filter(number__isnull=False).annotate(effect=EFFECT)

    def with_running_balance(self) -> Self:
        """The book's order, each voucher with `balance`: what the purse holds after it, over the whole book."""
        running = Window(Sum("effect"), order_by=[F("dated_on").asc(), F("id").asc()])
        return self.posted().annotate(balance=running).order_by("dated_on", "id")


class Voucher(models.Model):
    """Chứng từ: one amount from one account to another, so the book balances by construction.

    Numbered without gaps per fund, year and series when it is posted, and never changed after; a mistake is reversed
    by a second voucher that counts in the period it is dated.
    """

    class Series(models.TextChoices):
        RECEIPT = "receipt", "Phiếu thu"
        PAYMENT = "payment", "Phiếu chi"
        ADJUSTMENT = "adjustment", "Phiếu điều chỉnh"

    SHORT = {Series.RECEIPT: "PT", Series.PAYMENT: "PC", Series.ADJUSTMENT: "ĐC"}

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="vouchers", verbose_name="quỹ")
    series = models.CharField("loại phiếu", max_length=10, choices=Series.choices)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số", null=True, blank=True)
    dated_on = models.DateField("ngày")
    from_account = models.ForeignKey(Account, models.PROTECT, related_name="vouchers_out", verbose_name="từ")
    to_account = models.ForeignKey(Account, models.PROTECT, related_name="vouchers_in", verbose_name="đến")
    amount = models.BigIntegerField("số tiền (đồng)")
    party = models.CharField("người nộp / người nhận", max_length=150)
    donor = models.ForeignKey(
        Donor, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name="người ủng hộ"
    )
    reason = models.CharField("lý do", max_length=300)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="hủy phiếu"
    )
    posted_at = models.DateTimeField("ghi sổ lúc", null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi sổ"
    )

    objects = VoucherQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "-id"]
        verbose_name = "chứng từ"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="voucher_amount_positive",
                violation_error_message="Số tiền phải là số nguyên đồng lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=~Q(from_account=F("to_account")),
                name="voucher_accounts_differ",
                violation_error_message="Tiền phải đi từ một nơi đến một nơi khác.",
            ),
            models.CheckConstraint(
                condition=Q(number=None, posted_at=None) | Q(number__gt=0, posted_at__isnull=False),
                name="voucher_numbered_when_posted",
            ),
            models.CheckConstraint(condition=Q(dated_on__year=F("year")), name="voucher_year_of_its_date"),
            models.UniqueConstraint(fields=["fund", "year", "series", "number"], name="voucher_number_once"),
        ]
        indexes = [models.Index(fields=["fund", "dated_on", "id"], name="voucher_book_order")]

    def __str__(self) -> str:
        return f"{self.SHORT[self.Series(self.series)]} {self.number:02d}/{self.year}" if self.number else "Nháp"

    def get_absolute_url(self) -> str:
        return reverse("funds:voucher", args=[self.pk])

    def clean(self) -> None:
        self.party, self.reason = nfc(self.party), nfc(self.reason)
        if self.dated_on > timezone.localdate():
            raise ValidationError({"dated_on": "Ngày chứng từ đang ở tương lai. Xin xem lại."})

    @property
    def money_account(self) -> Account:
        """Where the money lies: the side that belongs to the fund."""
        return self.to_account if self.to_account.is_money else self.from_account

    @property
    def other_account(self) -> Account:
        """The source it came from or the purpose it went to."""
        return self.from_account if self.to_account.is_money else self.to_account


_COMES_IN = Q(to_account__kind__in=Account.MONEY) & ~Q(from_account__kind__in=Account.MONEY)
_GOES_OUT = Q(from_account__kind__in=Account.MONEY) & ~Q(to_account__kind__in=Account.MONEY)
EFFECT = Case(When(_COMES_IN, then=F("amount")), When(_GOES_OUT, then=-F("amount")), default=Value(0))
