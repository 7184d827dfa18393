"""docs/glossary.md is the authority for names: it knows every table, state, role and verb of ours."""

import re

import pytest
from django.apps import apps
from django.conf import settings

import awards.actions
import chapters.actions
import funds.actions
import khuyenhoc.files
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


@pytest.mark.parametrize("module", [chapters.actions, funds.actions, awards.actions, reports.actions, khuyenhoc.files])
def test_every_verb_is_listed_and_no_other(glossary, module):
    app = module.__name__.split(".")[0]
    (line,) = re.findall(rf"^\| {app} \| (.*) \|$", glossary, re.MULTILINE)
    verbs = {name for name, made in vars(module).items() if is_verb(made) and made.__module__ == module.__name__}

    assert set(re.findall(r"`(\w+)`", line)) == verbs


def is_verb(made: object) -> bool:
    """`verb` wraps in its own code, which is where a wrapped function can be told."""
    code = getattr(made, "__code__", None)
    return code is not None and code.co_name == "act"
