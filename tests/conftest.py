"""The cast: one keeps Côn Minh, one the district, one Văn Lang and must never see Côn Minh's, one has no office."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothesis_settings

from chapters.actions import Founder, admit_member, create_unit, create_user, found
from chapters.models import Unit, User
from reports.settled import forget_all

from .crowds import really_shared
from .databases import address, copied, is_postgresql, manage
from .emptying import quick_emptying

PASSWORD = "mat khau thu 2023"

# The same examples each time, and no clock: a suite that failed must fail again. `--hypothesis-profile default` looks
# for others; what it finds is put down as an @example.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.load_profile("steady")


# Django and the suite are some million objects that stay; looking through them for garbage was a sixth of the work.
gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def layers_below(item: pytest.Item) -> int:
    """On how much a test stands: what is made once for a file has an underscore before its name, as `_district` has."""
    return sum(name.startswith("_") for name in item.fixturenames)  # type: ignore[attr-defined]


def is_for_the_other_engine(item: pytest.Item) -> bool:
    """A test's own mark comes before its file's."""
    marker = item.get_closest_marker("runs_on")
    return marker is not None and ("postgresql" if is_postgresql() else "sqlite") not in marker.args


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests come last: the event loop they leave running would make Django refuse its own database calls.

    Within a file the tests with the cast come after those without, and those with more on top of it after them, because
    each of these layers stands from the first test that takes it to the last.
    """
    left_out = [item for item in items if is_for_the_other_engine(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(
        key=lambda item: (
            item.get_closest_marker("browser") is not None,
            places[item.path],
            layers_below(item),
        )
    )


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords_and_plain_static(django_test_environment: None) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.SECURE_SSL_REDIRECT = False
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


@pytest.fixture(autouse=True)
def _nothing_settled() -> None:
    """What one test has rolled back, the next may make again under the same ids and at the same stopped clock."""
    forget_all()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SimpleNamespace]:
    """The test's own database, and a copy for the demonstration, by `name` and with its `var`: migrating is slow.

    In the place of pytest-django's, which makes none for browser tests alone: they do not say that they need it.
    """
    var = tmp_path_factory.mktemp("demonstration")
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        with copied("khuyenhoc_demonstration", var) as name, quick_emptying(), django_db_blocker.block():
            yield SimpleNamespace(name=name, var=var)
        teardown_databases(made, verbosity=0)


def make_district() -> SimpleNamespace:
    """A district with two communes, Côn Minh with two chapters and a roster, Văn Lang with one."""
    district, admin = found(
        code="066",
        kind="district",
        designation="huyện",
        name="Na Rì",
        association_since=date(2000, 1, 1),
        username="quantri",
        user_name="Người quản trị",
        password=PASSWORD,
        by=Founder(),
    )

    def commune(code: str, name: str) -> Unit:
        return create_unit(
            parent=district,
            kind="commune",
            designation="xã",
            code=code,
            name=name,
            association_since=date(2001, 1, 1),
            by=admin,
        )

    def chapter(commune: Unit, name: str, setting: str = "hamlet", *, keeps_roster: bool = False) -> Unit:
        return create_unit(
            parent=commune, kind="chapter", name=name, setting=setting, keeps_roster=keeps_roster, by=admin
        )

    def user(username: str, name: str, unit: Unit, role: str) -> User:
        return create_user(username=username, name=name, password=PASSWORD, unit=unit, role=role, by=admin)

    con_minh, van_lang = commune("02173", "Côn Minh"), commune("02140", "Văn Lang")
    ban_cao = chapter(con_minh, "Chi hội thôn Bản Cào", keeps_roster=True)
    cho_a = chapter(con_minh, "Chi hội thôn Chợ A")
    to_dooc = chapter(van_lang, "Chi hội thôn Tô Đoóc", keeps_roster=True)
    lan = admit_member(
        unit=ban_cao, name="Hoàng Thị Lan", sex="female", birth_year=1960, since=date(2020, 5, 1), by=admin
    )
    secret = admit_member(
        unit=to_dooc,
        name="Lý Văn Kín",
        sex="male",
        birth_year=1955,
        phone="0912345678",
        since=date(2021, 3, 1),
        by=admin,
    )
    return SimpleNamespace(
        district=district,
        con_minh=con_minh,
        van_lang=van_lang,
        ban_cao=ban_cao,
        cho_a=cho_a,
        to_dooc=to_dooc,
        lan=lan,
        secret=secret,
        admin=admin,
        office=user("vanphong", "Thường trực Hội", district, "office"),
        treasurer=user("thuquy", "Thủ quỹ huyện", district, "treasurer"),
        inspector=user("kiemtra", "Trưởng Ban Kiểm tra", district, "inspection"),
        leader=user("lanhdao", "Lãnh đạo Hội", district, "leadership"),
        con_minh_officer=user("conminh", "Cán bộ Côn Minh", con_minh, "commune_officer"),
        van_lang_officer=user("vanlang", "Cán bộ Văn Lang", van_lang, "commune_officer"),
        chapter_officer=user("bancao", "Chi hội trưởng Bản Cào", ban_cao, "chapter_officer"),
        nobody=User.objects.create_user("khongai", "Người không chức trách", PASSWORD),
    )


@contextmanager
def standing(blocker: Any, make: Callable[..., Any], *below: Any) -> Iterator[Any]:
    """What `make` gave, of a copy of what stands below: once for a file, in a transaction that is never committed."""
    with blocker.unblock(), transaction.atomic():
        forget_all()
        made = make(*deepcopy(below))
        with blocker.block():
            yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _district(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with standing(django_db_blocker, make_district) as district:
        yield district


@pytest.fixture
def cast(_district: SimpleNamespace, db: None) -> SimpleNamespace:
    """The cast as it was made: what a test changes, in the database or in these objects, is gone after it."""
    return deepcopy(_district)


@pytest.fixture
def shared(transactional_db: None, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """The cast in a database that threads really share."""
    cast = make_district()
    with really_shared(tmp_path):
        yield cast


@pytest.fixture(scope="session")
def demonstration(django_db_setup: SimpleNamespace) -> SimpleNamespace:
    """The demonstration as `make run` makes it, once for all who look at it; the browser comes last and writes in it.

    The `name` of its database, the `environment` of a process that serves it, and what the command `said`.
    """
    environment = os.environ | {
        "DATABASE_URL": address(django_db_setup.name),
        "VAR_DIR": str(django_db_setup.var),
        "SECRET_KEY": "for the demonstration in the tests only, long enough",
        "HTTPS": "False",
        "DEBUG": "False",
    }
    return SimpleNamespace(name=django_db_setup.name, environment=environment, said=manage(environment, "demo"))


@pytest.fixture
def as_user() -> Any:
    """A test client signed in as that user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
