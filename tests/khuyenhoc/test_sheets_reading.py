import unicodedata
from datetime import date
from io import BytesIO

import pytest
import xlwt

from khuyenhoc.actions import Refusal
from khuyenhoc.sheets import Fault, read_tables

from .workbooks import (
    BE,
    HEADINGS,
    HOA,
    MEMBERS,
    UNIT,
    as_bytes,
    changed,
    ods,
    ods_of,
    opened,
    read,
    sentences,
    text_xml,
    with_sheet,
    xls,
    xlsx,
)

ERROR_XML = '<c r="C4" t="e"><f>X!A1</f><v>#REF!</v></c>'


def notes(content):
    reading = read_tables(content, "hoi-vien.xlsx", MEMBERS)
    for table in reading.tables:
        list(table.rows())
    return [note for table in reading.tables for note in table.notes] + reading.notes


@pytest.mark.parametrize("make", [xlsx, xls, ods])
def test_one_list_reads_the_same_from_xlsx_xls_and_ods(make):
    rows = read(make([["DANH SÁCH HỘI VIÊN"], HEADINGS, BE, [], HOA]))

    assert [(row.number, row.sheet, row.faults, row.key) for row in rows] == [
        (3, "Hội viên", [], ""),
        (5, "Hội viên", [], ""),
    ]
    assert rows[1].values == {
        "name": "Nguyễn Thị Hoà",
        "gender": "female",
        "birth_year": 1960,
        "unit": "Thôn Nà Bó",
        "since": date(2021, 8, 15),
        "phone": "0987654321",
    }


