import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyenhoc.actions import Refusal
from khuyenhoc.sheets import Column, read_tables

from .workbooks import BE, BIRTH_YEAR, GENDER, HEADINGS, HOA, MEMBERS, NAME, UNIT, read, xls, xlsx

SPELT = {
    "Họ và tên": ["HỌ VÀ TÊN", "Họ tên", "ho va ten", "Họ và\ntên (*)", "Họ  và tên:", "*Họ và tên hội viên"],
    "Năm sinh": ["NĂM SINH", "nam sinh", "Năm sinh (dương lịch)", unicodedata.normalize("NFD", "Năm sinh")],
    "Chi hội": ["Đơn vị", "CHI HỘI (*)", "Thuộc chi hội"],
    "Điện thoại": ["SĐT", "Số điện thoại", "điện thoại."],
}


def refusal(content, columns=MEMBERS):
    with pytest.raises(Refusal) as refused:
        read_tables(content, "hoi-vien.xlsx", columns)
    return str(refused.value)


def names(rows):
    return [row.values["name"] for row in rows]


@given(st.randoms(use_true_random=False), st.integers(0, 12))
@settings(max_examples=25, deadline=None)
def test_headings_are_found_in_any_order_and_spelling_below_any_title(chance: random.Random, lines):
    order = list(range(len(HEADINGS)))
    chance.shuffle(order)
    headings = [chance.choice(SPELT.get(HEADINGS[place], [HEADINGS[place]])) for place in order]
    titles = [["HỘI KHUYẾN HỌC HUYỆN NA RÌ"], [], ["DANH SÁCH HỘI VIÊN", None, "năm 2023"]][: lines % 4] + [[]] * lines

    rows = read(xlsx([*titles, headings, [BE[place] for place in order], [HOA[place] for place in order]]))

    assert [row.number for row in rows] == [len(titles) + 2, len(titles) + 3]
    assert [(row.values["name"], row.values["birth_year"], row.values["unit"]) for row in rows] == [
        ("Hoàng Văn Bé", 1958, "Thôn Nà Bó"),
        ("Nguyễn Thị Hoà", 1960, "Thôn Nà Bó"),
    ]
    assert [row.faults for row in rows] == [[], []]


def test_a_table_may_begin_at_any_column():
    rows = read(xlsx([[], [None, None, "Họ và tên", "Chi hội"], [None, None, "Hoàng Văn Bé", "Thôn Nà Bó"]]))

    assert rows[0].number == 3
    assert rows[0].values == {"name": "Hoàng Văn Bé", "unit": "Thôn Nà Bó"}


def test_a_name_in_two_columns_is_joined():
    rows = read(xlsx([["Họ đệm", "Tên", "Chi hội"], ["Hoàng Văn", "Bé", "Thôn Nà Bó"], [None, "Hoà", "Thôn Nà Bó"]]))

    assert names(rows) == ["Hoàng Văn Bé", "Hoà"]


@pytest.mark.parametrize("heading", ["Họ và tên", "Họ, tên", "HỌ VÀ TÊN HỘI VIÊN"])
def test_one_heading_merged_over_the_two_columns_of_a_name_joins_them(heading):
    rows = read(xlsx([["TT", heading, None, "Chi hội"], [1, "Hoàng Văn", "Bé", "Thôn Nà Bó"]], merged=["B1:C1"]))

    assert names(rows) == ["Hoàng Văn Bé"]


def test_tên_alone_is_no_full_name():
    assert "thiếu cột “Họ và tên”" in refusal(xlsx([["Tên", "Chi hội", "Năm sinh"], ["Bé", "Thôn Nà Bó", 1958]]))


def test_years_of_birth_under_nam_and_nữ_say_both_year_and_gender():
    rows = read(
        xlsx(
            [
                ["TT", "Họ và tên", "Năm sinh", None, "Chi hội"],
                [None, None, "Nam", "Nữ", None],
                [1, "Hoàng Văn Bé", 1958, None, "Thôn Nà Bó"],
                [2, "Nguyễn Thị Hoà", None, "SN 1960", "Thôn Nà Bó"],
                [3, "Lý Thị Mai", 1970, 1970, "Thôn Nà Bó"],
                [4, "Nông Văn Tài", None, None, "Thôn Nà Bó"],
            ],
            merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
        )
    )

    assert [(row.values["gender"], row.values["birth_year"]) for row in rows] == [
        ("male", 1958),
        ("female", 1960),
        (None, None),
        (None, None),
    ]
    assert str(rows[2].faults[0]) == (
        "Trang tính “Hội viên”, dòng 5, cột Giới tính: Cả hai cột Nam và Nữ đều có chữ. Xin chỉ điền một cột."
    )
    assert rows[3].faults == []


