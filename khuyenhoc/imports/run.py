"""A workbook checked row by row, and its rows written: the same check before the preview and before the writing."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from typing import Any

from django.db.models import Max

from ..models import Change
from ..sheets import Reading, SheetRow, read_tables
from .models import Import
from .spec import CHANGED, DOUBLE, FAULTY, NEW, Context, Question, Verdict, shown

# Looking for doubles reads the roster once a batch, so that checking takes large ones; a transaction takes small ones.
CHECKED_AT_ONCE, WRITTEN_AT_ONCE = 5_000, 1_000
# What the page shows and what the returned workbook marks; everything is counted.
MOST_FAULTS, MOST_QUESTIONS, MOST_SAMPLES = 20_000, 200, 20

Beat = Callable[[int], None]


@dataclass
class Outcome:
    """What the rows of a workbook would do, in figures, with the first of each kind in words."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    samples: dict[str, list[Any]] = field(default_factory=lambda: {NEW: [], CHANGED: []})
    digest: str = ""


def read(imported: Import) -> tuple[Reading, Context]:
    """The workbook's rows and how they are to be checked; raises Refusal when it cannot be read."""
    importer, user = imported.importer, imported.applied_by or imported.uploaded_by
    columns = importer.columns(user, imported.unit_id)
    offers = imported.options.get("offers", [])
    reading = read_tables(imported.workbook(), imported.file_name, columns, convert="convert" in offers)
    choices = {**imported.options.get("choices", {}), **dict.fromkeys(offers, True)}
    context = Context(user, imported.unit_id, importer.key, columns, choices, reading.was)
    context.file_name, context.workbook = imported.file_name, imported.workbook
    return reading, context


def batches(imported: Import, reading: Reading, size: int | None, skip: int = 0) -> Iterator[list[SheetRow]]:
    """The rows behind the first `skip`, a batch at a time; all at once where rows speak of each other."""
    rows = islice(chain.from_iterable(table.rows() for table in reading.tables), skip, None)
    size = None if imported.importer.takes_whole else size
    while batch := list(islice(rows, size)):
        yield batch
        del batch  # or it is held while the next one is read


def check(imported: Import, reading: Reading, context: Context, beat: Beat = lambda _: None) -> Outcome:
    outcome, digest, done = Outcome(), hashlib.sha256(), 0
    for rows in batches(imported, reading, CHECKED_AT_ONCE):
        for verdict in imported.importer.check(rows, context):
            _add(outcome, verdict, context)
            digest.update(_fingerprint(verdict))
        done += len(rows)
        beat(done)
    outcome.digest = digest.hexdigest()
    return outcome


def _add(outcome: Outcome, verdict: Verdict, context: Context) -> None:
    outcome.counts[verdict.outcome] += 1
    outcome.counts["rows"] += 1
    outcome.counts["questions"] += len(verdict.questions)
    outcome.counts["faults"] += len(verdict.faults)
    room = MOST_FAULTS - len(outcome.faults)
    outcome.faults += [asdict(fault) for fault in verdict.faults[:room]]
    if verdict.outcome == FAULTY:
        return
    outcome.asked += [question.key for question in verdict.questions if question.kind == DOUBLE]
    for question in verdict.questions[: MOST_QUESTIONS - len(outcome.questions)]:
        outcome.questions.append({"key": question.key, "kind": question.kind, "sentence": question.sentence})
    samples = outcome.samples.get(verdict.outcome)
    if samples is not None and len(samples) < MOST_SAMPLES:
        samples.append(_sample(verdict, context))


def _sample(verdict: Verdict, context: Context) -> dict[str, Any]:
    row, columns = verdict.row, context.columns
    if verdict.record_id is None:
        given = [
            (column.label, shown(column, row.values[column.code]))
            for column in columns
            if column.code != "name" and _says(row, column)
        ]
        return {"row": row.number, "name": verdict.name, "cells": given}
    changed = [(column, *verdict.cells[column.code]) for column in columns if column.code in verdict.cells]
    cells = [(column.label, f"{shown(column, was)} → {shown(column, now)}") for column, was, now in changed]
    return {"row": row.number, "name": verdict.name, "cells": cells}


def _says(row: SheetRow, column: Any) -> bool:
    return row.values.get(column.code) not in (None, "")


def _fingerprint(verdict: Verdict) -> bytes:
    """What was shown of a row: if it comes out otherwise later, somebody changed something meanwhile."""
    told = [
        *(verdict.key, verdict.outcome, verdict.record_id),
        [[code, str(was), str(now)] for code, (was, now) in sorted(verdict.cells.items())],
        [fault.sentence for fault in verdict.faults],
        [[question.key, question.kind] for question in verdict.questions],
    ]
    return json.dumps(told).encode()


def keep_outcome(imported: Import, reading: Reading, context: Context, outcome: Outcome) -> None:
    """Write the preview onto the import; saving it is the caller's."""
    imported.counts, imported.digest = dict(outcome.counts), outcome.digest
    imported.faults, imported.questions, imported.asked = outcome.faults, outcome.questions, outcome.asked
    offers = [asdict(offer) for offer in imported.importer.offers(context)]
    imported.samples = {**outcome.samples, "offers": offers}
    told = imported.importer.told(context)
    imported.notes = [*told, *reading.notes, *chain.from_iterable(table.notes for table in reading.tables)]
    imported.rows = outcome.counts["rows"]


def ready(imported: Import, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
    """The verdicts to write, answered. What was faulty in the preview stays out; what became so joins it."""
    verdicts = imported.importer.check(rows, context)
    memory, answers = context.memory, imported.options.get("answers", {})
    asked = memory.setdefault("asked", set(imported.asked))
    faulty = memory.setdefault("faulty", {f"{one['sheet']}!{one['row']}" for one in imported.faults})
    for verdict in verdicts:
        if verdict.key in asked:
            verdict.questions.append(Question(verdict.key, DOUBLE, ""))
        verdict.settle(answers)
        if verdict.faults and verdict.key not in faulty:
            imported.counts["faulty"] = imported.counts.get("faulty", 0) + 1
            imported.faults += [asdict(fault) for fault in verdict.faults][: MOST_FAULTS - len(imported.faults)]
    return [verdict for verdict in verdicts if verdict.outcome in (NEW, CHANGED) and verdict.key not in faulty]


def last_of_log() -> int:
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


def changes_of(imported: Import) -> list[Change]:
    """What the import wrote, oldest first; a range of the log's key, so that nothing else is read."""
    written = Change.objects.filter(pk__gt=imported.log_from, pk__lte=imported.log_to, through=imported.through)
    return list(written.exclude(table_name__startswith="khuyenhoc_").order_by("pk"))
