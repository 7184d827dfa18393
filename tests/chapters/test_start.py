from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chapters.actions import create_unit
from chapters.models import Unit, User

OPTIONS = {
    "kind": "province",
    "name": "Thái Nguyên",
    "code": "19",
    "association_since": "02/10/1996",
    "username": "quantri",
    "user_name": "Nguyễn Văn Quản",
    "password_variable": "KHUYENHOC_PASSWORD",
    "no_input": True,
}


@pytest.fixture(autouse=True)
def _password(monkeypatch):
    monkeypatch.setenv("KHUYENHOC_PASSWORD", "mot mat khau dai")


def start(**changed):
    options = {name: value for name, value in (OPTIONS | changed).items() if value is not None}
    out = StringIO()
    call_command("start", stdout=out, **options)
    return out.getvalue()


def refused(**changed):
    with pytest.raises(CommandError) as caught:
        start(**changed)
    assert not Unit.objects.exists()
    assert not User.objects.exists()
    return str(caught.value)


@pytest.mark.django_db
def test_a_province_starts_with_its_administrator_and_communes_directly_under_it():
    said = start()

    province, admin = Unit.objects.get(), User.objects.get()
    assert (province.association_name, province.association_since) == (
        "Hội Khuyến học tỉnh Thái Nguyên",
        date(1996, 10, 2),
    )
    assert admin.office_label == "Quản trị tỉnh Thái Nguyên"
    assert admin.check_password("mot mat khau dai")
    assert said.splitlines() == [
        "Started: Hội Khuyến học tỉnh Thái Nguyên. Sign in as quantri.",
        "The first page then says what to do next, such as adding the usual award forms.",
    ]
    commune = create_unit(parent=province, kind="commune", designation="xã", name="Côn Minh", by=admin)
    assert (commune.code, commune.path) == ("19-001", "00010001")


@pytest.mark.django_db
def test_the_central_association_has_no_designation():
    start(kind="central", name="Hội Khuyến học Việt Nam", association_since=None)

    assert Unit.objects.get().association_name == "Hội Khuyến học Việt Nam"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"kind": "chapter"}, "--kind is 'chapter'; it must be one of central, province, district, commune."),
        ({"designation": "xã"}, "--designation is 'xã'; it must be tỉnh, thành phố."),
        ({"association_since": "1996"}, "--association-since is '1996'; write it as 02/10/1996."),
        ({"username": "quản trị"}, "--username is 'quản trị'; use only letters without marks, digits, - and _."),
        ({"name": None}, "--name is missing."),
        ({"user_name": None}, "--user-name is missing."),
        ({"password_variable": None}, "--password-variable is missing."),
        ({"password_variable": "NOT_SET"}, "--password-variable names NOT_SET, which is empty or not set."),
    ],
)
def test_a_wrong_option_is_refused_in_english(wrong, sentence):
    assert refused(**wrong) == sentence


@pytest.mark.django_db
def test_a_weak_password_is_refused_in_english(monkeypatch):
    monkeypatch.setenv("KHUYENHOC_PASSWORD", "1234567890")

    assert "This password is too common." in refused()


def test_a_system_in_use_is_left_alone(cast):
    units = Unit.objects.count()

    with pytest.raises(CommandError, match="already has units or users"):
        start()

    assert Unit.objects.count() == units


@pytest.mark.django_db
def test_what_the_options_leave_out_is_asked_for(monkeypatch):
    answers = iter(["district", "", "", "Na Rì", "066", "", "quantri", "Nguyễn Văn Quản"])
    typed = iter(["mot mat khau dai", "viet nham", "mot mat khau dai", "mot mat khau dai"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))

    call_command("start", stdout=StringIO())

    assert Unit.objects.get().full_name == "huyện Na Rì"
    assert Unit.objects.get().association_since is None
    assert User.objects.get().check_password("mot mat khau dai")
    assert [*answers, *typed] == []
