"""The papers of an award: petition, minutes, decision, list for the conference; what they say, for every medium."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Min, Q

from chapters.models import Membership, Unit
from chapters.reach import within
from chapters.signing import signer_of
from khuyenhoc.dates import date_in_words, format_date
from khuyenhoc.numbers import format_count
from khuyenhoc.papers import Attachment, Column, Group, Paper, Signer, dated_line, number_line

from .actions.common import examiner_above, is_last
from .letter_parts import ended, forms_in_words, groups_of, place_of
from .lists import GIVEN, PENDING, in_order, votes_in_order
from .models import AwardForm, Council, Decision, Nomination, NominationQuerySet, RecipientClass, Vote
from .models.rounds import paths_to
from .words import awards_in_words

State = Nomination.State
COUNCIL_NAME = "Hội đồng thi đua – khen thưởng"
UNBROKEN = "thi đua – khen thưởng".replace(" ", "\N{NO-BREAK SPACE}")  # on a line of its own in the letterhead

EXCERPT = (  # danh sách trích ngang, DOMAIN 4
    Column("TT", 5, is_text=False),
    Column("Họ và tên, tên tập thể", 15),
    Column("Năm sinh (nam/nữ)", 8, is_text=False),
    Column("Chức vụ, đơn vị", 15),
    Column("Số năm công tác Hội", 7, is_text=False),
    Column("Tóm tắt thành tích", 20),
    Column("Đã được khen (số QĐ, ngày)", 14),
    Column("Đề nghị", 8),
    Column("Ghi chú", 8),
)
RESULTS = (
    Column("TT", 5, is_text=False),
    Column("Họ và tên, tên tập thể", 22),
    Column("Chức vụ, đơn vị", 22),
    Column("Đồng ý", 8, is_text=False),
    Column("Không đồng ý", 8, is_text=False),
    Column("Không bỏ phiếu", 8, is_text=False),
    Column("Kết quả", 12, is_text=False),
    Column("Ghi chú, lý do", 15),
)
HONOURED = (
    Column("TT", 6, is_text=False),
    Column("Họ và tên, tên tập thể", 34),
    Column("Chức vụ, đơn vị", 40),
    Column("Ghi chú", 20),
)
RUNNING_ORDER = (
    Column("TT", 6, is_text=False),
    Column("Họ và tên, tên tập thể", 28),
    Column("Chức vụ, đơn vị", 32),
    Column("Số quyết định, ngày", 20),
    Column("Ký nhận", 14),
)


# The petition


def petitioned(unit: Unit) -> NominationQuerySet:
    """What the unit has put its name to and no grantor has decided: sent up by it, or examined as the last level."""
    went_up = Q(at__path__in=paths_to(unit.path)[:-1])
    found: NominationQuerySet = Nomination.objects.filter(within([unit.path], "unit__path"), state__in=PENDING)
    return found.filter(went_up | Q(at=unit, state=State.ENDORSED))


def petition(unit: Unit, award: AwardForm, year: int) -> Paper:
    """To the grantor of this form, over everything put forward to it in that year, whatever the form."""
    sent = petitioned(unit).filter(form__grantor_name=award.grantor_name, year=year)
    listed = list(in_order(sent).select_related("unit__parent"))
    issuer = unit.association_name
    is_to_itself = gives(unit, award.grantor_name)
    proposer = "Thường trực Hội" if is_to_itself else issuer
    addressee = award.grantor_name if is_last(unit, award) else examiner_above(unit).association_name
    addressee = f"Ban Thường vụ {addressee}" if is_to_itself else addressee
    attached = f"(Kèm theo Tờ trình năm {year} của {proposer})"
    lines = [("", f"- {words}") for words in ended(forms_in_words(listed), ".")]
    return Paper(
        kind="TỜ TRÌNH",
        about=f"Về việc đề nghị {award.grantor_name} khen thưởng năm\N{NO-BREAK SPACE}{year}",
        issuer=proposer,
        issuer_above=issuer if is_to_itself else _above(unit),
        number=number_line("", "TTr-HKH"),
        dated=dated_line(unit.name, None),
        addressee=addressee,
        paragraphs=[
            (
                "",
                f"{_basis(unit, listed, year)}, {proposer} kính đề nghị {award.grantor_name} xét tặng:",
            ),
            *lines,
            ("", f"Tổng số {format_count(len(listed))} trường hợp (có danh sách trích ngang kèm theo)."),
            ("", f"Kính đề nghị {addressee} xem xét, quyết định./."),
        ],
        signers=[Signer(("TM. THƯỜNG TRỰC HỘI",)) if is_to_itself else signer_of(unit)],
        recipients=("- Như trên;", "- Lưu: VT."),
        attachments=[Attachment("DANH SÁCH TRÍCH NGANG", EXCERPT, _excerpt(listed), attached)],
    )


def _basis(unit: Unit, listed: Sequence[Nomination], year: int) -> str:
    days = _sittings(unit, listed)
    basis = f"Căn cứ kết quả công tác khuyến học, khuyến tài năm {year}"
    return f"{basis} và kết quả họp {COUNCIL_NAME} {days}" if days else basis


def _sittings(unit: Unit, listed: Sequence[Nomination]) -> str:
    """ "ngày 20/12/2023": when the unit's own council passed any of these."""
    passed = Council.objects.filter(
        unit=unit, votes__nomination__in=[each.pk for each in listed], votes__is_passed=True
    )
    days = passed.exclude(settled_at=None).order_by("held_on").values_list("held_on", flat=True).distinct()
    return ", ".join(f"ngày {format_date(day)}" for day in days)


