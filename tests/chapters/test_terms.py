"""Terms: opened, overrun, mended, and who goes on after the congress."""

from datetime import date

import pytest

from chapters.actions import (
    before_term,
    carry_over,
    elect_officer,
    end_officer,
    open_term,
    plain_facts,
    update_term,
    void_officer,
)
from chapters.models import Officer, Term
from chapters.pages.cabinets import cabinet_of, cabinets
from khuyenhoc.actions import Clash, NotAllowed
from khuyenhoc.history import history_of

from ..refusals import refusal_of


def term_of(cast, name="2018–2023", first=2018, unit=None, by=None, **facts):
    return open_term(
        unit=unit or cast.district,
        name=name,
        since=date(first, 5, 20),
        planned_until=facts.pop("planned_until", date(first + 5, 5, 20)),
        by=by or cast.office,
        **facts,
    )


def elect(cast, post, name, term, **facts):
    facts = {"unit": term.unit, "since": term.since, "term": term, "by": cast.office} | facts
    return elect_officer(post=post, name=name, **facts)


def test_a_term_runs_until_the_next_begins_over_its_plan_if_need_be(cast):
    old, new = term_of(cast), term_of(cast, "2024–2029", 2024)

    def running(day):
        return list(Term.objects.running_on(day))

    assert running(date(2018, 5, 19)) == []
    assert running(date(2023, 12, 31)) == [old]
    assert running(date(2024, 5, 19)) == [old]
    assert running(date(2024, 5, 20)) == [new]


def test_a_term_that_ran_out_is_said_and_not_hidden(cast):
    term = term_of(cast)
    elect(cast, "chair", "Ma Văn Tưởng", term)

    cabinet = cabinet_of(cast.district, date(2024, 1, 1), cast.office)

    assert cabinet.overrun == "nhiệm kỳ 2018–2023 đã hết từ 05/2023, chưa đại hội"
    assert [one.name for one in cabinet.officers] == ["Ma Văn Tưởng"]
    assert cabinet_of(cast.district, date(2023, 5, 19), cast.office).overrun == ""


@pytest.mark.parametrize(
    "facts, field",
    [
        ({"first": 2031}, "since"),
        ({"planned_until": date(2018, 5, 20)}, "planned_until"),
        ({"executive_seats": 5, "standing_seats": 7}, "standing_seats"),
        ({"name": "2010–2015"}, None),
        ({"first": 2010}, None),
    ],
)
def test_a_term_that_cannot_be_is_refused(facts, field, cast):
    term_of(cast, "2010–2015", 2010)

    assert refusal_of(lambda: term_of(cast, **facts))[1] == field
    assert Term.objects.count() == 1


def test_a_chapter_has_no_seats_of_ban_kiem_tra(cast):
    sentence, field = refusal_of(lambda: term_of(cast, unit=cast.ban_cao, inspection_seats=3))

    assert (sentence, field) == ("Chi hội thôn Bản Cào không có Ban Kiểm tra.", "inspection_seats")


def test_a_term_is_changed_by_what_was_shown(cast):
    term = term_of(cast)
    shown = plain_facts(term, ("name", "executive_seats"))
    update_term(term=term, was=shown, executive_seats=15, by=cast.office)

    with pytest.raises(Clash, match="số ủy viên Ban Chấp hành nay là “15”"):
        update_term(term=term, was=shown, executive_seats=17, by=cast.admin)
    update_term(term=term, was=shown, name="2018 – 2023", executive_seats=None, by=cast.admin)

    term.refresh_from_db()
    assert (term.name, term.executive_seats) == ("2018 – 2023", 15)


def test_a_term_cannot_begin_after_somebody_served_in_it(cast):
    term = term_of(cast)
    elect(cast, "chair", "Ma Văn Tưởng", term)

    sentence, field = refusal_of(
        lambda: update_term(term=term, was=plain_facts(term, ("since",)), since=date(2019, 1, 1), by=cast.office)
    )

    assert sentence.startswith("Ma Văn Tưởng đã được ghi trong nhiệm kỳ này từ 20/05/2018.")
    assert field == "since"


def test_after_the_congress_some_go_on_and_the_others_end(cast):
    old = term_of(cast)
    chair = elect(cast, "chair", "Ma Văn Tưởng", old, committees=["standing"], phone="0912000001", member=cast.lan)
    deputy = elect(cast, "vice_chair", "Bàn Văn Lưu", old)
    new = term_of(cast, "2023–2028", 2023)

    (goes_on,) = carry_over(term=new, staying=[chair], shown=[chair, deputy], by=cast.office)

    assert (goes_on.post, goes_on.name, goes_on.term, goes_on.since) == ("chair", chair.name, new, new.since)
    assert (goes_on.committees, goes_on.phone, goes_on.member) == (["executive", "standing"], "0912000001", cast.lan)
    for officer in (chair, deputy):
        officer.refresh_from_db()
        assert (officer.until, officer.exit) == (new.since, "term_over")
    assert list(Officer.objects.in_office(new.since)) == [goes_on]
    assert not before_term(new).exists()


