from khuyenhoc.triggers import Derived, Guard, Log, keep

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
_KIND = "Loại đơn vị này không đặt được dưới đơn vị cấp trên đã chọn."
_TWICE = "Hội viên này đã được tính ở một đơn vị khác trong thời gian đó."
_DEAD = "Hội viên này đã được ghi từ trần trước ngày đó."
_UNBORN = "Năm sinh ở sau ngày vào chi hội. Xin xem lại hai mục này."

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
    Guard("membership_dead_insert", "chapters.Membership", "INSERT", _AFTER_DEATH, _DEAD),
    Guard("membership_dead_update", "chapters.Membership", "UPDATE", _AFTER_DEATH, _DEAD),
    Guard("membership_unborn_insert", "chapters.Membership", "INSERT", _BEFORE_BIRTH, _UNBORN),
    Guard("membership_unborn_update", "chapters.Membership", "UPDATE", _BEFORE_BIRTH, _UNBORN),
    Guard("member_unborn_update", "chapters.Member", "UPDATE", _BORN_LATER, _UNBORN),
    *keep("unit", "chapters.Unit", "Đơn vị không xóa được, chỉ giải thể."),
    *keep("member", "chapters.Member", "Hội viên không xóa được, chỉ ghi thôi sinh hoạt."),
    *keep("membership", "chapters.Membership", "Dòng sinh hoạt không xóa được, chỉ ghi ngày thôi."),
    *keep("appointment", "chapters.Appointment", "Chức trách không xóa được, chỉ ghi ngày thôi."),
    *keep("user", "chapters.User", "Tài khoản không xóa được, chỉ ngừng dùng."),
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
