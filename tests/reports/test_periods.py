"""The round: a year opened from the last one, its rules, its closing and opening again, by page and by verb."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from khuyenhoc.actions import Clash, NotAllowed, Refusal
from khuyenhoc.triggers import guard_sentence
from reports.actions import change_period, close_period, open_period, reopen_period, set_text, set_value
from reports.models import Period, Return, ReturnValue

from .conftest import declare, hand_in, refused, return_of, row_of, totals_of

CLOSED = (
    "Kỳ báo cáo năm 2023 đã đóng nên không ghi thêm được. Nếu cần, xin đề nghị Thường trực Hội cấp trên cùng mở lại."
)


def settings_of(period, **changed):
    """What the settings page of a period sends."""
    facts = {
        "starts_on": period.starts_on.strftime("%d/%m/%Y"),
        "cut_off": period.cut_off.strftime("%d/%m/%Y"),
        "due_commune": period.due_commune.strftime("%d/%m/%Y"),
        "due_district": period.due_district.strftime("%d/%m/%Y"),
        "jump_percent": str(period.jump_percent),
        "gap_percent": str(period.gap_percent),
        "allows_on_behalf": "on",
    }
    return facts | changed


def test_a_new_year_takes_over_the_rules_and_the_dates_of_the_last_one(year, as_user):
    change_period(period=year.period, by=year.office, indicators_off=["plan_tasks"], gap_percent=0, allows_links=True)
    change_period(period=year.period, by=year.office, due_commune=date(2023, 11, 20))
    office = as_user(year.office)

    page = office.get("/bao-cao/moi/")
    assert 'value="20/11/2024"' in page.text
    assert "Hạn nộp của tỉnh" not in page.text
    office.post("/bao-cao/moi/", {"year": "2024", "due_commune": "20/11/2024", "cut_off": "30/11/2024"})

    opened = Period.objects.get(code="2024")
    assert (opened.indicators_off, opened.gap_percent, opened.allows_links) == (["plan_tasks"], 0, True)
    assert (opened.due_commune, opened.cut_off, opened.due_district) == (
        date(2024, 11, 20),
        date(2024, 11, 30),
        date(2024, 12, 10),
    )
    assert opened.previous == year.period


def test_dates_left_as_proposed_follow_the_year_that_is_typed(year, as_user):
    office = as_user(year.office)
    office.post("/bao-cao/moi/", {"year": "2021", "due_commune": "30/11/2024", "cut_off": "31/12/2024"})

    opened = Period.objects.get(code="2021")
    assert (opened.starts_on, opened.cut_off, opened.due_commune) == (
        date(2021, 1, 1),
        date(2021, 12, 31),
        date(2021, 11, 30),
    )


def test_dates_out_of_order_and_unread_dates_come_back_with_what_was_typed(year, as_user):
    office = as_user(year.office)

    turned = office.post("/bao-cao/2023/cai-dat/", settings_of(year.period, cut_off="31/12/2022"))
    assert "Ngày chốt số liệu phải sau ngày bắt đầu kỳ." in turned.text
    assert 'value="31/12/2022"' in turned.text
    strange = office.post("/bao-cao/2023/cai-dat/", settings_of(year.period, cut_off="31/2/2023"))
    assert 'value="31/2/2023"' in strange.text
    year.period.refresh_from_db()
    assert year.period.cut_off == date(2023, 12, 31)


def test_a_higher_level_is_not_due_before_the_one_below_it(year, as_user):
    office = as_user(year.office)

    page = office.post("/bao-cao/2023/cai-dat/", settings_of(year.period, due_commune="15/12/2023"))

    told = "Hạn nộp của huyện (10/12/2023) sớm hơn hạn của xã (15/12/2023)."
    assert told in page.context["form"].errors["due_district"][0]
    assert 'value="15/12/2023"' in page.text
    year.period.refresh_from_db()
    assert year.period.due_commune == date(2023, 11, 30)
    with pytest.raises(Refusal, match="sớm hơn hạn của xã"):
        open_period(year=2024, by=year.office, due_commune=date(2024, 12, 11))


def test_the_same_day_for_all_and_a_due_date_before_the_cut_off_are_quite_usual(year):
    same = date(2023, 12, 5)

    change_period(period=year.period, by=year.office, due_commune=same, due_district=same, cut_off=date(2023, 11, 30))

    year.period.refresh_from_db()
    assert (year.period.due_commune, year.period.due_district, year.period.cut_off) == (same, same, date(2023, 11, 30))


def test_the_due_date_of_a_level_that_nobody_has_stands_in_nobodys_way(year):
    late = date(2023, 12, 20)  # the province, of which nothing is shown here, is due on 15 December

    change_period(period=year.period, by=year.office, due_commune=late, due_district=late)

    year.period.refresh_from_db()
    assert year.period.due_district == late


def test_a_due_date_before_the_year_begins_is_refused_at_its_field(year, as_user):
    page = as_user(year.office).post("/bao-cao/2023/cai-dat/", settings_of(year.period, due_commune="30/11/2022"))

    assert "Hạn nộp của xã (30/11/2022) trước cả ngày bắt đầu kỳ (01/01/2023)." in str(
        page.context["form"].errors["due_commune"]
    )


def test_dates_that_look_like_a_slip_are_asked_about_and_taken_when_they_are_right(year, as_user):
    office, odd = as_user(year.office), {"due_district": "10/12/2024"}

    asked = office.post("/bao-cao/2023/cai-dat/", settings_of(year.period, **odd))

    assert "Hạn nộp này sau ngày chốt số liệu 345 ngày. Nếu đúng, xin đánh dấu" in asked.text
    assert 'name="dates_are_right"' in asked.text
    office.post("/bao-cao/2023/cai-dat/", settings_of(year.period, **odd, dates_are_right="on"))
    year.period.refresh_from_db()
    assert year.period.due_district == date(2024, 12, 10)


def test_a_year_is_opened_with_odd_dates_only_when_they_are_right(year, as_user):
    office, sent = as_user(year.office), {"year": "2024", "due_commune": "01/08/2024"}
    sent |= {"starts_on": "01/01/2024", "cut_off": "31/12/2024"}

    asked = office.post("/bao-cao/moi/", sent)

    assert "Hạn nộp này trước ngày chốt số liệu 152 ngày." in asked.text
    assert not Period.objects.filter(code="2024").exists()
    office.post("/bao-cao/moi/", sent | {"dates_are_right": "on"})
    assert Period.objects.get(code="2024").due_commune == date(2024, 8, 1)


def test_figures_to_switch_off_stand_under_the_headings_they_are_entered_under(year, as_user):
    declare(year.cho_a, year.con_minh_officer, families_registered=50)
    page = as_user(year.office).get("/bao-cao/2023/cai-dat/")

    groups = dict(page.context["form"].groups)

    assert list(groups)[:3] == ["Dân số", "Hội viên", "Mô hình học tập"]
    assert {one.code: one.count for one in groups["Mô hình học tập"]}["families_registered"] == 1
    assert "Một người nhận hai lần là hai lượt." in page.text
    assert "<strong>Đã nhập 1 số.</strong>" in page.text
    assert "population" not in {one.code for group in groups.values() for one in group}


def test_a_figure_switched_off_that_has_values_says_how_many_keeps_them_and_leaves_the_report(year, as_user):
    declare(year.cho_a, year.con_minh_officer, members_closing=149, families_registered=50)
    declare(year.con_minh, year.con_minh_officer, families_registered=7)
    office = as_user(year.office)
    off = settings_of(year.period, indicators_off=["families_registered"])

    told = office.post("/bao-cao/2023/cai-dat/", off, follow=True).text

    assert "Gia đình học tập đã đăng ký (đã nhập 2 số). Số đã nhập vẫn giữ nhưng không vào báo cáo" in told
    assert "families_registered" not in totals_of(year.district)
    assert ReturnValue.objects.filter(indicator="families_registered").count() == 2
    again = office.post("/bao-cao/2023/cai-dat/", off, follow=True).text
    assert "Không dùng nữa mà đã có số" not in again
    office.post("/bao-cao/2023/cai-dat/", settings_of(year.period))
    assert totals_of(year.district)["families_registered"] == 57


def test_a_figure_switched_off_leaves_accepted_returns_too(year):
    declare(year.cho_a, year.con_minh_officer, families_registered=50)
    hand_in(year.con_minh, year.office)

    change_period(period=year.period, by=year.office, indicators_off=["families_registered", "members_women"])

    assert not totals_of(year.district).keys() & {"families_registered", "members_women"}


def test_a_figure_switched_off_is_no_longer_asked_for(year, as_user):
    row = row_of(year.con_minh)
    officer = as_user(year.con_minh_officer)
    assert "Số nhiệm vụ" in officer.get(f"/bao-cao/2023/nhap/{row.pk}/").text

    as_user(year.office).post("/bao-cao/2023/cai-dat/", settings_of(year.period, indicators_off=["plan_tasks"]))

    assert "Số nhiệm vụ" not in officer.get(f"/bao-cao/2023/nhap/{row.pk}/").text
    assert "không dùng trong năm 2023" in refused(lambda: declare(year.con_minh, year.con_minh_officer, plan_tasks=7))


def test_two_people_at_the_rules_of_a_year_are_told_of_each_other(year, as_user):
    office = as_user(year.office)
    page = office.get("/bao-cao/2023/cai-dat/")
    shown = page.context["form"]["shown"].value()
    change_period(period=year.period, by=year.admin, jump_percent=50)

    clashing = office.post("/bao-cao/2023/cai-dat/", settings_of(year.period, jump_percent="20", shown=shown))

    assert "Người khác vừa ghi" in clashing.text
    year.period.refresh_from_db()
    assert year.period.jump_percent == 50
    with pytest.raises(Clash):
        change_period(period=year.period, by=year.office, was={"jump_percent": 30}, jump_percent=20)


def test_only_the_topmost_office_sets_the_rules(year):
    with pytest.raises(NotAllowed):
        change_period(period=year.period, by=year.con_minh_officer, jump_percent=50)
    with pytest.raises(NotAllowed):
        close_period(period=year.period, by=year.leader)
    with pytest.raises(TypeError):
        change_period(period=year.period, by=year.office, year=2020)


def test_a_closed_year_takes_nothing_by_page_verb_or_database_until_it_is_opened_with_a_reason(year, as_user):
    declare(year.cho_a, year.con_minh_officer, members_closing=30)
    office = as_user(year.office)
    page = office.get("/bao-cao/2023/dong-ky/")
    assert "Xã Côn Minh</a>: đang nhập" in page.text
    office.post("/bao-cao/2023/dong-ky/")

    assert refused(lambda: declare(year.cho_a, year.con_minh_officer, members_closing=31)) == CLOSED
    text = {"topic": "proposals", "was": "", "now": "Xin thêm kinh phí.", "by": year.con_minh_officer}
    assert refused(lambda: set_text(unit_return=return_of(year.con_minh), **text)) == CLOSED
    officer = as_user(year.con_minh_officer)
    assert "đã đóng" in officer.post("/bao-cao/2023/nop/", follow=True).text
    with pytest.raises(IntegrityError) as walled, transaction.atomic():
        ReturnValue.objects.filter(row=row_of(year.cho_a)).update(declared=99)
    assert guard_sentence(walled.value) == "Kỳ báo cáo đã đóng nên không ghi thêm được."
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.filter(pk=return_of(year.con_minh).pk).update(state="submitted")

    assert "đã đóng" in office.get("/bao-cao/").text
    empty = office.post("/bao-cao/2023/mo-lai-ky/", {"reason": " "})
    assert "is-invalid" in empty.text
    office.post("/bao-cao/2023/mo-lai-ky/", {"reason": "Xã Côn Minh báo thiếu một chi hội."})
    year.period.refresh_from_db()
    assert (year.period.is_open, year.period.reopened_because) == (True, "Xã Côn Minh báo thiếu một chi hội.")
    set_value(row=row_of(year.cho_a), code="members_closing", was=30, now=31, by=year.con_minh_officer)


def test_closing_twice_and_opening_what_is_open_are_refused(year):
    assert refused(lambda: reopen_period(period=year.period, reason="x", by=year.office)) == "Năm 2023 đang mở rồi."
    close_period(period=year.period, by=year.office)
    assert refused(lambda: close_period(period=year.period, by=year.office)) == CLOSED


def test_a_unit_opened_after_a_year_was_closed_does_not_join_it(year):
    from .conftest import add

    close_period(period=year.period, by=year.office)
    made = add(year.con_minh, "chapter", "thôn Nà Mới", year.office)

    assert not made.rows.filter(unit_return__period=year.period).exists()
    later = open_period(year=2024, by=year.office)
    assert made.rows.filter(unit_return__period=later).exists()


def test_an_accepted_return_of_a_closed_year_still_reads(year, as_user):
    hand_in(year.con_minh, year.office)
    close_period(period=year.period, by=year.office)

    page = as_user(year.leader).get("/bao-cao/2023/?don-vi=02173")

    assert page.status_code == 200
