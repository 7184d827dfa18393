"""A list of recipients from Excel: looked through, written as one list, taken back."""

import pytest

from funds.models import Grant, GrantList
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.actions import start_import
from khuyenhoc.imports.files import export
from khuyenhoc.imports.registry import importer_of
from tests.chapters.excel import confirm, counts, opened, undo, workbook

from .test_grants import make, pay

HEADINGS = ("TT", "Họ tên", "Đối tượng", "Trường", "Suất", "Số tiền", "Hoàn cảnh")
ROWS = (
    (1, "Nông Thị Bình", "học sinh", "THCS Côn Minh", 1, 500_000, "Bố mất"),
    (2, "Lý Văn Sơn", None, None, None, "1,5 triệu", None),
)


def upload_list(cast, book, *rows):
    content = workbook(HEADINGS, *rows)
    choices = {"fund": str(book.fund.pk), "kind": "hardship", "name": "Quà Tết", "given_on": "2023-01-15"}
    return start(cast, content, choices)


def start(cast, content, choices):
    return start_import(
        kind="grants",
        unit_id=cast.district.pk,
        name="Danh sách.xlsx",
        content=content,
        by=cast.treasurer,
        choices=choices,
    )


def test_a_workbook_becomes_one_list_and_undoing_drops_it(cast, book):
    imported = upload_list(cast, book, *ROWS)
    assert (counts(imported).new, counts(imported).faulty, GrantList.objects.count()) == (2, 0, 0)

    written = confirm(imported, cast.treasurer)

    made = GrantList.objects.get()
    assert (made.name, made.kind, str(made.given_on)) == ("Quà Tết", "hardship", "2023-01-15")
    assert list(made.grants.values_list("name", "recipient", "shares", "amount", "note")) == [
        ("Nông Thị Bình", "pupil", 1, 500_000, "Bố mất"),
        ("Lý Văn Sơn", "pupil", 1, 1_500_000, ""),
    ]
    undo(written, cast.treasurer)
    assert GrantList.objects.get().dropped_because == "Hoàn tác lần nhập Excel"


def test_a_list_that_was_paid_meanwhile_is_not_taken_back(cast, book):
    book.take_in(9_000_000)
    written = confirm(upload_list(cast, book, *ROWS), cast.treasurer)
    pay(cast, book, GrantList.objects.get(), 2_000_000)

    with pytest.raises(Refusal, match="Danh sách này đã có PC 01/2023"):
        undo(written, cast.treasurer)


def test_faults_stand_beside_their_cells_and_the_same_child_twice_is_asked_about(cast, book):
    imported = upload_list(
        cast,
        book,
        ROWS[0],
        ROWS[0],
        (3, "Hà Yến", "cán bộ", None, None, 1_000, None),
        (4, "", None, None, None, 1, None),
    )

    assert {(fault["row"], fault["label"]) for fault in imported.faults} == {(4, "Đối tượng"), (5, "Họ và tên")}
    assert [question["sentence"] for question in imported.questions] == [
        "Dòng 2 đã có người tên này, cùng lớp, trường."
    ]


def test_what_is_known_goes_out_and_comes_back_unchanged(cast, book):
    make(cast, book)
    importer = importer_of("grants")
    content = export(importer, cast.treasurer, cast.district.pk).content

    again = start(cast, content, {"fund": "0", "kind": "reward", "name": "Lại", "given_on": "2023-01-01"})

    assert [cell.value for cell in opened(content).worksheets[0]["B"]][1:] == ["Hoàng Thị Lan", "Nông Thị Bình"][::-1]
    assert (counts(again).unchanged, counts(again).new) == (2, 0)
    assert Grant.objects.count() == 2
