"""Control under a crowd: each person on a connection of her own; and a process killed in the middle of a batch."""

import os
import signal
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from chapters.actions import create_user
from funds import actions
from funds.actions import GrantLine, account_balance
from funds.models import Account, Closing, MonthSum, Voucher

from ..conftest import PASSWORD
from ..crowds import at_once, crowd, failures, refusals, writers
from ..databases import address
from .conftest import open_purse, writer

DAY = date(2023, 6, 1)


@pytest.fixture
def book(shared):
    return writer(open_purse(shared, shared.con_minh), shared.treasurer)


def numbers(fund, series):
    return sorted(fund.vouchers.filter(series=series).exclude(number=None).values_list("number", flat=True))


def test_nothing_slips_into_a_month_while_it_is_closed(book, shared):
    book.take_in(1_000, date(2023, 5, 1))
    post = [lambda: [book.take_in(1_000, date(2023, 5, 20)) for _ in range(3)]] * (writers() - 1)

    results = at_once(
        lambda: actions.close_book(fund=book.fund, kind="month", year=2023, month=5, by=shared.treasurer), *post
    )

    assert failures(results) == []
    closing = Closing.objects.get()
    assert closing.balance == book.fund.balance(closing.until) == sum(MonthSum.objects.values_list("amount", flat=True))
    assert set(refusals(results)) <= {
        "Sổ đã khóa đến hết ngày 31/05/2023. Xin ghi ngày sau đó, hoặc mở lại sổ có lý do."
    }
    assert numbers(book.fund, "receipt") == list(range(1, Voucher.objects.count() + 1))


def test_a_campaign_a_list_and_a_payment_that_waits_are_each_paid_once(book, shared):
    """The same money, the same list, the same voucher, wanted by all at once."""
    campaign = actions.open_fund(
        unit=shared.con_minh, name="Thư viện", kind="campaign", opened_on=date(2023, 1, 1), by=shared.treasurer
    )
    library = writer(campaign, shared.treasurer)
    library.take_in(100_000)
    book.take_in(10_000_000)
    grants = actions.make_grant_list(
        fund=book.fund, kind="reward", name="Khai giảng", given_on=DAY, by=shared.treasurer,
        lines=[GrantLine(name="Em Sáu", recipient="pupil", amount=200_000)],
    )  # fmt: skip
    purpose = Account.objects.get(fund=None, code="student-rewards")

    def pay_list(_):
        return actions.record_expense(
            fund=book.fund, purpose=purpose, account=book.cash, amount=200_000, dated_on=DAY, party="Học sinh",
            reason="Thưởng", pays=grants, by=shared.treasurer,
        )  # fmt: skip

    paid = crowd(lambda _: library.pay_out(30_000), writers())
    listed = crowd(pay_list, writers())
    actions.set_approval(fund=book.fund, approval_above=0, by=shared.office)
    waiting = book.pay_out(1_000_000)
    approved = crowd(lambda _: actions.approve_payment(voucher=waiting, by=shared.office), writers())

    assert failures(paid + listed + approved) == []
    assert (sum(isinstance(result, Voucher) for result in paid), campaign.balance()) == (3, 10_000)
    assert set(refusals(listed)) == {"Danh sách trao này đã có phiếu chi rồi."}
    assert set(refusals(approved)) == {"Phiếu này đã được duyệt hoặc đã bỏ rồi."}
    assert numbers(book.fund, "payment") == [1, 2]
    assert account_balance(book.cash) == 8_800_000


def test_transfers_cross_each_other_and_are_received_once_or_undone_whole(book, shared):
    other = writer(open_purse(shared, shared.van_lang), shared.treasurer)
    own = create_user(
        username="thuquycm", name="Thủ quỹ Côn Minh", password=PASSWORD, unit=shared.con_minh, role="treasurer",
        by=shared.admin,
    )  # fmt: skip
    book.take_in(10_000_000)
    other.take_in(10_000_000)

    def send(one, to, by):
        return actions.send_money(
            fund=one.fund, account=one.cash, sent_to=to.fund, amount=1_000, dated_on=DAY, reason="San sẻ", by=by
        )

    def cross(number):
        one, to = (book, other) if number % 2 else (other, book)
        return [send(one, to, shared.treasurer) for _ in range(3)]

    def receive(voucher):
        return actions.receive_money(voucher=voucher, account=other.cash, dated_on=DAY, by=shared.treasurer)

    crossed = crowd(cross, writers())
    sent = send(book, other, own)
    received = crowd(lambda _: receive(sent), writers())
    again = send(book, other, own)
    undone = at_once(lambda: receive(again), lambda: book.reverse(again))

    assert failures(crossed + received + undone) == refusals(crossed) == []
    assert set(refusals(received)) == {"Khoản chuyển này đã được nhận rồi."}
    assert Voucher.objects.filter(transfer_of=sent).count() == 1
    standing = Voucher.objects.filter(reversed_by=None)
    assert standing.filter(transfer_of=again).exists() == standing.filter(pk=again.pk).exists()
    assert book.fund.balance() + other.fund.balance() == 20_000_000
    for fund in (book.fund, other.fund):
        for series in ("receipt", "payment"):
            assert numbers(fund, series) == list(range(1, len(numbers(fund, series)) + 1))


# Another process, which posts a batch in one transaction and is killed when half of it is written.
CLERK = """
import os, signal, sys
from datetime import date
import django
django.setup()
from django.db import transaction
from chapters.models import User
from funds.actions import record_contribution
from funds.models import Account, Fund

fund, by = Fund.objects.get(pk=sys.argv[1]), User.objects.get(username="thuquy")
facts = {"fund": fund, "account": fund.accounts.get(kind="cash"), "source": Account.objects.get(code="members")}
with transaction.atomic():
    for number in range(1, 11):
        record_contribution(amount=number, dated_on=date(2023, 6, 1), party="Lan", reason="Ủng hộ", by=by, **facts)
        if number == 6:
            os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_batch_killed_half_way_leaves_nothing_and_the_numbers_go_on_without_a_gap(book):
    book.take_in(1_000)

    clerk = subprocess.run(
        [sys.executable, "-c", CLERK, str(book.fund.pk)],
        env=os.environ | {
            "DATABASE_URL": address(connection.settings_dict["NAME"]), "DJANGO_SETTINGS_MODULE": "khuyenhoc.settings",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        timeout=60,
    )  # fmt: skip

    assert clerk.returncode == -signal.SIGKILL, clerk.stderr.decode()
    assert (Voucher.objects.count(), book.fund.balance()) == (1, 1_000)
    assert str(book.take_in(2_000)) == "PT 02/2023"
    assert MonthSum.objects.get().amount == 3_000
