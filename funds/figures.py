"""What the year's figures are made of: the vouchers behind one, and the lists of recipients that were paid."""

from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from .catalogue import PURPOSES, SOURCES
from .models import Account, GrantList, Voucher

_IN_KIND = Q(from_account__kind=Account.Kind.IN_KIND) | Q(to_account__kind=Account.Kind.IN_KIND)
_COMES_IN = Q(to_account__kind__in=Account.MONEY)
_REVERSES = Q(reverses__isnull=False)


def _of(**account: str) -> Q:
    return Q(**{f"from_account__{name}": value for name, value in account.items()}) | Q(
        **{f"to_account__{name}": value for name, value in account.items()}
    )


# What the catalogue of the report counts apart, by the word for it in an address: goods by their value whoever gave
# them, and money of other associations by its way; a reversal runs against the way of what it undoes.
ITEMS = {
    **{code: _of(code=code) & ~_IN_KIND for code in SOURCES},
    "hien-vat": _of(kind=Account.Kind.SOURCE) & _IN_KIND,
    **{code: _of(code=code) for code in PURPOSES},
    "nhan-tu-hoi": _of(kind=Account.Kind.ASSOCIATION) & ((_COMES_IN & ~_REVERSES) | (~_COMES_IN & _REVERSES)),
    "chuyen-cho-hoi": _of(kind=Account.Kind.ASSOCIATION) & ((_COMES_IN & _REVERSES) | (~_COMES_IN & ~_REVERSES)),
}
ITEM_LABELS = {
    **SOURCES,
    "hien-vat": "Hiện vật quy tiền",
    **PURPOSES,
    "nhan-tu-hoi": "Nhận từ Hội cấp trên, cấp dưới",
    "chuyen-cho-hoi": "Chuyển cho Hội cấp trên, cấp dưới",
    "dang-chuyen": "Đang chuyển, Hội nhận chưa ghi sổ",
}
TRANSIT = "dang-chuyen"
OUTGOING = {*PURPOSES, "chuyen-cho-hoi"}


def vouchers_behind(item: str, since: date, until: date) -> QuerySet[Voucher]:
    """Vouchers of that item with `counted`: what each adds to its figure; a reversal takes its amount back."""
    if item == TRANSIT:
        sent = in_transit(until).filter(to_account__kind=Account.Kind.ASSOCIATION)
        return sent.annotate(counted=F("amount"))
    sign = -1 if item in OUTGOING else 1
    posted = Voucher.objects.posted().filter(ITEMS[item], dated_on__range=(since, until))
    return posted.annotate(counted=sign * F("effect"))


def in_transit(day: date) -> QuerySet[Voucher]:
    """What one purse had sent to another by that day and the other had not taken in: it is in no balance."""
    gone = Voucher.objects.filter(sent_to__isnull=False, number__isnull=False, dated_on__lte=day)
    here = Voucher.objects.filter(transfer_of=OuterRef("pk"), number__isnull=False, dated_on__lte=day)
    undone = Voucher.objects.filter(reverses=OuterRef("pk"), dated_on__lte=day)
    return gone.exclude(Exists(undone)).exclude(Exists(here.exclude(Exists(undone))))


HARDSHIP = "hardship"
_OTHERS = "others"
REWARDED = {
    "pupil": "pupils",
    "student": "students",
    "teacher": "teachers",
    "youth": _OTHERS,
    "adult": _OTHERS,
    "family": _OTHERS,
}
CLASS_LABELS = {
    "pupils": "học sinh",
    "students": "sinh viên",
    "teachers": "giáo viên",
    HARDSHIP: "người có hoàn cảnh khó khăn",
    _OTHERS: "đối tượng khác",
}


def lists_paid(since: date, until: date) -> QuerySet[Voucher]:
    """Payments of lists of recipients with `sign`: 1 paid in the span, -1 paid before and reversed in it, 0 both."""
    paid, undone = Q(dated_on__range=(since, until)), Q(reversed_by__dated_on__range=(since, until))
    lists = Voucher.objects.filter(paid | undone, number__isnull=False, pays__isnull=False)
    sign = Case(When(paid & undone, then=Value(0)), When(paid, then=Value(1)), default=Value(-1))
    return lists.annotate(sign=sign)


# Suất, lượt người and đồng of the lines of lists with `sign`.
GRANTED = {
    "shares": Sum(F("sign") * F("pays__grants__shares"), default=0),
    "times": Sum(F("sign") * Value(1), filter=Q(pays__grants__isnull=False), default=0),
    "money": Sum(F("sign") * F("pays__grants__amount"), default=0),
}


def rewarded_class(kind: str, recipient: str) -> str | None:
    """Under whom the report counts a line: hardship lists whoever received; None for a list without lines."""
    return HARDSHIP if kind == GrantList.Kind.HARDSHIP else REWARDED.get(recipient)


def of_class(wanted: str) -> Q:
    """The lines counted under that class."""
    if wanted == HARDSHIP:
        return Q(pays__kind=GrantList.Kind.HARDSHIP)
    recipients = [one for one, code in REWARDED.items() if code == wanted]
    return ~Q(pays__kind=GrantList.Kind.HARDSHIP) & Q(pays__grants__recipient__in=recipients)
