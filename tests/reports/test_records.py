"""What the records say: members from names, money from the book, awards from nominations, openings from last year."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awards.actions import (
    add_finding,
    decide,
    decline,
    follow_up,
    hold_inspection,
    nominate,
    plan_inspections,
    propose,
    settle_finding,
)
from chapters.actions import admit_member, create_user, end_membership, join_unit, update_unit
from chapters.models import Membership
from funds.actions import (
    GrantLine,
    make_grant_list,
    open_fund,
    receive_money,
    record_contribution,
    record_expense,
    record_opening,
    reverse_voucher,
    send_money,
)
from funds.catalogue import PURPOSES, SOURCES
from funds.models import Account, Grant, GrantList
from reports.actions import open_period
from reports.indicators import FUND_PURPOSES, FUND_SOURCES, REWARDED
from reports.models import Return, Row
from reports.records import BOOK_CODES, recorded
from reports.sources import sources_of

from ..conftest import PASSWORD
from ..databases import examples
from .conftest import (
    accept_as_it_is,
    add,
    declare,
    hand_in,
    put,
    return_of,
    row_of,
    start,
    totals_of,
    undone,
    unexplained,
)

law = settings(
    max_examples=examples(15, on="sqlite"),
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
days = st.dates(date(2022, 1, 1), date(2024, 12, 31))
openings = st.none() | st.integers(0, 20)


def said(unit, year=2023):
    """What the records say on one unit's row, each figure being what its sources add up to."""
    chosen = Row.objects.filter(unit_return=row_of(unit, year).unit_return).select_related("unit_return__period")
    rows = list(chosen)
    figures = recorded(rows[0].unit_return.period, rows, chosen)
    assert unexplained(figures, sources_of(rows[0].unit_return.period, rows, chosen)) == []
    return figures[row_of(unit, year).pk]


def nonzero(figures, prefix):
    return {code: figure for code, figure in figures.items() if code.startswith(prefix) and figure}


# Members


entries, exits = st.sampled_from(Membership.Entry.values), st.sampled_from(["left", "died", "moved_out"])
belonging = st.tuples(days, st.none() | days, entries, exits, st.booleans()).filter(
    lambda given: given[1] is None or given[0] <= given[1]
)


@pytest.mark.django_db
@law
@given(belongings=st.lists(belonging, max_size=8), opening=openings)
def test_members_at_the_start_and_what_came_less_what_went_are_those_at_the_end(belongings, opening):
    with undone():
        root, admin = start("commune", "xã", "Côn Minh")
        chapter = add(root, "chapter", "Chi hội", admin, keeps_roster=True)
        for number, (since, until, entry, way_out, is_woman) in enumerate(belongings):
            sex = "female" if is_woman else "male"
            name = f"Hội viên thứ {number}"
            member = admit_member(unit=chapter, name=name, sex=sex, since=since, entry=entry, by=admin)
            if until:
                end_membership(membership=member.memberships.get(), until=until, exit=way_out, by=admin)
        carry(chapter, admin, {"members_closing": opening})

        figures = said(chapter)

        carried = [] if opening is None else [opening]
        assert [figures["members_opening"]] == (carried or [at(belongings, date(2022, 12, 31))])
        assert figures["members_closing"] == at(belongings, date(2023, 12, 31))
        came = figures["members_joined"] + figures["members_moved_in"]
        went = figures["members_left"] + figures["members_moved_out"]
        assert figures["members_opening"] + figures["members_adjusted"] + came - went == figures["members_closing"]
        assert 0 <= figures["members_women"] <= figures["members_closing"]


def at(belongings, day):
    return sum(since <= day and (until is None or until > day) for since, until, *_ in belongings)


def carry(unit, admin, closing):
    """2022 accepted with that closing figure, if there is one, and 2023 opened after it."""
    if None not in closing.values():
        open_period(year=2022, by=admin)
        Row.objects.filter(unit=unit).update(keeps_roster=False, keeps_book=False)
        put(unit, closing, 2022)
        accept_as_it_is(Return.objects.get(), admin)
    open_period(year=2023, by=admin)


def test_each_way_in_and_out_has_its_own_figure(year):
    by, chapter = year.con_minh_officer, year.ban_cao
    came = [("Nông Văn An", "admitted"), ("Nông Văn Bình", "admitted"), ("Nông Văn Chung", "moved_in")]
    people = [admit_member(unit=chapter, name=name, since=date(2023, 1, 1), entry=entry, by=by) for name, entry in came]
    for member, way_out in ((people[0], "left"), (people[1], "died"), (year.lan, "moved_out")):
        end_membership(membership=member.memberships.get(), until=date(2023, 12, 31), exit=way_out, by=by)

    assert nonzero(said(chapter), "members_") == {
        "members_opening": 1,
        "members_joined": 2,
        "members_moved_in": 1,
        "members_left": 2,
        "members_moved_out": 1,
        "members_closing": 1,
    }


