"""An accepted report keeps its figures: the pages of the fund book say so, and money is not stopped."""

from datetime import date

import pytest

from chapters.settled import settled_on
from funds import actions

from ..funds.conftest import open_purse, writer
from .conftest import accept_as_it_is, return_of


@pytest.fixture
def book(year):
    return writer(open_purse(year, year.con_minh), year.treasurer)


def test_a_voucher_and_a_closing_say_what_the_accepted_report_holds_of_them(year, book, as_user):
    before = book.take_in(500_000, date(2023, 5, 1))
    closing = actions.close_book(fund=book.fund, kind="month", year=2023, month=5, by=year.treasurer)
    assert settled_on(year.con_minh, date(2023, 5, 1)) == []
    accept_as_it_is(return_of(year.con_minh), year.office)
    client = as_user(year.treasurer)

    after = book.take_in(700_000, date(2023, 6, 1))

    assert "Đã nằm trong số liệu của" in client.get(before.get_absolute_url()).text
    late = client.get(after.get_absolute_url()).text
    assert "Báo cáo năm 2023 của xã Côn Minh" in late
    assert "số đã chốt giữ nguyên, chưa có phiếu này" in late
    assert "Mở lại sổ và ghi thêm thì số trong báo cáo vẫn giữ nguyên" in client.get(closing.get_absolute_url()).text


def test_a_day_outside_the_period_and_a_neighbour_are_not_settled(year, book):
    accept_as_it_is(return_of(year.con_minh), year.office)

    assert settled_on(year.con_minh, date(2024, 5, 1)) == []
    assert settled_on(year.van_lang, date(2023, 5, 1)) == []
    assert [one.name for one in settled_on(year.con_minh, date(2023, 5, 1))] == ["Báo cáo năm 2023 của xã Côn Minh"]
