"""Taking in a file: size, real type by content (never by name alone), digest, bytes into the database."""

import hashlib
import zipfile
from io import BytesIO
from typing import Any

from .actions import Refusal, verb
from .models import StoredFile
from .names import nfc

LARGEST = 20 * 1024 * 1024  # bytes; a scanned ten-page report at 300 dpi is about 5 MB

_STARTS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def content_type_of(content: bytes) -> str | None:
    """The type as the bytes show it: PDF, PNG, JPEG, DOCX or XLSX; None for anything else."""
    for start, content_type in _STARTS.items():
        if content.startswith(start):
            return content_type
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        members = zipfile.ZipFile(BytesIO(content)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # all three come of a broken or crafted archive
        return None
    return next((content_type for member, content_type in _OFFICE.items() if member in members), None)


SCANS = ("application/pdf", "image/jpeg", "image/png")


@verb
def store_file(*, name: str, content: bytes, by: Any, only_scans: bool = False) -> StoredFile:
    """Keep a file; raises Refusal when it is empty, too large (over 20 MB) or of a type not taken."""
    if not content:
        raise Refusal("Tệp này rỗng. Xin chọn lại tệp.", "file")
    if len(content) > LARGEST:
        raise Refusal("Tệp lớn hơn 20 MB. Xin quét lại với độ nét thấp hơn hoặc chia thành nhiều tệp.", "file")
    content_type = content_type_of(content)
    if only_scans and content_type not in SCANS:
        raise Refusal("Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG.", "file")
    if content_type is None:
        raise Refusal("Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG, Word (.docx) và Excel (.xlsx).", "file")
    return StoredFile.objects.create(
        name=nfc(name)[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        stored_by=by,
    )
