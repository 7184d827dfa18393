from .hands import EntryLink, EntryLinkQuerySet, LinkHolder, OnBehalf
from .periods import Period
from .remarks import TEXT_MAX, Remark, ReturnText
from .returns import TOTALS_AT, Return, ReturnQuerySet, Row, RowQuerySet
from .targets import Target, TargetQuerySet
from .values import UNKNOWN, ReturnValue, Said

__all__ = [
    "TEXT_MAX",
    "TOTALS_AT",
    "UNKNOWN",
    "EntryLink",
    "EntryLinkQuerySet",
    "LinkHolder",
    "OnBehalf",
    "Period",
    "Remark",
    "Return",
    "ReturnQuerySet",
    "ReturnText",
    "ReturnValue",
    "Row",
    "RowQuerySet",
    "Said",
    "Target",
    "TargetQuerySet",
]
