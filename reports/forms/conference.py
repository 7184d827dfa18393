"""What is filled in about a conference: when and where, its lists line by line, who came, the photographs."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from chapters.forms.shown import ShownForm
from khuyenhoc.actions import Clash
from khuyenhoc.dates import format_time
from khuyenhoc.fields import DateField, NameField, NumberField, TextField, TimeField, refuse_unprintable
from khuyenhoc.files import LARGEST

from ..conference_lines import AgendaLine, BallotLine, InstructionLine, Person, people
from ..models import Attendee, Conference, Photo

MOST = 32_767  # what the columns hold
MOST_LINES = 200
EXTRA_LINES = 3
KINDS = [(Attendee.Kind.DELEGATE.value, "Đại biểu"), (Attendee.Kind.GUEST.value, "Khách mời")]
BOX = {"class": "form-control"}
SHORT = BOX | {"inputmode": "numeric", "autocomplete": "off"}


def count_field(label: str, **more: Any) -> NumberField:
    return NumberField(label=label, required=False, validators=[MaxValueValidator(MOST)], **more)


class PastedField(TextField):
    """Lines copied from elsewhere; the tabs between the columns of a spreadsheet are kept."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            refuse_unprintable(value)
        return super(TextField, self).to_python(value)


class FactsForm(ShownForm):
    """Before the conference: when, where, who leads it, how many are asked."""

    held_on = DateField(label="Ngày họp", required=False)
    starts_at = TimeField(label="Giờ bắt đầu", required=False)
    place = NameField(label="Địa điểm", required=False, max_length=200)
    chairs = NameField(
        label="Chủ trì",
        required=False,
        max_length=300,
        help_text="Họ tên, chức vụ; nhiều người thì cách nhau bằng dấu chấm phẩy, người ký biên bản ghi trước.",
    )
    secretary = NameField(label="Thư ký", required=False, max_length=150)
    invited = count_field("Số đại biểu triệu tập", help_text="Để trống thì tính theo danh sách đại biểu.")

    def __init__(self, *args: Any, conference: Conference, offered: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(conference, name) for name in self.fields if name != "shown"}
        self.show(conference)
        for name, value in offered.items():
            self.initial[name] = self.initial[name] or value


class OutcomeForm(ShownForm):
    """After it: when it ended, what was said, the number of the resolution."""

    ends_at = TimeField(label="Giờ kết thúc", required=False)
    discussion = TextField(
        label="Ý kiến thảo luận",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Mỗi ý kiến một dòng: ai nói, nói gì. In vào biên bản.",
    )
    resolution_number = NameField(
        label="Số nghị quyết", required=False, max_length=20, help_text="Ví dụ 01. Để trống thì chừa chỗ ghi tay."
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(conference, name) for name in self.fields if name != "shown"}
        self.show(conference)


# Lists, line by line


class LineForm(forms.Form):
    """One line; `kind` is what it makes, `said` the field without which it is none."""

    kind: type[Any]
    said: str
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    order = NumberField(label="TT", required=False, widget=forms.TextInput(SHORT))

    @property
    def line(self) -> Any | None:
        values = {name: value for name, value in self.cleaned_data.items() if name != "order"}
        return self.kind(**values) if values.get(self.said) else None

    @property
    def place(self) -> int:
        """Where it shall stand; a new line without a number comes last."""
        order = self.cleaned_data.get("order")
        return MOST if order is None else order

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        rest = [name for name, value in values.items() if value and name not in ("pk", "order", self.said)]
        if rest and not values.get(self.said) and self.said not in self.errors:
            self.add_error(self.said, "Xin điền ô này, hoặc xóa trắng cả dòng.")
        return values


class AgendaForm(LineForm):
    kind, said = AgendaLine, "text"
    starts_at = TimeField(label="Giờ", required=False, widget=forms.TextInput(SHORT | {"placeholder": "8:00"}))
    text = NameField(label="Nội dung", max_length=300, required=False, widget=forms.Textarea(BOX | {"rows": 2}))
    who = NameField(label="Người thực hiện", max_length=200, required=False, widget=forms.TextInput(BOX))

    def clean_starts_at(self) -> str:
        value = self.cleaned_data["starts_at"]
        return format_time(value) if value else ""


