"""The grid of a return: its script is told cell by cell what is not taken, and a column takes over last year."""

import json

import pytest

from reports.actions import open_period
from reports.models import Return, ReturnValue

from .conftest import YEAR, accept_as_it_is, add, declare, return_of, row_of

NEXT = YEAR + 1


@pytest.fixture
def next_year(cast):
    """Three chapters without a roster; of last year the first two have a figure. The third said nothing."""
    chapters = [add(cast.con_minh, "chapter", f"Chi hội thôn số {number}", cast.admin) for number in range(3)]
    open_period(year=YEAR, by=cast.office)
    for number, chapter in enumerate(chapters[:2]):
        declare(chapter, cast.con_minh_officer, fund_in_dues=100_000 + number, fund_in_clans=5)
    for unit in (cast.con_minh, cast.van_lang, cast.district):
        accept_as_it_is(return_of(unit), cast.office)
    open_period(year=NEXT, by=cast.office)
    return [row_of(chapter, NEXT) for chapter in chapters]


def send(client, cells, period=NEXT):
    body = [{"key": f"{row.pk}-{code}", "was": was, "text": text} for (row, code), (was, text) in cells.items()]
    return client.post(f"/bao-cao/{period}/nhap/o/?don-vi=02173", {"cells": json.dumps(body)})


def submit_form(client, rows, texts, **more):
    """The plain form with what stands in its cells: {(row, code): text}, all of them shown empty."""
    names = {f"{row.pk}-{code}": text for (row, code), text in texts.items()}
    shown = json.dumps(dict.fromkeys(names, ""))
    return client.post(f"/bao-cao/{NEXT}/nhap/?don-vi=02173&nhom=fund", {"shown": shown, **names, **more})


def said(row, code):
    return ReturnValue.objects.get(row=row, indicator=code).said


def test_a_refusal_stands_at_each_of_its_cells_and_not_at_the_others(cast, next_year, as_user):
    mine, hers = next_year[0], row_of(cast.van_lang, NEXT)

    answer = send(
        as_user(cast.con_minh_officer), {(mine, "fund_in_dues"): ("", "5"), (hers, "fund_in_dues"): ("", "6")}
    )

    told = answer.json()
    assert answer.status_code == 409
    assert told["faults"] == {f"{hers.pk}-fund_in_dues": told["refusal"]}
    assert "không thuộc báo cáo này" in told["refusal"]
    assert not ReturnValue.objects.filter(row__in=(mine, hers), indicator="fund_in_dues").exists()


def test_when_the_return_is_handed_up_every_cell_is_told_so(cast, next_year, as_user):
    Return.objects.filter(pk=next_year[0].unit_return_id).update(state=Return.State.SUBMITTED)

    answer = send(as_user(cast.con_minh_officer), {(row, "fund_in_dues"): ("", "5") for row in next_year})

    told = answer.json()
    assert answer.status_code == 409
    assert set(told["faults"]) == {f"{row.pk}-fund_in_dues" for row in next_year}
    assert "đã nộp và đang chờ cấp trên xem" in told["refusal"]


def test_a_cell_that_cannot_be_read_is_told_with_what_was_typed(cast, next_year, as_user):
    row = next_year[0]

    answer = send(as_user(cast.con_minh_officer), {(row, "fund_in_dues"): ("", "163,055")})

    assert answer.status_code == 422
    assert "163,055" in answer.json()["faults"][f"{row.pk}-fund_in_dues"]
    assert answer.json()["refusal"] == ""


def test_the_button_of_a_column_fills_its_empty_cells_with_last_year_and_saves_what_else_was_typed(
    cast, next_year, as_user
):
    first, second, third = next_year
    texts = {(first, "fund_in_dues"): "7", (second, "fund_in_dues"): "", (third, "fund_in_dues"): ""}
    texts |= {(first, "fund_in_clans"): "", (third, "fund_in_clans"): "9"}

    answer = submit_form(as_user(cast.con_minh_officer), next_year, texts, press="nhu-nam-truoc:fund_in_dues")

    assert answer.status_code == 302
    assert [said(row, "fund_in_dues") for row in (first, second)] == [7, 100_001]
    assert said(third, "fund_in_clans") == 9
    filled = ReturnValue.objects.filter(row__unit_return=first.unit_return, declared__isnull=False)
    assert filled.count() == 3, "neither the third, which has no last year, nor another column"


def test_the_button_of_a_column_loses_nothing_when_another_cell_is_refused(cast, next_year, as_user):
    first, second, _ = next_year
    texts = {(first, "fund_in_dues"): "", (second, "fund_in_clans"): "năm mươi"}

    page = submit_form(as_user(cast.con_minh_officer), next_year, texts, press="nhu-nam-truoc:fund_in_dues")

    assert page.status_code == 200
    assert 'value="năm mươi"' in page.text
    assert 'value="như năm trước"' in page.text
    assert not ReturnValue.objects.filter(row=first, indicator="fund_in_dues").exists()


def test_only_columns_with_a_year_before_have_the_button(cast, next_year, as_user):
    page = as_user(cast.con_minh_officer).get(f"/bao-cao/{NEXT}/nhap/?don-vi=02173&nhom=fund")

    assert 'value="nhu-nam-truoc:fund_in_dues"' in page.text
    assert 'value="nhu-nam-truoc:fund_in_schools"' not in page.text
    reader = as_user(cast.leader).get(f"/bao-cao/{NEXT}/nhap/?don-vi=02173&nhom=fund")
    assert "nhu-nam-truoc" not in reader.text
