"""A list of recipients on paper: to be signed, with full names; to be published, with initials and school."""

from collections.abc import Sequence

from chapters.signing import place_of, signer_of
from khuyenhoc.dates import date_in_words, format_date
from khuyenhoc.names import initials
from khuyenhoc.numbers import format_count, format_money, money_in_words
from khuyenhoc.papers import Signer, dated_line

from ..models import Grant, GrantList
from ..tables import CENTRED, NUMBER, Column, Sheet, Table

KINDS = {
    GrantList.Kind.SCHOLARSHIP: "nhận học bổng",
    GrantList.Kind.REWARD: "được khen thưởng",
    GrantList.Kind.HARDSHIP: "được hỗ trợ",
}

SIGNED = (
    Column("TT", 6, CENTRED),
    Column("Họ và tên", 22),
    Column("Đối tượng", 12),
    Column("Lớp, trường, đơn vị", 28),
    Column("Suất", 6, CENTRED),
    Column("Số tiền (đồng)", 13, NUMBER),
    Column("Ký nhận", 13),
)
PUBLISHED = (
    Column("TT", 6, CENTRED),
    Column("Chữ đầu của họ tên", 18),
    Column("Đối tượng", 15),
    Column("Lớp, trường, đơn vị", 36),
    Column("Suất", 9, CENTRED),
    Column("Số tiền (đồng)", 16, NUMBER),
)
KEPT = (
    Column("TT", 6, CENTRED),
    Column("Họ và tên", 25),
    Column("Đối tượng", 12),
    Column("Lớp, trường, đơn vị", 25),
    Column("Số suất", 8, NUMBER),
    Column("Số tiền (đồng)", 14, NUMBER),
    Column("Ghi chú (không công khai)", 10),
)


def signing_list(found: GrantList) -> Sheet:
    """Danh sách ký nhận: kept with the voucher that pays it."""
    grants = list(found.grants.all())
    lines = [
        (number, one.name, one.get_recipient_display(), one.school, one.shares, one.amount, "")
        for number, one in enumerate(grants, start=1)
    ]
    total = ("", "Cộng", "", "", sum(one.shares for one in grants), _sum(grants), "")
    return Sheet(
        unit=found.fund.unit,
        kind="DANH SÁCH KÝ NHẬN",
        about=f"Người {KINDS[GrantList.Kind(found.kind)]}: {found.name}",
        tables=[Table(SIGNED, lines, total)],
        file_name=f"ky-nhan-{found.pk}",
        dated=dated_line(place_of(found.fund.unit), found.given_on),
        before=[f"Chi từ {found.fund}"],
        after=[f"Tổng số tiền: {format_money(_sum(grants))} ({money_in_words(_sum(grants))})."],
        signers=[Signer(("NGƯỜI LẬP",)), Signer(("THỦ QUỸ",)), signer_of(found.fund.unit, found.given_on)],
        is_signed=True,
    )


def public_list(found: GrantList) -> Sheet:
    """What may be put on a board or read aloud: no name, no reason of hardship (DOMAIN 8)."""
    grants = list(found.grants.all())
    return Sheet(
        unit=found.fund.unit,
        kind="DANH SÁCH CÔNG KHAI",
        about=f"Người {KINDS[GrantList.Kind(found.kind)]}: {found.name}",
        tables=[published_table(grants)],
        file_name=f"cong-khai-{found.pk}",
        dated=dated_line(place_of(found.fund.unit), found.given_on),
        before=[f"Trao {date_in_words(found.given_on)}, chi từ {found.fund}"],
        after=["Họ tên chỉ ghi chữ đầu để giữ kín thông tin của người được trao."],
        signers=[signer_of(found.fund.unit, found.given_on)],
    )


def published_table(grants: Sequence[Grant], title: str = "") -> Table:
    lines = [
        (number, published_name(one), one.get_recipient_display(), published_school(one), one.shares, one.amount)
        for number, one in enumerate(grants, start=1)
    ]
    total = ("", "Cộng", f"{format_count(len(grants))} lượt", "", sum(one.shares for one in grants), _sum(grants))
    return Table(PUBLISHED, lines, total, title)


def published_name(grant: Grant) -> str:
    return "–" if grant.is_forgotten else initials(grant.name)


def published_school(grant: Grant) -> str:
    """Where a family lives would name it beside the initials: a hamlet has few."""
    return "" if grant.recipient == Grant.Recipient.FAMILY else grant.school


def whole_list(found: GrantList, *, shows_notes: bool) -> Sheet:
    """Everything that is kept of the list, for a workbook."""
    grants = list(found.grants.all())
    columns = KEPT if shows_notes else KEPT[:-1]
    lines = [
        (number, one.name, one.get_recipient_display(), one.school, one.shares, one.amount, one.note)[: len(columns)]
        for number, one in enumerate(grants, start=1)
    ]
    total = ("", "Cộng", "", "", sum(one.shares for one in grants), _sum(grants), "")[: len(columns)]
    return Sheet(
        unit=found.fund.unit,
        kind="DANH SÁCH TRAO",
        about=found.name,
        tables=[Table(columns, lines, total)],
        file_name=f"danh-sach-trao-{found.pk}",
        before=[f"Trao ngày {format_date(found.given_on)}, chi từ {found.fund}"],
    )


def _sum(grants: Sequence[Grant]) -> int:
    return sum(one.amount for one in grants)
