"""Every figure of the demonstration, opened down to its cells and the records behind them: the parts are the figure."""

import pytest

from reports.models import Row
from reports.origins import origins_of
from reports.report import Report
from reports.sources import sum_of

from ..walking import cells_unlike_their_origin, not_the_sum


@pytest.mark.parametrize("year", [2023, 2024])
def test_every_figure_is_the_sum_of_the_lines_it_opens_to(demo, year):
    codes = ["066", *(node.row.code for node in demo.table(year).root.below)]

    assert [fault for code in codes for fault in not_the_sum(Report(demo.return_of(year, code)))] == []


@pytest.mark.parametrize("year", [2023, 2024])
def test_every_cell_is_the_figure_its_page_opens_with_and_the_sum_of_the_records_behind_it(demo, year):
    chosen = Row.objects.filter(unit_return__period__year=year, unit_return__is_current=True)
    origins = origins_of(list(chosen.select_related("unit_return__period")), chosen)
    codes = ["066", *(node.row.code for node in demo.table(year).root.below)]

    assert len(origins) > 1_000
    assert [cell for cell, one in origins.items() if (one.recorded or 0) != sum_of(one.sources)] == []
    reports = [Report(demo.return_of(year, code)) for code in codes]
    assert [fault for report in reports for fault in cells_unlike_their_origin(report, origins)] == []
