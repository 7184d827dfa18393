from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.numbers import (
    NBSP,
    NumberFault,
    format_change,
    format_count,
    format_decimal,
    format_money,
    format_money_short,
    format_number,
    format_percent,
    in_words,
    money_in_words,
    parse_money,
    parse_number,
    percent,
    roman,
)

COUNTS = st.integers(min_value=0, max_value=10**15 - 1)
AMOUNTS = st.integers(min_value=1 - 10**18, max_value=10**18 - 1)


@pytest.mark.parametrize(
    "number, text",
    [(0, "0"), (999, "999"), (10360, "10.360"), (1234567, "1.234.567"), (-5, "-5"), (-10360, "-10.360")],
)
def test_a_number_is_grouped_by_dots(number, text):
    assert format_number(number) == text


@pytest.mark.parametrize("number, text", [(0, "0"), (1, "01"), (7, "07"), (9, "09"), (10, "10"), (1200, "1.200")])
def test_a_count_in_prose_has_a_leading_zero_below_ten(number, text):
    assert format_count(number) == text


@pytest.mark.parametrize(
    "amount, text",
    [
        (0, "0 đồng"),
        (626_000, "626.000 đồng"),
        (999_999, "999.999 đồng"),
        (1_000_000, "1 triệu đồng"),
        (900_000_000, "900 triệu đồng"),
        (912_350_000, "912,4 triệu đồng"),
        (912_349_999, "912,3 triệu đồng"),
        (999_949_999, "999,9 triệu đồng"),
        (999_960_000, "1 tỷ đồng"),
        (1_200_000_000, "1,2 tỷ đồng"),
        (1_234_500_000_000, "1.234,5 tỷ đồng"),
        (-912_350_000, "-912,4 triệu đồng"),
    ],
)
def test_money_is_shortened_to_one_decimal_half_up(amount, text):
    assert format_money_short(amount) == text.replace(" ", NBSP, 1)


