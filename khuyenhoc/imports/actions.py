"""Verbs on an import: start, check again, confirm, leave, take back; a stopped one goes on or is given up."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Any

from django.utils import timezone

from ..actions import NotAllowed, Refusal, verb
from ..actor import acting, through
from ..files import LARGEST
from ..jobs import give_up, run_again, start_job
from ..names import nfc
from ..numbers import format_number
from ..sheets import LegacyEncoding, Reading
from .models import Import
from .registry import importer_of
from .run import changes_of, check, keep_outcome, read
from .spec import Context
from .writing import finish, forget, write_all

IN_REQUEST = 2_000  # rows; a workbook of more is worked on in the background
TOO_LARGE = "Tệp lớn hơn 20 MB. Xin chia danh sách thành nhiều tệp rồi nhập lần lượt."


@verb
def start_import(
    *, kind: str, unit_id: int, name: str, content: bytes, by: Any, choices: Mapping[str, str] | None = None
) -> Import:
    """Take in a workbook and say what it would do; nothing of it is written yet.

    `choices` is what holds for all rows that do not say it themselves. A workbook in an old encoding waits until the
    user wants it converted.
    """
    if not content:
        raise Refusal("Tệp này rỗng. Xin chọn lại tệp.", "file")
    if len(content) > LARGEST:
        raise Refusal(TOO_LARGE, "file")
    forget_old()
    imported = Import(
        kind=importer_of(kind).kind,
        unit_id=unit_id,
        file_name=nfc(name)[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        options={"choices": dict(choices or {})},
        uploaded_by=by,
    )
    try:
        reading, context = read(imported)
    except LegacyEncoding as legacy:
        imported.samples = {"legacy": str(legacy)}
        imported.save()
        return imported
    _count(imported, reading)
    imported.save()
    _look(imported, reading, context, by)
    return imported


def _count(imported: Import, reading: Reading) -> None:
    """As far as it decides where the work is done."""
    rows = chain.from_iterable(table.rows() for table in reading.tables)
    imported.rows = sum(1 for _ in islice(rows, IN_REQUEST + 1))
    if not imported.rows:
        raise Refusal("Tệp không có dòng nào dưới hàng tiêu đề. Xin điền ít nhất một dòng rồi tải lại.", "file")


def _look(imported: Import, reading: Reading, context: Context, by: Any) -> None:
    """Make the preview, at once or in the background."""
    if imported.rows > IN_REQUEST:
        imported.state = Import.State.READ
        imported.save_light()
        _in_background(imported, "check", "Kiểm tra", by)
        return
    keep_outcome(imported, reading, context, check(imported, reading, context))
    imported.state = Import.State.PREVIEWED
    imported.save_light()


def _in_background(imported: Import, work: str, label: str, by: Any) -> None:
    """The import must have been saved: the job looks for it."""
    job = start_job(f"khuyenhoc.imports.work.{work}", subject=imported, label=f"{label} {imported.file_name}", by=by)
    Import.objects.filter(pk=imported.pk).update(job=job)
    imported.refresh_light()


@verb
def check_import_again(*, imported: Import, offers: Sequence[str], by: Any) -> Import:
    """Look at the workbook once more, with the ways out that the user ticked; "convert" leads out of old encodings."""
    imported = _locked(imported, by)
    is_legacy = imported.state == Import.State.READ and "legacy" in imported.samples
    if imported.state != Import.State.PREVIEWED and not is_legacy:
        raise Refusal("Lần nhập này không còn chờ xác nhận nên không kiểm tra lại được. Xin tải tệp lên lần nữa.")
    known = {"convert"} if is_legacy else {offer["code"] for offer in imported.samples.get("offers", [])}
    kept = set(imported.options.get("offers", []))
    imported.options = {**imported.options, "offers": sorted(kept | (known & set(offers)))}
    reading, context = read(imported)
    if is_legacy:
        _count(imported, reading)
    _look(imported, reading, context, by)
    return imported


@verb
def confirm_import(*, imported: Import, answers: Mapping[str, str], only_good: bool, by: Any) -> Import:
    """Write what the preview showed. A second click finds it written and changes nothing.

    When the outcome has changed since the preview, the new one is stored and shown instead: `state` stays "previewed".
    """
    imported = _locked(imported, by)
    if imported.state in (Import.State.APPLYING, Import.State.DONE):
        return imported
    if imported.state != Import.State.PREVIEWED:
        raise Refusal("Lần nhập này đã bỏ hoặc đã hoàn tác. Xin tải tệp lên lần nữa.")
    _refuse_unready(imported, answers, only_good)
    imported.options = {**imported.options, "answers": dict(answers), "only_good": only_good}
    imported.applied_by = by
    if imported.rows > IN_REQUEST:
        imported.state, imported.cursor, imported.log_from = Import.State.APPLYING, 0, None
        imported.save_light()
        _in_background(imported, "write", "Ghi", by)
        return imported
    return write_all(imported, by=by)


def _refuse_unready(imported: Import, answers: Mapping[str, str], only_good: bool) -> None:
    if imported.counts.get("faulty") and not only_good:
        raise Refusal(
            f"Còn {format_number(imported.counts['faulty'])} dòng có lỗi. Xin sửa tệp rồi tải lên lại, hoặc chọn nhập "
            "các dòng đúng và nhận lại các dòng lỗi.",
            "only_good",
        )
    if not imported.counts.get("new") and not imported.counts.get("changed"):
        raise Refusal("Không có dòng nào để ghi: mọi dòng đều giống số liệu đang có hoặc còn lỗi.")
    missing = [one for one in imported.questions if not (answers.get(one["key"]) or answers.get(one["kind"]))]
    if missing:
        raise Refusal(
            f"Còn {format_number(len(missing))} câu hỏi chưa trả lời. Xin chọn từng dòng, hoặc chọn một lần cho các "
            "dòng còn lại.",
            "answers",
        )


@verb
def cancel_import(*, imported: Import, by: Any) -> Import:
    """Leave it: nothing was written, and the workbook goes."""
    imported = _locked(imported, by)
    if imported.state == Import.State.CANCELLED:
        return imported
    if imported.state not in (Import.State.READ, Import.State.PREVIEWED):
        raise Refusal("Lần nhập này đã ghi. Muốn lấy lại như trước, xin bấm Hoàn tác.")
    imported.state = Import.State.CANCELLED
    forget(imported)
    imported.save()
    return imported


@verb
def undo_import(*, imported: Import, by: Any, in_background: bool = False) -> Import:
    """Take back everything the import wrote, or nothing; refuses when something was built on it or changed since."""
    imported = _locked(imported, by)
    if imported.state == Import.State.UNDONE:
        return imported
    if imported.state != Import.State.DONE:
        raise Refusal("Lần nhập này chưa ghi gì nên không có gì để hoàn tác.")
    if imported.rows > IN_REQUEST and not in_background:
        imported.undone_by = by
        imported.save_light()
        _in_background(imported, "take_back", "Hoàn tác", by)
        return imported
    with through(f"hoàn tác {imported.through}"), acting(by):
        imported.importer.undo(changes_of(imported), by, f"huy-{imported.pk}")
    imported.state, imported.undone_by, imported.undone_at = Import.State.UNDONE, by, timezone.now()
    forget(imported)
    imported.save()
    return imported


@verb
def run_import_again(*, imported: Import, by: Any) -> Import:
    """Let a stopped job go on: it takes up where it was, and writes no row twice."""
    imported = _locked(imported, by)
    if imported.job is None:
        raise Refusal("Lần nhập này không chạy nền, không có gì để chạy lại.")
    run_again(imported.job)
    return imported


@verb
def stop_import(*, imported: Import, by: Any) -> Import:
    """Give a writing up that does not get on: what is written stays and can be undone, the other rows stay out."""
    imported = _locked(imported, by)
    if imported.state in (Import.State.DONE, Import.State.CANCELLED):
        return imported
    if imported.state != Import.State.APPLYING or not imported.job:
        raise Refusal("Lần nhập này không đang ghi nên không có gì để dừng. Xin xem lại trang.")
    if not imported.cursor:
        imported.state = Import.State.CANCELLED
        forget(imported)
        imported.save()
    else:
        finish(imported)
    give_up(imported.job, _left_out(imported))
    return imported


def _left_out(imported: Import) -> str:
    if not imported.cursor:
        return "Đã dừng khi chưa ghi dòng nào."
    return (
        f"Đã dừng sau {format_number(imported.cursor)} trong {format_number(imported.rows)} dòng; các dòng sau chưa "
        "ghi. Muốn nhập nốt, xin tải tệp lên lại chỉ với các dòng ấy; muốn bỏ cả, xin bấm Hoàn tác."
    )


def _locked(imported: Import, by: Any) -> Import:
    found = Import.objects.editable_by(by).filter(pk=imported.pk)
    if not found.exists():
        raise NotAllowed(
            "Chức trách của bạn không nhập dữ liệu ở đơn vị này. Nếu cần, xin báo Thường trực Hội cấp trên."
        )
    return Import.objects.select_for_update(of=("self",)).defer("content").get(pk=imported.pk)


def forget_old() -> None:
    """Workbooks that nobody came back for within seven days."""
    for old in Import.objects.outdated().defer("content"):
        forget(old)
        if old.state in (Import.State.READ, Import.State.PREVIEWED):
            old.state = Import.State.CANCELLED
        old.save()
