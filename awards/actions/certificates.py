from datetime import date
from typing import Any

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.files import store_file
from khuyenhoc.jobs import run_again, start_job
from khuyenhoc.names import nfc, nfc_lines

from ..certificates import design_of, recipients
from ..models import AwardForm, CertificateDesign, CertificatePrint, Decision, Nomination
from .catalogue import require_root

NOBODY = "Không có giấy khen nào để in: chỉ in cho trường hợp đã có quyết định của Hội và không bị thu hồi."


@verb
def set_certificate_design(*, form: AwardForm, by: User, **facts: Any) -> CertificateDesign:
    """How the certificates of a form are printed; `facts` are the fields of CertificateDesign."""
    require_root(by)
    form = AwardForm.objects.select_for_update().get(pk=form.pk)
    design = design_of(form)
    for name, value in facts.items():
        setattr(design, name, value)
    design.sentence, design.signer_name = nfc(design.sentence), nfc(design.signer_name)
    design.signer_title = nfc_lines(design.signer_title)
    save_checked(design)
    return design


@verb
def print_certificates(
    *,
    decision: Decision,
    place: str,
    by: User,
    nomination: Nomination | None = None,
    sentence: str = "",
    dated_on: date | None = None,
) -> CertificatePrint:
    """Order the certificates of a decision, or of one on its list; a job makes the file."""
    require(by, "decide_awards", decision.unit)
    printing = CertificatePrint(
        decision=decision,
        nomination=nomination,
        sentence=nfc(sentence),
        place=nfc(place),
        dated_on=dated_on,
        made_by=by,
    )
    printing.size = sum(nomination in (None, each) for _, each in recipients(decision))
    if not printing.size:
        raise Refusal(NOBODY, "nomination")
    save_checked(printing)
    printing.job = start_job("awards.work.make_certificates", subject=printing, label=_label(printing), by=by)
    save_checked(printing)
    return printing


def _label(printing: CertificatePrint) -> str:
    return f"In {printing.size} giấy khen theo {str(printing.decision).replace('Quyết', 'quyết')}"


@verb
def keep_certificates(*, printing: CertificatePrint, content: bytes, by: User) -> CertificatePrint:
    """The file, once; what a worker that was thought dead brings later is left."""
    printing = CertificatePrint.objects.select_for_update(of=("self",)).get(pk=printing.pk)
    if printing.file_id is None:
        printing.file = store_file(name=f"giay-khen-{printing.pk}.pdf", content=content, by=by)
        save_checked(printing)
    return printing


@verb
def print_certificates_again(*, printing: CertificatePrint, by: User) -> CertificatePrint:
    """Let a stopped or failed job begin anew."""
    require(by, "decide_awards", printing.decision.unit)
    if printing.job is None or printing.file_id:
        raise Refusal("Giấy khen đã in xong, không cần in lại. Xin tải tệp.")
    run_again(printing.job)
    return printing
