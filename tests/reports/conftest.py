"""Short ways to a year: open it, find a unit's return and row, declare, submit, accept."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from awards.actions import add_award_form
from chapters.actions import Founder, create_unit, found
from chapters.models import Appointment, Unit, User
from khuyenhoc.actions import Refusal
from reports.actions import accept_return, explain, open_period, set_values, submit_return
from reports.checks import findings
from reports.models import Return, ReturnValue, Row
from reports.records import Figures
from reports.sources import Sources, sum_of
from reports.tables import EXPECTED, AnnualTable, annual_table, is_expected

from ..conftest import standing

PASSWORD = "mat khau thu 2023"
YEAR = 2023


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing behind: one example of a property after the other."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def start(kind: str, designation: str, name: str) -> tuple[Unit, User]:
    return found(
        code="goc",
        kind=kind,
        designation=designation,
        name=name,
        association_since=date(2000, 1, 1),
        username="quantri",
        user_name="Người quản trị",
        password=PASSWORD,
        by=Founder(),
    )


def add(parent: Unit, kind: str, name: str, by: User, **facts: Any) -> Unit:
    given: dict[str, Any] = {"setting": "hamlet"} if kind in ("chapter", "board") else {}
    if kind in ("commune", "district"):
        given = {"designation": {"commune": "xã", "district": "huyện"}[kind], "association_since": date(2001, 1, 1)}
    return create_unit(parent=parent, kind=kind, name=name, by=by, **(given | facts))


def return_of(unit: Unit, year: int = YEAR) -> Return:
    found = Return.objects.current().select_related("period", "unit", "above__unit")
    return found.get(unit=unit, period__year=year)


def row_of(unit: Unit, year: int = YEAR) -> Row:
    rows = Row.objects.select_related("unit", "unit_return__period").filter(unit_return__is_current=True)
    return rows.get(unit=unit, unit_return__period__year=year)


def table_of(unit: Unit, year: int = YEAR) -> AnnualTable:
    return annual_table(return_of(unit, year))


def totals_of(unit: Unit, year: int = YEAR) -> dict[str, int]:
    return {code: cell.total for code, cell in table_of(unit, year).root.total.items()}


def declare(unit: Unit, by: User, year: int = YEAR, **figures: int | None) -> None:
    """Declare on the unit's row, whatever stood there before."""
    row = row_of(unit, year)
    stored = dict(row.values.values_list("indicator", "declared"))
    set_values(row=row, cells={code: (stored.get(code), now) for code, now in figures.items()}, by=by)


def fill(unit: Unit, by: User, year: int = YEAR) -> None:
    """Declare a 1 wherever the unit's return is still silent."""
    table = table_of(unit, year)
    for row in table.rows:
        missing = [made.code for made in EXPECTED if is_expected(row, made.code, table.period)]
        silent = {code: 1 for code in missing if not table.by_row[row.pk][code].reported}
        declare(row.unit, by, year, **silent)


def explain_all(unit: Unit, by: User, year: int = YEAR) -> None:
    """Give a reason for all that asks to be looked at again."""
    for finding in findings(return_of(unit, year)):
        if not finding.blocks:
            explain(row=finding.row, code=finding.code, check=finding.check, text="Đã rà soát lại.", by=by)


def hand_in(unit: Unit, by: User, year: int = YEAR) -> Return:
    """Filled, submitted and accepted."""
    fill(unit, by, year)
    explain_all(unit, by, year)
    submit_return(unit_return=return_of(unit, year), by=by)
    return accept_return(unit_return=return_of(unit, year), by=by)


def accept_as_it_is(unit_return: Return, by: User) -> Return:
    """Accept what is there, also half a return that submitting would refuse."""
    Return.objects.filter(pk=unit_return.pk).update(state=Return.State.SUBMITTED)
    return accept_return(unit_return=unit_return, by=by)


def put(unit: Unit, figures: dict[str, int], year: int = YEAR) -> None:
    """Declared figures written straight into the table, many at once."""
    row = Row.objects.get(unit=unit, unit_return__period__year=year)
    ReturnValue.objects.bulk_create(
        ReturnValue(row=row, indicator=code, declared=figure) for code, figure in figures.items()
    )


def unexplained(counted: Figures, sources: Sources) -> list[tuple[int, str, int, int]]:
    """(row, indicator, figure, what its sources add up to) of those that do not agree."""
    figures = {(row_id, code): figure for row_id, codes in counted.items() for code, figure in codes.items()}
    sums = {cell: sum_of(sources.get(cell, ())) for cell in figures.keys() | sources.keys()}
    return [(*cell, figures.get(cell, 0), total) for cell, total in sums.items() if figures.get(cell, 0) != total]


def refused(act: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    return str(refusal.value)


def open_year(cast: Any) -> Any:
    cast.period = open_period(year=YEAR, by=cast.office)
    return cast


@pytest.fixture(scope="module")
def _year(_district: Any, django_db_blocker: Any) -> Iterator[Any]:
    with standing(django_db_blocker, open_year, _district) as cast:
        yield cast


@pytest.fixture
def year(cast: Any, _year: Any) -> Any:
    """The cast with 2023 open and nothing declared yet."""
    cast.period = deepcopy(_year.period)
    return cast


def at_noon(clock: Any, day: str) -> None:
    clock.move_to(f"{day} 12:00:00+07:00", tick=False)


@pytest.fixture
def clock(year: Any, time_machine: Any) -> Any:
    """Ten days before the communes' returns are due; offices were held by then already."""
    Appointment.objects.update(since=date(2020, 1, 1))
    at_noon(time_machine, "2023-11-20")
    return time_machine


@pytest.fixture
def certificate(cast: Any) -> Any:
    return make_certificate(cast)


def make_certificate(cast: Any) -> Any:
    """Giấy khen of the district association, for collectives and persons."""
    return add_award_form(
        code="giay-khen-huyen",
        grantor_level="district",
        grantor_name="Hội Khuyến học huyện Na Rì",
        name="Giấy khen",
        for_collective=True,
        for_person=True,
        by=cast.admin,
    )
