"""What a certificate says, in which lines, and the PDF of one or of hundreds (docs/decisions/0020)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from chapters.models import Member, Unit
from chapters.signing import signer_of
from khuyenhoc.dates import date_in_words
from khuyenhoc.fitting import Fitted, fit
from khuyenhoc.names import search_key
from khuyenhoc.papers import Signer, dated_line
from khuyenhoc.pdf import render_pieces

from .certificates import design_of, recipients, sentence_of
from .letter_parts import place_of
from .models import AwardForm, CertificateDesign, CertificatePrint, Decision, Nomination, RecipientClass

PAGES_AT_ONCE = 25

# How wide the text is, in mm, and for each line of the certificate its sizes, with how many lines one may take.
WIDTH = 237
HEADINGS = ((36, 1), (30, 1), (26, 1), (22, 2))
NAMES = ((30, 1), (26, 2), (22, 2), (19, 3), (16, 3))
PLACES = ((15, 1), (14, 2), (12, 3))
SENTENCES = ((17, 2), (15, 3))
MOST_LINES = 6  # of name, place and words together; with more the gaps shrink, so that the signature keeps its room

LONG_NAME = (
    "Cán bộ, giáo viên, nhân viên và học sinh Trường Phổ thông dân tộc nội trú trung học cơ sở và trung học phổ thông "
    "huyện"
)

CALLED = {Member.Sex.MALE: "Ông", Member.Sex.FEMALE: "Bà"}
KINDS = {RecipientClass.HOUSEHOLD: ("Gia đình", "Hộ"), RecipientClass.CLAN: ("Dòng họ", "Họ", "Tộc")}


@dataclass(frozen=True)
class Certificate:
    """One sheet. `number` is that of the recipient in the decision's list, whatever became of others on it."""

    design: CertificateDesign
    issuer: str
    heading: Fitted
    called: str
    name: Fitted
    place: Fitted
    sentence: Fitted
    dated: str
    signer: Signer
    decided: str
    number: int

    @property
    def is_tight(self) -> bool:
        return sum(len(each.lines) for each in (self.name, self.place, self.sentence)) > MOST_LINES


def certificates_of(printing: CertificatePrint) -> list[Certificate]:
    """In the order of the list; a constant number of queries."""
    decision = printing.decision
    signer = signer_of(decision.unit, printing.dated_on or decision.signed_on)
    wanted = [(number, each) for number, each in recipients(decision) if printing.nomination_id in (None, each.pk)]
    return [_certificate(printing, number, each, signer) for number, each in wanted]


def _certificate(printing: CertificatePrint, number: int, each: Nomination, in_office: Signer) -> Certificate:
    decision, design = printing.decision, design_of(each.form)
    return Certificate(
        design=design,
        issuer=decision.grantor_name.upper(),
        heading=fit(heading_of(each.form), sizes=HEADINGS, width=WIDTH),
        called=_called(each),
        name=fit(each.recipient_name, sizes=NAMES, width=WIDTH),
        place=fit(_where(each), sizes=PLACES, width=WIDTH),
        sentence=fit(sentence_of(design, each.year, printing.sentence), sizes=SENTENCES, width=WIDTH),
        dated=dated_line(printing.place, printing.dated_on),
        signer=Signer(tuple(design.signer_title.splitlines()), design.signer_name or in_office.name),
        decided=f"Quyết định số {decision.number} {date_in_words(decision.signed_on)}",
        number=number,
    )


def heading_of(form: AwardForm) -> str:
    if form.sort == AwardForm.Sort.AWARD:
        return f"TẶNG {form.name.upper()}"
    is_said = "danh hieu" in search_key(form.name)
    return f"CÔNG NHẬN {'' if is_said else 'DANH HIỆU '}{form.name.upper()}"


def _called(each: Nomination) -> str:
    """What stands above the name; nothing where the name says it already."""
    if each.recipient_class == RecipientClass.PERSON:
        return CALLED.get(Member.Sex(each.sex), "") if each.sex else ""
    words = KINDS.get(RecipientClass(each.recipient_class), ())
    is_said = each.recipient_name.casefold().startswith(tuple(f"{word.casefold()} " for word in words))
    return words[0] if words and not is_said else ""


def _where(each: Nomination) -> str:
    """Of a chapter also the commune: another commune may have one of that name."""
    place, above = place_of(each), each.unit.parent
    is_said = each.unit.is_association_level or above is None or above.full_name in place
    return place if is_said or above is None else ", ".join(filter(None, [place, above.full_name]))


def render(certificates: Sequence[Certificate], *, demo: bool, told: Callable[[int], object] = lambda _: None) -> bytes:
    """A page each, laid out a few at a time, so that somebody who waits is told how far it is."""
    pieces = (
        {"certificates": certificates[start : start + PAGES_AT_ONCE], "demo": demo}
        for start in range(0, len(certificates), PAGES_AT_ONCE)
    )
    return render_pieces("awards/certificates_pdf.html", pieces, told)


def samples(form: AwardForm, unit: Unit) -> list[Certificate]:
    """A short name and a long one, to hold against the stationery; nobody's."""
    today = timezone.localdate()
    decision = Decision(unit=unit, grantor_name=form.grantor_name, number="…/QĐ-HKH", signed_on=today, year=today.year)
    order = CertificatePrint(decision=decision, place=unit.name, dated_on=today)
    signer = signer_of(unit, today)
    facts = {"form": form, "unit": unit, "year": today.year}
    listed = [
        Nomination(recipient_name="Nguyễn Văn A", recipient_class="person", sex="male", **facts),
        Nomination(recipient_name=LONG_NAME, recipient_class="collective", **facts),
    ]
    return [_certificate(order, number, each, signer) for number, each in enumerate(listed, start=1)]
