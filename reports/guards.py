from khuyenhoc.triggers import Guard, Log, freeze, keep

_ACCEPTED_ROW = "EXISTS (SELECT 1 FROM reports_return r WHERE r.id = {row}.unit_return_id AND r.state = 'accepted')"
_ACCEPTED_VALUE = (
    "EXISTS (SELECT 1 FROM reports_row w JOIN reports_return r ON r.id = w.unit_return_id "
    "WHERE w.id = {row}.row_id AND r.state = 'accepted')"
)
# An accepted return changes in one way only: a newer version takes its place.
_ACCEPTED_CHANGED = "OLD.state = 'accepted' AND (" + " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        "period_id",
        "unit_id",
        "above_id",
        "path",
        "version",
        "basis",
        "state",
        "accepted_at",
        "accepted_by_id",
    )
)
_FROZEN = "Số liệu đã chốt không sửa, không xóa được."

LOGGED = [
    Log("reports.Period"),
    Log("reports.Return", unit="{row}.unit_id"),
    Log("reports.Row", unit="{row}.unit_id", hidden=("sort_key",)),
    Log(
        "reports.ReturnValue",
        unit="(SELECT w.unit_id FROM reports_row w WHERE w.id = {row}.row_id)",
        hidden=("sources",),
    ),
]

GUARDS = [
    Guard("return_accepted_update", "reports.Return", "UPDATE", f"{_ACCEPTED_CHANGED})", _FROZEN),
    *keep("return", "reports.Return", _FROZEN),
    *keep("period", "reports.Period", "Kỳ báo cáo không xóa được."),
    Guard("row_accepted_insert", "reports.Row", "INSERT", _ACCEPTED_ROW.format(row="NEW"), _FROZEN),
    Guard("row_accepted_move", "reports.Row", "UPDATE", _ACCEPTED_ROW.format(row="NEW"), _FROZEN),
    *freeze("row_accepted", "reports.Row", _ACCEPTED_ROW, _FROZEN),
    Guard("value_accepted_insert", "reports.ReturnValue", "INSERT", _ACCEPTED_VALUE.format(row="NEW"), _FROZEN),
    Guard("value_accepted_move", "reports.ReturnValue", "UPDATE", _ACCEPTED_VALUE.format(row="NEW"), _FROZEN),
    *freeze("value_accepted", "reports.ReturnValue", _ACCEPTED_VALUE, _FROZEN),
]
