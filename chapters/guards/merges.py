from khuyenhoc.triggers import Guard, Log, keep

from .sql import counted_unit, differs

# Whoever is merged points at somebody who is not, at that moment; so no circle can ever close.
_MERGED_ON = (
    "NEW.merged_into_id IS NOT NULL AND EXISTS (SELECT 1 FROM chapters_member m "
    "WHERE m.id = NEW.merged_into_id AND m.merged_into_id IS NOT NULL)"
)
_CHANGES_HEIR = differs("merged_into_id")
_TORN_OFF = (
    f"OLD.merged_into_id IS NOT NULL AND {_CHANGES_HEIR} AND EXISTS "
    "(SELECT 1 FROM chapters_merge g WHERE g.gone_id = OLD.id AND g.undone_at IS NULL)"
)
_OF_GONE = "EXISTS (SELECT 1 FROM chapters_member m WHERE m.id = NEW.member_id AND m.merged_into_id IS NOT NULL)"
# What a merge did stays as it was written, except that an erased person's data leave it.
_MERGE_CHANGED = (
    "(OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at) "
    "OR (NEW.trace IS DISTINCT FROM OLD.trace AND NEW.trace <> '{}') "
    f"OR {differs('keep_id', 'gone_id', 'merged_at', 'merged_by_id')}"
)

_INTO_MERGED = "Hồ sơ này đã gộp vào hồ sơ khác. Xin gộp vào hồ sơ đó."
_BY_UNDOING = "Hồ sơ đã gộp chỉ tách ra được bằng Hoàn tác."
_GONE_BELONGS = "Hồ sơ này đã gộp vào hồ sơ khác, không ghi sinh hoạt ở đây nữa. Xin ghi ở hồ sơ đó."
_MERGE_STAYS = "Lần gộp hồ sơ đã ghi không sửa, không xóa được, chỉ hoàn tác một lần."

LOGGED = [
    Log("chapters.Merge", unit=counted_unit("{row}.keep_id"), hidden=("trace",)),
    Log("chapters.NotDouble", unit=counted_unit("{row}.one_id")),
]

GUARDS = [
    Guard("member_merged_insert", "chapters.Member", "INSERT", _MERGED_ON, _INTO_MERGED),
    Guard("member_merged_update", "chapters.Member", "UPDATE", f"{_CHANGES_HEIR} AND {_MERGED_ON}", _INTO_MERGED),
    Guard("member_torn_off", "chapters.Member", "UPDATE", _TORN_OFF, _BY_UNDOING),
    Guard("membership_of_gone_insert", "chapters.Membership", "INSERT", _OF_GONE, _GONE_BELONGS),
    Guard(
        "membership_of_gone_update",
        "chapters.Membership",
        "UPDATE",
        f"{differs('member_id')} AND {_OF_GONE}",
        _GONE_BELONGS,
    ),
    Guard("merge_changed", "chapters.Merge", "UPDATE", _MERGE_CHANGED, _MERGE_STAYS),
    *keep("merge", "chapters.Merge", _MERGE_STAYS),
    *keep("notdouble", "chapters.NotDouble", "Xác nhận không phải một người không xóa được, chỉ rút lại."),
]
