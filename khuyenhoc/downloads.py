"""A file as the answer to a request; it may name people, so that no browser and no machine between keeps it."""

from django.http import HttpResponse

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
ENDINGS = {PDF: "pdf", XLSX: "xlsx", DOCX: "docx", ZIP: "zip", "image/png": "png", "image/jpeg": "jpg"}


def file_answer(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """`name` in plain letters and without an ending: old machines and mail programs spoil others."""
    answer = HttpResponse(content, content_type=content_type)
    how, ending = "inline" if inline else "attachment", ENDINGS.get(content_type, "bin")
    answer.headers["Content-Disposition"] = f'{how}; filename="{name}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
