"""The roll-up: what a cell says, what is added to what, over which units a share is taken."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awards.actions import decide, nominate, propose
from chapters.actions import admit_member, end_membership, update_member, update_unit
from chapters.models import Unit
from funds.actions import open_fund, record_contribution, reverse_voucher
from funds.models import Account
from reports.actions import choose_basis, open_period
from reports.models import Return
from reports.tables import EMPTY, Cell, Cells, Node, Share, annual_table

from ..databases import examples
from .conftest import accept_as_it_is, add, declare, hand_in, put, return_of, start, table_of, undone
from .trees import grow, trees

law = settings(
    max_examples=examples(25, on="sqlite"),
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
SHARES = [
    (["members_closing"], "population"),
    (["fund_closing"], "population"),
    (["hamlets_with_chapter"], "hamlets"),
]


def cell(unit, code="members_closing"):
    return table_of(unit).root.total.get(code)


# What a cell says


def test_nought_not_reported_and_a_part_of_the_whole_are_three_things(year):
    assert cell(year.van_lang, "fund_closing") == Cell(0, 0, 1)

    declare(year.to_dooc, year.van_lang_officer, fund_closing=0)
    declare(year.cho_a, year.con_minh_officer, fund_closing=500_000)

    assert cell(year.van_lang, "fund_closing") == Cell(0, 1, 1)
    assert cell(year.con_minh, "fund_closing") == Cell(500_000, 1, 2)
    assert cell(year.district, "fund_closing") == Cell(500_000, 2, 3)


def test_a_cleared_cell_is_again_not_reported(year):
    declare(year.cho_a, year.con_minh_officer, members_closing=30)
    declare(year.cho_a, year.con_minh_officer, members_closing=None)

    assert cell(year.con_minh) == Cell(1, 1, 2)


def test_a_code_that_nobody_reported_and_nobody_was_expected_to_is_absent(year):
    assert cell(year.district, "plan_tasks") is None
    assert table_of(year.district).root.total.sum(["plan_tasks", "plan_targets"]) == EMPTY


def test_the_words_for_a_cell():
    assert (Cell(0, 0, 3).is_missing, Cell(0, 0, 3).is_partial) == (True, False)
    assert (Cell(14, 14, 17).is_missing, Cell(14, 14, 17).is_partial) == (False, True)
    assert (Cell(0, 3, 3).is_missing, Cell(0, 3, 3).is_partial) == (False, False)
    assert (EMPTY.is_missing, EMPTY.is_partial) == (False, False)


def test_where_a_roster_is_kept_the_names_are_counted_and_the_declared_number_stands_aside(year):
    declare(year.ban_cao, year.con_minh_officer, members_closing=80)

    assert cell(year.con_minh) == Cell(1, 1, 2)


# Totals


def test_under_totals_the_own_row_counts_as_the_one_expected_and_chapters_are_shown_but_never_added(year):
    declare(year.cho_a, year.con_minh_officer, members_closing=30)
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)

    assert cell(year.con_minh) == Cell(0, 0, 1)
    declare(year.con_minh, year.con_minh_officer, members_closing=150)

    assert cell(year.con_minh) == Cell(150, 1, 1)
    assert [row.name for row in table_of(year.con_minh).rows][1:] == ["Chi hội thôn Bản Cào", "Chi hội thôn Chợ A"]
    assert shown(year.con_minh) == [150, 1, 30]
    assert cell(year.con_minh, "chapters_hamlets") == Cell(2, 0, 0)
    assert cell(year.district) == Cell(151, 2, 2)


def test_under_totals_the_chapters_are_shown_after_acceptance_as_before(year):
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)
    declare(year.cho_a, year.con_minh_officer, members_closing=30)
    declare(year.con_minh, year.con_minh_officer, members_closing=150)
    before = shown(year.con_minh)

    hand_in(year.con_minh, year.office)

    assert shown(year.con_minh) == before == [150, 1, 30]


def shown(unit, code="members_closing"):
    table = table_of(unit)
    return [table.by_row[row.pk][code].total for row in table.rows]


# Nothing is lost


def test_what_is_direct_and_what_is_the_association_s_own_stand_beside_the_communes(year):
    direct = add(year.district, "chapter", "Chi hội Trường THPT Na Rì", year.admin, setting="school")
    declare(direct, year.office, members_closing=90)
    declare(year.district, year.office, members_closing=7)
    declare(year.cho_a, year.con_minh_officer, members_closing=30)

    table = table_of(year.district)

    assert [(node.row.name, node.total["members_closing"].total) for node in table.root.below] == [
        ("Côn Minh", 31),
        ("Văn Lang", 1),
    ]
    assert {row.name: table.by_row[row.pk]["members_closing"].total for row in table.rows} == {
        "Na Rì": 7,
        "Chi hội Trường THPT Na Rì": 90,
    }
    assert table.root.total["members_closing"] == Cell(129, 4, 4)


@pytest.mark.django_db
@law
@given(plan=trees)
def test_the_total_is_what_every_counted_row_says(plan):
    with undone():
        root, _ = grow(plan)

        totals = {code: cell.total for code, cell in table_of(root).root.total.items()}

        assert {code: total for code, total in totals.items() if total} == +plan.totals()


@pytest.mark.django_db
@law
@given(plan=trees)
def test_communes_and_direct_and_own_add_up_to_the_total_at_every_level(plan):
    with undone():
        root, _ = grow(plan)
        above = table_of(root)

        for node in above.nodes():
            table = annual_of(node)
            parts = Cells()
            for child in table.root.below:
                parts.add_all(child.total)
            for row in table.rows:
                if row.is_own or row.unit_return.basis == Return.Basis.BY_UNIT:
                    parts.add_all(table.by_row[row.pk])
            assert parts == table.root.total == node.total


def annual_of(node: Node):
    return table_of(Unit.objects.get(pk=node.row.unit_id))


# Accepted and live


@pytest.mark.django_db
@law
@given(plan=trees, shuffle=st.randoms())
def test_accepting_in_any_order_changes_no_total_and_no_share(plan, shuffle):
    with undone():
        root, admin = grow(plan)
        before = figures(root)
        returns = list(Return.objects.all())
        shuffle.shuffle(returns)

        for unit_return in returns:
            accept_as_it_is(unit_return, admin)
            assert figures(root) == before

        assert table_of(root).is_final


def figures(unit):
    """All that a table says: the total and the shares of every node, and the cells of the top's own rows."""
    table = table_of(unit)
    nodes = [(node.row.name, node.total, [node.share(*share) for share in SHARES]) for node in table.nodes()]
    return nodes, {row.pk: table.by_row[row.pk] for row in table.rows}


