from collections.abc import Mapping
from datetime import date
from typing import Any

from khuyenhoc.actions import Refusal, save_checked, verb

from ..kinds import PARENTS
from ..models import Unit, User, wrong_parent
from .common import require, tell_later_tables
from .places import locked, refuse_closed, take_place
from .shown import changed

UNIT_FACTS = (
    "name",
    "code",
    "designation",
    "setting",
    "local_word",
    "opened_on",
    "association_since",
    "keeps_roster",
)


@verb
def create_unit(
    *,
    parent: Unit,
    kind: str,
    name: str,
    by: User,
    code: str = "",
    designation: str = "",
    setting: str = "",
    local_word: str = "",
    opened_on: date | None = None,
    association_since: date | None = None,
    keeps_roster: bool = False,
) -> Unit:
    """Open a unit under `parent`; without `code` it gets the parent's with a running number."""
    require(by, "write_units", parent)
    refuse_opening(kind, parent)
    parent = locked(parent)
    path = take_place(parent)
    unit = Unit(
        parent=parent,
        path=path,
        kind=kind,
        name=name,
        code=code or free_code(parent),
        designation=designation,
        setting=setting,
        local_word=local_word,
        opened_on=opened_on,
        association_since=association_since,
        keeps_roster=keeps_roster,
    )
    save_checked(unit)
    tell_later_tables(unit)
    return unit


def refuse_opening(kind: str, parent: Unit) -> None:
    """For one unit and for many: the kind fits under its parent, which still stands."""
    if parent.kind not in PARENTS[kind]:
        raise Refusal(f"{wrong_parent(kind, parent.kind)} Xin chọn loại khác hoặc đơn vị cấp trên khác.", "kind")
    refuse_closed(parent)


def free_code(parent: Unit) -> str:
    """Codes stay with units that move and may be typed by hand, so the running number can be taken."""
    number = parent.children_made
    while Unit.objects.filter(code=f"{parent.code}-{number:03d}").exists():
        number += 1
    return f"{parent.code}-{number:03d}"


@verb
def update_unit(*, unit: Unit, by: User, was: Mapping[str, Any] | None = None, **values: Any) -> Unit:
    """Change UNIT_FACTS, not a unit's place in the tree; `was` is what was shown (chapters.actions.shown)."""
    unit.refresh_from_db(from_queryset=Unit.objects.select_for_update())
    require(by, "write_units", unit)
    for field in values:
        if field not in UNIT_FACTS:
            raise TypeError(f"update_unit cannot change {field!r}; it takes {', '.join(UNIT_FACTS)}")
    for field, value in changed(unit, was, values).items():
        setattr(unit, field, value)
    save_checked(unit)
    tell_later_tables(unit)
    return unit
