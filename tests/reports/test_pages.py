"""The pages of the year, as each role reads and uses them."""

import re

import pytest

from chapters.actions import appoint, create_unit, update_unit
from chapters.models import User
from khuyenhoc.numbers import NBSP
from reports.actions import accept_return, open_period, set_values, submit_return
from reports.models import Return, ReturnValue, Row
from reports.settled import forget_all

PLACES = ("hamlets", "hamlets_with_chapter", "schools", "schools_with_chapter", "agencies", "agencies_with_chapter")


def enter_commune(commune, officer, *, population, members_by_unit):
    """Everything a commune must report, through the verbs."""
    unit_return = Return.objects.get(unit=commune, period__year=2023)
    for row in unit_return.rows.select_related("unit", "unit_return"):
        cells = {}
        if row.is_own:
            cells |= dict.fromkeys(PLACES, (None, 1)) | {"population": (None, population)}
        else:
            cells["fund_closing"] = (None, 500_000)
            if not row.keeps_roster:
                cells["members_closing"] = (None, members_by_unit[row.unit_id])
        set_values(row=row, cells=cells, by=officer)
    return unit_return


def words(page):
    """The text of the page, whose figures are links."""
    return re.sub(r"</?a\b[^>]*>", "", page.text)


@pytest.fixture
def year(cast):
    """Year 2023 under way: both communes have entered, neither has submitted."""
    cast.period = open_period(year=2023, by=cast.office)
    cast.con_minh_return = enter_commune(
        cast.con_minh, cast.con_minh_officer, population=1000, members_by_unit={cast.cho_a.pk: 149}
    )
    cast.van_lang_return = enter_commune(cast.van_lang, cast.van_lang_officer, population=500, members_by_unit={})
    return cast


def finish(cast):
    for unit_return, officer in (
        (cast.con_minh_return, cast.con_minh_officer),
        (cast.van_lang_return, cast.van_lang_officer),
        (Return.objects.get(unit=cast.district), cast.office),
    ):
        submit_return(unit_return=unit_return, by=officer)
        accept_return(unit_return=unit_return, by=cast.office)


def test_the_summary_shows_members_share_and_organisation_to_the_leadership(year, as_user):
    page = as_user(year.leader).get("/bao-cao/2023/")

    # 149 declared + 1 on the roster of Bản Cào + 1 on that of Tô Đoóc, of 1.500 people
    assert page.status_code == 200
    assert "2/2 xã có tổ chức Hội; toàn huyện có 03 chi hội, 0 ban khuyến học với 151 hội viên" in words(page)
    assert "chiếm 10,07% dân số" in words(page)
    assert "Số liệu tạm tính: 0/2 xã đã chốt." in page.text


def test_a_sentence_claims_no_share_while_reports_are_missing(year, as_user):
    create_unit(parent=year.con_minh, kind="chapter", setting="hamlet", name="Chi hội mới", by=year.office)

    page = as_user(year.leader).get("/bao-cao/2023/")

    assert "với 151 hội viên, mới tính 3/4 chi hội, ban đã có số liệu." in words(page)
    assert "chiếm" not in page.text
    assert "đồng/người." not in page.text


def test_a_table_prints_numbers_silence_and_partial_coverage_apart(year, as_user):
    create_unit(parent=year.con_minh, kind="chapter", setting="hamlet", name="Chi hội mới", by=year.office)

    page = as_user(year.leader).get("/bao-cao/2023/")

    assert '">150<small>mới có 2/3</small></a></td>' in page.text
    assert '"><span class="soft">chưa có</span></a></td>' in page.text
    assert '<td class="num">–</td>' in page.text
    assert "Shown(" not in page.text


def test_the_summary_is_no_longer_provisional_when_all_is_accepted(year, as_user):
    finish(year)

    page = as_user(year.leader).get("/bao-cao/2023/")

    assert "tạm tính" not in page.text
    assert "151 hội viên" in words(page)


def test_a_commune_officer_opens_her_own_report_by_default(year, as_user):
    page = as_user(year.con_minh_officer).get("/bao-cao/2023/")

    assert "toàn xã có 02 chi hội, 0 ban khuyến học với 150 hội viên, chiếm 15% dân số" in words(page)
    assert "Văn Lang" not in page.text


