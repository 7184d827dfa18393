"""Where backups lie and which are kept: the newest of each of the last days, and of each of the last months."""

import re
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

NAME = re.compile(r"khuyenhoc-([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6})\.zip")
STAMP = "%Y-%m-%d-%H%M%S"


def new_backup_path(folder: Path) -> Path:
    """A name that says when, in the association's time; the folder is made for its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"khuyenhoc-{timezone.localtime():{STAMP}}.zip"


def made_at(path: Path) -> datetime | None:
    """When a backup was made, by its name; None for any other file."""
    match = NAME.fullmatch(path.name)
    try:
        return timezone.make_aware(datetime.strptime(match[1], STAMP)) if match else None  # noqa: DTZ007 made aware
    except ValueError:
        return None


def backups_in(folder: Path) -> list[Path]:
    """Newest first."""
    found = [(moment, path) for path in folder.glob("khuyenhoc-*.zip") if (moment := made_at(path))]
    return [path for _, path in sorted(found, reverse=True)]


def superseded(paths: list[Path], *, days: int, months: int) -> list[Path]:
    """Those that need not be kept: not the newest of one of the last `days` days or `months` months with backups."""
    kept: set[Path] = set()
    for form, most in (("%Y-%m-%d", days), ("%Y-%m", months)):
        newest: dict[str, Path] = {}
        for path in sorted(paths, key=lambda path: path.name, reverse=True):
            moment = made_at(path)
            if moment is not None:
                newest.setdefault(moment.strftime(form), path)
        kept |= set(list(newest.values())[:most])
    return [path for path in paths if made_at(path) is not None and path not in kept]


def rotate(folder: Path) -> list[Path]:
    """Remove superseded backups and what broken-off runs left; returns what was removed."""
    removed = superseded(backups_in(folder), days=settings.BACKUP_DAYS, months=settings.BACKUP_MONTHS)
    removed += list(folder.glob("khuyenhoc-*.zip.part"))
    for path in removed:
        path.unlink(missing_ok=True)
    return removed
