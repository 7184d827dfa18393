"""Writing the summary: its sections, the sentences that rules make, what those below wrote, its head and foot."""

from collections.abc import Mapping
from typing import Any

from chapters.actions import require
from chapters.actions.shown import changed
from chapters.models import User
from khuyenhoc.actions import Clash, Refusal, save_checked, verb
from khuyenhoc.names import nfc_lines

from .. import sentences
from ..models import SECTION_MAX, Return, ReturnText, Section, Summary, SummarySection
from ..redrafting import without
from ..report import Report
from ..tokens import canonical, nearest, unknown_tokens
from .summaries import writable_summary


@verb
def set_section(*, summary: Summary, section: str, was: str, now: str, by: User) -> SummarySection:
    """Write one section; if it is no longer what it `was`, Clash says what it is now and nothing is written."""
    held = _section_to_write(summary, section, by)
    now = canonical(nfc_lines(now))
    if canonical(nfc_lines(was)) != held.text and now != held.text:
        raise Clash(f"Có người vừa sửa mục {held}. Lời của bạn chưa ghi.", {section: held.text})
    return _write(held, now, by)


@verb
def take_sentences(*, summary: Summary, section: str, shown: Mapping[str, str], by: User) -> SummarySection:
    """Put in what rules say now: in the place of what they said before, else as a new line at the end.

    `shown` is each rule's sentence as it was seen; "" takes out what the figures no longer say. A sentence that the
    office has put into its own words is left alone, and the new one stands below.
    """
    held = _section_to_write(summary, section, by)
    says, text = _drafts(held, shown), held.text
    for rule in shown:
        old, new = held.drafted.get(rule, ""), says.get(rule, "")
        if old and old in text:
            text = text.replace(old, new, 1) if new else without(text, old)
        elif new and new not in text:
            text = f"{text}\n{new}".strip("\n")
    return _write(_noted(held, says, shown), text, by)


@verb
def keep_sentences(*, summary: Summary, section: str, shown: Mapping[str, str], by: User) -> SummarySection:
    """The office has seen what rules say now and keeps its own words; nothing of the text changes."""
    held = _section_to_write(summary, section, by)
    return _write(_noted(held, _drafts(held, shown), shown), held.text, by)


@verb
def draw_text(*, summary: Summary, section: str, words: ReturnText, by: User) -> SummarySection:
    """Put what an association below wrote on this topic at the end, as it stands there."""
    held = _section_to_write(summary, section, by)
    told = plain_words(words.text)
    if told in held.text:
        raise Refusal("Lời này đã có trong bài.", section)
    return _write(held, f"{held.text}\n{told}".strip("\n"), by)


@verb
def change_head(*, summary: Summary, by: User, was: Mapping[str, Any] | None = None, **facts: Any) -> Summary:
    """Who issues the paper, its number, place and date, to whom, who signs, who receives it."""
    require(by, "write_summaries", summary.unit)
    summary = writable_summary(summary)
    for name, value in changed(summary, was, facts).items():
        setattr(summary, name, value)
    save_checked(summary)
    return summary


def plain_words(text: str) -> str:
    """What others wrote, to stand in a section: a brace of theirs is no figure of ours."""
    return nfc_lines(text).translate(str.maketrans("{}", "()"))


def _section_to_write(summary: Summary, section: str, by: User) -> SummarySection:
    require(by, "write_summaries", summary.unit)
    summary = writable_summary(summary)
    held, _ = SummarySection.objects.get_or_create(summary=summary, section=section)
    held.summary = summary
    return held


def _drafts(held: SummarySection, shown: Mapping[str, str]) -> dict[str, str]:
    summary = held.summary
    returns = Return.objects.current().select_related("period__previous", "unit", "above__unit")
    report = Report(returns.get(period=summary.period, unit=summary.unit))
    says = sentences.drafts(report).get(Section(held.section), {})
    if any(says.get(rule, "") != seen for rule, seen in shown.items()):
        raise Refusal("Số liệu vừa thay đổi nên câu soạn theo số liệu đã khác. Xin xem lại câu mới rồi chọn lần nữa.")
    return says


def _noted(held: SummarySection, says: Mapping[str, str], rules: Mapping[str, str]) -> SummarySection:
    others = {rule: said for rule, said in held.drafted.items() if rule not in rules}
    held.drafted = others | {rule: says[rule] for rule in rules if rule in says}
    return held


def _write(held: SummarySection, text: str, by: User) -> SummarySection:
    if len(text) > SECTION_MAX:
        raise Refusal(
            f"Mục này dài {len(text)} chữ cái và dấu, nhiều nhất là {SECTION_MAX}. Xin rút gọn.", held.section
        )
    if strange := unknown_tokens(text):
        like = nearest(strange[0])
        hint = f" Có phải là “{like}”?" if like else ""
        raise Refusal(f"Không có số liệu “{strange[0]}”.{hint} Xin chọn tên số liệu trong danh sách.", held.section)
    held.text, held.entered_by = text, by
    save_checked(held)
    return held
