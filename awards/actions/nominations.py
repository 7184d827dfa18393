from pathlib import PurePath
from typing import Any

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from chapters.reach import within
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.files import store_file
from khuyenhoc.names import nfc, search_key

from ..eligibility import obstacles, quota_unit
from ..models import AwardForm, AwardRound, AwardRule, Endorsement, Nomination, NominationPaper, RecipientClass
from .common import examiner_above, first_examiner, is_last, locked, move, refuse_late

State = Nomination.State


@verb
def nominate(
    *,
    form: AwardForm,
    unit: Unit,
    recipient_class: str,
    by: User,
    year: int | None = None,
    award_round: AwardRound | None = None,
    **facts: Any,
) -> Nomination:
    """Draft a nomination. A collective without a name is the unit itself; a person may be a member.

    `facts` are Nomination's member, recipient_unit, recipient_name, sex, birth_year, position_held, service_years,
    achievements, earlier_awards, note and is_other_person. The year is the round's, else as given (an award of years
    past, or of another grantor), else this one.
    """
    require(by, "write_awards", unit)
    if award_round:
        _refuse_foreign(award_round, unit)
        refuse_late(award_round, unit, by)
    nomination = Nomination(
        year=award_round.year if award_round else year or timezone.localdate().year,
        round=award_round,
        form=form,
        unit=unit,
        recipient_class=recipient_class,
        **facts,
    )
    _check(nomination)
    save_checked(nomination)
    return nomination


@verb
def update_nomination(*, nomination: Nomination, by: User, **values: object) -> Nomination:
    """Change a draft; what has been proposed is called back first."""
    require(by, "write_awards", nomination.unit)
    nomination = _draft(nomination)
    for field, value in values.items():
        setattr(nomination, field, value)
    _check(nomination)
    save_checked(nomination)
    return nomination


@verb
def propose(*, nomination: Nomination, by: User) -> Nomination:
    """Hand a draft up to the association that examines it; refuses what the rules of its form do not allow.

    Levels that the proposer speaks for herself have seen it: it goes past them, but never past the last.
    """
    require(by, "write_awards", nomination.unit)
    nomination = locked(nomination)
    refuse_late(nomination.round, nomination.unit, by)
    _one_at_a_time(nomination)
    if held := obstacles(nomination):
        raise Refusal(" ".join(obstacle.sentence for obstacle in held))
    at = first_examiner(nomination.unit, nomination.form)
    while not is_last(at, nomination.form) and by.can("endorse_awards", at):
        at = examiner_above(at)
    return move(nomination, State.PROPOSED, at=at)


@verb
def call_back(*, nomination: Nomination, by: User) -> Nomination:
    """Back to draft, while no level above has said anything about it."""
    require(by, "write_awards", nomination.unit)
    nomination = locked(nomination)
    if nomination.state == State.ENDORSED or _is_examined(nomination):
        raise Refusal(
            f"{nomination.recipient_name} đã được cấp trên xét nên không rút về được. "
            "Muốn sửa, xin đề nghị cấp trên trả lại."
        )
    return move(nomination, State.DRAFT, at=None)


@verb
def attach_paper(*, nomination: Nomination, name: str, file_name: str, content: bytes, by: User) -> NominationPaper:
    """Keep a file with a draft under the name of the paper that it is; its own, maybe a person's, is not kept."""
    require(by, "write_awards", nomination.unit)
    nomination = _draft(nomination)
    suffix = PurePath(file_name).suffix[:5].lower()
    stored = store_file(name=f"{nfc(name)[:150]}{suffix}", content=content, by=by)
    paper = NominationPaper(nomination=nomination, name=nfc(name), file=stored, added_by=by)
    save_checked(paper)
    return paper


@verb
def withdraw_paper(*, paper: NominationPaper, by: User) -> NominationPaper:
    """Take a paper off a draft; the file stays in the log of what was there."""
    require(by, "write_awards", paper.nomination.unit)
    _draft(paper.nomination)
    paper.withdrawn_at = paper.withdrawn_at or timezone.now()
    save_checked(paper)
    return paper


def _draft(nomination: Nomination) -> Nomination:
    nomination = locked(nomination)
    if nomination.state != State.DRAFT:
        raise Refusal("Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước.")
    return nomination


def _is_examined(nomination: Nomination) -> bool:
    last = nomination.endorsements.last()
    return last is not None and last.outcome == Endorsement.Outcome.ENDORSED


