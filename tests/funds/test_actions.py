from datetime import date, timedelta

import pytest
from django.utils import timezone

from funds.actions import account_balance, add_donor, open_fund, spendable
from funds.models import Account, Donor, Voucher
from khuyenhoc.actions import NotAllowed
from khuyenhoc.models import Change
from tests.refusals import refusal_of as refused

from .conftest import open_purse


def test_a_new_purse_has_cash_bank_and_goods_and_the_common_sources(book):
    assert [account.name for account in book.fund.accounts.all()] == ["Tiền mặt", "Ngân hàng", "Hiện vật"]
    assert "Nhà hảo tâm" in [account.name for account in Account.objects.sources()]
    assert "Học bổng" in [account.name for account in Account.objects.purposes()]


def test_a_second_purse_shares_the_common_sources(cast, book):
    before = Account.objects.filter(fund=None).count()

    open_purse(cast, cast.con_minh, "Quỹ học bổng")

    assert Account.objects.filter(fund=None).count() == before


def test_two_purses_of_a_unit_differ_in_name(cast, book):
    assert refused(lambda: open_purse(cast, cast.con_minh)) == (
        "Đơn vị này đã có quỹ mang tên đó. Xin đặt tên khác.",
        "name",
    )


def test_a_purse_cannot_be_opened_tomorrow(cast):
    tomorrow = timezone.localdate() + timedelta(days=1)

    told = refused(lambda: open_fund(unit=cast.con_minh, name="Quỹ", opened_on=tomorrow, by=cast.treasurer))

    assert told == ("Ngày mở sổ đang ở tương lai. Xin xem lại.", "opened_on")


def test_receipts_and_payments_are_numbered_apart_and_anew_each_year(book):
    made = [
        book.take_in(1_000),
        book.take_in(2_000),
        book.pay_out(500),
        book.take_in(3_000, date(2024, 1, 2)),
        book.take_in(4_000, date(2023, 12, 31)),
    ]

    assert [str(voucher) for voucher in made] == [
        "PT 01/2023", "PT 02/2023", "PC 01/2023", "PT 01/2024", "PT 03/2023",
    ]  # fmt: skip


def test_numbers_of_two_purses_do_not_touch(book, neighbour_book):
    book.take_in(1_000)

    assert str(neighbour_book.take_in(1_000)) == "PT 01/2023"


def test_a_reversal_is_the_mirror_image_and_counts_on_its_own_day(book):
    wrong = book.take_in(500_000, date(2023, 12, 30))

    undone = book.reverse(wrong, date(2024, 1, 5), "Ghi hai lần")

    assert (undone.from_account, undone.to_account) == (wrong.to_account, wrong.from_account)
    assert (undone.amount, str(undone), undone.reason) == (
        500_000,
        "ĐC 01/2024",
        "Hủy PT 01/2023: Ghi hai lần",
    )
    assert book.fund.balance(date(2023, 12, 31)) == 500_000
    assert book.fund.balance() == 0


def test_a_voucher_is_reversed_once_and_a_reversal_never(book):
    wrong = book.take_in(500_000)
    undone = book.reverse(wrong)

    assert refused(lambda: book.reverse(wrong)) == ("PT 01/2023 đã được hủy rồi.", None)
    assert refused(lambda: book.reverse(undone)) == (
        "Đây là phiếu hủy, không hủy lần nữa. Nếu cần, hãy lập phiếu mới.",
        None,
    )


def test_a_reversal_needs_a_reason_and_a_day_not_before_the_voucher(book):
    wrong = book.take_in(500_000)

    assert refused(lambda: book.reverse(wrong, reason=" ")) == ("Xin ghi lý do hủy.", "reason")
    assert refused(lambda: book.reverse(wrong, date(2023, 4, 30))) == (
        "Ngày hủy không thể trước ngày của phiếu bị hủy.",
        "dated_on",
    )


