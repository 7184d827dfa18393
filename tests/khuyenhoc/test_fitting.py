"""Where names are broken on a certificate, and how small they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.fitting import MM, Fitted, fit, width_of

SIZES = ((30, 1), (26, 2), (22, 2), (19, 3), (16, 3))
FORTY_WORDS = " ".join(["Tập thể cán bộ hội viên và nhân dân"] * 4 + ["thôn", "Nà", "Ca", "ta"])


def fitted(text):
    return fit(text, sizes=SIZES, width=237)


def test_a_short_name_is_large_and_in_one_line():
    assert fitted("Nông Thị Sen") == Fitted(30, ("Nông Thị Sen",))


def test_a_long_name_is_broken_in_the_middle():
    name = "Chi hội Khuyến học Trường Trung học cơ sở xã Côn Minh"

    assert fitted(name) == Fitted(26, ("Chi hội Khuyến học Trường", "Trung học cơ sở xã Côn Minh"))


def test_the_longest_name_gets_smaller_in_steps_and_stays_readable():
    assert len(FORTY_WORDS.split()) == 40
    found = fitted(FORTY_WORDS)

    assert (found.size, len(found.lines)) == (19, 3)
    assert " ".join(found.lines) == FORTY_WORDS


def test_a_name_that_nearly_fits_leaves_no_word_alone():
    """Filled up, the first line would leave "Minh" to the second."""
    name = "Chi hội Khuyến học Trường Tiểu học Côn Minh"
    whole = width_of(name) * 30 * MM / 1000
    found = fit(name, sizes=((30, 2),), width=whole - 1)

    assert len(found.lines) == 2
    assert all(" " in line for line in found.lines)


def test_two_words_that_do_not_fit_beside_each_other_get_smaller_instead():
    assert fit("Khuyếnhọc Khuyếntài", sizes=((30, 2), (10, 2)), width=60) == Fitted(10, ("Khuyếnhọc Khuyếntài",))


def test_one_endless_word_is_set_in_the_last_size():
    assert fitted("W" * 200) == Fitted(16, ("W" * 200,))


def test_nothing_stays_nothing():
    assert fitted("") == Fitted(30, ())


@pytest.mark.parametrize("one,other", [("ế", "e"), ("Ậ", "A"), ("đ", "d")])
def test_marks_take_no_room(one, other):
    assert width_of(one) == width_of(other)


def test_a_horn_takes_room():
    assert width_of("ư") > width_of("u")


@given(st.lists(st.text("aăđgmưW", min_size=1, max_size=12), min_size=1, max_size=40).map(" ".join))
def test_no_word_is_lost_and_no_line_too_wide_where_words_can_part(text):
    found = fitted(text)

    assert " ".join(found.lines) == text
    assert 16 <= found.size <= 30
    for line in found.lines:
        assert width_of(line) * found.size * MM / 1000 <= 237 or " " not in line
