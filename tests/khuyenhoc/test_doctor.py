from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from khuyenhoc import checkup, doctor, triggers
from khuyenhoc.backup import write_backup
from khuyenhoc.backup_files import new_backup_path
from khuyenhoc.files import store_file
from khuyenhoc.models import StoredFile


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.BACKUP_DIR, settings.VAR_DIR = tmp_path / "backups", tmp_path


@pytest.fixture
def with_worker(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def found(check: Callable) -> list[tuple[str, str, str]]:
    return [(finding.tone, finding.what, finding.todo) for finding in check()]


@pytest.mark.django_db
def test_a_sound_database_with_all_its_guards_is_good():
    assert [
        finding.tone for check in (checkup.database, checkup.migrations, checkup.guards) for finding in check()
    ] == [
        "good",
        "good",
        "good",
    ]


@pytest.mark.django_db
def test_a_missing_guard_is_bad_and_migrate_mends_it():
    on = " ON khuyenhoc_storedfile" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER kh_guard_storedfile_update{on}")

    ((tone, what, todo),) = found(checkup.guards)

    assert (tone, todo) == ("bad", "Run manage.py migrate.")
    assert "trigger kh_guard_storedfile_update is missing" in what


def test_a_disk_almost_full_is_bad(monkeypatch):
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 100_000_000}))

    ((tone, what, todo),) = found(checkup.disk)

    assert tone == "bad"
    assert what.startswith("0.1 GB are free")
    assert "Make room now" in todo


def test_printing_is_judged_by_the_font_that_ends_up_on_paper():
    assert found(checkup.printing) == [("good", "Pango prints Vietnamese in Tinos", "")]


@pytest.mark.django_db
def test_a_worker_that_does_nothing_is_bad_and_no_task_stays_behind(monkeypatch):
    monkeypatch.setattr(checkup, "WORKER_PATIENCE", 0.3)

    ((tone, what, todo),) = found(checkup.worker)

    assert tone == "bad"
    assert "did nothing" in what
    assert "db_worker" in todo
    assert DBTaskResult.objects.count() == 0


@pytest.mark.django_db
def test_a_worker_that_works_is_good(with_worker):
    assert found(checkup.worker) == [("good", "The worker works", "")]


def test_no_backup_at_all_is_bad(tmp_path):
    assert found(checkup.backups) == [
        ("bad", f"There is no backup in {tmp_path / 'backups'}", "Run manage.py backup, every day.")
    ]


@pytest.mark.django_db(transaction=True)
def test_an_old_backup_is_a_warning_and_a_broken_one_is_bad(settings):
    with time_machine.travel(datetime(2026, 11, 20, 12, 0, tzinfo=UTC), tick=False):
        path = new_backup_path(settings.BACKUP_DIR)
        write_backup(path)
    with time_machine.travel(datetime(2026, 11, 21, 12, 0, tzinfo=UTC), tick=False):
        assert [finding.tone for finding in checkup.backups()] == ["good"]
    with time_machine.travel(datetime(2026, 11, 25, 12, 0, tzinfo=UTC), tick=False):
        ((tone, what, todo),) = found(checkup.backups)
    assert (tone, todo) == ("warn", "See why manage.py backup no longer runs daily.")
    assert "120 hours old" in what

    path.write_bytes(path.read_bytes()[:100])

    assert [finding.tone for finding in checkup.backups()] == ["bad"]


@pytest.mark.django_db
def test_a_stored_file_that_was_tampered_with_is_found(cast):
    stored = store_file(name="a.pdf", content=b"%PDF-1.7", by=cast.office)
    assert [finding.tone for finding in checkup.files()] == ["good"]

    triggers.uninstall(connection)
    StoredFile.objects.filter(pk=stored.pk).update(content=b"%PDF-9.9")
    triggers.install(connection)

    assert [(finding.tone, finding.what) for finding in checkup.files()] == [
        ("bad", f"1 stored files are changed, first number {stored.pk}")
    ]


def test_a_check_that_fails_is_a_finding_and_the_others_are_still_heard(monkeypatch):
    def breaks():
        raise OSError("no route")
        yield

    monkeypatch.setattr(doctor, "declared_checks", lambda: [breaks, checkup.disk])

    first, second = doctor.examine()

    assert (first.tone, first.what) == ("bad", "breaks failed: OSError: no route")
    assert second.tone == "good"


@pytest.mark.django_db
def test_the_command_says_everything_and_ends_badly_when_something_is_bad(with_worker, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "BAD  There is no backup" in said
    assert "ok   All migrations are applied." in said
    assert "1 bad" in said
