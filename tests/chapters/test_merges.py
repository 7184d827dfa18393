"""Two records of one person become one, nothing is lost, and it can be undone."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from awards.actions import add_award_form, decide, nominate, propose
from chapters.actions import (
    admit_member,
    doubt_again,
    end_membership,
    join_unit,
    merge_members,
    record_consents,
    tell_apart,
    undo_merge,
    update_member,
)
from chapters.merging import fingerprint
from chapters.models import Consent, ConsentWording, Member, Membership, Merge, NotDouble, Unit
from khuyenhoc.actions import NotAllowed
from khuyenhoc.models import Change

from ..refusals import refusal
from .rows import everything


@pytest.fixture
def twice(cast):
    """Lan a second time, by another officer's list of the same chapter."""
    return admit_member(
        unit=cast.ban_cao, name="Hoàng T. Lan", phone="0987 654 321", since=date(2018, 3, 1), by=cast.admin
    )


def merge(cast, keep, gone, **more):
    return merge_members(**{"keep": keep, "gone": gone, "by": cast.office} | more)


def fresh(member):
    return Member.objects.get(pk=member.pk)


def stays(member):
    held = Membership.objects.genuine().filter(member=member).order_by("since", "pk")
    return [(one.unit.name, one.since, one.until, one.exit, one.is_counted) for one in held]


def test_each_fact_comes_from_the_record_that_says_more(cast, twice):
    update_member(member=cast.lan, address="Thôn Bản Cào", by=cast.admin)

    merge(cast, cast.lan, twice)

    lan = fresh(cast.lan)
    assert (lan.name, lan.sex, lan.birth_year) == ("Hoàng Thị Lan", "female", 1960)
    assert (lan.phone, lan.phone_key, lan.address) == ("0987 654 321", "987654321", "Thôn Bản Cào")
    assert fresh(twice).merged_into == lan
    assert fresh(twice).name == "Hoàng T. Lan"


def test_what_is_chosen_goes_before_what_is_fuller(cast, twice):
    merge(cast, cast.lan, twice, values={"name": "Hoàng T. Lan", "birth_year": None})

    lan = fresh(cast.lan)
    assert (lan.name, lan.search_key, lan.birth_year) == ("Hoàng T. Lan", "hoang t. lan", None)
    with pytest.raises(TypeError, match="cannot set 'merged_into'"):
        merge(cast, cast.lan, cast.secret, values={"merged_into": None})


def test_the_fuller_name_has_its_marks_and_no_initials(cast):
    names = ["Nguyen Thi Hoa", "Nguyễn T. Hòa", "NGUYỄN THỊ HÒA", "Nguyễn Thị Hòa"]
    people = [admit_member(unit=cast.to_dooc, name=name, since=date(2020, 1, 1), by=cast.admin) for name in names]
    kept = people[0]

    for other in people[1:]:
        merge(cast, kept, other)

    assert fresh(kept).name == "Nguyễn Thị Hòa"


def test_one_belonging_that_was_written_twice_becomes_one(cast, twice):
    merge(cast, cast.lan, twice)

    assert stays(cast.lan) == [("Chi hội thôn Bản Cào", date(2018, 3, 1), None, "", True)]
    assert [(one.exit, one.is_counted) for one in twice.memberships.all()] == [("voided", False)]


def test_belongings_that_follow_one_another_are_put_on_one_line(cast):
    later = admit_member(unit=cast.to_dooc, name="Hoàng Thị Lan", since=date(2023, 6, 1), by=cast.admin)
    end_membership(membership=cast.lan.memberships.get(), until=date(2023, 6, 1), exit="moved_out", by=cast.admin)

    merge(cast, cast.lan, later)

    assert stays(cast.lan) == [
        ("Chi hội thôn Bản Cào", date(2020, 5, 1), date(2023, 6, 1), "moved_out", True),
        ("Chi hội thôn Tô Đoóc", date(2023, 6, 1), None, "", True),
    ]


@pytest.mark.parametrize(
    "prefers, expected",
    [
        ("keep", [("Bản Cào", None, "", True), ("Tô Đoóc", None, "", False)]),
        ("gone", [("Bản Cào", date(2022, 1, 1), "moved_out", True), ("Tô Đoóc", None, "", True)]),
    ],
)
def test_two_that_count_at_once_are_counted_where_the_officer_says(prefers, expected, cast):
    other = admit_member(unit=cast.to_dooc, name="Hoàng Thị Lan", since=date(2022, 1, 1), by=cast.admin)

    merge(cast, cast.lan, other, prefers=prefers)

    found = [(name.removeprefix("Chi hội thôn "), *rest) for name, _, *rest in stays(cast.lan)]
    assert found == expected
    moved_in = Membership.objects.get(member=cast.lan, unit=cast.to_dooc).entry
    assert moved_in == ("moved_in" if prefers == "gone" else "admitted")


