"""Counts, closings, the second person, a purse's settings: the verbs."""

from datetime import date

import pytest
from django.utils import timezone

from chapters.actions import create_user
from funds import actions
from funds.models import Closing, Voucher
from funds.statements import closable, span_of

from ..conftest import PASSWORD
from ..refusals import refusal, refusal_of


@pytest.fixture
def chair(cast):
    return create_user(
        username="chutich", name="Chủ tịch huyện", password=PASSWORD, unit=cast.district, role="chair", by=cast.admin
    )


@pytest.fixture
def watched(cast, book):
    """Côn Minh's purse with 10 million in cash; from one million on a second person approves."""
    book.take_in(10_000_000, date(2023, 2, 1))
    book.fund.approval_above = 1_000_000
    actions.set_approval(fund=book.fund, approval_above=1_000_000, by=cast.office)
    return book


def close(book, by, year=2023, month=0):
    return actions.close_book(fund=book.fund, kind="month" if month else "year", year=year, month=month or 12, by=by)


def test_a_count_keeps_what_was_found_beside_the_book_and_asks_why_they_differ(cast, book):
    book.take_in(500_000, date(2023, 5, 1))
    counted = {"account": book.cash, "counted_on": date(2023, 5, 31), "by": cast.treasurer}

    agreeing = actions.record_count(**counted, found=500_000)
    why = refusal_of(actions.record_count, **counted, found=480_000)
    short = actions.record_count(**counted, found=480_000, explanation="Một tờ 20.000 rách, chờ đổi")

    assert agreeing.difference == 0
    assert why == ("Trên sổ là 500.000\xa0đồng, thực có thiếu 20.000\xa0đồng. Xin ghi vì sao.", "explanation")
    assert (short.in_book, short.difference, short.gap) == (500_000, -20_000, 20_000)


def test_notes_counted_by_value_add_up_to_what_was_found(cast, book):
    book.take_in(1_020_000, date(2023, 5, 1))
    counted = {"account": book.cash, "counted_on": date(2023, 5, 31), "by": cast.treasurer}

    count = actions.record_count(**counted, found=1_020_000, pieces={20_000: 1, 500_000: 2, 1_000: 0})

    assert count.piece_lines == [(500_000, 2, 1_000_000), (20_000, 1, 20_000)]
    assert refusal_of(actions.record_count, **counted, found=1_020_000, pieces={500_000: 2}) == (
        "Các tờ đã đếm cộng lại được 1.000.000\xa0đồng, còn số thực có ghi 1.020.000\xa0đồng. Xin xem lại.",
        "found",
    )


def test_what_lies_in_a_bank_is_not_counted_by_notes(cast, book):
    counted = {"account": book.bank, "counted_on": date(2023, 5, 31), "found": 0, "by": cast.treasurer}

    assert refusal_of(actions.record_count, **counted, pieces={500_000: 2}) == (
        "Chỉ tiền mặt mới đếm từng loại tờ. Xin chọn tiền mặt, hoặc xóa số tờ và ghi một số thực có.",
        "account",
    )
    assert actions.record_count(**counted, pieces={500_000: 0}).pieces == {}


def test_a_closed_month_takes_no_entry_and_no_reversal_until_it_is_opened_with_a_reason(cast, book):
    wrong = book.take_in(500_000, date(2023, 5, 10))
    closing = close(book, cast.treasurer, month=5)
    told = "Sổ đã khóa đến hết ngày 31/05/2023. Xin ghi ngày sau đó, hoặc mở lại sổ có lý do."

    assert (closing.opening, closing.receipts, closing.payments, closing.balance) == (0, 500_000, 0, 500_000)
    assert refusal(lambda: book.take_in(1, date(2023, 5, 31))) == told
    assert refusal(lambda: book.pay_out(1, date(2023, 4, 1))) == told
    assert refusal(lambda: book.reverse(wrong, date(2023, 5, 20))) == told
    assert book.reverse(wrong, date(2023, 6, 1)).number == 1

    assert refusal(actions.reopen_book, closing=closing, reason=" ", by=cast.treasurer) == "Xin ghi vì sao mở lại sổ."
    actions.reopen_book(closing=closing, reason="Sót một phiếu", by=cast.treasurer)
    assert book.take_in(1, date(2023, 5, 31)).number == 2
    assert refusal(actions.reopen_book, closing=closing, reason="Nữa", by=cast.treasurer) == (
        "Lần khóa sổ này đã được mở lại rồi."
    )


