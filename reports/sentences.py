"""Sentences by rules: only what the figures say, in words (DOMAIN 3, 9).

A sentence names its figures as tokens, so that it follows the tables for ever; what can grow stale is the word that
compares ("tăng nhẹ") and which clauses there are. A clause stands only if the tables have every figure it names.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from awards.models import AwardForm
from khuyenhoc.names import nfc
from khuyenhoc.numbers import format_count

from . import tokens
from .columns import COLUMNS, RAISED, SPENT, full_label
from .comparing import SAME
from .honours import award_count, in_a_row
from .indicators import GIVEN, MODELS, PROPOSED, RATINGS, REWARDED
from .models import Section
from .tokens import COUNTS, COVERAGE, DIFFERENCE, GOAL, GOAL_PART, GOAL_SCORE, SO_FAR, fill, is_known, token

if TYPE_CHECKING:
    from .report import Report

Rule = Callable[["Report"], str]
Rules = Callable[["Report"], Iterator[tuple[str, str]]]  # what more than one sentence comes from: (ending of code, it)

AS_REPORTED = "Theo số liệu các đơn vị đã báo cáo, "
WHOLES = {
    "families": "số hộ",
    "clans": "số dòng họ",
    "communities": "số thôn, tổ dân phố",
    "units": "số cơ quan, đơn vị",
    "citizens": "số người lớn",
}


def drafts(report: "Report") -> dict[Section, dict[str, str]]:
    """Section → {rule: sentence} of what there is to say, figures as tokens."""
    found: dict[Section, dict[str, str]] = {}
    for code, (section, rule) in RULES.items():
        if sentence := nfc(rule(report)):
            found.setdefault(section, {})[code] = sentence
    for code, (section, rules) in MANY.items():
        for ending, sentence in rules(report):
            found.setdefault(section, {})[f"{code}.{ending}"] = nfc(sentence)
    return {section: found[section] for section in Section if section in found}


def sections(report: "Report") -> list[tuple[str, list[str]]]:
    """Heading and paragraphs of each part of the year's results that has something to say, figures filled in."""
    said = drafts(report)
    said.pop(Section.PLAN, None)
    return [(section.label, [fill(one, report) for one in found.values()]) for section, found in said.items()]


def say(report: "Report", start: str, *clauses: str) -> str:
    """The start with those clauses whose figures are known; nothing when not even the start's are."""
    if not is_known(start, report):
        return ""
    return start + "".join(clause for clause in clauses if is_known(clause, report)) + "."


def lead(report: "Report", words: str) -> str:
    """Of what nobody has to report the sum is that of those who did; it is said so until everybody has reported."""
    return words if tokens.is_reported_by_all(report.root_figures) else AS_REPORTED + words[:1].lower() + words[1:]


def compared(key: str, report: "Report") -> str:
    """ ", tăng nhẹ {…, chênh lệch} so với năm {Năm trước}"; nothing where the years cannot be compared."""
    word = tokens.comparison_word(key, report)
    if not word:
        return ""
    how_much = "" if word == SAME else f" {token(key, DIFFERENCE)}"
    return f", {word}{how_much} so với năm {{Năm trước}}"


# Tổ chức Hội và hội viên


def organisation(report: "Report") -> str:
    members, whole = report.cell("members_closing"), report.row.whole
    start = f"Đến nay, {whole} có "
    if report.counts_communes:
        start = f"Đến nay, {{Xã có tổ chức Hội}} {report.commune_words} có tổ chức Hội; {whole} có "
    start += f"{token('chapters')} chi hội, {token('boards')} ban khuyến học"
    if members.is_missing or not members.reported:
        return say(report, start)
    if members.is_partial:
        so_far = f" với {token('members_closing', SO_FAR)} hội viên, {_so_far('members_closing')}"
        return say(report, start + so_far)
    with_members = f" với {token('members_closing')} hội viên"
    share = report.table.root.share(["members_closing"], "population")
    of_people = "" if share.is_partial else f", chiếm {token('members_share')} dân số"
    return say(report, start + with_members, of_people, compared("members_closing", report))


def _so_far(key: str) -> str:
    return f"mới tính {token(key, COVERAGE)} chi hội, ban đã có số liệu"


def members(report: "Report") -> str:
    """Who came and went, where that accounts for the whole change of the year."""
    if not _adds_up(report, "members", ["joined", "moved_in"], ["left", "moved_out"]):
        return ""
    came, went = token("members_up"), token("members_down")
    return say(
        report, f"Trong năm có {came} người được kết nạp, chuyển đến; {went} người thôi, từ trần, chuyển đi"
    )  # fmt: skip


def _adds_up(report: "Report", what: str, ups: list[str], downs: list[str]) -> bool:
    opening, adjusted, closing = (report.cell(f"{what}_{end}") for end in ("opening", "adjusted", "closing"))
    up, down = (sum(report.cell(f"{what}_{end}").total for end in ends) for ends in (ups, downs))
    if not (up or down) or not closing.reported or not closing.is_whole:
        return False
    return opening.total + adjusted.total + up - down == closing.total


