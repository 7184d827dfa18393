from khuyenhoc.triggers import Guard, Log, keep, on_writing

from ..kinds import PARENTS
from ..reach import SEGMENT

_PARENT_FITS = " OR ".join(
    f"(NEW.kind = '{kind}' AND p.kind = '{parent}')" for kind, parents in PARENTS.items() for parent in parents
)
_WRONG_PARENT = (
    f"NEW.parent_id IS NOT NULL AND NOT EXISTS "
    f"(SELECT 1 FROM chapters_unit p WHERE p.id = NEW.parent_id AND ({_PARENT_FITS}))"
)
_WRONG_PATH = (
    "NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chapters_unit p WHERE p.id = NEW.parent_id "
    f"AND p.path = substr(NEW.path, 1, length(NEW.path) - {SEGMENT}))"
)
_CLOSES = "NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL"
_MEMBERS_LEFT = (
    f"{_CLOSES} AND EXISTS (SELECT 1 FROM chapters_membership m WHERE m.unit_id = NEW.id AND m.until IS NULL)"
)
_CHILDREN_LEFT = (
    f"{_CLOSES} AND EXISTS (SELECT 1 FROM chapters_unit u WHERE u.parent_id = NEW.id AND u.closed_on IS NULL)"
)
_PARENT_CLOSED = (
    "NEW.closed_on IS NULL "
    "AND EXISTS (SELECT 1 FROM chapters_unit p WHERE p.id = NEW.parent_id AND p.closed_on IS NOT NULL)"
)
_COMES_UNDER = f"{_PARENT_CLOSED} AND (OLD.closed_on IS NOT NULL OR NEW.parent_id IS DISTINCT FROM OLD.parent_id)"

_KIND = "Loại đơn vị này không đặt được dưới đơn vị cấp trên đã chọn."
_PATH = "Mã cây của đơn vị không khớp cấp trên."
_MEMBERS_HERE = "Đơn vị còn hội viên đang sinh hoạt thì chưa giải thể được."
_CHILDREN_HERE = "Đơn vị còn đơn vị trực thuộc đang hoạt động thì chưa giải thể được."
_NOTHING_UNDER = "Dưới đơn vị đã giải thể không có đơn vị nào đang hoạt động."

LOGGED = [Log("chapters.Unit", unit="{row}.id", hidden=("sort_key", "search_key", "children_made"))]

GUARDS = [
    *on_writing("unit_kind", "chapters.Unit", _WRONG_PARENT, _KIND),
    *on_writing("unit_path", "chapters.Unit", _WRONG_PATH, _PATH),
    Guard("unit_closed_members", "chapters.Unit", "UPDATE", _MEMBERS_LEFT, _MEMBERS_HERE),
    Guard("unit_closed_children", "chapters.Unit", "UPDATE", _CHILDREN_LEFT, _CHILDREN_HERE),
    Guard("unit_closed_parent_insert", "chapters.Unit", "INSERT", _PARENT_CLOSED, _NOTHING_UNDER),
    Guard("unit_closed_parent_update", "chapters.Unit", "UPDATE", _COMES_UNDER, _NOTHING_UNDER),
    *keep("unit", "chapters.Unit", "Đơn vị không xóa được, chỉ giải thể."),
]
