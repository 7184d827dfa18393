"""A backup is one zip: a table a file, a row a line of JSON, read in one transaction and alike from both engines.

So it can be restored into either engine, and into a newer version of the software: rows are loaded into the tables as
they were when it was made, and the migrations since then run over them.
"""

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from . import triggers

FORMAT = 1
MANIFEST = "manifest.json"
BATCH = 500
# Who is signed in, who was locked out, what waits for the worker: of the running system, not of the association.
LEFT_OUT = {"sessions.Session", "khuyenhoc.Actor", "django_tasks_database.DBTaskResult"}
LEFT_OUT_APPS = {"axes"}
# What `migrate` itself fills in.
MADE_BY_MIGRATE = {"contenttypes", "auth"}

Say = Callable[[str], None]


class BackupFault(Exception):
    """What is wrong with a backup or with the place it should go to; the message is for the operator."""


def write_backup(path: Path) -> dict[str, Any]:
    """Write everything to `path`, which appears only when it is whole and has been read back; returns the manifest."""
    part = path.with_name(path.name + ".part")
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _one_moment():
            tables = [_dump(archive, model) for model in _dumped_models()]
            manifest = {
                "format": FORMAT,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "engine": connection.vendor,
                "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
                "tables": tables,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        file.flush()
        os.fsync(file.fileno())
    check_backup(part)
    part.replace(path)
    return manifest


def check_backup(path: Path) -> dict[str, Any]:
    """Read the whole backup and compare it with its manifest, which is returned; raises BackupFault."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise BackupFault(f"{path.name} has format {manifest.get('format')!r}; this version reads {FORMAT}.")
            for table in manifest["tables"]:
                if _digest(archive, table["table"]) != table["sha256"]:
                    raise BackupFault(f"{path.name} is damaged: table {table['table']} is not what was written.")
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError) as fault:
        raise BackupFault(f"{path.name} cannot be read as a backup: {fault}.") from fault
    return dict(manifest)


def restore_backup(path: Path, say: Say) -> dict[str, Any]:
    """Load a backup into an empty system, all or nothing; raises BackupFault."""
    manifest = check_backup(path)
    _refuse_unless_empty()
    triggers.uninstall(connection)
    say("Making the tables as they were")
    old_apps = _migrate_to(manifest)
    with zipfile.ZipFile(path) as archive, transaction.atomic():
        _empty(old_apps)
        for table in manifest["tables"]:
            _load(archive, old_apps.get_model(table["app"], table["model"]), table)
            say(f"{table['table']}: {table['rows']}")
        _reset_sequences(old_apps, manifest["tables"])
        connection.check_constraints()
    say("Bringing the tables up to date")
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


@contextmanager
def _one_moment() -> Iterator[None]:
    """One reading transaction: everything as it is at its start, while others go on writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        sqlite: Any = connections[DEFAULT_DB_ALIAS]
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"  # IMMEDIATE would lock writers out
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = usual
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _dumped_models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy and not _is_left_out(model)]


def _is_left_out(model: type[models.Model]) -> bool:
    return model._meta.label in LEFT_OUT or model._meta.app_label in LEFT_OUT_APPS


def _dump(archive: zipfile.ZipFile, model: type[models.Model]) -> dict[str, Any]:
    fields = model._meta.concrete_fields
    rows, digest = 0, hashlib.sha256()
    with archive.open(_member(model._meta.db_table), "w", force_zip64=True) as file:
        for row in _rows(model, [field.attname for field in fields]):
            line = json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            digest.update(line)
            rows += 1
    return {
        "table": model._meta.db_table,
        "app": model._meta.app_label,
        "model": model._meta.object_name,
        "columns": [field.attname for field in fields],
        "rows": rows,
        "sha256": digest.hexdigest(),
    }


def _rows(model: type[models.Model], columns: list[str]) -> Iterator[tuple[Any, ...]]:
    has_bytes = any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)
    return model._base_manager.order_by("pk").values_list(*columns).iterator(1 if has_bytes else 2000)


def _plain(value: Any) -> str:
    """What JSON has no word for, as text that the field reads back."""
    match value:
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
    raise TypeError(f"a backup cannot hold {value!r}")


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _digest(archive: zipfile.ZipFile, table: str) -> str:
    with archive.open(_member(table)) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _refuse_unless_empty() -> None:
    there = set(connection.introspection.table_names())
    for model in _dumped_models():
        is_ours = model._meta.app_label not in MADE_BY_MIGRATE
        if is_ours and model._meta.db_table in there and model._base_manager.exists():
            raise BackupFault(
                f"This database is in use: {model._meta.db_table} holds rows. "
                "A backup is restored into an empty database only; point DATABASE_URL at a new one."
            )


def _migrate_to(manifest: dict[str, Any]) -> Any:
    """Bring the tables to where they stood when the backup was made; returns the models of then."""
    executor = MigrationExecutor(connection)
    made_with = [(app, name) for app, name in manifest["migrations"]]
    unknown = [f"{app}.{name}" for app, name in made_with if (app, name) not in executor.loader.disk_migrations]
    if unknown:
        raise BackupFault(f"This backup was made by a newer version, which knows {unknown[0]}. Install that one first.")
    nodes = executor.loader.graph.node_map
    known = {key for key in made_with if key in nodes}  # those that a squashed one replaces are no longer there
    ends = [
        key for key in known if not any(child.key[0] == key[0] and child.key in known for child in nodes[key].children)
    ]
    try:
        executor.migrate(ends)
    except IrreversibleError as fault:
        raise BackupFault(
            f"The tables here are newer than the backup ({fault}). Use a database without any."
        ) from fault
    return MigrationExecutor(connection).loader.project_state(sorted(known)).apps


def _empty(old_apps: Any) -> None:
    """Take out what the migrations put in, such as permissions; the backup has it too."""
    filled = [model for model in old_apps.get_models() if model._meta.label not in LEFT_OUT]
    with connection.cursor() as cursor:
        for model in reversed(filled):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 our tables


def _load(archive: zipfile.ZipFile, model: type[models.Model], table: dict[str, Any]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen = [fields[column] for column in table["columns"]]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in chosen)
    sql = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) "  # noqa: S608 our tables
        f"VALUES ({', '.join(['%s'] * len(chosen))})"
    )
    with archive.open(_member(table["table"])) as file, connection.cursor() as cursor:
        for lines in _batches(file, 1 if _has_bytes(chosen) else BATCH):
            cursor.executemany(sql, [_read_back(chosen, json.loads(line)) for line in lines])


def _has_bytes(fields: Iterable[models.Field[Any, Any]]) -> bool:
    return any(isinstance(field, models.BinaryField) for field in fields)


def _batches(lines: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    lines = iter(lines)
    while batch := list(islice(lines, size)):
        yield batch


def _read_back(fields: list[models.Field[Any, Any]], row: list[Any]) -> list[Any]:
    return [_value(field, value) for field, value in zip(fields, row, strict=True)]


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if value is not None and isinstance(field, models.BinaryField):
        value = base64.b64decode(value)
    elif value is not None and not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _reset_sequences(old_apps: Any, tables: list[dict[str, Any]]) -> None:
    loaded = [old_apps.get_model(table["app"], table["model"]) for table in tables]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), loaded):
            cursor.execute(statement)
