"""A chapter's row on a phone: one question after another, an overview, and "Đã xong"."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chapters.access import Request, needs
from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.numbers import format_number

from ..access import require_write
from ..actions import explain, mark_ready, set_value, unmark_ready
from ..forms_chapter import BACK, AnswerForm, ReasonForm
from ..models import Row
from ..pages.chapter import Question, Sheet, sheet_of, takes_answers

CHECKING = "kiem-tra"  # the page a reason was given on, when it was not a question or the overview


@needs("read_returns")
def questions(request: Request, period: str, pk: int) -> HttpResponse:
    """The overview: what has been answered, what is odd, and the button that says that the row is whole."""
    row = _row(request, period, pk)
    sheet = sheet_of(row)
    context = {
        "row": row,
        "sheet": sheet,
        "groups": list(sheet.groups()),
        "counted": sheet.counted(request.user),
        "writable": _may_write(request, row) and takes_answers(sheet),
        "is_started": sheet.answered > 0,
    }
    return render(request, "reports/questions.html", context)


@require_http_methods(["GET", "POST"])
@needs("read_returns")
def question(request: Request, period: str, pk: int, code: str) -> HttpResponse:
    row = _row(request, period, pk)
    sheet = sheet_of(row)
    asked = sheet.question(code)
    if asked is None:
        raise Http404("nothing of that name is asked of this row")
    found = sheet.about(asked)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, question=asked, told=[one.check for one in found]
    )
    if request.method == "POST":
        _require_row(request, row)
        if form.is_valid() and _save(request, form):
            return redirect(_next(form, sheet_of(row)))
    context = {
        "row": row,
        "sheet": sheet,
        "question": asked,
        "form": form,
        "findings": found,
        "remark": sheet.asked_above.get(code),
        "before": sheet.beside(asked, -1),
        "writable": _may_write(request, row) and takes_answers(sheet),
    }
    return render(request, "reports/question.html", context)


def _row(request: Request, period: str, pk: int) -> Row:
    """A chapter's or board's row in reach; an association's own has its page of fields."""
    rows = Row.objects.visible_to(request.user).select_related(
        "unit_return__period__previous", "unit_return__unit", "unit", "ready_by"
    )
    return get_object_or_404(rows, pk=pk, is_own=False, unit_return__period__code=period)


def _may_write(request: Request, row: Row) -> bool:
    return request.user.can("write_returns", row.unit)


def _require_row(request: Request, row: Row) -> None:
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
        return _overview(sheet.row)
    if form.cleaned_data["press"] == BACK:
        return _page(sheet, sheet.beside(asked, -1))
    was, now = form.cell
    known = form.told_already if was == now else set()
    if {one.check for one in sheet.about(asked) if one.is_open} - known:
        return f"{asked.url}#xem-lai"
    return _page(sheet, sheet.beside(asked, 1))


def _page(sheet: Sheet, asked: Question | None) -> str:
    return asked.url if asked else _overview(sheet.row)


def _overview(row: Row) -> str:
    return reverse("reports:questions", args=[row.unit_return.period.code, row.pk])


@require_POST
@needs("read_returns")
def ready(request: Request, period: str, pk: int) -> HttpResponse:
    row = _row(request, period, pk)
    _require_row(request, row)
    if request.POST.get("ready") == "0":
        unmark_ready(row=row, by=request.user)
        messages.info(request, "Bạn có thể sửa tiếp. Sửa xong xin bấm Đã xong lần nữa.")
        return redirect(_overview(row))
    if still := sheet_of(row).open_findings:
        messages.error(request, f"Chưa báo xong được: còn {format_number(len(still))} điều cần xem ở dưới.")
    else:
        mark_ready(row=row, by=request.user)
        messages.success(request, f"Cảm ơn bạn. {row.unit_return.unit.association_name} đã thấy {row} báo xong.")
    return redirect(_overview(row))


@require_POST
@needs("read_returns")
def reason(request: Request, period: str, pk: int) -> HttpResponse:
    """Why an odd figure of any row is right; an empty reason takes it back."""
    rows = Row.objects.visible_to(request.user).select_related("unit_return__period", "unit_return__unit", "unit")
    row = get_object_or_404(rows, pk=pk, unit_return__period__code=period)
    _require_row(request, row)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chưa ghi được lý do. Lý do viết một dòng, không quá 500 ký tự.")
    else:
        facts = form.cleaned_data
        try:
            explain(row=row, code=facts["code"], check=facts["check"], text=form.reason, by=request.user)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            messages.error(request, str(refusal))
    return redirect(_after_reason(row, form))


def _after_reason(row: Row, form: ReasonForm) -> str:
    """Back to where it was given: the page of checks, the next question, or the overview."""
    back, period = form.cleaned_data.get("back", ""), row.unit_return.period.code
    if back == CHECKING:
        code = row.unit_return.unit.code
        return f"{reverse('reports:checking', args=[period], query={'don-vi': code})}#xem-lai"
    if row.is_own:
        return reverse("reports:row-entry", args=[period, row.pk])
    sheet = sheet_of(row)
    asked = sheet.question(back)
    if asked is None:
        return f"{_overview(row)}#xem-lai"
    if any(one.is_open for one in sheet.about(asked)):
        return f"{asked.url}#xem-lai"
    return _page(sheet, sheet.beside(asked, 1))
