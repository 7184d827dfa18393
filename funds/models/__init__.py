from .books import EFFECT, Account, Fund, FundQuerySet, KeptBalance, MonthSum
from .control import Closing, Count
from .donors import Donor, DonorQuerySet
from .grants import Grant, GrantList
from .vouchers import Giver, Voucher, VoucherQuerySet, VoucherScan

__all__ = [
    "EFFECT",
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
    "KeptBalance",
    "MonthSum",
    "Voucher",
    "VoucherQuerySet",
    "VoucherScan",
]
