from collections.abc import Iterable

from khuyenhoc.triggers import TODAY, Derived, Guard, Log, freeze, keep

from .kinds import ASSOCIATIONS, PARENTS
from .models import Member
from .posts import HEADS, POSTS
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
_MEMBERS_LEFT = (
    "NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL "
    "AND EXISTS (SELECT 1 FROM chapters_membership m WHERE m.unit_id = NEW.id AND m.until IS NULL)"
)
_CHILDREN_LEFT = (
    "NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL "
    "AND EXISTS (SELECT 1 FROM chapters_unit u WHERE u.parent_id = NEW.id AND u.closed_on IS NULL)"
)
_PARENT_CLOSED = (
    "NEW.closed_on IS NULL "
    "AND EXISTS (SELECT 1 FROM chapters_unit p WHERE p.id = NEW.parent_id AND p.closed_on IS NOT NULL)"
)
_COMES_UNDER = f"{_PARENT_CLOSED} AND (OLD.closed_on IS NOT NULL OR NEW.parent_id IS DISTINCT FROM OLD.parent_id)"
_UNIT_CLOSED = (
    "NEW.until IS NULL AND EXISTS (SELECT 1 FROM chapters_unit u WHERE u.id = NEW.unit_id AND u.closed_on IS NOT NULL)"
)
_COUNTED_TWICE = (
    "NEW.is_counted AND EXISTS (SELECT 1 FROM chapters_membership m WHERE m.member_id = NEW.member_id "
    "AND m.id IS DISTINCT FROM NEW.id AND m.is_counted "
    "AND m.since < coalesce(NEW.until, '9999-12-31') AND NEW.since < coalesce(m.until, '9999-12-31'))"
)
_AFTER_DEATH = (
    "NEW.exit <> 'voided' AND EXISTS (SELECT 1 FROM chapters_membership m WHERE m.member_id = NEW.member_id "
    "AND m.id IS DISTINCT FROM NEW.id AND m.exit = 'died' AND m.until < coalesce(NEW.until, '9999-12-31'))"
)
_YEAR = "CAST(substr(CAST({date} AS text), 1, 4) AS integer)"
_BEFORE_BIRTH = (
    "NEW.exit <> 'voided' AND EXISTS (SELECT 1 FROM chapters_member p WHERE p.id = NEW.member_id "
    f"AND p.birth_year > {_YEAR.format(date='NEW.since')})"
)
_BORN_LATER = (
    "NEW.birth_year IS NOT NULL AND NEW.birth_year IS DISTINCT FROM OLD.birth_year AND EXISTS "
    "(SELECT 1 FROM chapters_membership m WHERE m.member_id = NEW.id AND m.exit <> 'voided' "
    f"AND NEW.birth_year > {_YEAR.format(date='m.since')})"
)
_COUNTED_UNIT = (
    "(SELECT m.unit_id FROM chapters_membership m WHERE m.member_id = {row}.id AND m.is_counted "
    "ORDER BY m.since DESC LIMIT 1)"
)
_CONSENT_FIXED = (
    "id",
    "unit_id",
    "wording_id",
    "given_on",
    "way",
    "scan_id",
    "recorded_at",
    "recorded_by_id",
)
_REQUEST_FIXED = (
    *("id", "unit_id", "member_id", "kind", "received_on", "way", "scan_id", "answer_due", "done_due", "answered_on"),
    *("done_on", "outcome", "change_id", "recorded_at", "recorded_by_id", "handled_by_id"),
)
_MEMBER_COLUMNS = tuple(str(field.column) for field in Member._meta.concrete_fields)


