"""The doctor finds what the guards would have refused: here they are taken down first, as a careless tool might."""

from datetime import date

import pytest
from django.db import connection

from chapters.actions import create_unit
from chapters.doctor import CHECKS, SHOWN
from chapters.models import Unit
from khuyenhoc import triggers

from .trees import problems


@pytest.fixture
def unguarded(cast):
    triggers.uninstall(connection)
    yield cast
    triggers.install(connection)


def spoil(unit, **wrong):
    Unit.objects.filter(pk=unit.pk).update(**wrong)


def test_a_sound_tree_is_called_sound(cast):
    assert [(finding.tone, finding.todo) for check in CHECKS for finding in check()] == [("good", "")] * 4
    assert "Mã cây của 6 đơn vị khớp với đơn vị cấp trên." in [f.what for check in CHECKS for f in check()]


def test_a_path_that_is_not_the_parents_is_told_with_what_it_should_be(unguarded):
    spoil(unguarded.cho_a, path="000100020009")

    assert problems()[0] == (
        "Chi hội thôn Chợ A (mã 02173-002): mã cây là 000100020009, theo đơn vị cấp trên phải là 000100010009."
    )


def test_one_wrong_commune_makes_all_below_it_wrong(unguarded):
    spoil(unguarded.con_minh, path="00010007")

    found = problems()

    assert [what.split(":")[0] for what in found[:2]] == [
        "Chi hội thôn Bản Cào (mã 02173-001)",
        "Chi hội thôn Chợ A (mã 02173-002)",
    ]
    assert found[2] == "xã Côn Minh (mã 02173): có số 7 mà huyện Na Rì mới cấp đến số 2."


def test_units_that_hang_in_a_circle_are_told_and_do_not_hang_the_doctor(unguarded):
    team = create_unit(parent=unguarded.cho_a, kind="team", name="Tổ hội 1", by=unguarded.admin)
    spoil(unguarded.cho_a, parent=team)

    assert [what for what in problems() if "phải là khác" in what] != []


def test_a_number_that_would_be_given_twice_is_told(unguarded):
    spoil(unguarded.con_minh, children_made=1)

    assert problems() == ["Chi hội thôn Chợ A (mã 02173-002): có số 2 mà xã Côn Minh mới cấp đến số 1."]


def test_a_wrong_kind_and_life_under_what_is_closed_are_told(unguarded):
    spoil(unguarded.to_dooc, kind="commune", setting="")
    spoil(unguarded.con_minh, closed_on=date(2024, 1, 1))
    spoil(unguarded.ban_cao, closed_on=date(2024, 1, 1))

    assert problems() == [
        "Chi hội thôn Tô Đoóc (mã 02140-001): xã đứng dưới xã Văn Lang.",
        "Chi hội thôn Chợ A (mã 02173-002) đang hoạt động dưới xã Côn Minh đã giải thể.",
        "Chi hội thôn Bản Cào đã giải thể mà còn hội viên đang sinh hoạt.",
    ]


def test_a_long_list_is_cut_and_says_how_much_is_left(unguarded):
    for number in range(SHOWN + 3):
        create_unit(parent=unguarded.van_lang, kind="chapter", name=f"{number}", setting="school", by=unguarded.admin)
    spoil(unguarded.van_lang, path="00010005")

    assert "… và 4 chỗ tương tự." in problems()
