"""What acceptance writes down: every figure as it stood, with what it was counted from (DESIGN 3.4)."""

from .checks import figures_of
from .models import Return, ReturnValue, Row
from .sources import pack, sources_of


def take_snapshot(unit_return: Return) -> None:
    """Write value used, recorded and declared value, date and sources with their parts, of every cell (DESIGN 3.4)."""
    rows, figures = figures_of(unit_return)
    sources = sources_of(unit_return.period, rows, Row.objects.filter(unit_return=unit_return))
    snapshot = [
        ReturnValue(
            row=row,
            indicator=code,
            recorded=figure.recorded,
            value=figure.used,
            as_of=unit_return.period.cut_off,
            sources=pack(sources.get((row.pk, code), ())) or None,
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
