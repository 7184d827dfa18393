from khuyenhoc.triggers import Guard, Log, freeze, keep, on_writing

from ..models import UnitScore

_MOVES = " OR ".join(
    f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, nexts in UnitScore.MOVES.items() for then in nexts
)
_HANDED_IN = "EXISTS (SELECT 1 FROM awards_unitscore u WHERE u.sheet_id = {row}.sheet_id AND u.state <> 'draft')"
_OTHER_SHEET = (
    "(SELECT c.sheet_id FROM awards_criterion c WHERE c.id = NEW.criterion_id) <> "
    "(SELECT u.sheet_id FROM awards_unitscore u WHERE u.id = NEW.score_id)"
)
_SELF_CHANGED = (
    "(SELECT u.state FROM awards_unitscore u WHERE u.id = OLD.score_id) <> 'draft' AND "
    "NEW.self_halves IS DISTINCT FROM OLD.self_halves"
)
_CRITERIA_FIXED = "Đã có đơn vị gửi phiếu điểm nên tiêu chí không sửa, không xóa được."
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
    # A unit sees the points from above on its page once all are given, not one by one in the log.
    Log(
        "awards.Points",
        unit="(SELECT u.unit_id FROM awards_unitscore u WHERE u.id = {row}.score_id)",
        behind=(("halves", "decide_awards"), ("reason", "decide_awards")),
    ),
]

GUARDS = [
    *freeze("point_sheet", "awards.PointSheet", "{row}.closed_at IS NOT NULL", _CLOSED),
    *freeze("criterion", "awards.Criterion", _SHEET_CLOSED, _CLOSED),
    *freeze("score", "awards.UnitScore", _SHEET_CLOSED, _CLOSED),
    *freeze("points", "awards.Points", _SCORE_CLOSED, _CLOSED),
    Guard("criterion_late", "awards.Criterion", "INSERT", _SHEET_CLOSED.format(row="NEW"), _CLOSED),
    Guard("score_late", "awards.UnitScore", "INSERT", _SHEET_CLOSED.format(row="NEW"), _CLOSED),
    Guard("points_late", "awards.Points", "INSERT", _SCORE_CLOSED.format(row="NEW"), _CLOSED),
    *[
        Guard(f"criterion_fixed_{on.lower()}", "awards.Criterion", on, _HANDED_IN.format(row=row), _CRITERIA_FIXED)
        for on, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ],
    Guard("score_start", "awards.UnitScore", "INSERT", "NEW.state <> 'draft'", "Phiếu điểm bắt đầu từ bản tự chấm."),
    Guard(
        "score_move",
        "awards.UnitScore",
        "UPDATE",
        f"OLD.state <> NEW.state AND NOT ({_MOVES})",
        "Phiếu điểm không chuyển trạng thái như vậy được.",
    ),
    *on_writing("points_sheet", "awards.Points", _OTHER_SHEET, "Tiêu chí không thuộc bảng điểm của phiếu này."),
    Guard(
        "points_handed_in", "awards.Points", "UPDATE", _SELF_CHANGED, "Phiếu đã gửi nên điểm tự chấm không sửa được."
    ),
    *on_writing("points_most", "awards.Points", _MORE_THAN_MOST, "Điểm lớn hơn điểm tối đa của tiêu chí."),
    *keep("score_kept", "awards.UnitScore", "Phiếu điểm thi đua không xóa được."),
]