def _refuse_foreign(award_round: AwardRound, unit: Unit) -> None:
    if not unit.path.startswith(award_round.unit.path):
        raise Refusal(f"{award_round} là đợt của {award_round.unit}, không gồm {unit}.", "award_round")


def _one_at_a_time(nomination: Nomination) -> None:
    """Two who hand up at once under one quota wait for each other at the unit whose quota it is."""
    kinds = {rule.quota_kind for rule in nomination.form.rules.all() if rule.is_on and rule.code in AwardRule.QUOTAS}
    units = [unit.pk for kind in sorted(kinds) if (unit := quota_unit(nomination.unit, kind))]
    list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk"))


def _check(nomination: Nomination) -> None:
    """What one row alone cannot say of itself; and the name, where it follows from the member or the unit."""
    form = nomination.form
    if not AwardForm.objects.valid_in(nomination.year).filter(pk=form.pk).exists():
        raise Refusal(f"{form} không áp dụng trong năm {nomination.year}. Xin chọn hình thức khác.", "form")
    nomination.recipient_name, nomination.position_held = nfc(nomination.recipient_name), nfc(nomination.position_held)
    _check_member(nomination)
    _check_collective(nomination)
    _refuse_twice(nomination)


def _check_member(nomination: Nomination) -> None:
    member = nomination.member
    if member is None:
        return
    if nomination.recipient_class != RecipientClass.PERSON:
        raise Refusal("Hội viên chỉ chọn khi đề nghị cho cá nhân. Xin bỏ chọn hội viên hoặc đổi đối tượng.", "member")
    if not member.memberships.filter(within([nomination.unit.path], "unit__path")).exists():
        raise Refusal(f"{member.name} không phải hội viên của {nomination.unit}. Xin chọn lại.", "member")
    nomination.recipient_name = nomination.recipient_name or member.name
    nomination.birth_year = nomination.birth_year or member.birth_year
    nomination.sex = nomination.sex or member.sex


def _check_collective(nomination: Nomination) -> None:
    """A collective is the unit itself unless it has another name: a school's own team is no unit here."""
    if nomination.recipient_class != RecipientClass.COLLECTIVE:
        nomination.recipient_unit = None
        return
    if not nomination.recipient_name:
        nomination.recipient_unit = nomination.recipient_unit or nomination.unit
        nomination.recipient_name = nomination.recipient_unit.association_name
    if nomination.recipient_unit and not nomination.recipient_unit.path.startswith(nomination.unit.path):
        raise Refusal(f"{nomination.recipient_unit} không thuộc {nomination.unit}. Xin chọn lại.", "recipient_unit")


def _refuse_twice(nomination: Nomination) -> None:
    """One recipient put forward twice for one form in one year, by one unit or by two.

    A member and a unit are told apart by their records. Typed names are not: namesakes do exist, and what another
    unit has put forward is not told, only that it has.
    """
    same = Nomination.objects.filter(
        year=nomination.year, form=nomination.form, recipient_class=nomination.recipient_class
    )
    same = same.exclude(pk=nomination.pk).exclude(state__in=(State.DECLINED, State.REVOKED))
    if nomination.member_id:
        if same.filter(member=nomination.member_id).exists():
            raise Refusal("Người này đã được đề nghị hình thức khen đó trong năm.", "member")
        return
    if nomination.recipient_unit_id:
        if same.filter(recipient_unit=nomination.recipient_unit_id).exists():
            raise Refusal(f"{nomination.recipient_name} đã được đề nghị hình thức khen đó trong năm.", "recipient_unit")
        return
    alike = same.filter(search_key=search_key(nomination.recipient_name)[:220], recipient_unit=None)
    here = alike.filter(unit=nomination.unit, position_held=nomination.position_held)
    if not nomination.is_other_person and here.exists():
        raise Refusal(
            f"{nomination.recipient_name} đã được đề nghị hình thức khen đó trong năm. "
            "Nếu là người khác trùng tên, xin ghi chức vụ, đơn vị để phân biệt.",
            "recipient_name",
        )
    elsewhere = alike.filter(birth_year=nomination.birth_year).exclude(unit=nomination.unit)
    is_told_apart = nomination.is_other_person or nomination.birth_year is None
    if not is_told_apart and elsewhere.exists():
        raise Refusal(
            f"Một người tên {nomination.recipient_name}, sinh năm {nomination.birth_year}, đã được đơn vị khác đề nghị "
            "hình thức khen đó trong năm. Nếu là người khác, xin đánh dấu “là người khác trùng tên”.",
            "is_other_person",
        )
