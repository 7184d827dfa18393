from collections.abc import Mapping
from datetime import date

from khuyenhoc.actions import Clash, Refusal, save_checked, verb

from ..kinds import PARENTS
from ..models import Unit, User, wrong_parent
from .common import require, tell_later_tables
from .places import locked, refuse_closed, take_place


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
def update_unit(*, unit: Unit, by: User, was: Mapping[str, object] | None = None, **values: object) -> Unit:
    """Change a unit's own facts, not its place in the tree.

    `was` is what the user saw: what she left as it was is not written, and if somebody has since changed what she
    changes too, Clash says what it is now.
    """
    unit.refresh_from_db(from_queryset=Unit.objects.select_for_update())
    require(by, "write_units", unit)
    for field in values:
        if field not in UNIT_FACTS:
            raise TypeError(f"update_unit cannot change {field!r}; it takes {', '.join(UNIT_FACTS)}")
    was = was or {}
    changed = {field: value for field, value in values.items() if field not in was or was[field] != value}
    _refuse_clash(unit, was, changed)
    for field, value in changed.items():
        setattr(unit, field, value)
    save_checked(unit)
    tell_later_tables(unit)
    return unit


def _refuse_clash(unit: Unit, was: Mapping[str, object], values: Mapping[str, object]) -> None:
    now = {field: getattr(unit, field) for field in was.keys() & values.keys()}
    clashes = {field: held for field, held in now.items() if held not in (was[field], values[field])}
    if clashes:
        raise Clash(
            f"Có người vừa sửa {unit}. Xin xem chỗ đã đổi ở bên dưới rồi lưu lại nếu vẫn muốn thay.",
            clashes,
        )


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
