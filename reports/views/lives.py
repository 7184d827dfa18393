"""The lives of a summary: put before the conference, adopted, a new version; its versions, papers and signed scan."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from chapters.access import Request, needs
from chapters.views.common import form_page, posted
from khuyenhoc.actions import Refusal
from khuyenhoc.downloads import file_answer
from khuyenhoc.forms import attempt
from khuyenhoc.jobs import run_again
from khuyenhoc.models import StoredFile
from khuyenhoc.names import search_key

from .. import keeping
from ..access import period_or_404, return_or_404
from ..actions import adopt_summary, attach_signed_summary, present_summary, renew_summary, take_back_summary
from ..forms.lives import AdoptForm, RenewForm, SignedForm
from ..models import Conference, Return, Summary
from ..pages.lives import FILES, kept_versions, obstacles
from ..report import Report
from .review import url_of

logger = logging.getLogger("khuyenhoc.papers")


@form_page
@needs("read_returns")
def present(request: Request, period: str) -> HttpResponse:
    """Put the draft before the conference, or take it back to writing."""
    top = return_or_404(request, period_or_404(period))
    _require(request, top, "write_summaries")
    summary = _current(top)
    if summary is None or summary.is_adopted:
        return _nothing_to_do(request, top, summary)
    takes_back = summary.state == Summary.State.PRESENTED
    if request.method == "POST":
        if takes_back == ("dua-ve" in request.POST):  # else it is done already: by a second click, or somebody else
            verb = take_back_summary if takes_back else present_summary
            verb(summary=summary, by=request.user)
            said = "Đã đưa báo cáo về soạn." if takes_back else "Đã trình dự thảo. Từ nay bản in mang chữ DỰ THẢO."
            messages.success(request, said)
        return redirect(url_of("summary", top))
    context = {"top": top, "summary": summary, "takes_back": takes_back, "cancel_url": url_of("summary", top)}
    return render(request, "reports/present.html", context)


@form_page
@needs("read_returns")
def adopt(request: Request, period: str) -> HttpResponse:
    """What will be frozen, and the day of the conference; one confirmation."""
    top = return_or_404(request, period_or_404(period))
    _require(request, top, "adopt_summaries")
    summary = _current(top)
    if summary is None or summary.is_adopted:
        return _nothing_to_do(request, top, summary)
    form = AdoptForm(posted(request), initial={"adopted_on": _day_of_conference(top)})
    if form.is_valid():
        day = form.cleaned_data["adopted_on"]
        if adopted := attempt(form, lambda: adopt_summary(summary=summary, adopted_on=day, by=request.user)):
            messages.success(request, "Đã ghi nhận báo cáo được thông qua. Số liệu và lời văn đã đông cứng.")
            _keep_papers(request, adopted)
            return redirect(url_of("summary-versions", top))
    report, found = Report(top), obstacles(summary, top, request.user)
    accepted, expected = report.table.accepted
    waiting = [node.row.full_name for node in report.table.nodes() if not _is_accepted(node.row.unit_return, top)]
    context = {
        "top": top,
        "summary": summary,
        "report": report,
        "form": form,
        "obstacles": found,
        "accepted": accepted,
        "expected": expected,
        "waiting": waiting[:20],
        "waiting_more": max(len(waiting) - 20, 0),
        "cancel_url": url_of("summary", top),
    }
    return render(request, "reports/adopt.html", context)


def _is_accepted(unit_return: Return, top: Return) -> bool:
    """The topmost return of the year is accepted by the adoption itself."""
    if unit_return.pk == top.pk and top.above_id is None:
        return True
    return unit_return.state == Return.State.ACCEPTED


def _day_of_conference(top: Return) -> Any:
    """As the conference has it, when that is not still to come."""
    held_on = Conference.objects.filter(period=top.period, unit=top.unit).values_list("held_on", flat=True).first()
    return held_on if held_on and held_on <= timezone.localdate() else timezone.localdate()


def _keep_papers(request: Request, summary: Summary) -> None:
    """The adoption stands, whatever becomes of its papers: they can be made again."""
    try:
        job = keeping.start(summary, request.build_absolute_uri("/"), request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    except Exception:  # whoever waits must be told, and what was adopted is adopted
        logger.exception("the papers of summary %s could not be made", summary.pk)
        messages.warning(
            request, "Bản in chưa làm được. Xin bấm “Làm lại bản in”; nếu vẫn lỗi, xin báo người quản trị."
        )
    else:
        messages.success(request, "Bản in đang được làm." if job else "Đã lưu bản in PDF, Word, Excel.")


@form_page
@needs("read_returns")
def renew(request: Request, period: str) -> HttpResponse:
    """A correction of what was adopted: a new version, with the reason."""
    top = return_or_404(request, period_or_404(period))
    _require(request, top, "write_summaries")
    summary = _current(top)
    if summary is None or not summary.is_adopted:
        return _nothing_to_do(request, top, summary, "Báo cáo chưa thông qua: sửa thẳng vào bản đang soạn.")
    form = RenewForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if made := attempt(form, lambda: renew_summary(summary=summary, reason=reason, by=request.user)):
            messages.success(request, f"Đã lập bản thứ {made.version}. Bản đã thông qua vẫn giữ nguyên.")
            return redirect(url_of("summary", top))
    context = {
        "title": f"Lập bản mới của báo cáo tổng kết {top.period.name.lower()}",
        "note": "Bản mới mở ra với lời văn của bản đã thông qua, số liệu của hôm nay. Bản đã thông qua giữ nguyên và "
        "vẫn là báo cáo chính thức cho đến khi bản mới được thông qua.",
        "form": form,
        "submit": "Lập bản mới",
        "cancel_url": url_of("summary-versions", top),
    }
    return render(request, "chapters/form.html", context)


@require_safe
@needs("read_returns")
def versions(request: Request, period: str) -> HttpResponse:
    """All versions with their reason, who and when, papers and scan."""
    top = return_or_404(request, period_or_404(period))
    context = {
        "top": top,
        "versions": kept_versions(top.period, top.unit_id),
        "may_keep": request.user.can("adopt_summaries", top.unit),
        "form": SignedForm(),
    }
    return render(request, "reports/summary_versions.html", context)


@require_POST
@needs("read_returns")
def attach(request: Request, period: str, pk: int) -> HttpResponse:
    """The signed scan, beside what was adopted."""
    summary = _version(request, period, pk)
    form = SignedForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Xin chọn bản ký đã quét: PDF, JPEG hoặc PNG, không quá 20 MB.")
    else:
        _attach(request, summary, form)
    return redirect(_versions_url(summary))


def _attach(request: Request, summary: Summary, form: SignedForm) -> None:
    """Kept only if the verb takes it."""
    try:
        with transaction.atomic():
            stored = form.cleaned_data["scan"].store(request.user)
            attach_signed_summary(summary=summary, scan=stored, by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã lưu bản ký đã quét.")


@require_POST
@needs("read_returns")
def make_papers(request: Request, period: str, pk: int) -> HttpResponse:
    """Once more, where making them failed."""
    summary = _version(request, period, pk)
    job = keeping.latest_job(summary)
    if job and job.may_run_again and summary.pdf_id is None:
        with transaction.atomic():
            run_again(job, request.user)
        messages.success(request, "Bản in đang được làm lại.")
    elif job and job.is_open:
        messages.info(request, "Bản in đang được làm. Xin xem lại trang sau ít phút.")
    else:
        _keep_papers(request, summary)
    return redirect(_versions_url(summary))


@require_safe
@needs("read_returns")
def file(request: Request, period: str, pk: int, which: str) -> HttpResponse:
    """A stored paper, byte for byte."""
    if which not in FILES:
        raise Http404("no such paper")
    summaries = Summary.objects.visible_to(request.user).filter(period__code=period).select_related("unit", "period")
    summary = get_object_or_404(summaries, pk=pk)
    stored: StoredFile | None = getattr(summary, which)
    if stored is None:
        raise Http404("not stored")
    name = slugify(search_key(f"tong ket {summary.period.code} {summary.unit.full_name} ban {summary.version}"))
    return file_answer(bytes(stored.content), stored.content_type, f"{name}{'-ky' if which == 'scan' else ''}")


def _require(request: Request, top: Return, permission: str) -> None:
    if not request.user.can(permission, top.unit):
        raise PermissionDenied("Việc này là của người soạn, người ghi nhận báo cáo của Hội. Xin báo Thường trực Hội.")


def _current(top: Return) -> Summary | None:
    found = Summary.objects.current().filter(period=top.period, unit=top.unit).select_related("period", "unit")
    return found.first()


def _nothing_to_do(
    request: Request, top: Return, summary: Summary | None, said: str = "Báo cáo này đã thông qua rồi."
) -> HttpResponse:
    if summary is None:
        said = "Báo cáo tổng kết chưa soạn. Xin soạn trước."
    context = {"top": top, "said": said, "back_url": url_of("summary", top)}
    return render(request, "reports/nothing_to_do.html", context)


def _version(request: Request, period: str, pk: int) -> Summary:
    """A version to keep papers with: 404 out of reach, 403 for who only reads."""
    summaries = Summary.objects.visible_to(request.user).filter(period__code=period).select_related("unit", "period")
    summary: Summary = get_object_or_404(summaries, pk=pk)
    if not request.user.can("adopt_summaries", summary.unit):
        raise PermissionDenied("Việc này là của người ghi nhận báo cáo đã thông qua. Xin báo Thường trực Hội.")
    return summary


def _versions_url(summary: Summary) -> str:
    return reverse("reports:summary-versions", args=[summary.period.code], query={"don-vi": summary.unit.code})
