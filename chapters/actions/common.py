from khuyenhoc.actions import NotAllowed

from ..models import Unit, User
from ..roles import PERMISSIONS


def require(user: User, permission: str, unit: Unit) -> None:
    """Refuse unless the user's role has the permission at this unit."""
    if not user.can(permission, unit):
        raise NotAllowed(
            f"Chức trách của bạn không {PERMISSIONS[permission]} tại {unit}. Nếu cần, xin báo Thường trực Hội cấp trên."
        )


def tell_later_tables(unit: Unit) -> None:
    """Tables of later apps that hang on a unit follow its opening and changes; imports run the other way (DESIGN 2)."""
    for relation in Unit._meta.related_objects:
        follow = getattr(relation.related_model._default_manager, "follow_unit", None)
        if follow:
            follow(unit)
