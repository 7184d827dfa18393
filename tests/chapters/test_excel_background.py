"""Large workbooks: in the background, in batches; a worker that is killed writes no row twice and forgets none."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chapters.actions import update_member
from chapters.excel.members import MemberImporter
from chapters.models import Member, Membership
from khuyenhoc.actions import Refusal
from khuyenhoc.imports import actions, models, work
from khuyenhoc.imports.actions import run_import_again
from khuyenhoc.imports.models import Import
from khuyenhoc.jobs import Job, run_job

from ..conftest import make_district
from ..crowds import really_shared
from ..databases import address
from .excel import confirm, counts, members_of, undo, upload

ROWS = 60


@pytest.fixture(autouse=True)
def _small(settings, monkeypatch):
    """What is large here is twenty rows, and jobs wait until a test runs them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(actions, "IN_REQUEST", 20)
    monkeypatch.setattr(work, "WRITTEN_AT_ONCE", 10)


def many():
    return members_of(
        *(
            (f"Nông Thị Sen {number:03}", "nữ", 1940 + number, "Chi hội thôn Bản Cào", "01/05/2020", "")
            for number in range(ROWS)
        )
    )


def run(imported):
    run_job.call(imported.job_id)
    imported.refresh_from_db()
    return imported


def names():
    return Counter(Member.objects.filter(name__startswith="Nông Thị Sen").values_list("name", flat=True))


def previewed(cast):
    return run(upload(cast.con_minh, many(), cast.con_minh_officer))


def test_a_large_workbook_is_checked_and_written_in_the_background(cast):
    imported = upload(cast.con_minh, many(), cast.con_minh_officer)
    assert (imported.state, imported.job.state) == ("read", "queued")

    run(imported)
    assert (imported.state, counts(imported).new) == ("previewed", ROWS)

    imported = confirm(imported, cast.con_minh_officer)
    assert (imported.state, len(names())) == ("applying", 0)

    run(imported)
    assert (imported.state, imported.cursor, imported.counts["new_written"]) == ("done", ROWS, ROWS)
    assert imported.job.state == "done"
    assert set(names().values()) == {1}


def test_the_file_comes_from_the_database_once_and_not_with_every_batch(cast):
    imported = confirm(previewed(cast), cast.con_minh_officer)

    with CaptureQueriesContext(connection) as queries:
        run_job.call(imported.job_id)

    reads = [query for query in queries.captured_queries if query["sql"].startswith("SELECT")]
    assert len(names()) == ROWS
    assert sum('"khuyenhoc_import"."content"' in query["sql"] for query in reads) == 1


@pytest.mark.parametrize("piece", [1, 7, 8, 100])
def test_a_file_read_in_pieces_is_the_same(cast, monkeypatch, piece):
    content = bytes(range(256))[:56]
    imported = Import.objects.create(
        kind="members", unit_id=cast.con_minh.pk, file_name="a.xlsx", content=content, uploaded_by=cast.office
    )
    monkeypatch.setattr(models, "PIECE", piece)

    assert Import.objects.defer("content").get(pk=imported.pk).workbook() == content
    Import.objects.update(content=None)
    assert Import.objects.defer("content").get(pk=imported.pk).workbook() == b""


def test_a_large_file_with_faults_is_kept_to_be_handed_back(cast):
    faulty = members_of(
        ("Lý Văn Kín", "nam", "sinh đâu nhớ", "Chi hội thôn Bản Cào", "01/05/2020", ""),
        *((f"Nông Thị Sen {number:03}", "nữ", 1940, "Chi hội thôn Bản Cào", "01/05/2020", "") for number in range(30)),
    )
    imported = run(upload(cast.con_minh, faulty, cast.con_minh_officer))
    assert bytes(imported.content) == faulty

    imported = run(confirm(imported, cast.con_minh_officer, only_good=True))

    assert (imported.state, len(names())) == ("done", 30)
    assert bytes(imported.content) == faulty


def test_a_large_import_is_undone_in_the_background(cast):
    imported = run(confirm(previewed(cast), cast.con_minh_officer))

    imported = undo(imported, cast.con_minh_officer)
    assert imported.state == "done"
    run(imported)

    assert imported.state == "undone"
    assert not Membership.objects.genuine().filter(member__name__startswith="Nông Thị Sen").exists()


def test_an_undoing_that_is_refused_in_the_background_says_why_on_the_page(cast, as_user):
    imported = run(confirm(previewed(cast), cast.con_minh_officer))
    update_member(member=Member.objects.get(name="Nông Thị Sen 007"), address="Nhà số 5", by=cast.office)

    run(undo(imported, cast.con_minh_officer))

    page = as_user(cast.con_minh_officer).get(f"/nhap-excel/{imported.pk}/")
    assert "đã có người sửa Nông Thị Sen 007" in page.text
    assert Membership.objects.genuine().filter(member__name__startswith="Nông Thị Sen").count() == ROWS


def test_a_cancelled_check_stays_cancelled(cast):
    imported = upload(cast.con_minh, many(), cast.con_minh_officer)
    actions.cancel_import(imported=imported, by=cast.con_minh_officer)

    run(imported)

    assert imported.state == "cancelled"
    assert imported.content is None