@pytest.mark.parametrize("address", ["", "nhap/", "tien-do/", "tong-ket.pdf", "so/members_closing/"])
def test_a_neighbour_s_report_does_not_exist_for_her(year, as_user, address):
    client = as_user(year.con_minh_officer)

    assert client.get(f"/bao-cao/2023/{address}?don-vi=02140").status_code == 404
    assert client.get(f"/bao-cao/2023/{address}?don-vi=066").status_code == 404


def test_an_unknown_period_is_a_clear_404(year, as_user):
    page = as_user(year.leader).get("/bao-cao/1999/")

    assert page.status_code == 404
    assert "Không tìm thấy" in page.text


def test_the_dashboard_shows_key_figures_table_awards_fund_and_who_has_reported(year, as_user):
    page = as_user(year.leader).get("/tong-quan/2023/")

    assert "10,07%" in page.text
    assert re.search(r">3<.*? chi hội<.*?>0<.*? ban khuyến học<", page.text, re.DOTALL)
    assert page.text.count("0/2 xã đã chốt") == 1
    assert "Xã Côn Minh" in page.text
    assert f"1,5{NBSP}triệu" in page.text


def test_a_figure_opens_down_to_its_lines_and_they_add_up(year, as_user):
    page = as_user(year.leader).get("/bao-cao/2023/so/members_closing/")

    lines = {part.line.label: part.shown.text for part in page.context["parts"]}
    assert lines == {"Xã Côn Minh": "150", "Xã Văn Lang": "1"}
    assert page.context["opened"].total.text == "151"


def test_a_new_chapter_with_a_declared_number_moves_commune_and_district_by_exactly_that(year, as_user):
    open_period(year=2024, by=year.office)
    before = members_of(as_user(year.office), 2024)
    chapter = create_unit(
        parent=year.con_minh, kind="chapter", setting="hamlet", name="Chi hội thôn Nà Ngoàn", by=year.con_minh_officer
    )
    row = Row.objects.get(unit=chapter, unit_return__period__year=2024)

    as_user(year.con_minh_officer).post(
        f"/bao-cao/2024/nhap/{row.pk}/", {"members_closing": "37", "was-members_closing": ""}
    )

    assert members_of(as_user(year.con_minh_officer), 2024) - before == 37 - 1
    assert members_of(as_user(year.office), 2024) - before == 37


def members_of(client, year):
    page = client.get(f"/bao-cao/{year}/")
    return page.context["report"].cell("members_closing").total


def test_what_is_typed_wrongly_comes_back_with_its_reason_and_nothing_is_stored(year, as_user):
    row = Row.objects.get(unit=year.cho_a)

    page = as_user(year.con_minh_officer).post(
        f"/bao-cao/2023/nhap/{row.pk}/",
        {"members_closing": "163,055", "was-members_closing": "149", "fund_closing": "5"},
    )

    assert page.status_code == 200
    assert "163,055" in page.text
    assert "có thể hiểu" in page.text
    assert ReturnValue.objects.get(row=row, indicator="members_closing").declared == 149


def test_a_stale_cell_shows_what_it_is_now_and_a_second_save_replaces_it_knowingly(year, as_user):
    row = Row.objects.get(unit=year.cho_a)
    client, address = as_user(year.con_minh_officer), f"/bao-cao/2023/nhap/{row.pk}/"
    as_user(year.office).post(address, typed(row, members_closing=("149", "160")))

    stale = client.post(address, typed(row, members_closing=("149", "155")))

    assert "Có người vừa sửa ô này thành 160. Nếu vẫn muốn thay, xin lưu lần nữa." in stale.text
    assert 'value="155"' in stale.text
    assert ReturnValue.objects.get(row=row, indicator="members_closing").declared == 160

    client.post(address, typed(row, members_closing=("160", "155")))

    assert ReturnValue.objects.get(row=row, indicator="members_closing").declared == 155


def typed(row, **changed):
    """The form as the browser sends it: every stored cell with what it was, and the changed ones."""
    sent = {}
    for value in row.values.exclude(declared=None):
        sent |= {value.indicator: str(value.declared), f"was-{value.indicator}": str(value.declared)}
    for code, (was, now) in changed.items():
        sent |= {code: now, f"was-{code}": was}
    return sent


