"""What the worker does for the awards. Each can be killed at any moment and run again."""

from khuyenhoc.actions import Refusal
from khuyenhoc.jobs import Job
from khuyenhoc.numbers import format_number

from .actions import keep_certificates
from .actions.certificates import NOBODY
from .models import CertificatePrint
from .printing import certificates_of, render


def make_certificates(job: Job) -> str:
    """Run again, it begins anew: nothing is kept before all is there. What was taken back meanwhile is left out."""
    orders = CertificatePrint.objects.select_related("decision__unit__parent", "made_by")
    printing = orders.get(pk=job.subject_id)
    if printing.file_id:
        return "Đã in xong."
    certificates = certificates_of(printing)
    if not certificates or printing.decision.voided_at:
        raise Refusal(NOBODY)
    job.beat(0, len(certificates))
    content = render(certificates, demo=printing.made_by.is_demo, told=job.beat)
    job.beat(len(certificates))
    keep_certificates(printing=printing, content=content, by=printing.made_by)
    return f"Đã in {format_number(len(certificates))} giấy khen."
