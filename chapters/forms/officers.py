from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.fields import DateField, NameField, NumberField, YearField
from khuyenhoc.names import search_key
from khuyenhoc.numbers import record_number

from ..models import Member, Officer, Term, Unit, User
from ..posts import COMMITTEES, POST_CHOICES, committees_of, posts_of
from .choices import PICK, capitalised
from .shown import ShownForm

# What an officer chooses from; what was recorded by mistake is voided by a verb of its own.
EXITS = [choice for choice in Officer.Exit.choices if choice[0] != Officer.Exit.VOIDED]
NOT_A_MEMBER = "0"


class PersonForm(forms.Form):
    """Who holds a post; the telephone only for those who may read it."""

    name = NameField(label="Họ và tên", help_text="Gõ đủ dấu như trong giấy tờ.")
    sex = forms.ChoiceField(
        label="Giới tính", required=False, choices=[("", "Chưa rõ"), *capitalised(Member.Sex.choices)]
    )
    birth_year = YearField(label="Năm sinh", example=1960, required=False)
    workplace = NameField(
        label="Chức vụ, đơn vị công tác",
        max_length=200,
        required=False,
        help_text="Ngoài Hội, ví dụ: Phó Chủ tịch UBND xã; cán bộ hưu trí.",
    )
    phone = NameField(label="Điện thoại", max_length=20, required=False)

    def __init__(self, *args: Any, user: User, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.unit = user, unit
        if not user.can("read_contacts", unit):
            del self.fields["phone"]


class TermField(forms.ModelChoiceField):
    def __init__(self) -> None:
        super().__init__(Term.objects.none(), label="Nhiệm kỳ", required=False, empty_label="Không ghi nhiệm kỳ")

    def label_from_instance(self, term: Term) -> str:
        return term.name


class PostForm(PersonForm):
    """A person and her post, with the posts and committees that this kind of unit has."""

    post = forms.ChoiceField(label="Chức vụ trong Hội")
    wording = NameField(
        label="Chức vụ ghi là",
        required=False,
        help_text="Chỉ điền khi cách gọi ở đây khác, ví dụ: Phó Chủ tịch phụ trách quỹ.",
    )
    term = TermField()
    since = DateField(label="Từ ngày", help_text="Ngày được bầu hoặc chỉ định.")
    committees = forms.MultipleChoiceField(
        label="Tham gia",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ban đi liền với chức vụ thì phần mềm tự ghi.",
    )
    note = NameField(label="Ghi chú", max_length=200, required=False)
    field_order = (
        *("post", "wording", "name", "sex", "birth_year", "workplace", "phone"),
        *("committees", "term", "since", "note"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "post", PICK + [(post.code, post.name) for post in posts_of(self.unit.kind)])
        _choose(self, "committees", [(one, COMMITTEES[one][0]) for one in committees_of(self.unit.kind)])
        terms = Term.objects.visible_to(self.user).filter(unit=self.unit)
        self.fields["term"].queryset = terms  # type: ignore[attr-defined]
        if not self.fields["committees"].choices:  # type: ignore[attr-defined]
            del self.fields["committees"]


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class NamesakeForm(PersonForm):
    """A new person: when members in reach bear her name, it asks which of them she is, or none."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["member"] = None
        namesakes = self._namesakes(cleaned.get("name", ""))
        if namesakes:
            cleaned["member"] = self._ask(namesakes)
        return cleaned

    def _namesakes(self, name: str) -> list[Member]:
        if not name:
            return []
        found = Member.objects.visible_to(self.user).filter(search_key=search_key(name))
        return list(found.prefetch_related("memberships__unit")[:5])

    def _ask(self, namesakes: list[Member]) -> Member | None:
        choices = [(str(member.pk), _member_words(member, self.user)) for member in namesakes]
        self.fields["member"] = forms.ChoiceField(
            label="Hội viên trùng tên",
            required=False,
            widget=forms.RadioSelect,
            choices=[*choices, (NOT_A_MEMBER, "Không phải ai trong số này")],
        )
        answer = self.data.get("member", "")
        if answer not in {NOT_A_MEMBER, *dict(choices)}:
            self.add_error("member", "Có hội viên trùng tên. Xin chọn đúng người, hoặc chọn “Không phải ai”.")
        return next((member for member in namesakes if str(member.pk) == answer), None)


def _member_words(member: Member, user: User) -> str:
    """Who she is; where she belongs as far as the user may know it, since she may have moved on to a neighbour."""
    born = f", sinh năm {member.birth_year}" if member.birth_year else ""
    held = [one.unit for one in member.memberships.all() if one.until is None]
    units = "".join(f", {unit.full_name}" for unit in held if user.can("read_members", unit))
    return f"{member.name}{born}{units}"


class ElectForm(PostForm, NamesakeForm):
    """A new holder of a post."""

    def take_cursor(self) -> None:
        """The cursor stands on what is to be filled in next: what was refused, else the post, else the name."""
        begun = "name" if self.initial.get("post") else "post"
        first = next((name for name in self.fields if name in self.errors), begun)
        self.fields[first].widget.attrs["autofocus"] = True


class EditForm(ShownForm, PostForm):
    """What is written about a holder; of an ended one, also how it ended."""

    until = DateField(label="Thôi từ ngày", required=False, help_text="Nếu vẫn đương nhiệm, để trống cả ngày và lý do.")
    exit = forms.ChoiceField(label="Lý do thôi", required=False, choices=[("", "Vẫn đương nhiệm"), *capitalised(EXITS)])

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        facts = {name: getattr(officer, name) for name in (*PostForm.base_fields, "until", "exit")}
        super().__init__(*args, unit=officer.unit, initial=facts, **kwargs)
        if officer.until is None:
            del self.fields["until"], self.fields["exit"]
        self.show(officer)


class EndForm(forms.Form):
    until = DateField(label="Thôi từ ngày", help_text="Từ ngày này không còn giữ chức vụ.")
    exit = forms.ChoiceField(label="Lý do", choices=capitalised(EXITS), widget=forms.RadioSelect)


class ReplaceForm(EndForm, NamesakeForm):
    """The old holder's end and the new one in one sending."""

    field_order = ("until", "exit", *PersonForm.base_fields)


class TermForm(forms.Form):
    name = NameField(label="Tên nhiệm kỳ", max_length=40, help_text="Ví dụ 2021–2026.")
    since = DateField(label="Từ ngày", help_text="Ngày đại hội.")
    planned_until = DateField(label="Dự kiến đến ngày")
    executive_seats = NumberField(label="Số ủy viên Ban Chấp hành", required=False)
    standing_seats = NumberField(label="Số ủy viên Ban Thường vụ", required=False)
    inspection_seats = NumberField(label="Số ủy viên Ban Kiểm tra", required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for committee in COMMITTEES:
            if committee not in committees_of(unit.kind):
                del self.fields[f"{committee}_seats"]


class TermEditForm(ShownForm, TermForm):
    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        facts = {name: getattr(term, name) for name in TermForm.base_fields}
        super().__init__(*args, unit=term.unit, initial=facts, **kwargs)
        self.show(term)


class CarryOverForm(forms.Form):
    """Who of those that serve goes on; all others end with the old term."""

    staying = forms.ModelMultipleChoiceField(
        Officer.objects.none(), label="Ai tiếp tục?", required=False, widget=forms.CheckboxSelectMultiple
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, serving: Iterable[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(serving)
        field = self.fields["staying"]
        field.queryset = Officer.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined]
        _choose(self, "staying", [(str(one.pk), f"{one.name}, {one.post_name}") for one in people])
        self.fields["shown"].initial = " ".join(str(one.pk) for one in people)

    def clean_shown(self) -> list[Officer]:
        """Those she was shown; what is made up is nobody, and is found out by the verb."""
        return [Officer(pk=record_number(word)) for word in self.cleaned_data["shown"].split()]


class OfficerFilter(forms.Form):
    """What the list of officers is narrowed down to, and as of which day."""

    q = NameField(label="Tìm theo tên", required=False)
    post = forms.ChoiceField(label="Chức vụ", required=False, choices=[("", "Tất cả"), *POST_CHOICES])
    committee = forms.ChoiceField(
        label="Ban", required=False, choices=[("", "Tất cả"), *((code, names[0]) for code, names in COMMITTEES.items())]
    )
    day = DateField(label="Đương nhiệm ngày", required=False)
    order = forms.ChoiceField(label="Xếp theo", required=False, choices=[("", "Đơn vị, chức vụ"), ("ten", "Tên")])
    ADDRESS = {"q": "q", "unit": "don-vi", "post": "chuc-vu", "committee": "ban", "day": "ngay", "order": "xep"}

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [("", "Tất cả"), *((unit.code, capfirst(unit.full_name)) for unit in units)]
        self.fields["unit"] = forms.ChoiceField(label="Đơn vị", required=False, choices=chosen)
        self.order_fields(("q", "unit", "post", "committee", "day", "order"))

    def add_prefix(self, field_name: str) -> str:
        """In the address the words are Vietnamese."""
        return self.ADDRESS.get(field_name, field_name)

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked most; the rest stays folded until it is asked."""
        return [self["q"], self["unit"]]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in ("post", "committee", "day", "order")]

    @property
    def asks_more(self) -> bool:
        return any(field.data for field in self.more)

    @property
    def day_asked(self) -> date:
        """The day of the question; today, when none was given or it cannot be read."""
        found: date | None = getattr(self, "cleaned_data", {}).get("day")
        return found or timezone.localdate()
