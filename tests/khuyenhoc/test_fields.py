from datetime import date

import pytest
from django import forms

from khuyenhoc.fields import DateField, MoneyField, NameField, NumberField, TextField


class VoucherForm(forms.Form):
    givers = NumberField(required=False)
    change = NumberField(required=False, allow_negative=True)
    amount = MoneyField()
    paid_on = DateField()
    payer = NameField()
    note = TextField(required=False, max_length=50)


GOOD = {
    "givers": "10.360",
    "change": "-5",
    "amount": "1,2 triệu",
    "paid_on": "3/4/2025",
    "payer": "  Hoa\u0300ng\u00a0Thị\u200b  Mai ",
    "note": "Một  dòng\r\n\r\nhai ",
}


def form_with(**changes):
    return VoucherForm({**GOOD, **changes})


def test_fields_hand_over_what_was_meant():
    form = form_with()

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "givers": 10360,
        "change": -5,
        "amount": 1_200_000,
        "paid_on": date(2025, 4, 3),
        "payer": "Hoàng Thị Mai",
        "note": "Một dòng\n\nhai",
    }


@pytest.mark.parametrize(
    "field, typed, message",
    [
        ("givers", "12,5", "“12,5” không phải là số nguyên. Xin viết số không có phần lẻ, ví dụ 10.360."),
        ("givers", "-5", "“-5” là số âm. Xin viết số từ 0 trở lên."),
        ("amount", "1.5 triệu", "“1.5 triệu” không phải là số tiền. Xin viết như 1,2 triệu hoặc 1.200.000."),
        (
            "paid_on",
            "31/2/2025",
            "“31/2/2025” không có trong lịch: tháng 2 năm 2025 có 28 ngày. Xin sửa lại ngày.",
        ),
        ("payer", "Hoàng\x00Mai", "Nội dung có ký tự không đọc được. Xin xóa đi và gõ lại."),
        ("note", "Quỹ\x08 xã", "Nội dung có ký tự không đọc được. Xin xóa đi và gõ lại."),
        ("note", "Quỹ\uffff", "Nội dung có ký tự không đọc được. Xin xóa đi và gõ lại."),
        ("note", "Quỹ\ud800", "Nội dung có ký tự không đọc được. Xin xóa đi và gõ lại."),
        ("payer", "M" * 101, "Xin nhập không quá 100 ký tự (đang có 101)."),
    ],
)
def test_a_faulty_entry_is_explained_beside_its_field(field, typed, message):
    form = form_with(**{field: typed})

    assert form.errors == {field: [message]}


def test_what_was_typed_wrongly_stays_in_the_box():
    form = form_with(givers="163,055", paid_on="31/2/2025", amount="nhiều")

    assert 'value="163,055"' in str(form["givers"])
    assert 'value="31/2/2025"' in str(form["paid_on"])
    assert 'value="nhiều"' in str(form["amount"])


@pytest.mark.parametrize("field", ["amount", "paid_on", "payer"])
@pytest.mark.parametrize("typed", ["", "  ", "\u00a0"])
def test_a_required_field_left_empty_asks_to_be_filled(field, typed):
    assert form_with(**{field: typed}).errors == {field: ["Xin điền mục này."]}


def test_an_optional_number_left_empty_is_no_number_rather_than_zero():
    form = form_with(givers=" ", change="", note="")

    assert form.is_valid()
    assert (form.cleaned_data["givers"], form.cleaned_data["change"]) == (None, None)
    assert form.cleaned_data["note"] == ""


def test_zero_is_an_answer():
    form = form_with(givers="0", amount="0")

    assert form.is_valid()
    assert (form.cleaned_data["givers"], form.cleaned_data["amount"]) == (0, 0)


def test_stored_values_are_shown_as_people_write_them():
    form = VoucherForm(initial={"givers": 10360, "amount": 1234567, "paid_on": date(2024, 1, 18)})

    assert 'value="10.360"' in str(form["givers"])
    assert 'value="1.234.567"' in str(form["amount"])
    assert 'value="18/01/2024"' in str(form["paid_on"])
    assert 'placeholder="ngày/tháng/năm"' in str(form["paid_on"])
    assert 'inputmode="numeric"' in str(form["givers"])


def test_the_same_value_written_differently_is_not_a_change():
    initial = {"givers": 10360, "amount": 1_200_000, "paid_on": date(2025, 4, 3), "payer": "Hoàng Thị Mai"}
    form = VoucherForm({**GOOD, "change": "", "note": ""}, initial=initial)

    assert form.changed_data == []


def test_letters_are_counted_after_cleaning():
    decomposed = "e\u0302\u0323" * 100

    form = form_with(payer=decomposed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["payer"] == "ệ" * 100
