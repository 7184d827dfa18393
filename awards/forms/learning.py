"""What is filled in about learning models: who takes part, what they were given, which decision recognised them."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from chapters.forms.choices import UnitField, capitalised
from chapters.forms.shown import ShownForm
from chapters.models import Member, User
from khuyenhoc.fields import DateField, NameField, NumberField, ParsedField, YearField

from ..learning import parse_points
from ..lists import members_of
from ..models import LearningKind, LearningModel, Registration
from ..models.learning import points_in_words
from .nominations import MemberChoiceField

RESULTS = [choice for choice in Registration.Result.choices if choice[0] != Registration.Result.WITHDRAWN]


class PointsField(ParsedField):
    """Points of a hundred: 85 or 85,5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    parse = staticmethod(parse_points)

    def prepare_value(self, value: Any) -> Any:
        return points_in_words(value) if isinstance(value, Decimal) else value


class RegisterForm(forms.Form):
    """One line of a year's register. What stays the same from line to line comes first and is kept."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=secrets.token_urlsafe)
    unit = UnitField(label="Đơn vị theo dõi")
    kind = forms.ChoiceField(label="Mô hình", choices=capitalised(LearningKind.choices))
    year = YearField(label="Năm", example=2026)
    registered_on = DateField(label="Ngày đăng ký", required=False)
    name = NameField(label="Chủ hộ, dòng họ…", max_length=200)
    address = NameField(label="Địa chỉ", max_length=200, required=False)
    people = NumberField(label="Số nhân khẩu", required=False)
    self_points = PointsField(label="Điểm tự chấm", required=False)
    head = NameField(label="Người đứng đầu", max_length=150, required=False)

    KEPT = ("unit", "kind", "year", "registered_on")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = user.units_reached("write_awards").open_on(timezone.localdate())
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]
        if not self.is_bound:
            self.focus("name" if self.initial.get("unit") else "unit")
        elif self.errors:
            self.focus(next((name for name in self.fields if name in self.errors), "name"))

    def focus(self, name: str) -> None:
        self.fields[name].widget.attrs["autofocus"] = True

    def clean_people(self) -> int | None:
        people: int | None = self.cleaned_data["people"]
        if people is not None and not 0 < people < 100_000:
            raise forms.ValidationError("Số nhân khẩu này không hợp lý. Xin xem lại, hoặc để trống.")
        return people

    @property
    def kept_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.KEPT]

    @property
    def line_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "address", "people", "self_points", "head")]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class ModelForm(ShownForm):
    """Corrects what is written about a model; it holds for all its years."""

    name = NameField(label="Tên chủ hộ, dòng họ, thôn, đơn vị", max_length=200)
    head = NameField(label="Trưởng họ, người đứng đầu", max_length=150, required=False)
    address = NameField(label="Địa chỉ", max_length=200, required=False)
    member = MemberChoiceField(
        label="Hội viên",
        queryset=Member.objects.none(),
        required=False,
        empty_label="Không chọn",
        help_text="Nếu chủ hộ là hội viên, chọn ở đây thì trang của hội viên và gia đình đi cùng nhau.",
    )

    def __init__(self, data: Any = None, *, model: LearningModel, user: User) -> None:
        facts = {name: getattr(model, name) for name in self.base_fields if name != "shown"}
        super().__init__(data, initial=facts)
        members = members_of(model.unit, user)
        if model.kind == LearningKind.FAMILY and members.exists():
            chosen = self.data.get("member") if self.is_bound else model.member_id
            self.fields["member"].offer(members, "", chosen)  # type: ignore[attr-defined]
        else:
            del self.fields["member"]
        if not user.can("read_contacts", model.unit):
            del self.fields["address"]
        self.show(model)


class YearForm(ShownForm):
    """Corrects what is written of one year."""

    registered_on = DateField(label="Ngày đăng ký", required=False)
    people = NumberField(label="Số nhân khẩu", required=False)
    self_points = PointsField(label="Điểm tự chấm", required=False)

    clean_people = RegisterForm.clean_people

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        facts = {name: getattr(registration, name) for name in self.base_fields if name != "shown"}
        super().__init__(data, initial=facts)
        self.show(registration)


class AssessmentForm(ShownForm):
    """One line of the table in which a whole list is assessed."""

    self_points = PointsField(label="Điểm tự chấm", required=False)
    points = PointsField(label="Điểm thẩm định", required=False)
    result = forms.ChoiceField(label="Kết quả", required=False, choices=capitalised(RESULTS))
    result_reason = NameField(label="Lý do nếu không công nhận", max_length=300, required=False)

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        facts = {name: getattr(registration, name) for name in self.base_fields if name != "shown"}
        super().__init__(data, initial=facts, prefix=str(registration.pk))
        self.registration = registration
        self.show(registration)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}, {registration.learning_model.name}"
            field.widget.attrs["class"] = "form-select" if name == "result" else "form-control"
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-describedby"] = f"loi-{registration.pk}"

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[name] for name in ("self_points", "points", "result", "result_reason")]


class ReasonForm(forms.Form):
    reason = NameField(label="Lý do", max_length=300, required=False)


class RefusalForm(forms.Form):
    reason = NameField(
        label="Lý do không công nhận", max_length=300, error_messages={"required": "Xin ghi lý do không công nhận."}
    )


class RecognitionForm(forms.Form):
    """A decision that recognises all that are ticked."""

    number = NameField(label="Số quyết định", max_length=50, help_text="Ví dụ 125/QĐ-UBND.")
    decided_on = DateField(label="Ngày quyết định")
    registrations = forms.ModelMultipleChoiceField(
        label="Được công nhận",
        queryset=Registration.objects.none(),
        error_messages={"required": "Quyết định phải có ít nhất một mô hình. Xin đánh dấu trong danh sách."},
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registrations"].queryset = offered  # type: ignore[attr-defined]


class CarryOverForm(forms.Form):
    """Who of the year before takes part again."""

    registered_on = DateField(label="Ngày đăng ký lại", required=False)
    models = forms.ModelMultipleChoiceField(
        label="Đăng ký lại",
        queryset=LearningModel.objects.none(),
        error_messages={"required": "Chưa chọn mô hình nào. Xin đánh dấu những mô hình đăng ký lại."},
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["models"].queryset = offered  # type: ignore[attr-defined]


def kind_choices(year: int) -> list[tuple[str, str]]:
    """As they were called in that year."""
    return [(kind.value, capfirst(kind.name_in(year))) for kind in LearningKind]
