"""docs/glossary.md is the authority for names: it knows every table, state, role and verb of ours."""

import pkgutil
import re
from importlib import import_module
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings

import awards.actions
import chapters.actions
import funds.actions
import khuyenhoc.files
import khuyenhoc.imports.actions
import reports.actions
from awards.models import Nomination
from chapters.kinds import Kind, Setting
from chapters.roles import ROLES
from funds.models import Account, Voucher
from reports.models import Return

OURS = ("khuyenhoc", "chapters", "funds", "awards", "reports")
INTERNAL = {"Actor"}  # one row that SQLite's triggers read; nobody speaks of it
CODES = [*Kind.values, *Setting.values, *ROLES, *Nomination.State.values, *Voucher.Series.values, *Return.State.values]


@pytest.fixture(scope="module")
def glossary() -> str:
    return (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_table_is_explained(glossary):
    tables = {model.__name__ for app in OURS for model in apps.get_app_config(app).get_models()} - INTERNAL

    assert {name for name in tables if f"`{name}`" not in glossary} == set()


def test_every_kind_state_and_role_is_explained(glossary):
    codes = [*CODES, *Account.Kind.values, *Return.Basis.values]

    assert [code for code in codes if f"`{code}`" not in glossary] == []


VERBS = {
    "chapters": [chapters.actions],
    "funds": [funds.actions],
    "awards": [awards.actions],
    "reports": [reports.actions],
    "khuyenhoc": [khuyenhoc.files, khuyenhoc.imports.actions],
}


@pytest.mark.parametrize("app", VERBS)
def test_every_verb_is_listed_and_no_other(glossary, app):
    (line,) = re.findall(rf"^\| {app} \| (.*) \|$", glossary, re.MULTILINE)
    verbs = {
        name
        for module in VERBS[app]
        for part in parts(module)
        for name, made in vars(part).items()
        if is_verb_of(made, part)
    }

    assert set(re.findall(r"`(\w+)`", line)) == verbs


def parts(module: ModuleType) -> list[ModuleType]:
    """The module, or the files of a package of verbs."""
    names = [f"{module.__name__}.{info.name}" for info in pkgutil.iter_modules(getattr(module, "__path__", []))]
    return [import_module(name) for name in names] or [module]


def is_verb_of(made: object, part: ModuleType) -> bool:
    """`verb` wraps in its own code, which is where a wrapped function can be told."""
    code = getattr(made, "__code__", None)
    return code is not None and code.co_name == "act" and getattr(made, "__module__", "") == part.__name__
