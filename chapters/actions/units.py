from datetime import date

from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date

from ..kinds import PARENTS
from ..models import Unit, User, wrong_parent
from ..reach import child_path
from .common import require, tell_later_tables


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
    opened_on: date | None = None,
    association_since: date | None = None,
    keeps_roster: bool = False,
) -> Unit:
    """Open a unit under `parent`; without `code` it gets the parent's with a running number."""
    require(by, "write_units", parent)
    parent = Unit.objects.select_for_update().get(pk=parent.pk)
    refuse_opening(kind, parent)
    parent.children_made += 1
    parent.save(update_fields=["children_made"])
    unit = Unit(
        parent=parent,
        path=child_path(parent.path, parent.children_made),
        kind=kind,
        name=name,
        code=code or f"{parent.code}-{parent.children_made:03d}",
        designation=designation,
        setting=setting,
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
    if parent.closed_on:
        raise Refusal(
            f"{parent} đã giải thể ngày {format_date(parent.closed_on)}, không lập đơn vị mới ở đó.", "parent"
        )


@verb
def update_unit(*, unit: Unit, by: User, **values: object) -> Unit:
    """Change a unit's own facts (name, code, designation, setting, dates, keeps_roster); not its place in the tree."""
    require(by, "write_units", unit)
    for field, value in values.items():
        if field not in UNIT_FACTS:
            raise TypeError(f"update_unit cannot change {field!r}; it takes {', '.join(UNIT_FACTS)}")
        setattr(unit, field, value)
    save_checked(unit)
    tell_later_tables(unit)
    return unit


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