class BallotForm(LineForm):
    kind, said = BallotLine, "subject"
    subject = NameField(
        label="Nội dung biểu quyết", max_length=500, required=False, widget=forms.Textarea(BOX | {"rows": 2})
    )
    agreed = count_field("Tán thành", widget=forms.TextInput(SHORT))
    against = count_field("Không tán thành", widget=forms.TextInput(SHORT))
    abstained = count_field("Không có ý kiến", widget=forms.TextInput(SHORT))

    def clean(self) -> dict[str, Any]:
        """A line with a subject alone is said with how many were for it."""
        values = super().clean()
        numbers = ("agreed", "against", "abstained")
        if values.get("subject") and not any(values.get(name) or name in self.errors for name in numbers):
            self.add_error("agreed", "Xin ghi số đại biểu tán thành.")
        for name in numbers:
            values[name] = values.get(name) or 0
        return values


class InstructionForm(LineForm):
    kind, said = InstructionLine, "text"
    speaker = NameField(label="Ai chỉ đạo", max_length=200, required=False, widget=forms.TextInput(BOX))
    text = NameField(label="Nội dung", max_length=1000, required=False, widget=forms.Textarea(BOX | {"rows": 3}))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("text") and not values.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", "Xin ghi ai chỉ đạo: họ tên, chức vụ.")
        return values


