"""Balances and figures are read from the sums of months; they are those of the vouchers, day by day."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, given, settings

from funds import books
from funds.actions import spendable
from funds.models import Voucher
from funds.sums import balance_on, moved

from .test_book_law import DAYS, STEPS, write

SIDES = ("from_account", "to_account", "is_reversal")
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def line_of(voucher):
    return voucher.from_account_id, voucher.to_account_id, voucher.reverses_id is not None


@few
@given(STEPS, DAYS, DAYS)
def test_what_moved_between_two_days_is_what_the_vouchers_of_these_days_say(book, steps, one, other):
    since, until = sorted((one, other))
    with transaction.atomic():
        write(book, steps)
        vouchers = list(Voucher.objects.select_related("from_account", "to_account"))

        for begin, end in ((since, until), (since, since), (since.replace(day=1), until), (date.min, until)):
            expected, found = Counter(), Counter()
            for voucher in vouchers:
                if begin <= voucher.dated_on <= end:
                    expected[line_of(voucher)] += voucher.amount
            for line, amount in moved(Q(fund=book.fund), *SIDES, since=begin, until=end):
                found[line] += amount
            assert found == expected
        transaction.set_rollback(True)


@few
@given(STEPS, DAYS, DAYS)
def test_every_balance_and_figure_is_that_of_the_vouchers(book, steps, one, other):
    since, until = sorted((one, other))
    with transaction.atomic():
        write(book, steps)
        posted = Voucher.objects.posted()

        def held(vouchers):
            return vouchers.aggregate(total=Sum("effect", default=0))["total"]

        for day in (until, date(until.year, until.month, 1) - timedelta(days=1)):
            on_day = {account: balance_on(account, day) for account in (book.cash, book.bank)}
            assert sum(on_day.values()) == book.fund.balance(day) == held(posted.filter(dated_on__lte=day))
            assert spendable(book.cash, day) <= on_day[book.cash]

        figures = books.span_figures(book.fund, since, until)
        openings = posted.filter(books.OPENINGS, dated_on__range=(since, until))
        inside = posted.filter(dated_on__range=(since, until)).exclude(pk__in=openings.values("pk"))
        assert figures == {
            "opening": held(posted.filter(dated_on__lt=since)) + held(openings),
            "receipts": held(inside.filter(books.RECEIPTS)),
            "payments": -held(inside.filter(books.PAYMENTS)),
            "balance": held(posted.filter(dated_on__lte=until)),
        }

        year = books.year_figures(book.fund, 2024)
        of_days = books.span_figures(book.fund, date(2024, 1, 1), date(2024, 12, 31))
        assert {name: year["closing" if name == "balance" else name] for name in of_days} == of_days
        by_fund = books.figures_by_fund([book.fund], 2024)
        assert by_fund.get(book.fund.pk, {"balance": 0, "raised": 0, "spent": 0}) == {
            "balance": held(posted),
            "raised": year["raised"],
            "spent": year["spent"],
        }
        transaction.set_rollback(True)


@pytest.mark.parametrize("vouchers", [60, 180])
def test_a_page_of_the_book_goes_through_one_month_however_long_the_book_is(book, vouchers, django_assert_num_queries):
    days = [date(2023, 1, 1) + timedelta(days=number % 700) for number in range(vouchers)]
    for number, day in enumerate(days):
        Voucher.objects.create(
            fund=book.fund,
            series="receipt",
            year=day.year,
            number=1 + sum(one.year == day.year for one in days[:number]),
            posted_at="2024-12-31 10:00+07:00",
            dated_on=day,
            from_account=books.Account.objects.get(fund=None, code="members"),
            to_account=book.cash,
            amount=1_000,
            party="Hoàng Thị Lan",
            reason="Ủng hộ",
        )

    with django_assert_num_queries(6):
        page = books.book_page(book.fund, 2023, None)

    assert page.lines[-1].balance == 1_000 * sum(day.year == 2023 for day in days)
    assert page.carried == page.lines[0].balance - 1_000
