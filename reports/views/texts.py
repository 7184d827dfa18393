"""The few sentences of a return, saved by a button or by the page itself (static/js/texts.js)."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chapters.access import Request, needs
from chapters.views.common import posted
from khuyenhoc.actions import Clash, Refusal

from ..access import may_write, period_or_404, require_write, return_or_404
from ..actions import set_text
from ..forms.texts import TextsForm
from ..models import Return, ReturnText
from ..pages.texts import texts_of, topics_of


@require_http_methods(["GET", "POST"])
@needs("read_returns")
def texts(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    form = TextsForm(posted(request), texts=texts_of(top))
    if request.method == "POST":
        require_write(request, top)
        form.is_valid()  # a topic that cannot be read keeps none of the others from being saved
        saved = _save(request, top, form)
        if request.accepts("text/html"):
            if saved:
                messages.success(request, f"Đã lưu: {', '.join(saved)}.")
            if not form.errors:
                return redirect(f"{reverse('reports:texts', args=[period], query={'don-vi': top.unit.code})}")
        else:
            return _answer(form)
    latest = ReturnText.objects.filter(unit_return=top).select_related("entered_by").order_by("-entered_at").first()
    context = {
        "top": top,
        "form": form,
        "topics": topics_of(top, form),
        "latest": latest,
        "writable": may_write(request, top) and top.is_writable,
    }
    return render(request, "reports/texts.html", context)


def _save(request: Request, top: Return, form: TextsForm) -> list[str]:
    """Each topic for itself: what one is refused for keeps none of the others. The labels of those saved."""
    saved = []
    for topic, (was, now) in form.changed().items():
        try:
            set_text(unit_return=top, topic=topic, was=was, now=now, by=request.user)
        except Clash as clash:
            form.show_clash(topic, clash.cells[topic])
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            form.hold(topic, now)
            saved.append(ReturnText.Topic(topic).label)
    return saved


def _answer(form: TextsForm) -> JsonResponse:
    """What the page that saves by itself is told: when, or per topic what is wrong and what stands there now."""
    errors = {name or "": " ".join(map(str, sentences)) for name, sentences in form.errors.items()}
    if errors:
        return JsonResponse({"errors": errors, "held": form.now_held})
    return JsonResponse({"saved_at": timezone.localtime().strftime("%H:%M")})
