from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from khuyenhoc.sheets import Column, read_tables, write_table

from .workbooks import CARD, DUES, GENDER, MEMBERS, NAME, PHONE, SINCE, UNIT, as_bytes, opened, read, values_of

HOA = {
    "id": 7,
    "name": "Nguyễn Thị Hoà",
    "gender": "female",
    "birth_year": 1960,
    "unit": "Thôn Nà Bó",
    "since": date(2020, 4, 3),
    "phone": "0912345678",
    "has_card": True,
    "dues": 20_000,
}
BE = {"id": 8, "name": "Hoàng Văn Bé", "gender": "male", "unit": "Thôn Nà Bó", "has_card": False}


MIDNIGHT = datetime.combine(HOA["since"], time())  # how openpyxl gives a date back


def written(rows=(HOA, BE), columns=MEMBERS, **options):
    options = {"title": "Hội viên xã Côn Minh", "instructions": ["Mỗi người một dòng."]} | options
    return write_table(columns=columns, rows=rows, **options)


def validations(content):
    return {str(rule.sqref): rule for rule in opened(content).worksheets[0].data_validations.dataValidation}


def test_the_first_sheet_is_the_table_with_its_headings_marked_where_required():
    assert values_of(written())[:2] == [
        ["Họ và tên (*)", "Giới tính", "Năm sinh", "Chi hội (*)", "Ngày vào", "Điện thoại", "Thẻ hội viên", "Hội phí"],
        [
            "Nguyễn Thị Hoà",
            "Nữ",
            1960,
            "Thôn Nà Bó",
            MIDNIGHT,
            "0912345678",
            "có",
            20_000,
        ],
    ]


def test_it_is_made_for_the_screen_and_for_paper():
    sheet = opened(written()).worksheets[0]

    assert sheet.title == "Hội viên xã Côn Minh"
    assert sheet["A1"].font.bold
    assert sheet["A1"].comment.text == "Viết đủ họ, đệm và tên."
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["A"].width == 18


def test_dates_are_dates_and_telephones_keep_their_zero():
    sheet = opened(written()).worksheets[0]

    assert (sheet["E2"].is_date, sheet["E2"].value.date(), sheet["E2"].number_format) == (
        True,
        HOA["since"],
        "dd/mm/yyyy",
    )
    assert (sheet["F2"].data_type, sheet["F2"].number_format) == ("s", "@")


def test_cells_still_empty_have_the_format_of_their_column():
    sheet = opened(written(rows=())).worksheets[0]

    formats = {column.code: sheet.column_dimensions[get_column_letter(n)] for n, column in enumerate(MEMBERS, start=1)}
    assert {code: dimension.number_format for code, dimension in formats.items()} == {
        "name": "@",
        "gender": "@",
        "birth_year": "0",
        "unit": "@",
        "since": "dd/mm/yyyy",
        "phone": "@",
        "has_card": "@",
        "dues": "#,##0",
    }


@pytest.mark.parametrize(
    "text", ["=1+1", "+84 912 345 678", "-Bé", "@Bé", '=HYPERLINK("http://x")', "#REF!", "1960", "x\x00\x07y"]
)
def test_typed_text_never_becomes_a_formula_or_a_number(text):
    cell = opened(written(rows=[{"name": text, "unit": "A"}])).worksheets[0]["A2"]

    assert (cell.data_type, cell.value) == ("s", text.replace("\x00\x07", ""))


def test_choices_are_drop_downs():
    content = written(lists={"unit": ["Thôn Nà Bó", "Trường Tiểu học, THCS Côn Minh"]})
    rules = validations(content)
    words = [row[:3] for row in values_of(content, "_chon")]

    assert words == [["Nam", "Thôn Nà Bó", "có"], ["Nữ", "Trường Tiểu học, THCS Côn Minh", "không"]]
    assert {area: (rule.formula1, rule.errorStyle) for area, rule in rules.items()} == {
        "B2:B2003": ("'_chon'!$A$1:$A$2", "stop"),
        "D2:D2003": ("'_chon'!$B$1:$B$2", "warning"),
        "G2:G2003": ("'_chon'!$C$1:$C$2", "stop"),
    }
    assert opened(content)["_chon"].sheet_state == "veryHidden"


def test_the_guide_says_how_to_fill_in_each_column():
    rows = values_of(written(columns=[NAME, GENDER, PHONE]), "Hướng dẫn")

    assert rows == [
        ["Hội viên xã Côn Minh", None, None, None, None],
        ["Mỗi người một dòng.", None, None, None, None],
        [None] * 5,
        ["Cột", "Bắt buộc", "Cách ghi", "Ví dụ", "Chữ dùng được"],
        ["Họ và tên", "bắt buộc", "Viết đủ họ, đệm và tên.", "Nguyễn Thị Hoà", None],
        ["Giới tính", None, "chọn trong danh sách", None, "Nam, Nữ"],
        ["Điện thoại", None, "số điện thoại, giữ số 0 ở đầu", None, None],
    ]


def test_an_example_left_in_a_template_is_not_read():
    content = written(rows=(), examples=True)
    (table,) = read_tables(content, "mau.xlsx", MEMBERS).tables

    assert values_of(content)[1][0] == "Nguyễn Thị Hoà"
    assert list(table.rows()) == []
    assert table.notes == ["Trang tính “Hội viên xã Côn Minh”: không đọc dòng 2: dòng ví dụ."]


