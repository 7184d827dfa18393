"""The yearly point sheets: scored by the unit itself, then by the association above, then published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Clash, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.lines import by_id, merged, taken
from khuyenhoc.names import nfc

from ..criteria import CriterionLine
from ..models import Criterion, Points, PointSheet, UnitScore
from ..points import points_of

State = UnitScore.State


@dataclass(frozen=True)
class Mark:
    """Half points for one criterion, None where not scored; `words` is the note, from above the reason."""

    halves: int | None
    words: str = ""


Marks = Mapping[int, Mark]  # by criterion id


@verb
def open_sheet(*, unit: Unit, year: int, due_on: date, by: User, like: PointSheet | None = None) -> PointSheet:
    """Open a year's sheet for all units right below, with the criteria of an earlier sheet or none yet."""
    require(by, "decide_awards", unit)
    if not unit.is_association_level:
        raise Refusal(f"{unit} không có đơn vị trực thuộc để chấm điểm.", "unit")
    _check_due(year, due_on)
    sheet = PointSheet(unit=unit, year=year, due_on=due_on)
    save_checked(sheet)
    for old in like.criteria.all() if like else ():
        facts = {name: getattr(old, name) for name in ("position", "heading", "text", "halves")}
        Criterion.objects.create(sheet=sheet, is_bonus=old.is_bonus, is_penalty=old.is_penalty, **facts)
    _take_in(sheet)
    return sheet


@verb
def change_sheet(*, sheet: PointSheet, due_on: date, by: User) -> PointSheet:
    sheet = _locked(sheet, by)
    _check_due(sheet.year, due_on)
    sheet.due_on = due_on
    save_checked(sheet)
    return sheet


@verb
def take_in_units(*, sheet: PointSheet, by: User) -> list[UnitScore]:
    """Units that were opened since the sheet was."""
    return _take_in(_locked(sheet, by))


@verb
def set_criteria(
    *, sheet: PointSheet, lines: Iterable[CriterionLine], by: User, was: Iterable[CriterionLine] | None = None
) -> list[Criterion]:
    """Write the whole table; a criterion that is not in it any more goes, unless a unit has scored itself by it.

    `was` is the table that the form showed: what others did meanwhile to lines that were left alone stays.
    """
    sheet = _locked(sheet, by)
    if sheet.scores.exclude(state=State.DRAFT).exists():
        raise Refusal(
            "Đã có đơn vị gửi phiếu điểm nên không sửa tiêu chí được. Nếu cần sửa, xin trả lại các phiếu đã gửi trước."
        )
    listed = list(lines)
    if was is not None:
        listed = _with_others(sheet, listed, list(was))
    _refuse_alike(listed)
    held = {criterion.pk: criterion for criterion in sheet.criteria.all()}
    kept = {line.pk for line in listed}
    for pk, criterion in held.items():
        if pk not in kept:
            _drop(criterion)
    _make_way(held, listed)
    return [
        _write_criterion(held.get(line.pk or 0) or Criterion(sheet=sheet), number, line)
        for number, line in enumerate(listed, start=1)
    ]


@verb
def score_self(*, score: UnitScore, marks: Marks, by: User, was: Marks | None = None) -> UnitScore:
    """A unit's own points, all or some; `was` is what the form showed."""
    require(by, "write_awards", score.unit)
    score = _locked_score(score)
    if score.state != State.DRAFT:
        raise Refusal("Phiếu điểm đã gửi. Muốn sửa, xin đề nghị Hội cấp trên trả lại.")
    _set_marks(score, marks, was, "self_halves", "note")
    return score


@verb
def hand_in_score(*, score: UnitScore, by: User) -> UnitScore:
    """To the association above, by the day set; whoever scores there may still take in what comes late."""
    require(by, "write_awards", score.unit)
    score = _locked_score(score)
    sheet = score.sheet
    if timezone.localdate() > sheet.due_on and not by.can("decide_awards", sheet.unit):
        raise Refusal(
            f"Hạn tự chấm là ngày {format_date(sheet.due_on)}, đã qua. "
            f"Nếu cần gửi muộn, xin đề nghị {sheet.unit.association_name} gửi giúp hoặc lùi hạn."
        )
    _refuse_gaps(score, "self_halves")
    return _move(score, State.SUBMITTED, submitted_at=timezone.now(), submitted_by=by, return_reason="")


