from .books import EFFECT, MONTH_EFFECT, Account, Fund, FundQuerySet, MonthSum
from .control import Closing, Count
from .donors import Donor, DonorQuerySet
from .grants import Grant, GrantList
from .vouchers import Giver, Voucher, VoucherQuerySet, VoucherScan

__all__ = [
    "EFFECT",
    "MONTH_EFFECT",
    "Account",
    "Closing",
    "Count",
    "Donor",
    "DonorQuerySet",
    "Fund",
    "FundQuerySet",
    "Giver",
    "Grant",
    "GrantList",
    "MonthSum",
    "Voucher",
    "VoucherQuerySet",
    "VoucherScan",
]
