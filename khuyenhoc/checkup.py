"""The doctor's checks of what every app stands on: database, guards, disk, printing, worker, backups."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from . import triggers
from .backup import BackupFault, check_backup
from .backup_files import backups_in, made_at
from .doctor import Finding
from .models import StoredFile
from .tasks import ping

LEAST_POSTGRESQL = 15
ENOUGH, LITTLE = 2_000_000_000, 300_000_000  # bytes free on a disk
WORKER_PATIENCE = 10  # seconds


def database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version_num")
            major = int(cursor.fetchone()[0]) // 10_000
            if major < LEAST_POSTGRESQL:
                yield Finding("bad", f"PostgreSQL {major} answers", f"Use PostgreSQL {LEAST_POSTGRESQL} or later.")
            else:
                yield Finding("good", f"PostgreSQL {major} answers")
            return
        cursor.execute("PRAGMA quick_check(5)")
        damage = [line for (line,) in cursor.fetchall() if line != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        orphans = cursor.fetchall()
    if damage or orphans:
        what = damage[0] if damage else f"{len(orphans)} rows of {orphans[0][0]} point to rows that are not there"
        yield Finding("bad", f"SQLite is damaged: {what}", "Stop the server and restore the last good backup.")
    else:
        yield Finding("good", "SQLite answers and is whole")


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if missing:
        yield Finding("bad", f"{len(missing)} migrations are not applied, first {missing[0]}", "Run manage.py migrate.")
    else:
        yield Finding("good", "All migrations are applied")


def guards() -> Iterator[Finding]:
    broken = sorted(triggers.faults(connection))
    if broken:
        yield Finding("bad", f"{len(broken)} guards are not as declared: {broken[0]}", "Run manage.py migrate.")
    else:
        yield Finding("good", f"{len(triggers.expected(connection.vendor))} guards and log triggers stand")


def disk() -> Iterator[Finding]:
    """One finding per disk that data or backups lie on."""
    seen: set[int] = set()
    for folder in (settings.VAR_DIR, settings.BACKUP_DIR):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if there.stat().st_dev not in seen:
            seen.add(there.stat().st_dev)
            yield _space(there)


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:.1f} GB are free in {folder}"
    if free < LITTLE:
        return Finding("bad", what, "Make room now: the next backup or entry may fail.")
    return Finding("good", what) if free >= ENOUGH else Finding("warn", what, "Make room soon.")


def printing() -> Iterator[Finding]:
    """Pango and the fonts by printing a line: what counts is the font that ends up in the PDF."""
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore"
    try:
        from weasyprint import HTML
    except OSError as fault:
        yield Finding("bad", f"Pango cannot be loaded ({fault})", f"Install {packages}.")
        return
    line = '<p style="font-family: Tinos">Ấp Nà Mới ửng đỏ, ẵm ỵ ừ Ễ'
    printed = HTML(string=line).write_pdf(uncompressed_pdf=True)
    if b"Tinos" not in printed:
        yield Finding("bad", "The font Tinos is not there: papers print in another", f"Install {packages}.")
    else:
        yield Finding("good", "Pango prints Vietnamese in Tinos")


def worker() -> Iterator[Finding]:
    """Give the worker something to do, see whether it is done, and leave nothing of it behind."""
    result = ping.enqueue()
    until = time.monotonic() + WORKER_PATIENCE
    while not result.is_finished and time.monotonic() < until:
        time.sleep(0.2)
        result.refresh()
    if stored := getattr(result, "db_result", None):
        stored.delete()
    if result.is_finished:
        yield Finding("good", "The worker works")
    else:
        what = f"The worker did nothing in {WORKER_PATIENCE} seconds"
        yield Finding("bad", what, "Start manage.py db_worker, or see why it is busy.")


def backups() -> Iterator[Finding]:
    found = backups_in(settings.BACKUP_DIR)
    if not found:
        yield Finding("bad", f"There is no backup in {settings.BACKUP_DIR}", "Run manage.py backup, every day.")
        return
    newest = found[0]
    moment = made_at(newest)
    age = (timezone.now() - moment).total_seconds() / 3600 if moment else 0
    try:
        check_backup(newest)
    except BackupFault as fault:
        yield Finding("bad", str(fault), "Run manage.py backup now, and look at the disk.")
        return
    what = f"The newest backup, {newest.name}, is {age:.0f} hours old and whole; {len(found)} are kept"
    yield Finding("good", what) if age < 36 else Finding("warn", what, "See why manage.py backup no longer runs daily.")


def files() -> Iterator[Finding]:
    """Whether every stored file still is what was stored."""
    broken = [file.pk for file in StoredFile.objects.order_by("pk").iterator(1) if not file.is_intact()]
    if broken:
        yield Finding("bad", f"{len(broken)} stored files are changed, first number {broken[0]}", "Restore a backup.")
    else:
        yield Finding("good", "Stored files are as they were stored")


CHECKS = [database, migrations, guards, files, disk, printing, worker, backups]
