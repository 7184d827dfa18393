"""Why odd figures are right: said from a question, a row's overview or the page of checks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from chapters.access import Request, needs
from khuyenhoc.actions import Refusal

from ..actions import explain_alike
from ..forms.chapter import ReasonForm
from ..models import Row
from ..pages.chapter import sheet_of
from .chapter import PASSED, overview_url, page_url, require_row

CHECKING = "kiem-tra"


@require_POST
@needs("write_returns")
def reason(request: Request, period: str) -> HttpResponse:
    """One reason for one figure or for many alike; an empty one takes back what was said."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chưa ghi được lý do. Lý do viết một dòng, không quá 500 ký tự; xin tải lại trang.")
        return redirect("reports:entry", period)
    rows = _rows(request, period, {row for row, _, _ in form.cells})
    try:
        cells = [(rows[row], code, check) for row, code, check in form.cells]
        explain_alike(cells=cells, text=form.reason, by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    return redirect(_after(rows[form.cells[0][0]], form.cleaned_data["back"]))


def _rows(request: Request, period: str, wanted: set[int]) -> dict[int, Row]:
    """The rows named, all in her reach and hers to write."""
    visible = Row.objects.visible_to(request.user).filter(pk__in=wanted, unit_return__period__code=period)
    rows = {row.pk: row for row in visible.select_related("unit_return__period", "unit_return__unit", "unit")}
    if rows.keys() != wanted:
        raise Http404("rows out of reach")
    for row in rows.values():
        require_row(request, row)
    return rows


def _after(row: Row, back: str) -> str:
    """Back to where it was given: the page of checks, the next question, or the overview."""
    period = row.unit_return.period.code
    if back == CHECKING:
        query = {"don-vi": row.unit_return.unit.code}
        return f"{reverse('reports:checking', args=[period], query=query)}#xem-lai"
    if row.is_own:
        return reverse("reports:row-entry", args=[period, row.pk])
    sheet = sheet_of(row)
    asked = sheet.question(back)
    if asked is None:
        return f"{overview_url(row)}#xem-lai"
    if any(one.is_open for one in sheet.about(asked)):
        return f"{asked.url}?{PASSED}#xem-lai"
    return page_url(sheet, sheet.beside(asked, 1))
