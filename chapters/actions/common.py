from collections.abc import Sequence
from typing import Any

from khuyenhoc.actions import NotAllowed, Refusal

from ..models import Unit, User
from ..roles import PERMISSIONS


def require(user: User, permission: str, unit: Unit) -> None:
    """Refuse unless the user's role has the permission at this unit."""
    if not user.can(permission, unit):
        raise NotAllowed(
            f"Chức trách của bạn không {PERMISSIONS[permission]} tại {unit}. Nếu cần, xin báo Thường trực Hội cấp trên."
        )


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
