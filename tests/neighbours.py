"""Like records in two neighbouring communes, so that there is something that could leak (DESIGN 3.1)."""

import base64
from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from awards import actions as awards
from awards.models import (
    AwardForm,
    CertificatePrint,
    Council,
    Decision,
    InspectionFinding,
    Nomination,
    UnitScore,
)
from chapters.actions import (
    Scan,
    admit_member,
    close_unit,
    create_unit,
    create_user,
    elect_officer,
    merge_members,
    open_term,
    record_consents,
    record_request,
    tell_apart,
    update_member,
)
from chapters.models import Consent, ConsentWording, Member, Officer, Term, Unit
from funds import actions as funds
from funds.actions.common import post, write
from funds.models import Account, Fund, GrantList, Voucher
from khuyenhoc.files import store_file
from khuyenhoc.imports.actions import start_import
from khuyenhoc.imports.models import Import
from khuyenhoc.models import StoredFile
from reports.actions import (
    PlanLine,
    add_photo,
    begin_summary,
    change_period,
    enter_on_behalf,
    invite,
    make_link,
    open_period,
    prepare_conference,
    set_agenda,
    set_instructions,
    set_plan,
    set_section,
    set_values,
)
from reports.conference_lines import AgendaLine, InstructionLine, Person
from reports.models import EntryLink, OnBehalf, Period, Row, Summary

from .chapters.excel import workbook
from .conftest import PASSWORD, make_district

