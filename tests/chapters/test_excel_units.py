"""Units from Excel and back: parents and children in one file, the drafts of the year that follow, the undoing."""

from datetime import date

import pytest

from chapters.actions import admit_member, update_unit
from chapters.models import Unit
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.files import export
from khuyenhoc.imports.registry import importer_of
from reports.actions import open_period, set_values
from reports.models import Return, Row
from reports.tree import catch_up

from .excel import UNIT_HEADINGS, confirm, counts, edited, opened, undo, upload, workbook

NA_MOI = ("", "chi hội", "", "Chi hội thôn Nà Mới", "xã Côn Minh", "thôn, tổ dân phố", "có")


def units_of(*rows):
    return workbook(UNIT_HEADINGS, *rows)


def put(place, content, by):
    return upload(place, content, by, kind="units")


def exported(cast):
    return export(importer_of("units"), cast.office, cast.district.pk).content


def test_a_chapter_is_opened_in_its_place_with_a_code_of_its_own(cast):
    imported = put(cast.con_minh, units_of(NA_MOI), cast.con_minh_officer)
    assert counts(imported).new == 1
    assert not Unit.objects.filter(name="Chi hội thôn Nà Mới").exists()

    confirm(imported, cast.con_minh_officer)

    unit = Unit.objects.get(name="Chi hội thôn Nà Mới")
    assert (unit.parent, unit.code, unit.path) == (cast.con_minh, "02173-003", cast.con_minh.path + "0003")
    assert (unit.setting, unit.keeps_roster, unit.search_key) == ("hamlet", True, "chi hoi thon na moi")


def test_children_may_stand_above_their_new_parents(cast):
    rows = [
        ("", "tổ hội", "", "Tổ hội số 1", "Chi hội Trường Tiểu học Cư Lễ", "", ""),
        ("", "chi hội", "", "Chi hội Trường Tiểu học Cư Lễ", "02176", "trường học", "không"),
        ("02176", "xã", "xã", "Cư Lễ", "066", "", ""),
    ]

    confirm(put(cast.district, units_of(*rows), cast.office), cast.office)

    team = Unit.objects.get(name="Tổ hội số 1")
    assert [unit.name for unit in Unit.objects.above(team)] == ["Na Rì", "Cư Lễ", "Chi hội Trường Tiểu học Cư Lễ"]
    assert team.path.startswith(team.parent.path)


def test_a_name_says_its_kind_and_its_designation(cast):
    rows = [
        ("02155", "xã", "", "Thị trấn Yến Lạc", "", "", ""),
        ("", "", "", "Chi hội thôn Bản Lài", "Yến Lạc", "thôn, tổ dân phố", ""),
    ]

    confirm(put(cast.district, units_of(*rows), cast.office), cast.office)

    assert Unit.objects.get(name="Chi hội thôn Bản Lài").parent.full_name == "thị trấn Yến Lạc"


FAULTY = [
    (("", "xã", "xã", "Cư Lễ", "xã Côn Minh", "", ""), "kind", "không đặt được dưới"),
    (("", "chi hội", "", "Chi hội thôn X", "Xã Không Có", "thôn, tổ dân phố", ""), "parent", "Không có đơn vị nào"),
    (("", "chi hội", "", "Chi hội thôn X", "xã Văn Lang", "thôn, tổ dân phố", ""), "parent", "Không có đơn vị nào"),
    (("", "chi hội", "", "Chi hội thôn X", "xã Côn Minh", "", ""), "setting", "Xin chọn địa bàn"),
    (("", "", "", "Nà Mới", "xã Côn Minh", "", ""), "kind", "Chưa ghi loại"),
    (("02140", "chi hội", "", "Chi hội thôn X", "xã Côn Minh", "thôn, tổ dân phố", ""), "code", "Mã này đang dùng"),
    (("02173-001", "ban khuyến học", "", "Chi hội thôn Bản Cào", "", "", "có"), "kind", "không đổi bằng tệp"),
]


@pytest.mark.parametrize("row, column, told", FAULTY)
def test_a_fault_says_what_to_do(cast, row, column, told):
    imported = put(cast.con_minh, units_of(row), cast.con_minh_officer)

    (fault,) = imported.faults
    assert fault["column"] == column
    assert told in fault["sentence"]


def test_units_under_each_other_in_a_circle_are_refused(cast):
    rows = [
        ("A", "chi hội", "", "Chi hội A", "B", "thôn, tổ dân phố", ""),
        ("B", "chi hội", "", "Chi hội B", "A", "thôn, tổ dân phố", ""),
    ]

    imported = put(cast.con_minh, units_of(*rows), cast.con_minh_officer)

    assert all("thành vòng" in fault["sentence"] for fault in imported.faults)
    assert counts(imported).faulty == 2


