"""What every page shows around its content: the menu by role, the association, whose office this is."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from chapters.models import DataRequestQuerySet

from .models import Period

Entries = list[tuple[str, str, Sequence[str]]]  # label, URL name, permissions of which one opens it

_MENU: Entries = [
    ("Tổ chức Hội", "chapters:unit-list", ["read_units"]),
    ("Hội viên", "chapters:member-list", ["read_members"]),
    ("Cán bộ", "chapters:officer-list", ["read_units"]),
    ("Khen thưởng", "awards:nomination-list", ["read_awards"]),
    ("Mô hình", "awards:learning-list", ["read_awards"]),
    ("Quỹ", "funds:fund-list", ["read_funds"]),
    ("Báo cáo", "reports:period-list", ["read_returns"]),
]
# The registers beside the work, set apart so that the work keeps to one line.
_REGISTERS: Entries = [
    ("Kiểm tra", "awards:inspection-list", ["read_awards"]),
    ("Dữ liệu cá nhân", "chapters:request-list", DataRequestQuerySet.SEEN_WITH),
    ("Nhật ký", "log", ["read_log"]),
    ("Tài khoản", "chapters:user-list", ["manage_users"]),
]


def frame(request: HttpRequest) -> dict[str, object]:
    nothing: dict[str, object] = {"menu": [], "registers": [], "association": "", "year_label": "", "demo": False}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return nothing
    if getattr(request, "is_signing_in", False):
        return nothing | {"demo": user.is_demo}
    menu = [("Việc cần làm", reverse("home")), *_dashboard(user), *_open(user, _MENU)]
    registers = _open(user, _REGISTERS)
    here = _nearest(request.path, menu + registers)
    match = request.resolver_match
    shown = str(match.kwargs.get("period", "")) if match else ""
    return {
        "menu": _shown(menu, here),
        "registers": _shown(registers, here),
        "association": user.top_unit.association_name if user.top_unit else "",
        "year_label": f"Năm {shown}" if shown else "",
        "demo": user.is_demo,
    }


def _dashboard(user: Any) -> list[tuple[str, str]]:
    period = Period.objects.first()
    if period and user.may("read_returns") and user.top_unit.is_association_level:
        return [("Tổng quan", reverse("reports:dashboard", args=[period.code]))]
    return []


def _open(user: Any, entries: Entries) -> list[tuple[str, str]]:
    return [(label, reverse(name)) for label, name, needed in entries if any(user.may(one) for one in needed)]


def _shown(entries: list[tuple[str, str]], here: str) -> list[dict[str, object]]:
    return [{"label": label, "url": url, "current": url == here} for label, url in entries]


def _nearest(path: str, entries: list[tuple[str, str]]) -> str:
    """The entry that the page belongs to: of several whose address it begins with, the longest."""
    found = [url for label, url in entries if _is_current(path, label, url)]
    return max(found, key=len, default="")


def _is_current(path: str, label: str, url: str) -> bool:
    if label == "Tổng quan":
        return path.startswith("/tong-quan/")
    return path == url if url == "/" else path.startswith(url)
