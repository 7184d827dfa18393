from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import record_number

from .. import actions
from ..access import Request, editable_or_403
from ..actions.merges import CHANGED, belongings, hindrances, refuse_merge
from ..doubles import likely_pairs
from ..forms.merges import MergeForm
from ..merging import KEEP, counts_twice, fingerprint
from ..models import Member, Merge, User
from ..pages import merges as pages
from ..pages.doubles import merge_url, pair_row
from ..pages.members import belonging, members_with_units
from .common import done, form_page, posted
from .doubles import asked_member

CHOICES = 20


@form_page
def merge(request: Request) -> HttpResponse:
    """Two records side by side, `a` the one that stays; without `b`, whom to merge `a` with."""
    keep = asked_member(request, "a")
    if not request.GET.get("b"):
        return _choose_other(request, keep)
    if _is_done(request, keep):
        return redirect(keep)
    gone = asked_member(request, "b")
    refusal = _refusal(keep, gone, request.user)
    form = _form(request, keep, gone)
    if form.is_bound and not form.is_valid() and form.was != (fingerprint(keep), fingerprint(gone)):
        refusal = CHANGED
    if form.is_valid() and not refusal:
        if _merged(form, request):
            messages.success(request, f"Đã gộp hồ sơ của {gone} vào {keep}. Nếu nhầm, bấm Hoàn tác ở mục Đã gộp.")
            return redirect(keep)
        refusal = " ".join(map(str, form.non_field_errors()))
        keep, gone = Member.objects.get(pk=keep.pk), Member.objects.get(pk=gone.pk)
        form = _form(request, keep, gone)
    return render(request, "chapters/merge.html", _preview(form, refusal, request.user))


def _is_done(request: Request, keep: Member) -> bool:
    """A second click on the same button: the other record is a part of this one already."""
    return keep.merged.filter(pk=record_number(request.GET["b"]) or 0).exists()


def _refusal(keep: Member, gone: Member, user: User) -> str:
    try:
        refuse_merge(keep, gone, user)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refusal as refused:
        return str(refused)
    return ""


def _form(request: Request, keep: Member, gone: Member) -> MergeForm:
    return MergeForm(
        posted(request),
        keep=keep,
        gone=gone,
        shows_sensitive=pages.reads_sensitive(request.user, keep, gone),
        counts_twice=counts_twice(belongings(keep), belongings(gone)),
    )


def _merged(form: MergeForm, request: Request) -> bool:
    chosen = form.cleaned_data
    return done(
        form,
        lambda: actions.merge_members(
            keep=form.keep,
            gone=form.gone,
            values=form.values(),
            prefers=chosen.get("prefers", KEEP),
            was=form.was,
            by=request.user,
        ),
    )


def _preview(form: MergeForm, refusal: str, user: User) -> dict[str, Any]:
    keep, gone = form.keep, form.gone
    hanging = {"keep": pages.hanging_on(keep), "gone": pages.hanging_on(gone)}
    return {
        "form": form,
        "keep": keep,
        "gone": gone,
        "refusal": refusal,
        "was": {"keep": fingerprint(keep), "gone": fingerprint(gone)},
        "facts": pages.fact_rows(form),
        "time_lines": pages.time_lines(form, user),
        "outlives_a_death": pages.outlives_a_death(form),
        "hanging": hanging,
        "has_hanging": hanging["gone"] != pages.NOTHING,
        "gains": pages.gains(keep, gone, user),
        "swap_url": merge_url(gone.pk, keep.pk),
    }


def _choose_other(request: Request, member: Member) -> HttpResponse:
    """Her likely doubles, and whoever else is found by name."""
    user, words = request.user, request.GET.get("q", "")
    hers = Member.objects.visible_to(user).editable_by(user).filter(erased_at=None).exclude(pk=member.pk)
    found = members_with_units(hers.search(words))[:CHOICES] if words.strip() else []
    context = {
        "member": member,
        "rows": [pair_row(pair) for pair in likely_pairs(user, of=member)],
        "found": [(belonging(one, user), merge_url(member.pk, one.pk)) for one in found],
        "is_searched": bool(words.strip()),
    }
    return render(request, "chapters/merge_choose.html", context)


@form_page
def merge_undo(request: Request, pk: int) -> HttpResponse:
    made = editable_or_403(Merge, request, pk=pk)
    form = forms.Form(posted(request))
    if form.is_valid() and done(form, lambda: actions.undo_merge(merge=made, by=request.user)):
        messages.success(request, f"Đã tách lại thành hai hồ sơ: {made.keep} và {made.gone}.")
        return redirect(made.keep)
    context = {
        "merge": made,
        "subtitle": f"Gộp ngày {format_date(made.merged_at)}, người gộp: {made.merged_by}",
        "refusals": form.non_field_errors() if form.is_bound else list(hindrances(made, request.user)),
        "is_undone": made.undone_at is not None,
    }
    return render(request, "chapters/merge_undo.html", context)
