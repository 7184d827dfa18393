"""What every page shows around its content: the menu by role, the association, whose office this is."""

from django.http import HttpRequest
from django.urls import reverse

from chapters.models import DataRequestQuerySet

from .models import Period

# label, URL name, permission that opens it
_MENU = [
    ("Tổ chức Hội", "chapters:unit-list", "read_units"),
    ("Hội viên", "chapters:member-list", "read_members"),
    ("Cán bộ", "chapters:officer-list", "read_units"),
    ("Khen thưởng", "awards:nomination-list", "read_awards"),
    ("Quỹ", "funds:fund-list", "read_funds"),
    ("Báo cáo", "reports:period-list", "read_returns"),
    ("Nhật ký", "log", "read_log"),
    ("Tài khoản", "chapters:user-list", "manage_users"),
]


def frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "association": "", "year_label": "", "demo": False}
    if getattr(request, "is_signing_in", False):
        return {"menu": [], "association": "", "year_label": "", "demo": user.is_demo}
    period = Period.objects.first()
    match = request.resolver_match
    shown = str(match.kwargs.get("period", "")) if match else ""
    entries = [("Việc cần làm", reverse("home"))]
    if period and user.may("read_returns") and user.top_unit.is_association_level:
        entries.append(("Tổng quan", reverse("reports:dashboard", args=[period.code])))
    entries += [(label, reverse(name)) for label, name, permission in _MENU if user.may(permission)]
    if any(user.may(permission) for permission in DataRequestQuerySet.SEEN_WITH):
        entries.append(("Dữ liệu cá nhân", reverse("chapters:request-list")))
    return {
        "menu": [
            {"label": label, "url": url, "current": _is_current(request.path, label, url)} for label, url in entries
        ],
        "association": user.top_unit.association_name if user.top_unit else "",
        "year_label": f"Năm {shown}" if shown else "",
        "demo": user.is_demo,
    }


def _is_current(path: str, label: str, url: str) -> bool:
    if label == "Tổng quan":
        return path.startswith("/tong-quan/")
    return path == url if url == "/" else path.startswith(url)
