"""The versions of a return with their figures, and what each changed of the one before."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..indicators import Indicator
from ..models import Return, ReturnValue
from .review import indicators, write

Figures = Mapping[tuple[int, str], int]


@dataclass(frozen=True)
class Difference:
    place: str
    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Version:
    unit_return: Return
    figures: list[tuple[str, str]]
    differences: list[Difference]


def versions_of(unit_return: Return) -> list[Version]:
    """The newest first. What is not accepted yet has no figures of its own here: it is still being entered."""
    found = Return.objects.filter(period=unit_return.period, unit=unit_return.unit).order_by("version")
    known, made, before = indicators(), [], None
    names: dict[int, str] = {}
    for one in found.select_related("accepted_by", "submitted_by", "unit", "period"):
        now = _figures(one, names)
        made.append(Version(one, _totals(one, now, known), _differences(before, now, known, names)))
        before = now
    return made[::-1]


def _figures(one: Return, names: dict[int, str]) -> Figures:
    """(unit id, code) → the figure accepted, or what has been declared so far."""
    accepted = one.state == Return.State.ACCEPTED
    values = ReturnValue.objects.filter(row__unit_return=one).select_related("row").defer("sources")
    found = {}
    for value in values.order_by("-row__is_own", "row__sort_key", "pk"):
        names[value.row.unit_id] = value.row.full_name
        figure = value.value if accepted else _so_far(value)
        if figure is not None:
            found[value.row.unit_id, value.indicator] = figure
    return found


def _so_far(value: ReturnValue) -> int | None:
    """Counted figures are taken at acceptance; until then they stand as they were looked at last."""
    return value.looked_at_value if value.declared is None and not value.is_unknown else value.declared


def _totals(one: Return, now: Figures, known: Mapping[str, Indicator]) -> list[tuple[str, str]]:
    own = one.unit_id
    counted = {key: figure for key, figure in now.items() if one.basis == Return.Basis.BY_UNIT or key[0] == own}
    sums: dict[str, int] = {}
    for (_, code), figure in counted.items():
        sums[code] = sums.get(code, 0) + figure
    return [(known[code].label, write(known[code], sums[code])) for code in known if sums.get(code)]


def _differences(
    before: Figures | None, now: Figures, known: Mapping[str, Indicator], names: Mapping[int, str]
) -> list[Difference]:
    if before is None:
        return []
    return [
        Difference(
            names[unit_id],
            known[code].label if code in known else code,
            write(known[code], before.get((unit_id, code))),
            write(known[code], now.get((unit_id, code))),
        )
        for unit_id, code in dict.fromkeys([*now, *before])
        if code in known and before.get((unit_id, code)) != now.get((unit_id, code))
    ]
