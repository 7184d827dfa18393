"""Units and members out to Excel and in from it: where one begins. What follows is /nhap-excel/<id>/."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from khuyenhoc.forms import attempt
from khuyenhoc.imports import files
from khuyenhoc.imports.actions import start_import
from khuyenhoc.imports.models import Import
from khuyenhoc.imports.registry import importer_of
from khuyenhoc.imports.spec import ListImporter

from ..access import Request
from ..forms.excel import MemberUploadForm, UploadForm
from ..models import Unit
from ..roles import PERMISSIONS
from .common import form_page, page_of, posted_with_files


@form_page
def start(request: Request, kind: str, upload_form: Callable[..., UploadForm] | None = None) -> HttpResponse:
    """The template, the list, the upload, and what was uploaded before.

    Later apps lead here too: `upload_form`, made for a user, asks what holds for all rows of their kind.
    """
    importer, unit = _importer(kind), _unit(request, kind)
    form = upload_form(*posted_with_files(request), user=request.user) if upload_form else _form(request, kind, unit)
    if form.is_valid():
        made = attempt(form, lambda: _start(request, kind, unit, form))
        if made:
            return redirect(made.url)
    earlier = Import.objects.visible_to(request.user).filter(kind=kind).select_related("uploaded_by").light()
    page = page_of(request, earlier)
    context = {
        "importer": importer,
        "unit": unit,
        "others": [
            {"label": top.association_name, "url": reverse(importer.start_url, query={"don-vi": top.code})}
            for top in _tops(request, importer)
            if top != unit
        ],
        "form": form,
        "page": page,
        "places": importer.places(one.unit_id for one in page),
        "urls": {
            name: reverse(f"{importer.start_url}-{name}", query={"don-vi": unit.code}) for name in ("template", "list")
        },
        "list_url": importer.list_url(unit.pk),
    }
    return render(request, "chapters/excel.html", context)


def _importer(kind: str) -> ListImporter:
    found = importer_of(kind)
    assert isinstance(found, ListImporter)  # noqa: S101 the addresses name no other
    return found


def _form(request: Request, kind: str, unit: Unit) -> UploadForm:
    if kind == "members":
        return MemberUploadForm(
            *posted_with_files(request), user=request.user, initial={"unit": unit if unit.keeps_roster else None}
        )
    return UploadForm(*posted_with_files(request))


def _start(request: Request, kind: str, unit: Unit, form: UploadForm) -> Import:
    file = form.cleaned_data["file"]
    return start_import(
        kind=kind, unit_id=unit.pk, name=file.name, content=file.read(), by=request.user, choices=form.choices()
    )


@require_safe
def template(request: Request, kind: str) -> HttpResponse:
    return files.template(_importer(kind), request.user, _unit(request, kind).pk)


@require_safe
def export(request: Request, kind: str) -> HttpResponse:
    return files.export(_importer(kind), request.user, _unit(request, kind).pk)


def _unit(request: Request, kind: str) -> Unit:
    """The unit named by ?don-vi=, else the topmost one where she may write this kind."""
    importer = _importer(kind)
    tops = _tops(request, importer)
    if not tops:
        sentence = (
            f"Chức trách của bạn không {PERMISSIONS[importer.permission]}. Nếu cần, xin báo Thường trực Hội cấp trên."
        )
        raise PermissionDenied(sentence)
    if code := request.GET.get("don-vi"):
        unit: Unit = get_object_or_404(request.user.units_reached(importer.permission), code=code)
        return unit
    return tops[0]


def _tops(request: Request, importer: ListImporter) -> list[Any]:
    """The units of her offices where she may, that stand under none of the others."""
    paths = request.user.paths(importer.permission)
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return list(Unit.objects.filter(path__in=tops).order_by("path"))
