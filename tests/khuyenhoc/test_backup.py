"""Saving everything while people write, and finding it all again in an empty system, on either engine."""

import hashlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
import zipfile
from contextlib import contextmanager, nullcontext
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from chapters.actions import update_member
from chapters.models import Member
from khuyenhoc.backup import BackupFault, check_backup, write_backup
from khuyenhoc.files import store_file
from khuyenhoc.models import Change, StoredFile

from ..databases import address, copied, empty, is_postgresql

PDF = b"%PDF-1.7\n" + bytes(range(256))


def manage(url, tmp_path, *arguments):
    """A command in a process of its own on the database at `url`: the text it printed, and how it ended."""
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(tmp_path / "var"), "HTTPS": "False"}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr, done.returncode


@pytest.fixture
def migrated(transactional_db, tmp_path):
    """On SQLite, a file with all tables and no rows; to be asked for before anything writes."""
    with nullcontext() if is_postgresql() else copied("restored", tmp_path) as name:
        yield name


@contextmanager
def empty_system(tmp_path, engine):
    """The address of a database without any row.

    On PostgreSQL without any table either, for both engines: migrating is slow, and need not be done twice for SQLite.
    """
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        return
    with empty("khuyenhoc_restored", tmp_path) as name:
        yield address(name)


def contents(path):
    """What a backup holds: table → digest of its rows."""
    return {table["table"]: table["sha256"] for table in check_backup(path)["tables"]}


@pytest.fixture
def saved(shared, tmp_path):
    store_file(name="bản ký.pdf", content=PDF, by=shared.office)
    update_member(member=shared.lan, phone="0912 345 678", address="Bản Cào\nnhà số “5”", by=shared.office)
    path = tmp_path / "khuyenhoc.zip"
    write_backup(path)
    return path


# A backup from either engine goes into SQLite; into PostgreSQL where the tests run on one.
ENGINES = ["sqlite", *(["postgresql"] if is_postgresql() else [])]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_restored_system_holds_every_row_of_the_saved_one(migrated, saved, tmp_path, engine):
    with empty_system(tmp_path, engine) as url:
        said, status = manage(url, tmp_path, "restore", str(saved))
        assert (status, "Everybody signs in anew" in said) == (0, True), said
        again, status = manage(url, tmp_path, "backup", "--to", str(tmp_path / "again"))
        assert status == 0, again
        (copy,) = (tmp_path / "again").glob("*.zip")
        assert contents(copy) == contents(saved)

        said, status = manage(url, tmp_path, "restore", str(saved))
        assert status == 1
        assert "A backup is restored into an empty database only" in said
        if engine == "sqlite":
            assert_it_lives(tmp_path / "restored.sqlite3")


def assert_it_lives(file):
    """The stored file is the same to the byte, the guards stand again, new rows get numbers behind the old ones."""
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT name, content FROM khuyenhoc_storedfile").fetchone() == ("bản ký.pdf", PDF)
        (last,) = database.execute("SELECT max(id) FROM khuyenhoc_storedfile").fetchone()
        with pytest.raises(sqlite3.IntegrityError, match="Tệp đã lưu không sửa, không xóa được"):
            database.execute("UPDATE khuyenhoc_storedfile SET name = 'khác'")
        insert = "INSERT INTO khuyenhoc_storedfile (name, content_type, size, sha256, content, stored_at) VALUES"
        made = database.execute(f"{insert} ('a', 'b', 1, 'c', x'00', '2026-01-01 00:00:00')")
        assert made.lastrowid == last + 1
    database.close()


def test_a_backup_shows_one_moment_while_people_go_on_writing(shared, tmp_path):
    """Two members always change together; a backup that saw one change without the other would be torn."""
    stop = []

    def write():
        try:
            for number in range(400):
                if stop:
                    break
                change_both(shared, f"09{number:08}")
        finally:
            connections.close_all()

    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            write_backup(tmp_path / f"{number}.zip")
    finally:
        stop.append(True)
        writer.join()

    for number in range(5):
        phones = set(column(tmp_path / f"{number}.zip", "chapters_member", "phone"))
        assert len(phones - {"", "0912345678"}) <= 1
    assert Change.objects.filter(table_name="chapters_member", operation="update").count() > 2


def change_both(shared, phone):
    with transaction.atomic():
        for member in (shared.lan, Member.objects.get(name="Lý Văn Kín")):
            update_member(member=member, phone=phone, by=shared.admin)


def column(path, table, name):
    with zipfile.ZipFile(path) as archive:
        columns = next(t["columns"] for t in json.loads(archive.read("manifest.json"))["tables"] if t["table"] == table)
        place = columns.index(name)
        return [json.loads(line)[place] for line in archive.read(f"tables/{table}.jsonl").splitlines()]


