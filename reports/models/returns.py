from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from awards.models import Decision
from chapters.hindrance import Hindrance
from chapters.kinds import Kind, Setting, whole
from chapters.models import Unit
from chapters.reach import ReachQuerySet, path_end
from chapters.settled import Settled
from khuyenhoc.actions import Refusal
from khuyenhoc.models import StoredFile
from khuyenhoc.names import text_sort_key

from .periods import Period


class ReturnQuerySet(ReachQuerySet):
    read_permission = "read_returns"
    write_permission = "write_returns"

    def current(self) -> Self:
        return self.filter(is_current=True)

    def writable(self) -> Self:
        """Those that take figures now."""
        return self.current().filter(state__in=Return.WRITABLE, period__closed_at=None)

    def below(self, top: "Return") -> Self:
        """The return itself and those of the year's tree under it."""
        return self.current().filter(period_id=top.period_id, path__gte=top.path, path__lt=path_end(top.path))

    def forget_units(self, units: Sequence[Unit]) -> None:
        """Associations opened by mistake: their drafts leave the tree of the year; what was handed in refuses."""
        theirs = self.filter(unit__in=units, is_current=True)
        if handed_in := theirs.exclude(state__in=Return.WRITABLE).select_related("unit").first():
            raise Refusal(
                f"Không hoàn tác được: báo cáo năm của {handed_in.unit} đã nộp. Xin giải thể đơn vị thay vào."
            )
        theirs.update(is_current=False)


TOTALS_AT = (Kind.COMMUNE, Kind.DISTRICT, Kind.PROVINCE)  # levels that may know no more than their own totals


class Return(models.Model):
    """Báo cáo năm của đơn vị: an association's statement for a period. The tree of a year is its returns."""

    class State(models.TextChoices):
        DRAFT = "draft", "đang nhập"
        RETURNED = "returned", "trả lại để sửa"
        SUBMITTED = "submitted", "đã nộp"
        ACCEPTED = "accepted", "đã chốt"

    WRITABLE = (State.DRAFT, State.RETURNED)

    class Basis(models.TextChoices):
        BY_UNIT = "by_unit", "theo chi hội"
        TOTALS = "totals", "chỉ số tổng"

    period = models.ForeignKey(Period, models.PROTECT, related_name="returns", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="returns", verbose_name="đơn vị")
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="returns_below", verbose_name="báo cáo cấp trên"
    )
    path = models.CharField(max_length=40, editable=False)
    version = models.PositiveSmallIntegerField("lần", default=1)
    is_current = models.BooleanField("bản hiện hành", default=True)
    basis = models.CharField("cách báo cáo", max_length=10, choices=Basis.choices, default=Basis.BY_UNIT)
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.DRAFT)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nộp"
    )
    handed_back_because = models.CharField("lý do trả lại", max_length=300, blank=True)
    looked_at = models.DateTimeField("cấp trên xem xong lúc", null=True, blank=True)
    reopened_because = models.CharField("lý do mở lại", max_length=300, blank=True)
    accepted_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người chốt"
    )
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản ký đã quét"
    )

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = "báo cáo năm"
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "version"], name="return_version_once"),
            models.UniqueConstraint(
                fields=["period", "unit"], condition=Q(is_current=True), name="return_current_once"
            ),
            models.UniqueConstraint(fields=["period", "path"], condition=Q(is_current=True), name="return_path_once"),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False) | (~Q(state="accepted") & Q(accepted_at=None)),
                name="return_accepted_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.full_name}, {self.period}"

    @property
    def bases(self) -> list[tuple[str, str]]:
        """The ways this association may report, in the words of its level; none where there is nothing to choose."""
        return [(basis, self.basis_in(basis)) for basis in self.Basis.values] if self.unit.kind in TOTALS_AT else []

    def basis_in(self, basis: str) -> str:
        by_unit = "theo chi hội" if self.unit.kind == Kind.COMMUNE else "theo từng đơn vị cấp dưới"
        return by_unit if basis == self.Basis.BY_UNIT else str(self.Basis(basis).label)

    @property
    def full_title(self) -> str:
        return f"Báo cáo {self.period.name.lower()} của {self.unit.full_name}"

    @property
    def report_url(self) -> str:
        return reverse("reports:own-report", args=[self.period.code], query={"don-vi": self.unit.code})

    @property
    def basis_in_words(self) -> str:
        return self.basis_in(self.basis)

    @property
    def is_writable(self) -> bool:
        return self.state in self.WRITABLE and self.is_current and self.period.is_open


class RowQuerySet(ReachQuerySet):
    read_permission = "read_returns"
    write_permission = "write_returns"


