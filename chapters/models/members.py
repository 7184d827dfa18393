from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.names import compare_key, nfc, phone_key, search_key, sort_key
from khuyenhoc.numbers import format_number

from ..hindrance import Hindrance
from ..reach import ROOT_PATH, ReachQuerySet, within
from .units import Unit


class MemberQuerySet(ReachQuerySet):
    """A member is reached through any of her memberships, also an ended one: her unit keeps her history."""

    read_permission = "read_members"
    write_permission = "write_members"

    def visible_to(self, user: Any) -> Self:
        return self.filter(_once_within(user.paths(self.read_permission)), merged_into=None)

    def editable_by(self, user: Any) -> Self:
        """Whose data was erased is nobody any more, and cannot be written."""
        return self.kept_within(user.paths(self.write_permission)).filter(erased_at=None)

    def handled_by(self, user: Any) -> Self:
        """Whose requests about her data this user handles."""
        return self.kept_within(user.paths("handle_privacy"))

    def kept_within(self, paths: list[str]) -> Self:
        """Kept where she belongs today; one who belongs nowhere any more, wherever she once did."""
        held = Membership.objects.filter(until=None, member=models.OuterRef("pk"))
        here = held.filter(within(paths, "unit__path"))
        once_here = _once_within(paths)
        unmerged = self.filter(merged_into=None)
        return unmerged.filter(models.Exists(here) | (~models.Exists(held) & once_here))

    def search(self, words: str) -> Self:
        """Names that hold every word, without marks, in any order."""
        found = self
        for word in search_key(words).split():
            found = found.filter(search_key__contains=word)
        return found


def _once_within(paths: list[str]) -> models.Exists:
    """Any membership there. An EXISTS: asked person by person, it costs what is looked at, not what is stored."""
    every = Membership.objects.genuine().filter(member=models.OuterRef("pk"))
    return models.Exists(every.filter(within(paths, "unit__path")))


