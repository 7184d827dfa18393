"""Goods stay goods: they are given away or sold, and never moved into money."""

from datetime import date
from types import SimpleNamespace

import pytest

from funds import actions
from funds.actions.entering import GOODS_STAY
from funds.models import Voucher
from khuyenhoc.actions import Refusal

from .conftest import draft, open_purse, writer
from .test_guards import refuses
from .test_transfers import sending
from .test_vouchers import text

BOOK = "Chứng từ phải đi qua đúng tiền của quỹ ghi nó"
SENT = "Phiếu nhận phải đúng quỹ"


@pytest.fixture
def goods(book):
    """Ninety notebooks, valued at 900.000 đồng."""
    account = book.fund.accounts.get(kind="in_kind")
    book.take_in(900_000, account=account)
    return account


@pytest.fixture
def sent(cast, book, goods):
    """The notebooks on their way to another purse, whose keeper has not taken them in."""
    other = writer(open_purse(cast, cast.van_lang, "Quỹ bạn"), cast.treasurer)
    facts = {"account": goods, "sent_to": other.fund, "amount": 900_000, "dated_on": date(2023, 6, 1)}
    made = actions.send_money(fund=book.fund, reason="Tặng vở", by=cast.treasurer, **facts)
    received = Voucher.objects.get(transfer_of=made)
    return SimpleNamespace(other=other, payment=made, receipt=received)


def test_goods_are_not_moved_into_cash_nor_cash_into_goods(cast, book, goods):
    book.take_in(1_000_000)

    for one, other in ((goods, book.cash), (book.bank, goods)):
        facts = {"from_account": one, "to_account": other, "amount": 100_000, "dated_on": date(2023, 7, 1)}
        with pytest.raises(Refusal) as refusal:
            actions.move_money(fund=book.fund, reason="Bán vở", by=cast.treasurer, **facts)
        assert (str(refusal.value), refusal.value.field) == (GOODS_STAY, "from_account")


def test_the_page_offers_cash_and_bank_and_says_what_becomes_of_goods(cast, book, goods, as_user):
    html = text(as_user(cast.treasurer).get(f"/quy/{book.fund.pk}/doi-cho/"))

    assert f'<option value="{goods.pk}"' not in html
    assert "đã bán thì ghi thu tiền bán ở nguồn “Thu khác” và ghi chi hiện vật ấy" in html


def test_a_form_that_was_made_up_is_refused_and_writes_nothing(cast, book, goods, as_user):
    told = sending(from_account=goods.pk, to_account=book.cash.pk)

    as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/doi-cho/", told)

    assert Voucher.objects.count() == 1


def test_goods_that_were_sold_are_an_expense_and_what_was_paid_for_them_a_receipt(book, goods):
    book.pay_out(900_000, purpose="other-spending", account=goods)
    book.take_in(750_000, source="other-income", party="Người mua")

    assert (actions.account_balance(goods), actions.account_balance(book.cash)) == (0, 750_000)


def test_goods_that_were_sent_are_taken_in_as_goods(cast, sent):
    assert sent.receipt.to_account.kind == "in_kind"
    actions.reverse_voucher(voucher=sent.receipt, reason="Nhầm", dated_on=date(2023, 6, 2), by=cast.treasurer)

    again = actions.send_money(
        fund=sent.payment.fund,
        account=sent.payment.from_account,
        sent_to=sent.other.fund,
        amount=900_000,
        dated_on=date(2023, 6, 3),
        reason="Tặng vở",
        by=cast.treasurer,
    )
    half = Voucher.objects.get(transfer_of=again)
    assert half.to_account.kind == "in_kind"


def test_the_other_book_does_not_take_goods_in_as_cash(cast, book, goods):
    other = open_purse(cast, cast.van_lang, "Quỹ bạn")
    keeper = SimpleNamespace(fund=other, cash=other.accounts.get(kind="cash"))
    waits = draft(
        book,
        series="payment",
        number=1,
        posted_at="2023-06-01T00:00:00+07:00",
        from_account=goods,
        to_account=actions.entering._between(book.fund, other),
        amount=900_000,
        sent_to=other,
    )
    waits.save()
    taken = {"voucher": waits, "dated_on": date(2023, 6, 2), "by": cast.treasurer}

    with pytest.raises(Refusal, match="Hiện vật chuyển đến phải nhận vào tài khoản hiện vật"):
        actions.receive_money(account=keeper.cash, **taken)
    refuses(
        SENT,
        draft(
            keeper,
            number=1,
            posted_at="2023-06-02T00:00:00+07:00",
            dated_on=date(2023, 6, 2),
            from_account=waits.to_account,
            to_account=keeper.cash,
            amount=900_000,
            transfer_of=waits,
        ).save,
    )
    assert actions.receive_money(account=other.accounts.get(kind="in_kind"), **taken).number == 1


def test_the_database_refuses_goods_turned_into_money_and_the_other_way(book, goods):
    book.take_in(1_000_000)

    for one, other in ((goods, book.cash), (book.cash, goods)):
        refuses(BOOK, draft(book, series="adjustment", from_account=one, to_account=other).save)


def test_what_was_received_as_goods_can_still_be_reversed(book, goods):
    assert book.reverse(Voucher.objects.get()).from_account == goods
