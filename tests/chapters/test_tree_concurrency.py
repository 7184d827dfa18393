"""Several offices change the tree at once, each on a connection of her own to a database in a file or on a server."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from chapters.actions import (
    Founder,
    admit_member,
    close_unit,
    create_unit,
    found,
    move_children_of,
    move_members_of,
    move_unit,
    update_unit,
)
from chapters.models import Membership, Unit
from reports.actions import open_period
from reports.models import Return, Row

from ..conftest import PASSWORD
from ..crowds import at_once, failures, really_shared, refusals
from .trees import problems

DAY = date(2024, 1, 1)


@pytest.fixture
def province(transactional_db: None, tmp_path: Path) -> Iterator[Any]:
    """Two districts with a commune each, and a chapter in each commune."""
    root, office = found(
        code="19",
        kind="province",
        designation="tỉnh",
        name="Thái Nguyên",
        username="quantri",
        user_name="Văn phòng Hội tỉnh",
        password=PASSWORD,
        by=Founder(),
    )
    units = SimpleNamespace(root=root, office=office)
    for place in ("na_ri", "bach_thong"):
        district = create_unit(parent=root, kind="district", designation="huyện", name=place, by=office)
        commune = create_unit(parent=district, kind="commune", designation="xã", name=place, by=office)
        chapter = create_unit(parent=commune, kind="chapter", name=place, setting="school", by=office)
        setattr(units, place, SimpleNamespace(district=district, commune=commune, chapter=chapter))
    with really_shared(tmp_path):
        yield units


def mover(cast: Any, unit: Unit, parent: Unit) -> Callable[[], object]:
    return lambda: move_unit(unit=unit, parent=parent, by=cast.office)


def opener(cast: Any, parent: Unit, kind: str, number: int) -> Callable[[], object]:
    facts = {"parent": parent, "kind": kind, "name": f"Mới {number}", "by": cast.office}
    return lambda: create_unit(**facts, setting="school" if kind == "chapter" else "")


@pytest.mark.parametrize("turn", range(3))
def test_two_moves_that_cross_leave_one_tree(turn, shared):
    """Of two that would each go under the other, at most one does; here kinds forbid the second in any order."""
    team = create_unit(parent=shared.cho_a, kind="team", name="Tổ hội", by=shared.office)

    results = at_once(
        mover(shared, shared.cho_a, shared.van_lang),
        mover(shared, team, shared.to_dooc),
        mover(shared, shared.van_lang, shared.cho_a),
        mover(shared, shared.to_dooc, shared.con_minh),
    )

    assert failures(results) == []
    assert len(refusals(results)) == 1
    parents = dict(Unit.objects.filter(pk__in=[team.pk, shared.cho_a.pk]).values_list("pk", "parent"))
    assert parents == {team.pk: shared.to_dooc.pk, shared.cho_a.pk: shared.van_lang.pk}
    assert problems() == []


@pytest.mark.parametrize("turn", range(3))
def test_communes_change_places_while_chapters_change_communes(turn, province):
    one, other = province.na_ri, province.bach_thong

    results = at_once(
        mover(province, one.commune, other.district),
        mover(province, other.commune, one.district),
        mover(province, one.chapter, other.commune),
        mover(province, other.chapter, one.commune),
        opener(province, one.chapter, "team", 1),
        opener(province, other.commune, "chapter", 2),
    )

    assert failures(results) + refusals(results) == []
    above = {unit.pk: [step.pk for step in Unit.objects.above(unit)] for unit in Unit.objects.all()}
    assert above[one.chapter.pk] == [province.root.pk, one.district.pk, other.commune.pk]
    assert above[other.chapter.pk] == [province.root.pk, other.district.pk, one.commune.pk]
    assert problems() == []


@pytest.mark.parametrize("turn", range(3))
def test_what_is_opened_below_while_its_commune_moves_moves_along(turn, shared):
    results = at_once(
        mover(shared, shared.cho_a, shared.van_lang),
        *(opener(shared, shared.cho_a, "team", number) for number in range(3)),
        mover(shared, shared.ban_cao, shared.van_lang),
        *(opener(shared, shared.ban_cao, "team", number) for number in range(3)),
    )

    assert failures(results) + refusals(results) == []
    for chapter in (shared.cho_a, shared.ban_cao):
        chapter.refresh_from_db()
        assert Unit.objects.below(chapter).count() == 4
    assert problems() == []


def test_two_offices_move_one_chapter_to_two_places(shared):
    results = at_once(
        lambda: move_unit(unit=shared.cho_a, parent=shared.van_lang, was=shared.con_minh, by=shared.office),
        lambda: move_unit(unit=shared.cho_a, parent=shared.district, was=shared.con_minh, by=shared.admin),
    )

    assert failures(results) == []
    (sentence,) = refusals(results)
    assert sentence.startswith("Có người vừa chuyển Chi hội thôn Chợ A sang ")
    assert problems() == []


def test_numbers_under_one_parent_are_given_once_to_new_and_to_moved(shared):
    results = at_once(
        mover(shared, shared.cho_a, shared.van_lang),
        mover(shared, shared.ban_cao, shared.van_lang),
        *(opener(shared, shared.van_lang, "chapter", number) for number in range(4)),
    )

    assert failures(results) + refusals(results) == []
    numbers = sorted(int(unit.path[-4:]) for unit in shared.van_lang.children.all())
    assert numbers == list(range(1, 8))
    assert Unit.objects.values("code").distinct().count() == Unit.objects.count()
    assert problems() == []


def test_a_new_name_saved_while_the_unit_moves_keeps_the_new_place(shared):
    stale = Unit.objects.get(pk=shared.cho_a.pk)

    results = at_once(
        mover(shared, shared.cho_a, shared.van_lang),
        lambda: update_unit(unit=stale, name="Chi hội thôn Chợ B", by=shared.office),
    )

    assert failures(results) + refusals(results) == []
    unit = Unit.objects.get(pk=shared.cho_a.pk)
    assert (unit.name, unit.parent) == ("Chi hội thôn Chợ B", shared.van_lang)
    assert problems() == []


@pytest.mark.parametrize("turn", range(3))
def test_closing_and_joining_at_once_leave_nobody_in_a_closed_unit(turn, shared):
    update_unit(unit=shared.cho_a, keeps_roster=True, by=shared.office)

    results = at_once(
        lambda: close_unit(unit=shared.cho_a, closed_on=DAY, reason="Thôi hoạt động", by=shared.office),
        lambda: admit_member(unit=shared.cho_a, name="Nông Văn Tư", since=date(2023, 1, 1), by=shared.office),
        opener(shared, shared.cho_a, "team", 1),
    )

    assert failures(results) == []
    assert len(refusals(results)) >= 1
    assert problems() == []


def test_one_commune_is_emptied_by_two_offices_at_once(shared):
    results = at_once(
        lambda: move_children_of(unit=shared.con_minh, to=shared.van_lang, by=shared.office),
        lambda: move_children_of(unit=shared.con_minh, to=shared.district, by=shared.admin),
    )

    assert failures(results) == []
    assert refusals(results) == ["Dưới xã Côn Minh không còn đơn vị nào đang hoạt động."]
    assert problems() == []


def test_members_sent_to_each_other_at_once_are_counted_once(shared):
    update_unit(unit=shared.cho_a, keeps_roster=True, by=shared.office)
    admit_member(unit=shared.cho_a, name="Nông Văn Tư", since=date(2023, 1, 1), by=shared.office)

    results = at_once(
        lambda: move_members_of(unit=shared.cho_a, to=shared.ban_cao, on=DAY, by=shared.office),
        lambda: move_members_of(unit=shared.ban_cao, to=shared.cho_a, on=DAY, by=shared.admin),
    )

    assert failures(results) + refusals(results) == []
    held = Membership.objects.filter(until=None, is_counted=True)
    assert held.values("member").distinct().count() == held.count() == 3


def test_the_year_s_rows_follow_two_moves_at_once(shared):
    open_period(year=timezone.localdate().year, by=shared.office)

    results = at_once(
        mover(shared, shared.cho_a, shared.van_lang),
        mover(shared, shared.to_dooc, shared.con_minh),
        opener(shared, shared.con_minh, "chapter", 1),
    )

    assert failures(results) + refusals(results) == []
    places = {row.unit_id: row.unit_return.unit_id for row in Row.objects.select_related("unit_return")}
    assert (places[shared.cho_a.pk], places[shared.to_dooc.pk]) == (shared.van_lang.pk, shared.con_minh.pk)
    assert Return.objects.current().values("path").distinct().count() == Return.objects.count()
    assert problems() == []