@verb
def return_score(*, score: UnitScore, reason: str, by: User) -> UnitScore:
    """Back to the unit with the reason; points given from above stay where they are until it is scored again."""
    require(by, "decide_awards", score.sheet.unit)
    score = _locked_score(score)
    if not nfc(reason):
        raise Refusal("Xin ghi lý do trả lại.", "reason")
    values = {"submitted_at": None, "submitted_by": None, "scored_at": None, "scored_by": None}
    return _move(score, State.DRAFT, return_reason=nfc(reason), **values)


@verb
def score_unit(
    *, score: UnitScore, marks: Marks, by: User, is_done: bool = True, was: Marks | None = None
) -> UnitScore:
    """The points of the association above, also for a unit that did not hand in. `is_done`: every criterion is."""
    require(by, "decide_awards", score.sheet.unit)
    score = _locked_score(score)
    _set_marks(score, marks, was, "halves", "reason")
    if not is_done and score.state != State.SCORED:
        return score
    _refuse_gaps(score, "halves")
    if score.state != State.SCORED:
        return _move(score, State.SCORED, scored_at=timezone.now(), scored_by=by)
    score.scored_at, score.scored_by = timezone.now(), by
    save_checked(score)
    return score


@verb
def close_sheet(*, sheet: PointSheet, by: User) -> PointSheet:
    """Publish the ranking, for good. A unit that was not scored is not ranked."""
    sheet = _locked(sheet, by)
    waiting = [str(score.unit) for score in sheet.scores.filter(state=State.SUBMITTED).select_related("unit")]
    if waiting:
        raise Refusal(f"Còn phiếu đã gửi mà chưa chấm: {', '.join(waiting)}. Xin chấm hoặc trả lại trước.")
    if not sheet.scores.filter(state=State.SCORED).exists():
        raise Refusal("Chưa chấm đơn vị nào nên chưa công bố được.")
    sheet.closed_at = timezone.now()
    save_checked(sheet)
    return sheet


def _locked(sheet: PointSheet, by: User) -> PointSheet:
    require(by, "decide_awards", sheet.unit)
    return _still_open(PointSheet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=sheet.pk))


def _locked_score(score: UnitScore) -> UnitScore:
    """Sheet before score, as closing does: who writes points and who publishes wait for each other."""
    sheet = PointSheet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=score.sheet_id)
    found = UnitScore.objects.select_for_update(of=("self",)).select_related("unit").get(pk=score.pk)
    found.sheet = _still_open(sheet)
    return found


def _still_open(sheet: PointSheet) -> PointSheet:
    if sheet.closed_at:
        raise Refusal(f"Bảng điểm thi đua {sheet} đã công bố nên không sửa được.")
    return sheet


def _check_due(year: int, due_on: date) -> None:
    if not date(year, 1, 1) <= due_on <= date(year + 1, 12, 31):
        raise Refusal(f"Hạn tự chấm phải trong năm {year} hoặc năm {year + 1}.", "due_on")


def _take_in(sheet: PointSheet) -> list[UnitScore]:
    missing = sheet.units_left_out()
    return [UnitScore.objects.create(sheet=sheet, unit=unit) for unit in missing]


def _with_others(sheet: PointSheet, mine: list[CriterionLine], was: list[CriterionLine]) -> list[CriterionLine]:
    shown, now = by_id(was), by_id(map(CriterionLine.of, sheet.criteria.all()))
    if both := taken(mine, shown, now):
        raise Clash(
            "Người khác vừa sửa bảng này ở những dòng bạn cũng sửa. Xin xem lời ghi ở từng dòng; những gì bạn gõ vẫn "
            "còn, lưu lần nữa thì ghi theo bạn.",
            {str(pk): held for pk, held in both.items()},
            {str(pk): f"Nay là {held}" if held else "Người khác vừa bỏ tiêu chí này" for pk, held in both.items()},
        )
    return merged(mine, shown, now)


def _drop(criterion: Criterion) -> None:
    typed = criterion.points.exclude(self_halves=None, halves=None, note="", reason="")
    if typed.exists():
        raise Refusal(f"Đã có đơn vị chấm điểm “{criterion}” nên không bỏ được. Có thể sửa lại lời hoặc điểm.")
    criterion.points.all().delete()
    criterion.delete()


