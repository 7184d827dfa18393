from .triggers import Guard, Log, freeze, keep

LOGGED = [
    Log("khuyenhoc.StoredFile", hidden=("content",)),
    Log("khuyenhoc.Erasure"),
    # What the workbook says is people's data and its progress says nothing: neither goes into the log.
    Log(
        "khuyenhoc.Import",
        unit="{row}.unit_id",
        hidden=(
            *("sha256", "content", "options", "counts", "digest", "faults", "questions", "asked", "samples"),
            *("notes", "cursor", "log_from", "log_to", "rows", "job_id"),
        ),
    ),
    Log("khuyenhoc.Job", hidden=("work", "subject_id", "done", "total", "heartbeat_at", "attempts")),
]

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
    Guard(
        "import_again",
        "khuyenhoc.Import",
        "UPDATE",
        "OLD.state IN ('done', 'cancelled', 'undone') AND NEW.state <> OLD.state "
        "AND NOT (OLD.state = 'done' AND NEW.state = 'undone')",
        "Lần nhập này đã kết thúc, không nhập lại được. Xin tải tệp lên lần nữa.",
    ),
    *keep("import", "khuyenhoc.Import", "Lần nhập Excel không xóa được, chỉ hoàn tác."),
    *keep("job", "khuyenhoc.Job", "Việc chạy nền không xóa được."),
    *freeze("storedfile", "khuyenhoc.StoredFile", "TRUE", "Tệp đã lưu không sửa, không xóa được."),
]
