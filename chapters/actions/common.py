from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.triggers import guard_sentence

from ..models import Unit, User
from ..reach import ROOT_PATH
from ..roles import PERMISSIONS, ROLES


def require(user: User, permission: str, unit: Unit) -> None:
    """Refuse unless the user's role has the permission at this unit."""
    if not user.can(permission, unit):
        raise NotAllowed(
            f"Chức trách của bạn không {PERMISSIONS[permission]} tại {unit}. Nếu cần, xin báo Thường trực Hội cấp trên."
        )


def require_grant(user: User, role: str, unit: Unit) -> None:
    """Refuse unless the user may give and take this role at this unit: nobody grants more than she may herself."""
    require(user, "manage_users", unit)
    if not user.may_grant(role, unit):
        raise NotAllowed(
            f"Chức trách {ROLES[role].name} tại {unit} cao hơn chức trách của bạn. Xin nhờ người giữ chức trách đó."
        )


def one_at_a_time() -> None:
    """Whoever changes accounts waits here for the other: two at once could each take the last one out."""
    Unit.objects.select_for_update().get(path=ROOT_PATH)


@contextmanager
def keep_a_keeper() -> Iterator[None]:
    """The guard that keeps somebody at the top who can let others in, said with what to do."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if guard_sentence(fault) is None:
            raise
        raise Refusal(
            f"{guard_sentence(fault)} Xin giao Thường trực Hội hoặc Quản trị cho người khác trước, hoặc bàn giao."
        ) from fault


def tell_later_tables(*units: Unit) -> None:
    """Tables of later apps that hang on units follow their opening and changes (docs/decisions/0004)."""
    for relation in Unit._meta.related_objects:
        follow = getattr(relation.related_model._default_manager, "follow_unit", None)
        if follow:
            for unit in units:
                follow(unit)


def forget_in_later_tables(units: Sequence[Unit]) -> None:
    """Units that were opened by mistake leave what merely followed them; refuses where something hangs on one.

    A manager of a later table says by `forget_units(units)` what it gives up and why it cannot.
    """
    for relation in Unit._meta.related_objects:
        manager = relation.related_model._default_manager
        if hasattr(manager, "forget_units"):
            manager.forget_units(units)
            continue
        hanging = manager.filter(**{f"{relation.field.name}__in": units}).exclude(pk__in=_themselves(manager, units))
        if hasattr(hanging, "genuine"):
            hanging = hanging.genuine()
        if first := hanging.select_related(relation.field.name).first():
            unit, kind = getattr(first, relation.field.name), relation.related_model._meta.verbose_name
            raise Refusal(
                f"Không hoàn tác được: {unit} đã có {kind} ({first}). Xin xử lý việc đó trước, hoặc giải thể đơn vị."
            )


def _themselves(manager: Any, units: Sequence[Unit]) -> list[int]:
    return [unit.pk for unit in units] if manager.model is Unit else []
