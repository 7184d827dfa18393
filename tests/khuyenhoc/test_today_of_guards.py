"""A guard that asks for today goes by the calendar on the wall, also before seven, when UTC is a day behind."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from khuyenhoc.triggers import TODAY_SQL, declared

NOW = {"sqlite": "'now'", "postgresql": "CURRENT_TIMESTAMP"}


def ask(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "moment, day",
    [
        ("2023-12-31 16:59:00+00:00", "2023-12-31"),
        ("2023-12-31 17:01:00+00:00", "2024-01-01"),
        ("2024-01-01 06:30:00+00:00", "2024-01-01"),
    ],
)
def test_today_is_the_day_in_viet_nam(moment, day, db):
    now = f"'{moment}'" if connection.vendor == "sqlite" else f"TIMESTAMP WITH TIME ZONE '{moment}'"

    assert ask("SELECT " + TODAY_SQL[connection.vendor].replace(NOW[connection.vendor], now)) == day


def test_it_is_the_same_day_as_the_application_s(db):
    before, today, after = timezone.localdate(), ask(f"SELECT {TODAY_SQL[connection.vendor]}"), timezone.localdate()

    assert today in (str(before), str(after))
    assert settings.TIME_ZONE in TODAY_SQL["postgresql"]


def test_no_guard_goes_by_the_day_of_the_connection():
    assert [guard.name for guard in declared()[1] if "CURRENT_DATE" in guard.when.upper()] == []
