"""One row on its own page: last year, the records and the question from above stand beside the figure."""

import pytest

from reports.actions import hand_back, open_period, set_value
from reports.models import UNKNOWN, Return, ReturnValue

from .conftest import YEAR, accept_as_it_is, add, declare, return_of, row_of


@pytest.fixture
def client(year, as_user):
    return as_user(year.con_minh_officer)


def address(row):
    return f"/bao-cao/{row.unit_return.period.code}/nhap/{row.pk}/"


def typed(row, **figures):
    """The form as it is sent: what is typed, and beside it what the cell was."""
    held = dict(row.values.values_list("indicator", "declared"))
    sent = dict(figures)
    return sent | {f"was-{code}": "" if held.get(code) is None else str(held[code]) for code in figures}


def said(row, code):
    return ReturnValue.objects.get(row=row, indicator=code).said


def test_a_button_says_that_there_is_no_figure_and_leads_back_to_its_field(year, client):
    row = row_of(year.con_minh)

    answer = client.post(address(row), {**typed(row, households="12"), "press": "chua-co:population"})

    assert answer.headers["Location"] == f"{address(row)}#id_population"
    assert said(row, "population") == UNKNOWN
    assert said(row, "households") == 12
    assert 'value="chưa có"' in client.get(address(row)).text


def test_a_button_takes_last_year_s_figure_over_what_cannot_be_read(year, client, as_user):
    declare(year.con_minh, year.con_minh_officer, population=3_148)
    for unit in (year.con_minh, year.van_lang, year.district):
        accept_as_it_is(return_of(unit), year.office)
    open_period(year=YEAR + 1, by=year.office)
    row = row_of(year.con_minh, YEAR + 1)
    assert "Năm 2023: 3.148." in client.get(address(row)).text

    client.post(address(row), {"population": "163,055", "was-population": "", "press": "nhu-nam-truoc:population"})

    assert said(row, "population") == 3_148


def test_a_button_for_something_that_is_not_asked_here_changes_nothing(year, client):
    row = row_of(year.con_minh)

    for press in ("chua-co:fund_nonsense", "chua-co:was-population", "la-gi:population", "chua-co:"):
        client.post(address(row), {"press": press})

    assert not row.values.exists()


def test_declared_stands_beside_recorded_with_the_difference_and_the_way_to_the_people(year, client):
    declare(year.ban_cao, year.con_minh_officer, members_closing=15)

    page = client.get(address(row_of(year.ban_cao)))

    assert "đã khai 15, khai hơn sổ sách 14: báo cáo lấy số của sổ sách" in page.text
    assert f"/hoi-vien/?don-vi={year.ban_cao.code}" in page.text


def test_in_a_return_given_back_only_the_row_asked_about_takes_figures(year, client):
    declare(year.cho_a, year.con_minh_officer, members_closing=52)
    top = return_of(year.con_minh)
    Return.objects.filter(pk=top.pk).update(state=Return.State.SUBMITTED)
    row, other = row_of(year.cho_a), row_of(year.con_minh)
    hand_back(
        unit_return=return_of(year.con_minh),
        questions={(row.pk, "members_closing"): "Năm trước 19, sao nay 52?"},
        by=year.office,
    )

    asked, untouched = client.get(address(row)).text, client.get(address(other)).text

    assert "Cấp trên hỏi: Năm trước 19, sao nay 52?" in asked
    assert 'name="members_closing"' in asked
    assert 'name="population"' not in untouched
    assert "không hỏi gì thêm" in untouched
    client.post(address(row), typed(row, members_closing="19"))
    assert said(row, "members_closing") == 19


@pytest.mark.parametrize("keeps", [1, 3])
def test_the_own_row_asks_as_much_beside_three_chapters_as_beside_one(year, client, keeps, django_assert_num_queries):
    for number in range(keeps):
        unit = add(year.con_minh, "chapter", f"Chi hội số {number}", year.admin)
        set_value(row=row_of(unit), code="members_closing", was=None, now=5, by=year.con_minh_officer)

    with django_assert_num_queries(QUERIES):
        client.get(address(row_of(year.con_minh)))


QUERIES = 24
