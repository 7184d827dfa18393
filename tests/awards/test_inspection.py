"""Inspections: planned for many at once, held, concluded; what was asked for is followed up by the unit."""

import contextlib
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards import actions
from awards.models import (
    Inspection,
    InspectionFinding,
    LearningModel,
    Registration,
)
from khuyenhoc.actions import NotAllowed, Refusal

from .deeds import conclude

OVER = "Cuộc kiểm tra đã kết luận hoặc không tiến hành, không sửa, không xóa được."


# The verbs


def test_a_plan_takes_many_units_at_once_or_none(cast, plan):
    made = plan(cast.con_minh, cast.van_lang, subjects=["learning", "funds"])

    assert [(one.unit, one.state, one.subjects) for one in made] == [
        (cast.con_minh, "planned", ["learning", "funds"]),
        (cast.van_lang, "planned", ["learning", "funds"]),
    ]
    with pytest.raises(Refusal, match="xã Côn Minh đã có trong kế hoạch ngày 10/10/2023"):
        plan(cast.ban_cao, cast.con_minh)
    assert Inspection.objects.count() == 2


@pytest.mark.parametrize(
    "facts,sentence",
    [
        ({"year": 2024}, "phải trong năm 2024"),
        ({"subjects": ["khac"]}, "Xin chọn nội dung kiểm tra"),
        ({"subjects": []}, "Xin chọn nội dung kiểm tra"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(plan, facts, sentence):
    with pytest.raises(Refusal, match=sentence):
        plan(**facts)


def test_a_plan_stays_under_the_association_that_makes_it(cast):
    with pytest.raises(Refusal, match="xã Văn Lang không thuộc xã Côn Minh"):
        actions.plan_inspections(
            by_unit=cast.con_minh,
            units=[cast.van_lang],
            year=2023,
            planned_on=date(2023, 5, 1),
            subjects=["funds"],
            by=cast.inspector,
        )


def test_only_inspectors_and_the_office_write(cast, plan, held):
    for user in (cast.con_minh_officer, cast.leader, cast.treasurer, cast.chapter_officer, cast.nobody):
        with pytest.raises(NotAllowed, match="ghi việc kiểm tra"):
            plan(planned_on=date(2023, 3, 3), by=user)
        with pytest.raises(NotAllowed):
            actions.add_finding(inspection=held, subject="funds", text="Thiếu", by=user)
    assert plan(planned_on=date(2023, 3, 3), by=cast.office)


def test_what_was_not_held_yet_has_no_findings_and_no_conclusion(cast, plan):
    (inspection,) = plan()

    with pytest.raises(Refusal, match="chưa tiến hành"):
        actions.add_finding(inspection=inspection, subject="funds", text="Thiếu", by=cast.inspector)
    with pytest.raises(Refusal, match="không chuyển sang “đã kết luận” được"):
        conclude(cast, inspection)


def test_days_are_in_order_and_not_to_come(cast, plan, held, find):
    (other,) = plan(cast.van_lang)
    with pytest.raises(Refusal, match="Ngày kiểm tra đang ở tương lai"):
        actions.hold_inspection(inspection=other, held_on=date(2099, 1, 1), team="", by=cast.inspector)
    with pytest.raises(Refusal, match="không thể trước ngày kiểm tra"):
        conclude(cast, held, on=date(2023, 10, 11))
    with pytest.raises(Refusal, match="Hạn không thể trước ngày kiểm tra"):
        find(due_on=date(2023, 10, 1))
    with pytest.raises(Refusal, match="xin ghi kiến nghị"):
        find(request="")


def test_nothing_is_changed_or_added_after_the_conclusion(cast, held, find):
    finding = find()
    conclude(cast, held)

    for act in (
        lambda: actions.change_finding(finding=finding, text="Khác", by=cast.inspector),
        lambda: actions.add_finding(inspection=held, subject="funds", text="Thêm", by=cast.inspector),
        lambda: actions.change_inspection(inspection=held, team="Khác", by=cast.inspector),
    ):
        with pytest.raises(Refusal, match="xã Côn Minh năm 2023 đã kết luận nên không sửa được"):
            act()


def test_a_cancelled_visit_says_why_and_leaves_its_day_free(cast, plan):
    (inspection,) = plan()
    with pytest.raises(Refusal, match="lý do không tiến hành"):
        actions.cancel_inspection(inspection=inspection, reason=" ", by=cast.inspector)

    cancelled = actions.cancel_inspection(inspection=inspection, reason="Mưa lũ", by=cast.inspector)

    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "Mưa lũ")
    assert plan()


def test_the_unit_tells_what_it_did_and_the_inspectors_settle_it(cast, held, find):
    finding = find()
    conclude(cast, held)
    with pytest.raises(Refusal, match="Chưa ghi đơn vị đã khắc phục thế nào"):
        actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.inspector)

    actions.follow_up(finding=finding, text="Đã ký đủ", by=cast.con_minh_officer)
    with pytest.raises(NotAllowed):
        actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.con_minh_officer)
    with pytest.raises(Refusal, match="Hạn mới phải sau hạn đang có, ngày 20/11/2023"):
        actions.put_off_finding(finding=finding, due_on=date(2023, 11, 20), by=cast.inspector)
    actions.put_off_finding(finding=finding, due_on=date(2023, 12, 1), by=cast.inspector)
    settled = actions.settle_finding(finding=finding, settled_on=date(2023, 11, 30), by=cast.inspector)

    assert (settled.follow_up, settled.due_on, settled.settled_on) == (
        "Đã ký đủ",
        date(2023, 12, 1),
        date(2023, 11, 30),
    )
    with pytest.raises(Refusal, match="đã xong ngày 30/11/2023"):
        actions.follow_up(finding=finding, text="Khác", by=cast.con_minh_officer)