class Member(models.Model):
    """Hội viên: a person; her belonging to units is in her memberships. The birth year suffices (DOMAIN 8)."""

    class Sex(models.TextChoices):
        FEMALE = "female", "nữ"
        MALE = "male", "nam"

    name = models.CharField("họ và tên", max_length=100)
    sex = models.CharField("giới tính", max_length=6, choices=Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    ethnicity = models.CharField("dân tộc", max_length=40, blank=True)
    has_card = models.BooleanField("đã có thẻ hội viên", default=False)
    dues_year = models.PositiveSmallIntegerField("đã đóng hội phí đến năm", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="đã gộp vào",
        db_index=False,  # nearly all have none, and an index of those would tempt SQLite to read it; see Meta
    )
    erased_at = models.DateTimeField("đã xóa thông tin lúc", null=True, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=120, editable=False)
    compare_key = models.CharField(max_length=120, default="", editable=False, db_index=True)
    phone_key = models.CharField(max_length=20, default="", editable=False, db_index=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = "hội viên"
        indexes = [
            # The search key stands behind the order, so that a search walks the index and opens only what it shows.
            models.Index(fields=["sort_key", "id", "search_key"], name="member_in_order"),
            models.Index(fields=["merged_into"], condition=~Q(merged_into=None), name="member_merged"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="member_birth_year_plausible",
                violation_error_message="Năm sinh gồm bốn chữ số, từ 1900 trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(dues_year=None) | Q(dues_year__gte=1996, dues_year__lte=2100),
                name="member_dues_year_plausible",
                violation_error_message="Năm đóng hội phí gồm bốn chữ số, từ 1996 trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="member_not_merged_into_herself"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(birth_year=None, phone="", address="", ethnicity=""),
                name="member_erased_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("chapters:member", args=[self.pk])

    @property
    def heir(self) -> "Member":
        """Herself, or the record that hers has become part of in the end."""
        return self.merged_into.heir if self.merged_into else self

    def set_keys(self) -> None:
        """What is stored beside name and telephone for sorting, finding and comparing; for bulk loads too."""
        self.sort_key, self.search_key = sort_key(self.name)[:400], search_key(self.name)[:120]
        self.compare_key, self.phone_key = compare_key(self.name)[:120], phone_key(self.phone)
        if self.erased_at:  # found by no words, like to nobody
            self.search_key, self.compare_key = "", f"#{self.pk}"

    def clean(self) -> None:
        self.name, self.address, self.ethnicity = nfc(self.name), nfc(self.address), nfc(self.ethnicity)
        if self.birth_year and self.birth_year > timezone.localdate().year:
            raise ValidationError({"birth_year": "Năm sinh đang ở tương lai. Xin xem lại."})


class MembershipQuerySet(ReachQuerySet):
    read_permission = "read_members"
    write_permission = "write_members"

    def visible_to(self, user: Any) -> Self:
        """Who reaches the root reaches all: no need to look up the unit of each of 200.000."""
        reached = self if ROOT_PATH in user.paths(self.read_permission) else super().visible_to(user)
        return reached.genuine()

    def editable_by(self, user: Any) -> Self:
        return super().editable_by(user).genuine()

    def genuine(self) -> Self:
        """Without those that were recorded by mistake, which count nowhere and let nobody see the person."""
        return self.exclude(exit=Membership.Exit.VOIDED)

    def current(self) -> Self:
        return self.filter(until=None)

    def counted(self) -> Self:
        return self.filter(is_counted=True)

    def hinders_closing(self, unit: Unit) -> list[Hindrance]:
        number = self.filter(unit=unit).current().count()
        if not number:
            return []
        way = reverse("chapters:unit-members-move", args=[unit.pk], query={"tiep": "giai-the"})
        sentence = f"{format_number(number)} hội viên đang sinh hoạt trong danh sách."
        return [Hindrance(sentence, way, "Chuyển tất cả hội viên sang chi hội khác")]


class Membership(models.Model):
    """Sinh hoạt tại chi hội: a member belongs to a unit from `since` until before `until`.

    At one time a person has at most one membership that is counted in figures. One that was recorded by mistake stays
    as VOIDED: it ends on the day it began and counts nowhere.
    """

    class Entry(models.TextChoices):
        ADMITTED = "admitted", "kết nạp"
        MOVED_IN = "moved_in", "chuyển đến"

    class Exit(models.TextChoices):
        LEFT = "left", "thôi"
        DIED = "died", "từ trần"
        MOVED_OUT = "moved_out", "chuyển đi"
        VOIDED = "voided", "ghi nhầm"

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships", verbose_name="hội viên")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="đơn vị")
    since = models.DateField("từ ngày")
    entry = models.CharField("cách vào", max_length=10, choices=Entry.choices, default=Entry.ADMITTED)
    until = models.DateField("thôi từ ngày", null=True, blank=True)
    exit = models.CharField("cách thôi", max_length=10, choices=Exit.choices, blank=True)
    is_counted = models.BooleanField("được tính ở đơn vị này", default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = "sinh hoạt"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_dates_in_order",
                violation_error_message="Ngày thôi không thể trước ngày vào. Xin xem lại hai ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(until=None, exit="") | (Q(until__isnull=False) & ~Q(exit="")),
                name="membership_end_has_reason",
                violation_error_message="Khi ghi ngày thôi, xin chọn lý do (thôi, từ trần hay chuyển đi).",
            ),
            models.CheckConstraint(
                condition=~Q(exit="voided") | Q(until=F("since"), is_counted=False),
                name="membership_voided_counts_nowhere",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(until=None, is_counted=True),
                name="membership_counted_once",
                violation_error_message="Hội viên này đang được tính ở một chi hội khác. Xin ghi chuyển đi ở đó trước.",
            ),
            models.UniqueConstraint(
                fields=["member", "unit"],
                condition=Q(until=None),
                name="membership_once_per_unit",
                violation_error_message="Hội viên này đang sinh hoạt tại đơn vị rồi.",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "since"], name="membership_of_unit"),
            models.Index(fields=["unit", "until", "exit", "member"], name="membership_held"),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.unit}"


class NameWord(models.Model):
    """Từ trong tên: each word of each member's search key, so that a rare word is found without reading every name.

    Kept by the database itself (`DERIVED` in chapters/guards/members.py). `member_id` is a bare number: whatever walks
    the tables that hang on a member has no business here.
    """

    word = models.CharField(max_length=120)
    member_id = models.BigIntegerField()

    class Meta:
        verbose_name = "từ trong tên"
        constraints = [models.UniqueConstraint(fields=["word", "member_id"], name="name_word_once")]
        indexes = [models.Index(fields=["member_id"], name="name_words_of_member")]
