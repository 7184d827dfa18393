"""What holds of two books and a campaign whatever is done, in any order."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funds import actions, statements
from funds.actions import GrantLine
from funds.models import Account, Closing, GrantList, MonthSum, Voucher
from khuyenhoc.actions import Refusal

from ..databases import examples
from .conftest import open_purse, writer

DAYS = st.integers(0, 500).map(lambda days: date(2023, 1, 1) + timedelta(days=days))
AMOUNTS = st.integers(1, 4_000_000)
PURSE = st.integers(0, 2)
PICK = st.integers(0, 40)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take_in"), PURSE, AMOUNTS, DAYS),
        st.tuples(st.just("pay_out"), PURSE, AMOUNTS, DAYS),
        st.tuples(st.just("pay_out"), PURSE, AMOUNTS, DAYS),
        st.tuples(st.just("send"), PURSE, PURSE, AMOUNTS, DAYS),
        st.tuples(st.just("send"), PURSE, PURSE, AMOUNTS, DAYS),
        st.tuples(st.just("move"), PURSE, AMOUNTS, DAYS),
        st.tuples(st.just("reverse"), PICK, DAYS),
        st.tuples(st.just("reverse"), PICK, DAYS),
        st.tuples(st.just("close"), PURSE, st.just(2023), st.integers(1, 13)),
        st.tuples(st.just("reopen"), PICK),
        st.tuples(st.just("limit"), PURSE, st.sampled_from([None, 0, 1_000_000])),
        st.tuples(st.just("approve"), PICK),
        st.tuples(st.just("drop"), PICK),
        st.tuples(st.just("list"), PURSE, AMOUNTS),
        st.tuples(st.just("pay_list"), PICK, DAYS),
        st.tuples(st.just("count"), PURSE, AMOUNTS, DAYS),
    ),
    min_size=8,
    max_size=24,
)
in_any_order = settings(
    max_examples=examples(25, on="postgresql"), deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def world(cast):
    """A general purse in Côn Minh, one in Văn Lang and a campaign of Côn Minh, with something to spend in each."""
    campaign = actions.open_fund(
        unit=cast.con_minh, name="Xây thư viện", kind="campaign", opened_on=date(2023, 1, 1), by=cast.treasurer
    )
    purses = [open_purse(cast, cast.con_minh), open_purse(cast, cast.van_lang), campaign]
    books = [writer(purse, cast.treasurer) for purse in purses]
    for book in books:
        book.take_in(9_000_000, date(2023, 1, 1))
    return SimpleNamespace(cast=cast, books=books)


def do(world, step):
    """One step; a pick falls on one of what there is."""
    verb, *rest = step
    by = world.cast.treasurer
    if verb in ("reverse", "reopen", "approve", "drop", "pay_list"):
        picked = pick(verb, rest.pop(0))
        if picked:
            on_picked(world, verb, picked, *rest)
        return
    book = world.books[rest.pop(0)]
    if verb == "take_in":
        book.take_in(*rest)
    elif verb == "pay_out":
        book.pay_out(*rest, below_zero=rest[0] % 2 == 0)
    elif verb == "send":
        to, amount, day = rest
        actions.send_money(
            fund=book.fund, account=book.cash, sent_to=world.books[to].fund, amount=amount, dated_on=day,
            reason="San sẻ", by=by,
        )  # fmt: skip
    elif verb == "move":
        amount, day = rest
        actions.move_money(
            fund=book.fund, from_account=book.cash, to_account=book.bank, amount=amount, dated_on=day,
            reason="Gửi ngân hàng", by=by,
        )  # fmt: skip
    elif verb == "close":
        year, month = rest
        kind = "year" if month == 13 else "month"
        actions.close_book(fund=book.fund, kind=kind, year=year, month=min(month, 12), by=by)
    elif verb == "limit":
        actions.set_approval(fund=book.fund, approval_above=rest[0], by=world.cast.office)
    elif verb == "list":
        lines = [GrantLine(name="Em Sáu", recipient="pupil", amount=rest[0])]
        actions.make_grant_list(
            fund=book.fund, kind="reward", name="Khai giảng", given_on=date(2023, 9, 5), lines=lines, by=by
        )
    else:
        found, day = rest
        actions.record_count(account=book.cash, counted_on=day, found=found, explanation="Chưa rõ", by=by)


def pick(verb, number):
    waiting = Voucher.objects.waiting()
    among = {"reopen": Closing.objects, "pay_list": GrantList.objects, "approve": waiting, "drop": waiting}
    made = list(among.get(verb, Voucher.objects).order_by("pk"))
    return made[number % len(made)] if made else None


def on_picked(world, verb, picked, day=None):
    by = world.cast.treasurer
    if verb == "reverse":
        actions.reverse_voucher(voucher=picked, reason="Ghi nhầm", dated_on=day, by=by)
    elif verb == "reopen":
        actions.reopen_book(closing=picked, reason="Sót phiếu", by=by)
    elif verb == "approve":
        actions.approve_payment(voucher=picked, by=world.cast.office)
    elif verb == "drop":
        actions.drop_voucher(voucher=picked, reason="Thôi", by=by)
    else:
        amount = sum(picked.grants.values_list("amount", flat=True))
        actions.record_expense(
            fund=picked.fund, purpose=Account.objects.get(fund=None, code="student-rewards"),
            account=picked.fund.accounts.get(kind="cash"), amount=amount, dated_on=day, party="Học sinh",
            reason="Thưởng", pays=picked, below_zero=True, by=by,
        )  # fmt: skip


@in_any_order
@given(STEPS)
def test_any_order_of_verbs_keeps_every_law_of_the_book(world, steps):
    with transaction.atomic():
        frozen: dict[int, list[tuple[int, str]]] = {}
        for step in steps:
            try:
                do(world, step)
            except Refusal:
                continue
            keeps_what_is_closed(frozen)
        for book in world.books:
            keeps_its_numbers(book.fund)
            keeps_its_sums(book.fund)
        keeps_the_campaign(world.books[2])
        keeps_transfers_lists_and_approvals()
        connection.check_constraints()
        transaction.set_rollback(True)


def keeps_what_is_closed(frozen):
    """While a closing stands, the vouchers dated up to its last day are those it closed over."""
    standing = Closing.objects.filter(reopened_at=None)
    for gone in frozen.keys() - {closing.pk for closing in standing}:
        del frozen[gone]
    for closing in standing:
        dated = closing.fund.vouchers.filter(dated_on__lte=closing.until).exclude(number=None)
        now = list(dated.order_by("pk").values_list("pk", flat=True))
        assert frozen.setdefault(closing.pk, now) == now
        span = statements.span_of(closing)
        assert (span.opening, span.received_in_all, span.paid_in_all, span.balance) == (
            closing.opening, closing.receipts, closing.payments, closing.balance,
        )  # fmt: skip


def keeps_its_numbers(fund):
    runs: dict[tuple[str, int], list[int]] = {}
    for series, year, number in fund.vouchers.exclude(number=None).values_list("series", "year", "number"):
        runs.setdefault((series, year), []).append(number)
    assert all(sorted(run) == list(range(1, len(run) + 1)) for run in runs.values())


def keeps_its_sums(fund):
    """The database's months are the vouchers', and the purse holds what its accounts hold."""
    sums: dict[tuple[object, ...], int] = {}
    for one in fund.vouchers.exclude(number=None):
        key = (one.year, one.dated_on.month, one.from_account_id, one.to_account_id, one.reverses_id is not None)
        sums[key] = sums.get(key, 0) + one.amount
    kept = MonthSum.objects.filter(fund=fund)
    columns = ("year", "month", "from_account_id", "to_account_id", "is_reversal")
    assert {tuple(getattr(one, column) for column in columns): one.amount for one in kept} == sums
    assert fund.balance() == sum(actions.account_balance(account) for account in fund.accounts.all())


def keeps_the_campaign(book):
    """At the end of no day is less than nothing in it."""
    for account in (book.cash, book.bank):
        for day in {date(2023, 1, 1), *book.fund.vouchers.values_list("dated_on", flat=True)}:
            assert actions.spendable(account, day) >= 0


def keeps_transfers_lists_and_approvals():
    stand = Voucher.objects.exclude(number=None).filter(reversed_by=None, reverses=None)
    received = list(stand.exclude(transfer_of=None).select_related("transfer_of"))
    assert all(one.transfer_of in stand and one.transfer_of.amount == one.amount for one in received)
    paid = list(stand.exclude(pays=None).values_list("pays", flat=True))
    assert len(paid) == len(set(paid))
    approved = Voucher.objects.exclude(number=None).filter(series="payment", posted_by__username="vanphong")
    assert all(one.written_by_id != one.posted_by_id for one in approved)
    assert Voucher.objects.exclude(number=None).exclude(dropped_at=None).count() == 0
