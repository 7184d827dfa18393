"""The demonstration, loaded once for all tests of this folder inside a transaction that is never committed."""

from collections.abc import Callable, Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from chapters.models import User
from reports.demo.plan import make_plan
from reports.models import Return
from reports.tables import AnnualTable, annual_table


@pytest.fixture(scope="package")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    said = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=said)
        with django_db_blocker.block():
            yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded: str, db: None) -> SimpleNamespace:
    """What the command `said`, the `plan` behind it, and the year's `table` and `return_of` a unit by its code."""

    def return_of(year: int, code: str = "066") -> Return:
        returns = Return.objects.current().select_related("period", "unit", "above__unit")
        return returns.get(period__year=year, unit__code=code)

    def table(year: int, code: str = "066") -> AnnualTable:
        return annual_table(return_of(year, code))

    return SimpleNamespace(said=_loaded, plan=make_plan(), table=table, return_of=return_of)


@pytest.fixture
def demo_client(demo: SimpleNamespace) -> Callable[[str], Client]:
    """A test client signed in as that demo account."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return sign_in
