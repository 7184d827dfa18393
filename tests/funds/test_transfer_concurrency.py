"""Two purses that send to each other at the same moment, and a transfer taken in while it is undone."""

from datetime import date

from chapters.actions import create_user
from funds.actions import receive_money, send_money
from funds.models import Voucher
from khuyenhoc.actions import Refusal

from ..conftest import PASSWORD
from ..crowds import crowd, writers
from .conftest import open_purse, writer

EACH = 3


def test_purses_that_send_to_each_other_never_wait_for_ever_nor_lose_a_dong(shared):
    books = [writer(open_purse(shared, unit), shared.treasurer) for unit in (shared.con_minh, shared.van_lang)]
    for book in books:
        book.take_in(1_000_000, date(2023, 1, 1))

    def send(number):
        here, there = books[number % 2], books[1 - number % 2]
        facts = {"amount": 1_000, "dated_on": date(2023, 5, 1), "reason": "Hỗ trợ", "by": shared.treasurer}
        sent = [send_money(fund=here.fund, account=here.cash, sent_to=there.fund, **facts) for _ in range(EACH)]
        here.reverse(sent[0])

    results = crowd(send, writers())

    assert [result for result in results if result is not None] == []
    assert [book.fund.balance() for book in books] == [1_000_000, 1_000_000]
    assert Voucher.objects.filter(transfer_of__isnull=False).count() == writers() * EACH


def test_what_is_undone_while_it_is_taken_in_is_either_undone_or_taken_in(shared):
    facts = {"unit": shared.con_minh, "role": "treasurer", "password": PASSWORD, "by": shared.admin}
    keeper = create_user(username="thuquyxa", name="Thủ quỹ xã", **facts)
    book = writer(open_purse(shared, shared.con_minh), keeper)
    above = writer(open_purse(shared, shared.district), shared.treasurer)
    book.take_in(1_000_000, date(2023, 1, 1))
    told = {"amount": 1_000, "dated_on": date(2023, 5, 1), "reason": "Nộp", "by": keeper}
    sent = send_money(fund=book.fund, account=book.cash, sent_to=above.fund, **told)

    def act(number):
        if number % 2:
            return book.reverse(sent)
        return receive_money(voucher=sent, account=above.cash, dated_on=date(2023, 5, 2), by=shared.treasurer)

    results = crowd(act, writers())

    assert [result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)] == []
    assert len([result for result in results if isinstance(result, Voucher)]) == 1
    assert book.fund.balance() + above.fund.balance() == 1_000_000
