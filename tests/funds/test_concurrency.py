"""Several people at once, each on a connection of her own to a database in a file or on a server."""

from datetime import date

from django.test import Client

from funds.actions import account_balance
from funds.models import Account, Voucher
from khuyenhoc.actions import Refusal

from ..crowds import crowd, writers
from .conftest import open_purse, writer

EACH = 6


def test_numbers_have_no_gap_and_no_double_and_no_voucher_is_lost(shared):
    book = writer(open_purse(shared, shared.con_minh), shared.treasurer)
    people = writers()

    def write(number):
        return [book.take_in(1_000 + number, party=f"Người {number}") for _ in range(EACH)]

    results = crowd(write, people)

    assert [result for result in results if isinstance(result, Exception)] == []
    numbers = sorted(Voucher.objects.values_list("number", flat=True))
    assert numbers == list(range(1, people * EACH + 1))
    assert book.fund.balance() == sum((1_000 + number) * EACH for number in range(people))


def test_two_series_of_two_purses_are_numbered_apart_at_the_same_time(shared):
    books = [writer(open_purse(shared, unit), shared.treasurer) for unit in (shared.con_minh, shared.van_lang)]
    for book in books:
        book.open_with(10_000_000)

    def write(number):
        book = books[number % 2]
        return [book.pay_out(1_000) if turn % 2 else book.take_in(1_000) for turn in range(EACH)]

    results = crowd(write, writers())

    assert [result for result in results if isinstance(result, Exception)] == []
    of_each = EACH * writers() // 2 // 2
    for book in books:
        for series in ("receipt", "payment"):
            numbers = book.fund.vouchers.filter(series=series).values_list("number", flat=True)
            assert sorted(numbers) == list(range(1, of_each + 1))
        assert book.fund.balance() == 10_000_000


def test_a_voucher_reversed_by_several_at_once_is_reversed_once(shared):
    book = writer(open_purse(shared, shared.con_minh), shared.treasurer)
    wrong = book.take_in(500_000)

    results = crowd(lambda _: book.reverse(wrong), writers())

    refused = [str(result) for result in results if isinstance(result, Refusal)]
    assert refused == ["PT 01/2023 đã được hủy rồi."] * (writers() - 1)
    assert book.fund.balance() == 0


def test_the_last_money_is_paid_out_once(shared):
    book = writer(open_purse(shared, shared.con_minh), shared.treasurer)
    book.take_in(100_000)

    results = crowd(lambda _: book.pay_out(80_000), writers())

    assert sum(isinstance(result, Voucher) for result in results) == 1
    assert account_balance(book.cash) == 20_000


def test_one_form_sent_several_times_at_once_is_one_voucher(shared, as_user):
    book = writer(open_purse(shared, shared.con_minh), shared.treasurer)
    source = Account.objects.get(fund=None, code="members")
    client = as_user(shared.treasurer)
    sent = {
        "dated_on": "01/05/2023",
        "amount": "500.000",
        "source": source.pk,
        "account": book.cash.pk,
        "party": "Hoàng Thị Lan",
        "reason": "Ủng hộ",
        "token": "mot-lan",
    }

    def post(number):
        again = Client()
        again.cookies = client.cookies
        return again.post(f"/quy/{book.fund.pk}/thu/", sent).url

    addresses = crowd(post, writers())

    voucher = Voucher.objects.get()
    assert set(addresses) == {voucher.get_absolute_url()}
    assert voucher.dated_on == date(2023, 5, 1)
