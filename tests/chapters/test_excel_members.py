"""Members from Excel and back: preview, confirm, the faulty rows handed back, the round trip, the undoing."""

from datetime import date

import pytest

from chapters.actions import end_membership, update_member
from chapters.models import Member, Membership
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.imports.files import export, template
from khuyenhoc.imports.models import Import
from khuyenhoc.imports.registry import importer_of
from khuyenhoc.models import Change
from khuyenhoc.sheets import read_tables

from .excel import MEMBER_HEADINGS, confirm, counts, edited, members_of, opened, undo, upload, workbook

SEN = ("Nông Thị Sen", "nữ", 1962, "Chi hội thôn Bản Cào", "01/05/2020", "0912 000 111")
XUAN = ("Bàn Văn Xuân", "nam", 1958, "chi hội thôn bản cào", date(2019, 3, 4), 912000222)


@pytest.fixture
def officer(cast):
    return cast.con_minh_officer


def exported(cast, officer):
    return export(importer_of("members"), officer, cast.con_minh.pk).content


def lan_today(cast):
    return Member.objects.get(pk=cast.lan.pk)


def test_a_preview_counts_and_writes_nothing(cast, officer):
    before = Member.objects.count()

    imported = upload(cast.con_minh, members_of(SEN, XUAN), officer)

    assert (imported.state, counts(imported).new, counts(imported).faulty) == ("previewed", 2, 0)
    assert Member.objects.count() == before


def test_what_is_confirmed_is_written_by_her_through_this_import(cast, officer):
    imported = confirm(upload(cast.con_minh, members_of(SEN, XUAN), officer), officer)

    assert imported.state == "done"
    sen = Member.objects.get(name="Nông Thị Sen")
    assert (sen.sex, sen.birth_year, sen.phone, sen.compare_key) == ("female", 1962, "0912 000 111", sen.compare_key)
    assert sen.sort_key
    membership = sen.memberships.get()
    assert (membership.unit, membership.since, membership.is_counted) == (cast.ban_cao, date(2020, 5, 1), True)
    assert Member.objects.get(name="Bàn Văn Xuân").phone == "0912000222"
    change = Change.objects.of(sen).get()
    assert (change.actor_name, change.through) == ("Cán bộ Côn Minh", f"nhập Excel số {imported.pk}")


def test_the_workbook_goes_when_it_is_written(cast, officer):
    imported = confirm(upload(cast.con_minh, members_of(SEN), officer), officer)

    imported.refresh_from_db()
    assert (imported.content, imported.samples, imported.faults) == (None, {}, [])


def test_confirming_twice_writes_once(cast, officer):
    imported = upload(cast.con_minh, members_of(SEN), officer)
    confirm(imported, officer)

    confirm(imported, officer)

    assert Member.objects.filter(name="Nông Thị Sen").count() == 1


FAULTY = [
    (("Nông Thị Sen", "nữ", 2062, *SEN[3:]), "birth_year"),
    (("Nông Thị Sen", "nữ", 1962, "Chi hội thôn Không Có", *SEN[4:]), "unit"),
    (("Nông Thị Sen", "nữ", 1962, "Chi hội thôn Tô Đoóc", *SEN[4:]), "unit"),
    (("Nông Thị Sen", "nữ", 1962, "", *SEN[4:]), "unit"),
    ((*SEN[:4], "31/2/2020", ""), "since"),
    ((*SEN[:4], "01/01/2999", ""), "since"),
    ((*SEN[:4], None, ""), "since"),
    (("", *SEN[1:]), "name"),
]


@pytest.mark.parametrize("row, column", FAULTY)
def test_a_fault_names_sheet_row_and_column_and_is_marked_in_the_workbook(cast, officer, row, column):
    imported = upload(cast.con_minh, members_of(XUAN, row), officer)

    (fault,) = imported.faults
    assert (fault["row"], fault["column"]) == (3, column)
    assert fault["sentence"].endswith(".")
    with pytest.raises(Refusal, match="Còn 1 dòng có lỗi"):
        confirm(imported, officer)


def test_a_code_that_is_no_number_names_nobody(cast, officer):
    rows = [("²", "Nông Thị Sen"), ("9" * 30, "Nông Thị Xuân")]

    imported = upload(cast.con_minh, workbook(("Mã hội viên", "Họ và tên"), *rows), officer)

    told = [(fault["row"], fault["sentence"].split(".")[0]) for fault in imported.faults]
    assert told == [(row, "Không có hội viên mang mã này trong phạm vi của bạn") for row in (2, 3)]


def test_the_good_rows_are_written_and_the_faulty_ones_wait(cast, officer):
    bad = ("Nông Thị Sen", "nữ", 1962, "Chi hội thôn Không Có", "01/05/2020", "")

    imported = confirm(upload(cast.con_minh, members_of(XUAN, bad), officer), officer, only_good=True)

    assert imported.counts["new_written"] == 1
    assert not Member.objects.filter(name="Nông Thị Sen").exists()
    assert imported.content is not None
    assert [fault["row"] for fault in imported.faults] == [3]


