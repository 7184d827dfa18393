"""Word files stand as Nghị định 30/2020 asks in every program that opens them, not in Word alone."""

from io import BytesIO
from itertools import pairwise

from docx import Document
from docx.oxml.ns import qn

from khuyenhoc.papers import Attachment, Column, Paper, group
from khuyenhoc.word import write_paper

COLUMNS = (Column("TT", 10, is_text=False), Column("Họ và tên", 90))


def paper(**more):
    return Paper(
        kind="QUYẾT ĐỊNH",
        about="Về việc tặng Giấy khen",
        issuer="Hội Khuyến học huyện Na Rì",
        number="Số: 05/QĐ-HKH",
        dated="Na Rì, ngày 18 tháng 01 năm 2024",
        attachments=[Attachment("DANH SÁCH", COLUMNS, [group(COLUMNS, [("1", "Nông Văn Hùng")], "I. Giấy khen")])],
        **more,
    )


def written():
    return Document(BytesIO(write_paper(paper())))


def ruled(paragraphs):
    """The texts that have a short line right below them."""
    return [
        above.text
        for above, below in pairwise(paragraphs)
        if below._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}") is not None
    ]


def test_the_national_title_has_room_for_one_line_and_the_motto_its_rule():
    left, right = written().tables[0].rows[0].cells

    assert [round(column.width.mm) for column in written().tables[0].columns] == [71, 94]
    assert ruled(right.paragraphs) == ["Độc lập - Tự do - Hạnh phúc"]
    assert ruled(left.paragraphs) == ["HỘI KHUYẾN HỌC HUYỆN NA RÌ"]


def test_what_the_paper_is_about_has_a_rule_below():
    assert ruled(written().paragraphs) == ["Về việc tặng Giấy khen"]


def test_the_columns_of_a_list_are_as_wide_as_they_should_be_also_by_the_grid():
    table = written().tables[-1]

    assert [round(column.width.mm) for column in table.columns] == [26, 238]
    assert [round(cell.width.mm) for cell in table.rows[-1].cells] == [26, 238]


def test_no_signature_stands_on_a_page_without_text():
    document = Document(BytesIO(write_paper(paper(paragraphs=[("", "Một."), ("", "Hai./.")]))))

    ends = [one for one in document.paragraphs if one.text in ("Một.", "Hai./.")]
    assert [one.paragraph_format.keep_with_next for one in ends] == [True, True]
    assert document.tables[1]._tbl.find(f".//{qn('w:cantSplit')}") is not None
