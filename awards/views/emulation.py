from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.actions import require
from chapters.signing import signer_of
from chapters.views.common import form_page, page_of, posted
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.forms import attempt, sent
from khuyenhoc.history import history_of
from khuyenhoc.names import search_key
from khuyenhoc.papers import dated_line
from khuyenhoc.pdf import render_pdf

from .. import actions
from ..emulation import RankLine, SheetView, score_lines, sheets_of, states_in_words
from ..forms.emulation import CriteriaForm, CriteriaForms, CriterionForm, DueForm, ReturnScoreForm, ScoreForm, SheetForm
from ..models import Criterion, PointSheet, UnitScore

State = UnitScore.State


@needs("read_awards")
def sheet_list(request: Request) -> HttpResponse:
    page = page_of(request, sheets_of(request.user))
    lines = [(sheet, states_in_words(sheet.seen)) for sheet in page]
    context = {"page": page, "lines": lines, "may_decide": request.user.may("decide_awards")}
    return render(request, "awards/sheet_list.html", context)


@form_page
@needs("decide_awards")
def sheet_create(request: Request) -> HttpResponse:
    user = request.user
    form = SheetForm(posted(request), user=user)
    if made := sent(request, form, lambda: actions.open_sheet(by=user, **form.cleaned_data)):
        messages.success(request, f"Đã mở bảng điểm thi đua {made}.")
        return redirect(made) if form.cleaned_data["like"] else redirect("awards:criteria", made.pk)
    return render(request, "awards/sheet_create.html", {"form": form})


def _known_or_404(request: Request, pk: int) -> PointSheet:
    return get_object_or_404(PointSheet.objects.known_to(request.user).select_related("unit"), pk=pk)


def _decidable_or_403(request: Request, pk: int) -> PointSheet:
    """A sheet known to her that is hers to write."""
    sheet = _known_or_404(request, pk)
    if not request.user.can("decide_awards", sheet.unit):
        raise PermissionDenied(f"Bảng điểm thi đua do {sheet.unit.association_name} lập và chấm.")
    return sheet


def sheet(request: Request, pk: int) -> HttpResponse:
    return _sheet_page(request, _known_or_404(request, pk))