def test_a_chapter_that_declares_a_number_says_how_to_switch_and_switches_with_one_tick(cast, officer):
    from khuyenhoc.imports.actions import check_import_again

    imported = upload(cast.con_minh, members_of((*SEN[:3], "Chi hội thôn Chợ A", *SEN[4:])), officer)
    assert "đánh dấu Quản lý danh sách hội viên" in imported.faults[0]["sentence"]

    imported = check_import_again(imported=imported, offers=["switch_rosters"], by=officer)
    assert counts(imported).faulty == 0
    confirm(imported, officer)

    cast.cho_a.refresh_from_db()
    assert cast.cho_a.keeps_roster
    assert Member.objects.get(name="Nông Thị Sen").memberships.get().unit == cast.cho_a


def test_a_chapter_officer_is_not_offered_what_is_not_hers_to_switch(cast):
    imported = upload(cast.ban_cao, members_of((*SEN[:3], "Chi hội thôn Chợ A", *SEN[4:])), cast.chapter_officer)

    assert "Không có chi hội" in imported.faults[0]["sentence"]
    assert imported.samples["offers"] == []


def test_what_all_rows_have_in_common_need_not_be_in_the_file(cast, officer):
    content = workbook(("TT", "Họ và tên", "Năm sinh"), (1, "Nông Thị Sen", 1962))

    imported = upload(cast.con_minh, content, officer, unit=cast.ban_cao.code, since="2023-01-01")
    confirm(imported, officer)

    membership = Member.objects.get(name="Nông Thị Sen").memberships.get()
    assert (membership.unit, membership.since) == (cast.ban_cao, date(2023, 1, 1))


def test_an_export_uploaded_untouched_changes_nothing(cast, officer):
    imported = upload(cast.con_minh, exported(cast, officer), officer)

    assert (counts(imported).unchanged, counts(imported).changed, counts(imported).new) == (1, 0, 0)
    with pytest.raises(Refusal, match="Không có dòng nào để ghi"):
        confirm(imported, officer)


def column_of(content, label):
    sheet = opened(content).worksheets[0]
    return next(cell.column_letter for cell in sheet[1] if str(cell.value).startswith(label))


def test_an_edited_export_writes_only_the_edited_cell(cast, officer):
    content = exported(cast, officer)
    content = edited(content, **{f"{column_of(content, 'Địa chỉ')}2": "Thôn Bản Cào"})
    update_member(member=cast.lan, phone="0912333444", by=officer)
    last = Change.objects.first().pk

    imported = upload(cast.con_minh, content, officer)
    assert (counts(imported).changed, counts(imported).questions) == (1, 0)
    confirm(imported, officer)

    assert (lan_today(cast).address, lan_today(cast).phone) == ("Thôn Bản Cào", "0912333444")
    written = Change.objects.of(cast.lan).filter(pk__gt=last)
    assert [change.after for change in written] == [{"address": "Thôn Bản Cào"}]


def test_an_emptied_cell_of_an_export_empties_the_fact(cast, officer):
    content = exported(cast, officer)
    content = edited(content, **{f"{column_of(content, 'Năm sinh')}2": None})

    confirm(upload(cast.con_minh, content, officer), officer)

    assert lan_today(cast).birth_year is None


@pytest.mark.parametrize("answer, phone", [("keep", "0912333444"), ("file", "0912555666")])
def test_a_cell_changed_meanwhile_by_somebody_else_is_asked_about(cast, officer, answer, phone):
    content = exported(cast, officer)
    content = edited(content, **{f"{column_of(content, 'Điện thoại')}2": "0912555666"})
    update_member(member=cast.lan, phone="0912333444", by=cast.office)

    imported = upload(cast.con_minh, content, officer)

    (question,) = imported.questions
    for told in ("Hoàng Thị Lan", "Thường trực Hội", "0912333444", "0912555666"):
        assert told in question["sentence"]
    with pytest.raises(Refusal, match="câu hỏi chưa trả lời"):
        confirm(imported, officer)
    if answer == "file":
        confirm(imported, officer, **{question["key"]: answer})
    else:
        confirm(imported, officer, clash=answer)
    assert lan_today(cast).phone == phone


def test_what_changed_between_preview_and_confirming_is_shown_again(cast, officer):
    content = exported(cast, officer)
    content = edited(content, **{f"{column_of(content, 'Điện thoại')}2": "0912555666"})
    imported = upload(cast.con_minh, content, officer)
    update_member(member=cast.lan, phone="0912333444", by=cast.office)

    imported = confirm(imported, officer)

    assert (imported.state, counts(imported).questions) == ("previewed", 1)
    assert "đã có người sửa" in imported.notes[0]
    assert lan_today(cast).phone == "0912333444"


