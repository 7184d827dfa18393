"""Targets: given by the level above in one table, read by the unit beside what it has."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from chapters.actions import create_unit
from khuyenhoc.actions import Clash, NotAllowed
from khuyenhoc.numbers import NumberFault
from reports.actions import open_period, set_targets
from reports.columns import Figures
from reports.forms.targets import read_target
from reports.models import Target
from reports.tables import Cell, Cells, Share
from reports.targets import reached_of

from .conftest import declare, hand_in, refused
from .test_pdf import squeezed

PAGE = "/bao-cao/2023/chi-tieu/"


def sent(page, **typed):
    """What the table sends: what it was shown, and in each cell what stands there or is typed."""
    table = page.context["table"]
    return {"shown": table.shown_text} | {cell.name: cell.text for cell in table.cells} | typed


@pytest.mark.parametrize(
    "key,text,read",
    [
        ("members_closing", "", None),
        ("members_closing", "1.100", Decimal(1100)),
        ("members_share", "23,52", Decimal("23.52")),
        ("members_share", "75%", Decimal(75)),
        ("members_share", "100", Decimal(100)),
    ],
)
def test_a_target_is_read_as_it_is_written(key, text, read):
    assert read_target(key, text) == read


@pytest.mark.parametrize(
    "key,text",
    [("members_closing", "163,055"), ("members_closing", "-3"), ("members_share", "101"), ("members_share", "23,523")],
)
def test_what_is_no_target_is_refused(key, text):
    with pytest.raises(NumberFault):
        read_target(key, text)


def test_the_office_gives_targets_and_the_commune_sees_how_far_it_is(year, as_user):
    declare(year.con_minh, year.con_minh_officer, population=3150)
    declare(year.cho_a, year.con_minh_officer, members_closing=149)
    office = as_user(year.office)
    page = office.get(PAGE)
    name = f"{year.con_minh.pk}-members_closing"

    answer = office.post(PAGE, sent(page, **{name: "300", f"{year.con_minh.pk}-members_share": "23,5"}), follow=True)

    assert "Đã lưu chỉ tiêu giao." in answer.text
    kept = Target.objects.filter(unit=year.con_minh).values_list("figure", "value")
    assert dict(kept) == {"members_closing": Decimal(300), "members_share": Decimal("23.5")}
    entry = as_user(year.con_minh_officer).get("/bao-cao/2023/nhap/").text
    assert "Chỉ tiêu được giao" in entry
    assert "150</a> / 300" in entry
    assert "đạt 50%" in entry


def test_a_fault_saves_nothing_and_keeps_what_was_typed(year, as_user):
    office = as_user(year.office)
    page = office.get(PAGE)
    wrong, right = f"{year.con_minh.pk}-members_closing", f"{year.van_lang.pk}-members_closing"

    answer = office.post(PAGE, sent(page, **{wrong: "163,055", right: "200"}))

    assert "Chưa lưu chỉ tiêu nào" in answer.text
    assert 'value="163,055"' in answer.text
    assert 'value="200"' in answer.text
    assert not Target.objects.exists()


def test_two_who_give_targets_at_once_do_not_write_over_each_other(year, as_user):
    office = as_user(year.office)
    page = office.get(PAGE)
    set_targets(period=year.period, unit=year.con_minh, goals={"members_closing": (None, Decimal(280))}, by=year.admin)

    answer = office.post(PAGE, sent(page, **{f"{year.con_minh.pk}-members_closing": "300"}))

    assert "Có người vừa ghi: 280. Nếu vẫn muốn thay, xin lưu lần nữa." in answer.text
    assert Target.objects.get().value == 280
    office.post(PAGE, sent(answer, **{f"{year.con_minh.pk}-members_closing": "300"}))
    assert Target.objects.get().value == 300
    with pytest.raises(Clash):
        set_targets(
            period=year.period, unit=year.con_minh, goals={"members_closing": (None, Decimal(1))}, by=year.office
        )


def test_a_unit_gives_itself_no_target_and_strange_figures_are_refused(year, as_user):
    goal = {"members_closing": (None, Decimal(300))}
    with pytest.raises(NotAllowed):
        set_targets(period=year.period, unit=year.con_minh, goals=goal, by=year.con_minh_officer)
    strange = {"dan_so": (None, Decimal(1))}
    told = refused(lambda: set_targets(period=year.period, unit=year.con_minh, goals=strange, by=year.office))
    assert told == "Không có chỉ tiêu “dan_so”. Xin tải lại trang."
    assert as_user(year.con_minh_officer).post(PAGE, {"shown": "{}"}).status_code == 403


def test_a_target_taken_back_is_gone(year):
    goal = {"members_closing": (None, Decimal(300))}
    set_targets(period=year.period, unit=year.con_minh, goals=goal, by=year.office)
    set_targets(period=year.period, unit=year.con_minh, goals={"members_closing": (Decimal(300), None)}, by=year.office)

    assert not Target.objects.exists()


# A whole column at once


def give(cast, unit, year=2023, **goals):
    from reports.models import Period

    period = Period.objects.get(year=year)
    wanted = {key: (None, Decimal(value)) for key, value in goals.items()}
    set_targets(period=period, unit=unit, goals=wanted, by=cast.office)


def fill(page, figure="families_share", way="number", number="", **typed):
    wishes = {"fill": "1", "fill-figure": figure, "fill-way": way, "fill-number": number}
    return sent(page, **(wishes | typed))


def kept(figure):
    return dict(Target.objects.filter(figure=figure, period__year=2023).values_list("unit__code", "value"))


def test_one_number_fills_the_empty_cells_of_its_column_and_saves_what_is_typed_besides(year, as_user):
    give(year, year.van_lang, families_share=65)
    office = as_user(year.office)
    beside = {f"{year.con_minh.pk}-members_closing": "300"}

    answer = office.post(PAGE, fill(office.get(PAGE), number="75,5%", **beside), follow=True)

    assert "Đã điền 1 ô của cột “Tỷ lệ gia đình học tập” và lưu chỉ tiêu giao." in answer.text
    assert kept("families_share") == {"02173": Decimal("75.5"), "02140": Decimal(65)}
    assert kept("members_closing") == {"02173": 300}


def test_cells_that_have_a_number_are_replaced_only_when_she_says_so(year, as_user):
    give(year, year.con_minh, families_share=60)
    give(year, year.van_lang, families_share=65)
    office = as_user(year.office)

    asked = office.post(PAGE, fill(office.get(PAGE), number="75"), follow=True)
    assert "Không điền ô nào của cột “Tỷ lệ gia đình học tập”. Các ô đã có số" in asked.text
    told = office.post(PAGE, fill(office.get(PAGE), number="75", **{"fill-replaces": "on"}), follow=True)

    assert "Đã điền 2 ô" in told.text
    assert kept("families_share") == {"02173": 75, "02140": 75}


def test_a_column_is_filled_with_last_years_results_or_targets_where_there_are_any(year, as_user):
    declare(year.con_minh, year.con_minh_officer, population=3150)
    declare(year.cho_a, year.con_minh_officer, members_closing=149)
    hand_in(year.con_minh, year.office)
    give(year, year.van_lang, fund_raised=9_000_000)
    open_period(year=2024, by=year.office)
    office, address = as_user(year.office), "/bao-cao/2024/chi-tieu/"

    results = office.post(address, fill(office.get(address), "members_share", "result"), follow=True)
    goals = office.post(address, fill(office.get(address), "fund_raised", "target"), follow=True)

    assert "Đã điền 1 ô của cột “Tỷ lệ hội viên trên dân số”" in results.text
    assert "1 đơn vị không có số năm trước nên để nguyên." in results.text
    assert "Đã điền 1 ô của cột “Quỹ vận động trong kỳ (đồng)”" in goals.text
    found = Target.objects.filter(period__year=2024).values_list("unit__code", "figure", "value")
    # 150 of 3.150 people
    assert set(found) == {("02173", "members_share", Decimal("4.76")), ("02140", "fund_raised", Decimal(9_000_000))}


def test_without_a_year_before_only_the_same_number_is_offered(year, as_user):
    page = as_user(year.office).get(PAGE)

    assert [way for way, _ in page.context["fill"]["way"].field.choices] == ["number"]


@pytest.mark.parametrize(
    "number,told",
    [
        ("", "Xin ghi số để điền cho tất cả."),
        ("163,055", "không phải là tỷ lệ"),
        ("101", "Tỷ lệ không quá 100%. Xin xem lại."),
    ],
)
def test_what_cannot_fill_a_column_is_told_and_nothing_typed_is_lost(year, as_user, number, told):
    office = as_user(year.office)

    answer = office.post(PAGE, fill(office.get(PAGE), number=number, **{f"{year.con_minh.pk}-members_closing": "300"}))

    assert told in answer.text
    assert "Chưa lưu chỉ tiêu nào: phần điền cả cột cần xem lại." in answer.text
    assert 'value="300"' in answer.text
    assert not Target.objects.exists()


def test_enter_in_the_box_fills_though_it_presses_the_other_button(year, as_user):
    office = as_user(year.office)
    data = fill(office.get(PAGE), number="75")
    del data["fill"]

    office.post(PAGE, data)

    assert kept("families_share") == {"02173": 75, "02140": 75}


def test_filling_writes_over_nobody(year, as_user):
    office = as_user(year.office)
    page = office.get(PAGE)
    give(year, year.con_minh, families_share=60)

    answer = office.post(PAGE, fill(page, number="75"))

    assert "Có người vừa ghi: 60%. Nếu vẫn muốn thay, xin lưu lần nữa." in answer.text
    assert kept("families_share") == {"02173": 60}


def test_a_commune_fills_no_column(year, as_user):
    officer = as_user(year.con_minh_officer)
    page = officer.get(PAGE)

    assert "Điền cả cột" not in page.text
    assert officer.post(PAGE, {"shown": "{}", "fill": "1"}).status_code == 403


def test_a_figure_that_the_year_does_not_ask_for_is_no_column(year, as_user):
    open_period(year=2015, by=year.office)

    columns = dict(as_user(year.office).get("/bao-cao/2015/chi-tieu/").context["table"].columns)

    assert columns["families_share"] == "Tỷ lệ gia đình hiếu học"
    assert not columns.keys() & {"units_share", "citizens_share"}


def test_the_table_asks_as_much_for_three_communes_as_for_one(year, as_user):
    open_period(year=2024, by=year.office)
    office = as_user(year.office)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            lines = office.get("/bao-cao/2024/chi-tieu/").context["table"].lines
        return len(lines), len(asked)

    queries()
    before, few = queries()
    for code in ("91", "92", "93"):
        facts = {"code": code, "designation": "xã", "name": f"Mới {code}", "association_since": date(2001, 1, 1)}
        create_unit(parent=year.district, kind="commune", by=year.office, **facts)

    assert queries() == (before + 3, few)


# On paper


@pytest.fixture
def notice(year, as_user):
    give(year, year.con_minh, members_closing=300, families_share="75.5", fund_raised=12_000_000)
    give(year, year.van_lang, members_closing=200)
    answer = as_user(year.leader).get("/bao-cao/2023/chi-tieu/giao.pdf")
    assert answer["Content-Disposition"] == 'inline; filename="giao-chi-tieu-2023-huyen-na-ri.pdf"'
    return PdfReader(BytesIO(answer.content))


def test_the_notice_has_the_form_of_the_decree_and_says_to_whom_and_until_when(notice):
    text = squeezed(notice.pages[0].extract_text())

    for words in (
        "HỘI KHUYẾN HỌC HUYỆN NA RÌ",
        "/TB-HKH",
        "Độc lập - Tự do - Hạnh phúc",
        "THÔNG BÁO",
        "Giao chỉ tiêu công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm 2023",
        "năm 2023 cho 02 xã theo bảng kèm theo.",
        "chậm nhất ngày 30/11/2023",
        "có trong phụ lục kèm theo./.",
        "CHỦ TỊCH",
    ):
        assert squeezed(words) in text


def test_its_table_adds_up_numbers_and_never_shares_and_leaves_out_what_nobody_was_given(notice):
    text = squeezed(notice.pages[1].extract_text())

    assert notice.pages[1].mediabox.width > notice.pages[1].mediabox.height
    assert squeezed("1 Xã Côn Minh 300 75,5% 12.000.000") in text
    assert squeezed("2 Xã Văn Lang 200 – –") in text
    assert squeezed("Cộng 500 – 12.000.000") in text
    assert squeezed("Tỷ lệ dòng họ học tập") not in text


def test_the_page_adds_up_the_same(notice, year, as_user):
    page = as_user(year.office).get(PAGE)

    totals = dict(page.context["table"].totals_named)
    assert totals["Hội viên cuối kỳ"] == "500"
    assert totals["Tỷ lệ gia đình học tập"] == ""
    assert "Bản in (PDF)" in page.text


def test_shares_alone_have_no_line_of_totals(year, as_user):
    give(year, year.con_minh, families_share=60)
    client = as_user(year.office)

    assert "Cộng số đã giao" not in client.get(PAGE).text
    assert "Cộng" not in PdfReader(BytesIO(client.get(f"{PAGE}giao.pdf").content)).pages[-1].extract_text()


def test_nothing_given_is_nothing_to_print(year, as_user):
    answer = as_user(year.office).get("/bao-cao/2023/chi-tieu/giao.pdf")

    assert answer.status_code == 409
    assert "chưa giao chỉ tiêu nào của năm 2023 nên chưa có gì để in." in answer.text


def test_a_commune_prints_no_notice_and_sees_no_neighbours(notice, year, as_user):
    officer = as_user(year.con_minh_officer)

    assert officer.get("/bao-cao/2023/chi-tieu/giao.pdf").status_code == 409
    for unit in ("02140", "066"):
        assert officer.get(f"/bao-cao/2023/chi-tieu/giao.pdf?don-vi={unit}").status_code == 404
        assert officer.get(f"{PAGE}?don-vi={unit}").status_code == 404


# How far


def of_share(numerator, denominator):
    return Figures(Cells(members_closing=Cell(numerator, 1, 1)), lambda *_: Share(numerator, denominator, 1, 1))


@pytest.mark.parametrize(
    "numerator,denominator,target,share,is_reached",
    [
        (150, 3150, "5", "95,24%", False),  # of 4,7619…%, not of 4,76%
        (5, 100, "5", "100%", True),
        (1, 3, "0", "", True),
        (1, 0, "5", "", False),
    ],
)
def test_a_share_is_measured_from_its_own_parts_and_rounded_once(numerator, denominator, target, share, is_reached):
    one = reached_of(of_share(numerator, denominator), "members_share", Decimal(target), 2023)

    assert (one.share, one.is_reached) == (share, is_reached)


def test_half_a_hundredth_goes_up():
    figures = Figures(Cells(members_closing=Cell(20_001, 1, 1)), lambda *_: Share())

    assert reached_of(figures, "members_closing", Decimal(40_000), 2023).share == "50%"
    assert reached_of(figures, "members_closing", Decimal(160_000), 2023).share == "12,5%"
    assert reached_of(figures, "members_closing", Decimal(32_000), 2023).share == "62,5%"


def test_no_target_and_no_figure_are_told_apart():
    silent = Figures(Cells(members_closing=Cell(0, 0, 2)), lambda *_: Share())

    missing = reached_of(silent, "members_closing", Decimal(300), 2023)
    untold = reached_of(silent, "members_closing", None, 2023)

    assert (missing.now, missing.target_words, missing.part_words, missing.is_reached) == ("chưa có", "300", "–", False)
    assert (untold.target_words, untold.is_given) == ("chưa giao", False)
