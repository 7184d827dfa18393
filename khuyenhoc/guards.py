from .triggers import Guard, Log, freeze

LOGGED = [Log("khuyenhoc.StoredFile", hidden=("content",)), Log("khuyenhoc.Erasure")]

# Of a row that is registered as erased, what the log says may be blanked once; that it says something, never.
_AS_IT_WAS = " AND ".join(
    f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}"
    for column in ("id", "at", "table_name", "row_id", "operation", "unit_id", "actor_id", "actor_name", "through")
)
_BLANKS_AN_ERASED_ROW = (
    f'{_AS_IT_WAS} AND NEW."before" IS NULL AND NEW."after" IS NULL '
    'AND (OLD."before" IS NOT NULL OR OLD."after" IS NOT NULL) '
    "AND EXISTS (SELECT 1 FROM khuyenhoc_erasure e WHERE e.table_name = OLD.table_name AND e.row_id = OLD.row_id)"
)
_LOG_STAYS = "Nhật ký không sửa, không xóa được."
_ERASURE_STAYS = "Việc xóa nội dung nhật ký không sửa, không xóa được."

GUARDS = [
    Guard("change_update", "khuyenhoc.Change", "UPDATE", f"NOT ({_BLANKS_AN_ERASED_ROW})", _LOG_STAYS),
    *(guard for guard in freeze("change", "khuyenhoc.Change", "TRUE", _LOG_STAYS) if guard.on != "UPDATE"),
    # Otherwise the trace of an erasure could be erased in its turn.
    Guard(
        "erasure_of_itself",
        "khuyenhoc.Erasure",
        "INSERT",
        "NEW.table_name IN ('khuyenhoc_erasure', 'khuyenhoc_storedfile')",
        _LOG_STAYS,
    ),
    *freeze("erasure", "khuyenhoc.Erasure", "TRUE", _ERASURE_STAYS),
    *freeze("storedfile", "khuyenhoc.StoredFile", "TRUE", "Tệp đã lưu không sửa, không xóa được."),
]
