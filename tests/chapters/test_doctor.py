"""The doctor finds what the guards would have refused: here they are taken down first, as a careless tool might."""

from datetime import date

import pytest
import time_machine
from django.db import connection

from chapters.actions import create_unit
from chapters.doctor import TREE_CHECKS, check_holidays
from chapters.models import Unit
from khuyenhoc import triggers
from khuyenhoc.doctor import SHOWN

from .trees import problems


@pytest.fixture
def unguarded(cast):
    triggers.uninstall(connection)
    yield cast
    triggers.install(connection)


def spoil(unit, **wrong):
    Unit.objects.filter(pk=unit.pk).update(**wrong)


def test_a_sound_tree_is_called_sound(cast):
    assert [(finding.tone, finding.todo) for check in TREE_CHECKS for finding in check()] == [("good", "")] * 4
    assert "The paths of 6 units agree with the tree" in [f.what for check in TREE_CHECKS for f in check()]


def test_a_path_that_is_not_the_parents_is_told_with_what_it_should_be(unguarded):
    spoil(unguarded.cho_a, path="000100020009")

    assert problems()[0] == (
        "Chi hội thôn Chợ A (02173-002) has path 000100020009; by the unit above it should be 000100010009"
    )


def test_one_wrong_commune_makes_all_below_it_wrong(unguarded):
    spoil(unguarded.con_minh, path="00010007")

    found = problems()

    assert [what.split(" has ")[0] for what in found[:2]] == [
        "Chi hội thôn Bản Cào (02173-001)",
        "Chi hội thôn Chợ A (02173-002)",
    ]
    assert found[2] == "xã Côn Minh (02173) has number 7, more than huyện Na Rì has given"


def test_units_that_hang_in_a_circle_are_told_and_do_not_hang_the_doctor(unguarded):
    team = create_unit(parent=unguarded.cho_a, kind="team", name="Tổ hội 1", by=unguarded.admin)
    spoil(unguarded.cho_a, parent=team)

    assert [what for what in problems() if "should be another" in what] != []


def test_a_number_that_would_be_given_twice_is_told(unguarded):
    spoil(unguarded.con_minh, children_made=1)

    assert problems() == ["Chi hội thôn Chợ A (02173-002) has number 2, more than xã Côn Minh has given"]


def test_a_wrong_kind_and_life_under_what_is_closed_are_told(unguarded):
    spoil(unguarded.to_dooc, kind="commune", setting="")
    spoil(unguarded.con_minh, closed_on=date(2024, 1, 1))
    spoil(unguarded.ban_cao, closed_on=date(2024, 1, 1))

    assert problems() == [
        "Chi hội thôn Tô Đoóc (02140-001), a commune, stands under xã Văn Lang, a commune",
        "Chi hội thôn Chợ A (02173-002) is open under xã Côn Minh, which is closed",
        "Chi hội thôn Bản Cào is closed and still has members",
    ]


def test_a_long_list_is_cut_and_says_how_much_is_left(unguarded):
    for number in range(SHOWN + 3):
        create_unit(parent=unguarded.van_lang, kind="chapter", name=f"{number}", setting="school", by=unguarded.admin)
    spoil(unguarded.van_lang, path="00010005")

    assert "… and 4 more of this kind" in problems()


def told_of_holidays(day):
    with time_machine.travel(f"{day}T09:00:00+07:00", tick=False):
        return [(finding.tone, finding.what) for finding in check_holidays()]


def test_days_off_that_nobody_named_are_asked_for_and_next_years_in_december(settings):
    assert told_of_holidays("2026-11-30") == [("warn", "HOLIDAYS names no day of 2026")]

    settings.HOLIDAYS = [date(2026, 2, 20)]

    assert told_of_holidays("2026-11-30") == [("good", "Days off are known for 2026")]
    assert told_of_holidays("2026-12-01") == [("warn", "HOLIDAYS names no day of 2027")]


def test_the_end_of_the_table_of_lunar_dates_is_told_a_month_ahead():
    assert told_of_holidays("2040-12-01") == [("warn", "When Tết of 2041 falls is not known")]
