from khuyenhoc.triggers import Derived, Guard, Log, keep, on_writing

from ..models import Member
from .sql import counted_unit, differs, overlaps

_COLUMNS = tuple(str(field.column) for field in Member._meta.concrete_fields)

_UNIT_CLOSED = (
    "NEW.until IS NULL AND EXISTS (SELECT 1 FROM chapters_unit u WHERE u.id = NEW.unit_id AND u.closed_on IS NOT NULL)"
)
_COUNTED_TWICE = (
    "NEW.is_counted AND EXISTS (SELECT 1 FROM chapters_membership m WHERE m.member_id = NEW.member_id "
    f"AND m.is_counted AND {overlaps('m')})"
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
_MERGED_INTO_ERASED = (
    "NEW.merged_into_id IS NOT NULL AND OLD.merged_into_id IS NULL AND EXISTS "
    "(SELECT 1 FROM chapters_member m WHERE m.id = NEW.merged_into_id AND m.erased_at IS NOT NULL)"
)

_NOBODY_IN = "Không ai đang sinh hoạt ở đơn vị đã giải thể."
_TWICE = "Hội viên này đã được tính ở một đơn vị khác trong thời gian đó."
_DEAD = "Hội viên này đã được ghi từ trần trước ngày đó."
_UNBORN = "Năm sinh ở sau ngày vào chi hội. Xin xem lại hai mục này."
_ERASED = "Thông tin của hội viên này đã xóa theo yêu cầu, không sửa, không gộp được nữa."

LOGGED = [
    Log(
        "chapters.Member",
        unit=counted_unit("{row}.id"),
        hidden=("sort_key", "search_key", "compare_key", "phone_key"),
        behind=(("phone", "read_contacts"), ("address", "read_contacts"), ("ethnicity", "read_sensitive")),
    ),
    Log("chapters.Membership", unit="{row}.unit_id"),
]

GUARDS = [
    *on_writing("membership_closed", "chapters.Membership", _UNIT_CLOSED, _NOBODY_IN),
    *on_writing("membership_twice", "chapters.Membership", _COUNTED_TWICE, _TWICE),
    *on_writing("membership_dead", "chapters.Membership", _AFTER_DEATH, _DEAD),
    *on_writing("membership_unborn", "chapters.Membership", _BEFORE_BIRTH, _UNBORN),
    Guard("member_unborn_update", "chapters.Member", "UPDATE", _BORN_LATER, _UNBORN),
    Guard("member_erased", "chapters.Member", "UPDATE", f"OLD.erased_at IS NOT NULL AND {differs(*_COLUMNS)}", _ERASED),
    Guard("member_merged_into_erased", "chapters.Member", "UPDATE", _MERGED_INTO_ERASED, _ERASED),
    *keep("member", "chapters.Member", "Hội viên không xóa được, chỉ ghi thôi sinh hoạt."),
    *keep("membership", "chapters.Membership", "Dòng sinh hoạt không xóa được, chỉ ghi ngày thôi."),
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
