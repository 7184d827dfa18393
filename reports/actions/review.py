"""Up and down the tree: submit, give back cell by cell, answer, accept, and correct in a new version."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Clash, NotAllowed, Refusal, save_checked, verb
from khuyenhoc.models import StoredFile
from khuyenhoc.names import nfc

from ..checks import Finding, figures_of, findings, findings_in, fingerprint
from ..indicators import indicator
from ..models import LinkHolder, Remark, Return, ReturnText, ReturnValue, Row
from ..snapshot import take_snapshot
from ..tree import catch_up
from .common import Writer, locked, refuse_closed, require_write, some_of, writable


@verb
def submit_return(*, unit_return: Return, by: Writer, seen: str = "", seen_at: datetime | None = None) -> Return:
    """Hand the return up; refuses half a return, naming what is missing or to be looked at on which row.

    `seen` is the `checks.fingerprint` of the figures she was shown, `seen_at` when: others meanwhile are a Clash.
    """
    if isinstance(by, LinkHolder):
        raise NotAllowed("Liên kết chỉ để nhập số liệu. Xin Hội xã hoặc Thường trực Hội nộp báo cáo.")
    require_write(by, None, unit_return)
    unit_return = writable(unit_return)
    rows, figures = figures_of(unit_return)
    if seen and seen != fingerprint(figures):
        raise Clash(f"{_change_since(unit_return, seen_at)} sau khi bạn mở trang kiểm tra. Xin xem lại rồi nộp.", {})
    _refuse_open(findings_in(unit_return, rows, figures), "Chưa nộp được.")
    _refuse_unanswered(unit_return)
    unit_return.state = Return.State.SUBMITTED
    unit_return.submitted_at, unit_return.submitted_by = timezone.now(), by if isinstance(by, User) else None
    save_checked(unit_return)
    return unit_return


def _change_since(unit_return: Return, since: datetime | None) -> str:
    """Who changed what last, as the beginning of a sentence; lists of members and fund books change figures too."""
    values = ReturnValue.objects.filter(row__unit_return=unit_return)
    latest = values.filter(entered_at__gt=since).order_by("entered_at").last() if since else None
    if latest is None:
        return "Danh sách hội viên, sổ quỹ hoặc số liệu đã đổi"
    who = latest.entered_by.name if latest.entered_by else "Người nhập qua liên kết"
    return f"{who} vừa sửa {latest.label} của {latest.row}"


def _refuse_open(found: Iterable[Finding], why: str) -> None:
    standing = [finding for finding in found if finding.is_open]
    missing: dict[Row, list[str]] = {}
    for finding in standing:
        if finding.check == "missing":
            missing.setdefault(finding.row, []).append(finding.label)
    sentences = [f"{row} chưa có: {', '.join(labels)}." for row, labels in missing.items()]
    sentences += [str(finding) for finding in standing if finding.check != "missing"]
    if sentences:
        raise Refusal(f"{why} {some_of(sentences)}")


def open_questions(unit_return: Return) -> list[Remark]:
    """What the level above asks and has not settled, in the order of the rows."""
    asked = Remark.objects.filter(row__unit_return=unit_return, kind=Remark.Kind.QUESTION, settled_at=None)
    return list(asked.select_related("row", "made_by").order_by("-row__is_own", "row__sort_key", "indicator"))


def _refuse_unanswered(unit_return: Return) -> None:
    """A marked cell is changed, or the officer says why it stays."""
    values = ReturnValue.objects.filter(row__unit_return=unit_return)
    held = {(value.row_id, value.indicator): value for value in values}
    silent = []
    for question in open_questions(unit_return):
        value = held.get((question.row_id, question.indicator))
        changed = value is not None and value.entered_at is not None and value.entered_at > question.made_at
        if not changed and not question.answer:
            made = indicator(question.indicator)
            silent.append(f"{question.row}: {made.label if made else question.indicator} (“{question.text}”).")
    if silent:
        raise Refusal(f"Chưa nộp lại được. Cấp trên còn hỏi, xin sửa số hoặc trả lời: {some_of(silent)}")


@verb
def answer(*, question: Remark, text: str, by: Writer) -> Remark:
    """The officer says why a marked figure stays as it is."""
    question = (
        Remark.objects.select_for_update(of=("self",))
        .select_related("row__unit_return", "row__unit")
        .get(pk=question.pk)
    )
    require_write(by, question.row, question.row.unit_return)
    writable(question.row.unit_return)
    if question.settled_at or question.kind != Remark.Kind.QUESTION:
        raise Refusal("Câu hỏi này đã xong. Xin tải lại trang.")
    question.answer = nfc(text)
    question.answered_at = timezone.now() if question.answer else None
    question.answered_by = by if question.answer and isinstance(by, User) else None
    save_checked(question)
    return question


Questions = Mapping[tuple[int, str], str]


@verb
def hand_back(*, unit_return: Return, by: User, reason: str = "", questions: Questions | None = None) -> Return:
    """The level above gives a submitted return back: single cells with a question each, or the whole with a reason.

    `questions` maps (row id, indicator code) to what is asked. What was seen is noted, so that the second look shows
    only what has changed since.
    """
    require(by, "accept_returns", judge(unit_return))
    unit_return = locked(unit_return)
    refuse_closed(unit_return.period)
    if unit_return.state != Return.State.SUBMITTED:
        raise Refusal(f"{unit_return.unit} {unit_return.get_state_display()} nên không trả lại được.")
    asked = {cell: nfc(text) for cell, text in (questions or {}).items() if nfc(text)}
    if not asked and not nfc(reason):
        raise Refusal("Xin đánh dấu số cần sửa, hoặc ghi lý do trả lại để đơn vị biết cần sửa gì.", "reason")
    _note_what_was_seen(unit_return)
    _settle(unit_return)
    _ask(unit_return, asked, by)
    unit_return.state = Return.State.RETURNED if asked else Return.State.DRAFT
    unit_return.handed_back_because, unit_return.looked_at = nfc(reason), timezone.now()
    save_checked(unit_return)
    catch_up(unit_return)
    return unit_return


def _ask(unit_return: Return, asked: Mapping[tuple[int, str], str], by: User) -> None:
    rows = {row.pk: row for row in Row.objects.filter(unit_return=unit_return)}
    for (row_id, code), text in asked.items():
        if row_id not in rows or indicator(code) is None:
            raise Refusal("Có ô được đánh dấu không thuộc báo cáo này. Xin tải lại trang.")
        save_checked(Remark(row=rows[row_id], indicator=code, kind=Remark.Kind.QUESTION, text=text, made_by=by))


def _settle(unit_return: Return) -> None:
    open_ones = Remark.objects.filter(row__unit_return=unit_return, kind=Remark.Kind.QUESTION, settled_at=None)
    open_ones.update(settled_at=timezone.now())


def _note_what_was_seen(unit_return: Return) -> None:
    rows, figures = figures_of(unit_return)
    silent = [(row.pk, code) for row in rows for code, figure in figures[row.pk].items() if figure.used is None]
    seen_before = ReturnValue.objects.filter(row__unit_return=unit_return, looked_at_value__isnull=False)
    emptied = [value.pk for value in seen_before if (value.row_id, value.indicator) in silent]
    ReturnValue.objects.filter(pk__in=emptied).update(looked_at_value=None)
    ReturnValue.objects.bulk_create(
        [
            ReturnValue(row=row, indicator=code, looked_at_value=figure.used)
            for row in rows
            for code, figure in figures[row.pk].items()
            if figure.used is not None
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["row", "indicator"],
        update_fields=["looked_at_value"],
    )


def judge(unit_return: Return) -> Unit:
    """Whose office looks at the return: the association above, for the topmost its own."""
    return unit_return.above.unit if unit_return.above else unit_return.unit


@verb
def accept_return(*, unit_return: Return, by: User, scan: StoredFile | None = None) -> Return:
    """The level above accepts: the snapshot of every figure is taken and nothing of it changes any more.

    A signed `scan` stands for the unit's own submission: the one-person office enters on behalf and accepts against it.
    """
    require(by, "accept_returns", judge(unit_return))
    return accept_checked(unit_return, by, scan)


def accept_checked(unit_return: Return, by: User, scan: StoredFile | None = None) -> Return:
    """As `accept_return`, for who may: the topmost return is accepted by adopting the summary (DESIGN 3.4)."""
    unit_return = locked(unit_return)
    refuse_closed(unit_return.period)
    if unit_return.state != Return.State.SUBMITTED and not (scan and unit_return.is_writable):
        raise Refusal(
            f"{unit_return.unit} {unit_return.get_state_display()}, chưa nộp hoặc đã chốt rồi nên không chốt được."
        )
    if unit_return.state != Return.State.SUBMITTED:
        _refuse_forbidden(unit_return)
        _refuse_open(findings(unit_return), "Chưa chốt được.")
    _refuse_same_person(unit_return, by)
    _settle(unit_return)
    take_snapshot(unit_return)
    unit_return.state, unit_return.scan = Return.State.ACCEPTED, scan or unit_return.scan
    unit_return.accepted_at, unit_return.accepted_by = timezone.now(), by
    save_checked(unit_return)
    return unit_return


def _refuse_forbidden(unit_return: Return) -> None:
    """To accept without the unit's own submission is to act for it, which the period may forbid."""
    if not unit_return.period.allows_on_behalf:
        raise NotAllowed(f"{unit_return.period.name} chỉ chốt báo cáo do chính đơn vị nộp.")


