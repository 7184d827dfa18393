"""All that is held about one person, once for the page, the print and the spreadsheet."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.db import models
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from khuyenhoc.dates import format_datetime
from khuyenhoc.history import EMPTY, facts_of, history_of

from ..models import Member, Membership, User

LATEST = 500  # changes; nobody's record has as many
HEADINGS = ("Mục", "Nội dung")


@dataclass(frozen=True)
class Part:
    """One table's records about her: `records` are lists of (label, value)."""

    title: str
    records: list[list[tuple[str, str]]]


GRANTED = ("read_contacts", "read_sensitive")  # it is her own data, looked at by who hands it to her


def person_file(member: Member, reader: User) -> list[Part]:
    """Her own facts, then every table that points to her, as far as the reader's reach goes, then what was changed."""
    related = [(relation, list(_related(relation, member, reader))) for relation in Member._meta.related_objects]
    parts = [Part("Thông tin", [facts_of(member)])]
    parts += [Part(_title(relation), [_told(record) for record in records]) for relation, records in related if records]
    everything = [member, *(record for _, records in related for record in records)]
    changes = history_of(*everything, limit=LATEST, granted=GRANTED)
    told = [
        [(f"{format_datetime(entry.at)}, {entry.who}", "; ".join([entry.title, *entry.lines]))] for entry in changes
    ]
    return [*parts, Part("Đã thay đổi", told)]


def _told(record: models.Model) -> list[tuple[str, str]]:
    return [(label, value) for label, value in facts_of(record) if value != EMPTY]


def is_whole(member: Member, reader: User) -> bool:
    """Whether nothing about her lies beyond the reader's reach."""
    if reader.serves_root("handle_privacy"):
        return True
    return (
        not Membership.objects.filter(member=member).exclude(unit__in=reader.units_reached("handle_privacy")).exists()
    )


def _related(relation: Any, member: Member, reader: User) -> models.QuerySet[Any]:
    """Also what was merged into her and what is voided: all that is held, not only what counts."""
    model = relation.related_model
    heavy = [field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    keys = [field.name for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    found = model._base_manager.filter(**{relation.field.name: member}).select_related(*_light(model, keys))
    if not reader.serves_root("handle_privacy") and hasattr(model._default_manager, "visible_to"):
        found = found.filter(pk__in=model._default_manager.visible_to(reader).values("pk"))
    return found.defer(*heavy).order_by("pk")


def _light(model: type[models.Model], keys: list[str]) -> list[str]:
    """Not the bytes of scans; their names come when they are asked for."""
    return [key for key in keys if not _has_bytes(model._meta.get_field(key).related_model)]  # type: ignore[arg-type]


def _has_bytes(model: type[models.Model]) -> bool:
    return any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)


def _title(relation: Any) -> str:
    label = str(relation.related_model._meta.verbose_name)
    return label[:1].upper() + label[1:]


def spreadsheet(member: Member, parts: list[Part]) -> bytes:
    """One sheet of text: nothing in it is counted, and a leading "=" is no formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Dữ liệu cá nhân")
    _write(sheet, [(f"Dữ liệu về {member}", ""), HEADINGS])
    for part in parts:
        _write(sheet, [("", ""), (part.title.upper(), "")])
        for record in part.records:
            _write(sheet, [*record, ("", "")])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _write(sheet: Any, lines: list[tuple[str, str]]) -> None:
    for line in lines:
        sheet.append([""])
        for column, text in enumerate(line, start=1):
            cell = sheet.cell(sheet.max_row, column, ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type = "s"
