"""Where the figure of one cell comes from: what was recorded and declared, by whose hand, and what is behind it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from khuyenhoc.dates import format_date

from .models import OnBehalf, Remark, Return, ReturnValue, Row
from .records import recorded, used
from .sources import Source, pack, sources_of, sum_of, unpack


@dataclass(frozen=True)
class Note:
    """What was asked about the figure, or why it is right though it looks odd; and the answer."""

    kind: str
    text: str
    answer: str = ""
    who: str = ""


@dataclass(frozen=True)
class Origin:
    """One cell: the figure `used`, the one `recorded` and its sources, the one `declared` and by whom."""

    used: int | None = None
    recorded: int | None = None
    declared: int | None = None
    is_unknown: bool = False
    entered_at: datetime | None = None
    entered_by: str = ""
    hand: str = ""
    sources: list[Source] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def rest(self) -> int:
        """What old snapshots counted without saying which record adds how much."""
        return (self.recorded or 0) - sum_of(self.sources)


NOTHING = Origin()
Origins = dict[tuple[int, str], Origin]  # (row id, indicator)


def origins_of(rows: list[Row], chosen: QuerySet[Row], only: Collection[str] = (), *, anew: bool = False) -> Origins:
    """Of all cells of these rows of one period that have something to tell, by a number of queries that does not grow.

    Rows of accepted returns as their snapshot has it; `anew` as it would be counted today, whatever was accepted.
    `rows` is what `chosen` finds.
    """
    values = ReturnValue.objects.filter(row__in=chosen).select_related("entered_by", "on_behalf", "link")
    if only:
        values = values.filter(indicator__in=only)
    stored: dict[int, dict[str, ReturnValue]] = defaultdict(dict)
    for value in values:
        stored[value.row_id][value.indicator] = value
    notes = _notes(chosen, only)
    is_open = anew or any(row.unit_return.state != Return.State.ACCEPTED for row in rows)
    period = rows[0].unit_return.period
    counted = recorded(period, rows, chosen, only) if is_open else {}
    sources = sources_of(period, rows, chosen, only) if is_open else {}
    found: Origins = {}
    for row in rows:
        reads_snapshot = row.unit_return.state == Return.State.ACCEPTED and not anew
        now: Mapping[str, int] = {} if reads_snapshot else counted.get(row.pk, {})
        for code in stored[row.pk].keys() | now.keys():
            kept, said = stored[row.pk].get(code), notes.get((row.pk, code), [])
            if reads_snapshot and kept:
                found[row.pk, code] = _snapshot(kept, said)
            else:
                found[row.pk, code] = _today(row, code, kept, now.get(code), sources.get((row.pk, code), []), said)
    return found


def _snapshot(value: ReturnValue, notes: list[Note]) -> Origin:
    return Origin(
        used=value.value,
        recorded=value.recorded,
        sources=unpack(value.sources),
        notes=notes,
        **_said(value),
    )


def _today(
    row: Row, code: str, value: ReturnValue | None, counted: int | None, sources: list[Source], notes: list[Note]
) -> Origin:
    declared = value.declared if value else None
    return Origin(
        used=used(row, code, counted, declared),
        recorded=counted,
        sources=sources,
        notes=notes,
        **(_said(value) if value else {}),
    )


def _said(value: ReturnValue) -> dict[str, Any]:
    """By whom and by which hand; a cell that nobody entered was only counted."""
    said: dict[str, Any] = {"declared": value.declared, "is_unknown": value.is_unknown}
    if value.entered_at is None:
        return said
    return said | {
        "entered_at": value.entered_at,
        "entered_by": value.entered_by.name if value.entered_by else "",
        "hand": f"qua liên kết gửi {value.link.holder}" if value.link else hand_words(value.on_behalf),
    }


def hand_words(on_behalf: OnBehalf | None) -> str:
    """ "nhập thay, theo bản giấy của bà Lan nhận ngày 05/12/2023"."""
    if on_behalf is None:
        return ""
    way = on_behalf.get_way_display()
    return f"nhập thay, theo {way} của {on_behalf.from_whom} nhận ngày {format_date(on_behalf.received_on)}"


def _notes(chosen: QuerySet[Row], only: Collection[str]) -> dict[tuple[int, str], list[Note]]:
    remarks = Remark.objects.filter(row__in=chosen).select_related("made_by").order_by("pk")
    if only:
        remarks = remarks.filter(indicator__in=only)
    found: dict[tuple[int, str], list[Note]] = defaultdict(list)
    for one in remarks:
        who = one.made_by.name if one.made_by else ""
        found[one.row_id, one.indicator].append(Note(one.get_kind_display(), one.text, one.answer, who))
    return found


def freeze_origin(origin: Origin) -> dict[str, Any]:
    """As JSON, without what is empty: a summary keeps so the cells of returns that were not accepted yet."""
    told = asdict(origin) | {
        "entered_at": origin.entered_at.isoformat() if origin.entered_at else "",
        "sources": pack(origin.sources),
    }
    return {name: one for name, one in told.items() if one not in ("", None, False, [], {})}


def thaw_origin(told: Mapping[str, Any]) -> Origin:
    at = told.get("entered_at")
    return Origin(
        **{
            **told,
            "entered_at": datetime.fromisoformat(at) if at else None,
            "sources": unpack(told.get("sources")),
            "notes": [Note(**note) for note in told.get("notes", ())],
        }
    )
