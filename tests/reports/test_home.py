"""The to-do page: what waits for each user, the most urgent first, one sentence and one way a line."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.actions import nominate, propose
from chapters.actions import appoint, create_user, record_request, update_unit
from chapters.models import User
from khuyenhoc.imports.actions import start_import
from reports.actions import (
    accept_return,
    change_period,
    close_period,
    confirm_on_behalf,
    enter_on_behalf,
    hand_back,
    mark_ready,
    open_period,
    reopen_return,
    submit_return,
)

from ..chapters.excel import workbook
from ..conftest import PASSWORD
from .conftest import add, at_noon, explain_all, fill, hand_in, return_of, row_of


@pytest.fixture(autouse=True)
def _begun(certificate):
    """Not a new installation, which is asked to begin its catalogue (test_new_office.py)."""


def tasks(client):
    page = client.get("/")
    told = [task.sentence for task in page.context["tasks"]]
    assert all(sentence in page.text for sentence in told)
    return told


def ways(client):
    """Each line's address opens."""
    urls = [task.url for task in client.get("/").context["tasks"]]
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)
    return urls


def submit(unit, officer):
    fill(unit, officer)
    explain_all(unit, officer)
    submit_return(unit_return=return_of(unit), by=officer)


def on_behalf(cast):
    return enter_on_behalf(
        unit_return=return_of(cast.con_minh),
        way="phone",
        from_whom="bà Lan",
        received_on=date(2023, 11, 19),
        by=cast.office,
    )


@pytest.mark.parametrize(
    "day, told",
    [
        ("2023-11-20", "Báo cáo năm 2023 của xã Côn Minh còn 10 ngày đến hạn nộp 30/11/2023."),
        ("2023-11-30", "Báo cáo năm 2023 của xã Côn Minh đến hạn nộp hôm nay."),
        ("2023-12-03", "Báo cáo năm 2023 của xã Côn Minh đã quá hạn nộp 3 ngày (hạn 30/11/2023)."),
    ],
)
def test_a_commune_is_told_how_far_its_due_date_is(year, clock, as_user, day, told):
    at_noon(clock, day)
    officer = as_user(year.con_minh_officer)

    assert tasks(officer) == [told]
    assert ways(officer) == ["/bao-cao/2023/nhap/?don-vi=02173"]


def test_a_return_given_back_says_with_how_many_questions_and_leads_to_them(year, clock, as_user):
    submit(year.con_minh, year.con_minh_officer)
    cells = {(row_of(year.cho_a).pk, code): "Xin xem lại." for code in ("members_closing", "fund_closing")}
    hand_back(unit_return=return_of(year.con_minh), questions=cells, by=year.office)
    officer = as_user(year.con_minh_officer)

    assert tasks(officer) == ["Báo cáo năm 2023 của xã Côn Minh được trả lại với 2 câu hỏi."]
    assert ways(officer) == ["/bao-cao/2023/sua/?don-vi=02173"]
    at_noon(clock, "2023-12-03")
    late = "Báo cáo năm 2023 của xã Côn Minh được trả lại với 2 câu hỏi; quá hạn 3 ngày."
    assert tasks(as_user(year.con_minh_officer)) == [late]


def test_a_return_given_back_as_a_whole_or_opened_again_says_why(year, clock, as_user):
    submit(year.con_minh, year.con_minh_officer)
    hand_back(unit_return=return_of(year.con_minh), reason="Thiếu số của Chợ A", by=year.office)
    officer = as_user(year.con_minh_officer)
    assert tasks(officer) == ["Báo cáo năm 2023 của xã Côn Minh được trả lại: “Thiếu số của Chợ A”."]

    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)
    assert tasks(officer) == []
    accept_return(unit_return=return_of(year.con_minh), by=year.office)
    assert tasks(officer) == []
    reopen_return(unit_return=return_of(year.con_minh), reason="Nhầm số quỹ", by=year.office)
    assert tasks(officer) == ["Báo cáo năm 2023 của xã Côn Minh được mở lại để sửa: “Nhầm số quỹ”."]


