"""The demonstration in the place of the test's own database; what a test changes in it is rolled back."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.test import Client

from chapters.models import User
from reports.demo.plan import make_plan
from reports.models import Return
from reports.tables import AnnualTable, annual_table

from ...databases import instead


@pytest.fixture(scope="package")
def _in_its_place(django_db_setup: None, demonstration: SimpleNamespace) -> Iterator[None]:
    with instead(demonstration.name):
        yield


@pytest.fixture
def demo(_in_its_place: None, demonstration: SimpleNamespace, db: None) -> SimpleNamespace:
    """What the command `said`, the `plan` behind it, and the year's `table` and `return_of` a unit by its code."""

    def return_of(year: int, code: str = "066") -> Return:
        returns = Return.objects.current().select_related("period", "unit", "above__unit")
        return returns.get(period__year=year, unit__code=code)

    def table(year: int, code: str = "066") -> AnnualTable:
        return annual_table(return_of(year, code))

    return SimpleNamespace(said=demonstration.said, plan=make_plan(), table=table, return_of=return_of)


@pytest.fixture
def demo_client(demo: SimpleNamespace) -> Callable[[str], Client]:
    """A test client signed in as that demo account."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return sign_in
