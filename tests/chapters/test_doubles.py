"""Who may be one person, and who is not: doubles among the members in somebody's reach."""

from datetime import date

import pytest
from django.db import transaction

from chapters.actions import admit_member, create_unit, end_membership, join_unit
from chapters.doubles import FEW, Someone, find_doubles
from chapters.likeness import Level
from chapters.models import Member, Membership
from khuyenhoc.models import Change


@pytest.fixture
def hoa(cast):
    return admit_member(
        unit=cast.ban_cao,
        name="Nguyễn Thị Hoà",
        birth_year=1960,
        phone="0987 654 321",
        since=date(2020, 1, 1),
        by=cast.admin,
    )


def doubles_of(user, *people):
    return find_doubles(people, user)


def here(cast, name, birth_year: int | None = 1960, **more):
    return Someone(name, birth_year, unit_id=cast.ban_cao.pk, **more)


@pytest.mark.parametrize(
    "name, reason, level",
    [
        ("Nguyễn Thị Hòa", "trùng tên và năm sinh, cùng chi hội", Level.SURE),
        ("NGUYỄN  THỊ HÒA", "trùng tên và năm sinh, cùng chi hội", Level.SURE),
        ("Nguyen Thi Hoa", "trùng tên, một bên không dấu, trùng năm sinh, cùng chi hội", Level.LIKELY),
        ("Nguyễn T. Hòa", "tên viết tắt, trùng năm sinh, cùng chi hội", Level.LIKELY),
        ("Thị Hòa Nguyễn", "tên đảo thứ tự, trùng năm sinh, cùng chi hội", Level.LIKELY),
        ("Nguyễn Thị Hoa", "tên chỉ khác dấu, trùng năm sinh, cùng chi hội", Level.POSSIBLE),
        ("Nguyễm Thị Hòa", "tên lệch một chữ, trùng năm sinh, cùng chi hội", Level.POSSIBLE),
        ("Nguyễn ThịHòa", "tên lệch một chữ, trùng năm sinh, cùng chi hội", Level.POSSIBLE),
        ("Nguyễn Thị Hòqa", "tên lệch một chữ, trùng năm sinh, cùng chi hội", Level.POSSIBLE),
        ("Nguyễn Hòa", "tên thiếu đệm, trùng năm sinh, cùng chi hội", Level.POSSIBLE),
    ],
)
def test_one_name_is_written_in_many_ways(name, reason, level, cast, hoa):
    ((double,),) = doubles_of(cast.con_minh_officer, here(cast, name))

    assert (double.member_id, double.name, double.unit) == (hoa.pk, "Nguyễn Thị Hoà", "Chi hội thôn Bản Cào")
    assert double.reason == reason
    assert double.level == level


@pytest.mark.parametrize(
    "one, other",
    [
        (Someone("Hoàng Văn Hùng", 1958), Someone("Hoàng Văn Hùng", 1971)),
        (Someone("Hoàng Văn Hùng", 1958), Someone("Hoàng Văn Hưng", 1958)),
        (Someone("Nông Thị Lan", 1970), Someone("Nông Thị Loan", 1970)),
        (Someone("Nông Thị Lan", 1970), Someone("Nông Thị Mai", 1970)),
        (Someone("Nông Thị Lan"), Someone("Nông Thị Lân")),
        (Someone("Triệu Văn Thành", 1970, "0912345678"), Someone("Triệu Thị Hiền", 1972, "0912345678")),
        (Someone("Triệu Văn Thành", 1970, "0912345678"), Someone("Triệu Văn Thanh", 1995, "0912345678")),
    ],
)
def test_brothers_sisters_and_namesakes_of_another_year_are_two_people(one, other, cast):
    known = {"unit": cast.ban_cao, "since": date(2020, 1, 1), "by": cast.admin}
    admit_member(name=one.name, birth_year=one.birth_year, phone=one.phone, **known)

    assert doubles_of(cast.con_minh_officer, here(cast, other.name, other.birth_year, phone=other.phone)) == [[]]


def test_a_name_alone_is_not_enough(cast, hoa):
    assert doubles_of(cast.office, Someone("Nguyễn Thị Hòa")) == [[]]
    assert doubles_of(cast.office, Someone("Nguyễn Thị Hòa", unit_id=cast.to_dooc.pk)) == [[]]


def test_without_a_birth_year_it_takes_the_chapter_or_the_telephone(cast, hoa):
    found = doubles_of(
        cast.office, here(cast, "Nguyễn Thị Hòa", None), Someone("Nguyễn Thị Hòa", phone="+84 987 654 321")
    )

    assert [[double.reason for double in doubles] for doubles in found] == [
        ["trùng tên, cùng chi hội"],
        ["trùng tên, trùng số điện thoại"],
    ]


def test_one_telephone_says_that_two_birth_years_are_one_person(cast, hoa):
    ((double,),) = doubles_of(cast.office, here(cast, "Nguyễn Thị Hòa", 1966, phone="0987654321"))

    assert double.reason == "trùng tên, khác năm sinh, cùng chi hội, trùng số điện thoại"
    assert double.level == Level.LIKELY


