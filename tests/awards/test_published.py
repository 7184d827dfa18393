"""Awards that associations published go the whole way (commune → council → decision) and come back as tables.

Names are invented; the numbers are those of Na Rì 2023 and of thị xã Bắc Kạn 2014.
"""

from copy import deepcopy
from datetime import date

import pytest
import time_machine

from awards import actions
from awards.models import Nomination
from chapters.actions import create_user
from chapters.models import Unit, User
from reports import records
from reports.actions import open_period
from reports.report import Report
from tests.conftest import standing
from tests.reports.conftest import PASSWORD, add, return_of, start, totals_of

pytestmark = pytest.mark.django_db

CENTRAL, PROVINCE = "Trung ương Hội Khuyến học Việt Nam", "Hội Khuyến học tỉnh Bắc Kạn"
# level, grantor, form, then how many: tập thể, cá nhân, hộ gia đình
NA_RI_2023 = {
    "flag": ("central", CENTRAL, "Cờ thi đua xuất sắc", (1, 0, 0)),
    "praise": ("central", CENTRAL, "Bằng khen", (0, 1, 0)),
    "medal": ("central", CENTRAL, "Kỷ niệm chương", (0, 1, 0)),
    "province": ("province", PROVINCE, "Giấy khen", (2, 1, 0)),
    "own": ("district", "Hội Khuyến học huyện Na Rì", "Giấy khen", (28, 19, 0)),
}
BAC_KAN_2014 = {
    "medal": ("central", CENTRAL, "Kỷ niệm chương", (0, 7, 0)),
    "praise": ("central", CENTRAL, "Bằng khen", (1, 2, 0)),
    "province": ("province", PROVINCE, "Giấy khen", (4, 8, 0)),
    "own": ("district", "Hội Khuyến học thị xã Bắc Kạn", "Giấy khen", (20, 25, 60)),
}
CLASSES = ("collective", "person", "household")


class Town:
    """A district with two communes and a chapter, its year open, and everything put forward from below."""

    def __init__(self, designation: str, name: str, year: int, published: dict) -> None:
        self.year, self.published = year, published
        self.root, self.office = start("district", designation, name)
        self.units = [add(self.root, "commune", place, self.office) for place in ("Huyền Tụng", "Xuất Hóa")]
        self.units.append(add(self.units[0], "chapter", "Chi hội tổ 1", self.office))
        self.clerks = [self._clerk(unit, place) for place, unit in enumerate(self.units)]
        self.forms = {key: self._form(key, *facts[:3]) for key, facts in published.items()}
        open_period(year=year, by=self.office)
        self.round = actions.open_round(
            unit=self.root, year=year, name="Khen thưởng tổng kết", opens_on=date(year, 10, 1), by=self.office
        )

    def _clerk(self, unit, place) -> User:
        role = "chapter_officer" if unit.kind == "chapter" else "commune_officer"
        facts = {"password": PASSWORD, "unit": unit, "role": role, "by": self.office}
        return create_user(username=f"canbo{place}", name=f"Cán bộ {place}", **facts)

    def _form(self, key, level, grantor, name):
        kinds = {f"for_{kind}": True for kind in CLASSES}
        return actions.add_award_form(
            code=key, grantor_level=level, grantor_name=grantor, name=name, by=self.office, **kinds
        )

    def put_forward(self) -> None:
        """By turns from each unit; the chapter's pass its commune first."""
        turn = 0
        for key, (*_, counts) in self.published.items():
            for kind, count in zip(CLASSES, counts, strict=True):
                for number in range(count):
                    self._one(key, kind, number, turn % len(self.units))
                    turn += 1

    def _one(self, key, kind, number, place) -> None:
        made = actions.nominate(
            form=self.forms[key],
            unit=self.units[place],
            recipient_class=kind,
            recipient_name=f"{kind} {key} {number}",
            award_round=self.round,
            by=self.clerks[place],
        )
        made = actions.propose(nomination=made, by=self.clerks[place])
        if self.units[place].kind == "chapter":
            actions.endorse(nomination=made, by=self.clerks[0])

    def hold_council(self) -> None:
        """All present agree to all but one that was put forward too."""
        self._one("own", "person", 99, 0)
        council = actions.convene(
            unit=self.root, award_round=self.round, held_on=date(self.year, 12, 15), size=9, attended=9, by=self.office
        )
        waiting = Nomination.objects.filter(at=self.root).select_related("form")
        ballots = [self._ballot(each) for each in waiting]
        actions.record_votes(council=council, ballots=ballots, by=self.office)
        actions.settle_council(council=council, by=self.office)

    def _ballot(self, each: Nomination) -> actions.Ballot:
        is_passed = not each.recipient_name.endswith(" 99")
        return actions.Ballot(each, 9 if is_passed else 2, 0 if is_passed else 7, is_passed)

    def decide(self, key: str, signed_on: date, number: str = "45/QĐ-HKH"):
        ready = Nomination.objects.filter(form=self.forms[key], state="endorsed").select_related("form", "unit")
        return actions.decide(nominations=ready, unit=self.root, number=number, signed_on=signed_on, by=self.office)

    def lines(self) -> dict[tuple[str, str, str], list[str]]:
        """(grantor, form, status) → what the report's table says of each class."""
        summary = Report(return_of(self.root, self.year))
        assert [kind.value for kind in summary.honours.classes][:2] == ["collective", "person"]
        return {(line.level, line.form, line.status): line.counts for line in summary.honours.lines}


