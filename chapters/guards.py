from collections.abc import Iterable

from khuyenhoc.triggers import Guard, Log, keep

from .kinds import ASSOCIATIONS, PARENTS
from .posts import HEADS, POSTS
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


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_POST_FITS = " OR ".join(f"(NEW.post = '{post.code}' AND u.kind IN ({_quoted(post.kinds)}))" for post in POSTS.values())
_WRONG_POST = f"NOT EXISTS (SELECT 1 FROM chapters_unit u WHERE u.id = NEW.unit_id AND ({_POST_FITS}))"
_NO_COMMITTEE = (
    "(NEW.in_standing OR NEW.in_inspection) AND NOT EXISTS (SELECT 1 FROM chapters_unit u "
    f"WHERE u.id = NEW.unit_id AND u.kind IN ({_quoted(ASSOCIATIONS)}))"
)
_FOREIGN_TERM = (
    "NEW.term_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM chapters_term t WHERE t.id = NEW.term_id AND t.unit_id = NEW.unit_id)"
)
_TWO_HEADS = (
    f"NEW.post IN ({_quoted(HEADS)}) AND NEW.exit <> 'voided' AND EXISTS (SELECT 1 FROM chapters_officer o "
    "WHERE o.unit_id = NEW.unit_id AND o.post = NEW.post AND o.id IS DISTINCT FROM NEW.id AND o.exit <> 'voided' "
    "AND o.since < coalesce(NEW.until, '9999-12-31') AND NEW.since < coalesce(o.until, '9999-12-31'))"
)
_MOVED = "NEW.unit_id <> OLD.unit_id"
_UNVOIDED = "OLD.exit = 'voided' AND NEW.exit <> 'voided'"
_OFFICER = [
    ("post", _WRONG_POST, "Chức vụ này không có ở loại đơn vị đã chọn."),
    ("committee", _NO_COMMITTEE, "Ban Thường vụ, Ban Kiểm tra chỉ có ở Hội từ cấp xã trở lên."),
    ("term", _FOREIGN_TERM, "Nhiệm kỳ này là của đơn vị khác."),
    ("head", _TWO_HEADS, "Chức vụ này đã có người khác giữ trong thời gian đó."),
]

LOGGED = [
    Log("chapters.Unit", unit="{row}.id", hidden=("sort_key", "search_key", "children_made")),
    Log("chapters.Member", unit=_COUNTED_UNIT, hidden=("sort_key", "search_key", "compare_key", "phone_key")),
    Log("chapters.Membership", unit="{row}.unit_id"),
    Log("chapters.Appointment", unit="{row}.unit_id"),
    Log("chapters.User", hidden=("password", "last_login")),
    Log("chapters.Term", unit="{row}.unit_id"),
    Log("chapters.Officer", unit="{row}.unit_id", hidden=("sort_key", "search_key", "compare_key")),
]

GUARDS = [
    Guard("unit_kind_insert", "chapters.Unit", "INSERT", _WRONG_PARENT, _KIND),
    Guard("unit_kind_update", "chapters.Unit", "UPDATE", _WRONG_PARENT, _KIND),
    Guard("unit_path_insert", "chapters.Unit", "INSERT", _WRONG_PATH, "Mã cây của đơn vị không khớp cấp trên."),
    Guard("membership_twice_insert", "chapters.Membership", "INSERT", _COUNTED_TWICE, _TWICE),
    Guard("membership_twice_update", "chapters.Membership", "UPDATE", _COUNTED_TWICE, _TWICE),
    *keep("unit", "chapters.Unit", "Đơn vị không xóa được, chỉ giải thể."),
    *keep("member", "chapters.Member", "Hội viên không xóa được, chỉ ghi thôi sinh hoạt."),
    *keep("membership", "chapters.Membership", "Dòng sinh hoạt không xóa được, chỉ ghi ngày thôi."),
    *keep("appointment", "chapters.Appointment", "Chức trách không xóa được, chỉ ghi ngày thôi."),
    *keep("user", "chapters.User", "Tài khoản không xóa được, chỉ ngừng dùng."),
    *(Guard(f"officer_{name}_insert", "chapters.Officer", "INSERT", when, said) for name, when, said in _OFFICER),
    *(Guard(f"officer_{name}_update", "chapters.Officer", "UPDATE", when, said) for name, when, said in _OFFICER),
    Guard("officer_moved", "chapters.Officer", "UPDATE", _MOVED, "Cán bộ giữ chức vụ ở đơn vị nào thì ghi ở đó."),
    Guard("officer_unvoided", "chapters.Officer", "UPDATE", _UNVOIDED, "Dòng ghi nhầm được giữ nguyên."),
    Guard("term_moved", "chapters.Term", "UPDATE", _MOVED, "Nhiệm kỳ không chuyển sang đơn vị khác được."),
    *keep("term", "chapters.Term", "Nhiệm kỳ không xóa được, chỉ sửa."),
    *keep("officer", "chapters.Officer", "Cán bộ Hội không xóa được, chỉ ghi thôi giữ chức vụ."),
]