def _differs(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


# A consent follows its person when two records become one, and back when they are two again.
_CONSENT_MOVED = (
    "NEW.member_id <> OLD.member_id AND NOT EXISTS (SELECT 1 FROM chapters_member m WHERE "
    "(m.id = OLD.member_id AND m.merged_into_id = NEW.member_id) "
    "OR (m.id = NEW.member_id AND m.merged_into_id = OLD.member_id))"
)
_MERGED_INTO_ERASED = (
    "NEW.merged_into_id IS NOT NULL AND OLD.merged_into_id IS NULL AND EXISTS "
    "(SELECT 1 FROM chapters_member m WHERE m.id = NEW.merged_into_id AND m.erased_at IS NOT NULL)"
)
_LOG_OF_NAMED = (
    "NEW.table_name = 'chapters_member' AND NOT EXISTS "
    "(SELECT 1 FROM chapters_member m WHERE m.id = NEW.row_id AND m.erased_at IS NOT NULL)"
)
# What is no person's own words: nobody can ask for its log to be blanked.
_OTHERS = ("unit", "user", "membership", "appointment", "consentwording", "disclosure")
_LOG_OF_OTHERS = "NEW.table_name IN (" + ", ".join(f"'chapters_{other}'" for other in _OTHERS) + ")"
_ERASED = "Thông tin của hội viên này đã xóa theo yêu cầu, không sửa, không gộp được nữa."
_CONSENT = "Sự đồng ý đã ghi không sửa, không xóa được, chỉ ghi rút lại."
_CLOSED = "Yêu cầu này đã đóng, không sửa được nữa."
_WORDING = "Nội dung đồng ý đã dùng không sửa, không xóa được; xin soạn bản mới."
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
    f"AND NOT {_KEEPER.format(those='p.id <> OLD.id AND a.since <= ' + TODAY)}"
)
_LAST = "Hội cấp trên cùng phải luôn còn một người cấp được tài khoản."
_KIND = "Loại đơn vị này không đặt được dưới đơn vị cấp trên đã chọn."
_PATH = "Mã cây của đơn vị không khớp cấp trên."
_MEMBERS_HERE = "Đơn vị còn hội viên đang sinh hoạt thì chưa giải thể được."
_CHILDREN_HERE = "Đơn vị còn đơn vị trực thuộc đang hoạt động thì chưa giải thể được."
_NOTHING_UNDER = "Dưới đơn vị đã giải thể không có đơn vị nào đang hoạt động."
_NOBODY_IN = "Không ai đang sinh hoạt ở đơn vị đã giải thể."
_TWICE = "Hội viên này đã được tính ở một đơn vị khác trong thời gian đó."
_DEAD = "Hội viên này đã được ghi từ trần trước ngày đó."
_UNBORN = "Năm sinh ở sau ngày vào chi hội. Xin xem lại hai mục này."


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
    Log(
        "chapters.Member",
        unit=_COUNTED_UNIT,
        hidden=("sort_key", "search_key", "compare_key", "phone_key"),
        behind=(("phone", "read_contacts"), ("address", "read_contacts"), ("ethnicity", "read_sensitive")),
    ),
    Log("chapters.Membership", unit="{row}.unit_id"),
    Log("chapters.Merge", unit=_COUNTED_UNIT.replace("{row}.id", "{row}.keep_id"), hidden=("trace",)),
    Log("chapters.NotDouble", unit=_COUNTED_UNIT.replace("{row}.id", "{row}.one_id")),
    Log("chapters.Appointment", unit="{row}.unit_id"),
    Log("chapters.User", hidden=("password", "last_login")),
    Log("chapters.ConsentWording"),
    Log("chapters.Consent", unit="{row}.unit_id", behind=(("note", "read_contacts"),)),
    Log("chapters.DataRequest", unit="{row}.unit_id", behind=(("note", "read_contacts"),)),
    Log("chapters.Disclosure", unit=_COUNTED_UNIT.replace("{row}.id", "{row}.member_id")),
    Log("chapters.Term", unit="{row}.unit_id"),
    Log("chapters.Officer", unit="{row}.unit_id", hidden=("sort_key", "search_key", "compare_key")),
]