def test_an_accepted_return_reads_its_snapshot_whatever_changes_afterwards(year, certificate):
    officer, office = year.con_minh_officer, year.office
    fund = open_fund(unit=year.ban_cao, name="Quỹ", opened_on=date(2023, 1, 1), by=year.treasurer)
    gift = {"fund": fund, "account": fund.accounts.get(kind="cash"), "party": "Lan", "reason": "Ủng hộ"}
    gift |= {"source": Account.objects.get(code="members"), "by": year.treasurer}
    voucher = record_contribution(amount=500_000, dated_on=date(2023, 5, 1), **gift)
    award = nominate(year=2023, form=certificate, unit=year.ban_cao, recipient_class="collective", by=officer)
    propose(nomination=award, by=officer)
    hand_in(year.con_minh, office)
    before, district = figures(year.con_minh), cell(year.district)

    end_membership(membership=year.lan.memberships.get(), until=date(2023, 6, 1), exit="died", by=officer)
    admit_member(unit=year.ban_cao, name="Nông Văn Bình", since=date(2023, 7, 1), by=officer)
    update_member(member=year.lan, sex="male", by=officer)
    record_contribution(amount=70_000, dated_on=date(2023, 8, 1), **gift)
    reverse_voucher(voucher=voucher, reason="Ghi nhầm", dated_on=date(2023, 9, 1), by=year.treasurer)
    decide(nominations=[award], unit=year.district, number="1/QĐ", signed_on=date(2023, 12, 1), by=office)
    update_unit(unit=year.ban_cao, name="Chi hội thôn Khác", keeps_roster=False, by=officer)
    update_unit(unit=year.con_minh, name="Côn Minh Mới", by=office)

    assert figures(year.con_minh) == before
    assert cell(year.district) == district
    assert [row.name for row in table_of(year.con_minh).rows][1] == "Chi hội thôn Bản Cào"


