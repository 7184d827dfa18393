"""Who gets a certificate (giấy khen) of this association, by which design, and in which words."""

from chapters.models import Unit

from .lists import GIVEN, in_order
from .models import AwardForm, CertificateDesign, Decision, Nomination

YEAR = "[năm]"
SENTENCE = f"Đã có thành tích trong công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm {YEAR}"


def gives_paper(unit: Unit, form: AwardForm) -> bool:
    """Whether this association prints the certificates of a form: its own, or its level's. Another's print theirs."""
    return form.grantor_name == unit.association_name or form.grantor_level == unit.kind


def gets_certificate(decision: Decision, each: Nomination) -> bool:
    """Decided and not taken back, by a decision that we may print."""
    return each.state in GIVEN and gives_paper(decision.unit, each.form)


def recipients(decision: Decision) -> list[tuple[int, Nomination]]:
    """Those who get a certificate here, each with the number in the list; what was taken back keeps its number."""
    listed = in_order(decision.nominations.all()).select_related("unit__parent", "form__certificate_design")
    return [(number, each) for number, each in enumerate(listed, start=1) if gets_certificate(decision, each)]


def design_of(form: AwardForm) -> CertificateDesign:
    """Its own, or what one begins with."""
    own: CertificateDesign | None = getattr(form, "certificate_design", None)
    return own or CertificateDesign(form=form)


def sentence_of(design: CertificateDesign, year: int, own: str = "") -> str:
    """The words typed for this printing, else those of the design."""
    return (own or design.sentence or SENTENCE).replace(YEAR, str(year))
