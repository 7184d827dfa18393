"""The rows of a confirmed import written: all in one transaction, or a batch each with the place to go on from."""

from typing import Any

from django.utils import timezone

from ..actions import verb
from ..actor import acting, through
from ..jobs import Overtaken
from ..sheets import Reading, SheetRow
from .models import Import
from .run import Beat, batches, check, keep_outcome, last_of_log, read, ready
from .spec import CHANGED, NEW, Context

MOVED_ON = (
    "Từ lúc xem trước đến nay đã có người sửa số liệu, nên kết quả dưới đây khác trước. Chưa ghi gì; xin xem lại rồi "
    "xác nhận."
)


def write_all(imported: Import, *, by: Any) -> Import:
    """Check all rows again and write them, in the caller's transaction; shows the new preview if it differs."""
    reading, context = read(imported)
    if not still_stands(imported, reading, context):
        imported.save_light()
        return imported
    begin(imported)
    for rows in batches(imported, reading, None):
        write_rows(imported, rows, context, by=by)
    finish(imported)
    return imported


def still_stands(imported: Import, reading: Reading, context: Context, beat: Beat = lambda _: None) -> bool:
    """Whether the rows would do what was shown; if not, the import holds the new preview. Saving is the caller's."""
    outcome = check(imported, reading, context, beat)
    if outcome.digest == imported.digest:
        return True
    keep_outcome(imported, reading, context, outcome)
    imported.state = Import.State.PREVIEWED
    imported.notes = [MOVED_ON, *imported.notes]
    return False


def begin(imported: Import) -> None:
    imported.log_from, imported.cursor = last_of_log(), 0
    imported.counts = {**imported.counts, "new_written": 0, "changed_written": 0}


def write_rows(imported: Import, rows: list[SheetRow], context: Context, *, by: Any) -> None:
    """Write one batch in the caller's transaction, and note on the import how far it is."""
    if not context.is_final:
        context.is_final = True
        context.memory.clear()  # what the check before has seen would make every row a double of itself
    verdicts = ready(imported, rows, context)
    with through(imported.through), acting(by):
        imported.importer.apply(verdicts, context)
    counts = imported.counts
    counts["new_written"] += sum(verdict.outcome == NEW for verdict in verdicts)
    counts["changed_written"] += sum(verdict.outcome == CHANGED for verdict in verdicts)
    imported.cursor += len(rows)


@verb
def write_batch(*, pk: int, cursor: int, rows: list[SheetRow], context: Context, by: Any) -> Import:
    """One batch and the place behind it in one transaction, so that no row is written twice or forgotten."""
    # The workbook was read before; it would come along two hundred times.
    imported = Import.objects.select_for_update(of=("self",)).defer("content").get(pk=pk)
    if imported.cursor != cursor or imported.state != Import.State.APPLYING:
        raise Overtaken
    faults = len(imported.faults)
    write_rows(imported, rows, context, by=by)
    imported.save(update_fields=["counts", "cursor", *(["faults"] if len(imported.faults) > faults else [])])
    return imported


def finish(imported: Import) -> None:
    imported.state, imported.applied_at, imported.log_to = Import.State.DONE, timezone.now(), last_of_log()
    if imported.faults:
        imported.questions, imported.asked, imported.samples = [], [], {}
    else:
        forget(imported)
    imported.save()


def forget(imported: Import) -> None:
    """Let the people's data go that nobody needs any more; the counts stay. Saving is the caller's."""
    imported.content, imported.faults, imported.questions, imported.asked, imported.samples = None, [], [], [], {}
    imported.options = {key: value for key, value in imported.options.items() if key != "answers"}
