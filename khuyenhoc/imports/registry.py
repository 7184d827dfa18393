"""Which importers there are: each app names its own in `IMPORTERS` of its `importers.py`, as it does its guards."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.module_loading import module_has_submodule

if TYPE_CHECKING:
    from .spec import Importer


@cache
def importers() -> tuple["Importer", ...]:
    found: list[Importer] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "importers"):
            found += import_module(f"{config.name}.importers").IMPORTERS
    return tuple(found)


def importer_of(kind: str) -> "Importer":
    return next(importer for importer in importers() if importer.kind == kind)
