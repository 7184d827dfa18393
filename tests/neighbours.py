"""Like records in two neighbouring communes, so that there is something that could leak (DESIGN 3.1)."""

from datetime import date
from types import SimpleNamespace

from awards import actions as awards
from awards.models import AwardForm, Nomination
from chapters.actions import admit_member, update_member
from chapters.models import Unit
from funds import actions as funds
from funds.models import Account
from khuyenhoc.imports.actions import start_import
from khuyenhoc.imports.models import Import
from reports.actions import open_period, set_values
from reports.models import Row

from .chapters.excel import workbook
from .conftest import make_district

# Names, numbers and telephones that only Văn Lang's records hold.
SECRETS = [
    "Lý Văn Kín",
    "0912345678",
    "Tô Đoóc",
    "Văn Lang",
    "Quỹ Ánh Trăng",
    "Cửa hàng Mây Trắng",
    "0287654321",
    "Đinh Thị Khuất",
    "Đàm Văn Ẩn",
    "77/QĐ-HKH",
    "54.321",
]
CONTACTS = ["0912345678", "0287654321", "0987654321", "Nhà số 5 Bản Cào", "Ngõ 9 Tô Đoóc"]


def make_world() -> SimpleNamespace:
    """The cast, and a like set of records in both communes."""
    cast = make_district()
    update_member(member=cast.lan, phone="0987654321", address="Nhà số 5 Bản Cào", by=cast.admin)
    update_member(member=cast.secret, address="Ngõ 9 Tô Đoóc", by=cast.admin)
    admit_member(unit=cast.to_dooc, name="Đinh Thị Khuất", since=date(2022, 1, 1), by=cast.admin)
    open_period(year=2023, by=cast.office)
    awards.add_award_form(
        code="giay-khen",
        grantor_level="district",
        grantor_name="Hội Khuyến học huyện Na Rì",
        name="Giấy khen",
        for_person=True,
        by=cast.office,
    )
    con_minh = SimpleNamespace(
        chapter=cast.ban_cao,
        member=cast.lan,
        fund="Quỹ Ban Mai",
        donor="Cửa hàng Nắng Sớm",
        donor_phone="0281234567",
        honoured=["Hoàng Thị Lan", "Nông Thị Sen", "Bàn Văn Xuân"],
        decision="12/QĐ-HKH",
        population=3_210,
    )
    van_lang = SimpleNamespace(
        chapter=cast.to_dooc,
        member=cast.secret,
        fund="Quỹ Ánh Trăng",
        donor="Cửa hàng Mây Trắng",
        donor_phone="0287654321",
        honoured=["Lý Văn Kín", "Đinh Thị Khuất", "Đàm Văn Ẩn"],
        decision="77/QĐ-HKH",
        population=54_321,
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
    to_decide, proposed, draft = (_nominate(cast, words, name) for name in words.honoured)
    for nomination in (to_decide, proposed):
        awards.propose(nomination=nomination, by=cast.office)
    signed_on = date(2023, 12, 1)
    decision = awards.decide(
        nominations=[to_decide], unit=commune, number=words.decision, signed_on=signed_on, by=cast.office
    )
    row = Row.objects.get(unit=words.chapter)
    own = Row.objects.get(unit=commune)
    set_values(row=own, cells={"population": (None, words.population)}, by=cast.office)
    return SimpleNamespace(
        commune=commune,
        chapter=words.chapter,
        member=words.member,
        membership=words.member.memberships.get(),
        fund=fund,
        voucher=voucher,
        nomination=proposed,
        draft=draft,
        decision=decision,
        row=row,
        imported=_upload(cast, words),
    )


def _upload(cast: SimpleNamespace, words: SimpleNamespace) -> Import:
    """A workbook that waits to be confirmed, with a faulty row; whoever may write members there sees it."""
    rows = [(f"{words.honoured[2]} con", 1990, "01/05/2020"), (f"{words.honoured[2]} em", 1991, "31/2/2020")]
    content = workbook(("Họ và tên", "Năm sinh", "Ngày vào"), *rows)
    choices = {"unit": words.chapter.code}
    return start_import(
        kind="members", unit_id=words.chapter.pk, name="a.xlsx", content=content, by=cast.office, choices=choices
    )


def _nominate(cast: SimpleNamespace, words: SimpleNamespace, name: str) -> Nomination:
    return awards.nominate(
        year=2023,
        form=AwardForm.objects.get(),
        unit=words.chapter,
        recipient_class="person",
        recipient_name=name,
        by=cast.office,
    )
