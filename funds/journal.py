"""The books as a journal in plain text that hledger reads: another program reckons every balance anew."""

from collections.abc import Iterator

from django.db.models import QuerySet

from .models import Account, Fund, Voucher

COMMODITY = "VND"
MONEY = "Tiền của quỹ"
# hledger's types: assets, revenues, expenses; money of other purses and what was there at first are equity.
HEADS = {
    Account.Kind.SOURCE: ("Nguồn thu", "R"),
    Account.Kind.PURPOSE: ("Mục đích chi", "X"),
    Account.Kind.ASSOCIATION: ("Hội cấp trên, cấp dưới", "E"),
    Account.Kind.OWN: ("Quỹ khác của đơn vị", "E"),
    Account.Kind.OPENING: ("Số dư đầu kỳ", "E"),
}


def account_name(account: Account, fund: Fund) -> str:
    """Units and purses by code and number, for two may bear one name; `hledger` adds up along the colons."""
    if account.is_money:
        unit = f"{fund.unit.code} {_plain(fund.unit.full_name)}"
        return f"{MONEY}:{unit}:{fund.pk} {_plain(fund.name)}:{_plain(account.name)}"
    head, _ = HEADS[Account.Kind(account.kind)]
    return f"{head}:{_plain(account.name)}" if account.kind in (Account.Kind.SOURCE, Account.Kind.PURPOSE) else head


def journal(funds: QuerySet[Fund]) -> Iterator[str]:
    """The lines of all that is posted in these books, by date."""
    yield f"commodity 1000. {COMMODITY}\n"
    for name, kind in [(MONEY, "A"), *HEADS.values()]:
        yield f"account {name}  ; type:{kind}\n"
    posted = Voucher.objects.filter(fund__in=funds.order_by(), number__isnull=False).order_by("dated_on", "id")
    for voucher in posted.select_related("fund__unit", "from_account", "to_account").iterator():
        yield entry(voucher)


def entry(voucher: Voucher) -> str:
    source, target = (account_name(account, voucher.fund) for account in (voucher.from_account, voucher.to_account))
    return (
        f"\n{voucher.dated_on:%Y-%m-%d} ({voucher}) {_plain(voucher.party)} | {_plain(voucher.reason)}\n"
        f"    {target}  {voucher.amount} {COMMODITY}\n"
        f"    {source}  {-voucher.amount} {COMMODITY}\n"
    )


def _plain(text: str) -> str:
    """Without what hledger reads otherwise: colons part accounts, semicolons begin comments, two spaces end names."""
    for sign in ":;|":
        text = text.replace(sign, " ")
    return " ".join(text.split())
