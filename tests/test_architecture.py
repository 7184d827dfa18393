"""Imports run one way only: khuyenhoc ← chapters ← awards, funds ← reports (DESIGN 1, docs/architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

MAY_IMPORT = {
    "khuyenhoc": set(),
    "chapters": {"khuyenhoc"},
    "funds": {"khuyenhoc", "chapters"},
    "awards": {"khuyenhoc", "chapters"},
    "reports": {"khuyenhoc", "chapters", "funds", "awards"},
}


def sources(app: str) -> list[Path]:
    return sorted((settings.BASE_DIR / app).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The absolute names of the modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def apps_pointed_at(app: str) -> set[str]:
    """Apps on which the app's tables depend."""
    relations = [field for model in apps.get_app_config(app).get_models() for field in model._meta.local_fields]
    return {field.related_model._meta.app_label for field in relations if field.is_relation} - {app}


def our_apps_in(path: Path, app: str) -> set[str]:
    return {name.split(".")[0] for name in imported(path)} & MAY_IMPORT.keys() - {app}


def test_the_order_names_every_app_of_ours():
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}

    assert ours == set(MAY_IMPORT)


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_an_app_imports_only_what_stands_before_it(app):
    wrong = {
        str(path.relative_to(settings.BASE_DIR)): forbidden
        for path in sources(app)
        if (forbidden := our_apps_in(path, app) - MAY_IMPORT[app])
    }

    assert wrong == {}


@pytest.mark.parametrize("app", ["chapters", "funds", "awards", "reports"])
def test_an_app_s_tables_point_only_to_what_stands_before_it(app):
    assert apps_pointed_at(app) <= MAY_IMPORT[app]


def test_an_import_inside_a_function_is_seen_too(tmp_path):
    file = tmp_path / "late.py"
    file.write_text("def late():\n    from reports.models import Row\n    import funds.models\n    return Row\n")

    assert our_apps_in(file, "chapters") == {"reports", "funds"}
