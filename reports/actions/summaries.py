"""The summary from its first sentence to its adoption, and the new version that a correction is."""

import secrets
from datetime import date

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from chapters.signing import signer_of
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.files import store_file
from khuyenhoc.models import StoredFile
from khuyenhoc.names import nfc

from .. import sentences
from ..document import Document
from ..freezing import freeze_besides, freeze_table
from ..models import (
    FrozenReturn,
    Period,
    PlanItem,
    Return,
    Section,
    Summary,
    SummarySection,
)
from ..naming import association_above
from ..report import Report
from ..tables import annual_table, before_of
from ..tokens import unknown_tokens
from ..verifying import CODE_LENGTH, CODE_LETTERS, told_of
from .common import locked, locked_all
from .review import accept_checked


@verb
def begin_summary(*, period: Period, unit: Unit, by: User) -> Summary:
    """Begin to write: every section gets the sentences that the figures say; who signs is taken from the register."""
    require(by, "write_summaries", unit)
    top = _return_of(period, unit)
    locked(top)  # of two who begin at once the second waits here, and is told of the first
    if Summary.objects.filter(period=period, unit=unit).exists():
        raise Refusal(f"Báo cáo tổng kết {period.name.lower()} của {unit} đã được soạn rồi. Xin mở bản đó.")
    summary = Summary(period=period, unit=unit, signer_name=signer_of(unit).name)
    save_checked(summary)
    drafts = sentences.drafts(Report(top))
    SummarySection.objects.bulk_create(
        [
            SummarySection(
                summary=summary,
                section=section,
                text="\n".join(drafts.get(section, {}).values()),
                drafted=drafts.get(section, {}),
                entered_by=by,
            )
            for section in Section
        ]
    )
    return summary


@verb
def present_summary(*, summary: Summary, by: User) -> Summary:
    """Put it before the conference: from now on its papers carry "DỰ THẢO"; it may still be written."""
    require(by, "write_summaries", summary.unit)
    summary = writable_summary(summary)
    if summary.state == Summary.State.PRESENTED:
        raise Refusal("Dự thảo này đã trình hội nghị rồi.")
    summary.state = Summary.State.PRESENTED
    summary.presented_at, summary.presented_by = timezone.now(), by
    save_checked(summary)
    return summary


@verb
def adopt_summary(*, summary: Summary, adopted_on: date, by: User) -> Summary:
    """The conference has adopted it: figures, texts and versions of returns are frozen (DESIGN 3.4).

    The topmost association's own return is accepted by this, when it has been submitted. Any other must have been
    submitted at least; returns below that are not accepted are frozen as they stand, and the paper says so. The tree
    is locked meanwhile: what is accepted at the same moment is in it or comes after it.
    """
    require(by, "adopt_summaries", summary.unit)
    summary = writable_summary(summary)
    _refuse_day(summary, adopted_on)
    _refuse_unknown(summary)
    top = _locked_tree(summary)
    if top.state in Return.WRITABLE:
        raise Refusal(f"Số liệu của {summary.unit} chưa nộp nên chưa ghi nhận thông qua được. Xin nộp số liệu trước.")
    if top.above is None and top.state == Return.State.SUBMITTED:
        accept_checked(top, by)
        top = _return_of(summary.period, summary.unit)
    table = annual_table(top, row_by_row=True)
    before = before_of(top)
    last_year = annual_table(before) if before else None
    FrozenReturn.objects.bulk_create(freeze_table(summary, table), batch_size=200)
    summary.besides = freeze_besides(table, last_year, association_above(top))
    frozen = Report(top, summary)
    _print_texts(Document(frozen, summary))
    summary.besides |= told_of(frozen)
    summary.state, summary.code = Summary.State.ADOPTED, _new_code()
    summary.adopted_on, summary.adopted_at, summary.adopted_by = adopted_on, timezone.now(), by
    save_checked(summary)
    return summary


@verb
def take_back_summary(*, summary: Summary, by: User) -> Summary:
    """From the draft put before the conference back to writing: its papers are drafts of the office again."""
    require(by, "write_summaries", summary.unit)
    summary = writable_summary(summary)
    if summary.state != Summary.State.PRESENTED:
        raise Refusal("Bản này chưa trình hội nghị nên không cần đưa về soạn.")
    summary.state, summary.presented_at, summary.presented_by = Summary.State.WRITING, None, None
    save_checked(summary)
    return summary


