"""The papers of an adopted summary: made once from what was frozen, and stored; in the request where that is quick."""

import logging

from django.conf import settings

from chapters.models import User
from khuyenhoc.jobs import Job, start_job

from .actions import keep_papers
from .document import Document
from .models import Summary
from .papers import make_papers
from .reading import adopted_report

AT_ONCE = 40  # communes: a larger tree has papers that a reader would wait for too long
WORK = "reports.keeping.work"

logger = logging.getLogger("khuyenhoc.papers")


def make_and_keep(summary: Summary, site: str, by: User) -> None:
    """Make the papers and store them; `site` is the address that their codes lead to."""
    keep_papers(summary=summary, **make_papers(Document(adopted_report(summary), summary), site), by=by)


def start(summary: Summary, site: str, by: User) -> Job | None:
    """Now, or by the worker where there are many communes: then its job. What goes wrong may be tried again."""
    communes = sum(facts.get("kind") == "commune" for facts in summary.frozen.values_list("facts", flat=True))
    if communes > AT_ONCE:
        return start_job(WORK, subject=summary, label=f"Lưu bản in của {summary}", by=by)
    make_and_keep(summary, site, by)
    return None


def work(job: Job) -> str:
    """The job of a large tree."""
    summary = Summary.objects.select_related("period", "unit").get(pk=job.subject_id)
    if summary.pdf_id:
        return "Bản in đã lưu."
    by = User.objects.get(pk=job.started_by_id)
    make_and_keep(summary, site_of_settings(), by)
    return "Đã lưu bản in PDF, Word, Excel."


def latest_job(summary: Summary) -> Job | None:
    return Job.objects.filter(work=WORK, subject_id=summary.pk).order_by("-pk").first()


def site_of_settings() -> str:
    """By which name we are called, where no request tells."""
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))), "127.0.0.1")
    return f"{'https' if settings.HTTPS else 'http'}://{host}/"
