"""Writing the summary: begun by one click, then section by section; each saves itself (static/js/texts.js)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from chapters.access import Request, needs
from chapters.views.common import done, form_page, posted
from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.numbers import record_number

from ..access import period_or_404, return_or_404
from ..actions import begin_summary, change_head, draw_text, keep_sentences, set_section, take_sentences
from ..forms.writing import HeadForm, SectionForm
from ..models import Return, Section, Summary
from ..pages.writing import (
    SLUGS,
    SectionPage,
    Writing,
    address,
    all_tokens,
    found_tokens,
    preview_of,
    texts_below,
)


def top_to_write(request: Request, period: str) -> Return:
    """The association's return; 403 for who may only read its summary."""
    top = return_or_404(request, period_or_404(period))
    if not request.user.can("write_summaries", top.unit):
        raise PermissionDenied(
            f"Chức trách của bạn không soạn báo cáo tổng kết của {top.unit.full_name}. "
            "Nếu cần, xin báo Thường trực Hội cấp trên."
        )
    return top


def summary_of(top: Return) -> Summary | None:
    """The version at hand: the one being written, or the adopted one that nobody has renewed."""
    found = Summary.objects.current().filter(period=top.period, unit=top.unit).select_related("unit").first()
    if found:
        found.period = top.period
    return found


def writing_or_none(top: Return) -> Writing | None:
    """None where there is nothing to write: not begun, or adopted already; the outline says which."""
    summary = summary_of(top)
    return Writing(summary, top) if summary and summary.is_writable else None


@form_page
@needs("read_returns")
def writing(request: Request, period: str) -> HttpResponse:
    """The outline of the paper; before it is begun, what beginning does."""
    top = top_to_write(request, period)
    if request.method == "POST":
        made = begin_summary(period=top.period, unit=top.unit, by=request.user)
        messages.success(request, f"Đã bắt đầu soạn {made}. Mục nào có số liệu đã có sẵn câu để sửa tiếp.")
        return redirect(address("writing", top))
    summary = summary_of(top)
    if summary is None:
        return render(request, "reports/writing_start.html", {"top": top})
    context = {"top": top, "summary": summary, "writing": Writing(summary, top)}
    return render(request, "reports/writing.html", context)


@form_page
@needs("read_returns")
def section(request: Request, period: str, section: str) -> HttpResponse:
    top = top_to_write(request, period)
    found = SLUGS.get(section)
    if found is None:
        raise Http404("no such section")
    writing = writing_or_none(top)
    if writing is None:
        if request.method == "POST":
            raise Refusal(
                "Báo cáo này không còn đang soạn nên không ghi thêm được. Lời bạn vừa gõ chưa ghi: "
                "xin bấm nút quay lại của trình duyệt rồi chép ra chỗ khác."
            )
        return redirect(address("writing", top))
    form = SectionForm(posted(request), section=found, text=writing.line(found).held.text)
    if request.method == "POST":
        form.is_valid()
        is_saved = _save(request, writing.summary, found, form)
        if not request.accepts("text/html"):
            return _answer(top, found, form)
        if not form.errors and _put_in(request, writing.summary, found, form):
            if is_saved:
                messages.success(request, f"Đã lưu mục {found.label}.")
            return redirect(address("section", top, section))
        writing = Writing(writing.summary, top)
    context = {"top": top, "page": SectionPage(writing, found), "form": form, "field": form[found.value]}
    return render(request, "reports/section.html", context | {"held_now": form.now_held.get(found.value)})


def _save(request: Request, summary: Summary, section: Section, form: SectionForm) -> bool:
    for was, now in form.changed().values():
        try:
            held = set_section(summary=summary, section=section, was=was, now=now, by=request.user)
        except Clash as clash:
            form.show_clash(section, clash.cells[section])
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            form.hold(section, held.text)
            return True
    return False


