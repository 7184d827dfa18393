"""Where a unit stands in the tree, under locks: nothing here is a verb of its own (decision 10)."""

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat, Length, Substr

from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.dates import format_date

from ..models import Unit, User
from ..reach import SEGMENT, child_path, path_end
from .common import require

MOST_CHILDREN = 10**SEGMENT - 2


def lock_tree() -> None:
    """Whoever moves, closes or reopens waits here for the one before: two moves never see half of each other."""
    Unit.objects.select_for_update(no_key=True).get(parent=None)


def locked(unit: Unit) -> Unit:
    """The unit as it is now, kept from others until the end of the verb."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def kept_open(unit: Unit) -> Unit:
    """The unit as it is now; nobody closes or moves it until the end of the verb, while others may join it too."""
    if connection.vendor == "postgresql":  # Django knows no FOR SHARE; SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM chapters_unit WHERE id = %s FOR SHARE", [unit.pk])
    return Unit.objects.get(pk=unit.pk)


def require_above(by: User, unit: Unit) -> None:
    """A unit's place, closing and reopening lie with whoever writes units where it stands: the level above."""
    if unit.parent is None:
        raise Refusal(f"{unit} là đơn vị trên cùng của phần mềm, không chuyển, không giải thể được.")
    if not by.can("write_units", unit.parent):
        raise NotAllowed(f"Chuyển, giải thể hay lập lại {unit} là việc của Hội cấp trên. Xin báo Thường trực Hội.")
    require(by, "write_units", unit)


def refuse_closed(parent: Unit) -> None:
    if parent.closed_on:
        raise Refusal(
            f"{parent} đã giải thể ngày {format_date(parent.closed_on)}, không lập đơn vị mới ở đó.", "parent"
        )


def take_place(parent: Unit) -> str:
    """The next free path under a parent that is locked; a number is never given twice."""
    path = next_place(parent)
    parent.save(update_fields=["children_made"])
    return path


def next_place(parent: Unit) -> str:
    """The same for several at once, after which the caller saves `children_made`."""
    refuse_closed(parent)
    if parent.children_made >= MOST_CHILDREN:
        raise Refusal(f"Dưới {parent} đã lập quá nhiều đơn vị. Xin chọn đơn vị cấp trên khác.", "parent")
    parent.children_made += 1
    return child_path(parent.path, parent.children_made)


def rewrite_paths(old: str, new: str) -> None:
    """Give everything under a moved unit its new path, one level after the other.

    Level by level because each row's guard looks at its parent's path, and because a unit that somebody opens below at
    this moment holds its parent's row: waiting for that parent, the next level's statement sees the new unit too.
    """
    moved = Unit.objects.filter(path__gt=old, path__lt=path_end(old)).annotate(length=Length("path"))
    length = len(old) + SEGMENT
    while moved.filter(length=length).update(path=Concat(Value(new), Substr("path", len(old) + 1))):
        length += SEGMENT