def test_the_office_looks_at_what_was_handed_in_before_it_reminds_of_what_is_not_yet_due(year, clock, as_user):
    submit(year.con_minh, year.con_minh_officer)
    at_noon(clock, "2023-11-26")
    office = as_user(year.office)

    assert tasks(office) == [
        "Xã Côn Minh đã nộp báo cáo năm 2023 ngày 20/11/2023, chờ xem.",
        "1 đơn vị cấp dưới chưa nộp báo cáo năm 2023, còn 4 ngày: xã Văn Lang.",
        "Báo cáo năm 2023 của huyện Na Rì còn 14 ngày đến hạn nộp 10/12/2023.",
    ]
    assert ways(office) == [
        "/bao-cao/2023/xem-xet/?don-vi=02173",
        "/bao-cao/2023/nhac/?don-vi=066",
        "/bao-cao/2023/nhap/?don-vi=066",
    ]


def test_late_communes_go_before_everything_but_the_law(year, clock, as_user):
    record_request(
        unit=year.ban_cao, member=year.lan, kind="view", received_on=date(2023, 11, 20), way="paper", by=year.office
    )
    submit(year.con_minh, year.con_minh_officer)
    at_noon(clock, "2023-12-03")

    assert tasks(as_user(year.office)) == [
        "1 yêu cầu về dữ liệu cá nhân đang chờ, gấp nhất quá hạn 11 ngày.",
        "1 đơn vị cấp dưới chưa nộp báo cáo năm 2023, quá hạn 3 ngày: xã Văn Lang.",
        "Xã Côn Minh đã nộp báo cáo năm 2023 ngày 20/11/2023, chờ xem.",
        "Báo cáo năm 2023 của huyện Na Rì còn 7 ngày đến hạn nộp 10/12/2023.",
    ]


@pytest.mark.parametrize(
    "day, words", [("2023-11-21", "còn 1 ngày"), ("2023-11-22", "hôm nay là hạn"), ("2023-11-23", "quá hạn 1 ngày")]
)
def test_the_law_s_clock_is_told_to_the_day(year, clock, as_user, day, words):
    record_request(
        unit=year.ban_cao, member=year.lan, kind="view", received_on=date(2023, 11, 20), way="paper", by=year.office
    )
    at_noon(clock, day)

    told = tasks(as_user(year.office))[0]

    assert told == f"1 yêu cầu về dữ liệu cá nhân đang chờ, gấp nhất {words}."


def test_she_is_led_to_reminders_where_she_may_remind(year, clock, as_user):
    """A treasurer of the district who is also the office of a commune looks after what is below that commune only."""
    appoint(user=year.treasurer, unit=year.con_minh, role="office", by=year.admin)
    team = add(year.con_minh, "chapter", "Chi hội mới", year.office)
    mark_ready(row=row_of(team), by=year.office)
    at_noon(clock, "2023-12-03")

    assert ways(as_user(User.objects.get(pk=year.treasurer.pk))) == ["/bao-cao/2023/nhap/?don-vi=02173"] * 2


def test_long_before_the_due_date_nobody_is_to_be_reminded(year, clock, as_user):
    at_noon(clock, "2023-11-01")

    assert tasks(as_user(year.office)) == ["Báo cáo năm 2023 của huyện Na Rì còn 39 ngày đến hạn nộp 10/12/2023."]


def test_many_handed_in_share_a_line_after_the_first_five(year, clock, as_user):
    for number in range(7):
        submit(add(year.district, "commune", f"Xã mới {number}", year.office), year.office)

    told = [sentence for sentence in tasks(as_user(year.office)) if "chờ xem" in sentence]

    assert len(told) == 6
    assert told[-1] == "Còn 2 đơn vị nữa đã nộp báo cáo năm 2023, chờ xem."
    assert "/bao-cao/2023/tien-do/?don-vi=066&xem=da-nop" in ways(as_user(year.office))


def test_she_who_handed_in_is_not_asked_to_accept_where_a_second_person_is_wanted(year, clock, as_user):
    change_period(period=year.period, needs_second_person=True, by=year.office)
    submit(year.con_minh, year.office)

    assert "chờ xem" not in as_user(year.office).get("/").text
    assert "Xã Côn Minh đã nộp" in as_user(year.admin).get("/").text


