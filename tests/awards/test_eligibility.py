"""What the rules of a form hold against a nomination, each in a sentence with what to do."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from awards import actions
from awards.eligibility import checks, obstacles
from awards.models import Nomination
from khuyenhoc.actions import Refusal


@pytest.fixture(autouse=True, scope="module")
def _in_november():
    with time_machine.travel("2023-11-15 09:00+07:00"):
        yield


@pytest.fixture
def rule(cast, forms):
    def add(code, form=None, **facts):
        return actions.add_rule(form=form or forms.certificate, code=code, by=cast.office, **facts)

    return add


@pytest.fixture
def award_round(cast):
    return actions.open_round(
        unit=cast.district, name="Đợt tổng kết", year=2023, opens_on=date(2023, 10, 1), by=cast.office
    )


def held(nomination):
    return [obstacle.sentence for obstacle in obstacles(nomination)]


def test_without_rules_nothing_stands_in_the_way(nominate):
    assert checks(nominate(sends=False)) == []


def test_years_of_service_are_counted_from_the_first_membership(cast, rule, nominate):
    rule("service", value=5)
    lan = nominate("", member=cast.lan, sends=False)

    assert lan.service_years == 3
    assert held(lan) == [
        "Giấy khen của Hội Khuyến học huyện Na Rì cần ít nhất 5 năm công tác Hội; Hoàng Thị Lan mới có 3 năm."
    ]
    actions.update_nomination(nomination=lan, service_years=5, by=cast.con_minh_officer)
    assert held(Nomination.objects.get()) == []


def test_unknown_years_are_asked_for_and_other_classes_have_none(rule, nominate):
    rule("service", value=5)

    assert held(nominate(sends=False))[0].endswith("Xin ghi số năm công tác.")
    assert held(nominate("", kind="collective", sends=False)) == []


@pytest.fixture
def decide(cast):
    def act(nomination):
        year = nomination.year
        return actions.decide(
            nominations=[nomination],
            unit=cast.district,
            number=f"{year}/QĐ",
            signed_on=date(year, 11, 1),
            by=cast.office,
        )

    return act


def test_what_is_given_once_is_not_given_twice(cast, rule, nominate, decide):
    rule("once")
    decide(nominate("", member=cast.lan, year=2020))

    again = nominate("", member=cast.lan, sends=False)

    assert held(again) == [
        "Hoàng Thị Lan đã được tặng Giấy khen của Hội Khuyến học huyện Na Rì năm 2020; chỉ tặng một lần."
    ]
    with pytest.raises(Refusal, match="chỉ tặng một lần"):
        actions.propose(nomination=again, by=cast.con_minh_officer)


def test_an_award_taken_back_does_not_count(cast, rule, nominate, decide):
    rule("once")
    first = nominate("", member=cast.lan, year=2020)
    decide(first)
    first.refresh_from_db()
    with time_machine.travel("2024-01-05 09:00+07:00"):
        actions.revoke(nomination=first, number="3/QĐ", signed_on=date(2024, 1, 2), reason="Khai sai", by=cast.office)

    assert held(nominate("", member=cast.lan, sends=False)) == []


def test_a_gap_is_counted_from_the_last_time(cast, rule, nominate, decide):
    rule("gap", value=3)
    decide(nominate("", kind="collective", year=2021))

    assert held(nominate("", kind="collective", year=2023, sends=False)) == [
        "Hội Khuyến học xã Côn Minh đã được tặng Giấy khen của Hội Khuyến học huyện Na Rì năm 2021; "
        "lần sau phải cách ít nhất 3 năm."
    ]
    assert held(nominate("", kind="collective", year=2024, sends=False)) == []


def test_who_was_honoured_by_name_before_she_was_a_member_is_known_by_her_year_of_birth(cast, rule, nominate, decide):
    rule("once")
    decide(nominate("Hoàng Thị Lan", birth_year=1960, year=2015))

    assert "chỉ tặng một lần" in held(nominate("", member=cast.lan, sends=False))[0]
    assert held(nominate("", member=cast.lan, year=2022, is_other_person=True, sends=False)) == []
    assert held(nominate("Hoàng Thị Lan", birth_year=1961, year=2022, sends=False)) == []


def test_a_quota_is_used_by_all_of_the_commune_and_said_with_the_way_out(cast, forms, rule, award_round, nominate):
    rule("quota", value=2)
    nominate("Một", award_round=award_round)
    nominate("Hai", award_round=award_round, unit=cast.ban_cao)
    nominate("Ngoài xã", award_round=award_round, unit=cast.van_lang, by=cast.van_lang_officer)
    nominate("Hình thức khác", form=forms.medal, award_round=award_round)

    third = nominate("Ba", award_round=award_round, unit=cast.cho_a, sends=False)

    assert held(third) == [
        "xã Côn Minh được đề nghị 2 Giấy khen của Hội Khuyến học huyện Na Rì trong Đợt tổng kết năm 2023, "
        "đã gửi 2. Xin rút bớt một đề nghị, hoặc xin thêm chỉ tiêu."
    ]
    actions.call_back(nomination=Nomination.objects.get(recipient_name="Một"), by=cast.con_minh_officer)
    assert actions.propose(nomination=third, by=cast.con_minh_officer).state == "proposed"


def test_a_share_of_the_members_is_rounded_down_and_unknown_without_members(cast, rule, award_round, nominate):
    rule("quota_percent", value=Decimal("99.5"))

    assert "được đề nghị 0 Giấy khen" in held(nominate(award_round=award_round, sends=False))[0]
    cast.lan.memberships.update(until=date(2023, 1, 1), exit="left", is_counted=False)
    assert held(Nomination.objects.get()) == []


def test_a_paper_is_asked_for_by_name_and_no_longer_once_it_is_there(cast, rule, nominate):
    rule("paper", paper="Báo cáo thành tích", recipient_class="person")
    draft = nominate(sends=False)
    assert held(draft) == ["Hồ sơ còn thiếu Báo cáo thành tích. Xin kèm tệp PDF, Word hoặc ảnh."]
    assert held(nominate("", kind="collective", sends=False)) == []

    paper = actions.attach_paper(
        nomination=draft, name="Báo cáo thành tích", file_name="a.pdf", content=b"%PDF-1.4", by=cast.con_minh_officer
    )
    assert held(draft) == []
    actions.withdraw_paper(paper=paper, by=cast.con_minh_officer)
    assert len(held(draft)) == 1


def test_a_rule_that_is_off_asks_nothing(cast, rule, nominate):
    added = rule("service", value=50)
    draft = nominate("", member=cast.lan, sends=False)
    assert held(draft)

    actions.change_rule(rule=added, is_on=False, by=cast.office)

    assert held(draft) == []


def test_every_reason_is_told_at_once(cast, rule, nominate):
    rule("service", value=5)
    rule("paper", paper="Báo cáo thành tích")

    with pytest.raises(Refusal) as refusal:
        nominate("", member=cast.lan)

    assert "mới có 3 năm" in str(refusal.value)
    assert "còn thiếu Báo cáo thành tích" in str(refusal.value)
