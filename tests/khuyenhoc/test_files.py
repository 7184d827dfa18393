import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyenhoc.actions import Refusal
from khuyenhoc.files import LARGEST, content_type_of, store_file
from khuyenhoc.models import Change, StoredFile
from khuyenhoc.triggers import guard_sentence

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
KEPT = "Tệp đã lưu không sửa, không xóa được."


def archive(*members):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for member in members:
            made.writestr(member, "<xml/>")
    return content.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    "content, content_type",
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_papers_pictures_and_office_files_are_kept_whole(cast, content, content_type):
    kept = store_file(name="ban quet.pdf", content=content, by=cast.office)

    kept.refresh_from_db()
    assert bytes(kept.content) == content
    assert (kept.content_type, kept.size, kept.stored_by) == (content_type, len(content), cast.office)
    assert kept.is_intact()


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00\x00\x00This program cannot be run in DOS mode",
        b"\x7fELF\x02\x01\x01",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b" %PDF-1.7 behind a blank",
        b"PK\x03\x04 begins like an archive and is none",
        archive("virus.exe"),
        archive("xl/other.xml"),
    ],
)
def test_what_is_called_a_pdf_and_is_none_is_refused(cast, content):
    with pytest.raises(Refusal, match="Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG, Word") as refusal:
        store_file(name="báo cáo.pdf", content=content, by=cast.office)

    assert refusal.value.field == "file"
    assert not StoredFile.objects.exists()


@settings(max_examples=300, deadline=None)
@given(st.integers(4, len(DOCX) - 1), st.binary(min_size=1, max_size=12))
def test_a_damaged_archive_is_no_more_than_an_unknown_file(place, damage):
    content_type_of(DOCX[:place] + damage + DOCX[place + len(damage) :])
    content_type_of(DOCX[:place])


def test_an_archive_with_an_unreadable_member_name_is_an_unknown_file():
    assert content_type_of(archive("tên.txt").replace("tên".encode(), b"\xff\xff\xff\xff")) is None


def test_an_empty_file_is_refused(cast):
    with pytest.raises(Refusal, match=r"Tệp này rỗng\. Xin chọn lại tệp\."):
        store_file(name="trống.pdf", content=b"", by=cast.office)


def test_twenty_megabytes_are_taken_and_one_byte_more_is_refused(cast):
    largest = PDF.ljust(LARGEST, b" ")

    assert store_file(name="dày.pdf", content=largest, by=cast.office).size == 20 * 1024 * 1024
    with pytest.raises(Refusal, match=r"Tệp lớn hơn 20 MB\. Xin quét lại với độ nét thấp hơn"):
        store_file(name="dày.pdf", content=largest + b" ", by=cast.office)


def test_a_name_is_kept_in_nfc_on_one_line(cast):
    kept = store_file(name="Ba\u0301o ca\u0301o\n2023\u200b.pdf", content=PDF, by=cast.office)

    assert kept.name == "Báo cáo 2023.pdf"


def test_a_kept_file_can_be_neither_changed_nor_deleted_nor_replaced(cast):
    kept = store_file(name="quyết định.pdf", content=PDF, by=cast.office)
    attempts: list[Callable[[], object]] = [
        lambda: StoredFile.objects.filter(pk=kept.pk).update(content=b"%PDF-forged"),
        lambda: StoredFile.objects.filter(pk=kept.pk).update(name="khác.pdf"),
        kept.delete,
        lambda: StoredFile.objects.bulk_create([kept]),
    ]
    connection.check_constraints()  # a truncation waits for no deferred check
    if connection.vendor == "postgresql":
        attempts.append(lambda: connection.cursor().execute("TRUNCATE khuyenhoc_storedfile CASCADE"))

    for attempt in attempts:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            attempt()
        assert guard_sentence(refusal.value) == KEPT
    assert bytes(StoredFile.objects.get().content) == PDF


def test_bytes_that_differ_from_their_digest_are_not_intact(cast):
    kept = store_file(name="quyết định.pdf", content=PDF, by=cast.office)
    kept.content = PDF + b"more"

    assert not kept.is_intact()


def test_the_log_names_the_file_and_does_not_hold_its_bytes(cast):
    kept = store_file(name="quyết định.pdf", content=PDF, by=cast.office)

    change = Change.objects.of(kept).get()
    assert change.after.keys() == {"id", "name", "content_type", "size", "sha256", "stored_at", "stored_by_id"}
    assert change.actor_name == "Thường trực Hội"
