import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from khuyenhoc.names import (
    NAME_LENGTH,
    NAME_SORT_KEY_LENGTH,
    TEXT_LENGTH,
    TEXT_SORT_KEY_LENGTH,
    compare_key,
    nfc,
    nfc_lines,
    search_key,
    sort_key,
    text_sort_key,
)

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = st.tuples(st.sampled_from(ALPHABET), st.sampled_from(TONES)).map("".join)
WORDS = st.builds("".join, st.lists(LETTERS, min_size=1, max_size=4))
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(lambda words: unicodedata.normalize("NFC", " ".join(words)))
# One tone a word, as in Vietnamese: the comparator below knows no other.
SYLLABLES = st.builds(
    lambda letters, tone: letters[0] + tone + letters[1:],
    st.text(ALPHABET, min_size=1, max_size=3),
    st.sampled_from(TONES),
)
PEOPLE = st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)
ANYTHING = st.text(max_size=30)


def nfd(text):
    return unicodedata.normalize("NFD", text)


def test_a_line_is_cleaned_of_what_cannot_be_seen():
    typed = "  Nguyễn\u00a0\tThị\u200b  Ho\u0300\u00ada\ufeff\n"

    assert nfc(typed) == "Nguyễn Thị Hòa"


@given(ANYTHING)
@example("Nguyễn\uffff Thị\ufffe Hòa")
def test_a_clean_line_can_stand_in_a_word_and_in_an_excel_file(typed):
    etree.Element("text").text = nfc(typed)  # what either is written with refuses what XML cannot hold


def test_line_breaks_stay_only_in_texts_of_several_lines():
    typed = "\r\n  Một  dòng \r\n\r\nHai\u2028ba\u200b\n"

    assert nfc_lines(typed) == "Một dòng\n\nHai\nba"
    assert nfc(typed) == "Một dòng Hai ba"


def test_old_and_new_spelling_of_a_name_are_both_kept_as_written():
    assert nfc("Hoà") == "Hoà"
    assert nfc("Hòa") == "Hòa"


@pytest.mark.parametrize(
    "typed",
    ["Nguyễn Thị Hoà", "nguyen thi hoa", nfd("NGUYỄN THỊ HÒA"), " Nguyễn  Thi\u00a0Hóa ", "NGUYEN THI HOA"],
)
def test_search_ignores_marks_case_and_spacing(typed):
    assert search_key(typed) == "nguyen thi hoa"


@pytest.mark.parametrize("typed", ["Đặng Đức", "ĐẶNG ĐỨC", "Ðặng Ðức", "dang duc"])
def test_search_folds_the_letter_dd_however_it_was_typed(typed):
    assert search_key(typed) == "dang duc"


def test_search_finds_both_kinds_of_apostrophe():
    assert search_key("H’Hen Niê") == search_key("H'Hen Nie") == "h'hen nie"


@pytest.mark.parametrize(
    "one, other",
    [
        ("Hoà", "Hòa"),
        ("Thuỷ", "THỦY"),
        ("khoẻ", "khỏe"),
        ("uý", "úy"),
        ("Nguyễn Thị Hoà", nfd("nguyễn thị hòa")),
        ("Ðức", "Đức"),
    ],
)
def test_placement_of_the_tone_and_case_do_not_make_two_names(one, other):
    assert compare_key(one) == compare_key(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("Hòa", "Hoa"),
        ("Hòa", "Hóa"),
        ("Dung", "Dũng"),
        ("Duc", "Đuc"),
        ("Quân", "Quan"),
        ("Hoa Lý", "Hòa Ly"),
    ],
)
def test_other_marks_do_make_two_names(one, other):
    assert compare_key(one) != compare_key(other)


def test_people_sort_by_given_name_then_family_name_then_middle_names():
    expected = [
        "An",
        "Hoàng An",
        "Nguyễn An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần Bảo An",
        "Lê Thị Ân",
        "Bùi Bình",
        "Lê Dung",
        "Lê Dũng",
        "Nông Đức",
        "Lò Thị Hoa",
        "Hoàng Văn Hòa",
        "Lý Thị Hoà",
        "Vi Hoàng",
        "Ma Thị Mai",
        "Ma Thị Mài",
        "Ma Thị Mải",
        "Ma Thị Mãi",
        "Ma Thị Mái",
        "Ma Thị Mại",
        "Triệu Ơn",
        "Đàm Uyên",
        "Bàn Ưng",
    ]

    keys = [sort_key(name) for name in expected]
    assert keys == sorted(set(keys))


