"""What the worker does with a large workbook. Each can be killed at any moment and run again."""

from django.db import transaction

from ..jobs import Job, Overtaken
from .actions import undo_import
from .models import Import
from .run import WRITTEN_AT_ONCE, batches, keep_outcome, read
from .run import check as check_rows
from .writing import begin, finish, still_stands, write_batch


def check(job: Job) -> str:
    """Say what the workbook would do; run again, it begins anew, since it writes nothing."""
    imported = Import.objects.defer("content").get(pk=job.subject_id)
    if imported.state != Import.State.READ:
        return "Không còn cần kiểm tra."
    reading, context = read(imported)
    job.beat(0, imported.rows)
    outcome = check_rows(imported, reading, context, lambda done: job.beat(done, max(done, job.total)))
    keep_outcome(imported, reading, context, outcome)
    _leave(imported, Import.State.READ, Import.State.PREVIEWED)
    return "Đã kiểm tra xong."


@transaction.atomic
def _leave(imported: Import, before: str, after: str) -> None:
    """Into the next state, unless somebody has meanwhile cancelled it, or another worker was faster."""
    if not Import.objects.select_for_update(of=("self",)).filter(pk=imported.pk, state=before).exists():
        raise Overtaken
    imported.state = after
    imported.save_light()


def write(job: Job) -> str:
    """Check all rows once more, then write them a batch at a time; run again, it goes on behind the last batch."""
    imported = Import.objects.defer("content").get(pk=job.subject_id)
    if imported.state != Import.State.APPLYING:
        return "Không còn gì để ghi."
    reading, context = read(imported)
    job.beat(imported.cursor, imported.rows)
    if imported.log_from is None:
        if not still_stands(imported, reading, context, lambda _: job.beat(0)):
            _leave(imported, Import.State.APPLYING, Import.State.PREVIEWED)
            return "Số liệu đã thay đổi từ lúc xem trước."
        begin(imported)
        imported.save_light()
    for rows in batches(imported, reading, WRITTEN_AT_ONCE, skip=imported.cursor):
        imported = write_batch(
            pk=imported.pk, cursor=imported.cursor, rows=rows, context=context, by=imported.applied_by
        )
        job.beat(imported.cursor)
    finish(imported)
    return "Đã ghi xong."


def take_back(job: Job) -> str:
    """Undo in one transaction: all or nothing, also when it is killed."""
    imported = Import.objects.defer("content").get(pk=job.subject_id)
    undo_import(imported=imported, by=imported.undone_by, in_background=True)
    return "Đã hoàn tác."
