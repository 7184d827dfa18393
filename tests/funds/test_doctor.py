"""The doctor finds sums that are not the vouchers'; the guards are taken down first, as a careless tool might."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.utils import timezone

from chapters.actions import create_user
from funds.actions import close_book, record_contribution, send_money
from funds.actions.entering import GiverLine
from funds.doctor import CHECKS
from funds.models import Account, Closing, Giver, KeptBalance, MonthSum, Voucher
from khuyenhoc import triggers

from ..conftest import PASSWORD
from .conftest import open_purse, writer
from .test_figures import pay_list


def told():
    return [(finding.tone, finding.what) for check in CHECKS for finding in check()]


def problems():
    return [what for tone, what in told() if tone != "good"]


@pytest.fixture
def kept(cast, book, neighbour_book):
    """Two books with everything in them that has a sum of its own."""
    book.open_with(1_000_000)
    book.take_in(626_000)
    book.reverse(book.take_in(44_000), on=date(2024, 1, 5))
    pay_list(cast, book)
    givers = [GiverLine("Ông A", 30_000), GiverLine("Bà B", 20_000)]
    record_contribution(
        fund=book.fund,
        source=Account.objects.get(fund=None, code="members"),
        account=book.cash,
        amount=50_000,
        dated_on=date(2023, 3, 1),
        party="Hai người",
        reason="Ủng hộ",
        givers=givers,
        by=cast.treasurer,
    )
    book.sent = send_money(
        fund=book.fund,
        account=book.cash,
        sent_to=neighbour_book.fund,
        amount=100_000,
        dated_on=date(2023, 8, 1),
        reason="Hỗ trợ",
        by=cast.treasurer,
    )
    close_book(fund=book.fund, kind=Closing.Kind.YEAR, year=2023, month=12, by=cast.treasurer)
    return book


@pytest.fixture
def unguarded(kept):
    triggers.uninstall(connection)
    yield kept
    triggers.install(connection)


def test_sound_books_are_called_sound(kept):
    assert told() == [
        ("good", f"The {MonthSum.objects.count()} sums of months are those of the vouchers"),
        ("good", "The balances of 2 purses are those of their vouchers"),
        ("good", "The numbers of 5 series run without a gap"),
        ("good", "1 closings say what their books say"),
        ("good", "1 transfers stand in both books"),
        ("good", "1 lists of givers and 1 of recipients add up to their vouchers"),
    ]


def test_a_kept_sum_that_differs_is_told_with_both(unguarded):
    MonthSum.objects.filter(month=5, is_reversal=False).update(amount=1)

    KeptBalance.objects.filter(fund=unguarded.fund).update(amount=5)

    told, balance = problems()
    assert balance == "Quỹ khuyến học – xã Côn Minh: kept is 5, its vouchers make 1.076.000"
    assert told.startswith("Quỹ khuyến học – xã Côn Minh, 05/2023, account ")
    assert told.endswith("kept is (1, 2), the vouchers make (670000, 2)")


def test_a_closing_a_number_and_a_list_that_differ_are_told(unguarded):
    Closing.objects.update(receipts=1, balance=F("opening") + 1 - F("payments"))
    Voucher.objects.filter(fund=unguarded.fund, series="payment", number=2).update(number=7)
    Giver.objects.filter(name="Bà B").update(amount=1)

    assert problems() == [
        "Quỹ khuyến học – xã Côn Minh, payment 2023: 2 vouchers, the last is number 7",
        "The closing of Quỹ khuyến học – xã Côn Minh on 31/12/2023 has receipts 1, its vouchers make 720.000",
        "The closing of Quỹ khuyến học – xã Côn Minh on 31/12/2023 has balance 400.001, its vouchers make 1.120.000",
        "PT 03/2023 of Quỹ khuyến học – xã Côn Minh: its list adds up to 30.001",
    ]


def test_half_a_transfer_is_told(unguarded):
    Voucher.objects.filter(pk=unguarded.sent.pk).update(amount=1)

    assert "PT 01/2023 of Quỹ khuyến học – xã Văn Lang takes in what no other purse sent" in problems()


def test_money_that_is_long_on_its_way_is_asked_about(cast):
    keeper = create_user(
        username="thuquyxa", name="Thủ quỹ xã", password=PASSWORD, unit=cast.con_minh, role="treasurer", by=cast.admin
    )
    book = writer(open_purse(cast, cast.con_minh), keeper)
    book.take_in(500_000)
    send_money(
        fund=book.fund,
        account=book.cash,
        sent_to=open_purse(cast, cast.district, "Quỹ huyện"),
        amount=100_000,
        dated_on=date(2023, 8, 1),
        reason="Nộp",
        by=keeper,
    )

    asked = ["PC 01/2023 of Quỹ khuyến học – xã Côn Minh was sent to Quỹ huyện – huyện Na Rì on 01/08/2023"]
    with time_machine.travel("2023-09-29 12:00+07:00"):
        assert problems() == []
    with time_machine.travel("2023-10-01 12:00+07:00"):
        assert problems() == asked
    assert timezone.localdate() > date(2023, 10, 1)