def test_a_family_name_counts_before_a_middle_name():
    assert sort_key("Bàn Văn An") < sort_key("Đàm Bích An")


def test_tone_placement_case_and_spacing_do_not_change_the_order():
    assert sort_key("Nguyễn Thị Hoà") == sort_key(nfd(" nguyễn thị\u00a0HÒA "))


def test_a_name_with_an_apostrophe_keeps_its_place():
    assert sort_key("H'Hen Niê") == sort_key("H’Hen Niê")
    assert sort_key("Hoàng H'Hen") == sort_key("Hoàng Hhen")


def test_units_sort_in_reading_order_with_numbers_as_numbers():
    expected = [
        "Bản Cuôn",
        "Thôn",
        "Thôn 2",
        "Thôn 2A",
        "Thôn 10",
        "Thôn Bản Đâng",
        "Tổ 1 - Tiểu khu 3",
        "Tổ 1 - Tiểu khu 12",
        "Trường TH&THCS Ân Tình",
        "Trường THCS Côn Minh",
    ]

    keys = [text_sort_key(name) for name in expected]
    assert keys == sorted(set(keys))
    assert text_sort_key("Tổ 02") == text_sort_key("tổ 2")


def slow_order(name):
    """The rule of DOMAIN 9 in plain words: letters of a word first, then its tone, then the next word."""
    words = name.split()
    words = [words[-1], *words[:-1]]
    order = []
    for word in words:
        tone = next((index for index, mark in enumerate(TONES) if mark and mark in word), 0)
        order.append(([ALPHABET.index(letter) for letter in word if letter in ALPHABET], tone))
    return order


@given(st.lists(PEOPLE, max_size=8))
def test_stored_keys_sort_as_the_rule_says(people):
    assert sorted(people, key=sort_key) == sorted(people, key=slow_order)


@given(PEOPLE, PEOPLE)
def test_two_people_share_a_key_only_when_the_rule_cannot_tell_them_apart(one, other):
    assert (sort_key(one) == sort_key(other)) == (slow_order(one) == slow_order(other))


@given(st.lists(st.integers(0, 10**6), max_size=8))
def test_numbers_in_names_sort_by_size(numbers):
    assert sorted((f"Thôn {n}" for n in numbers), key=text_sort_key) == [f"Thôn {n}" for n in sorted(numbers)]


@given(st.text(max_size=NAME_LENGTH), st.text(max_size=TEXT_LENGTH))
def test_sort_keys_are_short_and_digits_only(name, text):
    for key, length in ((sort_key(name), NAME_SORT_KEY_LENGTH), (text_sort_key(text), TEXT_SORT_KEY_LENGTH)):
        assert len(key) <= length
        assert set(key) <= set("0123456789")


def test_the_key_of_the_longest_name_is_not_cut():
    longest = "ạ" * NAME_LENGTH

    assert len(sort_key(longest)) == NAME_SORT_KEY_LENGTH
    assert len(sort_key("ạ " * (NAME_LENGTH // 2))) < NAME_SORT_KEY_LENGTH
    assert len(text_sort_key("1 " * (TEXT_LENGTH // 2))) < TEXT_SORT_KEY_LENGTH


@given(NAMES)
def test_keys_do_not_depend_on_how_the_letters_were_composed(name):
    for key in (nfc, search_key, compare_key, sort_key, text_sort_key):
        assert key(nfd(name)) == key(name)


@given(ANYTHING)
def test_cleaning_and_keys_settle_at_once(text):
    for key in (nfc, nfc_lines, search_key, compare_key):
        once = key(text)
        assert key(once) == once
        assert unicodedata.is_normalized("NFC", once)


@given(NAMES)
def test_names_that_compare_equal_are_found_by_the_same_search(name):
    assert search_key(compare_key(name)) == search_key(name)
    assert search_key(name).isascii()