def test_the_office_enters_for_a_commune_without_an_association(year, clock, as_user):
    update_unit(unit=year.van_lang, association_since=None, by=year.office)
    at_noon(clock, "2023-12-03")

    told = tasks(as_user(year.office))

    assert told[0] == (
        "Báo cáo năm 2023 của xã Văn Lang đã quá hạn nộp 3 ngày (hạn 30/11/2023). "
        "Nơi này chưa có tổ chức Hội nên Hội Khuyến học huyện Na Rì nhập thay."
    )
    assert told[1] == "1 đơn vị cấp dưới chưa nộp báo cáo năm 2023, quá hạn 3 ngày: xã Côn Minh."


def test_what_was_entered_for_a_commune_waits_for_its_word_only(year, clock, as_user):
    entered = on_behalf(year)
    told = "Cấp trên đã nhập thay số liệu năm 2023 của xã Côn Minh 1 lần, chờ đơn vị xác nhận."

    assert told in tasks(as_user(year.con_minh_officer))
    assert told not in tasks(as_user(year.office))
    confirm_on_behalf(on_behalf=entered, by=year.con_minh_officer)
    assert told not in tasks(as_user(year.con_minh_officer))


def test_the_commune_sees_which_chapters_are_ready_and_then_that_all_are(year, clock, as_user):
    officer = as_user(year.con_minh_officer)
    mark_ready(row=row_of(year.ban_cao), by=year.chapter_officer)
    assert tasks(officer)[1] == (
        "1/2 chi hội, ban đã báo xong số liệu năm 2023 của xã Côn Minh; còn Chi hội thôn Chợ A."
    )

    mark_ready(row=row_of(year.cho_a), by=year.con_minh_officer)
    assert tasks(officer)[1] == "Cả 2 chi hội, ban đã báo xong số liệu năm 2023 của xã Côn Minh."
    assert ways(officer)[1] == "/bao-cao/2023/nhap/kiem-tra/?don-vi=02173"


def test_a_chapter_officer_is_asked_for_her_row_until_it_is_ready_and_again_when_it_is_asked_about(
    year, clock, as_user
):
    client, row = as_user(year.chapter_officer), row_of(year.ban_cao)
    assert tasks(client) == [
        "Số liệu năm 2023 của Chi hội thôn Bản Cào chưa báo xong; "
        "Hội Khuyến học xã Côn Minh còn 10 ngày đến hạn nộp 30/11/2023."
    ]
    assert ways(client) == [f"/bao-cao/2023/nhap/{row.pk}/tung-cau/"]

    mark_ready(row=row, by=year.chapter_officer)
    assert tasks(client) == []


@pytest.mark.parametrize("about, told", [("ban_cao", "được hỏi lại 1 câu."), ("cho_a", "")])
def test_a_chapter_officer_is_asked_again_about_her_own_row_only(year, clock, as_user, about, told):
    submit(year.con_minh, year.con_minh_officer)
    cells = {(row_of(getattr(year, about)).pk, "fund_closing"): "Xin xem lại."}
    hand_back(unit_return=return_of(year.con_minh), questions=cells, by=year.office)

    asked = tasks(as_user(year.chapter_officer))

    assert asked == ([f"Số liệu năm 2023 của Chi hội thôn Bản Cào {told}"] if told else [])


def test_an_officer_of_two_chapters_has_a_line_for_each(year, clock, as_user):
    appoint(user=year.chapter_officer, unit=year.cho_a, role="chapter_officer", by=year.office)

    told = tasks(as_user(User.objects.get(pk=year.chapter_officer.pk)))

    assert [sentence.partition(" chưa")[0] for sentence in told] == [
        "Số liệu năm 2023 của Chi hội thôn Bản Cào",
        "Số liệu năm 2023 của Chi hội thôn Chợ A",
    ]


def test_nominations_wait_to_be_examined_and_a_workbook_at_the_end(year, clock, as_user, certificate):
    for name in ("Nông Thị Sen", "Bàn Văn Xuân"):
        given = {"year": 2023, "form": certificate, "unit": year.ban_cao, "recipient_class": "person"}
        propose(nomination=nominate(**given, recipient_name=name, by=year.office), by=year.office)
    content = workbook(("Họ và tên", "Năm sinh", "Ngày vào"), ("Nông Văn Mới", 1990, "01/05/2020"))
    start_import(kind="members", unit_id=year.ban_cao.pk, name="moi.xlsx", content=content, by=year.office, choices={})

    told = tasks(as_user(year.office))
    assert told[0] == "2 đề nghị khen thưởng đang chờ xét."
    assert told[-1] == "Tệp “moi.xlsx” đã kiểm tra xong, chờ bạn xem và xác nhận; chưa ghi gì."
    assert "moi.xlsx" not in as_user(year.admin).get("/").text