def places(report: "Report") -> str:
    parts = []
    for code, words in (
        ("hamlets", "thôn, tổ dân phố"),
        ("schools", "trường học"),
        ("agencies", "cơ quan, đơn vị"),
    ):
        share = report.table.root.share([f"{code}_with_chapter"], code)
        if share.percent is not None and not share.is_partial:
            parts.append(f"{token(f'{code}_share')} {words} ({token(f'{code}_share', COUNTS)})")
    return say(report, f"Có chi hội: {'; '.join(parts)}") if parts else ""


def ratings(report: "Report") -> str:
    if not report.sum([f"rated_{code}" for code in RATINGS]).total:
        return ""
    parts = [
        f"{token(f'rated_{code}')} {label}" for code, label in RATINGS.items() if report.cell(f"rated_{code}").total
    ]
    return say(report, lead(report, f"Đã xếp loại {token('rated')} chi hội: {', '.join(parts)}"))


# Mô hình học tập, trung tâm học tập cộng đồng


def models(report: "Report") -> Iterator[tuple[str, str]]:
    """Each model over its own whole."""
    for code in MODELS:
        registered, recognised = f"{code}_registered", f"{code}_recognised"
        if not (report.cell(registered).total or report.cell(recognised).total):
            continue
        name = full_label(COLUMNS[f"{code}_share"], report.period.year).removeprefix("Tỷ lệ ")
        share = report.table.root.share([recognised], MODELS[code].whole)
        is_whole = tokens.is_reported_by_all(report.root_figures) and not share.is_partial
        of_whole = f", bằng {token(f'{code}_share')} {WHOLES[code]}" if is_whole else ""
        start = lead(report, f"{name[:1].upper()}{name[1:]}: {token(recognised)} được công nhận")
        signed = f" trong {token(registered)} đã đăng ký" if report.cell(registered).total else ""
        yield code, say(report, start, signed, of_whole, compared(f"{code}_share", report) if of_whole else "")


def centres(report: "Report") -> str:
    classes, people = (report.cell(f"centre_{what}").total for what in ("classes", "people"))
    if not classes:
        return ""
    start = lead(report, f"Các trung tâm học tập cộng đồng đã mở {token('centre_classes')} lớp, chuyên đề")
    return say(report, start, f" với {token('centre_people')} lượt người học" if people else "")


def accounts(report: "Report") -> str:
    if not report.cell("learner_accounts").total:
        return ""
    return say(report, lead(report, f"Đã lập {token('learner_accounts')} tài khoản phần mềm công dân học tập"))


# Quỹ, trao thưởng

_FUND_IN = [code.removeprefix("fund_") for code in [*RAISED, "fund_in_association"]]
_FUND_OUT = [code.removeprefix("fund_") for code in [*SPENT, "fund_out_association"]]


def fund(report: "Report") -> str:
    closing = report.cell("fund_closing")
    if closing.is_missing or not closing.total:
        return ""
    start = f"Quỹ khuyến học {report.row.whole} còn "
    if closing.is_partial:
        return say(report, f"{start}{token('fund_closing', SO_FAR)}, {_so_far('fund_closing')}")
    start += token("fund_closing")
    per_person = report.table.root.share(["fund_closing"], "population")
    average = "" if per_person.is_partial else f"; bình quân {token('fund_per_person')}/người"
    return say(report, start, compared("fund_closing", report), average)


def fund_year(report: "Report") -> str:
    """What was raised and spent; where it does not account for the whole balance, it is what was reported."""
    raised, spent = report.sum(RAISED).total, report.sum(SPENT).total
    if not (raised or spent):
        return ""
    told = "Trong năm " if _adds_up(report, "fund", _FUND_IN, _FUND_OUT) else f"{AS_REPORTED}trong năm "
    parts = [f"vận động được {token('fund_raised')}"] if raised else []
    parts += [f"chi {token('fund_spent')}"] if spent else []
    return say(report, told + ", ".join(parts), compared("fund_raised", report) if raised and not spent else "")


def rewards(report: "Report") -> str:
    parts = [
        f"{token(f'rewards_{code}')} suất cho {label} ({token(f'rewards_{code}_money')})"
        for code, label in REWARDED.items()
        if report.cell(f"rewards_{code}").total and report.cell(f"rewards_{code}_money").total
    ]
    whole = f"; tổng cộng {token('rewards_money')}" if len(parts) > 1 else ""
    return say(report, lead(report, f"Đã trao {', '.join(parts)}"), whole) if parts else ""


# Tuyên truyền, kiểm tra, thi đua


def propaganda(report: "Report") -> str:
    parts = [
        f"{token(key)} {words}"
        for key, words in (("news_items", "tin, bài"), ("talks", "buổi tuyên truyền"))
        if report.cell(key).total
    ]
    if report.cell("training_classes").total:
        people = f" với {token('training_people')} lượt người" if report.cell("training_people").total else ""
        parts.append(f"{token('training_classes')} lớp tập huấn{people}")
    return say(report, lead(report, f"Trong năm có {', '.join(parts)}")) if parts else ""


