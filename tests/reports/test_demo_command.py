"""`manage.py demo` on a database that is not empty; what it loads into an empty one is in tests/reports/demo/."""

import pytest
from django.core.management import CommandError, call_command

from chapters.models import Unit, User
from khuyenhoc.models import Change


def test_a_database_with_one_account_is_refused(db):
    User.objects.create_user("motminh", "Người đến trước", "mat khau thu 2023")
    logged = Change.objects.count()

    with pytest.raises(CommandError, match="an empty database only") as refusal:
        call_command("demo")

    assert refusal.value.returncode == 1
    assert not Unit.objects.exists()
    assert Change.objects.count() == logged


def test_a_database_with_units_is_refused(cast):
    units = Unit.objects.count()

    with pytest.raises(CommandError, match="already holds units or users"):
        call_command("demo")

    assert Unit.objects.count() == units
