"""Two of one name from two units, without what would tell them apart: both are named to who sees both, none refused."""

from datetime import date

import pytest
import time_machine

from awards import actions
from awards.models import Nomination
from awards.namesakes import namesakes
from khuyenhoc.actions import NotAllowed
from khuyenhoc.models import Change

from ..refusals import refusal
from .deeds import text

AGAIN = "Xin xem lại, có thể là một người."


@pytest.fixture(autouse=True, scope="module")
def _in_2023():
    with time_machine.travel("2023-12-05 09:00+07:00"):
        yield


@pytest.fixture
def here(nominate):
    return nominate("Nông Văn Hùng", position_held="Trưởng thôn")


@pytest.fixture
def there(cast, nominate):
    def act(name="nông văn hùng", **values):
        return nominate(name, unit=cast.van_lang, by=cast.van_lang_officer, **values)

    return act


def named(nomination, user):
    return [[one.pk for one in company] for company in namesakes([nomination], user)]


def test_both_are_put_forward_and_both_are_named_to_who_sees_both(cast, here, there, as_user):
    other = there()

    assert (here.state, other.state) == ("proposed", "proposed")
    assert sorted(named(here, cast.office)[0]) == [here.pk, other.pk]
    html = text(as_user(cast.office).get(here.get_absolute_url()))
    assert AGAIN in html
    assert f'<a href="{other.get_absolute_url()}">nông văn hùng</a>, xã Văn Lang (đề nghị)' in html
    assert "Nông Văn Hùng, xã Côn Minh, Trưởng thôn (đề nghị)" in html


def test_a_neighbours_nomination_is_not_told(cast, here, there, as_user):
    there()

    assert named(here, cast.con_minh_officer) == []
    html = text(as_user(cast.con_minh_officer).get(here.get_absolute_url()))
    assert AGAIN not in html
    assert "Văn Lang" not in html


def test_two_chapters_of_one_commune_are_told_to_their_commune(cast, nominate, as_user):
    one = nominate("Lý A Páo", unit=cast.ban_cao)
    nominate("Lý A Páo", unit=cast.cho_a)

    assert AGAIN in text(as_user(cast.con_minh_officer).get(one.get_absolute_url()))


@pytest.mark.parametrize(
    "mine,others,may_be_one",
    [
        ({}, {"birth_year": 1970}, True),
        ({"birth_year": 1970}, {}, True),
        ({"birth_year": 1970}, {"birth_year": 1971}, False),
        ({}, {"name": "NÔNG VĂN HÙNG"}, True),
        ({}, {"name": "Nông Văn Hưng"}, False),
        ({}, {"name": "Nông Văn Hùng B"}, False),
        ({}, {"year": 2022}, False),
        ({}, {"is_other_person": True}, False),
        ({"is_other_person": True}, {}, False),
    ],
)
def test_who_may_be_one_person(cast, nominate, there, mine, others, may_be_one):
    here = nominate("Nông Văn Hùng", **mine)
    there(**({"name": "Nông Văn Hùng"} | others))

    assert bool(named(here, cast.office)) == may_be_one


def test_members_households_and_what_was_given_up_are_in_nobodys_company(cast, forms, nominate, there):
    lan = nominate("", member=cast.lan)
    there("Hoàng Thị Lan")
    team = nominate("Tổ 1", kind="collective")
    nominate("Tổ 1", kind="collective", unit=cast.van_lang, by=cast.van_lang_officer)
    here = nominate("Bế Văn Chờ", sends=False)
    actions.withdraw(nomination=there("Bế Văn Chờ", sends=False), by=cast.van_lang_officer)

    assert namesakes([lan, team, here], cast.office) == []


def test_one_press_tells_them_apart_for_both_and_is_recorded(cast, here, there, as_user):
    other = there()
    client = as_user(cast.office)

    html = text(client.post(f"{here.get_absolute_url()}chuyen/nguoi-khac/", follow=True))

    assert "Đã ghi: là người khác trùng tên." in html
    assert "đã xem, là người khác trùng tên" in html
    assert AGAIN not in html
    assert AGAIN not in text(client.get(other.get_absolute_url()))
    assert Nomination.objects.get(pk=here.pk).is_other_person
    assert Change.objects.of(here)[0].actor_name == cast.office.name


def test_who_may_not_write_does_not_tell_apart_nor_anybody_what_is_decided(cast, here, there, decide, as_user):
    there()
    for user in (cast.leader, cast.inspector, cast.van_lang_officer):
        with pytest.raises(NotAllowed):
            actions.tell_namesakes_apart(nomination=here, by=user)
    html = text(as_user(cast.leader).get(here.get_absolute_url()))
    assert AGAIN in html
    assert "nguoi-khac" not in html

    decide(here, signed_on=date(2023, 12, 1))
    told = refusal(actions.tell_namesakes_apart, nomination=here, by=cast.office)
    assert told == "Nông Văn Hùng đã có kết quả, không còn phải xem lại người trùng tên."


def test_those_who_examine_and_decide_are_told_and_go_on(cast, forms, here, there, as_user):
    other, client = there(), as_user(cast.office)

    assert AGAIN in text(client.get("/khen-thuong/cho-xet/"))
    path = f"/khen-thuong/quyet-dinh/moi/?hinh-thuc={forms.certificate.code}&nam=2023"
    assert AGAIN in text(client.get(path))
    client.post(path, {"number": "12", "signed_on": "01/12/2023", "nominations": [here.pk, other.pk]})
    assert set(Nomination.objects.values_list("state", flat=True)) == {"decided"}


@pytest.mark.parametrize("pairs", [1, 3])
def test_many_pairs_cost_one_question(cast, nominate, there, django_assert_num_queries, pairs):
    for number in range(pairs):
        nominate(f"Người {number}")
        there(f"Người {number}")
    listed = list(Nomination.objects.select_related("form"))
    namesakes(listed, cast.office)  # whose offices are known once she is signed in

    with django_assert_num_queries(1):
        assert len(namesakes(listed, cast.office)) == pairs