def test_the_nearer_she_is_the_surer_it_gets(cast, hoa):
    next_door = Someone("Nguyễn Thị Hòa", 1960, unit_id=cast.cho_a.pk)
    far_away = Someone("Nguyễn Thị Hòa", 1960, unit_id=cast.to_dooc.pk)

    ((near,), (far,)) = doubles_of(cast.office, next_door, far_away)

    assert (near.reason, near.level.label) == ("trùng tên và năm sinh, cùng xã", "giống")
    assert (far.reason, far.level.label) == ("trùng tên và năm sinh", "có thể")


def test_a_chapter_right_under_the_district_is_an_area_of_its_own(cast):
    school = create_unit(
        parent=cast.district,
        kind="chapter",
        name="Chi hội Trường THPT Na Rì",
        setting="school",
        keeps_roster=True,
        by=cast.admin,
    )
    admit_member(unit=school, name="Nguyễn Thị Hoà", birth_year=1960, since=date(2020, 1, 1), by=cast.admin)

    ((double,),) = doubles_of(cast.office, Someone("Nguyễn T. Hòa", 1960, unit_id=school.pk))

    assert double.reason == "tên viết tắt, trùng năm sinh, cùng chi hội"


def test_the_best_comes_first(cast, hoa):
    twin = admit_member(
        unit=cast.to_dooc, name="Nguyễn Thị Hòa", birth_year=1960, since=date(2020, 1, 1), by=cast.admin
    )

    (found,) = doubles_of(cast.office, here(cast, "Nguyễn Thị Hòa"))

    assert [double.member_id for double in found] == [hoa.pk, twin.pk]


def test_nobody_out_of_reach_is_found(cast):
    stranger = Someone("Lý Văn Kín", 1955, "0912345678", cast.to_dooc.pk)

    assert doubles_of(cast.con_minh_officer, stranger) == [[]]
    assert doubles_of(cast.treasurer, stranger) == [[]]
    assert [double.name for double in doubles_of(cast.van_lang_officer, stranger)[0]] == ["Lý Văn Kín"]


def test_where_she_moved_to_is_told_only_to_those_who_may_know(cast, hoa):
    membership = hoa.memberships.get()
    end_membership(membership=membership, until=date(2023, 1, 1), exit="moved_out", by=cast.admin)
    join_unit(member=hoa, unit=cast.to_dooc, since=date(2023, 1, 1), entry="moved_in", by=cast.admin)

    ((here_,),) = doubles_of(cast.con_minh_officer, here(cast, "Nguyễn Thị Hòa"))
    ((above,),) = doubles_of(cast.office, here(cast, "Nguyễn Thị Hòa"))

    assert (here_.unit, above.unit) == ("", "Chi hội thôn Tô Đoóc")
    assert here_.reason == above.reason == "trùng tên và năm sinh, cùng chi hội"


def test_who_is_merged_erased_or_was_written_down_by_mistake_is_no_double(cast, hoa):
    def found():
        return doubles_of(cast.office, here(cast, "Nguyễn Thị Hòa"))[0]

    members = Member.objects.filter(pk=hoa.pk)
    assert len(found()) == 1

    members.update(merged_into=cast.lan.pk)
    assert found() == []
    members.update(merged_into=None)
    with transaction.atomic():
        Membership.objects.filter(member=hoa).update(until=date(2020, 1, 1), exit="voided", is_counted=False)
        assert found() == []
        transaction.set_rollback(True)
    assert len(found()) == 1
    members.update(erased_at="2023-01-01T00:00:00Z", birth_year=None, phone="", address="")
    assert found() == []


@pytest.mark.parametrize("number", [1, 3, FEW + 1])
def test_it_takes_the_same_queries_for_one_and_for_many(number, cast, hoa, django_assert_num_queries):
    people = [here(cast, "Nguyễn Thị Hòa")] * number
    assert cast.office.offices

    with django_assert_num_queries(2):
        found = doubles_of(cast.office, *people)

    assert [len(doubles) for doubles in found] == [1] * number


def test_looking_for_few_finds_the_same_as_looking_for_many(cast, hoa):
    people = [here(cast, name) for name in ("Nguyễn Thị Hòa", "Nguyễn T. Hòa", "Hoàng Thị Lan", "Lý Văn Kín", "")]

    few, many = doubles_of(cast.office, *people), doubles_of(cast.office, *people * FEW)

    assert few == many[: len(people)]
    assert [len(doubles) for doubles in few] == [1, 1, 1, 0, 0]


def test_looking_changes_nothing_and_nobody_to_look_for_is_no_fault(cast):
    before = Change.objects.count()

    assert doubles_of(cast.office) == []
    assert doubles_of(cast.nobody, here(cast, "Hoàng Thị Lan")) == [[]]
    assert Change.objects.count() == before