def test_a_death_on_one_list_stands_though_the_other_goes_on(cast, twice):
    end_membership(membership=twice.memberships.get(), until=date(2023, 2, 1), exit="died", by=cast.admin)

    merge(cast, cast.lan, twice)

    assert stays(cast.lan) == [("Chi hội thôn Bản Cào", date(2018, 3, 1), date(2023, 2, 1), "died", True)]


def test_a_bridge_between_two_belongings_joins_all_three(cast):
    end_membership(membership=cast.lan.memberships.get(), until=date(2021, 1, 1), exit="left", by=cast.admin)
    join_unit(member=cast.lan, unit=cast.ban_cao, since=date(2022, 1, 1), by=cast.admin)
    bridge = admit_member(unit=cast.ban_cao, name="Hoàng Thị Lan", since=date(2020, 8, 1), by=cast.admin)
    end_membership(membership=bridge.memberships.get(), until=date(2022, 8, 1), exit="left", by=cast.admin)
    before = everything()

    made = merge(cast, cast.lan, bridge)

    assert stays(cast.lan) == [("Chi hội thôn Bản Cào", date(2020, 5, 1), None, "", True)]
    undo_merge(merge=made, by=cast.office)
    assert everything() == before


@pytest.fixture
def form(cast):
    return add_award_form(
        code="giay-khen",
        grantor_level="district",
        grantor_name="Hội Khuyến học huyện Na Rì",
        name="Giấy khen",
        for_person=True,
        by=cast.office,
    )


def nomination_of(cast, form, member, year=2023):
    return nominate(
        year=year,
        form=form,
        unit=cast.ban_cao,
        recipient_class="person",
        member=member,
        recipient_name=member.name,
        by=cast.office,
    )


def test_what_hangs_on_her_moves_and_what_is_signed_or_there_already_stays(cast, twice, form):
    signed, doubled, free = (nomination_of(cast, form, twice, year) for year in (2021, 2022, 2023))
    nomination_of(cast, form, cast.lan, 2022)
    propose(nomination=signed, by=cast.office)
    decide(nominations=[signed], unit=cast.district, number="1", signed_on=date(2021, 12, 1), by=cast.office)
    before = everything()

    made = merge(cast, cast.lan, twice)

    for nomination in (signed, doubled, free):
        nomination.refresh_from_db()
    assert [signed.member, doubled.member, free.member] == [twice, twice, cast.lan]
    undo_merge(merge=made, by=cast.office)
    assert everything() == before


def test_undoing_brings_back_two_records_as_they_were(cast, twice):
    before = everything()
    made = merge(cast, cast.lan, twice)
    assert everything() != before

    undo_merge(merge=made, by=cast.office)

    assert everything() == before
    made.refresh_from_db()
    assert (made.undone_by, fresh(twice).merged_into) == (cast.office, None)
    assert refusal(undo_merge, merge=made, by=cast.office) == "Lần gộp này đã được hoàn tác rồi."


def test_after_undoing_the_two_can_be_merged_again(cast, twice):
    undo_merge(merge=merge(cast, cast.lan, twice), by=cast.office)

    merge(cast, twice, cast.lan)

    assert fresh(cast.lan).merged_into == twice
    assert Merge.objects.standing().count() == 1


def test_undoing_is_refused_when_something_was_built_on_it(cast, twice):
    made = merge(cast, cast.lan, twice)
    phone = fresh(cast.lan).phone
    update_member(member=fresh(cast.lan), phone="0900 000 000", by=cast.office)
    assert refusal(undo_merge, merge=made, by=cast.office) == (
        "Hội viên Hoàng Thị Lan đã được sửa sau khi gộp. Xin sửa lại như lúc gộp rồi hoàn tác."
    )

    update_member(member=fresh(cast.lan), phone=phone, address="Nhà mới", by=cast.office)
    late = join_unit(member=cast.lan, unit=cast.to_dooc, since=date(2023, 1, 1), is_counted=False, by=cast.office)
    assert refusal(undo_merge, merge=made, by=cast.office).startswith(
        "Sau khi gộp, Hoàng Thị Lan còn vào Chi hội thôn Tô Đoóc."
    )

    Membership.objects.filter(pk=late.pk).update(until=late.since, exit="voided")
    held = cast.lan.memberships.get(unit=cast.ban_cao)
    end_membership(membership=held, until=date(2024, 1, 1), exit="left", by=cast.office)
    assert refusal(undo_merge, merge=made, by=cast.office).startswith(
        "Dòng sinh hoạt ở Chi hội thôn Bản Cào đã được sửa sau khi gộp."
    )
    assert fresh(twice).merged_into == cast.lan


