"""A chapter's row on a phone: one question after another, an overview, and "Đã xong"."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chapters.access import Request, needs
from chapters.views.common import posted
from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.numbers import format_number

from ..access import require_write
from ..actions import mark_ready, set_value, unmark_ready
from ..forms.chapter import BACK, AnswerForm
from ..models import Row
from ..pages.chapter import Question, Sheet, sheet_of, takes_answers
from ..pages.checking import alike, tell

PASSED = "xem-lai"  # she went past the question: only now is an empty box worth asking about


@needs("read_returns")
def questions(request: Request, period: str, pk: int) -> HttpResponse:
    """The overview: what has been answered, what is odd, and the button that says that the row is whole."""
    row = row_or_404(request, period, pk)
    sheet = sheet_of(row)
    told = [tell(one, request.user, sheet.url_of(one.code)) for one in sheet.findings]
    context = {
        "row": row,
        "sheet": sheet,
        "groups": list(sheet.groups()),
        "must": [one for one in told if one.finding.blocks],
        "odd": alike([one for one in told if one.finding.is_open and not one.finding.blocks]),
        "explained": [one for one in told if not one.finding.is_open],
        "counted": sheet.counted(request.user),
        "writable": _may_write(request, row) and takes_answers(sheet),
        "is_started": sheet.answered > 0,
    }
    return render(request, "reports/questions.html", context)


@require_http_methods(["GET", "POST"])
@needs("read_returns")
def question(request: Request, period: str, pk: int, code: str) -> HttpResponse:
    row = row_or_404(request, period, pk)
    sheet = sheet_of(row)
    asked = sheet.question(code)
    if asked is None:
        raise Http404("nothing of that name is asked of this row")
    found = [one for one in sheet.about(asked) if one.check != "gone" or one.reason or PASSED in request.GET]
    form = AnswerForm(posted(request), question=asked, told=[one.check for one in found])
    if request.method == "POST":
        require_row(request, row)
        if form.is_valid() and _save(request, form):
            return redirect(_next(form, sheet_of(row)))
    context = {
        "row": row,
        "sheet": sheet,
        "question": asked,
        "form": form,
        "findings": [tell(one, request.user) for one in found],
        "remark": sheet.asked_above.get(code),
        "before": sheet.beside(asked, -1),
        "writable": _may_write(request, row) and takes_answers(sheet),
    }
    return render(request, "reports/question.html", context)


def row_or_404(request: Request, period: str, pk: int) -> Row:
    """A chapter's or board's row in reach; an association's own has its page of fields."""
    rows = Row.objects.visible_to(request.user).select_related(
        "unit_return__period__previous", "unit_return__unit", "unit", "ready_by"
    )
    return get_object_or_404(rows, pk=pk, is_own=False, unit_return__period__code=period)


def _may_write(request: Request, row: Row) -> bool:
    return request.user.can("write_returns", row.unit)


def require_row(request: Request, row: Row) -> None:
    if not _may_write(request, row):
        require_write(request, row.unit_return)


def _save(request: Request, form: AnswerForm) -> bool:
    asked, (was, now) = form.question, form.cell
    try:
        if was != now:
            set_value(row=asked.row, code=asked.code, was=was, now=now, by=request.user)
    except Clash as clash:
        form.show_clash(clash.cells[asked.code])
        return False
    except Refusal as refusal:
        form.add_error("now" if refusal.field == asked.code else None, str(refusal))
        return False
    return True


def _next(form: AnswerForm, sheet: Sheet) -> str:
    """On to the next question, unless the answer is odd in a way she has not been told yet."""
    asked = sheet.question(form.question.code)
    if asked is None:
        return overview_url(sheet.row)
    if form.cleaned_data["press"] == BACK:
        return page_url(sheet, sheet.beside(asked, -1))
    was, now = form.cell
    known = form.told_already if was == now else set()
    if {one.check for one in sheet.about(asked) if one.is_open} - known:
        return f"{asked.url}?{PASSED}#xem-lai"
    return page_url(sheet, sheet.beside(asked, 1))


def page_url(sheet: Sheet, asked: Question | None) -> str:
    return asked.url if asked else overview_url(sheet.row)


def overview_url(row: Row) -> str:
    return reverse("reports:questions", args=[row.unit_return.period.code, row.pk])


@require_POST
@needs("read_returns")
def ready(request: Request, period: str, pk: int) -> HttpResponse:
    row = row_or_404(request, period, pk)
    require_row(request, row)
    if request.POST.get("ready") == "0":
        unmark_ready(row=row, by=request.user)
        messages.info(request, "Bạn có thể sửa tiếp. Sửa xong xin bấm Đã xong lần nữa.")
        return redirect(overview_url(row))
    if still := sheet_of(row).open_findings:
        messages.error(request, f"Chưa báo xong được: còn {format_number(len(still))} điều cần xem ở dưới.")
    else:
        mark_ready(row=row, by=request.user)
        messages.success(request, f"Cảm ơn bạn. {row.unit_return.unit.association_name} đã thấy {row} báo xong.")
    return redirect(overview_url(row))