def test_nothing_is_carried_over_from_a_list_that_has_changed(cast):
    old = term_of(cast)
    chair = elect(cast, "chair", "Ma Văn Tưởng", old)
    new = term_of(cast, "2023–2028", 2023)
    elect(cast, "vice_chair", "Bàn Văn Lưu", old)

    sentence, _ = refusal_of(lambda: carry_over(term=new, staying=[chair], shown=[chair], by=cast.office))

    assert sentence.startswith("Trong lúc bạn chọn, danh sách cán bộ đã thay đổi.")
    assert Officer.objects.filter(until=None).count() == 2


def test_a_neighbour_opens_and_carries_over_nothing(cast):
    term = term_of(cast, unit=cast.con_minh)

    for act in (
        lambda: term_of(cast, "2023–2028", 2023, unit=cast.con_minh, by=cast.van_lang_officer),
        lambda: update_term(term=term, was={}, name="X", by=cast.van_lang_officer),
        lambda: carry_over(term=term, staying=[], shown=[], by=cast.van_lang_officer),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_seats_without_a_holder_and_empty_heads_are_counted(cast):
    term = term_of(cast, executive_seats=3, standing_seats=1, inspection_seats=2)
    elect(cast, "vice_chair", "Bàn Văn Lưu", term, committees=["standing"])
    member = elect(cast, "inspection_member", "Vi Thị Hoan", term)

    cabinet = cabinet_of(cast.district, date(2019, 1, 1), cast.office)
    assert cabinet.vacancies == [
        "khuyết Chủ tịch",
        "khuyết Trưởng Ban Kiểm tra",
        "Ban Chấp hành còn khuyết 2 người (1/3)",
        "Ban Kiểm tra còn khuyết 1 người (1/2)",
    ]
    assert [(committee.name, committee.line) for committee in cabinet.committees] == [
        ("Ban Chấp hành", "1/3 người"),
        ("Ban Thường vụ", "1/1 người"),
        ("Ban Kiểm tra", "1/2 người"),
    ]

    void_officer(officer=member, by=cast.office)
    assert cabinet_of(cast.district, date(2019, 1, 1), cast.office).vacancies[-1] == (
        "Ban Kiểm tra còn khuyết 2 người (0/2)"
    )


def test_where_nobody_was_ever_written_down_nothing_is_said_to_be_vacant(cast):
    cabinet = cabinet_of(cast.con_minh, date(2024, 1, 1), cast.office)

    assert (cabinet.is_recorded, cabinet.vacancies) == (False, [])


def test_without_a_ban_kiem_tra_nobody_misses_its_head(cast):
    elect(cast, "chair", "Triệu Thị Mẩy", term_of(cast, unit=cast.con_minh))

    assert cabinet_of(cast.con_minh, date(2019, 1, 1), cast.office).vacancies == []


def test_a_chapter_whose_head_has_gone_misses_one(cast):
    head = elect_officer(
        unit=cast.ban_cao, post="chapter_head", name="Hoàng Văn Tài", since=date(2020, 1, 1), by=cast.office
    )
    end_officer(officer=head, until=date(2023, 7, 1), exit="died", by=cast.office)

    assert cabinet_of(cast.ban_cao, date(2023, 6, 30), cast.office).vacancies == []
    assert cabinet_of(cast.ban_cao, date(2023, 7, 1), cast.office).vacancies == ["khuyết Chi hội trưởng"]


@pytest.mark.parametrize("rows", [1, 3])
def test_cabinets_take_three_queries_however_many_units(rows, cast, django_assert_num_queries):
    units = [cast.con_minh, cast.van_lang, cast.ban_cao][:rows]
    for unit in units:
        elect(cast, "secretary", "Hà Thị Chuyên", term_of(cast, unit=unit))
    assert cast.office.offices

    with django_assert_num_queries(3):
        found = cabinets(units, date(2019, 1, 1), cast.office)

    assert [len(cabinet.officers) for cabinet in found.values()] == [1] * rows


def test_the_log_and_a_clash_name_a_term_once(cast):
    term = term_of(cast)
    update_term(term=term, was={"executive_seats": None}, executive_seats=15, by=cast.office)

    with pytest.raises(Clash, match="Có người vừa sửa nhiệm kỳ 2018–2023"):
        update_term(term=term, was={"executive_seats": None}, executive_seats=13, by=cast.admin)
    assert history_of(term)[-1].title == "Thêm nhiệm kỳ 2018–2023"
