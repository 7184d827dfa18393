"""Files that are broken, forged or far too large: each is refused in a sentence or read, and quickly."""

import struct
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from khuyenhoc.actions import Refusal
from khuyenhoc.sheets import mark_faults, packages, read_tables

from .workbooks import BE, HEADINGS, MEMBERS, changed, ods_of, read, sheet_xml, text_xml, with_sheet, xls, xlsx, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADING_XML = f'<row r="1">{text_xml("A1", "Họ và tên")}{text_xml("B1", "Chi hội")}</row>'
PERSON_XML = f'<row r="2">{text_xml("A2", "Hoàng Văn Bé")}{text_xml("B2", "Thôn Nà Bó")}</row>'
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.fixture(autouse=True)
def quick():
    """Refused before it is unpacked, laid out or expanded: no test here may take time."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 8


def refusal(content):
    with pytest.raises(Refusal) as refused:
        read(content)
    assert refused.value.field == "file"
    return str(refused.value)


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "Tệp này rỗng. Xin chọn lại tệp."),
        (b"TT,H\xe1\xbb\x8d v\xc3\xa0 t\xc3\xaan\n1,B\xc3\xa9\n", "Tệp này là văn bản thường (CSV)"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "Tệp này là trang web đặt tên bảng tính."),
        (b"%PDF-1.7\n", "Đây là tệp PDF, không phải bảng tính."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Tệp này bị hỏng hoặc không phải là bảng tính Excel."),
        (zipped({"word/document.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "Đây là tệp Word"),
        (zipped({"a.txt": "a"}), "Tệp này bị hỏng hoặc không phải là bảng tính Excel."),
        (OLE + "WordDocument".encode("utf-16-le"), "Đây là tệp Word"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "Tệp này có mật khẩu nên không đọc được."),
        (OLE + bytes(2000), "Tệp này bị hỏng hoặc không phải là bảng tính Excel."),
        (zipped({"xl/workbook.bin": b"\x00", "[Content_Types].xml": "<a/>"}), "Tệp loại .xlsb không đọc được."),
    ],
)
def test_what_is_no_workbook_is_told_by_its_content(content, says):
    assert refusal(content).startswith(says)


def test_a_file_over_20_mb_is_not_even_looked_at():
    assert refusal(b"PK\x03\x04" + bytes(20 * 1024 * 1024)).startswith("Tệp lớn hơn 20 MB.")


@pytest.mark.parametrize("make", [xlsx, xls])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_off_anywhere_is_refused(make, part):
    whole = make([HEADINGS, *[BE] * 40])

    assert "Xin" in refusal(whole[: int(len(whole) * part)])


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_byte_changed_anywhere_is_read_or_refused(make):
    whole = make([HEADINGS, BE])
    for place in range(0, len(whole), len(whole) // 60):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        try:
            read(bytes(broken))
        except Refusal as refused:
            assert "Xin" in str(refused)  # noqa: PT017  either way is right


def test_a_zip_bomb_is_refused_before_it_goes_off(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 4 * 1024 * 1024)
    bomb = changed(xlsx([HEADINGS]), {"xl/media/image1.png": bytes(8 * 1024 * 1024)})
    assert len(bomb) < 40_000

    tracemalloc.start()
    says = refusal(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert says.startswith("Tệp này bung ra quá lớn nên không đọc.")
    assert peak < 8 * 1024 * 1024


def test_a_bomb_that_lies_about_its_length_is_refused_too(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 4 * 1024 * 1024)
    bomb = bytearray(changed(xlsx([HEADINGS]), {"xl/sharedStrings.xml": b" " * 8 * 1024 * 1024}))
    (info,) = [part for part in zipfile.ZipFile(BytesIO(bomb)).infolist() if part.filename == "xl/sharedStrings.xml"]
    for place in _places(bytes(bomb), struct.pack("<I", info.file_size)):
        bomb[place : place + 4] = struct.pack("<I", 100)

    assert refusal(bytes(bomb)).startswith("Tệp này bung ra quá lớn nên không đọc.")


def _places(content, wanted):
    place = content.find(wanted)
    while place >= 0:
        yield place
        place = content.find(wanted, place + 1)


def test_thousands_of_parts_are_refused():
    parts = {f"xl/x{number}.xml": "" for number in range(packages.MOST_PARTS + 1)}

    assert refusal(changed(xlsx([HEADINGS]), parts)).startswith("Tệp này bung ra quá lớn nên không đọc.")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"]
)
def test_entities_are_refused_wherever_they_are_declared(part):
    content, part = xlsx([HEADINGS, BE]), f"xl/{part}"
    with zipfile.ZipFile(BytesIO(content)) as package:
        text = package.read(part).decode() if part in package.namelist() else "<sst/>"
    start = text.find("?>") + 2 if text.startswith("<?xml") else 0

    bombed = changed(content, {part: text[:start] + BOMB + text[start:]})

    assert refusal(bombed).startswith("Tệp này chứa khai báo lạ không có trong bảng tính thường")


def test_entities_in_utf_16_do_not_slip_by():
    text = sheet_xml(HEADING_XML, BOMB).replace('version="1.0"', 'version="1.0" encoding="UTF-16"')

    content = changed(xlsx([HEADINGS]), {"xl/worksheets/sheet1.xml": text.encode("utf-16")})

    assert refusal(content).startswith("Tệp này chứa khai báo lạ")


def test_entities_in_a_libreoffice_file_are_refused():
    assert refusal(ods_of('<table:table table:name="A"/>', BOMB)).startswith("Tệp này chứa khai báo lạ")


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="3"><c r="XFD3"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "<row r='1048576'><c\ts='0'\nr='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c t="n"><v>1</v></c></row><row r="4"><c r="XFD4"><v>1</v></c></row>',
    ],
)
def test_a_cell_at_the_far_corner_is_refused_and_not_laid_out(far):
    says = refusal(with_sheet(HEADING_XML + PERSON_XML + far))

    assert says == (
        "Trang tính “Hội viên” trải đến tận ô XFD1048576 nên quá lớn để đọc. "
        "Xin xóa các dòng, các cột thừa bên dưới và bên phải bảng (chọn cả dòng, cả cột rồi Xóa), lưu rồi tải lại."
    )


def test_a_tag_made_to_hide_its_place_is_refused():
    content = with_sheet(HEADING_XML + PERSON_XML + '<row r="9"><c x=">" r="XFD1048576"><v>1</v></c></row>')

    assert refusal(content).startswith("Tệp này chứa khai báo lạ")


def test_many_sheets_that_are_each_just_small_enough_are_refused_together():
    far = sheet_xml(HEADING_XML + '<row r="250000"><c r="Z250000"><v>1</v></c></row>')

    content = changed(xlsx([HEADINGS], B=[HEADINGS]), {f"xl/worksheets/sheet{n}.xml": far for n in (1, 2)})

    assert "trải đến tận ô Z250000" in refusal(content)


def test_a_libreoffice_cell_repeated_over_the_sheet_is_refused():
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'

    content = ods_of(
        f'<table:table table:name="A"><table:table-row table:number-rows-repeated="1048576">{cell}'
        "</table:table-row></table:table>"
    )

    assert refusal(content).startswith("Trang tính “A” trải đến tận ô XFD1048576")


def test_a_hundred_thousand_formatted_but_empty_rows_are_nothing():
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 100_003))

    rows = read(with_sheet(HEADING_XML + PERSON_XML + empty))

    assert [row.values["name"] for row in rows] == ["Hoàng Văn Bé"]


def test_a_row_of_all_16384_columns_is_read():
    book = xlsx([[*HEADINGS, *[f"Cột {n}" for n in range(8, 16_385)]], BE])

    assert [row.values["name"] for row in read(book)] == ["Hoàng Văn Bé"]


def test_a_package_with_a_password_is_refused():
    content = bytearray(xlsx([HEADINGS, BE]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for start in _places(bytes(content), signature):
            content[start + place] |= 1

    assert refusal(bytes(content)).startswith("Tệp này có mật khẩu nên không đọc được.")


def test_links_to_other_files_are_not_followed_and_do_no_harm():
    link = (
        '<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><externalBook r:id="rId1"/>'
        "</externalLink>"
    )
    target = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'externalLinkPath" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    content = changed(
        xlsx([HEADINGS, BE]),
        {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": target},
    )

    assert [row.values["name"] for row in read(content)] == ["Hoàng Văn Bé"]


def test_what_cannot_be_opened_cannot_be_marked_either():
    with pytest.raises(Refusal, match="bị hỏng"):
        mark_faults(b"\x00\x01", "a.xlsx", [], MEMBERS)


def test_a_workbook_that_openpyxl_cannot_edit_goes_back_as_a_new_one():
    content = changed(xlsx([HEADINGS, [*BE[:3], "19 60", *BE[4:]]]), {"xl/styles.xml": "<styleSheet/>"})
    (row,) = read_tables(content, "a.xlsx", MEMBERS).tables[0].rows()

    marked = read(mark_faults(content, "a.xlsx", row.faults, MEMBERS))

    assert [fault.sentence for fault in marked[0].faults] == [fault.sentence for fault in row.faults]
