from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from chapters.models import User
from chapters.reach import ReachQuerySet, within
from khuyenhoc.models import StoredFile
from khuyenhoc.names import nfc, search_key

from ..words import FORGOTTEN
from .books import EFFECT, Account, Fund
from .donors import Donor
from .grants import GrantList


class VoucherQuerySet(ReachQuerySet):
    path_lookup = "fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"

    def waiting(self) -> Self:
        """Written and neither posted nor dropped: they wait for the second person."""
        return self.filter(number=None, dropped_at=None)

    def to_approve(self, user: User) -> Self:
        """What waits for this user's word: not what she wrote herself."""
        reached = within(user.paths("approve_payments"), self.path_lookup)
        return self.waiting().filter(reached).exclude(written_by=user)

    def overdrawn(self) -> Self:
        """Paid beyond what the account held, knowingly, and not reversed."""
        return self.filter(is_overdrawn=True, number__isnull=False, reversed_by=None)

    def on_the_way(self) -> Self:
        """Sent to another purse and not taken in there yet."""
        return self.filter(number__isnull=False, sent_to__isnull=False, reversed_by=None, received_by=None)

    def posted(self) -> Self:
        """Posted vouchers with `effect`: đồng that the purse gains (+) or loses (−), and `is_reversal`."""
        return self.filter(number__isnull=False).annotate(effect=EFFECT, is_reversal=Q(reverses__isnull=False))


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
    party_address = models.CharField("địa chỉ", max_length=200, blank=True)
    goods = models.CharField("hiện vật và cách định giá", max_length=300, blank=True)
    enclosures = models.PositiveSmallIntegerField("số chứng từ gốc kèm theo", null=True, blank=True)
    is_overdrawn = models.BooleanField("chi vượt số dư, đã hỏi", default=False)
    donor = models.ForeignKey(
        Donor, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name="người ủng hộ"
    )
    reason = models.CharField("lý do", max_length=300)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="hủy phiếu"
    )
    sent_to = models.ForeignKey(
        Fund, models.PROTECT, null=True, blank=True, related_name="vouchers_sent", verbose_name="chuyển cho quỹ"
    )
    transfer_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="received_by", verbose_name="nhận từ phiếu"
    )
    pays = models.ForeignKey(
        GrantList, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name="chi theo danh sách"
    )
    written_at = models.DateTimeField("lập phiếu lúc", default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập phiếu"
    )
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    dropped_because = models.CharField("bỏ vì", max_length=200, blank=True)
    posted_at = models.DateTimeField("ghi sổ lúc", null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi sổ"
    )
    search_key = models.TextField(editable=False, default="")

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
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_because="") | (Q(number=None) & ~Q(dropped_because="")),
                name="voucher_dropped_only_unposted",
                violation_error_message="Phiếu đã ghi sổ không bỏ được; xin ghi lý do bỏ phiếu chưa ghi sổ.",
            ),
            models.UniqueConstraint(fields=["fund", "year", "series", "number"], name="voucher_number_once"),
        ]
        indexes = [models.Index(fields=["fund", "dated_on", "id"], name="voucher_book_order")]

    def __str__(self) -> str:
        if self.number:
            return f"{self.SHORT[self.Series(self.series)]} {self.number:02d}/{self.year}"
        return f"{self.get_series_display()} {'đã bỏ' if self.dropped_at else 'chờ duyệt'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = search_key(" ".join((self.party, self.reason, self.goods)))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("funds:voucher", args=[self.pk])

    def clean(self) -> None:
        self.party, self.party_address = nfc(self.party), nfc(self.party_address)
        self.reason, self.goods = nfc(self.reason), nfc(self.goods)
        if self.dated_on > timezone.localdate():
            raise ValidationError({"dated_on": "Ngày chứng từ đang ở tương lai. Xin xem lại."})

    @property
    def is_waiting(self) -> bool:
        return self.number is None and self.dropped_at is None

    @property
    def needs_approval(self) -> bool:
        """Whether the purse asks for a second person, as it is set now."""
        limit = self.fund.approval_above
        return self.series == self.Series.PAYMENT and limit is not None and self.amount >= limit

    @property
    def money_account(self) -> Account:
        """Where the money lies: the side that belongs to the fund."""
        return self.to_account if self.to_account.is_money else self.from_account

    @property
    def other_account(self) -> Account:
        """The source it came from or the purpose it went to."""
        return self.from_account if self.to_account.is_money else self.to_account


class GiverQuerySet(ReachQuerySet):
    path_lookup = "voucher__fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"

    def like(self, giver: "Giver") -> Self:
        """Lines of the unit's lists that speak of the same person: one name and address, in no register."""
        unit = giver.voucher.fund.unit_id
        return self.filter(voucher__fund__unit=unit, name=giver.name, address=giver.address, donor=None)


class Giver(models.Model):
    """Một dòng của bảng kê: who gave how much (đồng) of one voucher; the lines add up to its amount."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="givers", verbose_name="chứng từ")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("họ tên, đơn vị", max_length=150)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    amount = models.BigIntegerField("số tiền (đồng)")
    donor = models.ForeignKey(
        Donor, models.PROTECT, null=True, blank=True, related_name="gifts", verbose_name="người ủng hộ"
    )
    forgotten_because = models.CharField("xóa thông tin vì", max_length=200, blank=True)

    objects = GiverQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = "người nộp theo bảng kê"
        constraints = [
            models.UniqueConstraint(fields=["voucher", "position"], name="giver_position_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="giver_amount_positive",
                violation_error_message="Số tiền phải là số nguyên đồng lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_because="") | Q(name__startswith=FORGOTTEN),
                name="giver_reason_of_forgetting",
                violation_error_message="Chỉ ghi lý do xóa thông tin khi tên đã được xóa.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_forgotten(self) -> bool:
        return self.name.startswith(FORGOTTEN)

    def clean(self) -> None:
        self.name, self.address = nfc(self.name), nfc(self.address)


class VoucherScan(models.Model):
    """Bản quét chứng từ gốc: kept beside a voucher, before or after it is posted; never replaced."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="scans", verbose_name="chứng từ")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    added_at = models.DateTimeField("kèm lúc", auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người kèm"
    )

    class Meta:
        ordering = ["id"]
        verbose_name = "bản quét chứng từ"

    def __str__(self) -> str:
        return str(self.file)