def test_a_mark_under_nam_or_nữ_is_the_gender_only():
    rows = read(
        xlsx(
            [
                ["Họ và tên", "Nam", "Nữ", "Năm sinh", "Chi hội"],
                ["Hoàng Văn Bé", "x", None, 1958, "Thôn Nà Bó"],
                ["Nguyễn Thị Hoà", None, "X", 1960, "Thôn Nà Bó"],
            ]
        )
    )

    assert [(row.values["gender"], row.values["birth_year"]) for row in rows] == [("male", 1958), ("female", 1960)]


def test_năm_is_a_year_and_no_man():
    rows = read(xlsx([["Họ và tên", "Năm", "Nữ", "Chi hội"], ["Hoàng Văn Bé", 1958, "x", "Thôn Nà Bó"]]))

    assert "gender" not in rows[0].values


def test_headings_in_two_rows_without_merged_cells_are_read_too():
    rows = read(
        xls(
            [
                ["TT", "Họ và tên", "Năm sinh", "", "Chi hội"],
                ["", "", "Nam", "Nữ", ""],
                [1, "Hoàng Văn Bé", 1958, "", "A"],
            ]
        )
    )

    assert [row.values for row in rows] == [{"name": "Hoàng Văn Bé", "gender": "male", "birth_year": 1958, "unit": "A"}]


def test_a_missing_heading_is_named_with_those_that_were_seen():
    assert refusal(xlsx([["TT", "Họ và tên", "Năm sinh"], [1, "Hoàng Văn Bé", 1958]])) == (
        "Trang tính “Hội viên” thiếu cột “Chi hội”. Các tiêu đề đọc được: “TT”, “Họ và tên” và “Năm sinh”. "
        "Xin thêm cột còn thiếu, hoặc tải tệp mẫu về và điền vào đó."
    )


def test_two_columns_that_mean_the_same_are_named_by_their_letters():
    assert refusal(xlsx([["TT", "Họ và tên", "Chi hội", "Đơn vị"], [1, "Hoàng Văn Bé", "A", "B"]])) == (
        "Trang tính “Hội viên” có 2 cột cùng là “Chi hội”: cột C và D. Xin xóa hoặc đổi tên bớt, chỉ để lại một cột."
    )


def test_a_workbook_without_a_table_says_what_is_looked_for():
    assert refusal(xlsx([["Kính gửi các chi hội"], [12]])) == (
        "Không thấy bảng nào có dòng tiêu đề trong các trang tính “Hội viên”. "
        "Xin ghi tiêu đề các cột (“Họ và tên” và “Chi hội”…) ở một dòng phía trên, hoặc tải tệp mẫu về và điền vào đó."
    )


def test_columns_nobody_asked_for_are_noted_but_not_the_numbering():
    table = read_tables(xlsx([[*HEADINGS, "Ghi chú thêm"], [*BE, "tổ trưởng"]]), "a.xlsx", MEMBERS).tables[0]

    assert table.notes == ["Trang tính “Hội viên”: không đọc cột “Ghi chú thêm”."]
    assert [column.code for column in table.columns] == ["name", "gender", "birth_year", "unit", "since", "phone"]


def test_a_single_column_can_be_a_table():
    assert names(read(xlsx([["Họ và tên"], ["Hoàng Văn Bé"]]), [NAME])) == ["Hoàng Văn Bé"]


def test_a_code_that_is_a_required_column_does_not_take_every_word_for_a_heading():
    code = Column("code", "Mã", is_required=True)

    assert read(xlsx([["Mã", "Chi hội"], ["02173", "Côn Minh"]]), [code, UNIT])[0].values["code"] == "02173"


@pytest.mark.parametrize("columns", [[NAME, UNIT], [NAME, BIRTH_YEAR, UNIT], [NAME, GENDER, UNIT]])
def test_merged_headings_are_understood_whichever_columns_are_asked_for(columns):
    content = xlsx(
        [["Họ và tên", "Năm sinh", None, "Chi hội"], [None, "Nam", "Nữ", None], ["Hoàng Văn Bé", 1958, None, "A"]],
        merged=["A1:A2", "B1:C1", "D1:D2"],
    )
    whole = {"name": "Hoàng Văn Bé", "gender": "male", "birth_year": 1958, "unit": "A"}

    (row,) = read(content, columns)

    assert row.values == {column.code: whole[column.code] for column in columns}
