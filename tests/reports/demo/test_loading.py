"""The command loads an empty database only; what it loads is the same every day, and names nobody real."""

import subprocess
import sys
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from awards.models import Decision, Nomination
from chapters.models import Appointment, Member, Membership, Unit, User
from funds.models import Donor, Voucher
from khuyenhoc.models import Change
from khuyenhoc.names import nfc, search_key
from reports.demo.load import PASSWORD
from reports.demo.plan import make_plan
from reports.models import ReturnValue

OFFICES = {
    "quantri": ("administrator", "066"),
    "vanphong": ("office", "066"),
    "thuquy": ("treasurer", "066"),
    "kiemtra": ("inspection", "066"),
    "chutich": ("chair", "066"),
    "lanhdao": ("leadership", "066"),
    "conminh": ("commune_officer", "02173"),
    "vanlang": ("commune_officer", "02140"),
    "bancao": ("chapter_officer", "02173-001"),
}
LOADED = (Unit, User, Member, Membership, Voucher, Nomination, ReturnValue, Change)


def test_a_second_load_refuses_and_changes_nothing(demo):
    before = [model.objects.count() for model in LOADED]

    with pytest.raises(CommandError, match="already holds units or users") as refusal:
        call_command("demo")

    assert refusal.value.returncode == 1
    assert [model.objects.count() for model in LOADED] == before


def test_the_command_names_the_accounts_it_made(demo):
    assert demo.said == (
        "Loaded the Na Rì demo. Accounts (password NaRi-2023-demo): "
        "quantri, vanphong, thuquy, kiemtra, chutich, lanhdao, conminh, vanlang, bancao\n"
    )


def test_every_account_is_a_demo_account_with_the_published_password(demo):
    held = Appointment.objects.values_list("user__username", "role", "unit__code")

    assert {username: (role, code) for username, role, code in held} == OFFICES
    assert set(User.objects.values_list("username", "is_demo")) == {(username, True) for username in OFFICES}
    assert all(user.check_password(PASSWORD) for user in User.objects.all())


def test_the_plan_is_the_same_in_another_process_on_another_day():
    with time_machine.travel("2031-02-28 23:59+07:00", tick=False):
        today = make_plan.__wrapped__().digest

    elsewhere = subprocess.run(
        [sys.executable, "-c", "from reports.demo.plan import make_plan; print(make_plan().digest)"],
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert elsewhere.stdout.strip() == today == make_plan().digest


def test_nothing_is_dated_after_what_a_demo_of_2024_can_know(demo):
    dates = [
        *Membership.objects.values_list("since", flat=True),
        *Membership.objects.exclude(until=None).values_list("until", flat=True),
        *Voucher.objects.values_list("dated_on", flat=True),
        *Decision.objects.values_list("signed_on", flat=True),
        *Nomination.objects.exclude(given_on=None).values_list("given_on", flat=True),
        *Unit.objects.exclude(opened_on=None).values_list("opened_on", flat=True),
    ]

    assert max(dates) <= date(2024, 12, 31)


def test_units_carry_the_official_codes_and_all_but_six_are_older_than_2022(demo):
    communes = Unit.objects.filter(kind="commune")

    assert " ".join(sorted(communes.values_list("code", flat=True))) == (
        "02137 02140 02143 02146 02152 02155 02158 02161 02170 02173 02176 02179 02185 02188 02191 02194 02197"
    )
    assert [str(unit) for unit in communes.exclude(designation="xã")] == ["thị trấn Yến Lạc"]
    assert all(communes.values_list("association_since", flat=True))
    assert Unit.objects.filter(opened_on__gte=date(2022, 1, 1)).count() == 6
    assert not Unit.objects.filter(kind__in=["chapter", "board"], opened_on=None)


def test_no_person_is_one_of_the_founding_article_and_nobody_can_be_called_or_written_to(demo):
    names = {
        *Member.objects.values_list("name", flat=True),
        *User.objects.values_list("name", flat=True),
        *Nomination.objects.values_list("recipient_name", flat=True),
        *Donor.objects.values_list("name", flat=True),
    }
    given = {search_key(name).split()[-1] for name in names}

    assert not names & {"Nông Văn Nguyên", "Nông Quang Kế"}
    assert not given & {"ke", "oanh"}
    assert not Member.objects.exclude(phone="")
    assert not Donor.objects.exclude(phone="")
    assert not [name for name in names if "@" in name or name != nfc(name)]


def test_the_log_says_through_what_and_by_whom_all_came_in(demo):
    ways = set(Change.objects.values_list("through", flat=True).order_by())
    actors = set(Change.objects.values_list("actor_name", flat=True).order_by())
    keepers = User.objects.filter(username__in=["quantri", "vanphong", "thuquy", "kiemtra", "conminh", "vanlang"])

    assert ways == {"dữ liệu trình diễn"}
    assert actors == {"cài đặt ban đầu", *keepers.values_list("name", flat=True)}


def test_the_guards_held_while_loading(demo):
    connection.check_constraints()

    assert not ReturnValue.objects.filter(row__unit_return__state="accepted", as_of=None)


def test_each_account_comes_in_and_reads_its_own_office(demo, demo_client):
    page = demo_client("conminh").get("/", follow=True)

    assert "Hội Khuyến học xã Côn Minh" in page.text
    assert "Dữ liệu trình diễn" in page.text


def test_a_hamlet_goes_by_the_word_of_its_place(demo):
    hamlets = Unit.objects.filter(setting="hamlet")

    assert set(hamlets.filter(parent__code="02155").values_list("local_word", flat=True)) == {"tổ nhân dân"}
    assert set(hamlets.exclude(parent__code="02155").values_list("local_word", flat=True)) == {"thôn"}
    assert Unit.objects.get(name="Chi hội thôn Bản Cào").setting_words == "thôn"
