"""What an empty catalogue may begin with (DOMAIN 4). No public text gives years, quotas or papers: to be confirmed."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chapters.kinds import Kind
from chapters.models import Unit

from .models import AwardForm, AwardRule, GrantorLevel

Code = AwardRule.Code
CENTRAL = "Trung ương Hội Khuyến học Việt Nam"
REPORT = {"code": Code.PAPER, "paper": "Báo cáo thành tích"}
MEDAL_RULES = ({"code": Code.SERVICE, "value": Decimal(5)}, {"code": Code.ONCE})
FLAG_RULES = (REPORT,)
PRAISE_RULES = ({"code": Code.GAP, "value": Decimal(2)}, REPORT)


@dataclass(frozen=True)
class UsualForm:
    """A form as `add_award_form` takes it, with the rules that usually go with it."""

    facts: dict[str, Any]
    rules: tuple[dict[str, Any], ...] = field(default=())

    @property
    def form(self) -> AwardForm:
        """As it would be, to be shown before it is added."""
        return AwardForm(**self.facts)

    @property
    def conditions(self) -> list[str]:
        return [str(AwardRule(**rule)) for rule in self.rules]


def usual_forms(top: Unit) -> list[UsualForm]:
    """Those of the Central Association, and the certificate of the topmost unit here."""
    found = [
        _central("Cờ thi đua xuất sắc", FLAG_RULES, for_collective=True),
        _central("Bằng khen", PRAISE_RULES, for_collective=True, for_person=True),
        _central("Kỷ niệm chương “Vì sự nghiệp Khuyến học”", MEDAL_RULES, for_person=True),
    ]
    if top.kind in GrantorLevel.values and top.kind != Kind.CENTRAL:
        everybody = dict.fromkeys(("for_collective", "for_person", "for_household", "for_clan"), True)
        own = {"grantor_level": top.kind, "grantor_name": top.association_name}
        found.append(UsualForm({**own, "name": "Giấy khen", **everybody}))
        title = {"sort": AwardForm.Sort.TITLE, "name": "Đơn vị tiên tiến xuất sắc", "for_collective": True}
        found.append(UsualForm({**own, **title}))
    return found


def _central(name: str, rules: tuple[dict[str, Any], ...], **classes: bool) -> UsualForm:
    facts = {"grantor_level": GrantorLevel.CENTRAL, "grantor_name": CENTRAL, "name": name}
    return UsualForm({**facts, **classes}, rules)