def test_the_first_and_the_last_day_of_the_year_belong_to_it(year):
    by, chapter = year.con_minh_officer, year.ban_cao
    for day in (date(2022, 12, 31), date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1)):
        admit_member(unit=chapter, name="Nông Văn An", since=day, by=by)
    end_membership(membership=year.lan.memberships.get(), until=date(2024, 1, 1), exit="died", by=by)

    figures = said(chapter)

    assert [figures[f"members_{code}"] for code in ("opening", "joined", "left", "closing")] == [2, 2, 0, 4]


def test_a_membership_that_is_not_counted_here_counts_nowhere(year):
    join_unit(member=year.lan, unit=year.to_dooc, since=date(2023, 2, 1), is_counted=False, by=year.office)

    assert said(year.to_dooc)["members_closing"] == 1
    assert totals_of(year.district)["members_closing"] == 2


# Money


@pytest.fixture
def purse(year):
    """Chợ A's purse, with short ways to take in and pay out."""
    fund = open_fund(unit=year.cho_a, name="Quỹ", opened_on=date(2021, 1, 1), by=year.treasurer)
    return Purse(fund, year.treasurer)


class Purse:
    def __init__(self, fund, by):
        self.fund, self.by = fund, by
        self.money = {account.code: account for account in fund.accounts.all()}

    def take_in(self, amount, code="members", on=date(2023, 5, 1), into="cash"):
        return record_contribution(
            source=Account.objects.get(fund=None, code=code), account=self.money[into], **self._slip(amount, on)
        )

    def pay_out(self, amount, code="scholarships", on=date(2023, 6, 1), of="cash"):
        return record_expense(
            purpose=Account.objects.get(fund=None, code=code),
            account=self.money[of],
            below_zero=True,
            **self._slip(amount, on),
        )

    def reverse(self, voucher, on=date(2023, 7, 1)):
        return reverse_voucher(voucher=voucher, reason="Ghi nhầm", dated_on=on, by=self.by)

    def _slip(self, amount, on):
        return {
            "fund": self.fund, "amount": amount, "dated_on": on, "party": "Lan", "reason": "Ủng hộ", "by": self.by,
        }  # fmt: skip


def test_every_source_and_every_purpose_of_the_book_has_its_indicator():
    assert {account for account, _ in FUND_SOURCES.values() if account} == set(SOURCES)
    assert {account for account, _ in FUND_PURPOSES.values()} == set(PURPOSES)


def test_each_source_lands_in_its_indicator_and_a_reversal_takes_it_back(year, purse):
    for code, (account, _) in FUND_SOURCES.items():
        if account:
            voucher = purse.take_in(500_000, account)
            assert nonzero(said(year.cho_a), "fund_") == {code: 500_000, "fund_closing": 500_000}

            purse.reverse(voucher)
            assert nonzero(said(year.cho_a), "fund_") == {}


def test_each_purpose_lands_in_its_indicator_and_a_reversal_takes_it_back(year, purse):
    for code, (account, _) in FUND_PURPOSES.items():
        voucher = purse.pay_out(200_000, account)
        assert nonzero(said(year.cho_a), "fund_") == {code: 200_000, "fund_closing": -200_000}

        purse.reverse(voucher)
        assert nonzero(said(year.cho_a), "fund_") == {}


def test_goods_count_at_their_value_whoever_gave_them(year, purse):
    gift = purse.take_in(300_000, "enterprises", into="in_kind")
    purse.pay_out(100_000, "student-rewards", of="in_kind")
    assert nonzero(said(year.cho_a), "fund_") == {
        "fund_in_kind": 300_000,
        "fund_out_students": 100_000,
        "fund_closing": 200_000,
    }

    purse.reverse(gift)
    assert said(year.cho_a)["fund_in_kind"] == 0