class RowManager(models.Manager.from_queryset(RowQuerySet)):  # type: ignore[misc]
    def follow_unit(self, unit: Unit) -> None:
        """A unit opened or changed: its rows in drafts of periods that still run follow, new ones join."""
        from ..tree import follow_unit

        follow_unit(unit)

    def settled_on(self, unit: Unit, day: date) -> list[Settled]:
        """Accepted reports of periods with this day that count the unit's fund from its book."""
        rows = self.filter(
            unit=unit,
            keeps_book=True,
            unit_return__state=Return.State.ACCEPTED,
            unit_return__is_current=True,
            unit_return__period__starts_on__lte=day,
            unit_return__period__cut_off__gte=day,
        )
        returns = [row.unit_return for row in rows.select_related("unit_return__period", "unit_return__unit")]
        return [Settled(made.full_title, made.accepted_at, made.report_url) for made in returns if made.accepted_at]

    def hinders_closing(self, unit: Unit) -> list[Hindrance]:
        """Nothing to wait for: the rows of drafts stay in their year, with what has been entered."""
        drafts = self.filter(unit=unit, unit_return__in=Return.objects.writable())
        rows = drafts.select_related("unit_return__period").order_by("unit_return__period__cut_off")
        return [row.stays() for row in rows]

    def refuse_to_void(self, decision: Decision) -> None:
        """What an accepted return has counted stays counted, until the return is reopened."""
        counted = self.filter(
            unit__nominations__decision=decision,
            unit_return__state=Return.State.ACCEPTED,
            unit_return__is_current=True,
            unit_return__period__year=decision.year,
            unit_return__period__cut_off__gte=decision.signed_on,
        )
        if row := counted.select_related("unit_return__unit", "unit_return__period").order_by("pk").first():
            raise Refusal(
                f"Báo cáo {row.unit_return.period.name.lower()} của {row.unit_return.unit} đã chốt và có tính khen "
                f"thưởng của quyết định số {decision.number}. Xin mở lại báo cáo đó trước."
            )

    def forget_units(self, units: Sequence[Unit]) -> None:
        """Units opened by mistake: their empty rows leave the drafts; a row with figures, or handed in, refuses."""
        theirs = self.filter(unit__in=units).select_related("unit", "unit_return__period")
        handed_in = theirs.exclude(unit_return__state__in=Return.WRITABLE).first()
        if stays := handed_in or theirs.filter(values__isnull=False).first():
            why = "đã nộp hoặc đã chốt" if handed_in else "đã có số liệu"
            raise Refusal(
                f"Không hoàn tác được: dòng của {stays.unit} trong {stays.unit_return.period} {why}. "
                "Xin giải thể đơn vị."
            )
        theirs.delete()


class Row(models.Model):
    """Dòng: one unit's line in a return, with its name, kind and place as they were in that year."""

    unit_return = models.ForeignKey(Return, models.PROTECT, related_name="rows", verbose_name="báo cáo")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rows", verbose_name="đơn vị")
    is_own = models.BooleanField("dòng của chính Hội", default=False)
    code = models.CharField("mã", max_length=40)
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    setting = models.CharField("địa bàn", max_length=20, choices=Setting.choices, blank=True)
    designation = models.CharField("danh xưng", max_length=20, blank=True)
    name = models.CharField("tên", max_length=150)
    opened_on = models.DateField("thành lập ngày", null=True, blank=True)
    closed_on = models.DateField("giải thể ngày", null=True, blank=True)
    association_since = models.DateField("có tổ chức Hội từ", null=True, blank=True)
    keeps_roster = models.BooleanField("theo danh sách", default=False)
    keeps_book = models.BooleanField("theo sổ quỹ", default=False)
    sort_key = models.CharField(max_length=400, editable=False)
    ready_at = models.DateTimeField("báo xong lúc", null=True, blank=True)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người báo xong"
    )

    objects = RowManager()

    class Meta:
        ordering = ["-is_own", "sort_key", "id"]
        verbose_name = "dòng số liệu"
        constraints = [
            models.UniqueConstraint(fields=["unit_return", "unit"], name="row_once_per_return"),
            models.UniqueConstraint(fields=["unit_return"], condition=Q(is_own=True), name="row_own_once_per_return"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = text_sort_key(self.name)[:400]
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.designation} {self.name}".strip()

    @property
    def whole(self) -> str:
        return whole(self.kind, self.designation)

    def stays(self) -> Hindrance:
        """What becomes of a draft's row when its unit closes: said before, not in the way."""
        period = self.unit_return.period
        year = period.name.lower()
        if self.is_own:
            url = reverse("reports:entry", args=[period.code], query={"don-vi": self.code})
            sentence = f"Bản số liệu {year} chưa nộp vẫn ở lại trong báo cáo; cấp trên nhập và nộp thay."
        else:
            url = reverse("reports:row-entry", args=[period.code, self.pk])
            sentence = f"Dòng số liệu {year} vẫn ở lại trong báo cáo, đã nhập gì thì giữ nguyên."
        return Hindrance(sentence, url, f"Xem số liệu {year}", blocks=False)