def _excerpt(listed: Sequence[Nomination]) -> list[Group]:
    service, earlier = _service_years(listed), _earlier_awards(listed)
    return groups_of(
        EXCERPT,
        listed,
        lambda each: (
            each.recipient_name,
            _birth(each),
            place_of(each),
            service.get(each.pk, ""),
            each.achievements,
            each.earlier_awards or earlier.get(each.pk, ""),
            each.form.name,
            each.note,
        ),
    )


def _birth(each: Nomination) -> str:
    sex = each.get_sex_display() if each.sex else ""
    if each.birth_year is None:
        return sex
    return f"{each.birth_year} ({sex})" if sex else str(each.birth_year)


def _service_years(listed: Sequence[Nomination]) -> dict[int, str]:
    """As typed, else since the member's first membership; one query for all."""
    members = [each.member_id for each in listed if each.member_id]
    genuine = Membership.objects.genuine().filter(member__in=members).order_by()
    since = {line["member"]: line["first"] for line in genuine.values("member").annotate(first=Min("since"))}
    found: dict[int, str] = {}
    for each in listed:
        if each.service_years is not None:
            found[each.pk] = str(each.service_years)
        elif each.member_id in since:
            found[each.pk] = str(max(each.year - since[each.member_id].year, 0))
    return found


def _earlier_awards(listed: Sequence[Nomination]) -> dict[int, str]:
    """What members and units among them were given before; one query for all."""
    members = {each.member_id for each in listed if each.member_id}
    units = {each.recipient_unit_id for each in listed if each.recipient_unit_id}
    before = Nomination.objects.filter(Q(member__in=members) | Q(recipient_unit__in=units), state__in=GIVEN)
    given = list(before.select_related("form", "decision"))
    return {
        each.pk: awards_in_words(one for one in given if _is_same(each, one) and each.pk != one.pk) for each in listed
    }


def _is_same(one: Nomination, other: Nomination) -> bool:
    if one.member_id:
        return one.member_id == other.member_id
    return one.recipient_unit_id is not None and one.recipient_unit_id == other.recipient_unit_id


# The minutes