def test_money_from_and_to_other_associations_is_neither_raised_nor_spent(year, purse):
    received, passed_on = purse.take_in(900_000, "association"), purse.pay_out(400_000, "association")
    assert nonzero(said(year.cho_a), "fund_") == {
        "fund_in_association": 900_000,
        "fund_out_association": 400_000,
        "fund_closing": 500_000,
    }

    purse.reverse(passed_on)
    assert nonzero(said(year.cho_a), "fund_") == {"fund_in_association": 900_000, "fund_closing": 900_000}
    purse.reverse(received)
    assert nonzero(said(year.cho_a), "fund_") == {}


def test_a_reversal_counts_in_the_year_it_is_dated(year, purse):
    open_period(year=2024, by=year.office)
    purse.reverse(purse.take_in(500_000, on=date(2023, 12, 30)), date(2024, 1, 5))

    assert nonzero(said(year.cho_a, 2023), "fund_") == {"fund_in_members": 500_000, "fund_closing": 500_000}
    assert nonzero(said(year.cho_a, 2024), "fund_") == {"fund_opening": 500_000, "fund_in_members": -500_000}


def test_what_the_purse_held_when_its_book_was_opened_is_an_opening_and_not_raised(year, purse):
    record_opening(fund=purse.fund, amount=700_000, dated_on=date(2023, 3, 1), by=year.treasurer)

    assert nonzero(said(year.cho_a), "fund_") == {"fund_opening": 700_000, "fund_closing": 700_000}


def test_a_book_without_a_voucher_says_nought(year, purse):
    assert {code: said(year.cho_a)[code] for code in BOOK_CODES} == dict.fromkeys(BOOK_CODES, 0)
    assert "fund_closing" not in said(year.ban_cao)


def pay_list(purse, kind, lines, on=date(2023, 6, 1)):
    """A list of recipients, each (class, suất, đồng), and the payment of it."""
    people = [
        GrantLine(name=f"Người thứ {number}", recipient=recipient, shares=shares, amount=amount)
        for number, (recipient, shares, amount) in enumerate(lines, start=1)
    ]
    made = make_grant_list(fund=purse.fund, kind=kind, name="Dịp trao", given_on=on, lines=people, by=purse.by)
    purpose = Account.objects.get(fund=None, code="scholarships")
    slip = purse._slip(sum(amount for _, _, amount in lines), on)
    return record_expense(purpose=purpose, account=purse.money["cash"], below_zero=True, pays=made, **slip)


def test_lists_that_were_paid_count_by_class_and_hardship_lists_as_hardship(year, purse):
    unpaid = [GrantLine(name="Chưa chi", recipient="pupil", amount=900_000)]
    make_grant_list(
        fund=purse.fund, kind="reward", name="Nháp", given_on=date(2023, 6, 1), lines=unpaid, by=year.treasurer
    )
    pay_list(purse, "reward", [("pupil", 1, 100_000), ("pupil", 2, 200_000), ("teacher", 1, 500_000)])
    pay_list(purse, "scholarship", [("pupil", 1, 300_000), ("adult", 1, 50_000)], date(2023, 12, 31))
    pay_list(purse, "reward", [("youth", 2, 80_000), ("family", 1, 40_000)])
    pay_list(purse, "hardship", [("pupil", 1, 70_000), ("family", 1, 30_000)])
    pay_list(purse, "reward", [("student", 1, 1_000_000)], date(2024, 1, 1))

    expected = {
        "rewards_pupils": 4,
        "rewards_pupils_times": 3,
        "rewards_pupils_money": 600_000,
        "rewards_teachers": 1,
        "rewards_teachers_times": 1,
        "rewards_teachers_money": 500_000,
        "rewards_hardship": 2,
        "rewards_hardship_times": 2,
        "rewards_hardship_money": 100_000,
        "rewards_others": 4,
        "rewards_others_times": 3,
        "rewards_others_money": 170_000,
    }
    assert nonzero(said(year.cho_a), "rewards_") == expected
    assert not [code for code in said(year.cho_a) if code.startswith("rewards_students")]
    assert nonzero(totals_of(year.district), "rewards_") == expected


@pytest.mark.parametrize("kind", GrantList.Kind.values)
def test_whoever_receives_table_4_adds_up_to_what_was_paid(year, purse, kind):
    paid = pay_list(
        purse, kind, [(one, number, number * 10_000) for number, one in enumerate(Grant.Recipient, start=1)]
    )

    counted = nonzero(said(year.cho_a), "rewards_")
    assert sum(counted[f"rewards_{who}_money"] for who in REWARDED if f"rewards_{who}" in counted) == paid.amount
    assert sum(counted.get(f"rewards_{who}", 0) for who in REWARDED) == 1 + 2 + 3 + 4 + 5 + 6
    assert sum(counted.get(f"rewards_{who}_times", 0) for who in REWARDED) == len(Grant.Recipient)