@pytest.mark.parametrize("answer, number", [("new", 2), ("skip", 1)])
def test_somebody_who_may_be_there_already_is_asked_about(cast, officer, answer, number):
    twin = ("Hoàng thị LAN", "nữ", 1960, "Chi hội thôn Bản Cào", "01/05/2020", "")

    imported = upload(cast.con_minh, members_of(twin, SEN), officer)

    (question,) = imported.questions
    assert "giống hội viên đã có: Hoàng Thị Lan, sinh 1960" in question["sentence"]
    confirm(imported, officer, double=answer)
    assert Member.objects.filter(compare_key=cast.lan.compare_key).count() == number
    assert Member.objects.filter(name="Nông Thị Sen").exists()


def test_the_same_person_twice_in_one_file_is_asked_about(cast, officer):
    imported = upload(cast.con_minh, members_of(SEN, XUAN, SEN), officer)

    assert [question["sentence"] for question in imported.questions] == [
        "Nông Thị Sen giống dòng 2 của chính tệp này (trùng tên, năm sinh và chi hội)."
    ]


def test_a_neighbour_s_code_and_a_code_given_twice_are_faults(cast, officer):
    headings = ("Mã hội viên", *MEMBER_HEADINGS)
    rows = [(cast.secret.pk, *SEN), (cast.lan.pk, "Hoàng Thị Lan"), (cast.lan.pk, "Hoàng Thị Lan")]

    imported = upload(cast.con_minh, workbook(headings, *rows), officer)

    assert [(fault["row"], fault["column"]) for fault in imported.faults] == [(2, "code"), (4, "code")]
    assert "Lý Văn Kín" not in str(imported.faults)


def test_a_move_to_another_chapter_is_no_matter_of_a_cell(cast, officer):
    content = exported(cast, officer)

    imported = upload(cast.con_minh, edited(content, **{f"{column_of(content, 'Chi hội')}2": "Chợ A"}), officer)

    assert [fault["column"] for fault in imported.faults] == ["unit"]


def test_nobody_imports_outside_her_reach(cast, officer):
    imported = upload(cast.con_minh, members_of(SEN), officer)

    with pytest.raises(NotAllowed):
        confirm(imported, cast.van_lang_officer)
    assert not Import.objects.visible_to(cast.van_lang_officer).exists()
    assert not Import.objects.visible_to(cast.leader).exists()
    assert Import.objects.visible_to(cast.office).exists()


def test_an_export_holds_her_unit_and_no_neighbour(cast, officer):
    content = exported(cast, officer)

    names = [
        row.values["name"]
        for table in read_tables(content, "a.xlsx", importer_of("members").columns(officer, cast.con_minh.pk)).tables
        for row in table.rows()
    ]
    assert names == ["Hoàng Thị Lan"]


def test_a_template_has_instructions_and_her_chapters_to_choose_from(cast, officer):
    book = opened(template(importer_of("members"), officer, cast.con_minh.pk).content)

    text = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    assert "Chi hội thôn Bản Cào" in text
    assert "Tô Đoóc" not in text
    assert "Hướng dẫn" in book.sheetnames


def test_undoing_makes_new_members_recorded_by_mistake_and_gives_cells_back(cast, officer):
    content = exported(cast, officer)
    content = edited(
        content,
        **{
            f"{column_of(content, 'Điện thoại')}2": "0912555666",
            f"{column_of(content, 'Họ và tên')}3": "Nông Thị Sen",
            f"{column_of(content, 'Chi hội')}3": "Chi hội thôn Bản Cào",
            f"{column_of(content, 'Ngày vào')}3": date(2020, 5, 1),
        },
    )
    imported = confirm(upload(cast.con_minh, content, officer), officer)
    assert (imported.counts["new_written"], imported.counts["changed_written"]) == (1, 1)

    imported = undo(imported, officer)

    assert imported.state == "undone"
    gone = Membership.objects.get(member__name="Nông Thị Sen")
    assert (gone.exit, gone.until, gone.is_counted) == ("voided", gone.since, False)
    assert not Member.objects.visible_to(officer).filter(name="Nông Thị Sen").exists()
    assert lan_today(cast).phone == ""
    assert undo(imported, officer).state == "undone"


def test_undoing_refuses_when_somebody_changed_a_row_since(cast, officer):
    imported = confirm(upload(cast.con_minh, members_of(SEN, XUAN), officer), officer)
    update_member(member=Member.objects.get(name="Nông Thị Sen"), address="Nhà số 5", by=officer)

    with pytest.raises(Refusal, match="đã có người sửa Nông Thị Sen"):
        undo(imported, officer)

    assert Membership.objects.genuine().filter(member__name="Bàn Văn Xuân").exists()


def test_undoing_refuses_when_a_member_has_left_since(cast, officer):
    imported = confirm(upload(cast.con_minh, members_of(SEN), officer), officer)
    membership = Membership.objects.get(member__name="Nông Thị Sen")
    end_membership(membership=membership, until=date(2024, 1, 1), exit="left", by=officer)

    with pytest.raises(Refusal, match="đã có người sửa Nông Thị Sen – Chi hội thôn Bản Cào"):
        undo(imported, officer)