def test_more_than_the_account_holds_is_paid_only_when_it_is_meant(book):
    book.take_in(300_000)

    told, field = refused(lambda: book.pay_out(300_001))
    assert told == (
        "Tiền mặt chỉ còn 300.000\N{NO-BREAK SPACE}đồng để chi từ ngày 01/06/2023. "
        "Nếu vẫn chi, xin đánh dấu “Chi vượt số dư” rồi ghi lại."
    )
    assert field == "amount"
    assert Voucher.objects.filter(series="payment").count() == 0

    book.pay_out(300_001, below_zero=True)
    assert account_balance(book.cash) == -1


def test_a_payment_dated_back_may_not_take_what_came_in_or_went_out_later(book):
    book.take_in(100_000, date(2023, 1, 5))
    book.pay_out(80_000, date(2023, 6, 1))
    book.take_in(500_000, date(2023, 9, 1))

    assert spendable(book.cash, date(2023, 1, 4)) == 0
    assert spendable(book.cash, date(2023, 2, 1)) == 20_000
    assert spendable(book.cash, date(2023, 9, 1)) == 520_000


def test_money_in_the_bank_does_not_pay_in_cash(book):
    book.take_in(300_000, account=book.bank)

    assert refused(lambda: book.pay_out(1_000))[1] == "amount"
    assert account_balance(book.bank) == 300_000


@pytest.mark.parametrize("amount", [0, -5_000])
def test_an_amount_is_more_than_nothing(book, amount):
    assert refused(lambda: book.take_in(amount))[0] == "Số tiền phải là số nguyên đồng lớn hơn 0."


def test_a_voucher_is_dated_neither_in_the_future_nor_before_the_book(book):
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert refused(lambda: book.take_in(1_000, tomorrow)) == (
        "Ngày chứng từ đang ở tương lai. Xin xem lại.",
        "dated_on",
    )
    assert refused(lambda: book.take_in(1_000, date(2022, 12, 31))) == (
        "Ngày chứng từ trước ngày mở sổ quỹ. Xin xem lại ngày.",
        "dated_on",
    )


def test_an_opening_is_recorded_once_per_account_and_again_after_its_reversal(book):
    opening = book.open_with(700_000)
    book.open_with(900_000, book.bank)

    assert refused(lambda: book.open_with(1))[0] == "Số dư đầu kỳ đã ghi rồi. Nếu sai, hãy hủy phiếu đó rồi ghi lại."

    book.reverse(opening)
    book.open_with(600_000)
    assert book.fund.balance() == 1_500_000


def test_a_source_is_no_purpose_and_a_purpose_no_source(book):
    book.take_in(1_000)

    assert refused(lambda: book.take_in(1_000, source="scholarships")) == ("Xin chọn nguồn thu.", "source")
    assert refused(lambda: book.pay_out(1_000, purpose="members")) == ("Xin chọn mục đích chi.", "purpose")


def test_only_those_who_keep_the_book_write_in_it(cast, book):
    voucher = book.take_in(1_000)
    for stranger in (cast.con_minh_officer, cast.leader, cast.inspector, cast.van_lang_officer):
        with pytest.raises(NotAllowed):
            open_fund(unit=cast.con_minh, name="Quỹ khác", opened_on=date(2023, 1, 1), by=stranger)
        with pytest.raises(NotAllowed):
            add_donor(unit=cast.con_minh, name="Nhà hảo tâm", by=stranger)

    assert Voucher.objects.get() == voucher
    assert Donor.objects.count() == 0


def test_a_posting_is_in_the_log_with_the_name_of_who_did_it(cast, book):
    voucher = book.take_in(626_000)

    change = Change.objects.of(voucher).get()

    assert (change.operation, change.actor_name, change.unit_id) == (
        "insert",
        "Thủ quỹ huyện",
        cast.con_minh.pk,
    )
    assert change.after["amount"] == 626_000
