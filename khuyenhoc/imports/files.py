"""The workbooks that go out: the template, the list, and what was uploaded with its faults marked."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from ..actions import Refusal
from ..downloads import XLSX, file_answer
from ..names import search_key
from ..sheets import LARGEST_ROWS_MARKED, Fault, mark_faults, write_table
from .models import Import
from .spec import ListImporter


def template(importer: ListImporter, user: Any, unit_id: int) -> HttpResponse:
    """Empty, with an example, drop-downs and instructions."""
    columns = [column for column in importer.columns(user, unit_id) if column.code != importer.key]
    content = write_table(
        title=importer.title,
        columns=columns,
        rows=[],
        instructions=importer.instructions,
        examples=True,
        lists=importer.lists(user, unit_id),
    )
    return download(content, f"mau-{importer.title}")


def export(importer: ListImporter, user: Any, unit_id: int) -> HttpResponse:
    """Every record in reach, with what it held hidden beside it, so that an upload writes only what was changed."""
    content = write_table(
        title=importer.title,
        columns=importer.columns(user, unit_id),
        rows=importer.records(user, unit_id),
        instructions=importer.instructions,
        key=importer.key,
        lists=importer.lists(user, unit_id),
    )
    return download(content, f"{importer.title}-{timezone.localdate():%Y-%m-%d}")


def marked(imported: Import, user: Any) -> HttpResponse:
    """The uploaded workbook with its faults marked; once the good rows are written, the faulty ones alone."""
    content = imported.workbook()
    if not content or not imported.faults:
        raise Refusal("Tệp này không còn giữ: phần mềm xóa tệp khi không cần nữa, muộn nhất sau bảy ngày.")
    faults = [Fault(**fault) for fault in imported.faults]
    only_faulty = imported.state == Import.State.DONE or imported.rows > LARGEST_ROWS_MARKED
    columns = imported.importer.columns(user, imported.unit_id)
    content = mark_faults(content, imported.file_name, faults, columns, only_faulty=only_faulty)
    return download(content, f"{imported.file_name.rsplit('.', 1)[0]}-loi")


def download(content: bytes, name: str) -> HttpResponse:
    """Named without marks and spaces: old machines and mail programs spoil them."""
    plain = "-".join(search_key(name).split())
    safe = "".join(c for c in plain if c.isalnum() or c in "-_.") or "tep"
    return file_answer(content, XLSX, safe)