@verb
def keep_papers(*, summary: Summary, pdf: bytes, docx: bytes, xlsx: bytes, by: User) -> Summary:
    """Store the papers made from what was frozen: once, and never exchanged; later readers get these very files."""
    require(by, "adopt_summaries", summary.unit)
    summary = _adopted(summary)
    if summary.pdf_id or summary.docx_id or summary.xlsx_id:
        raise Refusal("Bản in của báo cáo này đã lưu rồi. Bản đã lưu không thay được.")
    for name, content in (("pdf", pdf), ("docx", docx), ("xlsx", xlsx)):
        title = f"Báo cáo tổng kết {summary.period.code} {summary.unit.full_name}, bản {summary.version}.{name}"
        setattr(summary, name, store_file(name=title, content=content, by=by))
    save_checked(summary)
    return summary


@verb
def attach_signed_summary(*, summary: Summary, scan: StoredFile, by: User) -> Summary:
    """The signed and sealed paper, scanned; kept once beside what was adopted."""
    require(by, "adopt_summaries", summary.unit)
    summary = _adopted(summary)
    if summary.scan_id:
        raise Refusal("Báo cáo này đã có bản ký quét. Bản đã lưu không thay được.", "scan")
    summary.scan = scan
    save_checked(summary)
    return summary


def _adopted(summary: Summary) -> Summary:
    """Locked for its papers, which come after its adoption."""
    found = Summary.objects.select_for_update(of=("self",)).select_related("period", "unit").get(pk=summary.pk)
    if not found.is_adopted:
        raise Refusal("Báo cáo chưa ghi nhận thông qua nên chưa lưu bản in, bản ký được.")
    return found


@verb
def renew_summary(*, summary: Summary, reason: str, by: User) -> Summary:
    """A correction of what was adopted: a new version to be written and adopted; the old one stands until then."""
    require(by, "write_summaries", summary.unit)
    old = Summary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if not old.is_adopted or not old.is_current:
        raise Refusal("Bản này chưa thông qua hoặc đã có bản mới hơn đang soạn. Xin mở bản đang soạn.")
    if not nfc(reason):
        raise Refusal("Xin ghi lý do lập bản mới để người sau còn biết.", "reason")
    sections, items = list(old.sections.all()), list(old.plan_items.all())
    Summary.objects.filter(pk=old.pk).update(is_current=False)
    made = Summary.objects.get(pk=old.pk)
    made.pk, made.version, made.is_current, made.because = None, old.version + 1, True, nfc(reason)
    made.state, made.besides, made.code = Summary.State.WRITING, None, None
    made.presented_at = made.presented_by = made.adopted_on = made.adopted_at = made.adopted_by = None
    made.pdf = made.docx = made.xlsx = made.scan = None
    save_checked(made)
    for one in [*sections, *items]:
        one.pk, one.summary = None, made
        if isinstance(one, SummarySection):
            one.printed = ""
    SummarySection.objects.bulk_create(sections)
    PlanItem.objects.bulk_create(items)
    return made


def writable_summary(summary: Summary) -> Summary:
    """The summary, locked for writing; refuses what was adopted or has a newer version."""
    found = Summary.objects.select_for_update(of=("self",)).select_related("period__previous", "unit")
    summary = found.get(pk=summary.pk)
    if summary.adopted_on:
        raise Refusal(
            f"{summary} đã thông qua ngày {format_date(summary.adopted_on)} nên không sửa được. "
            "Nếu sai, xin lập bản mới và ghi lý do."
        )
    return summary


def _return_of(period: Period, unit: Unit) -> Return:
    returns = Return.objects.current().select_related("period__previous", "unit", "above__unit")
    top = returns.filter(period=period, unit=unit).first()
    if top is None:
        raise Refusal(f"{unit} không có báo cáo {period.name.lower()} nên không soạn báo cáo tổng kết được.")
    return top


def _refuse_day(summary: Summary, day: date) -> None:
    if day > timezone.localdate():
        raise Refusal("Hội nghị thông qua báo cáo phải là ngày đã qua hoặc hôm nay.", "adopted_on")
    if day < summary.period.starts_on:
        raise Refusal(f"Ngày thông qua trước cả {summary.period.name.lower()}. Xin xem lại năm.", "adopted_on")


def _locked_tree(summary: Summary) -> Return:
    """The association's return, locked with all below it, the versions that came while we waited included."""
    held: set[int] = set()
    while True:
        top = _return_of(summary.period, summary.unit)
        tree = set(Return.objects.below(top).values_list("pk", flat=True))
        if tree <= held:
            return top
        held |= locked_all(tree).keys()


def _refuse_unknown(summary: Summary) -> None:
    for one in summary.sections.all():
        if strange := unknown_tokens(one.text):
            raise Refusal(f"Mục {one} có số liệu không còn: “{strange[0]}”. Xin sửa mục đó trước.")


def _print_texts(document: Document) -> None:
    """The texts with the figures that were frozen, as the conference has heard them."""
    sections = list(document.summary.sections.all()) if document.summary else []
    for one in sections:
        one.printed = document.texts.get(one.section, "")
    SummarySection.objects.bulk_update(sections, ["printed"])


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
