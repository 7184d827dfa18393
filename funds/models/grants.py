from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from chapters.models import Member
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc

from ..words import FORGOTTEN
from .books import Fund


class GrantListQuerySet(ReachQuerySet):
    path_lookup = "fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"

    def standing(self) -> Self:
        return self.filter(dropped_at=None)

    def with_payment(self) -> Self:
        """Each with `is_paid`: whether a voucher that stands has paid it."""
        from .vouchers import Voucher

        paid = Voucher.objects.filter(pays=OuterRef("pk"), number__isnull=False, reversed_by=None)
        return self.annotate(is_paid=Exists(paid))

    def with_totals(self) -> Self:
        """Each with suất (`shares`), lượt (`times`), người (`people`), đồng (`amount`)."""
        return self.annotate(**totals_of("grants__")).order_by("-given_on", "-pk")


class GrantList(models.Model):
    """Danh sách trao: who received what at one occasion; it stands still while a posted voucher pays it."""

    class Kind(models.TextChoices):
        SCHOLARSHIP = "scholarship", "học bổng"
        REWARD = "reward", "khen thưởng"
        HARDSHIP = "hardship", "hỗ trợ hoàn cảnh khó khăn"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="grant_lists", verbose_name="quỹ")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    name = models.CharField("dịp trao", max_length=200)
    given_on = models.DateField("ngày trao")
    made_at = models.DateTimeField("lập lúc", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    dropped_because = models.CharField("bỏ vì", max_length=200, blank=True)

    objects = GrantListQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        verbose_name = "danh sách trao"
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_because="")
                | (Q(dropped_at__isnull=False) & ~Q(dropped_because="")),
                name="grant_list_dropped_with_reason",
                violation_error_message="Xin ghi vì sao bỏ danh sách.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funds:grant-list", args=[self.pk])

    def clean(self) -> None:
        self.name = nfc(self.name)


def totals_of(before: str = "") -> dict[str, Any]:
    """Suất, lượt, người, đồng of grants. One person is one record of a member, else one name in one school."""
    name, school, member = f"{before}name", f"{before}school", f"{before}member"
    person = Coalesce(
        Cast(member, models.CharField()), Concat(name, Value("|"), school), output_field=models.CharField()
    )
    return {
        "shares": Sum(f"{before}shares", default=0),
        "times": Count(f"{before}pk"),
        "people": Count(person, distinct=True),
        "amount": Sum(f"{before}amount", default=0),
    }


class GrantQuerySet(ReachQuerySet):
    path_lookup = "grant_list__fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"

    def standing(self) -> Self:
        return self.filter(grant_list__dropped_at=None)

    def given(self) -> Self:
        """With the occasion and the purse, latest first."""
        return self.standing().select_related("grant_list__fund__unit").order_by("-grant_list__given_on", "pk")

    def totals(self) -> dict[str, int]:
        return self.order_by().aggregate(**totals_of())

    def forget(self) -> list[models.Model]:
        """Take the names out of these lines, which are one person's; what was given stays, and counts as before."""
        found = list(self)
        number = min((one.pk for one in found), default=0)
        self.filter(pk__in=[one.pk for one in found]).update(name=f"{FORGOTTEN} {number}", note="")
        return found

    def erase_person(self, member: Member) -> list[models.Model]:
        """Also in lists that are paid: the list that was signed is kept on paper, with the voucher."""
        return self.filter(member=member).forget()

    def erasure_words(self, member: Member) -> dict[str, str]:
        number = self.filter(member=member).count()
        return {"goes": f"tên và ghi chú ở {number} dòng trong danh sách trao của quỹ"} if number else {}


class Grant(models.Model):
    """Một suất trao, hay nhiều suất cho một người: `amount` is what this line received in all, in đồng."""

    class Recipient(models.TextChoices):
        PUPIL = "pupil", "học sinh"
        STUDENT = "student", "sinh viên"
        YOUTH = "youth", "đoàn viên thanh niên"
        TEACHER = "teacher", "giáo viên"
        ADULT = "adult", "người lớn"
        FAMILY = "family", "gia đình"

    MOST_SHARES = 1_000

    grant_list = models.ForeignKey(GrantList, models.PROTECT, related_name="grants", verbose_name="danh sách trao")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("họ tên", max_length=150)
    recipient = models.CharField("đối tượng", max_length=10, choices=Recipient.choices)
    school = models.CharField("lớp, trường hoặc đơn vị", max_length=200, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="hội viên"
    )
    shares = models.PositiveSmallIntegerField("số suất", default=1)
    amount = models.BigIntegerField("số tiền (đồng)")
    note = models.CharField("ghi chú (không công khai)", max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = "người được trao"
        constraints = [
            models.UniqueConstraint(fields=["grant_list", "position"], name="grant_position_once"),
            models.CheckConstraint(
                condition=Q(shares__gt=0) & Q(amount__gt=0) & Q(amount__gte=F("shares")),
                name="grant_shares_and_amount_positive",
                violation_error_message="Số suất và số tiền phải là số nguyên lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_forgotten(self) -> bool:
        return self.name.startswith(FORGOTTEN)

    def clean(self) -> None:
        self.name, self.school, self.note = nfc(self.name), nfc(self.school), nfc(self.note)
