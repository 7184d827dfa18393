from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from chapters.kinds import ASSOCIATIONS, Kind
from chapters.models import Unit, User
from khuyenhoc.fields import DateField, NameField

from ..models import AwardRound
from .catalogue import YearField
from .nominations import UnitChoiceField

NEVER_ASKED = "Để trống nếu không đặt hạn cho cấp này."


class RoundForm(forms.Form):
    """A round's name and dates; a due date only for the levels that the unit has at or below itself."""

    name = NameField(label="Tên đợt", max_length=150, help_text="Ví dụ Đợt khen thưởng tổng kết năm.")
    year = YearField(label="Năm khen thưởng")
    opens_on = DateField(label="Nhận đề nghị từ ngày")
    due_chapter = DateField(label="Hạn của chi hội, ban", required=False, help_text=NEVER_ASKED)
    due_commune = DateField(label="Hạn của Hội cấp xã", required=False, help_text=NEVER_ASKED)
    due_district = DateField(label="Hạn của Hội cấp huyện", required=False, help_text=NEVER_ASKED)
    due_province = DateField(label="Hạn của Hội cấp tỉnh", required=False, help_text=NEVER_ASKED)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = ASSOCIATIONS[ASSOCIATIONS.index(Kind(unit.kind)) :]
        for kind, name in AwardRound.DUES.items():
            if kind in ASSOCIATIONS and kind not in below:
                del self.fields[name]


def units_with_rounds(user: User) -> Any:
    return user.units_reached("decide_awards").associations().open_on(timezone.localdate())


class RoundUnitForm(forms.Form):
    """Whose round it is: asked by GET, because the dates asked for depend on it."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don-vi"] = UnitChoiceField(units_with_rounds(user))
        self.fields["don-vi"].label = capfirst("đơn vị mở đợt")
