"""A year's figures taken away as a workbook, filled in, brought back."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyenhoc.actions import Refusal
from khuyenhoc.imports import actions
from khuyenhoc.imports.models import Import
from reports.actions import choose_basis, confirm_on_behalf, open_period, set_values, void_on_behalf
from reports.models import UNKNOWN, OnBehalf, Period, ReturnValue
from tests.chapters.excel import counts, opened, saved, workbook

from .conftest import accept_as_it_is, declare, fill, refused, return_of, row_of, totals_of


def export(client, unit, year=2023):
    page = client.get(f"/bao-cao/{year}/excel/tai-ve/?don-vi={unit.code}")
    assert page.status_code == 200
    return page.content


def place_of(sheet, unit, label):
    """Row and column of a cell, by the unit's code and the heading."""
    column = next(cell.column for cell in sheet[2] if cell.value and cell.value.removesuffix(" (*)") == label)
    row = next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 2).value == unit.code)
    return sheet.cell(row, column)


def filled(content, *cells):
    """The same workbook with figures typed in: (unit, heading, figure)."""
    book = opened(content)
    for unit, label, figure in cells:
        place_of(book.worksheets[0], unit, label).value = figure
    return saved(book)


def upload(unit, content, by, year=2023, **choices):
    return actions.start_import(
        kind="returns",
        unit_id=unit.pk,
        name="Số liệu.xlsx",
        content=content,
        by=by,
        choices={"period": str(year), **choices},
    )


def confirm(imported, by, only_good=False, **answers):
    return actions.confirm_import(imported=imported, answers=answers, only_good=only_good, by=by)


def bring(unit, content, by, **more):
    return confirm(upload(unit, content, by, **more), by)


def faults(imported):
    return " ".join(fault["sentence"] for fault in imported.faults)


def said(unit, code, year=2023):
    found = ReturnValue.objects.filter(row__unit=unit, row__unit_return__period__year=year, indicator=code).first()
    return found.said if found else None


@pytest.fixture
def client(year, as_user):
    return as_user(year.con_minh_officer)


def test_the_workbook_has_a_line_a_unit_and_headings_in_vietnamese(year, client):
    sheet = opened(export(client, year.con_minh)).worksheets[0]

    assert [sheet.cell(row, 4).value for row in (3, 4, 5)] == [
        "Hội xã Côn Minh",
        "Chi hội thôn Bản Cào",
        "Chi hội thôn Chợ A",
    ]
    assert [cell.value for cell in sheet[2]][:5] == ["Mã (không sửa)", "Mã đơn vị", "Thuộc", "Đơn vị (*)", "Dân số"]
    assert any(str(merged).startswith("E1:") for merged in sheet.merged_cells.ranges)
    assert "population" not in str([cell.value for row in sheet for cell in row])


def test_untouched_it_changes_nothing(year, client):
    declare(year.cho_a, year.con_minh_officer, members_closing=57, fund_closing=0)

    imported = upload(year.con_minh, export(client, year.con_minh), year.con_minh_officer)

    assert counts(imported) == SimpleNamespace(new=0, changed=0, unchanged=3, faulty=0, questions=0)


def test_only_what_was_typed_is_written(year, client):
    content = filled(
        export(client, year.con_minh),
        (year.cho_a, "Hội viên cuối kỳ", 57),
        (year.cho_a, "Dư cuối kỳ", "chưa có"),
        (year.con_minh, "Dân số", "3.208"),
    )

    imported = bring(year.con_minh, content, year.con_minh_officer)

    assert imported.state == Import.State.DONE
    assert said(year.cho_a, "members_closing") == 57
    assert said(year.cho_a, "fund_closing") == UNKNOWN
    assert said(year.con_minh, "population") == 3208
    assert ReturnValue.objects.count() == 3
    assert totals_of(year.con_minh)["population"] == 3208


