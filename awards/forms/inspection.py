"""What the inspectors, and the unit that was inspected, fill in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from chapters.forms.shown import ShownForm
from chapters.kinds import ASSOCIATIONS
from chapters.models import Unit, UnitQuerySet, User
from chapters.reach import within
from khuyenhoc.fields import DateField, NameField, TextField, YearField
from khuyenhoc.numbers import format_number, record_number

from ..learning import named
from ..models import Inspection, InspectionFinding, Registration, RegistrationQuerySet, Subject

SHOWN_REGISTRATIONS = 100
SEARCHED_FROM = 15  # models: fewer are looked through sooner than searched
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


class SearchInput(forms.TextInput):
    """Words and a button that asks for the page again with what else was typed; searched at once where there is script.

    The list beside it is the only thing that script exchanges.
    """

    input_type = "search"

    def __init__(self, *, beside: str) -> None:
        asked = {"hx-get": "", "hx-trigger": "input changed delay:300ms", "hx-sync": "this:replace"}
        found = {"hx-target": f"#div_id_{beside}", "hx-select": f"#div_id_{beside}", "hx-swap": "outerHTML"}
        super().__init__(attrs={"autocomplete": "off", "hx-include": f"#id_{beside}", **asked, **found})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        line = super().render(name, value, attrs, renderer)
        button = format_html('<button class="btn btn-outline-primary" name="{}" value="1">Tìm</button>', SEARCH)
        return format_html('<div class="input-group">{}{}</div>', line, button)


SEARCH = "tim"  # the button that only searches


class RegistrationField(forms.ModelChoiceField):
    """A learning model of the year under the inspected unit: those that the words find, and the one chosen before."""

    def label_from_instance(self, registration: Registration) -> str:
        model = registration.learning_model
        return f"{model} ({model.get_kind_display()}, {model.unit.full_name})"

    def offer(self, registrations: RegistrationQuerySet, words: str, chosen: Any) -> None:
        self.queryset = registrations
        found = named(registrations, words)
        offered = list(found[:SHOWN_REGISTRATIONS])
        if number := record_number(str(chosen or "")):
            offered += [one for one in registrations.filter(pk=number) if one not in offered]
        self.widget.choices = [("", self.empty_label), *((one.pk, self.label_from_instance(one)) for one in offered)]
        self.help_text = f"{_found_in_words(found.count(), words)} {self.help_text}".strip()


def _found_in_words(number: int, words: str) -> str:
    if number > SHOWN_REGISTRATIONS:
        return f"Chỉ hiện {SHOWN_REGISTRATIONS} trong {format_number(number)} mô hình; xin gõ thêm để tìm."
    if words:
        return (
            f"Tìm thấy {number} mô hình." if number else "Không có mô hình nào tên như vậy. Xin thử một phần của tên."
        )
    return ""


class FindingForm(forms.Form):
    subject = forms.ChoiceField(label="Nội dung", choices=SUBJECTS)
    q = NameField(
        label="Tìm mô hình học tập",
        required=False,
        widget=SearchInput(beside="registration"),
        help_text="Gõ một phần tên, có dấu hay không đều được; những gì đã ghi ở các ô khác vẫn giữ.",
    )
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
            self.fields["registration"].offer(reached, asked.get("q", ""), asked.get("registration"))  # type: ignore[attr-defined]
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
