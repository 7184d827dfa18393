from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.text import capfirst

from chapters.kinds import Kind
from khuyenhoc.fields import NameField, ParsedField
from khuyenhoc.numbers import NumberFault

from ..models import AwardForm, AwardRule, GrantorLevel, RecipientClass


class YearField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        faults = {"invalid": "Năm gồm bốn chữ số, ví dụ 2024."}
        faults |= dict.fromkeys(("min_value", "max_value"), faults["invalid"])
        super().__init__(min_value=1990, max_value=2100, error_messages=faults, **kwargs)


class LevelField(ParsedField):
    """A rule's value: a whole number, or a share with a comma: 5 or 2,5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    @staticmethod
    def parse(text: str) -> Decimal:
        try:
            value = Decimal(text.strip().removesuffix("%").strip().replace(",", "."))
        except InvalidOperation as fault:
            raise NumberFault("Mức là một số, ví dụ 5 hoặc 2,5.") from fault
        if not value.is_finite() or not 0 <= value < 10_000 or value != round(value, 2):
            raise NumberFault("Mức là số từ 0 đến 9999, nhiều nhất hai chữ số sau dấu phẩy.")
        return value

    @staticmethod
    def show(value: Decimal) -> str:
        return f"{value.normalize():f}".replace(".", ",")


class AwardFormForm(forms.Form):
    sort = forms.ChoiceField(
        label="Là",
        required=False,
        choices=[(value, capfirst(label)) for value, label in AwardForm.Sort.choices],
        initial=AwardForm.Sort.AWARD,
        widget=forms.RadioSelect,
    )
    grantor_level = forms.ChoiceField(
        label="Cấp khen", choices=[(value, capfirst(label)) for value, label in GrantorLevel.choices]
    )
    grantor_name = NameField(
        label="Cơ quan khen", max_length=150, help_text="Tên đầy đủ, ví dụ Hội Khuyến học huyện Na Rì."
    )
    name = NameField(label="Hình thức", max_length=150, help_text="Ví dụ Giấy khen, Bằng khen, Cờ thi đua.")
    classes = forms.MultipleChoiceField(
        label="Dành cho",
        choices=[(value, capfirst(label)) for value, label in RecipientClass.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Xin chọn ít nhất một loại đối tượng được khen."},
    )
    valid_from = YearField(label="Áp dụng từ năm", required=False, help_text="Để trống nếu áp dụng từ trước đến nay.")
    valid_to = YearField(label="Đến hết năm", required=False, help_text="Để trống nếu còn áp dụng.")

    def values(self) -> dict[str, Any]:
        """What the verb is told: one flag per class."""
        values = dict(self.cleaned_data)
        values["sort"] = values["sort"] or AwardForm.Sort.AWARD
        classes = values.pop("classes")
        return values | {f"for_{kind.value}": kind.value in classes for kind in RecipientClass}


class YearsForm(forms.Form):
    """When a form is given; one that is given no more gets its last year."""

    valid_from = YearField(label="Áp dụng từ năm", required=False, help_text="Để trống nếu áp dụng từ trước đến nay.")
    valid_to = YearField(label="Đến hết năm", required=False, help_text="Để trống nếu còn áp dụng.")


QUOTA_KINDS = (Kind.CHAPTER, Kind.COMMUNE, Kind.DISTRICT, Kind.PROVINCE)


class RuleForm(forms.Form):
    code = forms.ChoiceField(label="Điều kiện", choices=[("", "Xin chọn"), *AwardRule.Code.choices])
    value = LevelField(label="Mức", required=False, help_text="Số năm, số trường hợp hoặc %; không cần thì để trống.")
    paper = NameField(
        label="Tên giấy tờ",
        max_length=150,
        required=False,
        help_text="Chỉ điền khi điều kiện là giấy tờ phải kèm, ví dụ Báo cáo thành tích.",
    )
    recipient_class = forms.ChoiceField(
        label="Chỉ với đối tượng",
        required=False,
        choices=[("", "Mọi đối tượng"), *((value, capfirst(label)) for value, label in RecipientClass.choices)],
    )
    quota_kind = forms.ChoiceField(
        label="Chỉ tiêu tính cho mỗi",
        choices=[(kind.value, capfirst(kind.label)) for kind in QUOTA_KINDS],
        initial=Kind.COMMUNE,
        required=False,
        help_text="Chỉ dùng khi điều kiện là số lượng được đề nghị.",
    )
    is_confirmed = forms.BooleanField(
        label="Hội đã xác nhận", required=False, help_text="Chưa xác nhận thì vẫn áp dụng, có ghi chờ Hội xác nhận."
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        code = values.get("code")
        if code in AwardRule.NUMBERED and values.get("value") is None and "value" not in self.errors:
            self.add_error("value", "Xin ghi mức của điều kiện, là số từ 0 trở lên.")
        if code == AwardRule.Code.PAPER and not values.get("paper") and "paper" not in self.errors:
            self.add_error("paper", "Xin ghi tên giấy tờ phải kèm.")
        if code and code not in AwardRule.NUMBERED:
            values["value"] = None
        if code != AwardRule.Code.PAPER:
            values["paper"] = ""
        values["quota_kind"] = values.get("quota_kind") or Kind.COMMUNE
        return values


class RuleChangeForm(forms.Form):
    """What of a rule may change; another paper or class of recipient is another rule."""

    value = LevelField(label="Mức", help_text="Số năm, số trường hợp hoặc số %.")
    quota_kind = forms.ChoiceField(
        label="Chỉ tiêu tính cho mỗi", choices=[(kind.value, capfirst(kind.label)) for kind in QUOTA_KINDS]
    )
    is_on = forms.BooleanField(label="Đang áp dụng", required=False)
    is_confirmed = forms.BooleanField(label="Hội đã xác nhận", required=False)

    def __init__(self, *args: Any, rule: AwardRule, **kwargs: Any) -> None:
        now = {name: getattr(rule, name) for name in ("value", "quota_kind", "is_on", "is_confirmed")}
        super().__init__(*args, **{"initial": now} | kwargs)
        if rule.code not in AwardRule.NUMBERED:
            del self.fields["value"]
        if rule.code not in AwardRule.QUOTAS:
            del self.fields["quota_kind"]
