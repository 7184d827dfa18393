from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from chapters.actions import appoint
from chapters.models import Appointment, Unit, User
from chapters.roles import PERMISSIONS, READ, ROLES, WRITE


def test_every_role_says_in_a_sentence_what_it_is_for():
    for role in ROLES.values():
        assert role.name
        assert role.description[0].isupper()
        assert role.description.endswith(".")


def test_no_permission_is_without_a_role_and_none_is_unknown():
    assert set().union(*(role.permissions for role in ROLES.values())) == set(PERMISSIONS)


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_who_writes_something_may_read_it(role):
    reads = {
        "write_units": "read_units",
        "write_members": "read_members",
        "write_funds": "read_funds",
        "write_awards": "read_awards",
        "decide_awards": "read_awards",
        "write_returns": "read_returns",
        "accept_returns": "read_returns",
    }

    assert {reads[permission] for permission in role.permissions & reads.keys()} <= role.permissions
    assert "read_units" in role.permissions


def test_leadership_writes_nothing_and_inspection_its_findings_only():
    assert not ROLES["leadership"].permissions & WRITE.keys()
    assert ROLES["inspection"].permissions == (READ.keys() - {"read_sensitive"}) | {"write_inspections"}


def test_names_without_telephones_for_the_leadership():
    assert "read_members" in ROLES["leadership"].permissions
    assert "read_contacts" not in ROLES["leadership"].permissions


def test_neither_commune_nor_treasurer_crosses_into_the_others_books():
    assert "write_funds" not in ROLES["commune_officer"].permissions
    assert "write_members" not in ROLES["treasurer"].permissions


def test_the_chair_reads_as_the_leadership_approves_payments_and_records_the_adoption():
    more = {"approve_payments", "adopt_summaries"}
    assert ROLES["chair"].permissions == ROLES["leadership"].permissions | more
    assert {code for code, role in ROLES.items() if "approve_payments" in role.permissions} == {
        "administrator",
        "office",
        "chair",
    }


def test_only_the_office_and_the_administrator_accept_open_and_appoint():
    for permission in ("accept_returns", "open_periods", "write_catalogues", "manage_users", "decide_awards"):
        assert {code for code, role in ROLES.items() if permission in role.permissions} == {
            "administrator",
            "office",
        }


def test_an_office_reaches_its_unit_and_below_and_no_further(cast):
    officer = cast.con_minh_officer

    assert officer.can("write_members", cast.con_minh)
    assert officer.can("write_members", cast.ban_cao)
    assert not officer.can("write_members", cast.district)
    assert not officer.can("write_members", cast.van_lang)
    assert not officer.can("write_funds", cast.con_minh)


def test_an_office_that_has_ended_or_not_begun_opens_nothing(cast):
    today = timezone.localdate()
    Appointment.objects.create(user=cast.nobody, unit=cast.con_minh, role="office", since=today + timedelta(days=1))
    Appointment.objects.create(user=cast.nobody, unit=cast.van_lang, role="office", since=date(2020, 1, 1), until=today)

    assert User.objects.get(pk=cast.nobody.pk).offices == []


def test_two_offices_add_up_each_in_its_own_place(cast):
    appoint(user=cast.con_minh_officer, unit=cast.van_lang, role="treasurer", by=cast.admin)
    user = User.objects.get(pk=cast.con_minh_officer.pk)

    assert user.can("write_funds", cast.van_lang)
    assert not user.can("write_funds", cast.con_minh)
    assert not user.can("write_members", cast.van_lang)
    assert set(Unit.objects.visible_to(user)) == {
        cast.con_minh,
        cast.ban_cao,
        cast.cho_a,
        cast.van_lang,
        cast.to_dooc,
    }


def test_settings_that_ask_a_code_of_a_role_nobody_knows_stop_the_start(settings):
    settings.SECOND_FACTOR_ROLES = ["office", "king"]

    with pytest.raises(ImproperlyConfigured, match="SECOND_FACTOR_ROLES names 'king'; the roles are administrator, "):
        apps.get_app_config("chapters").ready()
