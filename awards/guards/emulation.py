from khuyenhoc.triggers import Guard, Log, freeze, keep, on_writing

_SHEET_CLOSED = "(SELECT s.closed_at FROM awards_pointsheet s WHERE s.id = {row}.sheet_id) IS NOT NULL"
_SCORE_CLOSED = (
    "(SELECT s.closed_at FROM awards_unitscore u JOIN awards_pointsheet s ON s.id = u.sheet_id "
    "WHERE u.id = {row}.score_id) IS NOT NULL"
)
_MORE_THAN_MOST = (
    "coalesce(NEW.self_halves, 0) > (SELECT c.halves FROM awards_criterion c WHERE c.id = NEW.criterion_id) "
    "OR coalesce(NEW.halves, 0) > (SELECT c.halves FROM awards_criterion c WHERE c.id = NEW.criterion_id)"
)
_CLOSED = "Bảng điểm thi đua đã công bố, không sửa, không xóa được."

LOGGED = [
    Log("awards.PointSheet", unit="{row}.unit_id"),
    Log("awards.Criterion", unit="(SELECT s.unit_id FROM awards_pointsheet s WHERE s.id = {row}.sheet_id)"),
    Log("awards.UnitScore", unit="{row}.unit_id"),
    Log("awards.Points", unit="(SELECT u.unit_id FROM awards_unitscore u WHERE u.id = {row}.score_id)"),
]

GUARDS = [
    *freeze("point_sheet", "awards.PointSheet", "{row}.closed_at IS NOT NULL", _CLOSED),
    *freeze("criterion", "awards.Criterion", _SHEET_CLOSED, _CLOSED),
    *freeze("score", "awards.UnitScore", _SHEET_CLOSED, _CLOSED),
    *freeze("points", "awards.Points", _SCORE_CLOSED, _CLOSED),
    Guard("criterion_late", "awards.Criterion", "INSERT", _SHEET_CLOSED.format(row="NEW"), _CLOSED),
    Guard("score_late", "awards.UnitScore", "INSERT", _SHEET_CLOSED.format(row="NEW"), _CLOSED),
    Guard("points_late", "awards.Points", "INSERT", _SCORE_CLOSED.format(row="NEW"), _CLOSED),
    *on_writing("points_most", "awards.Points", _MORE_THAN_MOST, "Điểm lớn hơn điểm tối đa của tiêu chí."),
    *keep("score_kept", "awards.UnitScore", "Phiếu điểm thi đua không xóa được."),
]
