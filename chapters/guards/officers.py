from khuyenhoc.triggers import Guard, Log, keep, on_writing

from ..kinds import ASSOCIATIONS
from ..posts import HEADS, POSTS
from .sql import overlaps, quoted

_POST_FITS = " OR ".join(f"(NEW.post = '{post.code}' AND u.kind IN ({quoted(post.kinds)}))" for post in POSTS.values())
_WRONG_POST = f"NOT EXISTS (SELECT 1 FROM chapters_unit u WHERE u.id = NEW.unit_id AND ({_POST_FITS}))"
_NO_COMMITTEE = (
    "(NEW.in_standing OR NEW.in_inspection) AND NOT EXISTS (SELECT 1 FROM chapters_unit u "
    f"WHERE u.id = NEW.unit_id AND u.kind IN ({quoted(ASSOCIATIONS)}))"
)
_FOREIGN_TERM = (
    "NEW.term_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM chapters_term t WHERE t.id = NEW.term_id AND t.unit_id = NEW.unit_id)"
)
_TWO_HEADS = (
    f"NEW.post IN ({quoted(HEADS)}) AND NEW.exit <> 'voided' AND EXISTS (SELECT 1 FROM chapters_officer o "
    f"WHERE o.unit_id = NEW.unit_id AND o.post = NEW.post AND o.exit <> 'voided' AND {overlaps('o')})"
)
_MOVED = "NEW.unit_id <> OLD.unit_id"
_UNVOIDED = "OLD.exit = 'voided' AND NEW.exit <> 'voided'"

_NO_SUCH_POST = "Chức vụ này không có ở loại đơn vị đã chọn."
_NOT_HERE = "Ban Thường vụ, Ban Kiểm tra chỉ có ở Hội từ cấp xã trở lên."
_HELD = "Chức vụ này đã có người khác giữ trong thời gian đó."

LOGGED = [
    Log("chapters.Term", unit="{row}.unit_id"),
    Log(
        "chapters.Officer",
        unit="{row}.unit_id",
        hidden=("sort_key", "search_key", "compare_key"),
        behind=(("phone", "read_contacts"),),
    ),
]

GUARDS = [
    *on_writing("officer_post", "chapters.Officer", _WRONG_POST, _NO_SUCH_POST),
    *on_writing("officer_committee", "chapters.Officer", _NO_COMMITTEE, _NOT_HERE),
    *on_writing("officer_term", "chapters.Officer", _FOREIGN_TERM, "Nhiệm kỳ này là của đơn vị khác."),
    *on_writing("officer_head", "chapters.Officer", _TWO_HEADS, _HELD),
    Guard("officer_moved", "chapters.Officer", "UPDATE", _MOVED, "Cán bộ giữ chức vụ ở đơn vị nào thì ghi ở đó."),
    Guard("officer_unvoided", "chapters.Officer", "UPDATE", _UNVOIDED, "Dòng ghi nhầm được giữ nguyên."),
    Guard("term_moved", "chapters.Term", "UPDATE", _MOVED, "Nhiệm kỳ không chuyển sang đơn vị khác được."),
    *keep("term", "chapters.Term", "Nhiệm kỳ không xóa được, chỉ sửa."),
    *keep("officer", "chapters.Officer", "Cán bộ Hội không xóa được, chỉ ghi thôi giữ chức vụ."),
]