def _put_in(request: Request, summary: Summary, section: Section, form: SectionForm) -> bool:
    """What a button beside the text asks for, once what was typed is saved; False with its refusal on the form."""
    asked, by = request.POST, request.user
    try:
        if rule := asked.get("take"):
            take_sentences(summary=summary, section=section, shown={rule: asked.get(f"new-{rule}", "")}, by=by)
        elif rule := asked.get("keep"):
            keep_sentences(summary=summary, section=section, shown={rule: asked.get(f"new-{rule}", "")}, by=by)
        elif number := record_number(asked.get("draw", "")):
            returns = Return.objects.current().select_related("period", "unit")
            top = returns.get(period=summary.period, unit=summary.unit)
            words = get_object_or_404(texts_below(top, section), pk=number)
            draw_text(summary=summary, section=section, words=words, by=by)
        else:
            return True
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Đã ghi theo lựa chọn của bạn." if "keep" in asked else "Đã đưa vào bài.")
    return True


def _answer(top: Return, section: Section, form: SectionForm) -> JsonResponse:
    """What the page that saves by itself is told, with the section as it prints now."""
    errors = {name or "": " ".join(map(str, sentences)) for name, sentences in form.errors.items()}
    if errors:
        return JsonResponse({"errors": errors, "held": form.now_held})
    writing = writing_or_none(top)
    text = writing.line(section).held.text if writing else ""
    runs = preview_of(text, writing.report) if writing else []
    preview = render_to_string("reports/_runs.html", {"runs": runs, "report": None})
    return JsonResponse({"saved_at": timezone.localtime().strftime("%H:%M"), "preview": preview})


@form_page
@needs("read_returns")
def redraft(request: Request, period: str) -> HttpResponse:
    """Sentences by rules that have changed since they were put in, old beside new; each is taken over by a tick."""
    top = top_to_write(request, period)
    writing = writing_or_none(top)
    if writing is None:
        return redirect(address("writing", top))
    if request.method == "POST":
        return _redraft(request, writing)
    lines = [(line, [writing.shown(one) for one in line.sentences if one.is_stale]) for line in writing.lines]
    context = {"top": top, "writing": writing, "lines": [one for one in lines if one[1]]}
    return render(request, "reports/redraft.html", context)


def _redraft(request: Request, writing: Writing) -> HttpResponse:
    """Each section by its own; what one is refused for keeps none of the others."""
    count = 0
    for line in writing.lines:
        ticked = {rule: request.POST.get(f"new-{rule}", "") for rule in request.POST.getlist(f"take-{line.section}")}
        if not ticked:
            continue
        try:
            take_sentences(summary=writing.summary, section=line.section, shown=ticked, by=request.user)
        except Refusal as refusal:
            messages.error(request, f"{line.label}: {refusal}")
        else:
            count += len(ticked)
    if count:
        messages.success(request, f"Đã thay {count} câu theo số liệu mới.")
    return redirect(address("redraft", writing.top))


@needs("read_returns")
def tokens(request: Request, period: str) -> HttpResponse:
    """Every figure that a text can name, to search and copy; in part for the page that inserts it at the cursor."""
    top = top_to_write(request, period)
    writing = writing_or_none(top)
    if writing is None:
        return redirect(address("writing", top))
    words = request.GET.get("q", "").strip()
    found, more = found_tokens(words, writing.report) if words else ([], 0)
    context = {"top": top, "words": words, "found": found, "more": more}
    if request.headers.get("HX-Request"):
        return render(request, "reports/_tokens_found.html", context)
    groups = [] if words else all_tokens(writing.report)
    return render(request, "reports/tokens.html", context | {"groups": groups})


@form_page
@needs("read_returns")
def head(request: Request, period: str) -> HttpResponse:
    """Head and foot of the paper."""
    top = top_to_write(request, period)
    writing = writing_or_none(top)
    if writing is None:
        return redirect(address("writing", top))
    summary, report = writing.summary, writing.report
    defaults = {"issuer_above": report.association_above, "issuer": report.association, "place": report.row.name}
    form = HeadForm(posted(request), summary=summary, defaults=defaults)
    if form.is_valid() and done(form, lambda: change_head(summary=summary, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu đầu, cuối văn bản.")
        return redirect(address("writing", top))
    return render(request, "reports/head.html", {"top": top, "document": writing.document, "form": form})
