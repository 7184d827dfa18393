"""The grid as large as it gets: 60 chapters and boards, every group of figures, everything typed and a year before."""

import gzip
import json
from copy import deepcopy

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chapters.actions import NewUnit, open_units
from reports.actions import open_period
from reports.models import ReturnValue, Row
from reports.pages.grid import columns_of

from ..conftest import standing
from .conftest import accept_as_it_is, return_of, row_of

GRID, CELLS = "/bao-cao/2024/nhap/?don-vi=02173&nhom={}", "/bao-cao/2024/nhap/o/?don-vi=02173"
GROUPS = ("members", "fund")


def widen(cast, chapters):
    """Côn Minh with that many chapters without a roster, all figures of 2023 and of 2024 in."""
    facts = {"kind": "chapter", "setting": "hamlet", "keeps_roster": False, "code": ""}
    names = [f"Chi hội thôn số {number}" for number in range(1, chapters + 1)]
    open_units(units=[NewUnit(cast.con_minh, facts | {"name": name}) for name in names], by=cast.admin)
    open_period(year=2023, by=cast.office)
    _fill(2023)
    for unit in (cast.con_minh, cast.van_lang, cast.district):
        accept_as_it_is(return_of(unit), cast.office)
    open_period(year=2024, by=cast.office)
    _fill(2024)
    return cast


def _fill(year):
    rows = Row.objects.filter(unit_return__period__year=year, is_own=False).select_related("unit_return__period")
    ReturnValue.objects.bulk_create(
        ReturnValue(row=row, indicator=made.code, declared=1_234_567 + year)
        for row in rows
        for columns in columns_of(row.unit_return.period).values()
        for made in columns
    )


def queries(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def look_and_save(cast, client):
    """How many queries each page asks, and the saving of one cell."""
    row = row_of(cast.cho_a, 2024)
    cell = [{"key": f"{row.pk}-members_left", "was": str(1_234_567 + 2024), "text": "7"}]
    return [
        *(queries(lambda group=group: client.get(GRID.format(group))) for group in GROUPS),
        queries(lambda: client.post(CELLS, {"cells": json.dumps(cell)})),
    ]


def asked_of_one(cast):
    client = Client()
    client.force_login(cast.con_minh_officer)
    return look_and_save(widen(cast, 1), client)


@pytest.fixture(scope="module")
def asked_of_one_chapter(_district, django_db_blocker):
    """What was asked of a single chapter, which is gone again."""
    with standing(django_db_blocker, asked_of_one, _district) as asked:
        pass
    return asked


@pytest.fixture(scope="module")
def _largest(asked_of_one_chapter, _district, django_db_blocker):
    with standing(django_db_blocker, widen, _district, 60) as cast:
        yield cast


@pytest.fixture
def largest(_largest, db):
    return deepcopy(_largest)


def test_the_grid_asks_as_much_for_many_chapters_as_for_one(asked_of_one_chapter, largest, as_user):
    asked = look_and_save(largest, as_user(largest.con_minh_officer))

    assert asked == asked_of_one_chapter, "grid by group, and one cell saved"


def test_the_largest_grid_is_a_small_page(largest, as_user):
    client = as_user(largest.con_minh_officer)

    members, fund = [client.get(GRID.format(group)) for group in GROUPS]

    assert members.text.count("data-was=") > 60 * 5
    assert fund.text.count("data-was=") > 60 * 10
    assert max(len(gzip.compress(page.content)) for page in (members, fund)) < 150_000


def test_one_cell_is_one_small_request_with_a_small_answer(largest, as_user):
    row = row_of(largest.cho_a, 2024)
    sent = {"cells": json.dumps([{"key": f"{row.pk}-members_left", "was": str(1_234_567 + 2024), "text": "1.000"}])}

    answer = as_user(largest.con_minh_officer).post(CELLS, sent)

    assert answer.status_code == 200
    assert len(json.dumps(sent)) < 200
    assert len(answer.content) < 4_000
    assert answer.json()["saved"] == {f"{row.pk}-members_left": {"was": "1000", "text": "1.000"}}
    assert ReturnValue.objects.get(row=row, indicator="members_left").declared == 1_000


def test_the_plain_form_of_the_largest_grid_is_taken_whole(largest, as_user):
    """Without JavaScript one submit carries 60 rows of a group, and what each cell was."""
    top = return_of(largest.con_minh, 2024)
    client = as_user(largest.con_minh_officer)
    grid = client.get(GRID.format("fund")).context["grid"]
    cells = {cell.key: "5" for line in grid.lines for cell in line.cells if cell.is_writable}

    answer = client.post(GRID.format("fund"), {"shown": json.dumps(grid.shown), **cells})

    assert answer.status_code == 302
    assert len(cells) > 60 * 10
    fives = ReturnValue.objects.filter(row__unit_return=top, declared=5)
    assert fives.count() == len(cells)
