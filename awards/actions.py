"""Verbs of the awards: nominate, propose, endorse, decline, decide, give."""

from collections.abc import Iterable
from datetime import date
from itertools import count

from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from chapters.actions import require
from chapters.models import Member, Unit, User
from chapters.reach import within
from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.names import nfc, search_key

from .models import AwardForm, Decision, Nomination, RecipientClass

State = Nomination.State


@verb
def add_award_form(*, by: User, **values: object) -> AwardForm:
    """Add to the catalogue of forms; written by the root office only."""
    if not by.serves_root("write_catalogues"):
        raise NotAllowed("Danh mục hình thức khen thưởng do Thường trực Hội cấp trên cùng ghi.")
    form = AwardForm(**values)
    form.code = form.code or _free_code(form)
    form.position = form.position or 1 + (AwardForm.objects.aggregate(last=Max("position"))["last"] or 0)
    save_checked(form)
    return form


@verb
def nominate(
    *,
    year: int,
    form: AwardForm,
    unit: Unit,
    recipient_class: str,
    by: User,
    recipient_name: str = "",
    member: Member | None = None,
    position_held: str = "",
    achievements: str = "",
) -> Nomination:
    """Draft a nomination. A collective without a name is the unit itself; a person may be a member."""
    require(by, "write_awards", unit)
    nomination = Nomination(
        year=year,
        form=form,
        unit=unit,
        recipient_class=recipient_class,
        member=member,
        recipient_name=recipient_name,
        position_held=position_held,
        achievements=achievements,
    )
    _check(nomination)
    save_checked(nomination)
    return nomination


@verb
def update_nomination(*, nomination: Nomination, by: User, **values: object) -> Nomination:
    """Change a draft; what has been proposed is called back first."""
    require(by, "write_awards", nomination.unit)
    if nomination.state != State.DRAFT:
        raise Refusal("Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước.")
    for field, value in values.items():
        setattr(nomination, field, value)
    _check(nomination)
    save_checked(nomination)
    return nomination


@verb
def propose(*, nomination: Nomination, by: User) -> Nomination:
    require(by, "write_awards", nomination.unit)
    return _move(nomination, State.PROPOSED)


@verb
def call_back(*, nomination: Nomination, by: User) -> Nomination:
    """Back to draft, while the office has not looked at it."""
    require(by, "write_awards", nomination.unit)
    return _move(nomination, State.DRAFT)


@verb
def endorse(*, nomination: Nomination, by: User) -> Nomination:
    """The office has examined it and passes it on to the grantor; it stays "đề nghị" until the grantor decides."""
    require(by, "decide_awards", nomination.unit)
    return _move(nomination, State.ENDORSED)


@verb
def decline(*, nomination: Nomination, reason: str, by: User) -> Nomination:
    require(by, "decide_awards", nomination.unit)
    if not reason.strip():
        raise Refusal("Xin ghi lý do không xét để đơn vị được biết.", "reason")
    return _move(nomination, State.DECLINED, decline_reason=reason.strip())


@verb
def decide(*, nominations: Iterable[Nomination], unit: Unit, number: str, signed_on: date, by: User) -> Decision:
    """Record a grantor's signed decision over proposed nominations of that one grantor and year."""
    require(by, "decide_awards", unit)
    listed = list(nominations)
    if not listed:
        raise Refusal("Quyết định phải có ít nhất một người hoặc tập thể. Xin chọn trong danh sách.", "nominations")
    grantors = {(nomination.form.grantor_name, nomination.year) for nomination in listed}
    if len(grantors) > 1:
        raise Refusal("Một quyết định chỉ gồm các đề nghị của một cơ quan khen và một năm.", "nominations")
    if signed_on > timezone.localdate():
        raise Refusal("Ngày ký đang ở tương lai. Xin xem lại.", "signed_on")
    ((grantor_name, year),) = grantors
    decision = Decision(
        unit=unit,
        grantor_name=grantor_name,
        number=number,
        signed_on=signed_on,
        year=year,
        size=len(listed),
        recorded_by=by,
    )
    save_checked(decision)
    for nomination in listed:
        require(by, "decide_awards", nomination.unit)
        _move(nomination, State.DECIDED, decision=decision)
    return decision


