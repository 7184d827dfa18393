from .conference import AgendaItem, Attendee, Ballot, Conference, ConferenceQuerySet, Instruction, Photo
from .hands import EntryLink, EntryLinkQuerySet, LinkHolder, OnBehalf
from .periods import Period
from .remarks import TEXT_MAX, Remark, ReturnText
from .returns import TOTALS_AT, Return, ReturnQuerySet, Row, RowQuerySet
from .summaries import SECTION_MAX, FrozenReturn, PlanItem, Section, Summary, SummaryQuerySet, SummarySection
from .targets import Target, TargetQuerySet
from .values import UNKNOWN, ReturnValue, Said

__all__ = [
    "SECTION_MAX",
    "TEXT_MAX",
    "TOTALS_AT",
    "UNKNOWN",
    "AgendaItem",
    "Attendee",
    "Ballot",
    "Conference",
    "ConferenceQuerySet",
    "EntryLink",
    "EntryLinkQuerySet",
    "FrozenReturn",
    "Instruction",
    "LinkHolder",
    "OnBehalf",
    "Period",
    "Photo",
    "PlanItem",
    "Remark",
    "Return",
    "ReturnQuerySet",
    "ReturnText",
    "ReturnValue",
    "Row",
    "RowQuerySet",
    "Said",
    "Section",
    "Summary",
    "SummaryQuerySet",
    "SummarySection",
    "Target",
    "TargetQuerySet",
]
