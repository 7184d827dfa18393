"""The to-do page: what waits for this user, the most urgent first."""

from django.http import HttpResponse
from django.shortcuts import render

from chapters.access import Request
from chapters.models import User

from ..todo import Desk, quick_looks, tasks_of


def home(request: Request) -> HttpResponse:
    user, desk = request.user, Desk(request.user)
    context = {
        "tasks": tasks_of(desk),
        "looks": quick_looks(desk),
        "idle": _idle_words(user),
        "keeps_books": user.may("write_funds"),
        "reads_log": user.may("read_log"),
    }
    return render(request, "reports/home.html", context)


def _idle_words(user: User) -> str:
    """What is said when nothing waits: those who only read are never asked for anything."""
    if any(user.may(permission) for permission in ("write_returns", "accept_returns")):
        return "Số liệu cần nhập, báo cáo cần xem, câu hỏi cần trả lời sẽ hiện ra ở đây, gấp nhất đứng trước."
    return "Chức trách của bạn không phải nhập hay chốt số liệu. Tiến độ và báo cáo của từng năm có ngay dưới đây."
