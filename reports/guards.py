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
# REPLACE INTO would put another in the place of an accepted one; a newer version may stand beside it.
_ACCEPTED_REPLACED = " OR ".join(
    f"EXISTS (SELECT 1 FROM reports_return f WHERE f.state = 'accepted' AND {same})"
    for same in (
        "f.id = NEW.id",
        "f.period_id = NEW.period_id AND f.unit_id = NEW.unit_id AND f.version = NEW.version",
        "f.period_id = NEW.period_id AND f.unit_id = NEW.unit_id AND f.is_current AND NEW.is_current",
        "f.period_id = NEW.period_id AND f.path = NEW.path AND f.is_current AND NEW.is_current",
    )
)
_PERIOD_SHIFTED = (
    "(NEW.year <> OLD.year OR NEW.starts_on <> OLD.starts_on OR NEW.cut_off <> OLD.cut_off "
    "OR (OLD.previous_id IS NOT NULL AND NEW.previous_id IS DISTINCT FROM OLD.previous_id)) "
    "AND EXISTS (SELECT 1 FROM reports_return r WHERE r.period_id = OLD.id AND r.state = 'accepted')"
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
    Guard("return_accepted_reuse", "reports.Return", "INSERT", _ACCEPTED_REPLACED, _FROZEN),
    Guard(
        "period_shifted",
        "reports.Period",
        "UPDATE",
        _PERIOD_SHIFTED,
        "Kỳ đã có đơn vị chốt số liệu thì không đổi năm, ngày bắt đầu, ngày chốt được.",
    ),
    *keep("return", "reports.Return", _FROZEN),
    *keep("period", "reports.Period", "Kỳ báo cáo không xóa được."),
    Guard("row_accepted_insert", "reports.Row", "INSERT", _ACCEPTED_ROW.format(row="NEW"), _FROZEN),
    Guard("row_accepted_move", "reports.Row", "UPDATE", _ACCEPTED_ROW.format(row="NEW"), _FROZEN),
    *freeze("row_accepted", "reports.Row", _ACCEPTED_ROW, _FROZEN),
    Guard("value_accepted_insert", "reports.ReturnValue", "INSERT", _ACCEPTED_VALUE.format(row="NEW"), _FROZEN),
    Guard("value_accepted_move", "reports.ReturnValue", "UPDATE", _ACCEPTED_VALUE.format(row="NEW"), _FROZEN),
    *freeze("value_accepted", "reports.ReturnValue", _ACCEPTED_VALUE, _FROZEN),
]
