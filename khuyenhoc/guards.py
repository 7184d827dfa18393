from .triggers import Guard, Log, freeze, keep

LOGGED = [
    Log("khuyenhoc.StoredFile", hidden=("content",)),
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

GUARDS = [
    *freeze("change", "khuyenhoc.Change", "TRUE", "Nhật ký không sửa, không xóa được."),
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
