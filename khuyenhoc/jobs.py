"""Work that takes longer than a request: run by the worker, with a progress bar that one may leave.

A killed worker leaves its job behind with a heart that no longer beats; whoever started it may run it again. What a
job does must therefore go on where it stopped: each attempt has a number, and an overtaken one stops at its next beat.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from .actions import Refusal

STALE_AFTER = timedelta(seconds=60)
BROKEN = "Máy gặp lỗi khi làm việc này. Xin làm lại lần nữa; nếu vẫn lỗi, xin báo Thường trực Hội kèm giờ xảy ra."

logger = logging.getLogger("khuyenhoc.jobs")


class Overtaken(Exception):
    """Another worker has taken the job over; this one stops without a word."""


class Job(models.Model):
    """Việc chạy nền: a piece of long work, its progress and its heartbeat.

    `work` is the dotted name of a function that takes the job; `subject_id` is the record it works on.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "đang chờ"
        RUNNING = "running", "đang chạy"
        DONE = "done", "đã xong"
        FAILED = "failed", "không xong"

    work = models.CharField("việc", max_length=100)
    subject_id = models.BigIntegerField("hồ sơ")
    label = models.CharField("tên việc", max_length=200)
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tất cả", default=0)
    attempts = models.PositiveSmallIntegerField("số lần chạy", default=0)
    message = models.CharField("kết quả", max_length=500, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người bắt đầu"
    )
    created_at = models.DateTimeField("giao lúc", auto_now_add=True)
    heartbeat_at = models.DateTimeField("còn chạy lúc", default=timezone.now)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "việc chạy nền"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running"], finished_at=None)
                | models.Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="job_finished_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def is_stale(self) -> bool:
        """Nobody is at it any more: the worker was killed, or none is running."""
        return self.is_open and timezone.now() - self.heartbeat_at > STALE_AFTER

    @property
    def may_run_again(self) -> bool:
        return self.is_stale or self.state == self.State.FAILED

    def beat(self, done: int, total: int | None = None) -> None:
        """Tell how far it is; call it between batches, never inside a long transaction (SQLite has one writer)."""
        self.done, self.total = done, self.total if total is None else total
        mine = Job.objects.filter(pk=self.pk, attempts=self.attempts, state=Job.State.RUNNING)
        if not mine.update(done=self.done, total=self.total, heartbeat_at=timezone.now()):
            raise Overtaken


def start_job(work: str, *, subject: models.Model, label: str, by: Any) -> Job:
    """Hand a piece of work, named with dots, to the worker, in the caller's transaction."""
    job = Job.objects.create(work=work, subject_id=subject.pk, label=label[:200], started_by=by)
    run_job.enqueue(job.pk)
    return job


def run_again(job: Job, by: Any = None) -> None:
    """Put a stopped or failed job back into the queue; a second click finds it there and is refused.

    `by` is in whose right it runs now, where that is not who started it.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not job.may_run_again:
        raise Refusal("Việc này đang chạy hoặc đã xong, không cần chạy lại. Xin xem lại trang sau ít phút.")
    job.state, job.heartbeat_at, job.finished_at, job.message = Job.State.QUEUED, timezone.now(), None, ""
    job.started_by = by or job.started_by
    job.save()
    run_job.enqueue(job.pk)


def give_up(job: Job, message: str) -> None:
    """End a stopped or failed job for good; a worker that was only slow finds its attempt overtaken."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not job.may_run_again:
        raise Refusal("Việc này đang chạy hoặc đã xong, không cần dừng. Xin xem lại trang sau ít phút.")
    job.state, job.message, job.finished_at = Job.State.FAILED, message[:500], timezone.now()
    job.attempts += 1
    job.save()


@task()
def run_job(pk: int) -> None:
    job = _claim(pk)
    if job is None:
        return
    try:
        message, state = import_string(job.work)(job), Job.State.DONE
    except Overtaken:
        return
    except Refusal as refusal:
        message, state = str(refusal), Job.State.FAILED
    except Exception:  # the worker must live on, and whoever waits must be told
        logger.exception("job %s (%s) failed", job.pk, job.work)
        message, state = BROKEN, Job.State.FAILED
    now = timezone.now()
    mine = Job.objects.filter(pk=pk, attempts=job.attempts)
    mine.update(state=state, message=message[:500], finished_at=now, heartbeat_at=now)


@transaction.atomic
def _claim(pk: int) -> Job | None:
    """The job as ours with a new number of attempt; None when somebody is at it or it is done."""
    job = Job.objects.select_for_update().select_related(None).get(pk=pk)
    if not job.is_open or (job.state == Job.State.RUNNING and not job.is_stale):
        return None
    job.state, job.heartbeat_at = Job.State.RUNNING, timezone.now()
    job.attempts += 1
    job.save()
    return job
