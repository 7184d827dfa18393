"""Who signs the papers of a unit."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from khuyenhoc.papers import Signer

from .models import Officer, Unit
from .posts import posts_of


def signer_of(unit: Unit, day: date | None = None) -> Signer:
    """The chair of the standing committee, of a chapter or board its head; by name where the register has one."""
    heads = [post for post in posts_of(unit.kind) if post.is_head]
    lines = ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH") if unit.is_association_level else tuple(p.name.upper() for p in heads)
    codes = ["chair"] if unit.is_association_level else [post.code for post in heads]
    return Signer(lines or ("NGƯỜI PHỤ TRÁCH",), name_in_office(unit, codes, day))


def name_in_office(unit: Unit, posts: Collection[str], day: date | None = None) -> str:
    """Who holds one of these posts on that day; "" where the register has nobody."""
    holder = Officer.objects.in_office(day or timezone.localdate()).filter(unit=unit, post__in=posts).first()
    return holder.name if holder else ""


def place_of(unit: Unit) -> str:
    """Where a paper of the unit is dated: "Na Rì"; a chapter's in its commune."""
    return (unit if unit.is_association_level or unit.parent is None else unit.parent).name
