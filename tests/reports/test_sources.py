"""What a figure is made of always comes to the figure, as it is counted now and as acceptance wrote it down.

tests/reports/test_records.py asks the same of every case it has.
"""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from chapters.actions import admit_member
from reports.models import Period, ReturnValue, Row
from reports.records import recorded
from reports.sources import Source, differences, pack, sources_of, sum_of, unpack

from ..databases import examples
from . import trees
from .conftest import YEAR, add, hand_in, return_of, row_of, undone, unexplained

law = settings(
    max_examples=examples(10, on="postgresql"),
    phases=[Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.django_db
@law
@given(plan=trees.trees)
def test_in_any_tree_each_recorded_figure_is_what_its_sources_add(plan):
    with undone():
        trees.grow(plan)
        chosen = Row.objects.filter(unit_return__period__year=YEAR).select_related("unit_return")
        rows, period = list(chosen), Period.objects.get(year=YEAR)

        assert unexplained(recorded(period, rows, chosen), sources_of(period, rows, chosen)) == []


def test_acceptance_writes_down_the_parts_of_every_recorded_figure(year):
    hand_in(year.con_minh, year.office)

    values = ReturnValue.objects.filter(row__unit_return=return_of(year.con_minh), recorded__isnull=False)
    assert {one.indicator for one in values} > {"members_closing", "members_women", "chapters_hamlets", "communes"}
    assert [(one.indicator, one.recorded) for one in values if sum_of(unpack(one.sources)) != one.recorded] == []
    women = values.get(row=row_of(year.ban_cao), indicator="members_women")
    assert women.sources == {"membership": [year.lan.memberships.get().pk]}


def test_parts_are_kept_short_and_read_again():
    sources = [Source("membership", 5), Source("voucher", 7, -200), Source("membership", 9), Source("value", 3, 12)]
    packed = pack(sources)

    assert packed == {"membership": [5, 9], "voucher": [[7, -200]], "value": [[3, 12]]}
    assert sorted(unpack(packed)) == sorted(sources)


def test_an_old_snapshot_has_ids_of_which_the_parts_are_not_known():
    assert unpack({"membership": [5], "voucher": [7], "grant_list": [2]}) == [
        Source("membership", 5, 1),
        Source("voucher", 7, None),
        Source("grant_list", 2, None),
    ]
    assert unpack(None) == []


def test_what_differs_is_what_adds_more_or_less():
    before = [Source("membership", 1), Source("membership", 2), Source("book", 4, 100)]
    now = [Source("membership", 2), Source("membership", 3), Source("book", 4, 150)]

    assert sorted(differences(before, now)) == [
        Source("book", 4, 50),
        Source("membership", 1, -1),
        Source("membership", 3, 1),
    ]


@pytest.mark.parametrize("chapters", [1, 3])
def test_the_sources_of_all_rows_are_read_with_as_many_queries(chapters, year, django_assert_num_queries):
    for number in range(chapters):
        unit = add(year.con_minh, "chapter", f"Chi hội số {number}", year.office, keeps_roster=True)
        admit_member(unit=unit, name="Nông Văn An", since=date(YEAR, 2, 1), by=year.office)
    chosen = Row.objects.filter(unit_return=return_of(year.con_minh)).select_related("unit_return")
    rows, period = list(chosen), return_of(year.con_minh).period

    with django_assert_num_queries(10):
        sources_of(period, rows, chosen)
    with django_assert_num_queries(1):
        sources_of(period, rows, chosen, only=["members_closing"])
