from typing import Any

from django import forms
from django.utils import timezone

from khuyenhoc.dates import format_date
from khuyenhoc.fields import DateField, NameField, TextField
from khuyenhoc.history import entries
from khuyenhoc.models import Change
from khuyenhoc.names import nfc

from .. import clock
from ..actions import changes_for
from ..models import Consent, ConsentWording, DataRequest, Member, Unit, User
from .choices import PICK, capitalised
from .scans import ScanField


class WordingField(forms.ModelChoiceField):
    """Which version was read and signed; the newest unless somebody says otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=ConsentWording.objects.all(), label="Nội dung đã đọc", empty_label=None, **kwargs)

    def label_from_instance(self, wording: ConsentWording) -> str:
        standing = "" if wording.confirmed_on else ", chờ Hội xác nhận"
        return f"{wording}, từ {format_date(wording.since)}{standing}"


class SheetForm(forms.Form):
    """One signed sheet for several people. Nobody is ticked beforehand: consent is explicit (DOMAIN 8)."""

    wording = WordingField()
    given_on = DateField(label="Ký ngày")
    scan = ScanField(help_text="PDF, JPEG hoặc PNG, không quá 20 MB. Cả danh sách dùng chung bản quét này.")
    members = forms.ModelMultipleChoiceField(
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa đánh dấu ai. Xin đánh dấu những người đã ký trên giấy."},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people  # type: ignore[attr-defined]

    def ticked(self) -> set[str]:
        return {str(value) for value in self["members"].value() or []}


class ConsentForm(forms.Form):
    wording = WordingField()
    given_on = DateField(label="Đồng ý ngày")
    way = forms.ChoiceField(
        label="Cách đồng ý",
        widget=forms.RadioSelect,
        choices=capitalised([choice for choice in Consent.Way.choices if choice[0] != Consent.Way.SHARED_SHEET]),
    )
    scan = ScanField(required=False, help_text="Cần có khi ký trên giấy. PDF, JPEG hoặc PNG, không quá 20 MB.")
    note = NameField(
        label="Ai nghe, vào lúc nào",
        max_length=200,
        required=False,
        help_text="Cần có khi đồng ý bằng lời, ví dụ: chị Hoa gọi 9 giờ sáng, bà Lan nghe đọc và đồng ý.",
    )


class WithdrawForm(forms.Form):
    withdrawn_on = DateField(label="Rút lại ngày")
    with_request = forms.BooleanField(
        label="Ghi luôn yêu cầu rút đồng ý vào sổ",
        required=False,
        help_text=f"Sổ đếm {clock.DONE_DAYS['withdraw']} ngày theo luật để ngừng dùng thông tin của người này.",
    )


class WordingForm(forms.Form):
    text = TextField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 16}), max_length=6000)


class RequestForm(forms.Form):
    """What somebody asks about her data; the unit is asked only when she is no member known here."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label="Đơn vị nhận", empty_label="Xin chọn")
    asker = NameField(label="Họ tên người yêu cầu")
    kind = forms.ChoiceField(label="Yêu cầu", choices=capitalised(DataRequest.Kind.choices), widget=forms.RadioSelect)
    received_on = DateField(label="Nhận ngày", help_text="Thời hạn theo luật tính từ ngày này.")
    way = forms.ChoiceField(label="Cách gửi", choices=PICK + capitalised(DataRequest.Way.choices))
    note = TextField(label="Nội dung", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    scan = ScanField(label="Bản quét đơn", required=False, help_text="Nếu có. PDF, JPEG hoặc PNG, không quá 20 MB.")

    def __init__(self, *args: Any, user: User, member: Member | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member:
            del self.fields["unit"]
            self.fields["asker"].help_text = "Người khác hỏi thay thì ghi tên người ấy và quan hệ ở phần nội dung."
        else:
            units = user.units_reached("write_members") | user.units_reached("handle_privacy")
            self.fields["unit"].queryset = units.distinct()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answered_on = DateField(label="Đã trả lời ngày")
    done_due = DateField(label="Hẹn làm xong trước hoặc đúng ngày")

    def __init__(self, *args: Any, asked: DataRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = clock.latest_due(asked.kind, asked.received_on)
        self.fields["done_due"].help_text = f"Muộn nhất là {format_date(latest)}."


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Kết quả", choices=capitalised(DataRequest.Outcome.choices), widget=forms.RadioSelect
    )
    done_on = DateField(label="Ngày")
    change = forms.ModelChoiceField(
        queryset=Change.objects.none(),
        label="Thay đổi trả lời yêu cầu",
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        help_text="Lấy từ nhật ký, từ ngày nhận yêu cầu.",
    )
    reason = NameField(
        label="Lý do từ chối, ghi chú", max_length=300, required=False, help_text="Từ chối thì phải ghi lý do."
    )

    def __init__(self, *args: Any, asked: DataRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked.kind != DataRequest.Kind.CORRECT or asked.member is None:
            del self.fields["change"]
            return
        changes = list(changes_for(asked, asked.member)[:20])
        field = self.fields["change"]
        field.queryset = Change.objects.filter(pk__in=[change.pk for change in changes])  # type: ignore[attr-defined]
        told = {change.pk: entry for change, entry in zip(changes, entries(changes, user), strict=True)}
        field.label_from_instance = lambda change: "; ".join([told[change.pk].title, *told[change.pk].lines])  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    """She who erases types the name: the one thing here that cannot be taken back."""

    reason = NameField(
        label="Căn cứ xóa",
        max_length=300,
        help_text="Ví dụ: theo đơn của hội viên, đã kiểm tra đúng người. Không ghi tên người ở đây.",
    )
    typed_name = NameField(label="Gõ lại họ tên của người này để xác nhận")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_typed_name(self) -> str:
        typed = self.cleaned_data["typed_name"]
        if nfc(typed).casefold() != nfc(self.member.name).casefold():
            raise forms.ValidationError(f"Chưa đúng. Xin gõ đủ dấu: {self.member.name}.")
        return typed


def today() -> str:
    return format_date(timezone.localdate())