def minutes(council: Council) -> Paper:
    votes = list(votes_in_order(council))
    unit = council.unit
    absent = council.size - council.attended
    place = f", tại {council.place}" if council.place else ""
    attended = f"{COUNCIL_NAME} có {format_count(council.size)} thành viên; có mặt {format_count(council.attended)}"
    chaired = [
        f"Chủ trì: {council.chair}." if council.chair else "",
        f"Thư ký: {council.secretary}." if council.secretary else "",
    ]
    return Paper(
        kind="BIÊN BẢN",
        about=f"Họp {COUNCIL_NAME} ngày {format_date(council.held_on)}",
        issuer=COUNCIL_NAME.replace("thi đua – khen thưởng", UNBROKEN),
        issuer_above=unit.association_name,
        number=number_line("", "BB-HĐ"),
        dated=dated_line(unit.name, council.held_on),
        note="" if council.settled_at else "(Dự thảo, kết quả chưa chốt)",
        paragraphs=[
            ("1. Thời gian, địa điểm:", f"{date_in_words(council.held_on)}{place}."),
            ("2. Thành phần:", " ".join([f"{attended}, vắng {format_count(absent)}.", *chaired])),
            ("3. Nội dung:", f"Xét {format_count(len(votes))} trường hợp được đề nghị trong đợt “{council.round}”."),
            ("4. Kết quả:", _result(votes)),
            ("", "Biên bản đã được đọc lại và các thành viên có mặt thống nhất./."),
        ],
        signers=[Signer(("THƯ KÝ",), council.secretary), Signer(("CHỦ TRÌ",), council.chair)],
        attachments=[
            Attachment(
                "KẾT QUẢ BỎ PHIẾU",
                RESULTS,
                _vote_groups(votes, council.attended),
                f"(Kèm theo Biên bản họp ngày {format_date(council.held_on)})",
            )
        ],
    )


def _result(votes: Sequence[Vote]) -> str:
    passed = [vote.nomination for vote in votes if vote.is_passed]
    refused = len(votes) - len(passed)
    words = f"Hội đồng bỏ phiếu, đồng ý {format_count(len(passed))} trường hợp"
    if passed:
        words += f", gồm {'; '.join(forms_in_words(passed, with_grantor=True))}"
    words += f"; không đồng ý {format_count(refused)} trường hợp" if refused else ""
    return f"{words} (có kết quả từng trường hợp kèm theo)."


def _vote_groups(votes: Sequence[Vote], attended: int) -> list[Group]:
    held = {vote.nomination_id: vote for vote in votes}

    def texts(each: Nomination) -> tuple[str, ...]:
        vote = held[each.pk]
        numbers = (vote.votes_for, vote.votes_against, vote.abstained(attended))
        result = "đồng ý" if vote.is_passed else "không đồng ý"
        return (each.recipient_name, place_of(each), *map(str, numbers), result, vote.note)

    return groups_of(RESULTS, [vote.nomination for vote in votes], texts)


# The decision


def gives(unit: Unit, grantor_name: str) -> bool:
    """Whether a grantor is this very association: another's decision is not ours to print."""
    return grantor_name == unit.association_name


def is_own(decision: Decision) -> bool:
    return gives(decision.unit, decision.grantor_name)


def signed_decision(decision: Decision) -> Paper:
    listed = list(in_order(decision.nominations.select_related("unit__parent")))
    return _decision(decision.unit, listed, decision.year, decision.number, decision.signed_on)


def draft_decision(unit: Unit, award: AwardForm, year: int) -> Paper:
    """Over what has come all its way for this form, before it is numbered and signed."""
    ready = Nomination.objects.filter(within([unit.path], "unit__path"), form=award, year=year, state=State.ENDORSED)
    return _decision(unit, list(in_order(ready).select_related("unit__parent")), year)