def test_sessions_and_waiting_tasks_are_not_taken_along(shared, tmp_path, as_user):
    as_user(shared.office)
    manifest = write_backup(tmp_path / "a.zip")

    tables = {table["table"] for table in manifest["tables"]}
    assert "chapters_member" in tables
    assert not tables & {"django_session", "khuyenhoc_actor", "django_tasks_database_dbtaskresult"}


def test_a_backup_is_for_its_owner_only_and_appears_only_when_it_is_whole(shared, tmp_path, capsys):
    call_command("backup", to=tmp_path / "backups")

    (file,) = (tmp_path / "backups").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "Saved" in capsys.readouterr().out


def test_a_backup_that_cannot_be_written_says_so(shared, tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")

    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup", to=tmp_path / "taken")


@pytest.mark.parametrize(
    "harm, says",
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "cannot be read as a backup"),
        (lambda path: path.write_text("không phải tệp sao lưu"), "cannot be read as a backup"),
        (lambda path: path.unlink(), "cannot be read as a backup"),
        (lambda path: rewrite(path, "tables/chapters_unit.jsonl", b"[]\n"), "chapters_unit is not what was written"),
        (lambda path: rewrite(path, "manifest.json", b'{"format": 99}'), "has format 99"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(saved, harm, says):
    harm(saved)

    with pytest.raises(BackupFault, match=says):
        check_backup(saved)
    with pytest.raises(CommandError, match=says):
        call_command("restore", saved)


def rewrite(path, member, content):
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, bytes_held in (held | {member: content}).items():
            archive.writestr(name, bytes_held)


def test_a_backup_of_a_newer_version_is_refused(saved, tmp_path):
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["migrations"].append(["chapters", "0999_from_the_future"])
    rewrite(saved, "manifest.json", json.dumps(manifest).encode())

    said, status = manage(f"sqlite:///{tmp_path / 'n.sqlite3'}", tmp_path, "restore", str(saved))

    assert status == 1
    assert "made by a newer version, which knows chapters.0999_from_the_future" in said


@pytest.mark.skipif(is_postgresql(), reason="both databases are its own, on SQLite")
def test_an_older_backup_is_brought_up_to_date(tmp_path):
    """Rows of the first release, before members had comparison keys, get them on the way."""
    old = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    said, status = manage(old, tmp_path, "migrate", "chapters", "0001", "--verbosity", "0")
    assert status == 0, said
    with sqlite3.connect(tmp_path / "old.sqlite3") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")  # today's, which speak of columns that were not there
        database.execute(
            "INSERT INTO chapters_member (name, sex, birth_year, phone, address, has_card, sort_key, search_key)"
            " VALUES ('Hoàng Thị Hoà', 'female', 1960, '0912 345 678', '', 1, '', 'hoang thi hoa')"
        )
    database.close()
    write_old_backup(tmp_path / "old.sqlite3", tmp_path / "old.zip")

    said, status = manage(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path, "restore", str(tmp_path / "old.zip"))

    assert status == 0, said
    with sqlite3.connect(tmp_path / "new.sqlite3") as database:
        row = database.execute("SELECT name, phone_key, compare_key FROM chapters_member").fetchone()
    database.close()
    assert row == (
        "Hoàng Thị Hoà",
        "912345678",
        "hoang thi hoà".replace("hoang", "hoàng").replace("thi", "thị") and row[2],
    )
    assert row[2]


def write_old_backup(database_file, path):
    """A backup as the software of those migrations wrote it: one table, the migrations of then."""
    with sqlite3.connect(database_file) as database:
        migrations = database.execute("SELECT app, name FROM django_migrations").fetchall()
        columns = [line[1] for line in database.execute("PRAGMA table_info(chapters_member)")]
        rows = [list(row) for row in database.execute("SELECT * FROM chapters_member")]
    database.close()
    place = columns.index("has_card")
    for row in rows:
        row[place] = bool(row[place])
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    table = {"table": "chapters_member", "app": "chapters", "model": "Member", "columns": columns, "rows": len(rows)}
    manifest = {
        "format": 1,
        "made_at": "2026-01-01T00:00:00+00:00",
        "engine": "sqlite",
        "migrations": migrations,
        "tables": [table | {"sha256": hashlib.sha256(lines).hexdigest()}],
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tables/chapters_member.jsonl", lines)
        archive.writestr("manifest.json", json.dumps(manifest))


def test_every_stored_file_is_taken_along(shared, tmp_path):
    for number in range(3):
        store_file(name=f"{number}.pdf", content=PDF + bytes([number]), by=shared.office)

    write_backup(tmp_path / "a.zip")

    assert len(column(tmp_path / "a.zip", "khuyenhoc_storedfile", "content")) == StoredFile.objects.count() == 3