def test_a_nomination_that_was_signed_since_keeps_the_merge(cast, twice, form):
    nomination = nomination_of(cast, form, twice)
    made = merge(cast, cast.lan, twice)
    propose(nomination=nomination, by=cast.office)
    decide(nominations=[nomination], unit=cast.district, number="1", signed_on=date(2023, 12, 1), by=cast.office)

    assert refusal(undo_merge, merge=made, by=cast.office) == (
        "Không tách lại được. Danh sách kèm quyết định đã ký không sửa, không xóa được."
    )
    made.refresh_from_db()
    assert made.undone_at is None


def test_merges_in_a_chain_lead_to_the_last_and_are_undone_from_there(cast, twice):
    third = admit_member(unit=cast.ban_cao, name="Hoàng thị Lan", since=date(2021, 1, 1), by=cast.admin)
    before = everything()
    first = merge(cast, twice, third)
    between = everything()
    second = merge(cast, cast.lan, twice)

    assert (fresh(third).merged_into, fresh(twice).merged_into) == (twice, cast.lan)
    assert fresh(third).heir == cast.lan
    assert refusal(undo_merge, merge=first, by=cast.office) == (
        "Hồ sơ của Hoàng thị Lan đã gộp tiếp vào hồ sơ khác. Xin hoàn tác lần gộp đó trước."
    )
    undo_merge(merge=second, by=cast.office)
    assert everything() == between
    undo_merge(merge=first, by=cast.office)
    assert everything() == before


def test_two_merges_into_one_are_undone_last_first(cast, twice):
    third = admit_member(unit=cast.ban_cao, name="Hoàng thị Lan", since=date(2021, 1, 1), by=cast.admin)
    first, second = merge(cast, cast.lan, twice), merge(cast, cast.lan, third)

    assert refusal(undo_merge, merge=first, by=cast.office) == (
        "Sau lần này còn gộp thêm hồ sơ của Hoàng thị Lan. Xin hoàn tác lần gộp sau cùng trước."
    )
    undo_merge(merge=second, by=cast.office)
    undo_merge(merge=first, by=cast.office)
    assert Member.objects.exclude(merged_into=None).count() == 0


def test_what_was_merged_is_not_merged_again_nor_with_itself(cast, twice):
    merge(cast, cast.lan, twice)

    sentence = "Hồ sơ của Hoàng T. Lan đã gộp vào hồ sơ khác rồi. Xin mở lại danh sách trùng và xem lại."
    assert refusal(merge, cast=cast, keep=cast.lan, gone=twice) == sentence
    assert refusal(merge, cast=cast, keep=twice, gone=cast.secret) == sentence
    assert refusal(merge, cast=cast, keep=cast.lan, gone=cast.lan).startswith("Hai hồ sơ này là một.")
    assert "đã gộp vào hồ sơ khác" in refusal(
        join_unit, member=twice, unit=cast.to_dooc, since=date(2024, 1, 1), by=cast.office
    )


def test_an_erased_person_is_not_merged_and_her_merge_is_forgotten(cast, twice):
    made = merge(cast, cast.lan, twice)

    assert Merge.objects.erase_person(twice) == [made]
    made.refresh_from_db()
    assert made.trace == {}
    assert refusal(undo_merge, merge=made, by=cast.office).startswith("Thông tin của người này đã được xóa")
    nothing = {"birth_year": None, "phone": "", "address": "", "ethnicity": ""}
    Member.objects.filter(pk=cast.lan.pk).update(erased_at="2024-01-01T00:00:00Z", **nothing)
    assert refusal(merge, cast=cast, keep=cast.secret, gone=cast.lan).startswith("Thông tin của một trong hai người")


def test_only_who_writes_both_everywhere_merges(cast):
    far = admit_member(unit=cast.to_dooc, name="Hoàng Thị Lan", since=date(2022, 1, 1), by=cast.admin)

    for by in (cast.con_minh_officer, cast.van_lang_officer, cast.inspector, cast.treasurer, cast.nobody):
        with pytest.raises(NotAllowed, match="không sửa được cả hai hồ sơ"):
            merge(cast, cast.lan, far, by=by)
    join_unit(member=far, unit=cast.ban_cao, since=date(2023, 1, 1), is_counted=False, by=cast.admin)
    with pytest.raises(NotAllowed, match="Thường trực Hội cấp trên gộp"):
        merge(cast, cast.lan, far, by=cast.con_minh_officer)
    assert Merge.objects.count() == 0