def test_the_neighbour_and_the_leadership_tell_nothing_for_the_unit(cast, find):
    finding = find()
    for user in (cast.van_lang_officer, cast.leader):
        with pytest.raises(NotAllowed, match="do xã Côn Minh hoặc Ban Kiểm tra ghi"):
            actions.follow_up(finding=finding, text="Đã làm", by=user)


def test_a_finding_points_to_a_learning_model_of_the_unit_only(cast, find):
    def registration(unit):
        model = LearningModel.objects.create(unit=unit, kind="family", name="Hoàng Văn Tài")
        return Registration.objects.create(learning_model=model, year=2023)

    own, other = registration(cast.ban_cao), registration(cast.to_dooc)

    assert find(subject="learning", registration=own).registration == own
    with pytest.raises(Refusal, match="không thuộc xã Côn Minh"):
        find(subject="learning", registration=other)
    with pytest.raises(Refusal, match="Mô hình chỉ chọn khi"):
        find(subject="funds", registration=own)


# Random sequences

STEPS = st.lists(
    st.sampled_from(["hold", "conclude", "cancel", "find", "follow", "settle", "put_off", "change"]), max_size=10
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=STEPS)
def test_whatever_is_tried_an_inspection_keeps_to_its_path(cast, plan, steps):
    with transaction.atomic():
        (inspection,) = plan()
        seen = ["planned"]
        for step in steps:
            _try(cast, inspection, step)
            inspection.refresh_from_db()
            seen.append(inspection.state)
        findings = list(inspection.findings.all())
        transaction.set_rollback(True)

    path = [state for number, state in enumerate(seen) if number == 0 or state != seen[number - 1]]
    whole = (["planned", "held", "concluded"], ["planned", "cancelled"])
    assert any(path == one[: len(path)] for one in whole)
    assert (inspection.held_on is None) == (inspection.state in ("planned", "cancelled"))
    assert not findings or "held" in seen
    assert all(one.follow_up for one in findings if one.settled_on)


def _try(cast, inspection, step):
    by, finding = cast.inspector, inspection.findings.first()
    acts = {
        "hold": lambda: actions.hold_inspection(inspection=inspection, held_on=date(2023, 10, 12), team="", by=by),
        "conclude": lambda: conclude(cast, inspection),
        "cancel": lambda: actions.cancel_inspection(inspection=inspection, reason="Bận", by=by),
        "find": lambda: actions.add_finding(
            inspection=inspection, subject="funds", text="Thiếu", request="Bổ sung", by=by
        ),
        "change": lambda: actions.change_inspection(inspection=inspection, team="Đoàn khác", by=by),
        "follow": lambda: finding and actions.follow_up(finding=finding, text="Đã làm", by=cast.con_minh_officer),
        "settle": lambda: finding and actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=by),
        "put_off": lambda: finding and actions.put_off_finding(finding=finding, due_on=date(2023, 12, 1), by=by),
    }
    with contextlib.suppress(Refusal):
        acts[step]()


# What the database itself refuses


def refuses(sentence, act):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        act()


def test_the_database_keeps_a_concluded_inspection_and_its_findings(cast, held, find):
    find()
    conclude(cast, held)

    refuses(f"{OVER}|không chuyển trạng thái", lambda: Inspection.objects.update(state="held", concluded_on=None))
    refuses(OVER, lambda: Inspection.objects.update(conclusion="Khác"))
    refuses(OVER, lambda: InspectionFinding.objects.update(request="Khác"))
    refuses("chỉ ghi được khi đã kiểm tra", lambda: InspectionFinding.objects.create(inspection=held, text="Thêm"))
    with connection.cursor() as cursor:
        refuses("không xóa được", lambda: cursor.execute("DELETE FROM awards_inspectionfinding"))
        refuses("không xóa được", lambda: cursor.execute("DELETE FROM awards_inspection"))
    InspectionFinding.objects.update(follow_up="Đã làm")  # the unit may still tell


def test_the_database_keeps_what_is_settled_and_refuses_a_wrong_start(cast, held, find):
    finding = find()
    actions.follow_up(finding=finding, text="Đã ký", by=cast.con_minh_officer)
    actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.inspector)

    refuses("đã ghi là xong", lambda: InspectionFinding.objects.update(follow_up="Khác"))
    copy = Inspection.objects.get()
    copy.pk = None
    refuses("bắt đầu từ kế hoạch", copy.save)
