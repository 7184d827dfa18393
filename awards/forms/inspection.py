"""What the inspectors, and the unit that was inspected, fill in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils import timezone
from django.utils.text import capfirst

from chapters.forms.shown import ShownForm
from chapters.kinds import ASSOCIATIONS
from chapters.models import Unit, UnitQuerySet, User
from chapters.reach import within
from khuyenhoc.fields import DateField, NameField, TextField, YearField
from khuyenhoc.searching import SEARCHED_FROM, SearchedChoiceField, search_field

from ..learning import named
from ..models import Inspection, InspectionFinding, Registration, Subject

SUBJECTS = [(value, capfirst(label)) for value, label in Subject.choices]


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def subjects_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Nội dung kiểm tra",
        choices=SUBJECTS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Xin chọn ít nhất một nội dung."},
    )


class UnitsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return capfirst(unit.full_name)


def places_of(user: User) -> UnitQuerySet:
    """Associations whose units, and who themselves, may be put into her plan."""
    return user.units_reached("write_inspections").associations().open_on(timezone.localdate())


class PlanForm(forms.Form):
    """Many units on one day; each can be given its own day afterwards."""

    year = YearField(label="Kế hoạch năm", example=2024)
    planned_on = DateField(label="Dự kiến ngày", help_text="Ngày chung; ngày riêng của từng đơn vị sửa được sau.")
    subjects = subjects_field()
    team = NameField(label="Thành phần đoàn", max_length=500, required=False, help_text="Có thể ghi khi đi kiểm tra.")
    units = UnitsField(
        label="Đơn vị được kiểm tra",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Xin chọn ít nhất một đơn vị."},
    )

    def __init__(self, *args: Any, place: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Unit.objects.filter(parent=place) | Unit.objects.filter(pk=place.pk)
        levels_first = Case(When(kind__in=ASSOCIATIONS, then=0), default=1)
        offered = below.open_on(timezone.localdate()).order_by(levels_first, "path")
        self.fields["units"].queryset = offered  # type: ignore[attr-defined]
        self.fields["year"].initial = timezone.localdate().year


class InspectionForm(ShownForm):
    planned_on = DateField(label="Dự kiến ngày")
    subjects = subjects_field()
    team = NameField(label="Thành phần đoàn", max_length=500, required=False)

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(inspection, name) for name in ("planned_on", "subjects", "team")}
        self.show(inspection)


class HoldForm(forms.Form):
    held_on = DateField(label="Kiểm tra ngày")
    team = NameField(
        label="Thành phần đoàn", max_length=500, required=False, help_text="Họ tên, chức vụ; trưởng đoàn ghi trước."
    )

    @classmethod
    def about(cls, inspection: Inspection) -> dict[str, Any]:
        return {"held_on": inspection.planned_on, "team": inspection.team}


class ConcludeForm(forms.Form):
    conclusion = TextField(label="Kết luận", max_length=4000, widget=_lines(8))
    concluded_on = DateField(label="Kết luận ngày")


class CancelForm(forms.Form):
    reason = NameField(label="Lý do không tiến hành", max_length=300)


class RegistrationField(SearchedChoiceField):
    """A learning model of the year under the inspected unit."""

    noun = "mô hình"

    def label_from_instance(self, registration: Registration) -> str:
        model = registration.learning_model
        return f"{model} ({model.get_kind_display()}, {model.unit.full_name})"


class FindingForm(forms.Form):
    subject = forms.ChoiceField(label="Nội dung", choices=SUBJECTS)
    q = search_field("Tìm mô hình học tập", beside="registration")
    registration = RegistrationField(
        label="Mô hình học tập",
        queryset=Registration.objects.none(),
        required=False,
        empty_label="Không nói riêng về mô hình nào",
        help_text="Chỉ chọn khi nội dung là đăng ký mô hình học tập.",
    )
    text = TextField(label="Điều phát hiện", max_length=2000, widget=_lines(5))
    request = TextField(
        label="Kiến nghị",
        max_length=2000,
        required=False,
        widget=_lines(4),
        help_text="Đơn vị phải làm gì. Điều làm tốt, không phải khắc phục thì để trống.",
    )
    due_on = DateField(label="Làm xong trước ngày", required=False)

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data if self.is_bound else self.initial
        of_year = Registration.objects.filter(year=inspection.year)
        found = of_year.filter(within([inspection.unit.path], "learning_model__unit__path"))
        number = found.count()
        if not number:
            del self.fields["registration"]
        else:
            reached = found.select_related("learning_model__unit").order_by("learning_model__sort_key", "pk")
            words, chosen = asked.get("q", ""), asked.get("registration")
            self.fields["registration"].offer(reached, named(reached, words), words, chosen)  # type: ignore[attr-defined]
        if number < SEARCHED_FROM:
            del self.fields["q"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        values.pop("q", None)
        return values


class FindingEditForm(ShownForm, FindingForm):
    """What is there, or, while a model is searched for, what has been typed instead."""

    def __init__(self, *args: Any, finding: InspectionFinding, initial: Mapping[str, Any], **kwargs: Any) -> None:
        now = {name: getattr(finding, name) for name in ("subject", "text", "request", "due_on")}
        now["registration"] = finding.registration_id
        super().__init__(*args, inspection=finding.inspection, initial=now | dict(initial), **kwargs)
        self.show(finding, besides=["q"])


class FollowUpForm(ShownForm):
    follow_up = TextField(label="Đã khắc phục thế nào", max_length=2000, widget=_lines(5))

    def __init__(self, *args: Any, finding: InspectionFinding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"follow_up": finding.follow_up}
        self.show(finding)


class SettleForm(forms.Form):
    settled_on = DateField(label="Xong ngày")


class PutOffForm(forms.Form):
    due_on = DateField(label="Hạn mới")
