"""Workbooks as officers make and mend them, and the steps of an import in one line each."""

from io import BytesIO
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from chapters.models import Unit
from khuyenhoc.imports import actions
from khuyenhoc.imports.models import Import

MEMBER_HEADINGS = ("Họ và tên", "Giới tính", "Năm sinh", "Chi hội", "Ngày vào", "Điện thoại")
UNIT_HEADINGS = ("Mã đơn vị", "Loại", "Danh xưng", "Tên", "Thuộc", "Địa bàn", "Quản lý danh sách")


def workbook(headings, *rows) -> bytes:
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(content: bytes):
    return load_workbook(BytesIO(content))


def members_of(*rows) -> bytes:
    return workbook(MEMBER_HEADINGS, *rows)


def edited(content: bytes, **cells) -> bytes:
    """The same workbook with cells typed over: edited(content, B2="Hoàng Thị Lan")."""
    book = opened(content)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    return saved(book)


def upload(place: Unit, content: bytes, by, kind="members", name="Danh sách.xlsx", **choices) -> Import:
    return actions.start_import(kind=kind, unit_id=place.pk, name=name, content=content, by=by, choices=choices)


def confirm(imported: Import, by, only_good=False, **answers) -> Import:
    return actions.confirm_import(imported=imported, answers=answers, only_good=only_good, by=by)


def undo(imported: Import, by) -> Import:
    return actions.undo_import(imported=imported, by=by)


def as_file(content: bytes, name="Danh sách.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def counts(imported: Import) -> SimpleNamespace:
    names = ("new", "changed", "unchanged", "faulty", "questions")
    return SimpleNamespace(**{name: imported.counts.get(name, 0) for name in names})