@pytest.mark.parametrize(
    "number, text", [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX"), (388, "CCCLXXXVIII")]
)
def test_the_parts_of_a_paper_are_numbered_in_roman(number, text):
    assert roman(number) == text


def test_money_is_written_out_in_full():
    assert format_money(1234567) == f"1.234.567{NBSP}đồng"


@pytest.mark.parametrize(
    "value, places, text",
    [
        (Decimal("87.5"), 1, "87,5"),
        (Decimal("87.0"), 1, "87"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.001"), 2, "0"),
        (1000, 0, "1.000"),
        (Decimal("1234567.25"), 2, "1.234.567,25"),
    ],
)
def test_a_decimal_prints_what_is_needed(value, places, text):
    assert format_decimal(value, places) == text


@pytest.mark.parametrize(
    "numerator, denominator, text",
    [
        (10360, 44048, "23,52%"),
        (7, 10, "70%"),
        (278, 1000, "27,8%"),
        (17, 17, "100%"),
        (91, 74, "122,97%"),
        (1, 800, "0,13%"),
        (0, 17, "0%"),
    ],
)
def test_a_share_is_rounded_half_up_and_prints_what_is_needed(numerator, denominator, text):
    share = percent(numerator, denominator)

    assert share is not None
    assert format_percent(share) == text


@pytest.mark.parametrize("numerator, denominator", [(5, 0), (5, None), (None, 5), (None, None)])
def test_there_is_no_share_of_nothing(numerator, denominator):
    assert percent(numerator, denominator) is None


@given(COUNTS, st.integers(min_value=1, max_value=10**15))
def test_a_share_is_within_half_a_hundredth_of_the_truth_and_never_below_a_tie(numerator, denominator):
    share = percent(numerator, denominator)

    assert share is not None
    error = Fraction(share) - Fraction(numerator * 100, denominator)
    assert Fraction(-1, 200) < error <= Fraction(1, 200)


@pytest.mark.parametrize(
    "now, before, text",
    [
        (10360, 10146, "tăng 214 (2,11%)"),
        (274, 292, "giảm 18 (6,16%)"),
        (14, 14, "không đổi"),
        (18, 0, "tăng 18"),
        (0, 18, "giảm 18 (100%)"),
        (100_000_001, 100_000_000, "tăng 1"),
        (5, -5, "tăng 10"),
    ],
)
def test_a_change_is_told_in_words(now, before, text):
    change = format_change(now, before)

    assert change is not None
    assert change.text == text


def test_a_change_carries_its_parts():
    assert format_change(10360, 10146) == ("up", 214, Decimal("2.11"))
    assert format_change(10146, 10360) == ("down", 214, Decimal("2.07"))
    assert format_change(0, 0) == ("same", 0, None)


@pytest.mark.parametrize("now, before", [(5, None), (None, 5)])
def test_without_both_years_there_is_no_change_to_tell(now, before):
    assert format_change(now, before) is None


@pytest.mark.parametrize(
    "text, number",
    [
        ("10360", 10360),
        ("10.360", 10360),
        ("10 360", 10360),
        ("10\u00a0360", 10360),
        ("10\u202f360", 10360),
        ("  10.360\n", 10360),
        ("1.234.567", 1234567),
        ("007", 7),
        ("0", 0),
        ("999999999999999", 10**15 - 1),
    ],
)
def test_a_number_is_read_as_people_write_it(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text, message",
    [
        (
            "163,055",
            "“163,055” có thể hiểu là 163055 hoặc 163,055. Xin viết 163.055 hoặc 163055 (không dùng dấu phẩy).",
        ),
        ("1,234", "“1,234” có thể hiểu là 1234 hoặc 1,234. Xin viết 1.234 hoặc 1234 (không dùng dấu phẩy)."),
        ("1,234,567", "“1,234,567” có dấu phẩy. Xin viết 1.234.567 hoặc 1234567 (không dùng dấu phẩy)."),
        ("12,5", "“12,5” không phải là số nguyên. Xin viết số không có phần lẻ, ví dụ 10.360."),
        ("1.234,5", "“1.234,5” không phải là số nguyên. Xin viết số không có phần lẻ, ví dụ 10.360."),
        (
            "1.23",
            "“1.23” chưa rõ là số nào. Xin chỉ dùng dấu chấm hoặc dấu cách để tách từng nhóm ba chữ số, ví dụ 10.360.",
        ),
        ("-5", "“-5” là số âm. Xin viết số từ 0 trở lên."),
        ("1e3", "“1e3” không phải là số. Xin chỉ viết chữ số, ví dụ 10360 hoặc 10.360."),
        ("", "Xin điền một số, ví dụ 10360 hoặc 10.360."),
        (
            "1234567890123456",
            "“1234567890123456” dài hơn 15 chữ số. Xin kiểm tra lại và viết số ngắn hơn.",
        ),
    ],
)
def test_a_doubtful_number_is_refused_with_what_to_write_instead(text, message):
    with pytest.raises(NumberFault) as fault:
        parse_number(text)

    assert str(fault.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "0.500",
        "0,5",
        "1.234 567",
        "10  360",
        "12 34",
        "٣٤",
        "１２",
        "½",
        "hai",
        "1_000",
        "0x10",
        "+5",
        "NaN",
        "--5",
    ],
)
def test_what_is_not_plainly_a_number_is_refused(text):
    with pytest.raises(NumberFault, match="Xin "):
        parse_number(text)


def test_a_huge_text_is_refused_and_quoted_only_in_part():
    with pytest.raises(NumberFault) as fault:
        parse_number("9" * 10_000)

    assert len(str(fault.value)) < 150


def test_a_negative_number_is_read_where_it_makes_sense():
    assert parse_number("-10.360", allow_negative=True) == -10360
    assert parse_number("−5", allow_negative=True) == -5


@given(COUNTS)
def test_every_number_printed_is_read_back(number):
    assert parse_number(format_number(number)) == number
    assert parse_number(str(number)) == number
    assert parse_number(format_number(number).replace(".", " ")) == number
    assert parse_money(format_money(number)) == number


@given(st.text(alphabet="0123456789., -k\u00a0đtriệu", max_size=12), st.sampled_from([parse_number, parse_money]))
def test_any_text_is_read_or_refused_in_words(text, parse):
    try:
        outcome = parse(text)
    except NumberFault as fault:
        outcome = str(fault)

    assert "Xin " in outcome if isinstance(outcome, str) else outcome >= 0


@pytest.mark.parametrize(
    "text, amount",
    [
        ("1,2 triệu", 1_200_000),
        ("900 triệu", 900_000_000),
        ("900 triệu đồng", 900_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1,5 tỉ", 1_500_000_000),
        ("1.234,5 tỷ đồng", 1_234_500_000_000),
        ("0,5 triệu", 500_000),
        ("0,125 triệu", 125_000),
        ("20 nghìn", 20_000),
        ("20k", 20_000),
        ("5tr", 5_000_000),
        ("20 NGÀN", 20_000),
        ("626.000 đ", 626_000),
        ("626000đ", 626_000),
        ("1.234.567 VND", 1_234_567),
        ("1.234.567 đồng", 1_234_567),
        ("1,2 trie\u0323\u0302u", 1_200_000),
        ("20000", 20_000),
    ],
)
def test_money_is_read_as_people_write_it(text, amount):
    assert parse_money(text) == amount


@pytest.mark.parametrize(
    "text, message",
    [
        (
            "1,234 tỷ",
            "“1,234 tỷ” có thể hiểu theo hai cách. Xin viết đủ các chữ số, ví dụ 1.234.000.",
        ),
        ("1.5 triệu", "“1.5 triệu” không phải là số tiền. Xin viết như 1,2 triệu hoặc 1.200.000."),
        ("1,2,3 triệu", "“1,2,3 triệu” không phải là số tiền. Xin viết như 1,2 triệu hoặc 1.200.000."),
        (
            "1,2345 nghìn",
            "“1,2345 nghìn” có phần lẻ nhỏ hơn một đồng. Xin viết số tiền tròn đồng.",
        ),
        ("12,5 đồng", "“12,5” không phải là số nguyên. Xin viết số không có phần lẻ, ví dụ 10.360."),
        ("9000000 tỷ", "“9000000 tỷ” dài hơn 15 chữ số. Xin kiểm tra lại và viết số ngắn hơn."),
        ("-5 triệu", "“-5 triệu” không phải là số. Xin chỉ viết chữ số, ví dụ 10360 hoặc 10.360."),
        ("triệu", "“triệu” không phải là số. Xin chỉ viết chữ số, ví dụ 10360 hoặc 10.360."),
    ],
)
def test_doubtful_money_is_refused_with_what_to_write_instead(text, message):
    with pytest.raises(NumberFault) as fault:
        parse_money(text)

    assert str(fault.value) == message


@pytest.mark.parametrize(
    "number, words",
    [
        (0, "Không"),
        (4, "Bốn"),
        (5, "Năm"),
        (10, "Mười"),
        (11, "Mười một"),
        (14, "Mười bốn"),
        (15, "Mười lăm"),
        (20, "Hai mươi"),
        (21, "Hai mươi mốt"),
        (24, "Hai mươi bốn"),
        (25, "Hai mươi lăm"),
        (100, "Một trăm"),
        (101, "Một trăm linh một"),
        (105, "Một trăm linh năm"),
        (110, "Một trăm mười"),
        (115, "Một trăm mười lăm"),
        (1000, "Một nghìn"),
        (1001, "Một nghìn không trăm linh một"),
        (1010, "Một nghìn không trăm mười"),
        (10021, "Mười nghìn không trăm hai mươi mốt"),
        (10360, "Mười nghìn ba trăm sáu mươi"),
        (1_000_000, "Một triệu"),
        (1_000_005, "Một triệu không trăm linh năm"),
        (1_001_015, "Một triệu không trăm linh một nghìn không trăm mười lăm"),
        (20_005_000, "Hai mươi triệu không trăm linh năm nghìn"),
        (1_000_000_001, "Một tỷ không trăm linh một"),
        (3_055_000_000, "Ba tỷ không trăm năm mươi lăm triệu"),
        (420_936_000_000, "Bốn trăm hai mươi tỷ chín trăm ba mươi sáu triệu"),
        (1_000_000_000_000, "Một nghìn tỷ"),
        (2_005_000_000_000, "Hai nghìn không trăm linh năm tỷ"),
        (10**15 + 10**9, "Một triệu không trăm linh một tỷ"),
        (10**18, "Một tỷ tỷ"),
        (-5, "Âm năm"),
    ],
)
def test_a_number_is_read_out_in_words(number, words):
    assert in_words(number) == words


def test_money_is_read_out_in_words():
    assert money_in_words(626_000) == "Sáu trăm hai mươi sáu nghìn đồng"


DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
VALUES = {
    **{word: value for value, word in enumerate(DIGITS)},
    "mốt": 1,
    "lăm": 5,
    "mười": 10,
}


def read_words(words: str) -> int:
    """Reads a number in words the way an ear does: a unit word multiplies what came before it."""
    total = group = part = digit = 0
    for word in words.lower().removeprefix("âm ").split():
        if word in VALUES:
            digit += VALUES[word]
        elif word == "mươi":
            digit *= 10
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word in ("nghìn", "triệu"):
            part, group, digit = part + (group + digit) * {"nghìn": 10**3, "triệu": 10**6}[word], 0, 0
        elif word == "tỷ":
            total, part, group, digit = (total + part + group + digit) * 10**9, 0, 0, 0
        else:
            assert word == "linh"
    return (total + part + group + digit) * (-1 if words.startswith("Âm") else 1)


@given(AMOUNTS)
def test_every_number_in_words_reads_back_as_itself(number):
    assert read_words(in_words(number)) == number


def test_no_two_numbers_share_their_words():
    numbers = [*range(20_000), *range(10**6 - 100, 10**6 + 2_000), *range(10**9 - 100, 10**9 + 2_000)]

    assert len({in_words(number) for number in numbers}) == len(numbers)


@pytest.mark.parametrize(
    "filter_name, value, text",
    [
        ("number", 10360, "10.360"),
        ("number", None, "–"),
        ("number", 0, "0"),
        ("money", 1234567, f"1.234.567{NBSP}đồng"),
        ("money", None, "–"),
        ("money_short", 912_350_000, f"912,4{NBSP}triệu đồng"),
        ("percent", Decimal("23.52"), "23,52%"),
        ("percent", None, "–"),
        ("count", 7, "07"),
        ("money_words", 5, "Năm đồng"),
        ("money_words", None, ""),
    ],
)
def test_templates_print_numbers_the_same_way(filter_name, value, text):
    template = Template("{% load text %}{{ value|" + filter_name + " }}")

    assert template.render(Context({"value": value})) == text
