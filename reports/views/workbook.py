"""The figures of a year out to Excel and in from it: where one begins. What follows is /nhap-excel/<id>/."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from chapters.access import Request, needs
from chapters.kinds import Kind
from chapters.views.common import form_page, page_of, posted_with_files
from khuyenhoc.forms import attempt
from khuyenhoc.imports.actions import start_import
from khuyenhoc.imports.files import download
from khuyenhoc.imports.models import Import
from khuyenhoc.imports.registry import importer_of
from khuyenhoc.sheets import write_table

from ..access import period_or_404, require_write, return_or_404
from ..actions.common import is_from_above
from ..excel.lines import Lines
from ..excel.returns import FROZEN, export
from ..forms.workbook import WorkbookForm
from ..models import Return


@form_page
@needs("read_returns")
def workbook(request: Request, period: str) -> HttpResponse:
    """The workbook to take away, the upload, and what was uploaded before."""
    top = return_or_404(request, period_or_404(period))
    require_write(request, top)
    has_below = Return.objects.below(top).exclude(pk=top.pk).exists()
    is_for_others = has_below or is_from_above(request.user, top)
    form = WorkbookForm(*posted_with_files(request), top=top, is_for_others=is_for_others)
    if form.is_valid() and (made := attempt(form, lambda: _start(request, top, form))):
        return redirect(made.url)
    earlier = Import.objects.visible_to(request.user).filter(
        kind="returns", unit_id=top.unit_id, options__choices__period=top.period.code
    )
    context = {
        "top": top,
        "form": form,
        "takes_figures": Return.objects.below(top).writable().exists(),
        "page": page_of(request, earlier.select_related("uploaded_by").light()),
        "may_total": top.is_writable and top.unit.kind in (Kind.COMMUNE, Kind.DISTRICT) and top.basis == "by_unit",
    }
    return render(request, "reports/workbook.html", context)


def _start(request: Request, top: Return, form: WorkbookForm) -> Import:
    file = form.cleaned_data["file"]
    return start_import(
        kind="returns",
        unit_id=top.unit_id,
        name=file.name,
        content=file.read(),
        by=request.user,
        choices=form.choices(),
    )


@require_safe
@needs("read_returns")
def workbook_file(request: Request, period: str) -> HttpResponse:
    """Every row of the association and below, with what is said of each figure so far."""
    top = return_or_404(request, period_or_404(period))
    importer = importer_of("returns")
    columns, rows = export(Lines(request.user, top.period, top))
    title = f"Số liệu {top.period.name.lower()}"
    content = write_table(
        title=title,
        columns=columns,
        rows=rows,
        instructions=importer.instructions,
        key=importer.key,
        frozen=FROZEN,
    )
    return download(content, f"{title} {top.unit.full_name}")