def _decision(
    unit: Unit, listed: Sequence[Nomination], year: int, number: str = "", signed_on: date | None = None
) -> Paper:
    issuer, names = unit.association_name, " và ".join(dict.fromkeys(each.form.name for each in listed))
    days = _sittings(unit, listed)
    of_council = [f"Căn cứ Biên bản họp {COUNCIL_NAME} {days};"] if days else []
    attached = f"số {number} {date_in_words(signed_on)}" if number and signed_on else f"năm {year}"
    return Paper(
        kind="QUYẾT ĐỊNH",
        about=f"Về việc tặng {names} năm\N{NO-BREAK SPACE}{year}",
        issuer=issuer,
        issuer_above=_above(unit),
        number=number_line(number, "QĐ-HKH"),
        dated=dated_line(unit.name, signed_on),
        authority=f"BAN THƯỜNG VỤ {issuer.upper()}",
        grounds=[
            "Căn cứ Điều lệ Hội Khuyến học Việt Nam;",
            "Căn cứ quy chế thi đua, khen thưởng của Hội;",
            *of_council,
            "Theo đề nghị của Thường trực Hội,",
        ],
        resolution="QUYẾT ĐỊNH:",
        paragraphs=_articles(issuer, listed, year),
        signers=[signer_of(unit, signed_on)],
        recipients=("- Như Điều 3;", "- Hội cấp trên (để báo cáo);", "- Lưu: VT."),
        attachments=[
            Attachment(
                "DANH SÁCH ĐƯỢC KHEN THƯỞNG",
                HONOURED,
                groups_of(
                    HONOURED, listed, lambda each: (each.recipient_name, place_of(each), each.note), runs_on=True
                ),
                f"(Kèm theo Quyết định {attached} của {issuer})",
            )
        ],
    )


def _articles(issuer: str, listed: Sequence[Nomination], year: int) -> list[tuple[str, str]]:
    classes = [kind.label for kind in RecipientClass if any(each.recipient_class == kind for each in listed)]
    money = ", ".join(f"{'…' * 8} đồng/{label}" for label in classes)
    return [
        (
            "Điều 1.",
            f"Tặng {'; '.join(forms_in_words(listed, issuer))} đã có thành tích trong công tác khuyến học, khuyến tài, "
            f"xây dựng xã hội học tập năm {year} (có danh sách kèm theo).",
        ),
        ("Điều 2.", f"Mức tiền thưởng kèm theo: {money}, chi từ Quỹ Khuyến học."),
        (
            "Điều 3.",
            f"Thường trực Hội, các đơn vị có liên quan và các {', '.join(classes)} có tên tại Điều 1 "
            "căn cứ Quyết định thi hành./.",
        ),
    ]


# The list for the conference


def honoured(nominations: NominationQuerySet, year: int) -> NominationQuerySet:
    """What is handed over for a year: decided, and handed over already; nothing that was taken back."""
    return in_order(nominations.filter(year=year, state__in=GIVEN)).select_related("unit__parent")


def running_order(unit: Unit, nominations: Sequence[Nomination], year: int) -> Paper:
    """The highest grantor first, in each the order of the catalogue; read out and handed over in this order."""
    levels = {level: place for place, level in enumerate(("central", "province", "other", "district", "commune"))}
    ordered = sorted(nominations, key=lambda each: levels[each.form.grantor_level])
    forms = forms_in_words(ordered, with_grantor=True)
    return Paper(
        kind="DANH SÁCH",
        about=f"Trao khen thưởng năm {year} tại hội nghị",
        issuer=unit.association_name,
        issuer_above=_above(unit),
        number="",
        dated=dated_line(unit.name, None),
        paragraphs=[
            ("", f"Tổng số {format_count(len(ordered))} trường hợp, trao theo thứ tự sau:"),
            *(("", f"{place}. {words}") for place, words in enumerate(ended(forms, "./."), start=1)),
        ],
        signers=[Signer(("NGƯỜI LẬP DANH SÁCH",))],
        attachments=[Attachment(f"THỨ TỰ TRAO KHEN THƯỞNG NĂM {year}", RUNNING_ORDER, _to_hand_over(ordered))],
    )


def _to_hand_over(ordered: Sequence[Nomination]) -> list[Group]:
    def texts(each: Nomination) -> tuple[str, ...]:
        decision = each.decision
        of_decision = f"{decision.number}, {format_date(decision.signed_on)}" if decision else ""
        return (each.recipient_name, place_of(each), of_decision, "")

    return groups_of(RUNNING_ORDER, ordered, texts)


# What they share


def _above(unit: Unit) -> str:
    return unit.parent.association_name if unit.parent else ""
