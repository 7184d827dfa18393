"""Long work: handed over, counted, seen when it stops, run again by one worker only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from khuyenhoc.actions import Refusal
from khuyenhoc.jobs import BROKEN, Job, Overtaken, run_again, run_job, start_job

DONE = []


@pytest.fixture(autouse=True)
def _queue(settings):
    """Jobs wait until a test runs them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    DONE.clear()


def count_to_three(job):
    for done in (1, 2, 3):
        job.beat(done, 3)
    DONE.append(job.subject_id)
    return "Đã đếm đến ba."


def refuse(job):
    raise Refusal("Không đếm được. Xin thử số khác.")


def break_down(job):
    raise ZeroDivisionError


def handed_over(cast, work):
    return start_job(f"{__name__}.{work.__name__}", subject=cast.con_minh, label="Đếm", by=cast.office)


def run(job):
    run_job.call(job.pk)
    job.refresh_from_db()
    return job


def grown_stale(job):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))
    job.refresh_from_db()
    return job


def test_a_job_waits_runs_and_says_what_came_of_it(cast):
    job = handed_over(cast, count_to_three)
    assert (job.state, job.is_open) == ("queued", True)

    run(job)

    assert (job.state, job.message, job.done, job.total) == ("done", "Đã đếm đến ba.", 3, 3)
    assert cast.con_minh.pk in DONE


def test_a_refusal_reaches_whoever_waits(cast):
    assert run(handed_over(cast, refuse)).message == "Không đếm được. Xin thử số khác."


def test_a_broken_job_is_failed_in_words_and_the_worker_lives_on(cast, caplog):
    job = run(handed_over(cast, break_down))

    assert (job.state, job.message) == ("failed", BROKEN)


def test_a_job_whose_heart_stopped_is_seen_and_may_run_again(cast):
    job = handed_over(cast, count_to_three)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    job.refresh_from_db()
    assert not job.is_stale
    with pytest.raises(Refusal, match="đang chạy hoặc đã xong"):
        run_again(job)

    assert grown_stale(job).is_stale
    run_again(job)

    assert run(job).state == "done"
    assert job.attempts == 2


def test_a_job_that_is_running_is_not_run_beside_itself(cast):
    job = handed_over(cast, count_to_three)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)

    run(job)

    assert (job.state, DONE) == ("running", [])


def test_an_overtaken_worker_stops_at_its_next_beat(cast):
    job = handed_over(cast, count_to_three)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=2)
    first = Job.objects.get(pk=job.pk)
    Job.objects.filter(pk=job.pk).update(attempts=3)

    with pytest.raises(Overtaken):
        first.beat(1)
