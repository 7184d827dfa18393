from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc

from .books import Account, Fund


class CountQuerySet(ReachQuerySet):
    path_lookup = "account__fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"


class Count(models.Model):
    """Kiểm kê: what was found in an account on a day (cash counted, the bank's word) beside what the book says.

    `pieces` says how many notes of each value there were, {"500000": 3}, where somebody counted so; they add up to
    what was found. Never changed; a difference has its explanation, and is put right by a voucher if money really is
    missing.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="counts", verbose_name="tài khoản")
    counted_on = models.DateField("kiểm kê ngày")
    found = models.BigIntegerField("số thực có (đồng)")
    in_book = models.BigIntegerField("số trên sổ (đồng)")
    pieces = models.JSONField("số tờ theo mệnh giá", default=dict, blank=True)
    explanation = models.CharField("giải thích chênh lệch", max_length=300, blank=True)
    witnesses = models.CharField("người cùng kiểm", max_length=200, blank=True)
    made_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )

    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["-counted_on", "-id"]
        verbose_name = "lần kiểm kê"
        constraints = [
            models.CheckConstraint(
                condition=Q(found__gte=0),
                name="count_found_not_negative",
                violation_error_message="Số thực có không thể âm.",
            ),
            models.CheckConstraint(
                condition=Q(found=F("in_book")) | ~Q(explanation=""),
                name="count_difference_explained",
                violation_error_message="Số thực có khác số trên sổ. Xin ghi vì sao.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.counted_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("funds:count", args=[self.pk])

    def clean(self) -> None:
        self.explanation, self.witnesses = nfc(self.explanation), nfc(self.witnesses)

    @property
    def difference(self) -> int:
        return self.found - self.in_book

    @property
    def gap(self) -> int:
        return abs(self.difference)

    @property
    def piece_lines(self) -> list[tuple[int, int, int]]:
        """(value of a note, how many, đồng in all), the largest first."""
        found = sorted(((int(value), number) for value, number in self.pieces.items()), reverse=True)
        return [(value, number, value * number) for value, number in found]


class ClosingQuerySet(ReachQuerySet):
    path_lookup = "fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"


class Closing(models.Model):
    """Khóa sổ: a month or a year of a purse is closed; nothing is dated into it until it is opened again.

    `opening + receipts − payments = balance`, in đồng, as printed on the statement.
    """

    class Kind(models.TextChoices):
        MONTH = "month", "tháng"
        YEAR = "year", "năm"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="closings", verbose_name="quỹ")
    kind = models.CharField("khóa sổ", max_length=5, choices=Kind.choices)
    starts_on = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    opening = models.BigIntegerField("dư đầu kỳ (đồng)")
    receipts = models.BigIntegerField("thu (đồng)")
    payments = models.BigIntegerField("chi (đồng)")
    balance = models.BigIntegerField("dư cuối kỳ (đồng)")
    closed_at = models.DateTimeField("khóa lúc", auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người khóa"
    )
    reopened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người mở lại"
    )
    reopened_because = models.CharField("mở lại vì", max_length=300, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-until", "-id"]
        verbose_name = "lần khóa sổ"
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "kind", "until"],
                condition=Q(reopened_at=None),
                name="closing_once",
                violation_error_message="Sổ đã khóa đến ngày này rồi.",
            ),
            models.CheckConstraint(condition=Q(starts_on__lte=F("until")), name="closing_dates_in_order"),
            models.CheckConstraint(
                condition=Q(balance=F("opening") + F("receipts") - F("payments")), name="closing_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_because="")
                | (Q(reopened_at__isnull=False) & ~Q(reopened_because="")),
                name="closing_reopened_with_reason",
                violation_error_message="Xin ghi vì sao mở lại sổ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.until:%m/%Y}" if self.kind == "month" else f"năm {self.until:%Y}"

    def get_absolute_url(self) -> str:
        return reverse("funds:closing", args=[self.pk])