def test_real_dates_are_read_from_each_kind_of_file():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hội viên")
    for position, heading in enumerate(["Họ và tên", "Chi hội", "Ngày vào"]):
        sheet.write(0, position, heading)
    sheet.write(1, 0, "Hoàng Văn Bé")
    sheet.write(1, 1, "Thôn Nà Bó")
    sheet.write(1, 2, date(2020, 4, 3), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
    buffer = BytesIO()
    book.save(buffer)

    assert read(buffer.getvalue())[0].values["since"] == date(2020, 4, 3)
    assert read(xlsx([HEADINGS, [*BE[:5], date(2020, 4, 3)]]))[0].values["since"] == date(2020, 4, 3)


def test_a_fault_names_sheet_row_column_value_and_the_way_out():
    (row,) = read(xlsx([[], HEADINGS, [1, "Hoàng Văn Bé", "Nam", "19 60", "Thôn Nà Bó"]]))

    assert row.faults == [
        Fault(
            "Hội viên",
            3,
            "birth_year",
            "Năm sinh",
            "19 60",
            "“19 60” không phải là năm. Xin viết đủ bốn chữ số, ví dụ 1960.",
        )
    ]
    assert str(row.faults[0]) == (
        "Trang tính “Hội viên”, dòng 3, cột Năm sinh: “19 60” không phải là năm. Xin viết đủ bốn chữ số, ví dụ 1960."
    )
    assert row.values["birth_year"] is None
    assert row.raw["birth_year"] == "19 60"


def test_an_importer_adds_faults_of_its_own_to_a_row():
    (row,) = read(xlsx([HEADINGS, BE]))

    row.fault(UNIT, "Không có chi hội này. Xin chọn trong danh sách.")
    row.fault(None, "Người này đã có. Xin xóa dòng.")

    assert sentences([row]) == [
        "Trang tính “Hội viên”, dòng 2, cột Chi hội: Không có chi hội này. Xin chọn trong danh sách.",
        "Trang tính “Hội viên”, dòng 2: Người này đã có. Xin xóa dòng.",
    ]
    assert row.faults[0].value == "Thôn Nà Bó"


def test_an_empty_required_cell_is_a_fault_and_another_is_none():
    (row,) = read(xlsx([HEADINGS, [1, None, "Nam", None, "Thôn Nà Bó"]]))

    assert sentences([row]) == ["Trang tính “Hội viên”, dòng 2, cột Họ và tên: Ô này bỏ trống. Xin điền vào."]
    assert row.values["birth_year"] is None


def test_text_in_decomposed_unicode_becomes_whole_letters():
    (row,) = read(
        xlsx(
            [
                [unicodedata.normalize("NFD", text) for text in HEADINGS],
                [1, unicodedata.normalize("NFD", "Nguyễn Hoà"), None, 1960, "A"],
            ]
        )
    )

    assert row.values["name"] == unicodedata.normalize("NFC", "Nguyễn Hoà")


def test_a_dropped_zero_is_given_back_and_noted():
    (row,) = read(xlsx([HEADINGS, [*BE[:6], 912345678]]))

    assert row.values["phone"] == "0912345678"
    assert row.notes == ["Dòng 2: số điện thoại 912345678 được thêm số 0 ở đầu thành 0912345678."]


def test_totals_and_signatures_below_a_list_are_noted_and_not_read():
    content = xlsx(
        [
            HEADINGS,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            BE,
            HOA,
            [None, "Cộng: 2 hội viên"],
            [],
            [None, None, None, None, "Côn Minh, ngày 05 tháng 12 năm 2023"],
            [None, "Người lập biểu", None, None, "CHỦ TỊCH"],
            [],
            [None, "Lý Thị Mai", None, None, "Nông Văn Tài"],
        ]
    )

    assert [row.values["name"] for row in read(content)] == ["Hoàng Văn Bé", "Nguyễn Thị Hoà"]
    assert notes(content) == [
        "Trang tính “Hội viên”: không đọc dòng 5: dòng cộng (“Cộng: 2 hội viên”).",
        "Trang tính “Hội viên”: không đọc dòng 7: phần ký tên (“Côn Minh, ngày 05 tháng 12 năm 2023”).",
        "Trang tính “Hội viên”: không đọc dòng 8: phần ký tên (“Người lập biểu”).",
        "Trang tính “Hội viên”: không đọc dòng 10: phần ký tên (“Lý Thị Mai”).",
    ]


@pytest.mark.parametrize("name", ["Công Văn An", "Tổng Thị Cộng", "Ký Văn Cộng", "Chủ Văn Tịch"])
def test_a_person_is_never_taken_for_a_total_or_a_signature(name):
    (row,) = read(xlsx([HEADINGS, [1, name, "Nam", 1958, "Thôn Nà Bó"]]))

    assert row.values["name"] == name


def test_a_list_that_goes_on_below_the_signatures_is_read_on():
    rows = read(xlsx([HEADINGS, BE, [None, "Người lập biểu"], HEADINGS, HOA]))

    assert [row.number for row in rows] == [2, 5]


def test_formulas_give_their_result_or_a_fault_that_says_what_to_do():
    titles = "".join(
        text_xml(f"{letter}1", text) for letter, text in zip("ABC", ["Họ và tên", "Chi hội", "Năm sinh"], strict=True)
    )
    content = with_sheet(
        f'<row r="1">{titles}</row>'
        f'<row r="2">{text_xml("A2", "Hoàng Văn Bé")}{text_xml("B2", "A")}<c r="C2"><f>1900+58</f><v>1958</v></c></row>'
        f'<row r="3">{text_xml("A3", "Lý Thị Mai")}{text_xml("B3", "A")}<c r="C3"><f>1900+60</f></c></row>'
        f'<row r="4">{text_xml("A4", "Nông Văn Tài")}{text_xml("B4", "A")}{ERROR_XML}</row>'
        f'<row r="5"><c r="A5" t="str"><f>A4&amp;""</f><v></v></c>{text_xml("B5", "A")}</row>'
    )

    rows = read(content)

    assert rows[0].values["birth_year"] == 1958
    assert sentences(rows) == [
        "Trang tính “Hội viên”, dòng 3, cột Năm sinh: Ô này là công thức chưa có kết quả. "
        "Xin mở bằng Excel rồi lưu lại, hoặc dán giá trị (Paste Values) vào ô.",
        "Trang tính “Hội viên”, dòng 4, cột Năm sinh: “#REF!” là lỗi của công thức. "
        "Xin sửa công thức, hoặc dán giá trị (Paste Values) vào ô.",
        "Trang tính “Hội viên”, dòng 5, cột Họ và tên: Ô này là công thức chưa có kết quả. "
        "Xin mở bằng Excel rồi lưu lại, hoặc dán giá trị (Paste Values) vào ô.",
    ]


def test_an_error_in_a_libreoffice_file_is_seen_too():
    (row,) = read(ods([["Họ và tên", "Chi hội", "Năm sinh"], ["Hoàng Văn Bé", "A", "Err:502"]]))

    assert sentences([row])[0].startswith(
        "Trang tính “Hội viên”, dòng 2, cột Năm sinh: “Err:502” là lỗi của công thức."
    )


def test_an_equals_sign_typed_as_text_is_text():
    book = opened(xlsx([HEADINGS, BE]))
    book.active["B2"].value = "=Bé"
    book.active["B2"].data_type = "s"

    assert read(as_bytes(book))[0].values["name"] == "=Bé"


def test_hidden_sheets_are_not_read_and_hidden_rows_are_and_both_are_said():
    book = opened(xlsx([HEADINGS, BE, HOA], Cũ=[HEADINGS, BE]))
    book["Cũ"].sheet_state = "hidden"
    book["Hội viên"].row_dimensions[3].hidden = True
    content = as_bytes(book)

    assert len(read(content)) == 2
    assert notes(content) == [
        "Trang tính “Hội viên” có 1 dòng đang ẩn; các dòng ấy vẫn được đọc.",
        "Không đọc trang tính đang ẩn: “Cũ”. Nếu cần, xin bỏ ẩn rồi tải lại.",
    ]


def test_every_visible_table_is_read_and_the_other_sheets_are_named():
    content = xlsx(
        [HEADINGS, BE],
        title="Thôn Nà Bó",
        Nà_Ngoài=[HEADINGS, HOA],
        Ghi_chú=[["Danh sách năm 2023"]],
        Nháp=[["Họ và tên", "Năm sinh"]],
    )

    assert [(row.sheet, row.values["name"]) for row in read(content)] == [
        ("Thôn Nà Bó", "Hoàng Văn Bé"),
        ("Nà_Ngoài", "Nguyễn Thị Hoà"),
    ]
    assert notes(content) == [
        "Không đọc trang tính “Ghi_chú” vì không thấy dòng tiêu đề của bảng.",
        "Trang tính “Nháp” thiếu cột “Chi hội”. Các tiêu đề đọc được: “Họ và tên” và “Năm sinh”. "
        "Xin thêm cột còn thiếu, hoặc tải tệp mẫu về và điền vào đó.",
    ]


def test_rows_numbered_in_advance_and_titles_of_groups_are_no_entries():
    content = xlsx([HEADINGS, ["I. Thôn Nà Bó"], BE, [2], [3]])

    assert [row.number for row in read(content)] == [3]
    assert notes(content) == ["Trang tính “Hội viên”: không đọc dòng 2: “I. Thôn Nà Bó” không thuộc cột nào của bảng."]


def test_rows_can_be_read_again():
    (table,) = read_tables(xlsx([HEADINGS, BE, ["Cộng", 1]]), "a.xlsx", MEMBERS).tables

    assert [row.number for row in table.rows()] == [row.number for row in table.rows()] == [2]
    assert len(table.notes) == 1


def test_macros_are_ignored():
    content = changed(xlsx([HEADINGS, BE]), {"xl/vbaProject.bin": b"Sub AutoOpen()"})

    assert [row.values["name"] for row in read(content)] == ["Hoàng Văn Bé"]


def test_cells_repeated_in_a_libreoffice_file_are_each_a_row():
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    content = ods_of(
        f'<table:table table:name="A"><table:table-row>{cell("Họ và tên")}{cell("Chi hội")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cell("Hoàng Văn Bé")}{cell("A")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )

    assert [row.number for row in read(content)] == [2, 3]


def test_a_table_with_headings_only_has_no_rows():
    assert read(xlsx([HEADINGS])) == []


def test_a_refusal_belongs_to_the_field_of_the_file():
    with pytest.raises(Refusal) as refused:
        read_tables(b"", "a.xlsx", MEMBERS)

    assert (str(refused.value), refused.value.field) == ("Tệp này rỗng. Xin chọn lại tệp.", "file")
