from khuyenhoc.triggers import Guard, Log, keep

from .kinds import PARENTS
from .reach import ROOT_PATH, SEGMENT
from .roles import KEEPERS

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
_COUNTED_TWICE = (
    "NEW.is_counted AND EXISTS (SELECT 1 FROM chapters_membership m WHERE m.member_id = NEW.member_id "
    "AND m.id IS DISTINCT FROM NEW.id AND m.is_counted "
    "AND m.since < coalesce(NEW.until, '9999-12-31') AND NEW.since < coalesce(m.until, '9999-12-31'))"
)
_COUNTED_UNIT = (
    "(SELECT m.unit_id FROM chapters_membership m WHERE m.member_id = {row}.id AND m.is_counted "
    "ORDER BY m.since DESC LIMIT 1)"
)
_HELD_TWICE = (
    "EXISTS (SELECT 1 FROM chapters_appointment a WHERE a.user_id = NEW.user_id AND a.unit_id = NEW.unit_id "
    "AND a.role = NEW.role AND a.id IS DISTINCT FROM NEW.id "
    "AND a.since < coalesce(NEW.until, '9999-12-31') AND NEW.since < coalesce(a.until, '9999-12-31'))"
)
_KEEPER_ROLES = ", ".join(f"'{role}'" for role in KEEPERS)
_KEEPER = (
    "EXISTS (SELECT 1 FROM chapters_appointment a JOIN chapters_unit r ON r.id = a.unit_id "
    "JOIN chapters_user p ON p.id = a.user_id WHERE {those} AND a.until IS NULL AND p.is_active "
    f"AND r.path = '{ROOT_PATH}' AND a.role IN ({_KEEPER_ROLES}))"
)
_LAST_OF_ROOT = (
    "OLD.until IS NULL AND (NEW.until IS NOT NULL OR NEW.role <> OLD.role OR NEW.unit_id <> OLD.unit_id "
    f"OR NEW.user_id <> OLD.user_id) AND {_KEEPER.format(those='a.id = OLD.id')} "
    f"AND NOT {_KEEPER.format(those='a.id <> OLD.id AND a.since <= NEW.until')}"
)
_LAST_ACCOUNT = (
    f"OLD.is_active AND NOT NEW.is_active AND {_KEEPER.format(those='p.id = OLD.id')} "
    f"AND NOT {_KEEPER.format(those='p.id <> OLD.id AND a.since <= CURRENT_DATE')}"
)
_LAST = "Hội cấp trên cùng phải luôn còn một người cấp được tài khoản."
_KIND = "Loại đơn vị này không đặt được dưới đơn vị cấp trên đã chọn."
_TWICE = "Hội viên này đã được tính ở một đơn vị khác trong thời gian đó."

LOGGED = [
    Log("chapters.Unit", unit="{row}.id", hidden=("sort_key", "search_key", "children_made")),
    Log("chapters.Member", unit=_COUNTED_UNIT, hidden=("sort_key", "search_key", "compare_key", "phone_key")),
    Log("chapters.Membership", unit="{row}.unit_id"),
    Log("chapters.Appointment", unit="{row}.unit_id"),
    Log("chapters.User", hidden=("password", "last_login")),
]

GUARDS = [
    Guard("unit_kind_insert", "chapters.Unit", "INSERT", _WRONG_PARENT, _KIND),
    Guard("unit_kind_update", "chapters.Unit", "UPDATE", _WRONG_PARENT, _KIND),
    Guard("unit_path_insert", "chapters.Unit", "INSERT", _WRONG_PATH, "Mã cây của đơn vị không khớp cấp trên."),
    Guard("membership_twice_insert", "chapters.Membership", "INSERT", _COUNTED_TWICE, _TWICE),
    Guard("membership_twice_update", "chapters.Membership", "UPDATE", _COUNTED_TWICE, _TWICE),
    Guard(
        "appointment_twice_insert",
        "chapters.Appointment",
        "INSERT",
        _HELD_TWICE,
        "Người này đã giữ chức trách đó trong thời gian ấy.",
    ),
    Guard(
        "appointment_twice_update",
        "chapters.Appointment",
        "UPDATE",
        _HELD_TWICE,
        "Người này đã giữ chức trách đó trong thời gian ấy.",
    ),
    Guard("appointment_last", "chapters.Appointment", "UPDATE", _LAST_OF_ROOT, _LAST),
    Guard("user_last", "chapters.User", "UPDATE", _LAST_ACCOUNT, _LAST),
    *keep("unit", "chapters.Unit", "Đơn vị không xóa được, chỉ giải thể."),
    *keep("member", "chapters.Member", "Hội viên không xóa được, chỉ ghi thôi sinh hoạt."),
    *keep("membership", "chapters.Membership", "Dòng sinh hoạt không xóa được, chỉ ghi ngày thôi."),
    *keep("appointment", "chapters.Appointment", "Chức trách không xóa được, chỉ ghi ngày thôi."),
    *keep("user", "chapters.User", "Tài khoản không xóa được, chỉ ngừng dùng."),
]
