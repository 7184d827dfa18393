"""Years side by side: as many as there are, holes said, every number a way to its year."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from chapters.actions import update_unit
from khuyenhoc.imports.actions import confirm_import
from khuyenhoc.imports.models import Import
from reports.actions import open_period

from .conftest import accept_as_it_is, declare, put, return_of

PAGE = "/bao-cao/2023/nhieu-nam/"


@pytest.fixture
def three_years(cast):
    """2020, 2022 and 2023: nobody opened 2021."""
    for year, members, population in ((2020, 90, 900), (2022, 100, 1000), (2023, 120, 1000)):
        open_period(year=year, by=cast.office)
        put(cast.con_minh, {"population": population}, year=year)
        put(cast.cho_a, {"members_closing": members, "fund_closing": 1_000_000 * members}, year=year)
        put(cast.ban_cao, {"fund_closing": 0}, year=year)
    return cast


def line(page, label, group=0):
    lines = {one.label: one.cells for one in page.context["trend"].groups[group][1]}
    return [(cell.text, cell.change, cell.since) for cell in lines[label]]


def test_years_stand_side_by_side_with_their_changes_and_a_hole_is_said(three_years, as_user):
    page = as_user(three_years.con_minh_officer).get(PAGE)

    assert [(year.period.year, year.state) for year in page.context["trend"].years] == [
        (2020, "tạm tính"),
        (2021, "chưa có báo cáo"),
        (2022, "tạm tính"),
        (2023, "tạm tính"),
    ]
    members = line(page, "Hội viên cuối kỳ")
    assert members == [
        ("91", "", ""),
        ("chưa có", "", ""),
        ("101", "tăng 10 (10,99%)", "so với 2020"),
        ("121", "tăng 20 (19,8%)", ""),
    ]
    assert line(page, "Tỷ lệ hội viên trên dân số")[-1] == ("12,1%", "tăng 2 điểm phần trăm", "")
    assert "Chưa có số liệu năm 2021" in page.text
    assert "mở kỳ của năm đó" not in page.text  # it would lead her to a page that is not hers
    assert 'href="/bao-cao/moi/"' in as_user(three_years.office).get(PAGE).text


def test_every_number_leads_to_the_lines_of_its_own_year(three_years, as_user):
    client = as_user(three_years.con_minh_officer)
    cells = [cell for _, lines in client.get(PAGE).context["trend"].groups for one in lines for cell in one.cells]

    links = {cell.url for cell in cells if cell.url}
    assert "/bao-cao/2020/so/members_closing/?don-vi=02173" in links
    assert {client.get(link).status_code for link in links if "members" in link} == {200}


def test_any_table_can_be_asked_for_and_an_unknown_word_shows_the_chief_figures(three_years, as_user):
    client = as_user(three_years.con_minh_officer)

    fund = client.get(PAGE, {"bang": "6"}).context["trend"]
    assert [title for title, _ in fund.groups] == ["Quỹ khuyến học (đồng)"]
    assert client.get(PAGE, {"bang": "nothing"}).context["trend"].groups[0][0] == "Tổ chức Hội, hội viên"


def test_the_workbook_has_the_same_numbers_as_numbers(three_years, as_user):
    client = as_user(three_years.con_minh_officer)
    page, answer = client.get(PAGE), client.get("/bao-cao/2023/nhieu-nam.xlsx")

    sheet = load_workbook(BytesIO(answer.content)).active
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["Hội viên cuối kỳ"][:1] == (91,)
    (members,) = (one for one in page.context["trend"].groups[0][1] if one.label == "Hội viên cuối kỳ")
    values = [cell.value for cell in members.cells]
    assert [rows["Hội viên cuối kỳ"][place] for place in (0, 1, 4, 7)] == values
    assert rows["Hội viên cuối kỳ"][8:10] == (20, pytest.approx(0.198))
    assert rows["Tỷ lệ hội viên trên dân số"][7] == pytest.approx(0.121)


def test_the_workbook_says_how_far_a_year_is_that_is_not_whole(cast, as_user):
    open_period(year=2023, by=cast.office)
    declare(cast.cho_a, cast.office, 2023, members_closing=30, fund_closing=5)
    client = as_user(cast.office)

    sheet = load_workbook(BytesIO(client.get("/bao-cao/2023/nhieu-nam.xlsx").content)).active
    (closing,) = (row[1].value for row in sheet.iter_rows() if row[0].value == "Dư cuối kỳ")

    assert closing == "mới có 1/3"
    assert "mới có 1/3" in client.get("/bao-cao/2023/nhieu-nam/").text


def test_a_year_keeps_the_name_it_had(three_years, as_user):
    accept_as_it_is(return_of(three_years.con_minh, 2022), three_years.office)
    accept_as_it_is(return_of(three_years.con_minh, 2023), three_years.office)
    update_unit(unit=three_years.con_minh, by=three_years.admin, name="Tên mới")

    trend = as_user(three_years.con_minh_officer).get(PAGE).context["trend"]

    assert [year.table.root.row.name for year in trend.years if year.table][-2:] == ["Côn Minh", "Côn Minh"]


def test_a_neighbour_and_a_wrong_year_are_not_found(three_years, as_user):
    client = as_user(three_years.con_minh_officer)

    for address in (PAGE, "/bao-cao/2023/nhieu-nam.xlsx"):
        assert client.get(address, {"don-vi": "02140"}).status_code == 404
    assert client.get("/bao-cao/1999/nhieu-nam/").status_code == 404


def test_two_earlier_years_come_from_workbooks(cast, as_user):
    """Opened after the year that runs, filled in Excel, and then they stand beside it."""
    client = as_user(cast.office)
    for year in (2023, 2022, 2021):
        client.post("/bao-cao/moi/", {"year": year})
    for year, members in ((2021, 70), (2022, 80)):
        load(client, cast, year, members)

    page = client.get(PAGE, {"don-vi": "02173"})

    assert [text for text, _, _ in line(page, "Hội viên cuối kỳ")] == ["71", "81", "1"]


def load(client, cast, year, members):
    """Take the workbook of that year, write a number into it, give it back."""
    book = load_workbook(BytesIO(client.get(f"/bao-cao/{year}/excel/tai-ve/").content))
    sheet = book.worksheets[0]
    heads = {str(cell.value).strip(): cell.column for row in sheet.iter_rows(max_row=2) for cell in row if cell.value}
    (row,) = (cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == cast.cho_a.name)
    (column,) = (place for words, place in heads.items() if words.startswith("Hội viên cuối kỳ"))
    sheet.cell(row, column, members)
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "so-lieu.xlsx"
    client.post(f"/bao-cao/{year}/excel/", {"file": stream})
    made = Import.objects.latest("pk")
    confirm_import(imported=made, answers={}, only_good=False, by=cast.office)


def test_more_years_cost_no_more_for_more_units(three_years, as_user):
    client = as_user(three_years.leader)
    counts = []
    for code in ("066", "02173"):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"don-vi": code})
        counts.append(len(queries))

    assert counts[0] == counts[1]
