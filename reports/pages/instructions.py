"""What leaders asked for at a conference, as long as no plan has taken it up."""

from chapters.models import Unit

from ..models import Instruction, Period


def instructions_before(period: Period, unit: Unit) -> list[Instruction]:
    """Those of last year's conference that became nobody's task: offered to who writes this year's plan."""
    if period.previous_id is None:
        return []
    found = Instruction.objects.filter(
        conference__period=period.previous_id, conference__unit=unit, plan_item=None
    ).select_related("conference")
    return list(found)