def test_a_payment_taken_back_takes_its_list_back_in_the_year_of_the_reversal(year, purse):
    open_period(year=2024, by=year.office)
    pay_list(purse, "reward", [("pupil", 1, 100_000)])
    purse.reverse(pay_list(purse, "reward", [("pupil", 3, 900_000)]), date(2023, 12, 31))
    purse.reverse(pay_list(purse, "reward", [("teacher", 1, 500_000)]), date(2024, 1, 2))

    assert (said(year.cho_a)["rewards_pupils"], said(year.cho_a)["rewards_pupils_money"]) == (1, 100_000)
    assert said(year.cho_a)["rewards_teachers_money"] == 500_000
    assert nonzero(said(year.cho_a, 2024), "rewards_") == {
        "rewards_teachers": -1,
        "rewards_teachers_times": -1,
        "rewards_teachers_money": -500_000,
    }


def test_money_on_its_way_to_another_association_is_in_no_balance_and_shown_apart(year):
    keeper = create_user(
        username="thuquyxa", name="Thủ quỹ xã", password=PASSWORD, unit=year.con_minh, role="treasurer", by=year.admin
    )
    fund = open_fund(unit=year.con_minh, name="Quỹ", opened_on=date(2021, 1, 1), by=keeper)
    above = open_fund(unit=year.district, name="Quỹ huyện", opened_on=date(2021, 1, 1), by=year.treasurer)
    purse = Purse(fund, keeper)
    purse.take_in(1_000_000)
    sent = send_money(
        fund=fund,
        account=purse.money["cash"],
        sent_to=above,
        amount=300_000,
        dated_on=date(2023, 12, 30),
        reason="Nộp",
        by=keeper,
    )

    on_its_way = nonzero(totals_of(year.district), "fund_")
    receive_money(voucher=sent, account=above.accounts.get(kind="cash"), dated_on=date(2023, 12, 31), by=year.treasurer)
    arrived = nonzero(totals_of(year.district), "fund_")

    told = {"fund_in_members": 1_000_000, "fund_out_association": 300_000}
    assert on_its_way == told | {"fund_closing": 700_000, "fund_in_transit": 300_000}
    assert arrived == told | {"fund_closing": 1_000_000, "fund_in_association": 300_000}


posting = st.tuples(
    st.sampled_from(["in", "out"]),
    st.sampled_from([*SOURCES, *PURPOSES, "association"]),
    st.sampled_from(["cash", "bank", "in_kind"]),
    st.integers(1, 999_000),
    days,
    st.none() | st.integers(0, 500),
).filter(lambda given: given[1] not in (PURPOSES if given[0] == "in" else SOURCES))


@pytest.mark.django_db
@law
@given(postings=st.lists(posting, max_size=8), held=openings, opening=openings)
def test_the_purse_at_the_start_and_what_came_in_less_what_went_out_is_what_it_holds(postings, held, opening):
    with undone():
        root, admin = start("commune", "xã", "Côn Minh")
        chapter = add(root, "chapter", "Chi hội", admin)
        fund = open_fund(unit=chapter, name="Quỹ", opened_on=date(2022, 1, 1), by=admin)
        purse = Purse(fund, admin)
        if held:
            record_opening(fund=fund, amount=held, dated_on=date(2023, 2, 1), by=admin)
        for way, code, money, amount, on, undone_after in postings:
            post = purse.take_in if way == "in" else purse.pay_out
            voucher = post(amount, code, on, money)
            if undone_after is not None:
                purse.reverse(voucher, on + timedelta(days=undone_after))
        carry(chapter, admin, {"fund_closing": opening})

        figures = said(chapter)

        came = sum(figures[code] for code in (*FUND_SOURCES, "fund_in_association"))
        went = sum(figures[code] for code in (*FUND_PURPOSES, "fund_out_association"))
        assert figures["fund_opening"] + figures["fund_adjusted"] + came - went == figures["fund_closing"]
        assert figures["fund_closing"] == fund.balance(date(2023, 12, 31))
        assert opening is None or figures["fund_opening"] == opening


# Awards


