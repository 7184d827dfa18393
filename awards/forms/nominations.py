"""What is filled in about a nomination; every choice is one that is hers to make."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from chapters.forms.choices import UnitField
from chapters.models import Member, Unit, User
from khuyenhoc.actions import Refusal
from khuyenhoc.fields import NameField, NumberField, TextField, YearField

from ..actions.nominations import refuse_round
from ..lists import members_of
from ..models import AwardForm, AwardRound, RecipientClass

SHOWN_MEMBERS = 200
FROM_THE_RECORD = "Hội viên để trống thì lấy theo hồ sơ."


class UnitChoiceField(forms.ModelChoiceField):
    """One of the open units among those reached, by its code."""

    def __init__(self, reached: Any) -> None:
        units = reached.open_on(timezone.localdate()).select_related("parent")
        super().__init__(units, label="Đơn vị", empty_label="Xin chọn", to_field_name="code")

    def label_from_instance(self, unit: Unit) -> str:
        above = unit.parent
        return f"{unit.full_name}, {above.full_name}" if above and above.parent_id else unit.full_name


def years_to_choose() -> list[int]:
    this_year = timezone.localdate().year
    return list(range(this_year + 1, this_year - 6, -1))


class RoundChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, award_round: AwardRound) -> str:
        return f"{award_round}, {award_round.unit.association_name}"


class StartForm(forms.Form):
    """Whose nomination, in which round: asked by GET, before the rest can be offered."""

    dot = RoundChoiceField(
        AwardRound.objects.none(),
        label="Đợt khen thưởng",
        required=False,
        empty_label="Ngoài đợt: chọn năm ở ô dưới",
        help_text="Chỉ hiện các đợt đang nhận đề nghị.",
    )
    nam = forms.TypedChoiceField(
        label="Năm khen thưởng",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="Chỉ chọn khi đề nghị ngoài đợt.",
    )
    ten = NameField(
        label="Tìm hội viên",
        required=False,
        help_text="Nếu đề nghị cho hội viên, gõ một phần tên để danh sách ở bước sau ngắn lại.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        reached = user.units_reached("write_awards")
        unit = UnitChoiceField(reached)
        if own := reached.open_on(timezone.localdate()).order_by("path").first():
            unit.initial = own.code  # the highest she writes for; those below it are in the list
        self.fields = {"don-vi": unit, **self.fields}
        rounds = AwardRound.objects.known_to(user).open().select_related("unit")
        self.fields["dot"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["dot"].initial = rounds.first()
        self.fields["nam"].choices = [(year, year) for year in years_to_choose()]  # type: ignore[attr-defined]
        self.fields["nam"].initial = timezone.localdate().year
        if not rounds:
            del self.fields["dot"]
            self.fields["nam"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """A round is one of those that the unit lies in; past rounds nobody goes."""
        values = super().clean() or self.cleaned_data
        unit, award_round = values.get("don-vi"), values.setdefault("dot", None)
        if unit is None or self.errors:
            return values
        values["nam"] = award_round.year if award_round else values.get("nam") or timezone.localdate().year
        try:
            refuse_round(unit, award_round, values["nam"], self.user)
        except Refusal as refusal:
            self.add_error("dot" if "dot" in self.fields else "nam", str(refusal))
        return values


class MemberChoiceField(forms.ModelChoiceField):
    """The whole list counts; only its beginning is offered, with the one already chosen."""

    def offer(self, members: Any, words: str, chosen: Any) -> None:
        self.queryset = members
        found = members.search(words)
        offered = list(found[:SHOWN_MEMBERS])
        if str(chosen or "").isdecimal():
            offered += [member for member in members.filter(pk=chosen) if member not in offered]
        self.widget.choices = [("", self.empty_label), *((member.pk, _member_label(member)) for member in offered)]
        if len(offered) >= SHOWN_MEMBERS:
            self.help_text = f"Chỉ hiện {SHOWN_MEMBERS} người đầu. Nếu chưa thấy, xin chọn lại đơn vị và tìm theo tên."


def _member_label(member: Member) -> str:
    return f"{member.name} ({member.birth_year})" if member.birth_year else member.name


class NominationForm(forms.Form):
    form = forms.ModelChoiceField(label="Hình thức", queryset=AwardForm.objects.none(), empty_label="Xin chọn")
    recipient_class = forms.ChoiceField(
        label="Đối tượng",
        choices=[(value, capfirst(label)) for value, label in RecipientClass.choices],
        widget=forms.RadioSelect,
    )
    member = MemberChoiceField(
        label="Hội viên",
        queryset=Member.objects.none(),
        required=False,
        empty_label="Không chọn, gõ tên ở ô dưới",
    )
    recipient_unit = UnitField(
        label="Tập thể là đơn vị cấp dưới",
        required=False,
        empty_label="Không chọn",
        help_text="Chỉ chọn khi đề nghị cho một chi hội, ban hay Hội cấp dưới.",
    )
    recipient_name = NameField(
        label="Tên người, tập thể được đề nghị",
        max_length=200,
        required=False,
        help_text="Đã chọn hội viên, hoặc đề nghị cho chính đơn vị, thì để trống.",
    )
    birth_year = YearField(label="Năm sinh", example="1960", required=False, help_text=FROM_THE_RECORD)
    sex = forms.ChoiceField(
        label="Giới tính",
        required=False,
        choices=[("", "Không ghi"), *((value, capfirst(label)) for value, label in Member.Sex.choices)],
    )
    position_held = NameField(label="Chức vụ, đơn vị", max_length=200, required=False)
    service_years = NumberField(label="Số năm công tác Hội", required=False, help_text=FROM_THE_RECORD)
    achievements = TextField(
        label="Tóm tắt thành tích", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    earlier_awards = NameField(
        label="Đã được khen (số quyết định, ngày)", max_length=500, required=False, help_text=FROM_THE_RECORD
    )
    note = NameField(label="Ghi chú", max_length=300, required=False)
    is_other_person = forms.BooleanField(
        label="Là người khác trùng tên",
        required=False,
        help_text="Chỉ đánh dấu khi phần mềm báo trùng mà đúng là hai người.",
    )

    def __init__(self, *args: Any, unit: Unit, year: int, user: User, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = AwardForm.objects.valid_in(year)  # type: ignore[attr-defined]
        chosen = self.data.get("member") if self.is_bound else getattr(self.initial.get("member"), "pk", None)
        members = members_of(unit, user)
        if members.exists():
            self.fields["member"].offer(members, words, chosen)  # type: ignore[attr-defined]
        else:
            del self.fields["member"]
        below = user.units_reached("write_awards").below(unit).exclude(pk=unit.pk).open_on(timezone.localdate())
        if below.exists():
            self.fields["recipient_unit"].offer(below)  # type: ignore[attr-defined]
        else:
            del self.fields["recipient_unit"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind, member = values.get("recipient_class"), values.setdefault("member", None)
        below = values.setdefault("recipient_unit", None)
        is_named = bool(values.get("recipient_name") or member) or "recipient_name" in self.errors
        if kind and kind != RecipientClass.COLLECTIVE and not is_named:
            self.add_error("recipient_name", NAME_WANTED[RecipientClass(kind)])
        if kind and kind != RecipientClass.COLLECTIVE and below:
            self.add_error("recipient_unit", "Đơn vị chỉ chọn khi đề nghị cho tập thể. Xin bỏ chọn hoặc đổi đối tượng.")
        return values


NAME_WANTED = {
    RecipientClass.PERSON: "Xin chọn hội viên hoặc gõ họ và tên.",
    RecipientClass.HOUSEHOLD: "Xin ghi tên chủ hộ.",
    RecipientClass.CLAN: "Xin ghi tên dòng họ.",
}


class DeclineForm(forms.Form):
    reason = NameField(label="Lý do không xét", max_length=300)