# Shares


def test_a_share_is_taken_over_communes_that_have_both_parts_and_says_how_many(year):
    silent = add(year.district, "commune", "Kim Hỷ", year.admin, code="02146")
    add(silent, "chapter", "Chi hội thôn Nà Mỏ", year.admin)
    put(silent, {"population": 700})
    put(year.con_minh, {"population": 1000})
    put(year.cho_a, {"members_closing": 149})

    assert share(year.district) == Share(150, 1000, 1, 3)
    assert share(year.district).percent == 15
    assert share(year.van_lang) == Share(0, 0, 0, 1)
    assert share(year.van_lang).percent is None
    assert share(silent) == Share(0, 0, 0, 1)

    put(year.van_lang, {"population": 400})
    assert share(year.district) == Share(151, 1400, 2, 3)


def share(unit, numerator="members_closing", denominator="population"):
    return table_of(unit).root.share([numerator], denominator)


def test_members_of_direct_chapters_and_of_the_association_itself_are_in_the_numerator(year):
    direct = add(year.district, "chapter", "Chi hội Trường THPT Na Rì", year.admin, setting="school")
    put(direct, {"members_closing": 90})
    put(year.district, {"members_closing": 9})
    put(year.cho_a, {"members_closing": 30})
    put(year.con_minh, {"population": 1000})
    put(year.van_lang, {"population": 500})

    assert share(year.district) == Share(131, 1500, 2, 2)


def test_a_commune_of_which_half_the_chapters_are_silent_is_left_out(year):
    put(year.con_minh, {"population": 1000})
    put(year.van_lang, {"population": 500})

    assert cell(year.con_minh) == Cell(1, 1, 2)
    assert share(year.district) == Share(1, 500, 1, 2)


def test_a_silent_direct_chapter_lowers_the_coverage(year):
    add(year.district, "chapter", "Chi hội Trường THPT Na Rì", year.admin, setting="school")
    put(year.van_lang, {"population": 500})

    assert share(year.district) == Share(1, 500, 1, 3)


def test_a_commune_without_an_association_still_has_its_people_in_the_denominator(year):
    without = add(year.district, "commune", "Đổng Xá", year.admin, association_since=None)
    for commune, people in ((without, 600), (year.con_minh, 1000), (year.van_lang, 400)):
        put(commune, {"population": people})
    put(year.cho_a, {"members_closing": 1})

    assert share(year.district) == Share(3, 2000, 3, 3)
    assert cell(year.district, "communes") == Cell(3, 0, 0)
    assert cell(year.district, "communes_with_association") == Cell(2, 0, 0)


def test_the_average_per_head_is_rounded_half_up_and_absent_without_heads():
    assert Share(5, 2).average == 3
    assert Share(4, 3).average == 1
    assert Share(4, 0).average is None


# What it costs


@pytest.mark.parametrize("communes", [1, 17])
def test_a_tree_is_read_with_the_same_queries_however_many_communes_it_has(db, communes):
    root, admin = start("district", "huyện", "Na Rì")
    units = [add(root, "commune", f"Xã {number}", admin) for number in range(communes)]
    for unit in units:
        add(unit, "chapter", "Chi hội thôn", admin, keeps_roster=True)
    open_period(year=2023, by=admin)

    assert queries(root) == 15
    for unit in units:
        hand_in(unit, admin)
    assert queries(root) == 15
    hand_in(root, admin)
    assert queries(root) == 7
    assert queries(root) == 2  # what can change no more is kept


@pytest.mark.parametrize("chapters", [1, 30])
def test_a_commune_is_read_with_the_same_queries_however_many_chapters_it_has(db, chapters):
    root, admin = start("commune", "xã", "Côn Minh")
    for number in range(chapters):
        add(root, "chapter", f"Chi hội {number}", admin, keeps_roster=number % 2 == 0)
    open_period(year=2023, by=admin)

    assert queries(root) == 15
    hand_in(root, admin)
    assert queries(root) == 7
    assert queries(root) == 2  # what can change no more is kept


def queries(unit):
    top = return_of(unit)
    with CaptureQueriesContext(connection) as made:
        from_table = annual_table(top)
    assert from_table.rows
    return len(made)
