"""Before 2016 the learning models were called "hiếu học": every place where they are asked for says so."""

import pytest

from reports.actions import choose_basis, open_period
from reports.columns import COLUMNS, full_label

from .conftest import declare, return_of, row_of
from .test_paper import pages_of
from .test_pdf import squeezed

OLD, NEW = "Gia đình hiếu học đã đăng ký", "Gia đình học tập đã đăng ký"


@pytest.fixture
def old_year(cast):
    open_period(year=2015, by=cast.office)
    return cast


def says_the_old_name_only(text):
    text = squeezed(text)
    return squeezed(OLD) in text and squeezed(NEW) not in text


def test_the_grid_and_a_chapters_page_ask_by_the_old_name(old_year, as_user):
    officer = as_user(old_year.con_minh_officer)
    row = row_of(old_year.cho_a, 2015)

    for address in (
        "/bao-cao/2015/nhap/?nhom=models",
        f"/bao-cao/2015/nhap/{row.pk}/",
        f"/bao-cao/2015/nhap/{row.pk}/tung-cau/",
    ):
        assert says_the_old_name_only(officer.get(address).text), address


def test_the_form_of_a_return_in_totals_asks_by_the_old_name(old_year, as_user):
    choose_basis(unit_return=return_of(old_year.con_minh, 2015), basis="totals", by=old_year.con_minh_officer)
    own = row_of(old_year.con_minh, 2015)

    assert says_the_old_name_only(as_user(old_year.con_minh_officer).get(f"/bao-cao/2015/nhap/{own.pk}/").text)


def test_the_form_to_fill_in_by_hand_asks_by_the_old_name(old_year, as_user):
    answer = as_user(old_year.con_minh_officer).get("/bao-cao/2015/nhap/phieu.pdf")

    assert says_the_old_name_only(" ".join(pages_of(answer.content)))


def test_what_is_odd_and_what_is_reported_are_called_by_the_old_name(old_year, as_user):
    officer = old_year.con_minh_officer
    declare(old_year.cho_a, officer, 2015, families_registered=74, families_recognised=91)
    client = as_user(officer)

    odd = client.get("/bao-cao/2015/nhap/kiem-tra/").text
    report = client.get("/bao-cao/2015/don-vi/").text

    assert "Gia đình hiếu học được công nhận (91) nhiều hơn Gia đình hiếu học đã đăng ký (74)" in odd
    assert says_the_old_name_only(report)


@pytest.mark.parametrize(
    "key,in_2015,in_2016",
    [
        ("families_share", "Tỷ lệ gia đình hiếu học", "Tỷ lệ gia đình học tập"),
        ("families_registered", OLD, NEW),
        ("members_share", "Tỷ lệ hội viên trên dân số", "Tỷ lệ hội viên trên dân số"),
    ],
)
def test_a_figure_is_called_as_in_its_year(key, in_2015, in_2016):
    assert full_label(COLUMNS[key], 2015) == in_2015
    assert full_label(COLUMNS[key], 2016) == in_2016


def test_a_workbook_of_an_old_year_is_read_under_either_name(old_year):
    from reports.excel.lines import column_of
    from reports.indicators import CATALOGUE

    made = CATALOGUE["families_registered"]

    assert NEW in column_of(made.named_in(2015)).spellings
    assert OLD in column_of(made).spellings