def _sheet_page(request: Request, found: PointSheet, refused: forms.Form | None = None) -> HttpResponse:
    user = request.user
    view = SheetView(found, user)
    may_decide = user.can("decide_awards", found.unit) and not found.closed_at
    context = {
        "sheet": found,
        "view": view,
        "may_decide": may_decide,
        "is_criteria_open": may_decide and all(line.score.state == State.DRAFT for line in view.lines),
        "may_close": may_decide and any(line.rank for line in view.lines),
        "missing": found.units_left_out() if may_decide else [],
        "refusals": refused.non_field_errors() if refused else [],
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/sheet.html", context)


@form_page
def sheet_edit(request: Request, pk: int) -> HttpResponse:
    found = _decidable_or_403(request, pk)
    form = DueForm(posted(request), initial={"due_on": found.due_on})
    if sent(request, form, lambda: actions.change_sheet(sheet=found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu hạn tự chấm.")
        return redirect(found)
    return _form_page(request, form, found, "Sửa hạn tự chấm", "Lưu")


def _form_page(request: Request, form: Any, found: PointSheet, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"form": form, "sheet": found, "title": title, "submit": submit, "back": found} | more
    return render(request, "awards/sheet_form.html", context)


@form_page
def criteria(request: Request, pk: int) -> HttpResponse:
    """The whole table in one form, with empty lines at its end; a line that is emptied goes."""
    found = _decidable_or_403(request, pk)
    table = CriteriaForms(posted(request), initial=[CriterionForm.about(one) for one in found.criteria.all()])
    whole = CriteriaForm(posted(request), sheet=found, table=table)

    def write() -> list[Criterion]:
        return actions.set_criteria(sheet=found, lines=whole.lines, was=whole.was, by=request.user)

    if whole.is_valid() and table.is_valid():
        made = attempt(whole, write)
        if made is not None:
            messages.success(request, f"Đã lưu {len(made)} tiêu chí.")
            return redirect("awards:criteria", found.pk) if "more" in request.POST else redirect(found)
    refusals = whole.non_field_errors() if whole.is_bound else []
    return render(
        request, "awards/criteria.html", {"sheet": found, "table": table, "whole": whole, "refusals": refusals}
    )


@require_POST
def sheet_take_in(request: Request, pk: int) -> HttpResponse:
    found = _decidable_or_403(request, pk)
    form = forms.Form(request.POST)
    if sent(request, form, lambda: actions.take_in_units(sheet=found, by=request.user)):
        messages.success(request, "Đã thêm các đơn vị mới vào bảng điểm.")
    return redirect(found)


@require_POST
def sheet_close(request: Request, pk: int) -> HttpResponse:
    found = _decidable_or_403(request, pk)
    form = forms.Form(request.POST)
    if sent(request, form, lambda: actions.close_sheet(sheet=found, by=request.user)):
        messages.success(request, "Đã công bố kết quả thi đua.")
        return redirect(found)
    return _sheet_page(request, found, refused=form)


def ranking_pdf(request: Request, pk: int) -> HttpResponse:
    found = _known_or_404(request, pk)
    view = SheetView(found, request.user)
    if not view.sees_all:
        raise Http404("the ranking is not published yet")
    context = {
        "view": view,
        "sheet": found,
        "unit": found.unit,
        "dated": dated_line(found.unit.name, None, timezone.localdate().year),
        "signer": signer_of(found.unit),
        "demo": request.user.is_demo,
    }
    name = slugify(search_key(f"xep hang thi dua {found.year} {found.unit}"))
    return file_answer(render_pdf("awards/ranking_pdf.html", context), PDF, name, inline=True)


# One unit's score


def score(request: Request, pk: int) -> HttpResponse:
    return _score_page(request, _score_or_404(request, pk))


def _score_or_404(request: Request, pk: int) -> UnitScore:
    return visible_or_404(UnitScore, request, pk=pk)


def _sees_given(request: Request, found: UnitScore) -> bool:
    """Points from above are the unit's to see once all of them are given."""
    return found.state == State.SCORED or request.user.can("decide_awards", found.sheet.unit)


def _score_page(request: Request, found: UnitScore, refused: forms.Form | None = None) -> HttpResponse:
    user, sheet = request.user, found.sheet
    is_open, is_draft = sheet.closed_at is None, found.state == State.DRAFT
    (totals,) = UnitScore.objects.filter(pk=found.pk).with_totals()
    may_decide = is_open and user.can("decide_awards", sheet.unit)
    context = {
        "score": found,
        "sheet": sheet,
        "totals": RankLine(totals),
        "lines": score_lines(found, shows_given=_sees_given(request, found)),
        "may_score_self": is_open and is_draft and user.can("write_awards", found.unit),
        "may_decide": may_decide,
        "may_return": may_decide and not is_draft,
        "refusals": refused.non_field_errors() if refused else [],
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/score.html", context)


@form_page
def score_self(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(UnitScore, request, pk=pk)
    if found.state != State.DRAFT or found.sheet.closed_at:
        messages.warning(request, "Phiếu điểm đã gửi. Muốn sửa, xin đề nghị Hội cấp trên trả lại.")
        return redirect(found)
    user = request.user
    form = ScoreForm(posted(request), score=found, column="self_halves", words="note", label="Ghi chú")
    if sent(request, form, lambda: actions.score_self(score=found, marks=form.marks, was=form.was, by=user)):
        messages.success(request, "Đã lưu điểm tự chấm. Khi chấm xong, bấm Gửi phiếu điểm.")
        return redirect(found)
    return _scoring_page(request, form, found, "Tự chấm điểm")


@form_page
def score_give(request: Request, pk: int) -> HttpResponse:
    """Scored by the association above: kept as far as it goes, or done."""
    found = _score_or_404(request, pk)
    user = request.user
    require(user, "decide_awards", found.sheet.unit)
    if found.sheet.closed_at:
        messages.warning(request, f"Bảng điểm thi đua {found.sheet} đã công bố nên không sửa được.")
        return redirect(found)
    form = ScoreForm(posted(request), score=found, column="halves", words="reason", label="Lý do chấm khác")
    if found.state == State.SUBMITTED:
        form.suggest_own()
    is_done = "done" in request.POST

    def give() -> UnitScore:
        return actions.score_unit(score=found, marks=form.marks, was=form.was, is_done=is_done, by=user)

    if sent(request, form, give):
        messages.success(request, f"Đã chấm xong {found.unit}." if is_done else "Đã lưu điểm chấm dở.")
        return redirect(found)
    return _scoring_page(request, form, found, "Chấm điểm", gives=True)


def _scoring_page(
    request: Request, form: ScoreForm, found: UnitScore, title: str, *, gives: bool = False
) -> HttpResponse:
    lines = score_lines(found, shows_given=_sees_given(request, found), form=form)
    context = {"form": form, "score": found, "sheet": found.sheet, "lines": lines, "title": title, "gives": gives}
    return render(request, "awards/scoring.html", context)


@require_POST
def score_hand_in(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(UnitScore, request, pk=pk)
    form = forms.Form(request.POST)
    if sent(request, form, lambda: actions.hand_in_score(score=found, by=request.user)):
        messages.success(request, f"Đã gửi phiếu điểm cho {found.sheet.unit.association_name}.")
        return redirect(found)
    return _score_page(request, found, refused=form)


@form_page
def score_return(request: Request, pk: int) -> HttpResponse:
    found = _score_or_404(request, pk)
    user = request.user
    require(user, "decide_awards", found.sheet.unit)
    form = ReturnScoreForm(posted(request))
    if sent(request, form, lambda: actions.return_score(score=found, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã trả phiếu điểm cho {found.unit}, kèm lý do.")
        return redirect(found)
    return _form_page(request, form, found.sheet, "Trả lại phiếu điểm", "Trả lại", back=found)
