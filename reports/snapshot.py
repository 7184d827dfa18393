"""What acceptance writes down: every figure as it stood, with what it was counted from (DESIGN 3.4)."""

from collections.abc import Iterator

from django.db.models import Q

from awards.models import Inspection, Nomination, Registration
from chapters.models import Membership
from funds.figures import lists_paid, rewarded_class
from funds.models import Voucher

from .checks import figures_of
from .models import Period, Return, ReturnValue, Row
from .records import MODEL_CODES


def take_snapshot(unit_return: Return) -> None:
    """Write value used, recorded and declared value, date and source ids of every cell (DESIGN 3.4)."""
    rows, figures = figures_of(unit_return)
    sources = _sources(unit_return.period, rows)
    snapshot = [
        ReturnValue(
            row=row,
            indicator=code,
            recorded=figure.recorded,
            value=figure.used,
            as_of=unit_return.period.cut_off,
            sources=sources.get((row.pk, code)),
        )
        for row in rows
        for code, figure in figures[row.pk].items()
        if figure.used is not None or figure.said is not None or figure.recorded is not None
    ]
    ReturnValue.objects.bulk_create(
        snapshot,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["row", "indicator"],
        update_fields=["recorded", "value", "as_of", "sources"],
    )


def _sources(period: Period, rows: list[Row]) -> dict[tuple[int, str], dict[str, list[int]]]:
    """The ids behind a closing figure: memberships, vouchers, nominations, registrations of models, inspections."""
    found: dict[tuple[int, str], dict[str, list[int]]] = {}

    def note(row_id: int, code: str, table: str, pk: int) -> None:
        found.setdefault((row_id, code), {}).setdefault(table, []).append(pk)

    by_unit = {row.unit_id: row for row in rows}
    counted = Membership.objects.counted().filter(unit__in=[row.unit_id for row in rows if row.keeps_roster])
    at_cut = counted.filter(since__lte=period.cut_off).exclude(until__lte=period.cut_off)
    for unit_id, pk in at_cut.order_by("pk").values_list("unit_id", "pk"):
        note(by_unit[unit_id].pk, "members_closing", "membership", pk)
    posted = Voucher.objects.filter(
        number__isnull=False,
        fund__unit__in=[row.unit_id for row in rows if row.keeps_book],
        dated_on__range=(period.starts_on, period.cut_off),
    )
    for unit_id, pk in posted.order_by("pk").values_list("fund__unit_id", "pk"):
        note(by_unit[unit_id].pk, "fund_closing", "voucher", pk)
    for unit_id, who, pk in _lists_paid(period, list(by_unit)):
        note(by_unit[unit_id].pk, f"rewards_{who}", "grant_list", pk)
    named = Nomination.objects.standing_on(period.cut_off).filter(year=period.year, unit__in=by_unit)
    for nomination in named.select_related("form", "decision").order_by("pk"):
        row = by_unit[nomination.unit_id]
        code = f"award.{nomination.form.code}.{nomination.recipient_class}"
        note(row.pk, f"{code}.proposed", "nomination", nomination.pk)
        if nomination.decision and nomination.decision.signed_on <= period.cut_off:
            note(row.pk, f"{code}.given", "nomination", nomination.pk)
    registered = Registration.objects.registered_by(period.cut_off)
    of_year = registered.filter(year=period.year, learning_model__unit__in=by_unit).select_related("learning_model")
    for registration in of_year.order_by("pk"):
        row, code = by_unit[registration.learning_model.unit_id], MODEL_CODES[registration.learning_model.kind]
        note(row.pk, f"{code}_registered", "registration", registration.pk)
        if registration.is_recognised_by(period.cut_off):
            note(row.pk, f"{code}_recognised", "registration", registration.pk)
    held = Inspection.objects.filter(unit__in=by_unit, held_on__range=(period.starts_on, period.cut_off))
    for unit_id, pk in held.order_by("pk").values_list("unit_id", "pk"):
        note(by_unit[unit_id].pk, "inspections_held", "inspection", pk)
    return found


def _lists_paid(period: Period, unit_ids: list[int]) -> Iterator[tuple[int, str, int]]:
    """(unit, class of recipients, id) of each list that counts in the period."""
    lists = lists_paid(period.starts_on, period.cut_off).filter(~Q(sign=0), fund__unit__in=unit_ids).order_by("pays_id")
    lines = lists.values_list("fund__unit_id", "pays__kind", "pays__grants__recipient", "pays_id")
    counted = {(unit_id, rewarded_class(kind, recipient), pk) for unit_id, kind, recipient, pk in lines.distinct()}
    yield from ((unit_id, who, pk) for unit_id, who, pk in sorted(counted, key=str) if who)