class PasteForm(forms.Form):
    """Many lines at once, put behind those of the list."""

    pasted = PastedField(label="Dán nhiều dòng", required=False, max_length=40_000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, hint: str, read: Callable[[str], Iterable[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pasted"].help_text = hint
        self._read = read

    def clean_pasted(self) -> list[Any]:
        lines = list(self._read(self.cleaned_data["pasted"]))
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Có {len(lines)} dòng, nhiều nhất là {MOST_LINES}. Xin chia làm nhiều lần.")
        long = [line.text[:40] for line in lines if len(line.text) > 300 or len(line.who) > 200]
        if long:
            raise ValidationError(f"Dòng “{long[0]}…” dài quá. Nội dung nhiều nhất 300 chữ cái và dấu.")
        return lines


class ListForm(forms.Form):
    """A whole list: its lines as `table`, and what was shown of it, so that two people do not overwrite each other."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: type[Any], held: Sequence[Any], table: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.table = kind, table
        self.fields["shown"].initial = _written(map(kind.of, held))

    @property
    def lines(self) -> list[Any]:
        ordered = sorted(self.table, key=lambda form: form.place)
        return [line for form in ordered if (line := form.line)]

    @property
    def was(self) -> list[Any] | None:
        """None where the line is missing or spoilt: then there is nothing to compare with."""
        try:
            lines = [self.kind(**line) for line in json.loads(self.cleaned_data["shown"])]
        except (ValueError, TypeError):
            return None
        return lines if all(isinstance(line.pk, int | None) for line in lines) else None

    def show_clash(self, clash: Clash) -> None:
        """Say beside each line what it is now; what was typed stays, and saving once more puts it through."""
        self.add_error(None, str(clash))
        beside = {str(form.cleaned_data.get("pk")): form for form in self.table}
        for pk, words in clash.words.items():
            if pk in beside:
                beside[pk].add_error(beside[pk].said, f"{words}.")
            else:
                self.add_error(None, f"Dòng bạn vừa bỏ người khác vừa sửa. {words}.")
        shown = [line for line in self.was or [] if str(line.pk) not in clash.cells]
        shown += [held for held in clash.cells.values() if held]
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["shown"] = _written(shown)  # type: ignore[index]


def _written(lines: Iterable[Any]) -> str:
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False)


def line_forms(form: type[LineForm], extra: int = EXTRA_LINES) -> Any:
    return forms.formset_factory(form, extra=extra, max_num=MOST_LINES)


def initial_of(lines: Iterable[Any]) -> list[dict[str, Any]]:
    """What a table of lines shows, each with its place."""
    return [asdict(line) | {"order": number} for number, line in enumerate(lines, start=1)]


# Who is asked and who came


class InviteForm(forms.Form):
    """People to put on the list: pasted or typed, one a line."""

    kind = forms.ChoiceField(
        label="Đưa vào danh sách",
        choices=KINDS,
        widget=forms.RadioSelect,
        initial=Attendee.Kind.DELEGATE,
    )
    lines = PastedField(
        label="Mỗi dòng một người",
        max_length=40_000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Họ tên – chức vụ, đơn vị. Chép được cả cột từ Excel. Xin không ghi điện thoại, địa chỉ.",
        error_messages={"required": "Xin ghi ít nhất một người."},
    )

    @property
    def people(self) -> list[Person]:
        return list(people(self.cleaned_data["lines"], self.cleaned_data["kind"]))


class AttendeeForm(ShownForm):
    kind = forms.ChoiceField(label="Là", choices=KINDS)
    name = NameField(label="Họ và tên", max_length=100)
    office = NameField(label="Chức vụ, đơn vị", max_length=200, required=False)

    def __init__(self, *args: Any, attendee: Attendee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(attendee, name) for name in ("kind", "name", "office")}
        self.show(attendee)


class AttendanceForm(ShownForm):
    """Ticks on the list, and the number by itself. Of the ticks only those that she changed are written."""

    present = count_field(
        "Số đại biểu có mặt", help_text="Chỉ cần số này cũng được. Để trống thì tính theo những người đã đánh dấu."
    )

    def __init__(self, *args: Any, conference: Conference, listed: Sequence[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"present": conference.present}
        self.show(conference)
        self.listed = listed
        self.fields["ticked"] = forms.CharField(
            required=False,
            widget=forms.HiddenInput,
            initial=",".join(str(one.pk) for one in listed if one.is_present),
        )
        for one in listed:
            self.fields[f"p-{one.pk}"] = forms.BooleanField(
                required=False,
                label=one.name,
                initial=bool(one.is_present),
                help_text=one.office,
                widget=forms.CheckboxInput({"class": "form-check-input"}),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        before = set(values.pop("ticked", "").split(","))
        self.came = [one.pk for one in self.listed if values[f"p-{one.pk}"] and str(one.pk) not in before]
        self.left = [one.pk for one in self.listed if not values[f"p-{one.pk}"] and str(one.pk) in before]
        return {name: values[name] for name in ("present", "was") if name in values}

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The boxes under "Khách mời" and "Đại biểu"."""
        kinds = (("Khách mời", Attendee.Kind.GUEST), ("Đại biểu", Attendee.Kind.DELEGATE))
        found = [(words, [self[f"p-{one.pk}"] for one in self.listed if one.kind == kind]) for words, kind in kinds]
        return [(words, boxes) for words, boxes in found if boxes]


# Photographs


class PhotoForm(forms.Form):
    caption = NameField(label="Chú thích", required=False, max_length=200, help_text="In dưới ảnh.")
    alt = NameField(
        label="Mô tả ảnh",
        required=False,
        max_length=300,
        help_text="Trong ảnh có gì, cho người không nhìn thấy ảnh.",
    )


class NewPhotoForm(PhotoForm):
    photo = forms.FileField(
        label="Ảnh",
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text="JPEG hoặc PNG, nhiều nhất 20 MB. Nơi chụp và giờ chụp trong ảnh được bỏ đi khi lưu.",
        allow_empty_file=True,
    )
    field_order = ("photo", "caption", "alt")

    def clean_photo(self) -> Any:
        photo = self.cleaned_data["photo"]
        if photo.size > LARGEST:
            raise ValidationError("Ảnh lớn hơn 20 MB. Xin chụp hoặc lưu lại ở cỡ nhỏ hơn.")
        return photo


class PhotoEditForm(ShownForm, PhotoForm):
    def __init__(self, *args: Any, photo: Photo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"caption": photo.caption, "alt": photo.alt}
        self.show(photo)