def inspections(report: "Report") -> str:
    if not report.cell("inspections_held").total:
        return ""
    start = f"Trong năm có {token('inspections_held')} cuộc kiểm tra tại {token('inspections_units')} đơn vị"
    settled = f"; đã khắc phục {{{tokens.SETTLED}}} kiến nghị"
    return say(report, start, settled if report.cell("findings_asked").total else "")


def awards(report: "Report") -> Iterator[tuple[str, str]]:
    """ "Đề nghị … tặng Cờ thi đua xuất sắc cho 01 tập thể; …", one sentence per grantor and status."""
    said: dict[tuple[str, str], list[AwardForm]] = {}
    for form in report.table.forms:
        for status in (PROPOSED, GIVEN):
            if any(award_count(report.table.root.total, form, kind, is_given=status == GIVEN) for kind in form.classes):
                said.setdefault((form.grantor_name, status), []).append(form)
    for (grantor, status), forms in said.items():
        lines = "; ".join(_award_words(report, form, status) for form in forms)
        start = f"{grantor} đã tặng" if status == GIVEN else f"Đề nghị {grantor} tặng"
        yield f"{forms[0].code}.{status}", say(report, f"{start} {lines}")


def _award_words(report: "Report", form: AwardForm, status: str) -> str:
    cells, given = report.table.root.total, status == GIVEN
    words = [
        f"{{{tokens.award_token(form, kind, status)}}} {kind.label}"
        for kind in report.honours.classes
        if kind in form.classes and award_count(cells, form, kind, is_given=given)
    ]
    return f"{form.name} cho {in_a_row(words)}"


# Chỉ tiêu


def targets(report: "Report") -> str:
    mine = [
        f"{_name(one.key, report)} {token(one.key)}, đạt {token(one.key, GOAL_PART)} (chỉ tiêu {token(one.key, GOAL)})"
        for one in report.goals.reached
        if one.is_given and one.share
    ]
    return say(report, f"So với chỉ tiêu được giao: {'; '.join(mine)}") if mine else ""


def scores(report: "Report") -> str:
    theirs = [f"{_name(one.key, report)} {token(one.key, GOAL_SCORE)}" for one in report.goals.scores]
    return (
        say(report, lead(report, f"Số {report.words_below} đạt chỉ tiêu được giao: {'; '.join(theirs)}"))
        if theirs
        else ""
    )


def planned(report: "Report") -> str:
    """How many targets of last year's plan have been reached; the table below says which."""
    if not report.planned:
        return ""
    start = f"Phương hướng năm {{Năm}} đã đề ra {{{tokens.PLANNED_COUNT}}} chỉ tiêu đo được bằng số liệu"
    return say(report, lead(report, start), f", nay đạt và vượt {{{tokens.PLANNED_REACHED}}} chỉ tiêu")


def _name(key: str, report: "Report") -> str:
    label = full_label(COLUMNS[key], report.period.year)
    return label[:1].lower() + label[1:]


PLANNED = {"plan_tasks": "nhiệm vụ", "plan_targets": "chỉ tiêu", "plan_solutions": "giải pháp"}


def plan(report: "Report") -> str:
    said = [f"{{Số {words}}} {words}" for code, words in PLANNED.items() if code in report.plan_counts]
    return say(report, f"Phương hướng năm {{Năm sau}} gồm {', '.join(said)}") if said else ""


def plan_counts(report: "Report") -> list[str]:
    """ "07 nhiệm vụ", "07 chỉ tiêu", "08 giải pháp"."""
    counts = report.plan_counts
    return [f"{format_count(counts[code])} {words}" for code, words in PLANNED.items() if code in counts]


# Rule → (the section it belongs to, what it says of the figures; "" when they say nothing).
RULES: dict[str, tuple[Section, Rule]] = {
    "propaganda": (Section.PROPAGANDA, propaganda),
    "organisation": (Section.ORGANISATION, organisation),
    "members": (Section.ORGANISATION, members),
    "places": (Section.ORGANISATION, places),
    "ratings": (Section.ORGANISATION, ratings),
    "centres": (Section.CENTRES, centres),
    "accounts": (Section.CENTRES, accounts),
    "fund": (Section.FUND, fund),
    "fund_year": (Section.FUND, fund_year),
    "rewards": (Section.FUND, rewards),
    "inspections": (Section.INSPECTION, inspections),
    "targets": (Section.TARGETS, targets),
    "scores": (Section.TARGETS, scores),
    "planned": (Section.TARGETS, planned),
    "plan": (Section.PLAN, plan),
}
MANY: dict[str, tuple[Section, Rules]] = {
    "models": (Section.MODELS, models),
    "awards": (Section.EMULATION, awards),
}
