"""Registers of learning models from Excel and back: preview, faulty rows, the round trip, the undoing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards import actions
from awards.models import LearningModel, Registration
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.files import export, marked, template
from khuyenhoc.imports.registry import importer_of

from ..chapters.excel import confirm, counts, edited, opened, undo, upload, workbook
from .learning import recognise, register

HEADINGS = ("Mô hình", "Họ và tên chủ hộ", "Địa chỉ", "Đơn vị", "Năm", "Ngày đăng ký", "Số khẩu", "Điểm tự chấm")
AN = ("gia đình học tập", "Nông Văn An", "Xóm trên", "Chi hội thôn Bản Cào", 2024, "15/01/2024", 4, "85,5")
BINH = ("", "Lô Thị Bình", "", "chi hội thôn chợ a", 2024, date(2024, 1, 16), None, 90.5)
CLAN = ("dòng họ học tập", "Dòng họ Nông", "", "", 2024, "", None, "")


@pytest.fixture
def officer(cast):
    return cast.con_minh_officer


def sent(cast, officer, *rows, headings=HEADINGS):
    return upload(cast.con_minh, workbook(headings, *rows), officer, kind="learning")


def exported(cast, officer):
    return export(importer_of("learning"), officer, cast.con_minh.pk).content


def registered():
    found = Registration.objects.counted().select_related("learning_model__unit").order_by("pk")
    return [
        (one.learning_model.kind, one.learning_model.name, str(one.learning_model.unit), one.year, one.self_points)
        for one in found
    ]


def test_a_list_is_previewed_and_then_written(cast, officer):
    imported = sent(cast, officer, AN, BINH, CLAN)
    assert (counts(imported).new, counts(imported).faulty, Registration.objects.count()) == (3, 0, 0)

    confirm(imported, officer)

    assert registered() == [
        ("family", "Nông Văn An", str(cast.ban_cao), 2024, Decimal("85.5")),
        ("family", "Lô Thị Bình", str(cast.cho_a), 2024, Decimal("90.5")),
        ("clan", "Dòng họ Nông", str(cast.con_minh), 2024, None),
    ]
    an = Registration.objects.get(learning_model__name="Nông Văn An")
    assert (an.people, an.registered_on, an.recorded_by) == (4, date(2024, 1, 15), officer)
    assert "nong van an" in an.learning_model.search_key


def test_years_past_come_with_their_results_and_make_a_run(cast, officer):
    headings = ("Chủ hộ", "Đơn vị", "Năm", "Điểm thẩm định", "Kết quả", "Số QĐ", "Ngày QĐ")
    rows = [
        ("Nông Văn An", "Chi hội thôn Bản Cào", year, "90", "công nhận", f"{year}/QĐ", f"15/12/{year}")
        for year in (2021, 2022, 2023)
    ]

    confirm(sent(cast, officer, *rows, headings=headings), officer)

    model = LearningModel.objects.get()
    assert [(one.year, one.result, one.decision_number) for one in model.registrations.order_by("year")] == [
        (2021, "recognised", "2021/QĐ"),
        (2022, "recognised", "2022/QĐ"),
        (2023, "recognised", "2023/QĐ"),
    ]


FAULTY = [
    ({4: ""}, "year"),
    ({1: ""}, "name"),
    ({0: "làng học tập"}, "kind"),
    ({3: "Chi hội thôn Không Có"}, "unit"),
    ({3: "Chi hội thôn Tô Đoóc"}, "unit"),
    ({4: 2099}, "year"),
    ({5: "31/2/2024"}, "registered_on"),
    ({5: "01/01/2020"}, "registered_on"),
    ({6: "bốn"}, "people"),
    ({7: "120"}, "self_points"),
    ({7: "85,55"}, "self_points"),
    ({0: "đơn vị học tập"}, "unit"),
]


@pytest.mark.parametrize("changed,column", FAULTY)
def test_a_faulty_cell_is_named_and_the_rest_can_be_written(cast, officer, changed, column):
    bad = tuple(changed.get(place, value) for place, value in enumerate(AN))
    imported = sent(cast, officer, bad, BINH)

    assert [fault["column"] for fault in imported.faults] == [column]
    assert counts(imported).new == 1
    confirm(imported, officer, only_good=True)
    assert [name for _, name, *_ in registered()] == ["Lô Thị Bình"]


def test_faulty_rows_come_back_marked(cast, officer):
    imported = sent(cast, officer, AN, (*AN[:1], "Lô Thị Bình", *AN[2:7], "nhiều"))

    book = opened(marked(imported, officer).content)

    text = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    assert "không phải là điểm" in text


def test_who_is_registered_already_is_faulty_in_the_file_and_in_the_database(cast, officer):
    register(cast, "Nông Văn An", address="Xóm trên", year=2024)

    imported = sent(cast, officer, AN, BINH, BINH)

    assert [(fault["row"], fault["sentence"][:40]) for fault in imported.faults] == [
        (2, "Nông Văn An đã đăng ký năm 2024. Nếu là "),
        (4, "Lô Thị Bình đã đăng ký năm 2024. Nếu là "),
    ]


def test_the_export_read_back_changes_nothing(cast, officer):
    register(cast, self_points=Decimal("85.5"), people=4, registered_on=date(2023, 1, 15))
    recognise(cast, register(cast, "Dòng họ Nông", kind="clan", head="Nông Văn Trưởng", unit=cast.con_minh))

    imported = upload(cast.con_minh, exported(cast, officer), officer, kind="learning")

    assert (counts(imported).unchanged, counts(imported).new, counts(imported).changed) == (2, 0, 0)
    assert imported.faults == []


def test_only_the_cells_that_were_changed_are_written(cast, officer):
    made = register(cast, self_points=Decimal("85.5"))
    content = exported(cast, officer)
    cells = {str(cell.value): cell.coordinate for cell in opened(content).worksheets[0][1]}
    row = {heading: place.replace("1", "2") for heading, place in cells.items()}

    change = {row["Điểm thẩm định"]: "90.5", row["Kết quả"]: "công nhận", row["Địa chỉ"]: "Xóm giữa"}
    imported = upload(cast.con_minh, edited(content, **change), officer, kind="learning")
    assert counts(imported).changed == 1
    confirm(imported, officer)

    made.refresh_from_db()
    assert (made.points, made.result, made.learning_model.address, made.self_points) == (
        Decimal("90.5"),
        "recognised",
        "Xóm giữa",
        Decimal("85.5"),
    )
    undo(imported, officer)
    made = Registration.objects.select_related("learning_model").get()
    assert (made.points, made.result, made.learning_model.address) == (None, "", "")


@pytest.mark.parametrize("heading,value", [("Năm", 2022), ("Mô hình", "dòng họ học tập"), ("Đơn vị theo dõi", "02173")])
def test_what_a_registration_is_of_is_not_changed_by_a_file(cast, officer, heading, value):
    register(cast)
    content = exported(cast, officer)
    place = next(cell.coordinate for cell in opened(content).worksheets[0][1] if str(cell.value).startswith(heading))

    imported = upload(cast.con_minh, edited(content, **{place.replace("1", "2"): value}), officer, kind="learning")

    (fault,) = imported.faults
    assert "của đăng ký đã có không sửa được" in fault["sentence"]


def test_somebody_elses_change_meanwhile_is_asked_about(cast, officer):
    made = register(cast)
    content = exported(cast, officer)
    place = next(cell.coordinate for cell in opened(content).worksheets[0][1] if cell.value == "Điểm thẩm định")
    actions.assess_registration(registration=made, points=Decimal(80), by=cast.office)

    imported = upload(cast.con_minh, edited(content, **{place.replace("1", "2"): "90"}), officer, kind="learning")

    (question,) = imported.questions
    assert "Thường trực Hội" in question["sentence"]
    assert "80" in question["sentence"]


def test_undoing_withdraws_what_was_entered(cast, officer):
    imported = confirm(sent(cast, officer, AN, CLAN), officer)

    undo(imported, officer)

    assert registered() == []
    assert set(Registration.objects.values_list("result", "result_reason")) == {
        ("withdrawn", "Hoàn tác lần nhập Excel")
    }
    confirm(sent(cast, officer, AN), officer)
    assert [name for _, name, *_ in registered()] == ["Nông Văn An"]


def test_undoing_is_refused_when_somebody_has_gone_on(cast, officer):
    imported = confirm(sent(cast, officer, AN), officer)
    actions.assess_registration(registration=Registration.objects.get(), points=Decimal(90), by=cast.office)

    with pytest.raises(Refusal, match="sau lần nhập này đã có người sửa Nông Văn An, năm 2024"):
        undo(imported, officer)


def test_a_chapter_s_file_has_no_columns_for_results(cast):
    book = opened(template(importer_of("learning"), cast.chapter_officer, cast.ban_cao.pk).content)

    headings = [cell.value for cell in book.worksheets[0][1]]
    assert "Điểm tự chấm" in headings
    assert "Kết quả" not in headings


def test_the_template_carries_no_code_and_lists_the_units(cast, officer):
    book = opened(template(importer_of("learning"), officer, cast.con_minh.pk).content)

    assert "Mã đăng ký" not in [cell.value for cell in book.worksheets[0][1]]
    words = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
    assert any("Chi hội thôn Bản Cào" in word for word in words)
    assert not any("Tô Đoóc" in word for word in words)


def test_a_check_takes_the_same_queries_however_many_rows(cast, officer):
    def asked(rows):
        lines = [(AN[0], f"Gia đình số {number}", *AN[2:]) for number in range(rows)]
        with CaptureQueriesContext(connection) as queries:
            sent(cast, officer, *lines)
        return len(queries)

    register(cast, "Gia đình số 0", address="Xóm trên", year=2023)

    assert asked(1) == asked(3)