@verb
def give(*, nomination: Nomination, given_on: date, by: User) -> Nomination:
    """The award has been handed over, usually at the conference."""
    require(by, "decide_awards", nomination.unit)
    if given_on > timezone.localdate():
        raise Refusal("Ngày trao đang ở tương lai. Xin xem lại.", "given_on")
    decision = nomination.decision
    if decision and given_on < decision.signed_on:
        raise Refusal("Ngày trao không thể trước ngày ký quyết định.", "given_on")
    return _move(nomination, State.GIVEN, given_on=given_on)


def _free_code(form: AwardForm) -> str:
    """From the level and the name, without marks: "district-giay-khen"; never one that is taken."""
    code = slugify(search_key(f"{form.grantor_level} {form.name}"))[:35]
    taken = set(AwardForm.objects.filter(code__startswith=code).values_list("code", flat=True))
    numbered = (f"{code}-{number}" for number in count(2))
    return code if code not in taken else next(free for free in numbered if free not in taken)


def _check(nomination: Nomination) -> None:
    """What one row alone cannot say of itself; and the name, where it follows from the member or the unit."""
    form, member = nomination.form, nomination.member
    if not AwardForm.objects.valid_in(nomination.year).filter(pk=form.pk).exists():
        raise Refusal(f"{form} không áp dụng trong năm {nomination.year}. Xin chọn hình thức khác.", "form")
    if member and nomination.recipient_class != RecipientClass.PERSON:
        raise Refusal("Hội viên chỉ chọn khi đề nghị cho cá nhân. Xin bỏ chọn hội viên hoặc đổi đối tượng.", "member")
    if member and not member.memberships.filter(within([nomination.unit.path], "unit__path")).exists():
        raise Refusal(f"{member.name} không phải hội viên của {nomination.unit}. Xin chọn lại.", "member")
    if member:
        nomination.recipient_name = nomination.recipient_name or member.name
    elif nomination.recipient_class == RecipientClass.COLLECTIVE:
        nomination.recipient_name = nomination.recipient_name or nomination.unit.association_name
    nomination.recipient_name, nomination.position_held = nfc(nomination.recipient_name), nfc(nomination.position_held)
    _refuse_twice(nomination)


def _refuse_twice(nomination: Nomination) -> None:
    """A member is told apart by the database; typed names by what stands beside them: namesakes do exist."""
    same = Nomination.objects.filter(
        year=nomination.year,
        form=nomination.form,
        unit=nomination.unit,
        recipient_class=nomination.recipient_class,
        recipient_name=nomination.recipient_name,
        position_held=nomination.position_held,
        member=None,
    )
    if nomination.member is None and same.exclude(pk=nomination.pk).exclude(state=State.DECLINED).exists():
        raise Refusal(
            f"{nomination.recipient_name} đã được đề nghị hình thức khen đó trong năm. "
            "Nếu là người khác trùng tên, xin ghi chức vụ, đơn vị để phân biệt.",
            "recipient_name",
        )


def _move(nomination: Nomination, state: str, **values: object) -> Nomination:
    nomination = Nomination.objects.select_for_update(of=("self",)).select_related("form", "unit").get(pk=nomination.pk)
    if not nomination.may_become(state):
        raise Refusal(
            f"{nomination.recipient_name} đang ở trạng thái “{nomination.get_state_display()}”, "
            f"không chuyển sang “{State(state).label}” được."
        )
    nomination.state = state
    for field, value in values.items():
        setattr(nomination, field, value)
    save_checked(nomination)
    return nomination