def test_an_example_written_over_is_a_person():
    book = opened(written(rows=(), examples=True))
    book.worksheets[0]["A2"] = "Lý Thị Mai"
    book.worksheets[0]["D2"] = "Thôn Nà Bó"

    assert [row.values["name"] for row in read(as_bytes(book))] == ["Lý Thị Mai"]


def test_an_untouched_export_equals_its_originals():
    reading = read_tables(written(key="id"), "xuat.xlsx", MEMBERS)
    rows = [row for table in reading.tables for row in table.rows()]

    assert [row.key for row in rows] == ["7", "8"] == list(reading.was)
    assert [{code: value for code, value in row.values.items() if code != "id"} for row in rows] == [
        reading.was["7"],
        reading.was["8"],
    ]
    assert reading.was["7"] == {code: value for code, value in HOA.items() if code != "id"}
    assert reading.was["8"]["phone"] is None
    assert reading.was["8"]["has_card"] is False


def test_a_changed_cell_differs_from_its_original_wherever_its_row_went():
    book = opened(written(key="id"))
    sheet = book.worksheets[0]
    sheet["G2"] = "0987654321"
    sheet.move_range("A2:I2", rows=5)

    reading = read_tables(as_bytes(book), "xuat.xlsx", MEMBERS)
    rows = {row.key: row for row in reading.tables[0].rows()}

    assert rows["7"].number == 7
    assert {code for code in reading.was["7"] if rows["7"].values[code] != reading.was["7"][code]} == {"phone"}
    assert {code for code in reading.was["8"] if rows["8"].values[code] != reading.was["8"][code]} == set()


def test_the_key_stands_first_narrow_and_pale_and_the_originals_are_out_of_sight():
    book = opened(written(key="id"))
    sheet = book.worksheets[0]

    assert (sheet["A1"].value, sheet["A2"].value, sheet.column_dimensions["A"].width) == ("Mã (không sửa)", "7", 8)
    assert sheet["A2"].fill.fgColor.rgb == "00EDEDED"
    assert sheet.freeze_panes == "B2"
    assert book["_goc"].sheet_state == "veryHidden"


def test_a_key_that_is_a_column_of_its_own_keeps_its_name():
    code = Column("code", "Mã đơn vị", is_required=True)
    content = written(rows=[{"code": "02173", "name": "Côn Minh"}], columns=[NAME, code], key="code")
    reading = read_tables(content, "xuat.xlsx", [NAME, code])
    (row,) = reading.tables[0].rows()

    assert values_of(content)[0] == ["Mã đơn vị (*)", "Họ và tên (*)"]
    assert (row.key, reading.was["02173"]) == ("02173", {"name": "Côn Minh", "code": "02173"})


def test_a_new_row_in_an_export_has_no_key():
    book = opened(written(key="id"))
    book.worksheets[0].append([None, "Lý Thị Mai", "Nữ", 1970, "Thôn Nà Bó"])

    assert [row.key for row in read(as_bytes(book))] == ["7", "8", ""]


def test_a_table_copied_out_of_an_export_still_has_its_keys():
    book = opened(written(key="id"))
    for name in ("_goc", "_chon", "Hướng dẫn"):
        del book[name]

    reading = read_tables(as_bytes(book), "xuat.xlsx", MEMBERS)

    assert [row.key for row in reading.tables[0].rows()] == ["7", "8"]
    assert len(reading.was) == 0


def test_with_keys_a_column_she_does_not_change_may_be_left_out():
    book = opened(written(key="id"))
    book.worksheets[0].delete_cols(2)

    (first, _) = read(as_bytes(book))

    assert (first.key, first.faults, "name" in first.values) == ("7", [], False)


def test_originals_of_a_forged_or_foreign_sheet_are_not_believed():
    book = opened(written())
    book.create_sheet("_goc").append(["7", "Bé"])

    assert len(read_tables(as_bytes(book), "a.xlsx", MEMBERS).was) == 0


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=30)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": TEXTS.filter(str.strip), "unit": TEXTS.filter(str.strip)},
        optional={
            "gender": st.sampled_from(["male", "female", None]),
            "since": st.none() | st.dates(date(1900, 3, 1), date(2100, 12, 31)),
            "has_card": st.none() | st.booleans(),
            "dues": st.none() | st.integers(0, 10**12),
        },
    ),
    max_size=4,
)


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_whatever_was_exported_is_unchanged_when_it_comes_back(rows):
    columns = [NAME, UNIT, GENDER, SINCE, CARD, DUES]
    content = written(rows=[row | {"id": n} for n, row in enumerate(rows)], columns=columns, key="id")

    reading = read_tables(content, "xuat.xlsx", columns, convert=True)

    changed = [
        (row.number, code)
        for row in reading.tables[0].rows()
        for code, value in reading.was[row.key].items()
        if row.values[code] != value and not row.faults
    ]
    assert changed == []


def test_a_title_excel_would_refuse_is_made_one_it_takes():
    title = "Hội viên [xã]: Côn Minh / Na Rì, danh sách rất dài của năm 2023"

    assert opened(written(title=title)).sheetnames[0] == "Hội viên -xã-- Côn Minh - Na Rì"
