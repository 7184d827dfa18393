"""Five hundred certificates: how many a second from the start on, and the highest memory of the process."""

import os
import resource
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from .stage import prepare_demo, say

MANY = 500
NAMES = (
    "Nông Thị Sen",
    "Chi hội Khuyến học Trường Trung học cơ sở xã Côn Minh",
    "Tập thể cán bộ, giáo viên, nhân viên và học sinh Trường Phổ thông dân tộc nội trú trung học cơ sở huyện Na Rì",
)


def benchmark() -> None:
    """In processes of their own, whose memory is that of the work alone; what is measured asks the database little."""
    for number in (25, MANY):
        with tempfile.TemporaryDirectory() as folder:
            environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            environment |= {"VAR_DIR": folder, "PYTHONPATH": str(Path(__file__).parents[2])}
            command = [sys.executable, "-m", "tests.benchmarks.certificates", str(number)]
            subprocess.run(command, env=environment, check=True)


def main(number: int) -> None:
    prepare_demo()
    job = order(number)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    from khuyenhoc.jobs import run_job

    started = perf_counter()
    run_job.call(job.pk)
    seconds = perf_counter() - started
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", number), job.message
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pace = f"{seconds:.1f} s, {number / seconds:.0f} a second"
    say(f"{number} certificates: {pace}; memory before {before:.0f} MB, peak {peak:.0f} MB")


def order(number: int):  # type: ignore[no-untyped-def]
    """The job over a decision of so many."""
    from django.db import transaction

    from awards import actions
    from awards.models import AwardForm
    from chapters.models import Unit, User

    by, unit = User.objects.get(username="vanphong"), Unit.objects.get(parent=None)
    form = AwardForm.objects.filter(grantor_name=unit.association_name, for_collective=True).first()
    facts = {"year": 2024, "form": form, "recipient_class": "collective", "unit": unit, "by": by}
    with transaction.atomic():
        drafts = [
            actions.nominate(recipient_name=f"{NAMES[place % len(NAMES)]} {place}", **facts) for place in range(number)
        ]
        listed = [actions.propose(nomination=draft, by=by) for draft in drafts]
        decision = actions.decide(
            nominations=listed, unit=unit, number="999/QĐ-HKH", signed_on=date(2024, 12, 1), by=by
        )
        return actions.print_certificates(decision=decision, place=unit.name, by=by).job


if __name__ == "__main__":
    main(int(sys.argv[1]))