GUARDS = [
    Guard("unit_kind_insert", "chapters.Unit", "INSERT", _WRONG_PARENT, _KIND),
    Guard("unit_kind_update", "chapters.Unit", "UPDATE", _WRONG_PARENT, _KIND),
    Guard("unit_path_insert", "chapters.Unit", "INSERT", _WRONG_PATH, _PATH),
    Guard("unit_path_update", "chapters.Unit", "UPDATE", _WRONG_PATH, _PATH),
    Guard("unit_closed_members", "chapters.Unit", "UPDATE", _MEMBERS_LEFT, _MEMBERS_HERE),
    Guard("unit_closed_children", "chapters.Unit", "UPDATE", _CHILDREN_LEFT, _CHILDREN_HERE),
    Guard("unit_closed_parent_insert", "chapters.Unit", "INSERT", _PARENT_CLOSED, _NOTHING_UNDER),
    Guard("unit_closed_parent_update", "chapters.Unit", "UPDATE", _COMES_UNDER, _NOTHING_UNDER),
    Guard("membership_closed_insert", "chapters.Membership", "INSERT", _UNIT_CLOSED, _NOBODY_IN),
    Guard("membership_closed_update", "chapters.Membership", "UPDATE", _UNIT_CLOSED, _NOBODY_IN),
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
    Guard("membership_dead_insert", "chapters.Membership", "INSERT", _AFTER_DEATH, _DEAD),
    Guard("membership_dead_update", "chapters.Membership", "UPDATE", _AFTER_DEATH, _DEAD),
    Guard("membership_unborn_insert", "chapters.Membership", "INSERT", _BEFORE_BIRTH, _UNBORN),
    Guard("membership_unborn_update", "chapters.Membership", "UPDATE", _BEFORE_BIRTH, _UNBORN),
    Guard("member_unborn_update", "chapters.Member", "UPDATE", _BORN_LATER, _UNBORN),
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
    Guard(
        "member_erased",
        "chapters.Member",
        "UPDATE",
        f"OLD.erased_at IS NOT NULL AND {_differs(_MEMBER_COLUMNS)}",
        _ERASED,
    ),
    Guard("member_merged_into_erased", "chapters.Member", "UPDATE", _MERGED_INTO_ERASED, _ERASED),
    Guard(
        "erasure_of_named", "khuyenhoc.Erasure", "INSERT", _LOG_OF_NAMED, "Nhật ký về người chưa xóa thông tin thì giữ."
    ),
    Guard("erasure_of_others", "khuyenhoc.Erasure", "INSERT", _LOG_OF_OTHERS, "Nhật ký của loại hồ sơ này không xóa."),
    Guard("consent_fixed", "chapters.Consent", "UPDATE", _differs(_CONSENT_FIXED), _CONSENT),
    Guard("consent_moved", "chapters.Consent", "UPDATE", _CONSENT_MOVED, _CONSENT),
    Guard(
        "consent_withdrawn",
        "chapters.Consent",
        "UPDATE",
        f"OLD.withdrawn_on IS NOT NULL AND {_differs(('withdrawn_on', 'withdrawn_by_id'))}",
        "Sự đồng ý này đã ghi rút rồi.",
    ),
    Guard(
        "datarequest_closed",
        "chapters.DataRequest",
        "UPDATE",
        f"OLD.done_on IS NOT NULL AND {_differs(_REQUEST_FIXED)}",
        _CLOSED,
    ),
    Guard("wording_fixed", "chapters.ConsentWording", "UPDATE", _differs(("id", "version", "text", "since")), _WORDING),
    *keep("consent", "chapters.Consent", _CONSENT),
    *keep("datarequest", "chapters.DataRequest", "Yêu cầu về dữ liệu không xóa được."),
    *keep("wording", "chapters.ConsentWording", _WORDING),
    *freeze("disclosure", "chapters.Disclosure", "TRUE", "Lần giao dữ liệu đã ghi không sửa, không xóa được."),
    *(Guard(f"officer_{name}_insert", "chapters.Officer", "INSERT", when, said) for name, when, said in _OFFICER),
    *(Guard(f"officer_{name}_update", "chapters.Officer", "UPDATE", when, said) for name, when, said in _OFFICER),
    Guard("officer_moved", "chapters.Officer", "UPDATE", _MOVED, "Cán bộ giữ chức vụ ở đơn vị nào thì ghi ở đó."),
    Guard("officer_unvoided", "chapters.Officer", "UPDATE", _UNVOIDED, "Dòng ghi nhầm được giữ nguyên."),
    Guard("term_moved", "chapters.Term", "UPDATE", _MOVED, "Nhiệm kỳ không chuyển sang đơn vị khác được."),
    *keep("term", "chapters.Term", "Nhiệm kỳ không xóa được, chỉ sửa."),
    *keep("officer", "chapters.Officer", "Cán bộ Hội không xóa được, chỉ ghi thôi giữ chức vụ."),
]

# The words of a name, apart (chapters.NameWord). Whoever writes a member, a bulk load too, has them written with it.
_WORDS = {
    "sqlite": "json_each('[' || replace(json_quote(NEW.search_key), ' ', '\",\"') || ']')",
    "postgresql": "string_to_table(NEW.search_key, ' ') AS w(value)",
}
_ADD_WORDS = {
    vendor: (
        "INSERT INTO chapters_nameword (word, member_id) "
        f"SELECT DISTINCT value, NEW.id FROM {words} WHERE value <> '' ON CONFLICT DO NOTHING"
    )
    for vendor, words in _WORDS.items()
}
_NO_MORE = "DELETE FROM chapters_nameword WHERE member_id = NEW.id AND NEW.search_key <> OLD.search_key"

DERIVED = [
    Derived("name_words_insert", "chapters.Member", "INSERT", _ADD_WORDS),
    Derived(
        "name_words_update",
        "chapters.Member",
        "UPDATE OF search_key",
        {vendor: f"{_NO_MORE}; {statement}" for vendor, statement in _ADD_WORDS.items()},
    ),
]
