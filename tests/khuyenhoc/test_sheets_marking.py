import zipfile
from io import BytesIO

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from khuyenhoc.sheets import mark_faults, marking, read_tables, write_table

from .workbooks import BE, HEADINGS, HOA, MEMBERS, as_bytes, changed, ods, opened, read, values_of, xls, xlsx

MARK = "FFFFD4D1"
MAI = [3, "Lý Thị Mai", "gái", "19 70", "Thôn Nà Bó", "31/2/2020", "0912345678"]
YEAR = "“19 70” không phải là năm. Xin viết đủ bốn chữ số, ví dụ 1960."
CHOICE = "“gái” không có trong danh sách chọn. Xin chọn một trong các chữ: “Nam” và “Nữ”."
DAY = "“31/2/2020” không có trong lịch: tháng 2 năm 2020 có 29 ngày. Xin sửa lại ngày."
REASONS = f"Giới tính: {CHOICE} Năm sinh: {YEAR} Ngày vào: {DAY}"


def faults_of(content):
    return [fault for row in read(content) for fault in row.faults]


def marked(content, **options):
    return mark_faults(content, "hoi-vien.xlsx", faults_of(content), MEMBERS, **options)


def filled(content, sheet=0):
    rows = opened(content).worksheets[sheet].iter_rows()
    return [cell.coordinate for row in rows for cell in row if cell.fill.fgColor.rgb == MARK]


@pytest.fixture
def content():
    return xlsx([["DANH SÁCH"], HEADINGS, BE, MAI, HOA])


def test_each_faulty_cell_is_filled_and_says_why(content):
    sheet = opened(marked(content)).worksheets[0]

    assert filled(marked(content)) == ["C4", "D4", "F4", "H4"]
    assert [sheet[place].comment.text for place in ("C4", "D4", "F4")] == [CHOICE, YEAR, DAY]


def test_all_reasons_of_a_row_stand_beside_the_table_to_filter_by(content):
    sheet = opened(marked(content)).worksheets[0]

    assert [row[7].value for row in sheet.iter_rows()] == [None, "Lỗi cần sửa", None, REASONS, None]
    assert sheet.auto_filter.ref == "A2:H5"
    assert sheet.freeze_panes == "A3"


def test_a_fault_of_the_whole_row_stands_in_words_only(content):
    (row, *_) = read(content)

    back = mark_faults(content, "a.xlsx", [row.fault(None, "Người này đã có. Xin xóa dòng.")], MEMBERS)

    assert filled(back) == ["H3"]
    assert values_of(back)[2][7] == "Người này đã có. Xin xóa dòng."


def test_the_rest_of_her_workbook_stays(content):
    book = opened(content)
    sheet = book.worksheets[0]
    sheet["I3"] = "=D3+1"
    sheet["B3"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["B3"].comment = Comment("gọi lại", "Hoà")
    sheet.freeze_panes = "C3"
    sheet.merge_cells("A1:G1")
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("Ghi chú")["A1"] = "đừng mất"

    back = opened(marked(as_bytes(book)))

    sheet = back.worksheets[0]
    assert sheet["I3"].value == "=D3+1"
    assert (sheet["B3"].fill.fgColor.rgb, sheet["B3"].comment.text) == ("FFFFFF00", "gọi lại")
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width) == ("C3", 33)
    assert "A1:G1" in sheet.merged_cells
    assert sheet["J2"].value == "Lỗi cần sửa"
    assert back["Ghi chú"]["A1"].value == "đừng mất"


def test_reading_a_marked_workbook_gives_the_same_rows_and_no_note_of_our_column(content):
    reading = read_tables(marked(content), "a.xlsx", MEMBERS)

    assert [row.values for row in reading.tables[0].rows()] == [row.values for row in read(content)]
    assert reading.tables[0].notes == reading.notes == []


def test_marks_go_when_the_faults_have_gone_and_what_was_there_comes_back(content):
    book = opened(content)
    book.worksheets[0]["D4"].fill = PatternFill("solid", fgColor="FFFFFF00")
    book.worksheets[0]["D4"].comment = Comment("hỏi lại năm", "Hoà")
    book = opened(marked(as_bytes(book)))
    sheet = book.worksheets[0]
    assert sheet["D4"].comment.text == f"hỏi lại năm\n{YEAR}"
    sheet["C4"], sheet["D4"], sheet["F4"] = "Nữ", 1970, "01/02/2020"

    mended = marked(as_bytes(book))

    sheet = opened(mended).worksheets[0]
    assert faults_of(mended) == []
    assert filled(mended) == []
    assert [cell.value for cell in sheet[2]] == HEADINGS
    assert (sheet["D4"].fill.fgColor.rgb, sheet["D4"].comment.text) == ("FFFFFF00", "hỏi lại năm")
    assert (sheet["C4"].comment, sheet["F4"].comment) == (None, None)
    assert sheet.auto_filter.ref == "A2:G5"
    assert "_loi" not in opened(mended).sheetnames