def test_a_figure_taken_out_is_silent_again(year, client):
    declare(year.cho_a, year.con_minh_officer, members_closing=57)
    content = filled(export(client, year.con_minh), (year.cho_a, "Hội viên cuối kỳ", None))

    bring(year.con_minh, content, year.con_minh_officer)

    assert said(year.cho_a, "members_closing") is None


def test_what_somebody_else_changed_meanwhile_is_asked_and_kept(year, client):
    declare(year.cho_a, year.con_minh_officer, members_closing=57)
    content = filled(export(client, year.con_minh), (year.cho_a, "Hội viên cuối kỳ", 60))
    declare(year.cho_a, year.office, members_closing=58)

    imported = upload(year.con_minh, content, year.con_minh_officer)

    assert "Thường trực Hội" in imported.questions[0]["sentence"]
    assert "đã sửa thành 58" in imported.questions[0]["sentence"]
    assert "câu hỏi chưa trả lời" in refused(lambda: confirm(imported, year.con_minh_officer))
    confirm(imported, year.con_minh_officer, clash="keep")
    assert said(year.cho_a, "members_closing") == 58


@pytest.mark.parametrize("typed", ["163,055", "1.234,5", "năm mươi bảy", -3, 57.5])
def test_a_figure_that_is_none_is_refused_in_its_cell(year, client, typed):
    content = filled(export(client, year.con_minh), (year.cho_a, "Hội viên cuối kỳ", typed))

    imported = upload(year.con_minh, content, year.con_minh_officer)

    (fault,) = imported.faults
    assert (fault["sheet"], fault["row"], fault["label"]) == ("Số liệu năm 2023", 5, "Hội viên cuối kỳ")
    assert "Xin" in fault["sentence"]
    assert said(year.cho_a, "members_closing") is None


def test_the_workbook_comes_back_with_its_faults_marked(year, client):
    content = filled(export(client, year.con_minh), (year.cho_a, "Hội viên cuối kỳ", "163,055"))
    page = client.post(
        "/bao-cao/2023/excel/?don-vi=02173", {"file": SimpleUploadedFile("So lieu.xlsx", content)}, follow=True
    )
    assert "163,055" in page.text

    back = opened(client.get(f"{page.request['PATH_INFO']}tep-loi/").content).worksheets[0]

    assert "dấu phẩy" in place_of(back, year.cho_a, "Hội viên cuối kỳ").comment.text


def test_a_figure_that_the_records_count_is_not_typed_over(year, client):
    content = filled(export(client, year.con_minh), (year.ban_cao, "Hội viên cuối kỳ", 99))

    assert "danh sách hội viên" in faults(upload(year.con_minh, content, year.con_minh_officer))


def test_a_figure_where_it_does_not_belong_is_refused(year, client):
    content = filled(export(client, year.con_minh), (year.cho_a, "Dân số", 400))

    assert "Dân số không nhập ở" in faults(upload(year.con_minh, content, year.con_minh_officer))


def test_a_return_that_was_handed_in_takes_no_workbook(year, client):
    content = filled(export(client, year.con_minh), (year.cho_a, "Hội viên cuối kỳ", 57))
    fill(year.con_minh, year.con_minh_officer)
    accept_as_it_is(return_of(year.con_minh), year.office)

    assert "đã chốt" in faults(upload(year.con_minh, content, year.con_minh_officer))


def test_a_row_of_another_commune_is_refused(year, client, as_user):
    content = filled(
        export(as_user(year.office), year.district),
        (year.to_dooc, "Dư cuối kỳ", 1_000_000),
        (year.cho_a, "Dư cuối kỳ", 2_000_000),
    )

    imported = upload(year.con_minh, content, year.con_minh_officer)

    assert "không thuộc báo cáo năm 2023 của xã Côn Minh" in faults(imported)
    confirm(imported, year.con_minh_officer, only_good=True)
    assert (said(year.to_dooc, "fund_closing"), said(year.cho_a, "fund_closing")) == (None, 2_000_000)


