"""What holds of a book whatever is written in it: taking in, paying out and reversing, in any order."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funds import books
from funds.actions import account_balance
from funds.models import Voucher
from khuyenhoc.actions import Refusal

DAYS = st.integers(0, 900).map(lambda days: date(2023, 1, 1) + timedelta(days=days))
AMOUNTS = st.integers(1, 10**12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take_in"), AMOUNTS, DAYS, st.booleans()),
        st.tuples(st.just("pay_out"), AMOUNTS, DAYS, st.booleans()),
        st.tuples(st.just("reverse"), st.integers(0, 30), DAYS),
        st.tuples(st.just("open_with"), AMOUNTS, st.booleans()),
    ),
    max_size=14,
)
in_any_order = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(book, steps):
    """Do the steps, with the bank or in cash; what the verbs refuse is not done."""
    for verb, *rest in steps:
        try:
            if verb == "reverse":
                made = list(Voucher.objects.order_by("id"))
                if made:
                    book.reverse(made[rest[0] % len(made)], rest[1])
            elif verb == "open_with":
                book.open_with(rest[0], book.bank if rest[1] else book.cash)
            else:
                amount, day, by_bank = rest
                extra = {"below_zero": True} if verb == "pay_out" else {}
                getattr(book, verb)(amount, day, account=book.bank if by_bank else book.cash, **extra)
        except Refusal:
            continue


@pytest.fixture
def after(book):
    """The book after these steps, which are undone when the checking is over."""

    def run(steps, check):
        with transaction.atomic():
            write(book, steps)
            check(
                book,
                list(Voucher.objects.select_related("from_account", "to_account").order_by("dated_on", "id")),
            )
            transaction.set_rollback(True)

    return run


@in_any_order
@given(STEPS)
def test_the_balance_is_what_came_in_less_what_went_out(after, steps):
    def check(book, vouchers):
        came_in = sum(voucher.amount for voucher in vouchers if voucher.to_account.is_money)
        went_out = sum(voucher.amount for voucher in vouchers if voucher.from_account.is_money)

        assert book.fund.balance() == came_in - went_out
        assert sum(account_balance(account) for account in book.fund.accounts.all()) == came_in - went_out
        assert sum(held.balance for held in books.money_accounts(book.fund)) == came_in - went_out

    after(steps, check)


@in_any_order
@given(STEPS)
def test_numbers_run_from_one_without_a_gap_in_each_series_and_year(after, steps):
    def check(book, vouchers):
        numbers: dict[tuple[str, int], list[int]] = {}
        for voucher in sorted(vouchers, key=lambda voucher: voucher.pk):
            numbers.setdefault((voucher.series, voucher.year), []).append(voucher.number)

        assert all(run == list(range(1, len(run) + 1)) for run in numbers.values())

    after(steps, check)


@in_any_order
@given(STEPS)
def test_each_year_closes_with_what_the_next_one_opens(after, steps):
    def check(book, vouchers):
        closing = 0
        for year in (2023, 2024, 2025):
            figures = books.year_figures(book.fund, year)
            opened = books.OPENINGS
            new = sum(v.effect for v in book.fund.vouchers.posted().filter(opened, year=year))
            assert figures["opening"] == closing + new
            assert figures["closing"] == figures["opening"] + figures["receipts"] - figures["payments"]
            closing = figures["closing"]
        assert closing == book.fund.balance()

    after(steps, check)


@in_any_order
@given(STEPS, st.integers(1, 4))
def test_the_pages_of_the_book_show_every_voucher_once_with_its_running_balance(after, steps, per_page):
    def check(book, vouchers):
        held, expected = 0, {}
        for voucher in vouchers:
            held += voucher.amount if voucher.to_account.is_money else -voucher.amount
            expected[voucher.pk] = held

        shown = {}
        for year in (2023, 2024, 2025):
            last = books.book_page(book.fund, year, None)
            for number in range(1, last.page.paginator.num_pages + 1):
                page = books.book_page(book.fund, year, str(number))
                before = page.carried
                for line in page.lines:
                    assert line.balance == before + line.effect
                    before = line.balance
                    shown[line.voucher.pk] = line.balance
        assert shown == expected

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "LINES_PER_PAGE", per_page)
        after(steps, check)
