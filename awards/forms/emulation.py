"""What is filled in about point sheets: criteria in a table, points to half a point."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from chapters.models import Unit, User
from khuyenhoc.actions import Clash
from khuyenhoc.fields import DateField, NameField, ParsedField, YearField

from ..actions import CriterionLine, Mark
from ..models import Criterion, PointSheet, UnitScore
from ..points import parse_points, points_of

EXTRA_LINES = 5
BOX = {"class": "form-control"}
POINTS_BOX = BOX | {"inputmode": "decimal", "autocomplete": "off"}


class PointsField(ParsedField):
    """Half points: 9 or 9,5."""

    widget = forms.TextInput(attrs=POINTS_BOX)
    parse = staticmethod(parse_points)
    show = staticmethod(points_of)


class AssociationField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return capfirst(unit.association_name)


class SheetForm(forms.Form):
    unit = AssociationField(
        label="Hội chấm điểm",
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text="Hội này chấm các Hội ngay dưới mình; Hội cấp xã chấm các chi hội, ban khuyến học.",
    )
    year = YearField(label="Năm", example=2024)
    due_on = DateField(label="Hạn tự chấm", help_text="Sau ngày này các đơn vị không tự gửi phiếu được.")
    like = forms.ModelChoiceField(
        label="Tiêu chí lấy từ",
        queryset=PointSheet.objects.none(),
        required=False,
        empty_label="Bảng trống, ghi tiêu chí sau",
        help_text="Tiêu chí lấy về vẫn sửa được, đến khi có đơn vị gửi phiếu.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = user.units_reached("decide_awards").associations().open_on(timezone.localdate())
        earlier = PointSheet.objects.editable_by(user).select_related("unit")
        self.fields["unit"].queryset = reached  # type: ignore[attr-defined]
        self.fields["like"].queryset = earlier  # type: ignore[attr-defined]
        self.fields["unit"].initial, self.fields["like"].initial = reached.first(), earlier.first()
        self.fields["year"].initial = timezone.localdate().year


class DueForm(forms.Form):
    due_on = DateField(label="Hạn tự chấm")


class CriterionForm(forms.Form):
    """One line of the table; a line without anything in it is none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    heading = NameField(label="Nhóm", max_length=150, required=False, widget=forms.TextInput(BOX))
    text = NameField(label="Tiêu chí", max_length=500, required=False, widget=forms.Textarea(BOX | {"rows": 2}))
    halves = PointsField(label="Điểm tối đa", required=False)
    sort = forms.ChoiceField(
        label="Loại",
        required=False,
        choices=[("", "thường"), ("bonus", "điểm thưởng"), ("penalty", "điểm trừ")],
        widget=forms.Select({"class": "form-select"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        text, halves = values.get("text"), values.get("halves")
        if text and halves is None and "halves" not in self.errors:
            self.add_error("halves", "Xin ghi điểm tối đa.")
        if text and halves == 0:
            self.add_error("halves", "Điểm tối đa phải từ 0,5 trở lên.")
        if halves is not None and not text and "text" not in self.errors:
            self.add_error("text", "Xin ghi tiêu chí, hoặc xóa điểm ở dòng này.")
        return values

    @staticmethod
    def about(criterion: Criterion) -> dict[str, Any]:
        sort = "bonus" if criterion.is_bonus else "penalty" if criterion.is_penalty else ""
        return {
            **{name: getattr(criterion, name) for name in ("pk", "heading", "text", "halves")},
            "sort": sort,
        }

    @property
    def line(self) -> CriterionLine | None:
        values = self.cleaned_data
        if not values.get("text"):
            return None
        return CriterionLine(
            pk=values["pk"],
            heading=values["heading"],
            text=values["text"],
            halves=values["halves"],
            is_bonus=values["sort"] == "bonus",
            is_penalty=values["sort"] == "penalty",
        )


CriteriaForms = forms.formset_factory(CriterionForm, extra=EXTRA_LINES)


class CriteriaForm(forms.Form):
    """What is said of the table as a whole; remembers the lines that it showed."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: PointSheet, table: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.fields["shown"].initial = _lines_written(map(CriterionLine.of, sheet.criteria.all()))

    @property
    def lines(self) -> list[CriterionLine]:
        return [line for form in self.table if (line := form.line)]

    @property
    def was(self) -> list[CriterionLine] | None:
        """None where the line is missing or spoilt: then there is nothing to compare with."""
        try:
            return [CriterionLine(**line) for line in json.loads(self.cleaned_data["shown"])]
        except (ValueError, TypeError):
            return None

    def show_clash(self, clash: Clash) -> None:
        """Say beside each line what it is now; what was typed stays, and saving once more puts it through."""
        self.add_error(None, str(clash))
        beside = {str(form.cleaned_data.get("pk")): form for form in self.table}
        for pk, words in clash.words.items():
            if pk in beside:
                beside[pk].add_error("text", f"{words}.")
            else:
                self.add_error(None, f"Dòng bạn vừa bỏ người khác vừa sửa. {words}.")
        shown = [line for line in self.was or [] if str(line.pk) not in clash.cells]
        shown += [held for held in clash.cells.values() if held]
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["shown"] = _lines_written(shown)  # type: ignore[index]


def _lines_written(lines: Iterable[CriterionLine]) -> str:
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False)


class ReturnScoreForm(forms.Form):
    reason = NameField(label="Lý do trả lại", max_length=300)


class ScoreForm(forms.Form):
    """Points and words for each criterion; remembers what it showed, so that two people do not overwrite each other."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, score: UnitScore, column: str, words: str, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(score.sheet.criteria.all())
        self.held = {points.criterion_id: points for points in score.points.all()}
        kept = {pk: Mark(getattr(points, column), getattr(points, words)) for pk, points in self.held.items()}
        self.now = {one.pk: kept.get(one.pk, Mark(None)) for one in self.criteria}
        for criterion in self.criteria:
            mark = self.now[criterion.pk]
            field = PointsField(label=f"Điểm cho “{criterion}”", required=False, initial=mark.halves)
            self.fields[f"diem-{criterion.pk}"] = field
            self.fields[f"loi-{criterion.pk}"] = NameField(
                label=f"{label} của “{criterion}”",
                max_length=300,
                required=False,
                initial=mark.words,
                widget=forms.TextInput(BOX),
            )
        self.fields["shown"].initial = _written(self.now)

    def suggest_own(self) -> None:
        """What the unit gave itself stands in the boxes that are still empty."""
        for pk, points in self.held.items():
            if self.now[pk].halves is None:
                self.fields[f"diem-{pk}"].initial = points.self_halves

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for criterion in self.criteria:
            halves = values.get(f"diem-{criterion.pk}")
            if halves is not None and halves > criterion.halves:
                self.add_error(f"diem-{criterion.pk}", f"Nhiều nhất {points_of(criterion.halves)} điểm.")
        return values

    @property
    def marks(self) -> dict[int, Mark]:
        values = self.cleaned_data
        return {one.pk: Mark(values[f"diem-{one.pk}"], values[f"loi-{one.pk}"]) for one in self.criteria}

    @property
    def was(self) -> dict[int, Mark] | None:
        """None where the line is missing or spoilt: then there is nothing to compare with."""
        try:
            return {int(pk): Mark(*mark) for pk, mark in json.loads(self.cleaned_data["shown"]).items()}
        except (ValueError, TypeError, AttributeError):
            return None

    def show_clash(self, clash: Clash) -> None:
        """Say beside each cell what it is now; what was typed stays, and saving once more puts it through."""
        self.add_error(None, str(clash))
        for name, words in clash.words.items():
            self.add_error(name, words)
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["shown"] = _written(self.now)  # type: ignore[index]


def _written(marks: dict[int, Mark]) -> str:
    return json.dumps({pk: [mark.halves, mark.words] for pk, mark in marks.items()}, ensure_ascii=False)
