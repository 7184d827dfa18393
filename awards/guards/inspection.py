from khuyenhoc.triggers import Guard, Log, keep

from ..models import Inspection

_MOVES = " OR ".join(
    f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, nexts in Inspection.MOVES.items() for then in nexts
)
_UNIT = "(SELECT i.unit_id FROM awards_inspection i WHERE i.id = {row}.inspection_id)"

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
    *keep("inspection", "awards.Inspection", "Cuộc kiểm tra không xóa được, chỉ ghi là không tiến hành."),
    *keep("finding", "awards.InspectionFinding", "Điều phát hiện đã ghi không xóa được."),
]
