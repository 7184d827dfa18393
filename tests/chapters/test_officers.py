"""Officers: who is elected, ended, replaced, voided, and what is refused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from chapters.actions import (
    close_unit,
    elect_officer,
    end_officer,
    move_children_of,
    open_term,
    plain_facts,
    replace_officer,
    update_officer,
    void_officer,
)
from chapters.models import Officer
from khuyenhoc.actions import Clash, NotAllowed

from ..refusals import refusal_of

CONGRESS = date(2022, 5, 20)


def elect(cast, post="chair", name="Lý Quang Sầm", **facts):
    given = {"unit": cast.district, "since": CONGRESS, "by": cast.office} | facts
    return elect_officer(post=post, name=name, **given)


def holders(unit, post, day):
    return [one.name for one in Officer.objects.in_office(day).filter(unit=unit, post=post)]


def test_a_chair_sits_in_ban_chap_hanh_without_being_ticked(cast):
    chair = elect(cast)

    assert chair.committees == ["executive"]
    assert chair.post_name == "Chủ tịch"


def test_ban_thuong_vu_sits_in_ban_chap_hanh(cast):
    inspector = elect(cast, "inspection_head", "Nông Đức Thiềng", committees=["standing"])

    assert inspector.committees_in_words == "Ban Chấp hành, Ban Thường vụ, Ban Kiểm tra"


def test_a_name_typed_apart_is_stored_whole_and_found_without_marks(cast):
    elect(cast, name="Lý  Quang Sầm")

    assert [one.name for one in Officer.objects.search("sam ly")] == ["Lý Quang Sầm"]


def test_a_post_may_be_called_as_it_is_called_here(cast):
    deputy = elect(cast, "vice_chair", "Triệu Đức Khiêm", wording="Phó Chủ tịch phụ trách quỹ")

    assert deputy.post_name == "Phó Chủ tịch phụ trách quỹ"


def test_another_post_needs_its_words(cast):
    assert refusal_of(lambda: elect(cast, "other", "Hà Thị Chuyên")) == ("Xin ghi rõ đó là chức vụ gì.", "wording")
    assert elect(cast, "other", "Hà Thị Chuyên", wording="Cố vấn").post_name == "Cố vấn"


def test_a_chapter_has_no_chair_and_no_ban_kiem_tra(cast):
    sentence, field = refusal_of(lambda: elect(cast, unit=cast.ban_cao))
    assert (sentence, field) == (
        "Chi hội thôn Bản Cào không có chức vụ Chủ tịch. Xin chọn chức vụ khác.",
        "post",
    )

    sentence, field = refusal_of(lambda: elect(cast, "chapter_head", unit=cast.ban_cao, committees=["inspection"]))
    assert (sentence, field) == ("Chi hội thôn Bản Cào không có Ban Kiểm tra. Xin bỏ đánh dấu.", "committees")


def test_a_second_chair_is_refused_by_name_and_date(cast):
    elect(cast)

    sentence, field = refusal_of(lambda: elect(cast, name="Bàn Văn Lưu", since=date(2023, 1, 1)))

    assert field == "since"
    assert sentence == (
        "Chủ tịch của huyện Na Rì từ 20/05/2022 đến nay là Lý Quang Sầm. "
        "Xin xem lại ngày, hoặc ghi người đó thôi trước."
    )


def test_each_commune_has_a_chair_of_its_own(cast):
    for unit in (cast.district, cast.con_minh, cast.van_lang):
        elect(cast, unit=unit)

    assert Officer.objects.in_office(CONGRESS).filter(post="chair").count() == 3


def test_a_former_chair_is_written_down_later_with_her_end(cast):
    former = elect(cast, name="Ma Văn Tưởng", since=date(2017, 1, 1))
    end_officer(officer=former, until=CONGRESS, exit="term_over", by=cast.office)
    elect(cast)

    sentence, _ = refusal_of(lambda: elect(cast, name="Bàn Văn Lưu", since=date(2019, 1, 1)))

    assert "từ 01/01/2017 đến 20/05/2022 là Ma Văn Tưởng" in sentence


def test_nobody_is_twice_in_one_post_but_namesakes_may_be(cast):
    elect(cast, "executive_member", "Hoàng Thị Hòa", birth_year=1970)

    sentence, field = refusal_of(lambda: elect(cast, "executive_member", "Hoàng Thị Hoà", birth_year=1970))
    namesake = elect(cast, "executive_member", "Hoàng Thị Hòa", birth_year=1981)

    assert field == "name"
    assert "xin ghi năm sinh để phân biệt" in sentence
    assert namesake.pk


@pytest.mark.parametrize(
    "facts, sentence, field",
    [
        ({"since": date(2031, 1, 1)}, "Ngày bắt đầu đang ở tương lai.", "since"),
        ({"birth_year": 196}, "Năm sinh gồm bốn chữ số", None),
        ({"birth_year": 2100}, "Năm sinh đang ở tương lai.", "birth_year"),
    ],
)
def test_what_cannot_be_is_refused_in_words(facts, sentence, field, cast):
    said, beside = refusal_of(lambda: elect(cast, **facts))

    assert said.startswith(sentence)
    assert beside == field
    assert not Officer.objects.exists()


def test_a_unit_has_officers_only_while_it_is_open(cast):
    move_children_of(unit=cast.con_minh, to=cast.van_lang, by=cast.office)
    close_unit(unit=cast.con_minh, closed_on=date(2022, 1, 1), reason="Sắp xếp lại", by=cast.office)

    sentence, field = refusal_of(lambda: elect(cast, unit=cast.con_minh))

    assert sentence == "Ngày 20/05/2022, xã Côn Minh chưa thành lập hoặc đã giải thể. Xin xem lại ngày."
    assert field == "since"


def test_a_term_is_the_units_own_and_has_begun(cast):
    term = open_term(
        unit=cast.district, name="2022–2027", since=CONGRESS, planned_until=date(2027, 5, 20), by=cast.office
    )

    foreign = refusal_of(lambda: elect(cast, unit=cast.con_minh, term=term))
    early = refusal_of(lambda: elect(cast, term=term, since=date(2022, 5, 19)))

    assert foreign == ("Nhiệm kỳ 2022–2027 không phải của xã Côn Minh. Xin chọn nhiệm kỳ khác.", "term")
    assert early[0].startswith("Nhiệm kỳ 2022–2027 bắt đầu ngày 20/05/2022.")


def test_the_day_of_the_end_belongs_to_the_next(cast):
    chair = elect(cast)

    end_officer(officer=chair, until=date(2023, 7, 1), exit="transferred", by=cast.office)

    assert holders(cast.district, "chair", date(2023, 6, 30)) == ["Lý Quang Sầm"]
    assert holders(cast.district, "chair", date(2023, 7, 1)) == []
    assert holders(cast.district, "chair", date(2022, 5, 19)) == []


@pytest.mark.parametrize(
    "end, sentence, field",
    [
        ({"until": CONGRESS}, "Ngày thôi phải sau ngày bắt đầu (20/05/2022).", "until"),
        ({"until": date(2031, 1, 1)}, "Ngày thôi đang ở tương lai.", "until"),
        ({"exit": "voided"}, "Xin chọn lý do thôi giữ chức vụ.", "exit"),
        ({"exit": "bored"}, "Xin chọn lý do thôi giữ chức vụ.", "exit"),
    ],
)
def test_an_end_that_cannot_be_is_refused(end, sentence, field, cast):
    chair = elect(cast)
    facts = {"until": date(2023, 7, 1), "exit": "left"} | end

    said, beside = refusal_of(lambda: end_officer(officer=chair, by=cast.office, **facts))

    assert said.startswith(sentence)
    assert beside == field
    chair.refresh_from_db()
    assert chair.until is None


def test_who_has_ended_does_not_end_again(cast):
    chair = elect(cast)
    end_officer(officer=chair, until=date(2023, 7, 1), exit="left", by=cast.office)

    sentence, _ = refusal_of(lambda: end_officer(officer=chair, until=date(2023, 8, 1), exit="died", by=cast.office))

    assert sentence == "Lý Quang Sầm đã thôi giữ chức vụ này từ ngày 01/07/2023."


def test_replacing_leaves_no_day_without_a_chair_and_none_with_two(cast):
    chair = elect(cast, committees=["standing"])

    new = replace_officer(
        officer=chair, until=date(2023, 7, 1), exit="left", name="Bàn Văn Lưu", birth_year=1971, by=cast.office
    )

    assert new.committees == ["executive", "standing"]
    assert holders(cast.district, "chair", date(2023, 6, 30)) == ["Lý Quang Sầm"]
    assert holders(cast.district, "chair", date(2023, 7, 1)) == ["Bàn Văn Lưu"]


def test_a_refused_replacement_leaves_the_old_one_in_office(cast):
    chair = elect(cast)

    refusal_of(
        lambda: replace_officer(
            officer=chair, until=date(2023, 7, 1), exit="left", name="Bàn Văn Lưu", birth_year=2090, by=cast.office
        )
    )

    assert holders(cast.district, "chair", date(2024, 1, 1)) == ["Lý Quang Sầm"]


def test_what_was_recorded_by_mistake_was_never_held_and_makes_room(cast):
    wrong = elect(cast, name="Người Nhầm")

    void_officer(officer=wrong, by=cast.office)
    right = elect(cast)

    assert holders(cast.district, "chair", CONGRESS) == ["Lý Quang Sầm"]
    assert right.pk
    wrong.refresh_from_db()
    assert (wrong.until, wrong.exit) == (CONGRESS, "voided")
    sentence, _ = refusal_of(lambda: void_officer(officer=wrong, by=cast.office))
    assert sentence.startswith("Dòng này đã được đánh dấu ghi nhầm nên giữ nguyên.")


SHOWN = ("name", "phone", "post", "committees", "since")


def test_two_who_change_different_facts_both_get_their_way(cast):
    chair = elect(cast, phone="0912000001")
    shown = plain_facts(chair, SHOWN)

    update_officer(officer=chair, was=shown, phone="0912000002", by=cast.office)
    update_officer(officer=chair, was=shown, phone="0912000001", name="Lý Quang Sâm", by=cast.admin)

    chair.refresh_from_db()
    assert (chair.name, chair.phone) == ("Lý Quang Sâm", "0912000002")


def test_two_who_change_one_fact_see_the_clash_and_nothing_is_written(cast):
    chair = elect(cast, phone="0912000001")
    shown = plain_facts(chair, SHOWN)
    update_officer(officer=chair, was=shown, phone="0912000002", by=cast.office)

    with pytest.raises(Clash) as clash:
        update_officer(officer=chair, was=shown, phone="0912000003", name="Ai Khác", by=cast.admin)

    assert "điện thoại nay là “0912000002”" in str(clash.value)
    assert clash.value.cells == {"phone": "0912000002"}
    chair.refresh_from_db()
    assert (chair.name, chair.phone) == ("Lý Quang Sầm", "0912000002")


def test_a_clash_of_committees_and_dates_is_said_in_words(cast):
    member = elect(cast, "executive_member", "Bàn Văn Lưu")
    shown = plain_facts(member, SHOWN)
    update_officer(officer=member, was=shown, committees=["standing"], since=date(2022, 6, 1), by=cast.office)

    with pytest.raises(Clash) as clash:
        update_officer(officer=member, was=shown, committees=["inspection"], since=date(2022, 7, 1), by=cast.admin)

    assert "các ban tham gia nay là “Ban Chấp hành, Ban Thường vụ”" in str(clash.value)
    assert "từ ngày nay là 01/06/2022" in str(clash.value)


def test_an_end_recorded_by_mistake_is_taken_back_unless_another_holds_the_post(cast):
    chair = elect(cast)
    ended = end_officer(officer=chair, until=date(2023, 7, 1), exit="left", by=cast.office)
    shown = plain_facts(ended, ("until", "exit"))

    update_officer(officer=ended, was=shown, until=None, exit="", by=cast.office)
    assert holders(cast.district, "chair", date(2024, 1, 1)) == ["Lý Quang Sầm"]

    again = end_officer(officer=chair, until=date(2023, 7, 1), exit="left", by=cast.office)
    elect(cast, name="Bàn Văn Lưu", since=date(2023, 9, 1))
    sentence, _ = refusal_of(
        lambda: update_officer(
            officer=again, was=plain_facts(again, ("until", "exit")), until=None, exit="", by=cast.office
        )
    )
    assert "từ 01/09/2023 đến nay là Bàn Văn Lưu" in sentence


def test_half_an_end_is_refused(cast):
    ended = end_officer(officer=elect(cast), until=date(2023, 7, 1), exit="left", by=cast.office)
    shown = plain_facts(ended, ("until", "exit"))

    day_gone = refusal_of(lambda: update_officer(officer=ended, was=shown, until=None, exit="left", by=cast.office))
    reason_gone = refusal_of(
        lambda: update_officer(officer=ended, was=shown, until=date(2023, 7, 1), exit="", by=cast.office)
    )

    assert day_gone[1] == "until"
    assert reason_gone == ("Xin chọn lý do thôi giữ chức vụ.", "exit")


def test_only_known_facts_are_changed(cast):
    chair = elect(cast)

    with pytest.raises(TypeError, match="cannot change"):
        update_officer(officer=chair, was={}, unit=cast.con_minh, by=cast.office)


def test_who_may_not_write_units_elects_nobody(cast):
    for user in (cast.treasurer, cast.inspector, cast.leader, cast.chapter_officer, cast.van_lang_officer):
        with pytest.raises(NotAllowed):
            elect(cast, "chapter_head", unit=cast.ban_cao, by=user)

    chair = elect(cast, unit=cast.con_minh)
    for act in (
        lambda: end_officer(officer=chair, until=date(2023, 1, 1), exit="left", by=cast.van_lang_officer),
        lambda: update_officer(officer=chair, was={}, name="X", by=cast.van_lang_officer),
        lambda: replace_officer(officer=chair, until=date(2023, 1, 1), exit="left", name="X", by=cast.van_lang_officer),
        lambda: void_officer(officer=chair, by=cast.van_lang_officer),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert holders(cast.con_minh, "chair", date(2024, 1, 1)) == ["Lý Quang Sầm"]


def test_a_commune_officer_keeps_her_communes_officers(cast):
    chair = elect(cast, unit=cast.con_minh, name="Triệu Thị Mẩy", by=cast.con_minh_officer)

    assert list(Officer.objects.editable_by(cast.con_minh_officer)) == [chair]
    assert not Officer.objects.visible_to(cast.van_lang_officer).exists()


def test_an_erased_member_leaves_her_post_without_a_name(cast):
    chair = elect(cast, name="Hoàng Thị Lan", member=cast.lan, birth_year=1960, phone="0912000001", workplace="Hưu trí")
    other = elect(cast, "vice_chair", "Hoàng Thị Lan", birth_year=1960)

    changed = Officer.objects.erase_person(cast.lan)

    assert changed == [chair]
    chair.refresh_from_db()
    other.refresh_from_db()
    assert (chair.name, chair.phone, chair.workplace, chair.birth_year) == ("Cán bộ đã xóa thông tin", "", "", None)
    assert not Officer.objects.search("lan").filter(pk=chair.pk).exists()
    assert other.name == "Hoàng Thị Lan"


def test_today_is_the_last_day_to_begin(cast):
    today = timezone.localdate()

    assert elect(cast, since=today).pk
    assert refusal_of(lambda: elect(cast, unit=cast.con_minh, since=today + timedelta(days=1)))[1] == "since"
