from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.dates import format_date, format_datetime
from khuyenhoc.lockout import locks

from ..models import Appointment, User
from ..reach import within

STATES = {
    "dang-dung": ("đang dùng", "good"),
    "chua-vao": ("chưa đăng nhập", "warn"),
    "doi-mat-khau": ("phải đổi mật khẩu", "warn"),
    "khoa": ("bị khóa", "bad"),
    "ngung": ("ngừng dùng", "quiet"),
}


@dataclass(frozen=True)
class Account:
    """An account as a user in charge may see it: its state, and the offices within her reach."""

    user: User
    state: str
    terms: list[Appointment]

    @property
    def state_text(self) -> str:
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.state][1]

    @property
    def offices(self) -> list[str]:
        """ "Cán bộ Hội xã Côn Minh, từ 01/03/2022"; what is over only when nothing else is left."""
        today = timezone.localdate()
        running = [one for one in self.terms if one.until is None or one.until > today]
        return [term_label(one) for one in running or self.terms[:1]]


def term_label(term: Appointment) -> str:
    until = f", thôi từ {format_date(term.until)}" if term.until else ""
    return f"{term.label}, từ {format_date(term.since)}{until}"


def state_of(user: User, locked: dict[str, datetime]) -> str:
    if not user.is_active:
        return "ngung"
    if user.username in locked:
        return "khoa"
    if user.last_login is None:
        return "chua-vao"
    return "doi-mat-khau" if user.must_change_password else "dang-dung"


def in_state(users: QuerySet[User], state: str) -> QuerySet[User]:
    if state not in STATES:
        return users
    if state == "ngung":
        return users.filter(is_active=False)
    signed_in, locked = Q(last_login__isnull=False), Q(username__in=locks())
    conditions = {
        "dang-dung": signed_in & Q(must_change_password=False) & ~locked,
        "chua-vao": ~signed_in & ~locked,
        "doi-mat-khau": signed_in & Q(must_change_password=True) & ~locked,
        "khoa": locked,
    }
    return users.filter(conditions[state], is_active=True)


def with_terms(users: QuerySet[User], by: User) -> QuerySet[User]:
    """Each with those of its appointments that `by` reaches."""
    reached = Appointment.objects.filter(within(by.paths("manage_users"), "unit__path"))
    terms = reached.select_related("unit").order_by("-since", "-pk")
    return users.prefetch_related(Prefetch("appointments", terms, to_attr="terms"))


def accounts(users: Iterable[User]) -> list[Account]:
    users = list(users)
    locked = locks([user.username for user in users])
    return [Account(user, state_of(user, locked), user.terms) for user in users]  # type: ignore[attr-defined]


def account_facts(account: Account, locked_until: datetime | None) -> list[dict[str, Any]]:
    user = account.user
    facts: list[dict[str, Any]] = [
        {"label": "Tên đăng nhập", "value": user.username},
        {"label": "Tình trạng", "value": capfirst(account.state_text), "note": _state_note(user, locked_until)},
        {"label": "Đăng nhập lần cuối", "value": _moment(user.last_login)},
        {"label": "Đổi mật khẩu lần cuối", "value": _moment(user.password_changed_at)},
        {"label": "Mã xác thực", "value": second_factor_line(user)},
    ]
    return facts


def _state_note(user: User, locked_until: datetime | None) -> str:
    if locked_until:
        return f"đã gõ sai nhiều lần; tự mở lúc {format_datetime(locked_until)}"
    if user.is_active and user.password_expires_at:
        is_over = user.password_expires_at <= timezone.now()
        return f"phiếu {'đã hết hạn' if is_over else 'dùng được đến'} {format_datetime(user.password_expires_at)}"
    return ""


def second_factor_line(user: User) -> str:
    return f"bật từ {format_datetime(user.second_factor_since)}" if user.second_factor_since else "chưa bật"


def _moment(moment: datetime | None) -> str:
    return format_datetime(moment) if moment else "chưa lần nào"


def own_facts(user: User) -> list[dict[str, Any]]:
    offices = [term_label(office) for office in user.offices]
    return [
        {"label": "Họ và tên", "value": user.name},
        {"label": "Tên đăng nhập", "value": user.username},
        {"label": "Chức trách", "value": "; ".join(offices) or None},
        {"label": "Đổi mật khẩu lần cuối", "value": _moment(user.password_changed_at)},
        {"label": "Mã xác thực", "value": second_factor_line(user)},
    ]