def _refuse_same_person(unit_return: Return, by: User) -> None:
    if not unit_return.period.needs_second_person:
        return
    entered = ReturnValue.objects.filter(row__unit_return=unit_return, entered_by=by)
    if unit_return.submitted_by_id == by.pk or entered.exists():
        raise NotAllowed(
            "Kỳ này, người đã nhập hoặc nộp số liệu không tự chốt. Xin nhờ người khác có chức trách chốt số liệu."
        )


@verb
def reopen_return(*, unit_return: Return, reason: str, by: User) -> Return:
    """A correction: a new version of an accepted return, to be entered, submitted and accepted again; the old stays."""
    require(by, "accept_returns", judge(unit_return))
    old = locked(unit_return)
    refuse_closed(old.period)
    if old.state != Return.State.ACCEPTED or not old.is_current:
        raise Refusal(f"{old.unit} {old.get_state_display()}, chưa chốt nên không cần mở lại.")
    if not nfc(reason):
        raise Refusal("Xin ghi lý do mở lại để người sau còn biết.", "reason")
    above = old.above
    if above and above.state not in Return.WRITABLE:
        raise Refusal(
            f"Báo cáo của {above.unit} {above.get_state_display()}, đã cộng số liệu này. "
            f"Xin mở lại hoặc trả lại báo cáo của {above.unit} trước."
        )
    Return.objects.filter(pk=old.pk).update(is_current=False)
    made = Return.objects.create(
        period=old.period,
        unit=old.unit,
        above=above,
        path=old.path,
        version=old.version + 1,
        basis=old.basis,
        looked_at=timezone.now(),
        reopened_because=nfc(reason),
    )
    Return.objects.filter(above=old).update(above=made)
    _copy_rows(old, made)
    texts = ReturnText.objects.filter(unit_return=old)
    ReturnText.objects.bulk_create(
        [ReturnText(unit_return=made, topic=one.topic, text=one.text, entered_by=one.entered_by) for one in texts]
    )
    catch_up(made)
    return made


def _copy_rows(old: Return, made: Return) -> None:
    """Rows, what was said on them and why; the figures accepted before stand beside as the ones last seen."""
    for row in Row.objects.filter(unit_return=old):
        values = list(ReturnValue.objects.filter(row=row))
        reasons = list(Remark.objects.filter(row=row, kind=Remark.Kind.REASON))
        row.pk, row.unit_return = None, made
        row.save()
        for value in values:
            value.pk, value.row, value.looked_at_value = None, row, value.value
            value.recorded = value.value = value.as_of = value.sources = None
        ReturnValue.objects.bulk_create(values, batch_size=500)
        for reason in reasons:
            reason.pk, reason.row = None, row
        Remark.objects.bulk_create(reasons)
