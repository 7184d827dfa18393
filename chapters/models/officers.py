from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.names import compare_key, nfc, search_key, sort_key

from ..posts import COMMITTEES, HEADS, POST_CHOICES, POSTS, RANKS
from ..reach import ReachQuerySet
from .members import Member
from .spans import held_on
from .units import Unit

ERASED = "Cán bộ đã xóa thông tin"


class TermQuerySet(ReachQuerySet):
    def running_on(self, day: date) -> Self:
        """One per unit at most: the latest that has begun. It runs until the next begins, over its plan if need be."""
        later = Term.objects.filter(unit=models.OuterRef("unit"), since__gt=models.OuterRef("since"), since__lte=day)
        return self.filter(~models.Exists(later), since__lte=day)


class Term(models.Model):
    """Nhiệm kỳ: a unit's committees from one congress to the next, which may come later than planned."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="terms", verbose_name="đơn vị")
    name = models.CharField("nhiệm kỳ", max_length=40)
    since = models.DateField("từ ngày")
    planned_until = models.DateField("dự kiến đến ngày")
    executive_seats = models.PositiveSmallIntegerField("số ủy viên Ban Chấp hành", null=True, blank=True)
    standing_seats = models.PositiveSmallIntegerField("số ủy viên Ban Thường vụ", null=True, blank=True)
    inspection_seats = models.PositiveSmallIntegerField("số ủy viên Ban Kiểm tra", null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = "nhiệm kỳ"
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_until__gt=F("since")),
                name="term_dates_in_order",
                violation_error_message="Ngày dự kiến kết thúc phải sau ngày bắt đầu. Xin xem lại hai ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(standing_seats=None)
                | Q(executive_seats=None)
                | Q(standing_seats__lte=F("executive_seats")),
                name="term_standing_within_executive",
                violation_error_message="Ban Thường vụ không thể đông hơn Ban Chấp hành. Xin xem lại hai số này.",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="term_name_once",
                violation_error_message="Đơn vị đã có nhiệm kỳ mang tên này. Xin xem lại tên.",
            ),
            models.UniqueConstraint(
                fields=["unit", "since"],
                name="term_begins_once",
                violation_error_message="Đơn vị đã có nhiệm kỳ bắt đầu ngày này. Xin xem lại ngày.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("chapters:unit-officers", args=[self.unit_id])

    @property
    def in_sentence(self) -> str:
        """How a sentence speaks of it, where its years alone would say too little."""
        return f"nhiệm kỳ {self.name}"

    def clean(self) -> None:
        self.name = nfc(self.name)

    def is_over_on(self, day: date) -> bool:
        """Whether its planned time has run out, congress or not."""
        return self.planned_until <= day

    def seats(self, committee: str) -> int | None:
        seats: int | None = getattr(self, f"{committee}_seats")
        return seats


class OfficerQuerySet(ReachQuerySet):
    def genuine(self) -> Self:
        """Without those that were recorded by mistake."""
        return self.exclude(exit=Officer.Exit.VOIDED)

    def in_office(self, day: date) -> Self:
        """Who holds a post on that day; nobody does in a unit that has been closed."""
        return self.genuine().filter(held_on(day), Q(unit__closed_on=None) | Q(unit__closed_on__gt=day))

    def former_on(self, day: date) -> Self:
        """Who no longer holds a post, and what was recorded by mistake."""
        return self.filter(Q(until__lte=day) | Q(unit__closed_on__lte=day))

    def on_committee(self, committee: str) -> Self:
        return self.filter(**{f"in_{committee}": True})

    def by_rank(self) -> Self:
        rank = Case(*(When(post=code, then=Value(rank)) for code, rank in RANKS.items()))
        return self.order_by("unit__path", rank, "sort_key", "id")

    def search(self, words: str) -> Self:
        """Names that hold every word, without marks, in any order."""
        found = self
        for word in search_key(words).split():
            found = found.filter(search_key__contains=word)
        return found

    def erase_person(self, member: Member) -> list["Officer"]:
        """A member whose data is erased leaves her posts behind, without a name; those that were changed."""
        found = list(self.filter(member=member))
        for officer in found:
            officer.name, officer.birth_year = ERASED, None
            officer.workplace = officer.phone = officer.note = ""
            officer.save()
        return found


class Officer(models.Model):
    """Cán bộ Hội: a person holding a post in a unit, from `since` until before `until`. She need not be a member here.

    One recorded by mistake stays as VOIDED: it ends on the day it began, so that nobody held the post.
    """

    class Exit(models.TextChoices):
        TERM_OVER = "term_over", "hết nhiệm kỳ"
        LEFT = "left", "thôi giữ chức vụ"
        TRANSFERRED = "transferred", "chuyển công tác"
        DIED = "died", "từ trần"
        VOIDED = "voided", "ghi nhầm"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="đơn vị")
    term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="nhiệm kỳ"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="offices", verbose_name="hội viên"
    )
    name = models.CharField("họ và tên", max_length=100)
    sex = models.CharField("giới tính", max_length=6, choices=Member.Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    workplace = models.CharField("chức vụ, đơn vị công tác", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    post = models.CharField("chức vụ trong Hội", max_length=24, choices=POST_CHOICES)
    wording = models.CharField("chức vụ ghi là", max_length=100, blank=True)
    in_executive = models.BooleanField("trong Ban Chấp hành", default=False)
    in_standing = models.BooleanField("trong Ban Thường vụ", default=False)
    in_inspection = models.BooleanField("trong Ban Kiểm tra", default=False)
    since = models.DateField("từ ngày")
    until = models.DateField("thôi từ ngày", null=True, blank=True)
    exit = models.CharField("lý do thôi", max_length=12, choices=Exit.choices, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_key = models.CharField(max_length=120, editable=False)
    compare_key = models.CharField(max_length=120, editable=False)

    objects = OfficerQuerySet.as_manager()
    fact_labels = {"committees": "các ban tham gia"}

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = "cán bộ Hội"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None, exit="")
                | Q(until__isnull=False, until=F("since"), exit="voided")
                | (Q(until__isnull=False, until__gt=F("since")) & ~Q(exit__in=["", "voided"])),
                name="officer_dates_in_order",
                violation_error_message="Ngày thôi phải sau ngày bắt đầu và có lý do. Xin xem lại ngày và lý do.",
            ),
            models.CheckConstraint(
                condition=Q(in_standing=False) | Q(in_executive=True),
                name="officer_standing_within_executive",
                violation_error_message="Ủy viên Ban Thường vụ cũng là ủy viên Ban Chấp hành. Xin đánh dấu cả hai.",
            ),
            models.CheckConstraint(
                condition=~Q(post="other") | ~Q(wording=""),
                name="officer_other_post_is_named",
                violation_error_message="Xin ghi rõ chức vụ ở ô “Chức vụ ghi là”.",
            ),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="officer_birth_year_plausible",
                violation_error_message="Năm sinh gồm bốn chữ số, từ 1900 trở đi.",
            ),
            models.UniqueConstraint(
                fields=["unit", "post"],
                condition=Q(until=None, post__in=HEADS),
                name="officer_one_head",
                violation_error_message="Chức vụ này đang có người giữ. Xin ghi người đó thôi trước.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "since"], name="officer_of_unit")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key, self.search_key = sort_key(self.name)[:400], search_key(self.name)[:120]
        self.compare_key = compare_key(self.name)[:120]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("chapters:officer", args=[self.pk])

    def clean(self) -> None:
        self.name, self.workplace, self.note = nfc(self.name), nfc(self.workplace), nfc(self.note)
        self.wording, self.phone = nfc(self.wording), nfc(self.phone)
        if self.birth_year and self.birth_year > timezone.localdate().year:
            raise ValidationError({"birth_year": "Năm sinh đang ở tương lai. Xin xem lại."})

    @property
    def post_name(self) -> str:
        """As it is called here: "Phó Chủ tịch phụ trách phong trào"."""
        return self.wording or POSTS[self.post].name

    @property
    def committees(self) -> list[str]:
        return [committee for committee in COMMITTEES if getattr(self, f"in_{committee}")]

    @property
    def committees_in_words(self) -> str:
        """ "Ban Chấp hành, Ban Thường vụ"."""
        return ", ".join(COMMITTEES[committee][0] for committee in self.committees)

    @property
    def further_committees_in_words(self) -> str:
        """Those that her post does not already tell."""
        further = [committee for committee in self.committees if committee not in POSTS[self.post].seats]
        return ", ".join(COMMITTEES[committee][0] for committee in further)

    @property
    def ended_on(self) -> date | None:
        """The day from which she no longer holds the post: her own end, or that of the unit."""
        return self.until or self.unit.closed_on

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        return self.get_exit_display() if self.until else "đơn vị giải thể"

    @property
    def is_voided(self) -> bool:
        return self.exit == self.Exit.VOIDED