PICTURE = base64.b64decode(  # one white point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)
# Names, numbers and telephones that only Văn Lang's records hold.
SECRETS = [
    "Lý Văn Kín",
    "0912345678",
    "Tô Đoóc",
    "Khau Lạ",
    "Văn Lang",
    "Quỹ Ánh Trăng",
    "Cửa hàng Mây Trắng",
    "0287654321",
    "Đinh Thị Khuất",
    "Đàm Văn Ẩn",
    "77/QĐ-HKH",
    "54.321",
    "Sổ quỹ Ánh Trăng thiếu ba phiếu chi",
    "Nuôi heo đất ở Khau Lạ",
    "Mông Thị Khuây",
    "0345000111",
    "Dòng họ Lưu Khuất",
    "Ngõ 7 Khau Mây",
    "Đợt Hoa Mận",
    "Ma Thị Nhòe",
    "Cha mẹ đi xa",
    "Giàng Văn Lặn",
    "Ngách 3 Khuổi Lặn",
    "Khuổi Mòn",
]
CONTACTS = [
    "Ngõ 7 Khau Mây",
    "Nhà số 8 Bản Cào",
    "0345000111",
    "0345000222",
    "0912345678",
    "0287654321",
    "0987654321",
    "Nhà số 5 Bản Cào",
    "Ngõ 9 Tô Đoóc",
    "Cha mẹ đi xa",
    "Mẹ ốm lâu ngày",
    "Ngách 3 Khuổi Lặn",
    "Ngách 4 Bản Cào",
]


def make_world() -> SimpleNamespace:
    """The cast, and a like set of records in both communes."""
    cast = make_district()
    cast.chair = create_user(
        username="chutich", name="Chủ tịch Hội", password=PASSWORD, unit=cast.district, role="chair", by=cast.admin
    )
    update_member(member=cast.lan, phone="0987654321", address="Nhà số 5 Bản Cào", by=cast.admin)
    update_member(member=cast.secret, address="Ngõ 9 Tô Đoóc", by=cast.admin)
    admit_member(unit=cast.to_dooc, name="Đinh Thị Khuất", since=date(2022, 1, 1), by=cast.admin)
    change_period(period=open_period(year=2023, by=cast.office), allows_links=True, by=cast.office)
    awards.add_award_form(
        code="giay-khen",
        grantor_level="district",
        grantor_name="Hội Khuyến học huyện Na Rì",
        name="Giấy khen",
        for_person=True,
        by=cast.office,
    )
    awards.add_rule(form=AwardForm.objects.get(), code="service", value=5, is_on=False, by=cast.office)
    con_minh = SimpleNamespace(
        chapter=cast.ban_cao,
        closed="Chi hội thôn Nà Ngoàn cũ",
        member=cast.lan,
        fund="Quỹ Ban Mai",
        donor="Cửa hàng Nắng Sớm",
        donor_phone="0281234567",
        honoured=["Hoàng Thị Lan", "Nông Thị Sen", "Bàn Văn Xuân"],
        decision="12/QĐ-HKH",
        found="Sổ quỹ Ban Mai ghi đủ",
        criterion="Nuôi heo đất ở Bản Cào",
        round="Đợt Hoa Ban",
        population=3_210,
        officers=[("Hà Văn Tảo", ""), ("Bế Thị Sớm", "0345000222")],
        clan=("Dòng họ Hoàng Sáng", "Nhà số 8 Bản Cào"),
        recipient=("Hứa Thị Mai", "Mẹ ốm lâu ngày"),
        giver=("Vi Văn Sáng", "Ngách 4 Bản Cào"),
        gifts="Nhà họp Bản Cào",
    )
    van_lang = SimpleNamespace(
        chapter=cast.to_dooc,
        closed="Chi hội thôn Khau Lạ cũ",
        member=cast.secret,
        fund="Quỹ Ánh Trăng",
        donor="Cửa hàng Mây Trắng",
        donor_phone="0287654321",
        honoured=["Lý Văn Kín", "Đinh Thị Khuất", "Đàm Văn Ẩn"],
        decision="77/QĐ-HKH",
        found="Sổ quỹ Ánh Trăng thiếu ba phiếu chi",
        criterion="Nuôi heo đất ở Khau Lạ",
        round="Đợt Hoa Mận",
        population=54_321,
        officers=[("Lục Văn Muộn", ""), ("Mông Thị Khuây", "0345000111")],
        clan=("Dòng họ Lưu Khuất", "Ngõ 7 Khau Mây"),
        recipient=("Ma Thị Nhòe", "Cha mẹ đi xa"),
        giver=("Giàng Văn Lặn", "Ngách 3 Khuổi Lặn"),
        gifts="Nhà họp Khuổi Mòn",
    )
    sides = {"con_minh": fill_side(cast, "con_minh", con_minh), "van_lang": fill_side(cast, "van_lang", van_lang)}
    return SimpleNamespace(cast=cast, sides=sides)


def fill_side(cast: SimpleNamespace, place: str, words: SimpleNamespace) -> SimpleNamespace:
    """One commune's records: a purse with a giver, nominations and a decision, figures; the names come from `words`."""
    commune: Unit = getattr(cast, place)
    fund = funds.open_fund(unit=commune, name=words.fund, opened_on=date(2023, 1, 1), by=cast.treasurer)
    donor = funds.add_donor(unit=commune, name=words.donor, phone=words.donor_phone, by=cast.treasurer)
    voucher = funds.record_contribution(
        fund=fund,
        source=Account.objects.get(fund=None, code="enterprises"),
        account=fund.accounts.get(kind="cash"),
        amount=1_000_000,
        dated_on=date(2023, 5, 1),
        party=words.donor,
        reason="Ủng hộ",
        donor=donor,
        by=cast.treasurer,
    )
    control = _under_control(cast, fund, words)
    grant_list = _grant(cast, fund, words)
    to_decide, proposed, draft = (_nominate(cast, words, name) for name in words.honoured)
    for nomination in (to_decide, proposed):
        awards.propose(nomination=nomination, by=cast.office)
    signed_on = date(2023, 12, 1)
    decision = awards.decide(
        nominations=[to_decide],
        unit=commune,
        number=words.decision,
        signed_on=signed_on,
        scan=_stored(cast, f"quyết định tặng {words.honoured[0]}"),
        by=cast.office,
    )
    award = AwardForm.objects.get()
    award_round = awards.open_round(
        unit=commune, year=2022, name=words.round, opens_on=date(2022, 1, 1), by=cast.office
    )
    photo = _photo(f"xác nhận của {words.honoured[2]}")
    paper = awards.attach_paper(
        nomination=draft, name="Xác nhận", file_name=photo.name, content=photo.content, by=cast.office
    )
    term, officer = _elect(cast, words)
    again, alike, _ = (_written_again(cast, words) for _ in range(3))
    name, address = words.clan
    registration = awards.register_model(
        unit=words.chapter, kind="clan", name=name, address=address, year=2023, by=cast.office
    )
    finding = _inspect(cast, commune, words)
    score = _open_sheet(cast, commune, words)
    row = Row.objects.get(unit=words.chapter)
    own = Row.objects.get(unit=commune)
    set_values(row=own, cells={"population": (None, words.population)}, by=cast.office)
    account = getattr(cast, f"{place}_officer")
    return SimpleNamespace(
        commune=commune,
        summary=_summary(cast, commune, words),
        chapter=words.chapter,
        closed_chapter=_closed_chapter(cast, commune, words.closed),
        account=account,
        appointment=account.appointments.get(),
        member=words.member,
        membership=words.member.memberships.get(),
        merge=merge_members(keep=words.member, gone=again, by=cast.office),
        not_double=tell_apart(one=words.member, other=alike, by=cast.office),
        fund=fund,
        voucher=voucher,
        **vars(control),
        listed=(listed := _collected(cast, fund, words)),
        giver=listed.givers.get(),
        donor=donor,
        grant_list=grant_list,
        grant=grant_list.grants.get(),
        sent=_sent(cast, fund),
        nomination=proposed,
        draft=draft,
        decision=decision,
        certificates=_printed(cast, decision, words),
        learning_model=registration.learning_model,
        registration=registration,
        council=_council(cast, commune, words),
        inspection=finding.inspection,
        finding=finding,
        sheet=score.sheet,
        score=score,
        round=award_round,
        paper=paper,
        award=award,
        rule=award.rules.get(),
        term=term,
        officer=officer,
        row=row,
        wording=ConsentWording.objects.get(),
        consent=_agree(cast, words.chapter, words.member),
        request=record_request(
            unit=words.chapter,
            member=words.member,
            kind="view",
            received_on=date(2023, 6, 1),
            way="paper",
            scan=_photo(f"đơn của {words.member}"),
            by=cast.office,
        ),
        imported=_upload(cast, words),
        on_behalf=_on_behalf(cast, own, words),
        link=_link(cast, own, words),
        **vars(_conference(cast, own, words)),
    )


def _under_control(cast: SimpleNamespace, fund: Fund, words: SimpleNamespace) -> SimpleNamespace:
    """Its first month closed, its cash counted, and a payment that waits for a second person."""
    cash = fund.accounts.get(kind="cash")
    funds.set_approval(fund=fund, approval_above=50_000_000, by=cast.office)
    closing = funds.close_book(fund=fund, kind="month", year=2023, month=1, by=cast.treasurer)
    count = funds.record_count(account=cash, counted_on=date(2023, 5, 31), found=1_000_000, by=cast.treasurer)
    waiting = funds.record_expense(
        fund=fund,
        purpose=Account.objects.get(fund=None, code="scholarships"),
        account=cash,
        amount=60_000_000,
        dated_on=date(2023, 6, 1),
        party=words.donor,
        reason="Học bổng",
        below_zero=True,
        by=cast.treasurer,
    )
    return SimpleNamespace(closing=closing, count=count, waiting=waiting)


def _grant(cast: SimpleNamespace, fund: Fund, words: SimpleNamespace) -> GrantList:
    """A list of one, not paid yet, with what is never published."""
    name, note = words.recipient
    line = funds.GrantLine(name=name, recipient="adult", amount=200_000, note=note)
    return funds.make_grant_list(
        fund=fund, kind="hardship", name="Quà Tết", given_on=date(2023, 1, 15), lines=[line], by=cast.treasurer
    )


def _collected(cast: SimpleNamespace, fund: Fund, words: SimpleNamespace) -> Voucher:
    """A receipt with a list of givers, who have addresses."""
    name, address = words.giver
    return funds.record_contribution(
        fund=fund,
        source=Account.objects.get(fund=None, code="members"),
        account=fund.accounts.get(kind="cash"),
        amount=20_000,
        dated_on=date(2023, 6, 1),
        party="Theo bảng kê",
        reason="Ủng hộ theo bảng kê",
        givers=[funds.GiverLine(name, 20_000, address)],
        by=cast.treasurer,
    )


def _stored(cast: SimpleNamespace, words: str) -> StoredFile:
    """A scan that bears a name in its bytes."""
    photo = _photo(words)
    return store_file(name=photo.name, content=photo.content, by=cast.office)


def _sent(cast: SimpleNamespace, fund: Fund) -> Voucher:
    """Money of the commune's other purse that waits to be taken in; who keeps both would have it at once."""
    sender = funds.open_fund(unit=fund.unit, name="Quỹ gửi", opened_on=date(2023, 1, 1), by=cast.treasurer)
    told = {"amount": 1_000, "dated_on": date(2023, 5, 2), "reason": "Hỗ trợ", "by": cast.treasurer}
    cash, members = sender.accounts.get(kind="cash"), Account.objects.get(fund=None, code="members")
    funds.record_contribution(fund=sender, account=cash, source=members, party="Hội viên", **told)
    own = Account.objects.get(fund=None, kind="own")
    return post(write(sender, "payment", cash, own, party=fund.name, sent_to=fund, **told), cast.treasurer)


def _printed(cast: SimpleNamespace, decision: Decision, words: SimpleNamespace) -> CertificatePrint:
    """Certificates with a name in their bytes; only whoever decides sees them, though the commune is in her reach."""
    return CertificatePrint.objects.create(
        decision=decision,
        nomination=decision.nominations.get(),
        place=decision.unit.name,
        size=1,
        file=_stored(cast, f"giấy khen của {words.honoured[0]}"),
        made_by=cast.office,
    )


def _council(cast: SimpleNamespace, commune: Unit, words: SimpleNamespace) -> Council:
    """A sitting that is over, with the commune's people in its names and in the bytes of its minutes."""
    award_round = awards.open_round(
        unit=commune, year=2023, name=f"Đợt của {commune.name}", opens_on=date(2023, 1, 1), by=cast.office
    )
    facts = {"held_on": date(2023, 12, 1), "size": 5, "attended": 5, "chair": words.honoured[2], "by": cast.office}
    council = awards.convene(unit=commune, award_round=award_round, **facts)
    return awards.attach_minutes(
        council=council, minutes=_stored(cast, f"biên bản xét {words.honoured[0]}"), by=cast.office
    )


def _inspect(cast: SimpleNamespace, commune: Unit, words: SimpleNamespace) -> InspectionFinding:
    """A visit that is not concluded yet, and what was found."""
    day, by = date(2023, 10, 1), cast.inspector
    (inspection,) = awards.plan_inspections(
        by_unit=cast.district, units=[commune], year=2023, planned_on=day, subjects=["funds"], by=by
    )
    inspection = awards.hold_inspection(inspection=inspection, held_on=day, team=words.honoured[1], by=by)
    return awards.add_finding(inspection=inspection, subject="funds", text=words.found, request=words.found, by=by)


def _open_sheet(cast: SimpleNamespace, commune: Unit, words: SimpleNamespace) -> UnitScore:
    """The commune's own sheet, by which its chapters are scored; none has scored itself yet."""
    sheet = awards.open_sheet(unit=commune, year=2023, due_on=date(2023, 12, 1), by=cast.office)
    awards.set_criteria(sheet=sheet, lines=[awards.CriterionLine(words.criterion, 20)], by=cast.office)
    return sheet.scores.get(unit=words.chapter)


def _on_behalf(cast: SimpleNamespace, own: Row, words: SimpleNamespace) -> OnBehalf:
    """What came as a photograph that bears a name in its bytes, from somebody of that commune."""
    name = words.honoured[1]
    photo = _photo(f"số liệu của {name}")
    return enter_on_behalf(
        unit_return=own.unit_return,
        way="photo",
        from_whom=name,
        received_on=date(2023, 12, 1),
        scan=store_file(name=photo.name, content=photo.content, by=cast.office),
        by=cast.office,
    )


def _conference(cast: SimpleNamespace, own: Row, words: SimpleNamespace) -> SimpleNamespace:
    """With people of that commune on its list, in its programme and under its photograph."""
    by, name = cast.office, words.honoured[1]
    period = own.unit_return.period
    held = prepare_conference(period=period, unit=own.unit, held_on=date(2023, 12, 20), chairs=name, by=by)
    (attendee,) = invite(conference=held, people=[Person(words.honoured[2], words.chapter.name)], by=by)
    set_agenda(conference=held, lines=[AgendaLine(words.criterion, who=name)], by=by)
    (instruction,) = set_instructions(conference=held, lines=[InstructionLine(words.found, name)], by=by)
    photo = add_photo(conference=held, name="anh.png", content=PICTURE, caption=name, alt="", by=by)
    return SimpleNamespace(attendee=attendee, instruction=instruction, photo=photo)


def _link(cast: SimpleNamespace, own: Row, words: SimpleNamespace) -> EntryLink:
    until = timezone.now() + timedelta(days=3)
    return make_link(unit_return=own.unit_return, holder=words.honoured[1], expires_at=until, by=cast.office)[0]


def _upload(cast: SimpleNamespace, words: SimpleNamespace) -> Import:
    """A workbook that waits to be confirmed, with a faulty row; whoever may write members there sees it."""
    rows = [(f"{words.honoured[2]} con", 1990, "01/05/2020"), (f"{words.honoured[2]} em", 1991, "31/2/2020")]
    content = workbook(("Họ và tên", "Năm sinh", "Ngày vào"), *rows)
    choices = {"unit": words.chapter.code}
    return start_import(
        kind="members", unit_id=words.chapter.pk, name="a.xlsx", content=content, by=cast.office, choices=choices
    )


def _summary(cast: SimpleNamespace, commune: Unit, words: SimpleNamespace) -> Summary:
    """Begun, with a text and a task of its own."""
    summary = begin_summary(period=Period.objects.get(), unit=commune, by=cast.office)
    told = f"Cùng nhà trường tặng quà ở {words.gifts}."
    set_section(summary=summary, section="cooperation", was="", now=told, by=cast.office)
    set_plan(summary=summary, kind="task", was=[], now=[PlanLine(f"Mở lớp ở {words.gifts}")], by=cast.office)
    return summary


def _closed_chapter(cast: SimpleNamespace, commune: Unit, name: str) -> Unit:
    facts = {"parent": commune, "kind": "chapter", "name": name, "setting": "hamlet", "by": cast.office}
    return close_unit(unit=create_unit(**facts), closed_on=date(2023, 6, 1), reason=f"Nhập {name}", by=cast.office)


def _photo(words: str) -> Scan:
    return Scan("Bản chụp.jpg", b"\xff\xd8\xff" + words.encode())


def _agree(cast: SimpleNamespace, chapter: Unit, member: Member) -> Consent:
    """On a sheet that bears the member's name in its bytes, so that it could leak."""
    scan = _photo(f"chữ ký của {member}")
    (consent,) = record_consents(
        unit=chapter,
        members=[member],
        wording=ConsentWording.objects.get(),
        given_on=date(2023, 5, 1),
        way="shared_sheet",
        scan=scan,
        by=cast.office,
    )
    return consent


def _written_again(cast: SimpleNamespace, words: SimpleNamespace) -> Member:
    facts = {"name": words.member.name, "birth_year": words.member.birth_year}
    return admit_member(unit=words.chapter, since=date(2022, 1, 1), **facts, by=cast.office)


def _nominate(cast: SimpleNamespace, words: SimpleNamespace, name: str) -> Nomination:
    return awards.nominate(
        year=2023,
        form=AwardForm.objects.get(),
        unit=words.chapter,
        recipient_class="person",
        recipient_name=name,
        by=cast.office,
    )


def _elect(cast: SimpleNamespace, words: SimpleNamespace) -> tuple[Term, Officer]:
    """A deputy from before the chapter's term, so that there is somebody to carry over, and a head in it."""
    (deputy, _), (head, phone) = words.officers
    unit, by = words.chapter, cast.office
    elect_officer(unit=unit, post="chapter_vice_head", name=deputy, since=date(2021, 1, 1), by=by)
    term = open_term(unit=unit, name="2022–2024", since=date(2022, 1, 1), planned_until=date(2024, 12, 31), by=by)
    officer = elect_officer(
        unit=unit, post="chapter_head", name=head, phone=phone, since=date(2022, 1, 1), term=term, by=by
    )
    return term, officer
