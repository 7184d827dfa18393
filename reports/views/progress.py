"""Who has reported and who has not."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chapters.access import Request, needs
from chapters.kinds import Kind
from khuyenhoc.dates import format_date

from ..access import period_or_404, return_or_404
from ..models import Return
from ..progress import choices, chosen, standings
from ..tables import annual_table

BY_TREE = "cay"


@require_safe
@needs("read_returns")
def progress(request: Request, period: str) -> HttpResponse:
    """Each return in reach with its state, to be narrowed to one state; the latest first, or as the tree has them."""
    top = return_or_404(request, period_or_404(period))
    table = annual_table(top)
    found = standings(table, request.user)
    word, by_tree = request.GET.get("xem", ""), request.GET.get("xep") == BY_TREE
    accepted, total = table.accepted
    context = {
        "top": top,
        "standings": chosen(found, word, by_tree=by_tree),
        "choices": choices(found, word),
        "word": word,
        "by_tree": by_tree,
        "accepted": accepted,
        "total": total,
        "title": f"Tiến độ báo cáo {top.period.name.lower()}",
        "subtitle": f"{top.unit.association_name} · số liệu đến {format_date(top.period.cut_off)}",
        "has_below": len(found) > 1,
        "has_late": any(one.days_late for one in found),
        "has_waiting": any(one.waits_for for one in found),
        "progress_label": _progress_label(top, accepted, total),
        "actions": _actions(request, top),
    }
    return render(request, "reports/progress.html", context)


def _progress_label(top: Return, accepted: int, total: int) -> str:
    if top.unit.kind == Kind.COMMUNE:
        return f"Báo cáo của {top.unit} {top.get_state_display()}"
    return f"{accepted}/{total} xã, phường, thị trấn đã chốt số liệu"


def _actions(request: Request, top: Return) -> list[dict[str, object]]:
    if not top.period.is_open or not request.user.can("accept_returns", top.unit):
        return []
    url = reverse("reports:reminders", args=[top.period.code], query={"don-vi": top.unit.code})
    return [{"label": "Nhắc đơn vị chưa nộp", "url": url, "primary": True}]