def _make_way(held: dict[int, Criterion], lines: list[CriterionLine]) -> None:
    """A text that wanders to another line leaves its old one first: each is there only once."""
    owners = {criterion.text: pk for pk, criterion in held.items()}
    for line in lines:
        owner = owners.get(nfc(line.text))
        if owner and owner != line.pk:
            Criterion.objects.filter(pk=owner).update(text=f"(đổi chỗ {owner})")


def _refuse_alike(lines: list[CriterionLine]) -> None:
    seen: set[str] = set()
    for line in lines:
        text = nfc(line.text)
        if text in seen:
            raise Refusal(f"Tiêu chí “{text}” ghi hai lần. Xin bỏ bớt một dòng hoặc ghi rõ hơn.")
        seen.add(text)


def _write_criterion(criterion: Criterion, number: int, line: CriterionLine) -> Criterion:
    if criterion.pk and line.halves < criterion.halves:
        given = criterion.points.filter(self_halves__gt=line.halves) | criterion.points.filter(halves__gt=line.halves)
        if given.exists():
            raise Refusal(f"“{line.text}”: đã có đơn vị được chấm nhiều hơn {points_of(line.halves)} điểm.")
    criterion.position, criterion.heading, criterion.text = number, nfc(line.heading), nfc(line.text)
    criterion.halves, criterion.is_bonus, criterion.is_penalty = line.halves, line.is_bonus, line.is_penalty
    save_checked(criterion)
    return criterion


def _set_marks(score: UnitScore, marks: Marks, was: Marks | None, column: str, words: str) -> None:
    """Write what differs; points that somebody else changed meanwhile are not overwritten."""
    criteria = {criterion.pk: criterion for criterion in score.sheet.criteria.all()}
    held = {points.criterion_id: points for points in score.points.all()}
    now = {pk: Mark(getattr(points, column), getattr(points, words)) for pk, points in held.items()}
    _refuse_clash(now, marks, was)
    for pk, mark in marks.items():
        if pk not in criteria:
            raise Refusal("Bảng tiêu chí vừa đổi. Xin mở lại trang này rồi chấm tiếp.")
        if mark == now.get(pk, Mark(None)):
            continue
        points = held.get(pk) or Points(score=score, criterion=criteria[pk])
        _refuse_too_many(criteria[pk], mark.halves)
        setattr(points, column, mark.halves)
        setattr(points, words, nfc(mark.words))
        save_checked(points)


def _refuse_clash(now: Marks, marks: Marks, was: Marks | None) -> None:
    if was is None:
        return
    empty = Mark(None)
    others = {pk: now.get(pk, empty) for pk in marks if now.get(pk, empty) not in (was.get(pk, empty), marks[pk])}
    if others:
        raise Clash(
            "Người khác vừa sửa phiếu này. Xin so với số đang có ghi bên cạnh rồi lưu lại.",
            {f"diem-{pk}": mark.halves for pk, mark in others.items()},
            {f"diem-{pk}": f"Đang ghi: {points_of(mark.halves) or 'để trống'}" for pk, mark in others.items()},
        )


def _refuse_too_many(criterion: Criterion, halves: int | None) -> None:
    if halves is not None and halves > criterion.halves:
        raise Refusal(f"“{criterion}”: nhiều nhất {points_of(criterion.halves)} điểm.", f"diem-{criterion.pk}")


def _refuse_gaps(score: UnitScore, column: str) -> None:
    """Every criterion has its points; a bonus or a penalty left empty is none."""
    given = score.points.exclude(**{column: None}).values("criterion")
    criteria = score.sheet.criteria.all()
    if not criteria:
        raise Refusal("Bảng điểm chưa có tiêu chí nào.")
    gaps = [criterion for criterion in criteria.exclude(pk__in=given) if not criterion.is_extra]
    if gaps:
        raise Refusal(
            f"Còn {len(gaps)} tiêu chí chưa có điểm, trước hết là “{gaps[0]}”. Không đạt thì ghi 0.",
            f"diem-{gaps[0].pk}",
        )


def _move(score: UnitScore, state: str, **values: Any) -> UnitScore:
    if not score.may_become(state):
        raise Refusal(
            f"Phiếu điểm của {score.unit} đang ở trạng thái “{score.get_state_display()}”, "
            f"không chuyển sang “{State(state).label}” được."
        )
    score.state = state
    for name, value in values.items():
        setattr(score, name, value)
    save_checked(score)
    return score
