"""One import, from its upload to what became of it: /nhap-excel/<id>/."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from ..actions import Refusal
from . import actions, files
from .models import Import
from .spec import ANSWERS, CLASH, DOUBLE

FAULTS_SHOWN = 100


def _import_or_404(request: HttpRequest, pk: int) -> Import:
    """Without its workbook: the page asks every other second how far the work is."""
    seen = Import.objects.visible_to(request.user).select_related("job", "uploaded_by").defer("content")
    return get_object_or_404(seen, pk=pk)


@require_safe
@vary_on_headers("HX-Request")  # one address, two answers: a browser may not keep one for the other
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _import_or_404(request, pk)
    if request.htmx and not imported.is_busy and not _is_undoing(imported):  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    return _page(request, imported)


def _is_undoing(imported: Import) -> bool:
    return imported.state == Import.State.DONE and imported.job is not None and imported.job.is_open


def _page(
    request: HttpRequest, imported: Import, answers: dict[str, str] | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    importer, answers = imported.importer, answers or {}
    questions = [_asked(question, answers) for question in imported.questions]
    asked = [question["kind"] for question in questions]
    kinds = [kind for kind in (DOUBLE, CLASH) if asked.count(kind) > 1]
    context = {
        "imported": imported,
        "importer": importer,
        "place": importer.places([imported.unit_id])[imported.unit_id],
        "job": imported.job,
        "runs": (imported.is_busy or _is_undoing(imported)) and not imported.waits_for_conversion,
        "faults": imported.faults[:FAULTS_SHOWN],
        "questions": questions,
        "rests": [_rest(kind, answers) for kind in kinds],
        "to_write": imported.counts.get("new", 0) + imported.counts.get("changed", 0),
        "list_url": importer.list_of(imported),
        "start_url": importer.start_of(imported),
        "error": error,
    }
    return render(request, "khuyenhoc/import.html", context, status=status)


def _asked(question: dict[str, str], answers: dict[str, str]) -> dict[str, Any]:
    return question | {"choices": ANSWERS[question["kind"]], "chosen": answers.get(question["key"], "")}


def _rest(kind: str, answers: dict[str, str]) -> dict[str, Any]:
    label = "Các dòng giống hồ sơ đã có mà chưa chọn ở trên" if kind == DOUBLE else "Các ô còn lại chưa chọn ở trên"
    return {"kind": kind, "label": label, "choices": ANSWERS[kind], "chosen": answers.get(kind, "")}


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _import_or_404(request, pk)
    answers = _answers(request, imported)
    try:
        after = actions.confirm_import(
            imported=imported, answers=answers, only_good="only_good" in request.POST, by=request.user
        )
    except Refusal as refusal:
        return _page(request, imported, answers, str(refusal), refusal.status)
    if after.state == Import.State.PREVIEWED:
        messages.warning(request, "Chưa ghi gì: đã có người sửa số liệu từ lúc xem trước. Xin xem lại ở dưới.")
    elif after.state == Import.State.DONE:
        messages.success(request, "Đã ghi xong.")
    return redirect(after.url)


def _answers(request: HttpRequest, imported: Import) -> dict[str, str]:
    """What was chosen for each question shown, and for those of its kind that were left open."""
    kinds = {question["key"]: question["kind"] for question in imported.questions}
    kinds |= {DOUBLE: DOUBLE, CLASH: CLASH}
    chosen = {key: request.POST.get(f"answer:{key}", "") for key in kinds}
    return {key: answer for key, answer in chosen.items() if answer in dict(ANSWERS[kinds[key]])}


@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _import_or_404(request, pk)
    return _act(request, imported, actions.check_import_again, offers=request.POST.getlist("offer"))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, _import_or_404(request, pk), actions.cancel_import)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, _import_or_404(request, pk), actions.undo_import)


@require_POST
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, _import_or_404(request, pk), actions.run_import_again)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, _import_or_404(request, pk), actions.stop_import)


def _act(request: HttpRequest, imported: Import, act: Any, **given: Any) -> HttpResponse:
    try:
        return redirect(act(imported=imported, by=request.user, **given).url)
    except Refusal as refusal:
        imported.refresh_from_db()
        return _page(request, imported, error=str(refusal), status=refusal.status)


@require_safe
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    return files.marked(_import_or_404(request, pk), request.user)
