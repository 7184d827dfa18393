from khuyenhoc.triggers import Guard, Log, freeze, keep

from ..models import Inspection

_MOVES = " OR ".join(
    f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, nexts in Inspection.MOVES.items() for then in nexts
)
_UNIT = "(SELECT i.unit_id FROM awards_inspection i WHERE i.id = {row}.inspection_id)"
_NOT_HELD = "(SELECT i.state FROM awards_inspection i WHERE i.id = {row}.inspection_id) <> 'held'"
_FINDING_CHANGED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("inspection_id", "subject", "registration_id", "text", "request")
)
_OVER = "Cuộc kiểm tra đã kết luận hoặc không tiến hành, không sửa, không xóa được."
_SETTLED = "Kiến nghị đã ghi là xong, không sửa, không xóa được."

LOGGED = [
    Log("awards.Inspection", unit="{row}.unit_id"),
    Log("awards.InspectionFinding", unit=_UNIT),
]

GUARDS = [
    Guard(
        "inspection_start",
        "awards.Inspection",
        "INSERT",
        "NEW.state <> 'planned'",
        "Cuộc kiểm tra bắt đầu từ kế hoạch.",
    ),
    Guard(
        "inspection_move",
        "awards.Inspection",
        "UPDATE",
        f"OLD.state <> NEW.state AND NOT ({_MOVES})",
        "Cuộc kiểm tra không chuyển trạng thái như vậy được.",
    ),
    *freeze("inspection_over", "awards.Inspection", "{row}.state IN ('concluded', 'cancelled')", _OVER),
    Guard(
        "finding_late",
        "awards.InspectionFinding",
        "INSERT",
        _NOT_HELD.format(row="NEW"),
        "Điều phát hiện chỉ ghi được khi đã kiểm tra và chưa kết luận.",
    ),
    Guard(
        "finding_final",
        "awards.InspectionFinding",
        "UPDATE",
        f"{_NOT_HELD.format(row='OLD')} AND ({_FINDING_CHANGED})",
        _OVER,
    ),
    *freeze("finding_settled", "awards.InspectionFinding", "{row}.settled_on IS NOT NULL", _SETTLED),
    *keep("inspection", "awards.Inspection", "Cuộc kiểm tra không xóa được, chỉ ghi là không tiến hành."),
    *keep("finding", "awards.InspectionFinding", "Điều phát hiện đã ghi không xóa được."),
]