def test_marks_are_taken_away_from_where_sorting_has_carried_them(content):
    book = opened(marked(content))
    book.worksheets[0].insert_rows(3)
    sheet = book.worksheets[0]
    sheet["C5"], sheet["D5"], sheet["F5"] = "Nữ", 1970, "01/02/2020"

    assert filled(marked(as_bytes(book))) == []


def test_marking_twice_is_marking_once(content):
    once = marked(content)
    twice = marked(once)

    assert values_of(twice) == values_of(once)
    assert filled(twice) == filled(once)
    assert opened(twice).worksheets[0]["D4"].comment.text == YEAR


def test_a_faulty_row_she_had_hidden_is_shown(content):
    book = opened(content)
    book.worksheets[0].row_dimensions[4].hidden = True

    assert not opened(marked(as_bytes(book))).worksheets[0].row_dimensions[4].hidden


def test_a_table_of_excel_keeps_its_own_filter(content):
    book = opened(content)
    book.worksheets[0].add_table(Table(displayName="HoiVien", ref="A2:G5"))

    sheet = opened(marked(as_bytes(book))).worksheets[0]

    assert sheet.auto_filter.ref is None
    assert sheet.tables["HoiVien"].ref == "A2:G5"


def test_macros_are_dropped(content):
    back = marked(changed(content, {"xl/vbaProject.bin": b"Sub AutoOpen()"}))

    with zipfile.ZipFile(BytesIO(back)) as package:
        assert [name for name in package.namelist() if "vba" in name] == []


@pytest.mark.parametrize("make", [xls, ods])
def test_a_file_of_another_kind_goes_back_as_xlsx_with_the_same_rows(make):
    content = make([["DANH SÁCH"], HEADINGS, BE, MAI, HOA])

    back = marked(content)

    assert filled(back) == ["C4", "D4", "F4", "H4"]
    assert values_of(back)[3] == [*MAI, REASONS]
    assert [row.number for row in read(back)] == [3, 4, 5]
    assert opened(back).worksheets[0].title == "Hội viên"


def test_the_faulty_rows_alone_say_where_they_were(content):
    back = marked(content, only_faulty=True)

    assert values_of(back) == [
        [*HEADINGS, "Dòng trong tệp gốc", "Lỗi cần sửa"],
        [*MAI, 4, REASONS],
    ]
    assert filled(back) == ["C2", "D2", "F2", "I2"]
    assert faults_of(back)[0].row == 2


def test_a_long_list_goes_back_as_its_faulty_rows_alone(content, monkeypatch):
    monkeypatch.setattr(marking, "LARGEST_ROWS_MARKED", 4)

    assert [row[7] for row in values_of(marked(content))] == ["Dòng trong tệp gốc", 4]


def test_a_name_in_two_columns_is_marked_in_both_and_stays_two_columns():
    content = xlsx(
        [["Họ và tên", None, "Chi hội"], ["Hoàng Văn", "Bé", None], [None, None, "Thôn Nà Bó"]], merged=["A1:B1"]
    )

    assert filled(marked(content)) == ["C2", "D2", "A3", "B3", "D3"]
    again = read(marked(content, only_faulty=True))
    assert [row.values["name"] for row in again] == ["Hoàng Văn Bé", None]


@pytest.mark.parametrize("only_faulty", [False, True])
def test_an_export_handed_back_still_knows_its_originals(only_faulty):
    people = [{"id": 7, "name": "Lý Thị Mai", "unit": "A"}, {"id": 8, "name": "Hoàng Văn Bé", "unit": "A"}]
    content = write_table(title="Hội viên", columns=MEMBERS, rows=people, instructions=[], key="id")
    book = opened(content)
    book.worksheets[0]["D2"] = "19 70"

    back = marked(as_bytes(book), only_faulty=only_faulty)
    reading = read_tables(back, "a.xlsx", MEMBERS)

    assert list(reading.was) == (["7"] if only_faulty else ["7", "8"])
    assert reading.was["7"]["name"] == "Lý Thị Mai"
    assert [row.key for row in reading.tables[0].rows()] == list(reading.was)