def test_a_workbook_of_another_year_is_refused(year, client):
    open_period(year=2022, by=year.office)
    content = export(client, year.con_minh, 2022)

    assert "Dòng này của năm 2022" in faults(upload(year.con_minh, content, year.con_minh_officer))


def test_a_district_goes_in_one_workbook_and_is_entered_on_behalf(year, as_user):
    content = filled(
        export(as_user(year.office), year.district),
        (year.con_minh, "Dân số", 3208),
        (year.van_lang, "Dân số", 2790),
    )

    bring(year.district, content, year.office, from_whom="Anh Nông Văn Tú")

    assert totals_of(year.district)["population"] == 5998
    came = OnBehalf.objects.order_by("unit_return__path")
    assert [str(one) for one in came] == ["bản giấy của Anh Nông Văn Tú"] * 2
    assert came[0].scan.name == "Số liệu.xlsx"
    assert came[0].scan == came[1].scan
    assert ReturnValue.objects.get(row__unit=year.con_minh).on_behalf.unit_return == return_of(year.con_minh)


def test_where_only_the_unit_itself_may_enter_the_office_is_refused(year, as_user):
    Period.objects.update(allows_on_behalf=False)
    content = filled(export(as_user(year.office), year.district), (year.con_minh, "Dân số", 3208))

    assert "chỉ để chính đơn vị nhập" in faults(upload(year.district, content, year.office))


def test_an_import_is_taken_back(year, client):
    declare(year.cho_a, year.con_minh_officer, members_closing=57)
    content = filled(
        export(client, year.con_minh), (year.cho_a, "Hội viên cuối kỳ", "chưa có"), (year.con_minh, "Dân số", 3208)
    )
    imported = bring(year.con_minh, content, year.con_minh_officer)
    assert said(year.cho_a, "members_closing") == UNKNOWN

    actions.undo_import(imported=imported, by=year.con_minh_officer)

    assert (said(year.cho_a, "members_closing"), said(year.con_minh, "population")) == (57, None)


@pytest.fixture
def brought(year, as_user):
    """Côn Minh's population, by the office from paper."""
    content = filled(export(as_user(year.office), year.district), (year.con_minh, "Dân số", 3208))
    year.imported = bring(year.district, content, year.office, from_whom="Anh Nông Văn Tú")
    year.came = OnBehalf.objects.get()
    return year


HANDS = "/bao-cao/2023/nhap-thay/?don-vi=02173"


def test_with_what_was_entered_on_behalf_goes_what_was_said_of_it(brought, as_user):
    commune, office = as_user(brought.con_minh_officer), as_user(brought.office)
    assert "Cấp trên đã nhập thay số liệu của đơn vị." in commune.get("/bao-cao/2023/nhap/").text

    actions.undo_import(imported=brought.imported, by=brought.office)

    brought.came.refresh_from_db()
    assert (said(brought.con_minh, "population"), brought.came.voided_by) == (None, brought.office)
    page = commune.get(HANDS).text
    assert ("đã hoàn tác" in page, "Xác nhận đã nhập đúng" in page) == (True, False)
    assert "Cấp trên đã nhập thay" not in commune.get("/bao-cao/2023/nhap/").text
    assert "Bạn đang nhập thay" not in office.get("/bao-cao/2023/nhap/?don-vi=02173").text
    answer = commune.post(f"/bao-cao/2023/nhap-thay/{brought.came.pk}/xac-nhan/")
    assert "đã hoàn tác, không còn số liệu nào để xác nhận" in answer.text


def test_what_the_unit_has_confirmed_is_not_taken_back(brought):
    confirm_on_behalf(on_behalf=brought.came, by=brought.con_minh_officer)

    with pytest.raises(Refusal, match="xã Côn Minh đã xác nhận số liệu nhập thay"):
        actions.undo_import(imported=brought.imported, by=brought.office)

    assert said(brought.con_minh, "population") == 3208