def test_a_closed_year_asks_nothing_of_anybody(year, clock, as_user):
    on_behalf(year)
    submit(year.van_lang, year.van_lang_officer)
    close_period(period=year.period, by=year.office)
    at_noon(clock, "2024-02-01")

    for user in (year.office, year.con_minh_officer, year.van_lang_officer, year.chapter_officer):
        assert tasks(as_user(user)) == []
    assert "Năm 2023: kỳ đã đóng." in as_user(year.leader).get("/").text


def test_two_open_years_are_told_apart_the_late_one_first(year, clock, as_user):
    open_period(year=2024, by=year.office)
    at_noon(clock, "2023-12-03")

    assert tasks(as_user(year.con_minh_officer)) == [
        "Báo cáo năm 2023 của xã Côn Minh đã quá hạn nộp 3 ngày (hạn 30/11/2023).",
        "Báo cáo năm 2024 của xã Côn Minh còn 363 ngày đến hạn nộp 30/11/2024.",
    ]


@pytest.mark.parametrize("role", ["leader", "inspector", "treasurer"])
def test_those_who_only_read_are_asked_nothing_and_see_how_far_the_year_is(year, clock, as_user, role):
    hand_in(year.con_minh, year.office)
    at_noon(clock, "2023-12-03")
    page = as_user(getattr(year, role)).get("/").text

    assert "Hiện không có việc nào chờ bạn" in page
    assert "Năm 2023: 1/3 báo cáo đã chốt, 1 quá hạn." in page
    assert ("Sổ quỹ: ghi thu, ghi chi" in page) == (role == "treasurer")
    assert ("Nhật ký: ai đã sửa gì" in page) == (role == "inspector")


def test_a_commune_is_told_nothing_of_its_neighbour(year, clock, as_user):
    submit(year.van_lang, year.van_lang_officer)

    assert "Văn Lang" not in as_user(year.con_minh_officer).get("/").text


def test_an_office_farther_up_looks_at_what_nobody_nearer_looks_at(year, clock, as_user):
    commune_office = create_user(
        username="vpcm", name="Văn phòng Côn Minh", password=PASSWORD, unit=year.con_minh, role="office", by=year.admin
    )
    submit(year.con_minh, year.con_minh_officer)

    assert "Xã Côn Minh đã nộp" in as_user(year.office).get("/").text
    assert "chờ xem" not in as_user(commune_office).get("/").text


def busy(year, name):
    """A commune with something for the office, and something for its own officer."""
    commune = add(year.district, "commune", name, year.office)
    chapter = add(commune, "chapter", f"Chi hội {name}", year.office)
    mark_ready(row=row_of(chapter), by=year.office)
    submit(commune, year.office)
    cell = (row_of(chapter).pk, "fund_closing")
    hand_back(unit_return=return_of(commune), questions={cell: "Xin xem lại."}, by=year.office)
    late = add(year.district, "commune", f"{name} muộn", year.office)
    submit(add(year.district, "commune", f"{name} sớm", year.office), year.office)
    return commune, late


def test_the_office_asks_the_database_as_often_for_many_returns_as_for_few(year, clock, as_user):
    at_noon(clock, "2023-12-03")
    client, counted = as_user(year.office), []
    for names in (["Kim"], ["Lam", "Sơn"]):
        for name in names:
            busy(year, name)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            assert len(tasks(client)) > 2
        counted.append(len(asked))

    assert counted[0] == counted[1]


def test_an_officer_of_several_communes_asks_as_often_for_three_as_for_one(year, clock, as_user):
    counted = []
    for names in (["Kim"], ["Lam", "Sơn"]):
        for name in names:
            commune, _ = busy(year, name)
            appoint(user=year.con_minh_officer, unit=commune, role="commune_officer", by=year.office)
        client = as_user(User.objects.get(pk=year.con_minh_officer.pk))
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        counted.append(len(asked))

    assert counted[0] == counted[1]
