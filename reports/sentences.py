"""Sentences by rules: only what the figures say, in words (DOMAIN 3, 9)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_count, format_money, format_number

from .columns import BOARDS, CHAPTERS, RAISED, SPENT, show_share
from .models import Section

if TYPE_CHECKING:
    from .report import Report

Rule = Callable[["Report"], str]


def drafts(report: "Report") -> dict[Section, dict[str, str]]:
    """Section → {rule: sentence} of what there is to say."""
    found: dict[Section, dict[str, str]] = {}
    for code, (section, rule) in RULES.items():
        if sentence := rule(report):
            found.setdefault(section, {})[code] = sentence
    return found


def sections(report: "Report") -> list[tuple[str, list[str]]]:
    """Heading and paragraphs of each part of the year's results that has something to say."""
    said = drafts(report)
    said.pop(Section.PLAN, None)
    return [(section.label, "\n".join(found.values()).splitlines()) for section, found in said.items()]


def organisation(report: "Report") -> str:
    members, share = report.cell("members_closing"), report.table.root.share(["members_closing"], "population")
    start = f"Đến ngày {format_date(report.period.cut_off)}, "
    if report.counts_communes:
        start += f"{report.associations} {report.commune_words} có tổ chức Hội; {report.row.whole} có "
    else:
        start += f"{report.row.whole} có "
    start += (
        f"{format_number(report.sum(CHAPTERS).total)} chi hội, {format_number(report.sum(BOARDS).total)} ban khuyến học"
    )
    if members.is_missing:
        return f"{start}."
    sentence = f"{start} với {format_number(members.total)} hội viên"
    if members.is_partial:
        return f"{sentence}, mới tính {members.reported}/{members.expected} chi hội, ban đã có số liệu."
    if share.percent is not None and not share.is_partial:
        sentence += f", chiếm {show_share(share).text} dân số ({format_number(share.denominator)} người)"
    change = report.change("members_closing")
    if change:
        sentence += f", {change.text} so với năm {report.period.year - 1}"
    return f"{sentence}."


def places(report: "Report") -> str:
    parts = []
    for code, words in (
        ("hamlets", "thôn, tổ dân phố"),
        ("schools", "trường học"),
        ("agencies", "cơ quan, đơn vị"),
    ):
        share = report.table.root.share([f"{code}_with_chapter"], code)
        if share.percent is not None and not share.is_partial:
            counts = f"{format_number(share.numerator)}/{format_number(share.denominator)}"
            parts.append(f"{show_share(share).text} {words} ({counts})")
    return f"Có chi hội: {'; '.join(parts)}." if parts else ""


def fund(report: "Report") -> str:
    closing = report.cell("fund_closing")
    if closing.is_missing or not closing.total:
        return ""
    raised, spent = report.sum(RAISED), report.sum(SPENT)
    sentence = f"Quỹ khuyến học {report.row.whole} còn {format_money(closing.total)}"
    if closing.is_partial:
        return f"{sentence}, mới tính {closing.reported}/{closing.expected} chi hội, ban đã có số liệu."
    if raised.total:
        sentence += f"; trong năm vận động được {format_money(raised.total)}"
    if spent.total:
        sentence += f", chi {format_money(spent.total)}"
    per_person = report.table.root.share(["fund_closing"], "population")
    if per_person.average and not per_person.is_partial:
        sentence += f"; bình quân {format_money(per_person.average)}/người"
    return f"{sentence}."


def inspections(report: "Report") -> str:
    held, units, asked, settled = (
        report.cell(code).total
        for code in ("inspections_held", "inspections_units", "findings_asked", "findings_settled")
    )
    if not held:
        return ""
    sentence = f"Trong năm có {format_count(held)} cuộc kiểm tra tại {format_count(units)} đơn vị"
    return f"{sentence}; đã khắc phục {settled}/{asked} kiến nghị." if asked else f"{sentence}."


def plan(report: "Report") -> str:
    said = plan_counts(report)
    return f"Phương hướng năm {report.period.year + 1} gồm {', '.join(said)}." if said else ""


def plan_counts(report: "Report") -> list[str]:
    """ "07 nhiệm vụ", "07 chỉ tiêu", "08 giải pháp", from the association's own row."""
    own = report.table.root.own
    parts = [("plan_tasks", "nhiệm vụ"), ("plan_targets", "chỉ tiêu"), ("plan_solutions", "giải pháp")]
    return [f"{format_count(own[code].total)} {words}" for code, words in parts if code in own]


# Rule → (the section it belongs to, what it says of the figures; "" when they say nothing).
RULES: dict[str, tuple[Section, Rule]] = {
    "organisation": (Section.ORGANISATION, organisation),
    "places": (Section.ORGANISATION, places),
    "fund": (Section.FUND, fund),
    "inspections": (Section.INSPECTION, inspections),
    "awards": (Section.EMULATION, lambda report: "\n".join(report.honours.sentences)),
    "targets": (Section.TARGETS, lambda report: "\n".join(report.goals.sentences(report.words_below))),
    "plan": (Section.PLAN, plan),
}
