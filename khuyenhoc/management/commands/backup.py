import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from khuyenhoc.backup import BackupFault, write_backup
from khuyenhoc.backup_files import new_backup_path, rotate


class Command(BaseCommand):
    help = (
        "Saves everything in one file while people go on working, checks it, and removes backups that newer ones "
        "supersede. Where: BACKUP_DIR, or --to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="folder for the backup (default: BACKUP_DIR)")
        parser.add_argument("--no-rotation", action="store_true", help="remove no older backup")
        parser.add_argument("--daily-at", metavar="HH:MM", help="go on running and save every day at that time")

    def handle(self, **options: Any) -> None:
        folder: Path = options["to"] or settings.BACKUP_DIR
        if options["daily_at"] is None:
            self._save(folder, rotates=not options["no_rotation"])
            return
        at = self._time(options["daily_at"])
        while True:
            time.sleep(seconds_until(at, timezone.localtime()))
            try:
                self._save(folder, rotates=not options["no_rotation"])
            except CommandError as fault:
                self.stderr.write(f"Backup failed, the next try is tomorrow: {fault}")

    def _time(self, written: str) -> clock:
        try:
            return clock.fromisoformat(written)
        except ValueError as fault:
            raise CommandError(f"--daily-at is {written!r}; write it as 02:30.") from fault

    def _save(self, folder: Path, *, rotates: bool) -> None:
        close_old_connections()
        try:
            path = new_backup_path(folder)
            manifest = write_backup(path)
            removed = rotate(folder) if rotates else []
        except (OSError, BackupFault, DatabaseError) as fault:
            raise CommandError(f"No backup was made: {fault}") from fault
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(f"Saved {rows} rows in {path} ({path.stat().st_size / 1e6:.1f} MB).")
        if removed:
            self.stdout.write("Removed what newer ones supersede: " + ", ".join(path.name for path in removed))


def seconds_until(at: clock, now: datetime) -> float:
    """From `now` to the next time the clock shows `at`."""
    due = now.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
    return ((due if due > now else due + timedelta(days=1)) - now).total_seconds()