def test_awards_not_declined_are_proposed_and_given_by_the_cut_off_at_the_recipient_s_own_unit(year, certificate):
    def put_forward(unit, kind="person", **more):
        made = nominate(year=2023, form=certificate, unit=unit, recipient_class=kind, by=year.office, **more)
        return propose(nomination=made, by=year.office)

    nominate(
        year=2023, form=certificate, unit=year.cho_a, recipient_class="person", recipient_name="Nháp", by=year.office
    )
    in_time = put_forward(year.cho_a, recipient_name="Nông Văn An")
    late = put_forward(year.cho_a, recipient_name="Nông Văn Bình")
    decline(nomination=put_forward(year.cho_a, recipient_name="Lý Văn Ba"), reason="Chưa đủ", by=year.office)
    own = put_forward(year.district, "collective")
    for number, day, listed in (("1/QĐ", date(2023, 12, 31), [in_time, own]), ("2/QĐ", date(2024, 1, 1), [late])):
        decide(nominations=listed, unit=year.district, number=number, signed_on=day, by=year.office)

    code = "award.giay-khen-huyen"
    assert nonzero(said(year.cho_a), "award") == {f"{code}.person.proposed": 2, f"{code}.person.given": 1}
    assert nonzero(said(year.district), "award") == {f"{code}.collective.proposed": 1, f"{code}.collective.given": 1}
    assert nonzero(totals_of(year.con_minh), "award") == nonzero(said(year.cho_a), "award")
    assert nonzero(totals_of(year.district), "award") == nonzero(said(year.cho_a), "award") | nonzero(
        said(year.district), "award"
    )


# Openings


def test_an_opening_is_last_year_s_closing_once_that_is_accepted_and_not_before(year):
    declare(year.cho_a, year.office, members_closing=30, fund_closing=500_000)
    open_period(year=2024, by=year.office)
    assert "members_opening" not in said(year.cho_a, 2024)

    hand_in(year.con_minh, year.office)

    figures = said(year.cho_a, 2024)
    assert (figures["members_opening"], figures["fund_opening"]) == (30, 500_000)
    declare(year.cho_a, year.office, 2024, members_opening=99)
    assert totals_of(year.con_minh, 2024)["members_opening"] == 31


def test_what_a_new_roster_opens_with_otherwise_shows_as_an_adjustment(year):
    declare(year.cho_a, year.office, members_closing=30)
    hand_in(year.con_minh, year.office)
    for name in ("Nông Văn An", "Nông Văn Bình"):
        admit_member(unit=year.cho_a, name=name, since=date(2022, 1, 1), by=year.office)
    update_unit(unit=year.cho_a, keeps_roster=True, by=year.office)

    open_period(year=2024, by=year.office)

    assert nonzero(said(year.cho_a, 2024), "members_") == {
        "members_opening": 30,
        "members_adjusted": -28,
        "members_closing": 2,
    }


def test_a_unit_that_opens_in_the_year_opens_with_nought(year):
    new = add(year.con_minh, "chapter", "Chi hội mới", year.admin, opened_on=date(2023, 4, 1))

    figures = said(new)

    assert (figures["members_opening"], figures["fund_opening"]) == (0, 0)
    assert "members_opening" not in said(year.cho_a)
    assert return_of(year.con_minh).rows.get(unit=new).opened_on == date(2023, 4, 1)


# Inspections


@pytest.mark.django_db
def test_a_visit_counts_where_it_was_held_in_the_year_of_its_day():
    root, admin = start("district", "huyện", "Na Rì")
    commune, other = add(root, "commune", "Côn Minh", admin), add(root, "commune", "Văn Lang", admin)
    open_period(year=2023, by=admin)

    def visit(unit, held_on, *settled):
        (made,) = plan_inspections(
            by_unit=root, units=[unit], year=held_on.year, planned_on=held_on, subjects=["funds"], by=admin
        )
        held = hold_inspection(inspection=made, held_on=held_on, team="", by=admin)
        add_finding(inspection=held, subject="funds", text="Ghi chép tốt", by=admin)
        for day in settled:
            finding = add_finding(inspection=held, subject="funds", text="Thiếu", request="Bổ sung", by=admin)
            if day:
                follow_up(finding=finding, text="Đã bổ sung", by=admin)
                settle_finding(finding=finding, settled_on=day, by=admin)

    visit(commune, date(2023, 3, 1), date(2023, 4, 1), None)
    visit(commune, date(2023, 9, 1), date(2024, 2, 1))
    visit(commune, date(2022, 9, 1), date(2022, 10, 1))

    codes = ("inspections_held", "inspections_units", "findings_asked", "findings_settled")
    assert [said(commune)[code] for code in codes] == [2, 1, 3, 1]
    assert not any(code in said(other) for code in codes)
    assert [totals_of(root)[code] for code in codes] == [2, 1, 3, 1]
