"""Biên bản kiểm kê quỹ: what was found in an account beside what the book says, to be signed by who counted."""

from chapters.signing import place_of, signer_of
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money, money_in_words
from khuyenhoc.papers import Signer, dated_line

from ..models import Account, Count, Fund
from ..tables import CENTRED, NUMBER, Column, Sheet, Table

RESULT = (Column("TT", 8, CENTRED), Column("Nội dung", 62), Column("Số tiền (đồng)", 30, NUMBER))
PIECES = (
    Column("Loại tờ (đồng)", 34, NUMBER),
    Column("Số tờ", 26, NUMBER),
    Column("Thành tiền (đồng)", 40, NUMBER),
)


def count_minutes(count: Count) -> Sheet:
    fund: Fund = count.account.fund  # type: ignore[assignment]  # only a purse's accounts are counted
    pieces = [Table(PIECES, count.piece_lines, ("", "Cộng", count.found), "Kiểm đếm từng loại tờ")]
    return Sheet(
        unit=fund.unit,
        kind="BIÊN BẢN KIỂM KÊ QUỸ",
        about=f"{count.account} của {fund}",
        tables=[_result(count), *(pieces if count.pieces else [])],
        file_name=f"kiem-ke-{count.pk}",
        dated=dated_line(place_of(fund.unit), count.counted_on),
        before=[f"Kiểm kê cuối ngày {format_date(count.counted_on)}"],
        after=[
            *([f"Người cùng kiểm kê: {count.witnesses.rstrip('.')}."] if count.witnesses else []),
            f"Số thực có: {format_money(count.found)} ({money_in_words(count.found)}).",
            _verdict(count),
            "Những người có tên dưới đây cùng ký xác nhận./.",
        ],
        signers=[Signer(("THỦ QUỸ",)), Signer(("NGƯỜI CÙNG KIỂM KÊ",)), signer_of(fund.unit, count.counted_on)],
    )


def _result(count: Count) -> Table:
    where = "theo sao kê ngân hàng" if count.account.kind == Account.Kind.BANK else "kiểm kê"
    lines = [
        (1, "Số dư theo sổ quỹ", count.in_book),
        (2, f"Số thực có {where}", count.found),
        (3, "Chênh lệch (thực có trừ trên sổ)", count.difference),
    ]
    return Table(RESULT, lines, title="Kết quả")


def _verdict(count: Count) -> str:
    if not count.difference:
        return "Số thực có đúng như trên sổ."
    said = "thừa" if count.difference > 0 else "thiếu"
    return f"Thực có {said} {format_money(count.gap)}. Giải thích: {count.explanation.rstrip('.')}."
