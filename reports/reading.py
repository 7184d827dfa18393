"""Which report a page is about, and whether its figures are those of today or those an adopted summary has frozen.

`?don-vi=` names the association. What was adopted is read as adopted, until a newer version is. `?ban=` names one
version of a summary, so that a figure opened from an adopted paper is followed down through what that paper froze.
"""

from django.http import Http404

from chapters.access import Request, visible_or_404
from khuyenhoc.models import StoredFile

from .access import period_or_404, return_or_404
from .document import Document
from .models import FrozenReturn, Period, Return, Summary
from .report import Report
from .settled import while_nothing_is_written


def standing_summary(period: Period, unit_id: int) -> Summary | None:
    """The newest adopted version, else the one that is being written, if any."""
    versions = list(Summary.objects.filter(period=period, unit=unit_id).order_by("-version").select_related("unit"))
    for one in versions:
        one.period = period
    return next((one for one in versions if one.is_adopted), versions[0] if versions else None)


def document_or_404(request: Request, code: str) -> Document:
    """The report with its texts; without a summary begun, its rule-made sentences."""
    period = period_or_404(code)
    if version := request.GET.get("ban"):
        return _of_version(request, period, version)
    return _standing(return_or_404(request, period))


def shown_document(request: Request, code: str) -> Document:
    """The same for a page that only prints it: made once for all who look, while nobody writes."""
    period = period_or_404(code)
    if version := request.GET.get("ban"):
        return _of_version(request, period, version)
    top = return_or_404(request, period)
    return while_nothing_is_written(("document", top.pk), lambda: _standing(top))


def _standing(top: Return) -> Document:
    summary = standing_summary(top.period, top.unit_id)
    return Document(Report(top, summary if summary and summary.is_adopted else None), summary)


def kept_paper(request: Request, code: str, kind: str) -> StoredFile | None:
    """The file of what was adopted, "pdf", "docx" or "xlsx", as it was kept; None where it has to be made."""
    period = period_or_404(code)
    versions = Summary.objects.adopted().filter(period=period).defer("besides").select_related(kind)
    if version := request.GET.get("ban"):
        summary = _version_or_404(request, period, version)
        if request.GET.get("don-vi", summary.unit.code) != summary.unit.code:
            return None  # one of the units below, as that paper froze it
        found = versions.filter(pk=summary.pk).first()
    else:
        found = versions.filter(unit=return_or_404(request, period).unit_id).order_by("-version").first()
    kept: StoredFile | None = getattr(found, kind) if found else None
    return kept


def report_or_404(request: Request, code: str) -> Report:
    return document_or_404(request, code).report


def adopted_report(summary: Summary) -> Report:
    """The figures of an adopted summary's own association, as it froze them."""
    return Report(Return(period=summary.period, unit_id=summary.unit_id), summary)


def _version_or_404(request: Request, period: Period, version: str) -> Summary:
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Http404("no such version")
    summary = visible_or_404(Summary, request, pk=int(version), period=period)
    summary.period = period
    return summary


def _of_version(request: Request, period: Period, version: str) -> Document:
    summary = _version_or_404(request, period, version)
    code = request.GET.get("don-vi")
    if not summary.is_adopted:
        if code and code != summary.unit.code:
            raise Http404("that paper is of another unit, and nothing is frozen in it yet")
        return Document(Report(return_or_404(request, period, summary.unit.code)), summary)
    frozen = list(FrozenReturn.objects.filter(summary=summary).defer("rows", "cells").order_by("path"))
    one = next((one for one in frozen if one.facts["code"] == code), None) if code else frozen[0]
    if one is None:
        raise Http404("this unit is not in that paper")
    top = Return(id=one.unit_return_id, period=period, unit_id=one.facts["unit_id"], path=one.path)
    return Document(Report(top, summary), summary if top.unit_id == summary.unit_id else None)