def test_a_belonging_beyond_reach_is_moved_along_but_never_changed(cast):
    """She left Văn Lang long ago: Côn Minh may merge her unless that would change Văn Lang's row."""
    far = admit_member(unit=cast.to_dooc, name="Hoàng Thị Lan", since=date(2010, 1, 1), by=cast.admin)
    end_membership(membership=far.memberships.get(), until=date(2021, 1, 1), exit="moved_out", by=cast.admin)
    join_unit(member=far, unit=cast.ban_cao, since=date(2021, 1, 1), entry="moved_in", by=cast.admin)

    with pytest.raises(NotAllowed, match="một dòng sinh hoạt ngoài phạm vi"):
        merge(cast, cast.lan, far, by=cast.con_minh_officer)

    merge(cast, cast.lan, far, by=cast.con_minh_officer, prefers="gone")
    assert stays(cast.lan) == [
        ("Chi hội thôn Tô Đoóc", date(2010, 1, 1), date(2021, 1, 1), "moved_out", True),
        ("Chi hội thôn Bản Cào", date(2021, 1, 1), None, "", True),
    ]


def test_what_was_shown_must_still_be_so(cast, twice):
    shown = (fingerprint(cast.lan), fingerprint(twice))
    update_member(member=twice, birth_year=1961, by=cast.con_minh_officer)

    assert refusal(merge, cast=cast, keep=cast.lan, gone=twice, was=shown) == (
        "Một trong hai hồ sơ vừa có người sửa. Xin xem lại như hiện nay ở dưới rồi gộp."
    )
    merge(cast, cast.lan, twice, was=(fingerprint(cast.lan), fingerprint(twice)))
    assert fresh(twice).merged_into == cast.lan


def test_a_merge_is_in_the_log_without_what_the_records_said(cast, twice):
    made = merge(cast, cast.lan, twice)

    logged = Change.objects.of(made).get()
    assert logged.actor_name == "Thường trực Hội"
    assert logged.unit_id == cast.ban_cao.pk
    assert "trace" not in logged.after


def test_two_people_are_told_apart_once_and_that_is_taken_back(cast, twice):
    said = tell_apart(one=twice, other=cast.lan, by=cast.con_minh_officer)
    again = tell_apart(one=cast.lan, other=twice, by=cast.office)
    assert again == said
    assert refusal(merge, cast=cast, keep=cast.lan, gone=twice).startswith(
        "Đã có người xác nhận đây không phải một người."
    )

    doubt_again(not_double=said, by=cast.office)

    assert NotDouble.objects.standing().count() == 0
    merge(cast, cast.lan, twice)


def test_only_who_writes_both_tells_them_apart(cast):
    for by in (cast.con_minh_officer, cast.van_lang_officer, cast.leader):
        with pytest.raises(NotAllowed):
            tell_apart(one=cast.lan, other=cast.secret, by=by)
    said = tell_apart(one=cast.lan, other=cast.secret, by=cast.office)
    with pytest.raises(NotAllowed):
        doubt_again(not_double=said, by=cast.con_minh_officer)


def test_units_stay_out_of_it(cast, twice):
    before = list(Unit.objects.values())

    merge(cast, cast.lan, twice)

    assert list(Unit.objects.values()) == before


def test_who_died_in_one_record_and_lives_on_in_the_other_is_not_merged(cast, twice):
    end_membership(membership=cast.lan.memberships.get(), until=date(2021, 1, 1), exit="died", by=cast.admin)
    other = admit_member(unit=cast.to_dooc, name="Hoàng Thị Lan", since=date(2022, 1, 1), by=cast.admin)

    said = refusal(merge, cast=cast, keep=cast.lan, gone=other)

    assert said.startswith("Một hồ sơ ghi từ trần ngày 01/01/2021, hồ sơ kia còn sinh hoạt ở Chi hội thôn Tô Đoóc")
    assert Merge.objects.count() == 0


def test_a_consent_follows_its_person_and_comes_back_with_her(cast, twice):
    (consent,) = record_consents(
        unit=cast.ban_cao,
        members=[twice],
        wording=ConsentWording.objects.get(),
        given_on=date(2023, 5, 1),
        way="phone",
        note="Trưởng thôn nghe, tối 01/05",
        by=cast.office,
    )

    made = merge(cast, cast.lan, twice)
    assert list(cast.lan.consents.all()) == [consent]
    undo_merge(merge=made, by=cast.office)

    assert list(twice.consents.all()) == [consent]
    with pytest.raises(IntegrityError, match="Sự đồng ý đã ghi không sửa"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(member=cast.secret)