def test_what_was_typed_by_it_since_keeps_what_was_said_of_it(brought, as_user):
    row = row_of(brought.con_minh)
    set_values(row=row, cells={"households": (None, 800)}, by=brought.office, on_behalf=brought.came)

    actions.undo_import(imported=brought.imported, by=brought.office)

    brought.came.refresh_from_db()
    assert (said(brought.con_minh, "population"), brought.came.voided_at) == (None, None)
    assert refused(lambda: void_on_behalf(on_behalf=brought.came, by=brought.office)).startswith("Còn số liệu ghi theo")


def test_nothing_is_entered_by_what_was_taken_back(brought):
    actions.undo_import(imported=brought.imported, by=brought.office)
    brought.came.refresh_from_db()
    row, cells = row_of(brought.con_minh), {"households": (None, 800)}

    told = refused(lambda: set_values(row=row, cells=cells, by=brought.office, on_behalf=brought.came))

    assert told.startswith("Lần nhập thay này đã hoàn tác.")
    assert void_on_behalf(on_behalf=brought.came, by=brought.office).voided_at == brought.came.voided_at


def test_what_was_changed_since_is_not_taken_back(year, client):
    content = filled(export(client, year.con_minh), (year.con_minh, "Dân số", 3208))
    imported = bring(year.con_minh, content, year.con_minh_officer)
    declare(year.con_minh, year.con_minh_officer, population=3210)

    with pytest.raises(Refusal, match="đã có người sửa xã Côn Minh: Dân số"):
        actions.undo_import(imported=imported, by=year.con_minh_officer)


def test_a_table_of_their_own_is_read_by_names(year):
    content = workbook(("Đơn vị", "Dân số", "Hội viên cuối kỳ"), ("xã Côn Minh", 3208, None), ("Xã Lạ", 1, None))

    imported = upload(year.con_minh, content, year.con_minh_officer)

    assert (counts(imported).changed, counts(imported).faulty) == (1, 1)
    assert "không có đơn vị này" in faults(imported)


def test_a_year_of_totals_only_comes_back_in_the_report(year, as_user):
    """Hồng Ngự 2021: 36.475 hội viên, 30,24 % dân số, 41 chi hội ấp, 75 cơ quan."""
    open_period(year=2021, by=year.office)
    choose_basis(unit_return=return_of(year.district, 2021), basis="totals", by=year.office)
    client = as_user(year.office)
    content = export(client, year.district, 2021)
    assert opened(content).worksheets[0].max_row == 3
    content = filled(
        content,
        (year.district, "Hội viên cuối kỳ", 36_475),
        (year.district, "Dân số", round(36_475 / 0.3024)),
        (year.district, "Chi hội thôn, tổ dân phố", 41),
        (year.district, "Chi hội cơ quan", 75),
    )

    bring(year.district, content, year.office, year=2021)

    report = client.get("/bao-cao/2021/?don-vi=066").text
    for figure in ("36.475", "30,24", "41", "75"):
        assert figure in report


def test_the_page_is_for_those_who_enter(year, as_user):
    assert as_user(year.leader).get("/bao-cao/2023/excel/").status_code == 403
    page = as_user(year.con_minh_officer).get("/bao-cao/2023/excel/")
    assert "Tệp số liệu năm 2023" in page.text
    assert "Số liệu của ai gửi" not in page.text
    assert "Số liệu của ai gửi" in as_user(year.office).get("/bao-cao/2023/excel/?don-vi=02173").text


def test_checking_asks_as_much_for_three_rows_as_for_one(year, client):
    content = export(client, year.con_minh)

    def queries(*cells):
        with CaptureQueriesContext(connection) as asked:
            upload(year.con_minh, filled(content, *cells), year.con_minh_officer)
        return len(asked)

    queries((year.con_minh, "Dân số", 1))  # what is asked once for the user
    one = queries((year.con_minh, "Dân số", 1))
    assert one == queries((year.con_minh, "Dân số", 1), (year.cho_a, "Dư cuối kỳ", 1), (year.ban_cao, "Dư cuối kỳ", 1))
