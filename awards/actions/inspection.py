"""The inspection committee's year: visits planned, held and concluded; what was asked for is followed up."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from chapters.actions import require
from chapters.actions.shown import changed
from chapters.models import Unit, User
from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc, nfc_lines

from ..models import Inspection, InspectionFinding, Registration, Subject

State = Inspection.State


@verb
def plan_inspections(
    *,
    by_unit: Unit,
    units: Iterable[Unit],
    year: int,
    planned_on: date,
    subjects: Iterable[str],
    by: User,
    team: str = "",
) -> list[Inspection]:
    """Put visits to many units into the year's plan, all or nothing; each can be given another day afterwards."""
    require(by, "write_inspections", by_unit)
    listed = list(units)
    if not listed:
        raise Refusal("Xin chọn ít nhất một đơn vị.", "units")
    if planned_on.year != year:
        raise Refusal(f"Ngày dự kiến phải trong năm {year}.", "planned_on")
    Unit.objects.select_for_update().get(pk=by_unit.pk)  # two who send the same plan wait for each other
    for unit in listed:
        _refuse_foreign(by_unit, unit)
        _refuse_planned(unit, planned_on)
    facts = {"by_unit": by_unit, "year": year, "planned_on": planned_on, "team": nfc(team), "made_by": by}
    made = [Inspection(unit=unit, subjects=_known(subjects), **facts) for unit in listed]
    for inspection in made:
        save_checked(inspection)
    return made


@verb
def change_inspection(
    *, inspection: Inspection, by: User, was: Mapping[str, Any] | None = None, **facts: Any
) -> Inspection:
    """Change subjects, planned_on or team, until it is concluded; a day in another year is another plan.

    `was` is what the form showed (chapters.actions.shown); so in the other verbs here.
    """
    inspection = _locked(inspection, by)
    if inspection.state not in (State.PLANNED, State.HELD):
        raise _over(inspection)
    if "planned_on" in facts and facts["planned_on"].year != inspection.year:
        raise Refusal(f"Ngày dự kiến phải trong năm {inspection.year}.", "planned_on")
    for name, value in changed(inspection, was, facts).items():
        setattr(inspection, name, _known(value) if name == "subjects" else value)
    save_checked(inspection)
    return inspection


@verb
def hold_inspection(*, inspection: Inspection, held_on: date, team: str, by: User) -> Inspection:
    """The visit has taken place; from now on findings are written down."""
    _refuse_future(held_on, "held_on", "Ngày kiểm tra")
    return _move(inspection, State.HELD, by, held_on=held_on, team=nfc(team))


@verb
def cancel_inspection(*, inspection: Inspection, reason: str, by: User) -> Inspection:
    if not nfc(reason):
        raise Refusal("Xin ghi lý do không tiến hành.", "reason")
    return _move(inspection, State.CANCELLED, by, cancel_reason=nfc(reason))


@verb
def conclude_inspection(*, inspection: Inspection, conclusion: str, concluded_on: date, by: User) -> Inspection:
    """Final: what was found and asked for stays as it is; only the follow-up goes on."""
    _refuse_future(concluded_on, "concluded_on", "Ngày kết luận")
    if not nfc_lines(conclusion):
        raise Refusal("Xin ghi kết luận.", "conclusion")
    if inspection.held_on and concluded_on < inspection.held_on:
        raise Refusal(
            f"Ngày kết luận không thể trước ngày kiểm tra ({format_date(inspection.held_on)}).", "concluded_on"
        )
    values = {"conclusion": nfc_lines(conclusion), "concluded_on": concluded_on}
    return _move(inspection, State.CONCLUDED, by, **values)


@verb
def add_finding(*, inspection: Inspection, by: User, **facts: Any) -> InspectionFinding:
    """Write down what was seen; `facts` are the finding's subject, text, request, due_on and registration."""
    inspection = _in_hand(inspection, by)
    return _write(InspectionFinding(inspection=inspection), facts)


@verb
def change_finding(
    *, finding: InspectionFinding, by: User, was: Mapping[str, Any] | None = None, **facts: Any
) -> InspectionFinding:
    _in_hand(finding.inspection, by)
    finding = _open(finding)
    return _write(finding, changed(finding, was, facts))


@verb
def put_off_finding(*, finding: InspectionFinding, due_on: date, by: User) -> InspectionFinding:
    """Give the unit more time, also after the conclusion."""
    require(by, "write_inspections", finding.inspection.unit)
    finding = _open(finding)
    if not finding.request:
        raise Refusal("Điều phát hiện này không có kiến nghị nên không có hạn.")
    if finding.due_on and due_on <= finding.due_on:
        raise Refusal(f"Hạn mới phải sau hạn đang có, ngày {format_date(finding.due_on)}.", "due_on")
    return _write(finding, {"due_on": due_on})