def test_what_stands_under_a_faulty_row_waits_with_it(cast):
    rows = [
        ("02176", "xã", "làng", "Cư Lễ", "066", "", ""),
        ("", "chi hội", "", "Chi hội thôn Nà Mới", "02176", "thôn, tổ dân phố", ""),
        NA_MOI,
    ]

    imported = confirm(put(cast.district, units_of(*rows), cast.office), cast.office, only_good=True)

    assert [fault["row"] for fault in imported.faults] == [2, 3]
    assert Unit.objects.get(name="Chi hội thôn Nà Mới").parent == cast.con_minh


def test_a_unit_of_the_same_name_in_the_same_place_is_asked_about(cast):
    again = ("", "chi hội", "", "Chi hội thôn BẢN CÀO", "xã Côn Minh", "thôn, tổ dân phố", "")

    imported = put(cast.con_minh, units_of(again, NA_MOI), cast.con_minh_officer)

    assert "đã có một đơn vị cùng loại, cùng tên" in imported.questions[0]["sentence"]
    confirm(imported, cast.con_minh_officer, double="skip")
    assert Unit.objects.filter(parent=cast.con_minh).count() == 3


def test_an_export_of_units_uploaded_untouched_changes_nothing(cast):
    imported = put(cast.district, exported(cast), cast.office)

    assert (counts(imported).unchanged, counts(imported).changed, counts(imported).new) == (6, 0, 0)


def test_only_the_edited_cell_of_a_unit_is_written(cast):
    content = exported(cast)
    sheet = opened(content).worksheets[0]
    row = next(line[0].row for line in sheet.iter_rows() if line[0].value == cast.cho_a.code)
    column = next(cell.column_letter for cell in sheet[1] if str(cell.value).startswith("Quản lý"))
    update_unit(unit=cast.cho_a, name="Chi hội thôn Chợ A mới", by=cast.office)

    imported = confirm(put(cast.district, edited(content, **{f"{column}{row}": "có"}), cast.office), cast.office)

    cast.cho_a.refresh_from_db()
    assert imported.counts["changed_written"] == 1
    assert (cast.cho_a.keeps_roster, cast.cho_a.name) == (True, "Chi hội thôn Chợ A mới")


@pytest.fixture
def year(cast):
    return open_period(year=2026, by=cast.office)


def opened_unit(cast):
    imported = confirm(put(cast.con_minh, units_of(NA_MOI), cast.con_minh_officer), cast.con_minh_officer)
    return imported, Unit.objects.get(name="Chi hội thôn Nà Mới")


def test_a_unit_undone_leaves_the_drafts_and_does_not_come_back(cast, year):
    imported, unit = opened_unit(cast)
    assert Row.objects.filter(unit=unit).count() == 1

    undo(imported, cast.con_minh_officer)

    unit.refresh_from_db()
    assert unit.opened_on == unit.closed_on
    assert not Unit.objects.open_on(date.today()).filter(pk=unit.pk).exists()  # noqa: DTZ011
    catch_up(Return.objects.get(unit=cast.con_minh))
    assert not Row.objects.filter(unit=unit).exists()


def test_a_commune_undone_leaves_the_tree_of_the_year(cast, year):
    rows = [("02176", "xã", "xã", "Cư Lễ", "066", "", "")]
    imported = confirm(put(cast.district, units_of(*rows), cast.office), cast.office)
    assert Return.objects.current().filter(unit__code="02176").count() == 1

    undo(imported, cast.office)

    assert not Return.objects.current().filter(unit__name="Cư Lễ").exists()
    confirm(put(cast.district, units_of(*rows), cast.office), cast.office, double="new")
    assert Return.objects.current().filter(unit__code="02176").count() == 1


def test_undoing_refuses_once_a_member_was_admitted_there(cast):
    imported, unit = opened_unit(cast)
    admit_member(unit=unit, name="Nông Thị Sen", since=date(2024, 1, 1), by=cast.con_minh_officer)

    with pytest.raises(Refusal, match="Chi hội thôn Nà Mới đã có sinh hoạt"):
        undo(imported, cast.con_minh_officer)

    unit.refresh_from_db()
    assert unit.closed_on is None


def test_undoing_refuses_once_a_figure_was_entered(cast, year):
    imported, unit = opened_unit(cast)
    set_values(row=Row.objects.get(unit=unit), cells={"fund_closing": (None, 12)}, by=cast.con_minh_officer)

    with pytest.raises(Refusal, match="đã có số liệu"):
        undo(imported, cast.con_minh_officer)
