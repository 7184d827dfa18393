"""The doctor on the fund books: every sum that is kept is reckoned anew from the vouchers. It never mends."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils import timezone

from khuyenhoc.dates import format_date
from khuyenhoc.doctor import SHOWN, Finding, told
from khuyenhoc.numbers import format_number

from .books import OPENINGS, PAYMENTS, RECEIPTS
from .figures import in_transit
from .models import Closing, Fund, GrantList, MonthSum, Voucher

LONG_ON_ITS_WAY = timedelta(days=60)
ASK = "Ask the purse it was sent to whether it came."

_LINE = ("fund_id", "year", "month", "from_account_id", "to_account_id", "is_reversal")


def check_month_sums() -> Iterator[Finding]:
    """What the database added up as vouchers were posted, against the vouchers themselves."""
    posted = Voucher.objects.posted().order_by().annotate(month=ExtractMonth("dated_on"))
    summed = posted.values_list(*_LINE).annotate(Sum("amount"), Count("pk"))
    vouchers = {tuple(line): (amount, count) for *line, amount, count in summed}
    kept = {
        tuple(line): (amount, count)
        for *line, amount, count in MonthSum.objects.values_list(*_LINE, "amount", "voucher_count")
    }
    names = {fund.pk: str(fund) for fund in Fund.objects.select_related("unit")}
    wrong = sorted(line for line in vouchers.keys() | kept.keys() if vouchers.get(line) != kept.get(line))
    yield from told(
        [
            f"{names[line[0]]}, {line[2]:02d}/{line[1]}, account {line[3]} to {line[4]}: kept is {kept.get(line)}, "
            f"the vouchers make {vouchers.get(line)}"
            for line in wrong
        ],
        f"The {len(kept)} sums of months are those of the vouchers",
    )


def check_balances() -> Iterator[Finding]:
    """What the database keeps as each purse's balance, against its vouchers."""
    made = dict(Voucher.objects.posted().order_by().values_list("fund_id").annotate(Sum("effect")))
    funds = Fund.objects.select_related("unit").with_balance()
    yield from told(
        [
            f"{fund}: kept is {format_number(fund.held)}, its vouchers make {format_number(made.get(fund.pk, 0))}"
            for fund in funds
            if fund.held != made.get(fund.pk, 0)
        ],
        f"The balances of {len(funds)} purses are those of their vouchers",
    )


def check_numbers() -> Iterator[Finding]:
    """From one without a gap: the last number is the number of vouchers."""
    series = Voucher.objects.filter(number__isnull=False).order_by().values("fund", "year", "series")
    counted = series.annotate(last=Max("number"), count=Count("pk"), different=Count("number", distinct=True))
    wrong = counted.exclude(last=F("count"), different=F("count")).order_by("fund", "year", "series")
    names = {fund.pk: str(fund) for fund in Fund.objects.select_related("unit")}
    yield from told(
        [
            f"{names[line['fund']]}, {line['series']} {line['year']}: {line['count']} vouchers, the last is "
            f"number {line['last']}"
            for line in wrong
        ],
        f"The numbers of {counted.count()} series run without a gap",
    )


def check_closings() -> Iterator[Finding]:
    """Each closing that stands says what its vouchers say."""
    standing = Closing.objects.filter(reopened_at=None).select_related("fund__unit").order_by("fund", "until")
    wrong = []
    for closing in standing:
        posted = closing.fund.vouchers.posted().filter(dated_on__lte=closing.until)
        inside = Q(dated_on__gte=closing.starts_on) & ~OPENINGS
        found = posted.aggregate(
            opening=Sum("effect", filter=Q(dated_on__lt=closing.starts_on) | OPENINGS, default=0),
            receipts=Sum("effect", filter=inside & RECEIPTS, default=0),
            payments=-Sum("effect", filter=inside & PAYMENTS, default=0),
            balance=Sum("effect", default=0),
        )
        wrong += [
            f"The closing of {closing.fund} on {format_date(closing.until)} has {name} "
            f"{format_number(getattr(closing, name))}, its vouchers make {format_number(amount)}"
            for name, amount in found.items()
            if amount != getattr(closing, name)
        ]
    yield from told(wrong, f"{len(standing)} closings say what their books say")


def check_transfers() -> Iterator[Finding]:
    """Both halves of a transfer stand or both are reversed; what is long on its way is asked about."""
    halves = Voucher.objects.filter(transfer_of__isnull=False, number__isnull=False, reversed_by=None)
    unlike = halves.exclude(
        transfer_of__number__isnull=False,
        transfer_of__reversed_by=None,
        transfer_of__amount=F("amount"),
        transfer_of__sent_to=F("fund"),
    )
    yield from told(
        [f"{one} of {one.fund} takes in what no other purse sent" for one in unlike.select_related("fund__unit")],
        f"{halves.count()} transfers stand in both books",
    )
    today = timezone.localdate()
    sent = in_transit(today).select_related("fund__unit", "sent_to__unit").order_by("dated_on", "id")
    for one in sent.filter(dated_on__lt=today - LONG_ON_ITS_WAY)[:SHOWN]:
        yield Finding("warn", f"{one} of {one.fund} was sent to {one.sent_to} on {format_date(one.dated_on)}", ASK)


def check_lists() -> Iterator[Finding]:
    """Lists of givers and of recipients add up to the voucher they hang on."""
    posted = Voucher.objects.filter(number__isnull=False).order_by("id").select_related("fund__unit")
    given = posted.filter(givers__isnull=False).annotate(listed=Sum("givers__amount"))
    granted = GrantList.objects.filter(pk=OuterRef("pays")).values("pk").annotate(total=Sum("grants__amount"))
    paid = posted.filter(pays__isnull=False).annotate(listed=Coalesce(Subquery(granted.values("total")), 0))
    wrong = [*given.exclude(listed=F("amount")), *paid.exclude(listed=F("amount"))]
    yield from told(
        [f"{one} of {one.fund}: its list adds up to {format_number(one.listed)}" for one in wrong],
        f"{given.count()} lists of givers and {paid.count()} of recipients add up to their vouchers",
    )


CHECKS = [check_month_sums, check_balances, check_numbers, check_closings, check_transfers, check_lists]
