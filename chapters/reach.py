"""Reach: "she sees only her unit and what is below it", one queryset method for every model (DESIGN 3.1)."""

from typing import Any, Self

from django.db import models

ROOT_PATH = "0001"
SEGMENT = 4  # digits of a path per level; a unit has at most 9.998 children over its lifetime


def path_end(path: str) -> str:
    """The first path behind the subtree of `path`: the range [path, path_end) is the subtree."""
    return str(int(path) + 1).zfill(len(path))


def child_path(parent_path: str, number: int) -> str:
    if not 1 <= number < 10**SEGMENT - 1:
        raise ValueError(f"a unit cannot have a child number {number}")
    return f"{parent_path}{number:0{SEGMENT}d}"


def within(paths: list[str], lookup: str = "path") -> models.Q:
    """The condition of lying in one of the subtrees; none at all for no paths."""
    condition = models.Q(pk__in=[])
    for path in paths:
        condition |= models.Q(**{f"{lookup}__gte": path, f"{lookup}__lt": path_end(path)})
    return condition


class ReachQuerySet(models.QuerySet[Any]):
    """A model that belongs to a unit names the way to its path and the permissions that open it."""

    path_lookup = "unit__path"
    read_permission = "read_units"
    write_permission = "write_units"

    def visible_to(self, user: Any) -> Self:
        return self.filter(within(user.paths(self.read_permission), self.path_lookup))

    def editable_by(self, user: Any) -> Self:
        return self.filter(within(user.paths(self.write_permission), self.path_lookup))
