from khuyenhoc.triggers import Guard, Log, keep

from .kinds import PARENTS
from .reach import SEGMENT

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
_KIND = "Loại đơn vị này không đặt được dưới đơn vị cấp trên đã chọn."
_TWICE = "Hội viên này đã được tính ở một đơn vị khác trong thời gian đó."

# Whoever is merged points at somebody who is not, at that moment; so no circle can ever close.
_MERGED_ON = (
    "NEW.merged_into_id IS NOT NULL AND EXISTS (SELECT 1 FROM chapters_member m "
    "WHERE m.id = NEW.merged_into_id AND m.merged_into_id IS NOT NULL)"
)
_CHANGES_HEIR = "NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id"
_MOVES = "NEW.member_id IS DISTINCT FROM OLD.member_id"
_TORN_OFF = (
    "OLD.merged_into_id IS NOT NULL AND NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id AND EXISTS "
    "(SELECT 1 FROM chapters_merge g WHERE g.gone_id = OLD.id AND g.undone_at IS NULL)"
)
_OF_GONE = "EXISTS (SELECT 1 FROM chapters_member m WHERE m.id = NEW.member_id AND m.merged_into_id IS NOT NULL)"
# What a merge did stays as it was written, except that an erased person's data leave it.
_MERGE_CHANGED = (
    "(OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at) "
    "OR (NEW.trace IS DISTINCT FROM OLD.trace AND NEW.trace <> '{}') "
) + "".join(
    f"OR NEW.{column} IS DISTINCT FROM OLD.{column} " for column in ("keep_id", "gone_id", "merged_at", "merged_by_id")
)
_INTO_MERGED = "Hồ sơ này đã gộp vào hồ sơ khác. Xin gộp vào hồ sơ đó."
_GONE_BELONGS = "Hồ sơ này đã gộp vào hồ sơ khác, không ghi sinh hoạt ở đây nữa. Xin ghi ở hồ sơ đó."
_MERGE_STAYS = "Lần gộp hồ sơ đã ghi không sửa, không xóa được, chỉ hoàn tác một lần."

LOGGED = [
    Log("chapters.Unit", unit="{row}.id", hidden=("sort_key", "search_key", "children_made")),
    Log("chapters.Member", unit=_COUNTED_UNIT, hidden=("sort_key", "search_key", "compare_key", "phone_key")),
    Log("chapters.Membership", unit="{row}.unit_id"),
    Log("chapters.Merge", unit=_COUNTED_UNIT.replace("{row}.id", "{row}.keep_id"), hidden=("trace",)),
    Log("chapters.NotDouble", unit=_COUNTED_UNIT.replace("{row}.id", "{row}.one_id")),
    Log("chapters.Appointment", unit="{row}.unit_id"),
    Log("chapters.User", hidden=("password", "last_login")),
]

GUARDS = [
    Guard("unit_kind_insert", "chapters.Unit", "INSERT", _WRONG_PARENT, _KIND),
    Guard("unit_kind_update", "chapters.Unit", "UPDATE", _WRONG_PARENT, _KIND),
    Guard("unit_path_insert", "chapters.Unit", "INSERT", _WRONG_PATH, "Mã cây của đơn vị không khớp cấp trên."),
    Guard("membership_twice_insert", "chapters.Membership", "INSERT", _COUNTED_TWICE, _TWICE),
    Guard("membership_twice_update", "chapters.Membership", "UPDATE", _COUNTED_TWICE, _TWICE),
    Guard("member_merged_insert", "chapters.Member", "INSERT", _MERGED_ON, _INTO_MERGED),
    Guard("member_merged_update", "chapters.Member", "UPDATE", f"{_CHANGES_HEIR} AND {_MERGED_ON}", _INTO_MERGED),
    Guard("member_torn_off", "chapters.Member", "UPDATE", _TORN_OFF, "Hồ sơ đã gộp chỉ tách ra được bằng Hoàn tác."),
    Guard("membership_of_gone_insert", "chapters.Membership", "INSERT", _OF_GONE, _GONE_BELONGS),
    Guard("membership_of_gone_update", "chapters.Membership", "UPDATE", f"{_MOVES} AND {_OF_GONE}", _GONE_BELONGS),
    Guard("merge_changed", "chapters.Merge", "UPDATE", _MERGE_CHANGED, _MERGE_STAYS),
    *keep("merge", "chapters.Merge", _MERGE_STAYS),
    *keep("notdouble", "chapters.NotDouble", "Xác nhận không phải một người không xóa được, chỉ rút lại."),
    *keep("unit", "chapters.Unit", "Đơn vị không xóa được, chỉ giải thể."),
    *keep("member", "chapters.Member", "Hội viên không xóa được, chỉ ghi thôi sinh hoạt."),
    *keep("membership", "chapters.Membership", "Dòng sinh hoạt không xóa được, chỉ ghi ngày thôi."),
    *keep("appointment", "chapters.Appointment", "Chức trách không xóa được, chỉ ghi ngày thôi."),
    *keep("user", "chapters.User", "Tài khoản không xóa được, chỉ ngừng dùng."),
]
