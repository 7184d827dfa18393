"""Form fields that read and show numbers, money, dates and names as the rest of the house does."""

import unicodedata
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError

from khuyenhoc.dates import DateFault, format_date, format_time, parse_date, parse_time
from khuyenhoc.names import NAME_LENGTH, NO_CHARACTERS, nfc, nfc_lines
from khuyenhoc.numbers import NumberFault, format_number, parse_money, parse_number


class ParsedField(forms.Field):
    """A value read from what a person types; her own text stays in the box when it cannot be read."""

    parse: Callable
    show: Callable

    def to_python(self, value):
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return self.parse(value)
        except (NumberFault, DateFault) as fault:
            raise ValidationError(str(fault), code="invalid") from fault

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else self.show(value)


class NumberField(ParsedField):
    """A whole number: 10360, 10.360 or 10 360."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    show = staticmethod(format_number)

    def __init__(self, *, allow_negative=False, **kwargs):
        self.allow_negative = allow_negative
        super().__init__(**kwargs)

    def parse(self, text):
        return parse_number(text, allow_negative=self.allow_negative)


class YearField(forms.IntegerField):
    """A year in four digits; a number that no column could hold is refused before anybody looks for it."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, label, example, **kwargs):
        said = f"{label} gồm bốn chữ số, ví dụ {example}."
        messages = {"invalid": said, "min_value": said, "max_value": said}
        super().__init__(label=label, min_value=1000, max_value=9999, error_messages=messages, **kwargs)


class MoneyField(ParsedField):
    """Whole đồng; "1,2 triệu" is understood too."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    parse = staticmethod(parse_money)
    show = staticmethod(format_number)


class DateField(ParsedField):
    """Day, month, year, in that order."""

    widget = forms.TextInput(attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off"})
    parse = staticmethod(parse_date)
    show = staticmethod(format_date)


class TimeField(ParsedField):
    """A time of day: 8:00, 8h30."""

    widget = forms.TextInput(attrs={"placeholder": "giờ:phút", "autocomplete": "off"})
    parse = staticmethod(parse_time)
    show = staticmethod(format_time)


class TextField(forms.CharField):
    """Text of several lines, in NFC."""

    widget: type[forms.Widget] = forms.Textarea
    clean_text = staticmethod(nfc_lines)

    def to_python(self, value):
        if isinstance(value, str):
            refuse_unprintable(value)
            value = self.clean_text(value)
        return super().to_python(value)


class NameField(TextField):
    """One line in NFC: a person's name, or any other short text."""

    widget = forms.TextInput
    clean_text = staticmethod(nfc)

    def __init__(self, *, max_length=NAME_LENGTH, **kwargs):
        super().__init__(max_length=max_length, **kwargs)


def refuse_unprintable(text: str) -> None:
    """NUL and its like come from broken files and programs; dropping them would hide the damage."""
    if any((unicodedata.category(c) in ("Cc", "Cs") and not c.isspace()) or c in NO_CHARACTERS for c in text):
        raise ValidationError("Nội dung có ký tự không đọc được. Xin xóa đi và gõ lại.", code="unprintable")