def before_the_conference(year):
    return time_machine.travel(f"{year + 1}-01-18 09:00+07:00")


def make_town(*facts):
    with before_the_conference(facts[2]):
        made = Town(*facts)
        made.put_forward()
        made.hold_council()
    return made


@pytest.fixture(scope="module")
def _town(request, django_db_setup, django_db_blocker):
    with standing(django_db_blocker, make_town, *request.param) as made:
        yield made


@pytest.fixture
def town(_town, db):
    with before_the_conference(_town.year):
        yield deepcopy(_town)


NA_RI = ("huyện", "Na Rì", 2023, NA_RI_2023)
BAC_KAN = ("thị xã", "Bắc Kạn", 2014, BAC_KAN_2014)


@pytest.mark.parametrize("_town", [NA_RI], indirect=True)
def test_na_ri_2023_comes_to_its_tables(town):
    town.decide("own", date(2023, 12, 25))

    own = "Hội Khuyến học huyện Na Rì"
    assert town.lines() == {
        (CENTRAL, "Cờ thi đua xuất sắc", "đề nghị"): ["1", "–"],
        (CENTRAL, "Bằng khen", "đề nghị"): ["–", "1"],
        (CENTRAL, "Kỷ niệm chương", "đề nghị"): ["–", "1"],
        (PROVINCE, "Giấy khen", "đề nghị"): ["2", "1"],
        (own, "Giấy khen", "đã tặng"): ["28", "19"],
    }
    sentences = Report(return_of(town.root, 2023)).award_sentences
    assert f"{own} đã tặng Giấy khen cho 28 tập thể và 19 cá nhân." in sentences


@pytest.mark.parametrize("_town", [BAC_KAN], indirect=True)
def test_bac_kan_2014_comes_to_its_tables_and_later_decisions_move_it(town):
    town.decide("own", date(2014, 12, 20))
    own = "Hội Khuyến học thị xã Bắc Kạn"

    assert town.lines() == {
        (CENTRAL, "Kỷ niệm chương", "đề nghị"): ["–", "7", "–"],
        (CENTRAL, "Bằng khen", "đề nghị"): ["1", "2", "–"],
        (PROVINCE, "Giấy khen", "đề nghị"): ["4", "8", "–"],
        (own, "Giấy khen", "đã tặng"): ["20", "25", "60"],
    }
    assert Nomination.objects.get(recipient_name="person own 99").state == "declined"

    town.decide("medal", date(2014, 12, 28), "512/QĐ-KHVN")
    town.decide("province", date(2015, 1, 10), "6/QĐ-HKH")  # behind the cut-off: still only proposed

    lines = town.lines()
    assert lines[CENTRAL, "Kỷ niệm chương", "đã tặng"] == ["–", "7", "–"]
    assert lines[PROVINCE, "Giấy khen", "đề nghị"] == ["4", "8", "–"]
    assert (PROVINCE, "Giấy khen", "đã tặng") not in lines


@pytest.mark.parametrize("_town", [BAC_KAN], indirect=True)
def test_awards_are_counted_at_the_recipients_unit_and_the_districts_own_in_its_own_row(town):
    made = actions.nominate(
        form=town.forms["praise"], unit=town.root, recipient_class="collective", award_round=town.round, by=town.office
    )
    actions.propose(nomination=made, by=town.office)
    code = "award.praise.collective.proposed"

    rows = records.figures_of(records.awards(return_of(town.root, 2014).period, Unit.objects.values("pk")))

    assert rows[town.root.pk] == {code: 1}
    assert sum(figures.get(code, 0) for figures in rows.values()) == totals_of(town.root, 2014)[code] == 2


@pytest.mark.parametrize("_town", [BAC_KAN], indirect=True)
def test_what_was_taken_back_by_the_cut_off_counts_no_more_and_later_it_still_does(town):
    decision = town.decide("own", date(2014, 12, 20))
    early, late = decision.nominations.filter(recipient_class="household").order_by("pk")[:2]
    facts = {"reason": "Khai man thành tích.", "by": town.office}
    actions.revoke(nomination=early, number="1", signed_on=date(2014, 12, 30), **facts)
    actions.revoke(nomination=late, number="2", signed_on=date(2015, 1, 15), **facts)

    own = "Hội Khuyến học thị xã Bắc Kạn"
    lines = town.lines()

    assert lines[own, "Giấy khen", "đã tặng"] == ["20", "25", "59"]
    assert (own, "Giấy khen", "đề nghị") not in lines