def test_the_same_form_sent_twice_stores_it_once(year, as_user):
    row = Row.objects.get(unit=year.cho_a)
    sent = typed(row, members_closing=("149", "150"))
    client = as_user(year.con_minh_officer)

    first = client.post(f"/bao-cao/2023/nhap/{row.pk}/", sent)
    second = client.post(f"/bao-cao/2023/nhap/{row.pk}/", sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert ReturnValue.objects.filter(row=row, indicator="members_closing").count() == 1


def test_a_reader_may_look_at_a_row_but_not_write_it(year, as_user):
    row = Row.objects.get(unit=year.cho_a)
    client = as_user(year.leader)

    assert "149" in client.get(f"/bao-cao/2023/nhap/{row.pk}/").text
    refused = client.post(f"/bao-cao/2023/nhap/{row.pk}/", typed(row, members_closing=("149", "1")))
    assert refused.status_code == 403
    assert ReturnValue.objects.get(row=row, indicator="members_closing").declared == 149


def test_a_row_tells_who_typed_what_to_those_who_may_read_the_log(year, as_user):
    row = Row.objects.get(unit=year.cho_a)
    as_user(year.con_minh_officer).post(f"/bao-cao/2023/nhap/{row.pk}/", typed(row, members_closing=("149", "150")))

    seen = as_user(year.office).get(f"/bao-cao/2023/nhap/{row.pk}/").text

    assert "Sửa số liệu Chi hội thôn Chợ A: Hội viên cuối kỳ" in seen
    assert "Khai báo: 149 → 150" in seen
    assert "Cán bộ Côn Minh" in seen
    assert "Đã thay đổi" not in as_user(year.leader).get(f"/bao-cao/2023/nhap/{row.pk}/").text


def test_a_neighbour_s_row_does_not_exist_for_her(year, as_user):
    row = Row.objects.get(unit=year.to_dooc)

    assert as_user(year.con_minh_officer).get(f"/bao-cao/2023/nhap/{row.pk}/").status_code == 404


def test_half_a_return_is_not_taken_and_the_page_names_what_is_missing(year, as_user):
    create_unit(parent=year.van_lang, kind="chapter", setting="school", name="Chi hội Trường THCS", by=year.office)

    page = as_user(year.van_lang_officer).post("/bao-cao/2023/nop/", follow=True)

    assert "Chi hội Trường THCS chưa có: Hội viên cuối kỳ, Dư cuối kỳ." in page.text
    assert Return.objects.get(pk=year.van_lang_return.pk).state == Return.State.DRAFT


def test_officer_submits_and_office_accepts_and_then_nothing_can_be_typed(year, as_user):
    officer, office = as_user(year.con_minh_officer), as_user(year.office)

    assert "Đã nộp. Cấp trên sẽ xem và chốt số liệu." in officer.post("/bao-cao/2023/nop/", follow=True).text
    assert officer.post("/bao-cao/2023/chot/").status_code == 403
    assert "Đã chốt số liệu của xã Côn Minh." in office.post("/bao-cao/2023/chot/?don-vi=02173", follow=True).text
    row = Row.objects.get(unit=year.cho_a)
    late = officer.post(f"/bao-cao/2023/nhap/{row.pk}/", typed(row, members_closing=("149", "1")))
    assert "đã chốt ngày" in late.text
    assert ReturnValue.objects.get(row=row, indicator="members_closing").declared == 149


def test_the_office_hands_a_return_back_with_its_reason_and_the_officer_reads_it(year, as_user):
    officer, office = as_user(year.con_minh_officer), as_user(year.office)
    officer.post("/bao-cao/2023/nop/")

    empty = office.post("/bao-cao/2023/tra-lai/?don-vi=02173", {"reason": "  "}, follow=True)
    assert "Xin đánh dấu số cần sửa, hoặc ghi lý do trả lại để đơn vị biết cần sửa gì." in empty.text
    assert officer.post("/bao-cao/2023/tra-lai/", {"reason": "x"}).status_code == 403
    office.post("/bao-cao/2023/tra-lai/?don-vi=02173", {"reason": "Xem lại số của Chợ A"})

    assert "Cấp trên trả lại:" in officer.get("/bao-cao/2023/nhap/").text
    assert "Xem lại số của Chợ A" in officer.get("/bao-cao/2023/nhap/").text
    assert "Đã nộp." in officer.post("/bao-cao/2023/nop/", follow=True).text


def test_an_accepted_report_keeps_the_name_of_its_year(year, as_user):
    finish(year)
    update_unit(unit=year.con_minh, name="Côn Minh Mới", by=year.office)

    page = as_user(year.leader).get("/bao-cao/2023/")

    assert "Xã Côn Minh<" in page.text
    assert "Côn Minh Mới" not in page.text


def test_home_tells_each_what_waits_for_her(year, as_user):
    submit_return(unit_return=year.con_minh_return, by=year.con_minh_officer)

    assert "Xã Côn Minh đã nộp báo cáo năm 2023" in as_user(year.office).get("/").text
    assert "Báo cáo năm 2023 của xã Văn Lang đã quá hạn nộp" in as_user(year.van_lang_officer).get("/").text
    assert "Hiện không có việc nào chờ bạn" in as_user(year.leader).get("/").text
    assert "Sổ quỹ: ghi thu, ghi chi" in as_user(year.treasurer).get("/").text
    assert "Sổ quỹ: ghi thu, ghi chi" not in as_user(year.leader).get("/").text
    assert "Bạn chưa được giao chức trách" in as_user(year.nobody).get("/").text


def test_a_chapter_officer_is_led_to_her_one_row(year, as_user):
    client = as_user(year.chapter_officer)
    row = Row.objects.get(unit=year.ban_cao)

    page = client.get("/bao-cao/2023/nhap/", follow=True)

    assert page.request["PATH_INFO"] == f"/bao-cao/2023/nhap/{row.pk}/tung-cau/"
    assert "Chi hội thôn Bản Cào" in page.text
    assert client.get("/bao-cao/2023/").status_code == 404


def test_an_officer_of_two_chapters_is_led_to_the_first_and_finds_both_at_home(year, as_user):
    appoint(user=year.chapter_officer, unit=year.cho_a, role="chapter_officer", by=year.office)
    client = as_user(User.objects.get(pk=year.chapter_officer.pk))

    assert client.get("/bao-cao/2023/nhap/").status_code == 302
    home = client.get("/").text
    assert "của Chi hội thôn Bản Cào" in home
    assert "của Chi hội thôn Chợ A" in home


def test_only_the_topmost_office_opens_a_year_and_only_once(year, as_user):
    office = as_user(year.office)

    assert as_user(year.con_minh_officer).get("/bao-cao/moi/").status_code == 403
    assert "Đã mở năm 2024" in office.post("/bao-cao/moi/", {"year": "2024"}, follow=True).text
    assert "Năm 2024 đã mở rồi." in office.post("/bao-cao/moi/", {"year": "2024"}).text
    assert "Năm gồm bốn chữ số" in office.post("/bao-cao/moi/", {"year": "24"}).text


def test_totals_are_chosen_on_the_page_and_chapters_then_are_shown_but_not_added(year, as_user):
    client = as_user(year.con_minh_officer)
    client.post("/bao-cao/2023/cach-bao-cao/", {"basis": "totals"})
    row = Row.objects.get(unit=year.con_minh)

    client.post(f"/bao-cao/2023/nhap/{row.pk}/", typed(row, members_closing=("", "999")))

    assert members_of(client, 2023) == 999
    assert "không cộng vì báo cáo chỉ số tổng" in client.get("/bao-cao/2023/nhap/").text


@pytest.mark.parametrize(
    "address", ["/bao-cao/2023/", "/tong-quan/2023/", "/bao-cao/2023/tien-do/", "/bao-cao/2023/nhap/"]
)
def test_a_page_costs_the_same_number_of_queries_however_many_units_there_are(
    year, as_user, address, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_user(year.office)
    client.get(address)
    forget_all()
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3):
        commune = create_unit(
            parent=year.district,
            kind="commune",
            designation="xã",
            code=f"9{number}",
            name=f"Mới {number}",
            by=year.office,
        )
        create_unit(parent=commune, kind="chapter", setting="hamlet", name="Chi hội thôn", by=year.office)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)