def test_opening_a_month_opens_what_was_closed_after_it_and_not_what_was_before(cast, book):
    closings = [close(book, cast.treasurer, month=month) for month in (1, 2, 12)] + [close(book, cast.treasurer)]

    actions.reopen_book(closing=closings[1], reason="Sót phiếu tháng 2", by=cast.treasurer)

    assert list(book.fund.closings.filter(reopened_at=None)) == [closings[0]]
    assert set(Closing.objects.exclude(reopened_at=None).values_list("reopened_because", flat=True)) == {
        "Sót phiếu tháng 2"
    }


def test_only_what_has_ended_is_closed_and_once(cast, book):
    today = timezone.localdate()

    close(book, cast.treasurer)

    assert refusal(lambda: close(book, cast.treasurer)) == "Sổ đã khóa đến ngày này rồi."
    assert "mới hết" in refusal(lambda: close(book, cast.treasurer, year=today.year))
    assert refusal(lambda: close(book, cast.treasurer, year=2022)) == "Kỳ này trước ngày mở sổ quỹ."
    assert "không ghi sổ quỹ" in refusal(lambda: close(book, cast.inspector, year=2024))


def test_what_can_be_closed_begins_behind_what_is_closed_and_ends_before_today(cast, book):
    close(book, cast.treasurer)
    close(book, cast.treasurer, year=2024, month=2)

    assert closable(book.fund, date(2024, 5, 31)) == [
        ("month", date(2024, 3, 1), date(2024, 3, 31)),
        ("month", date(2024, 4, 1), date(2024, 4, 30)),
    ]
    assert closable(book.fund, date(2025, 1, 1))[-2:] == [
        ("month", date(2024, 12, 1), date(2024, 12, 31)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ]


def test_the_statement_adds_up_to_the_closing_by_source_purpose_and_account(cast, book):
    book.open_with(1_000_000)
    book.take_in(300_000, date(2023, 1, 20), source="dues")
    wrong = book.take_in(200_000, date(2023, 2, 10), source="other-income")
    book.reverse(wrong, date(2023, 2, 20))
    book.take_in(50_000, date(2023, 2, 11), account=book.bank)
    book.pay_out(400_000, date(2023, 2, 12))
    closing = close(book, cast.treasurer, month=2)

    span = span_of(closing)

    assert (span.opening, span.received_in_all, span.paid_in_all, span.balance) == (1_300_000, 50_000, 400_000, 950_000)
    assert (closing.opening, closing.receipts, closing.payments, closing.balance) == (
        1_300_000, 50_000, 400_000, 950_000,
    )  # fmt: skip
    assert span.received == [("Thu: Hội viên ủng hộ", 50_000), ("Thu khác", 0)]
    assert span.paid == [("Chi: Học bổng", 400_000)]
    assert [(account.kind, held) for account, held in span.held] == [
        ("cash", 900_000), ("bank", 50_000), ("in_kind", 0),
    ]  # fmt: skip


def test_the_statement_says_from_and_to_whom_money_between_purses_went(cast, book):
    book.take_in(300_000, date(2023, 2, 1), source="association")
    book.pay_out(100_000, date(2023, 2, 2), purpose="association")

    span = span_of(close(book, cast.treasurer, month=2))

    assert span.received == [("Nhận từ Hội cấp trên, cấp dưới", 300_000)]
    assert span.paid == [("Chuyển cho Hội cấp trên, cấp dưới", 100_000)]


def test_a_payment_from_the_amount_on_waits_without_a_number_for_another_person(watched, chair, cast):
    small, large = watched.pay_out(999_999), watched.pay_out(1_000_000)

    assert (small.number, large.number, str(large)) == (1, None, "Phiếu chi chờ duyệt")
    assert watched.fund.balance() == 9_000_001
    assert "không duyệt khoản chi" in refusal(actions.approve_payment, voucher=large, by=cast.treasurer)
    posted = actions.approve_payment(voucher=large, by=chair)
    assert (str(posted), posted.posted_by, posted.written_by) == ("PC 02/2023", chair, cast.treasurer)
    assert refusal(actions.approve_payment, voucher=large, by=chair) == "Phiếu này đã được duyệt hoặc đã bỏ rồi."


def test_who_wrote_a_payment_does_not_approve_it_unless_nobody_is_asked_for_any_more(watched, cast):
    waiting = watched.pay_out(2_000_000)
    Voucher.objects.filter(pk=waiting.pk).delete()
    own = actions.record_expense(
        fund=watched.fund,
        purpose=waiting.to_account,
        account=watched.cash,
        amount=2_000_000,
        dated_on=date(2023, 6, 1),
        party="Trường THCS",
        reason="Học bổng",
        by=cast.office,
    )

    assert refusal(actions.approve_payment, voucher=own, by=cast.office).startswith("Người lập phiếu không tự duyệt.")
    actions.set_approval(fund=watched.fund, approval_above=None, by=cast.office)
    assert actions.approve_payment(voucher=own, by=cast.office).number == 1


def test_an_approval_asks_again_when_the_money_has_gone_meanwhile(watched, chair):
    first, second = watched.pay_out(6_000_000), watched.pay_out(6_000_000)
    actions.approve_payment(voucher=first, by=chair)

    told = refusal(actions.approve_payment, voucher=second, by=chair)
    posted = actions.approve_payment(voucher=second, below_zero=True, by=chair)

    assert told.startswith("Tiền mặt chỉ còn 4.000.000\xa0đồng để chi từ ngày 01/06/2023.")
    assert list(watched.fund.vouchers.overdrawn()) == [posted]


def test_what_waits_may_be_left_out_with_a_reason_and_stands_in_the_way_of_closing(watched, cast):
    waiting = watched.pay_out(2_000_000)

    assert refusal(lambda: close(watched, cast.treasurer)).startswith("Còn phiếu chi chờ duyệt trong kỳ.")
    assert refusal(actions.drop_voucher, voucher=waiting, reason="", by=cast.treasurer) == "Xin ghi vì sao bỏ phiếu."
    assert "không ghi sổ quỹ" in refusal(actions.drop_voucher, voucher=waiting, reason="Thôi", by=cast.leader)
    dropped = actions.drop_voucher(voucher=waiting, reason="Trường chưa gửi danh sách", by=cast.treasurer)
    assert str(dropped) == "Phiếu chi đã bỏ"
    assert "đã bỏ rồi" in refusal(actions.drop_voucher, voucher=waiting, reason="Nữa", by=cast.treasurer)
    assert close(watched, cast.treasurer).balance == 10_000_000


def test_who_writes_the_book_does_not_set_the_rule_over_her_own_payments(watched, cast, chair):
    def set_to(amount, by):
        return actions.set_approval(fund=watched.fund, approval_above=amount, by=by)

    assert "không duyệt khoản chi" in refusal(lambda: set_to(None, cast.treasurer))
    assert set_to(5_000_000, chair).approval_above == 5_000_000
    assert refusal(lambda: set_to(-1, chair)).startswith("Mức cần duyệt phải là số nguyên đồng")


def test_the_forms_of_a_purse_may_change(book, cast):
    facts = {"receipt_form": "Mẫu C40-BB", "payment_form": "Mẫu C41-BB", "form_basis": "TT 107/2017/TT-BTC"}

    changed = actions.set_forms(fund=book.fund, by=cast.treasurer, **facts)

    assert (changed.receipt_form, changed.form_basis) == ("Mẫu C40-BB", "TT 107/2017/TT-BTC")
    assert "không ghi sổ quỹ" in refusal(actions.set_forms, fund=book.fund, by=cast.leader, **facts)