def test_what_changed_meanwhile_is_shown_again_before_the_first_row_is_written(cast):
    imported = confirm(previewed(cast), cast.con_minh_officer)
    cast.ban_cao.keeps_roster = False
    cast.ban_cao.save()

    run(imported)

    assert (imported.state, counts(imported).faulty, len(names())) == ("previewed", ROWS, 0)


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    """The cast, and the address of a database that another process can open; SQLite's test one lives in memory."""
    cast = make_district()
    with really_shared(tmp_path):
        yield cast, address(connection.settings_dict["NAME"])


# Another process, which runs the job and kills itself: between two batches, or in the middle of one.
WORKER = """
import os, signal, sys
import django
django.setup()
from chapters.excel.members import MemberImporter
from khuyenhoc.imports import work
from khuyenhoc.imports.models import Import
from khuyenhoc.jobs import Job, run_job

work.WRITTEN_AT_ONCE = 10
beat, apply, seen = Job.beat, MemberImporter.apply, []

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def beat_and_die(job, done, total=None):
    beat(job, done, total)
    if sys.argv[2] == "between" and done == 20:
        die()

def apply_and_die(importer, verdicts, context):
    apply(importer, verdicts, context)
    seen.append(verdicts)
    if sys.argv[2] == "inside" and len(seen) == 3:
        die()

Job.beat, MemberImporter.apply = beat_and_die, apply_and_die
run_job.call(int(sys.argv[1]))
"""


@pytest.mark.parametrize("moment", ["between", "inside"])
def test_a_killed_worker_goes_on_where_it_was_and_writes_every_row_once(on_disk, moment):
    cast, url = on_disk
    imported = confirm(previewed(cast), cast.con_minh_officer)

    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(imported.job_id), moment],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "khuyenhoc.settings"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        timeout=60,
    )
    assert worker.returncode == -signal.SIGKILL, worker.stderr.decode()
    assert names().total() == 20
    imported.refresh_from_db()
    assert (imported.state, imported.cursor, imported.job.state) == ("applying", 20, "running")

    Job.objects.filter(pk=imported.job_id).update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    run_import_again(imported=imported, by=cast.con_minh_officer)
    run(imported)

    assert (imported.state, imported.counts["new_written"]) == ("done", ROWS)
    assert (len(names()), names().total()) == (ROWS, ROWS)


def test_a_worker_that_was_thought_dead_writes_nothing_more(cast):
    imported = confirm(previewed(cast), cast.con_minh_officer)
    job = Job.objects.get(pk=imported.job_id)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    job.refresh_from_db()
    run_again_elsewhere(imported)

    assert work.write(job) == "Không còn gì để ghi."
    assert names().total() == ROWS


@pytest.fixture
def breaks_down(monkeypatch):
    """From which batch on the writing fails, again and again; put another number in to change it."""
    first, batches, apply = [0], [], MemberImporter.apply

    def fail(importer, verdicts, context):
        batches.append(verdicts)
        if len(batches) > first[0]:
            raise RuntimeError("the disk is full")
        apply(importer, verdicts, context)

    monkeypatch.setattr(MemberImporter, "apply", fail)
    return first


def test_a_writing_that_fails_for_good_is_stopped_where_it_is_and_can_be_undone(cast, as_user, breaks_down):
    breaks_down[0] = 2
    client, address = as_user(cast.con_minh_officer), "/nhap-excel/{}/"
    imported = run(confirm(previewed(cast), cast.con_minh_officer))

    offered = client.get(address.format(imported.pk))
    stopped = client.post(address.format(imported.pk) + "dung/", follow=True)

    assert "Đã ghi 20 dòng. Chạy lại thì ghi tiếp các dòng sau, không ghi lại dòng nào" in offered.text
    assert "Đã dừng sau 20 trong 60 dòng; các dòng sau chưa ghi." in stopped.text
    assert names().total() == 20
    imported.refresh_from_db()
    assert run(undo(imported, cast.con_minh_officer)).state == "undone"
    assert not Membership.objects.genuine().filter(member__name__startswith="Nông Thị Sen").exists()


def test_stopped_before_the_first_row_it_is_as_if_never_begun(cast, breaks_down):
    imported = run(confirm(previewed(cast), cast.con_minh_officer))

    stopped = actions.stop_import(imported=imported, by=cast.con_minh_officer)
    again = actions.stop_import(imported=imported, by=cast.con_minh_officer)

    assert (stopped.state, stopped.content, names().total()) == ("cancelled", None, 0)
    assert again.state == "cancelled"


def test_what_is_running_or_waits_to_be_confirmed_is_not_stopped(cast):
    imported = previewed(cast)
    waiting = "Lần nhập này không đang ghi nên không có gì để dừng. Xin xem lại trang."
    running = "Việc này đang chạy hoặc đã xong, không cần dừng. Xin xem lại trang sau ít phút."

    for expected in (waiting, running):
        with pytest.raises(Refusal, match=expected):
            actions.stop_import(imported=imported, by=cast.con_minh_officer)
        imported = confirm(imported, cast.con_minh_officer)
    assert run(imported).state == "done"


def run_again_elsewhere(imported):
    Job.objects.filter(pk=imported.job_id).update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    run(imported)
