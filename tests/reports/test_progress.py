"""Who has reported: state, since when, with whom it waits, how late; narrowed to one state, in either order."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chapters.actions import update_unit
from chapters.models import Appointment
from reports.actions import (
    change_period,
    close_period,
    enter_on_behalf,
    hand_back,
    mark_ready,
    reopen_return,
    submit_return,
)
from reports.models import Return, ReturnValue

from .conftest import add, at_noon, declare, explain_all, fill, hand_in, return_of, row_of

PAGE = "/bao-cao/2023/tien-do/"


def lines(client, asked=""):
    """Unit → what stands in its line, blanks single."""
    page = client.get(f"{PAGE}{asked}").text
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row) for row in body.split("</tr>")]
    told = [" ".join(row.split()) for row in rows if row.strip()]
    return {re.match(r"(?:Huyện|Xã|Thị trấn) (?:Na Rì|Côn Minh|Văn Lang|\w+)", line)[0]: line for line in told}


def submit(cast, unit, officer):
    fill(unit, officer)
    explain_all(unit, officer)
    submit_return(unit_return=return_of(unit), by=officer)


def test_before_the_due_date_it_says_how_many_days_are_left_and_who_is_to_enter(year, clock, as_user):
    told = lines(as_user(year.office))

    assert list(told) == ["Huyện Na Rì", "Xã Côn Minh", "Xã Văn Lang"]
    assert "chưa nhập 30/11/2023 còn 10 ngày Xã Văn Lang nhập và nộp Cán bộ Văn Lang" in told["Xã Văn Lang"]
    assert "10/12/2023 còn 20 ngày Huyện Na Rì nhập và nộp" in told["Huyện Na Rì"]


def test_on_the_day_itself_nothing_is_late_and_the_day_after_it_is(year, clock, as_user):
    at_noon(clock, "2023-11-30")
    assert "hôm nay là hạn" in lines(as_user(year.office))["Xã Văn Lang"]

    at_noon(clock, "2023-12-03")
    assert "quá hạn 3 ngày" in lines(as_user(year.office))["Xã Văn Lang"]


def test_a_return_handed_in_waits_for_the_level_above_since_that_day(year, clock, as_user):
    submit(year, year.con_minh, year.con_minh_officer)
    at_noon(clock, "2023-12-04")

    told = lines(as_user(year.office))["Xã Côn Minh"]

    assert "đã nộp nộp ngày 20/11/2023, chờ 14 ngày" in told
    assert "Huyện Na Rì xem và chốt" in told
    assert "Thường trực Hội" in told
    assert "quá hạn" not in told


def test_given_back_it_counts_questions_and_how_often(year, clock, as_user):
    submit(year, year.con_minh, year.con_minh_officer)
    hand_back(unit_return=return_of(year.con_minh), reason="Xem lại số của Chợ A.", by=year.office)
    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)
    cell = (row_of(year.cho_a).pk, "members_closing")
    hand_back(unit_return=return_of(year.con_minh), questions={cell: "Năm trước có 40?"}, by=year.office)
    at_noon(clock, "2023-11-24")

    told = lines(as_user(year.office))["Xã Côn Minh"]

    assert "bị trả lại trả lại ngày 20/11/2023, chờ 4 ngày" in told
    assert "1 câu hỏi chưa xong Trả lại 2 lần" in told


def test_given_back_as_a_whole_is_given_back_too(year, clock, as_user):
    submit(year, year.con_minh, year.con_minh_officer)
    hand_back(unit_return=return_of(year.con_minh), reason="Xem lại số của Chợ A.", by=year.office)

    assert list(lines(as_user(year.office), "?xem=tra-lai")) == ["Xã Côn Minh"]


def test_a_correction_says_which_version_it_is(year, clock, as_user):
    hand_in(year.con_minh, year.office)
    reopen_return(unit_return=return_of(year.con_minh), reason="Nhầm số.", by=year.office)

    told = lines(as_user(year.office))["Xã Côn Minh"]

    assert "Bản thứ 2, mở lại 1 lần" in told
    assert "đang nhập mở lại ngày 20/11/2023" in told


def test_chapters_that_are_ready_and_what_was_entered_for_the_unit_are_told(year, clock, as_user):
    mark_ready(row=row_of(year.ban_cao), by=year.chapter_officer)
    day = return_of(year.con_minh).period.starts_on
    enter_on_behalf(
        unit_return=return_of(year.con_minh), way="phone", from_whom="bà Lan", received_on=day, by=year.office
    )

    told = lines(as_user(year.office))["Xã Côn Minh"]

    assert "1/2 chi hội, ban báo xong" in told
    assert "1 lần nhập thay chưa xác nhận" in told


def test_an_answer_that_there_is_no_figure_is_an_answer(year, clock, as_user):
    before = lines(as_user(year.office))["Xã Văn Lang"]
    ReturnValue.objects.create(row=row_of(year.van_lang), indicator="population", is_unknown=True)

    after = lines(as_user(year.office))["Xã Văn Lang"]

    assert [int(told.split()[-1].partition("/")[0]) for told in (before, after)] == [1, 2]


def test_a_commune_without_an_association_is_entered_by_the_level_above(year, clock, as_user):
    update_unit(unit=year.van_lang, association_since=None, by=year.office)

    told = lines(as_user(year.office))["Xã Văn Lang"]

    assert "Chưa có tổ chức Hội, cấp trên nhập" in told
    assert "Huyện Na Rì nhập và nộp thay" in told


def test_where_nobody_holds_an_account_the_office_is_told(year, clock, as_user):
    Appointment.objects.filter(unit=year.van_lang).update(until="2023-11-01", since="2023-01-01")

    assert "chưa ai có tài khoản ở đó" in lines(as_user(year.office))["Xã Văn Lang"]


def test_leadership_and_treasurer_read_with_which_unit_it_waits_but_no_accounts(year, clock, as_user):
    for reader in (year.leader, year.treasurer):
        told = lines(as_user(reader))["Xã Văn Lang"]

        assert "Xã Văn Lang nhập và nộp" in told
        assert "Cán bộ Văn Lang" not in told
        assert "tài khoản" not in told


@pytest.mark.parametrize(
    "word, units",
    [
        ("chua-nhap", ["Huyện Na Rì"]),
        ("dang-nhap", ["Xã Văn Lang"]),
        ("da-nop", ["Xã Côn Minh"]),
        ("da-chot", []),
        ("qua-han", ["Xã Văn Lang"]),
        ("khong-co", []),
    ],
)
def test_it_is_narrowed_to_one_state(year, clock, as_user, word, units):
    submit(year, year.con_minh, year.con_minh_officer)
    declare(year.van_lang, year.van_lang_officer, population=500)
    at_noon(clock, "2023-12-03")

    assert list(lines(as_user(year.office), f"?xem={word}")) == units


def test_the_choices_count_what_they_lead_to(year, clock, as_user):
    submit(year, year.con_minh, year.con_minh_officer)
    at_noon(clock, "2023-12-03")

    choices = as_user(year.office).get(PAGE).context["choices"]

    assert choices == [
        ("", "tất cả", 3),
        ("chua-nhap", "chưa nhập", 2),
        ("da-nop", "đã nộp", 1),
        ("qua-han", "quá hạn", 1),
    ]


def test_the_late_stand_first_or_all_as_the_tree_has_them(year, clock, as_user):
    at_noon(clock, "2023-12-12")
    client = as_user(year.office)

    assert list(lines(client)) == ["Xã Côn Minh", "Xã Văn Lang", "Huyện Na Rì"]
    assert list(lines(client, "?xep=cay")) == ["Huyện Na Rì", "Xã Côn Minh", "Xã Văn Lang"]
    assert "?xep=cay&amp;xem=qua-han" in client.get(f"{PAGE}?xep=cay").text


def test_in_a_closed_year_nothing_is_late_and_nobody_is_waited_for(year, clock, as_user):
    close_period(period=year.period, by=year.office)
    at_noon(clock, "2024-03-01")
    client = as_user(year.office)

    page = client.get(PAGE).text

    assert "Kỳ báo cáo đã đóng" in page
    assert "quá hạn " not in page
    assert "nhập và nộp" not in page
    assert "Nhắc đơn vị chưa nộp" not in page


def test_where_all_is_accepted_there_is_no_waiting_and_nothing_to_sort(year, clock, as_user):
    for unit in (year.con_minh, year.van_lang, year.district):
        hand_in(unit, year.office)

    page = as_user(year.leader).get(PAGE).text

    assert "chốt ngày 20/11/2023" in page
    assert "Đang chờ" not in page
    assert "xep=cay" not in page


def test_a_commune_sees_its_own_and_no_reminders(year, clock, as_user):
    page = as_user(year.con_minh_officer).get(PAGE).text

    assert list(lines(as_user(year.con_minh_officer))) == ["Xã Côn Minh"]
    assert "Báo cáo của xã Côn Minh đang nhập" in page
    assert "Văn Lang" not in page
    assert "Nhắc đơn vị" not in page
    assert "Nhắc đơn vị chưa nộp" in as_user(year.office).get(PAGE).text


def test_it_asks_the_database_as_often_for_three_communes_as_for_one(year, as_user):
    Return.objects.filter(unit=year.van_lang).update(is_current=False)
    client = as_user(year.office)
    counted = []
    for number in range(2):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert len(lines(client)) == 2 + number * 2
        counted.append(len(asked))
        if number == 0:
            for name in ("Kim", "Lam"):
                busy(year, add(year.district, "commune", name, year.office))

    assert counted[0] == counted[1]


def busy(year, commune):
    """A commune with something of everything that a line tells."""
    chapter = add(commune, "chapter", f"Chi hội {commune.name}", year.office)
    mark_ready(row=row_of(chapter), by=year.office)
    declare(commune, year.office, population=10)
    ReturnValue.objects.create(row=row_of(chapter), indicator="members_closing", is_unknown=True)
    day = return_of(commune).period.starts_on
    enter_on_behalf(unit_return=return_of(commune), way="phone", from_whom="bà", received_on=day, by=year.office)


def test_a_due_date_that_is_put_off_is_followed(year, clock, as_user):
    at_noon(clock, "2023-12-03")
    change_period(period=year.period, due_commune=date(2023, 12, 8), by=year.office)

    assert "08/12/2023 còn 5 ngày" in lines(as_user(year.office))["Xã Văn Lang"]