@verb
def follow_up(
    *, finding: InspectionFinding, text: str, by: User, was: Mapping[str, Any] | None = None
) -> InspectionFinding:
    """The unit tells what it did about it; an inspector may write it down for the unit."""
    unit = finding.inspection.unit
    if not (by.can("write_awards", unit) or by.can("write_inspections", unit)):
        raise NotAllowed(f"Kết quả khắc phục do {unit} hoặc Ban Kiểm tra ghi.")
    finding = _open(finding)
    if not finding.request:
        raise Refusal("Điều phát hiện này không có kiến nghị nên không cần ghi khắc phục.")
    if not nfc_lines(text):
        raise Refusal("Xin ghi đơn vị đã khắc phục thế nào.", "follow_up")
    finding.follow_up = changed(finding, was, {"follow_up": nfc_lines(text)}).get("follow_up", finding.follow_up)
    save_checked(finding)
    return finding


@verb
def settle_finding(*, finding: InspectionFinding, settled_on: date, by: User) -> InspectionFinding:
    """The inspectors find that what was asked for is done. Final."""
    require(by, "write_inspections", finding.inspection.unit)
    finding = _open(finding)
    if not finding.follow_up:
        raise Refusal("Chưa ghi đơn vị đã khắc phục thế nào. Xin ghi kết quả khắc phục trước.")
    _refuse_future(settled_on, "settled_on", "Ngày xong")
    held_on = finding.inspection.held_on
    if held_on and settled_on < held_on:
        raise Refusal(f"Ngày xong không thể trước ngày kiểm tra ({format_date(held_on)}).", "settled_on")
    finding.settled_on = settled_on
    save_checked(finding)
    return finding


def _locked(inspection: Inspection, by: User) -> Inspection:
    require(by, "write_inspections", inspection.unit)
    return Inspection.objects.select_for_update(of=("self",)).select_related("unit").get(pk=inspection.pk)


def _move(inspection: Inspection, state: str, by: User, **values: object) -> Inspection:
    inspection = _locked(inspection, by)
    if not inspection.may_become(state):
        raise Refusal(
            f"Cuộc kiểm tra {inspection} đang ở trạng thái “{inspection.get_state_display()}”, "
            f"không chuyển sang “{State(state).label}” được."
        )
    inspection.state = state
    for name, value in values.items():
        setattr(inspection, name, value)
    save_checked(inspection)
    return inspection


def _in_hand(inspection: Inspection, by: User) -> Inspection:
    """Held and not concluded yet: the time in which findings are written."""
    inspection = _locked(inspection, by)
    if inspection.state == State.PLANNED:
        raise Refusal("Cuộc kiểm tra chưa tiến hành. Xin ghi ngày kiểm tra trước.")
    if inspection.state != State.HELD:
        raise _over(inspection)
    return inspection


def _over(inspection: Inspection) -> Refusal:
    return Refusal(f"Cuộc kiểm tra {inspection} {inspection.get_state_display()} nên không sửa được.")


def _open(finding: InspectionFinding) -> InspectionFinding:
    found = InspectionFinding.objects.select_for_update(of=("self",)).select_related("inspection__unit")
    finding = found.get(pk=finding.pk)
    if finding.settled_on:
        raise Refusal(f"Kiến nghị này đã xong ngày {format_date(finding.settled_on)} nên không sửa được.")
    return finding


def _write(finding: InspectionFinding, facts: dict[str, Any]) -> InspectionFinding:
    for name, value in facts.items():
        setattr(finding, name, nfc_lines(value) if name in ("text", "request") else value)
    _check_dates(finding)
    _check_registration(finding)
    save_checked(finding)
    return finding


def _check_dates(finding: InspectionFinding) -> None:
    held_on = finding.inspection.held_on
    if finding.due_on and not finding.request:
        raise Refusal("Có hạn thì xin ghi kiến nghị đơn vị phải làm gì.", "request")
    if finding.due_on and held_on and finding.due_on < held_on:
        raise Refusal(f"Hạn không thể trước ngày kiểm tra ({format_date(held_on)}).", "due_on")


def _check_registration(finding: InspectionFinding) -> None:
    found: Registration | None = finding.registration
    if found is None:
        return
    if finding.subject != Subject.LEARNING:
        raise Refusal("Mô hình chỉ chọn khi nội dung là đăng ký mô hình học tập.", "registration")
    if not found.learning_model.unit.path.startswith(finding.inspection.unit.path):
        raise Refusal(f"{found} không thuộc {finding.inspection.unit}. Xin chọn lại.", "registration")


def _known(subjects: Iterable[str]) -> list[str]:
    """Those chosen, in the order in which they are offered."""
    chosen = set(subjects)
    if not chosen or chosen - set(Subject.values):
        raise Refusal("Xin chọn nội dung kiểm tra trong danh sách.", "subjects")
    return [subject for subject in Subject.values if subject in chosen]


def _refuse_foreign(by_unit: Unit, unit: Unit) -> None:
    if not unit.path.startswith(by_unit.path):
        raise Refusal(f"{unit} không thuộc {by_unit}. Xin chọn lại.", "units")


def _refuse_planned(unit: Unit, planned_on: date) -> None:
    if Inspection.objects.filter(unit=unit, planned_on=planned_on).exclude(state=State.CANCELLED).exists():
        raise Refusal(f"{unit} đã có trong kế hoạch ngày {format_date(planned_on)}.", "units")


def _refuse_future(day: date, field: str, words: str) -> None:
    if day > timezone.localdate():
        raise Refusal(f"{words} đang ở tương lai. Xin xem lại.", field)
