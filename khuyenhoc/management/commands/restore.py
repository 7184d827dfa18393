from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khuyenhoc.backup import BackupFault, check_backup, restore_backup


class Command(BaseCommand):
    help = "Loads a backup into an empty database, all or nothing, and brings its tables up to date. Refuses any other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `manage.py backup` wrote")
        parser.add_argument("--check-only", action="store_true", help="only read it through and say what it holds")

    def handle(self, **options: Any) -> None:
        path: Path = options["file"]
        say = self.stdout.write if options["verbosity"] > 1 else lambda _: None
        try:
            manifest = check_backup(path) if options["check_only"] else restore_backup(path, say)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        rows = sum(table["rows"] for table in manifest["tables"])
        if options["check_only"]:
            self.stdout.write(f"{path.name} is whole: {rows} rows, made {manifest['made_at']} on {manifest['engine']}.")
            return
        self.stdout.write(f"Restored {rows} rows, saved {manifest['made_at']}. Everybody signs in anew.")
        self.stdout.write("Run `manage.py doctor` now.")
