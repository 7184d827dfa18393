"""Officers as they are listed: in a reach, in a unit, on a day, and what is the matter; and what is shown to whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chapters.actions import close_unit, elect_officer, end_officer, move_children_of
from chapters.models import Officer, Term, Unit

from .officers import FIRST, LIST, MATTERS, form_of, make_house, new_at, unit_page


@pytest.fixture
def house(cast):
    return make_house(cast)


def names(page):
    return [officer.name for officer in page.context["page"]]


def test_officers_are_listed_by_unit_and_rank_or_by_name(house, as_user):
    client = as_user(house.office)

    by_rank = names(client.get(LIST))
    by_name = names(client.get(LIST, {"xep": "ten"}))

    assert by_rank == ["Lý Quang Sầm", "Nông Đức Thiềng", "Bàn Văn Ánh", "Triệu Thị Mẩy", "Hoàng Văn Tài"]
    assert by_name == ["Bàn Văn Ánh", "Triệu Thị Mẩy", "Lý Quang Sầm", "Hoàng Văn Tài", "Nông Đức Thiềng"]


@pytest.mark.parametrize(
    "asked, found",
    [
        ({"q": "may TRIEU"}, ["Triệu Thị Mẩy"]),
        ({"chuc-vu": "chair"}, ["Lý Quang Sầm", "Triệu Thị Mẩy"]),
        ({"ban": "inspection"}, ["Nông Đức Thiềng"]),
        ({"don-vi": "02173"}, ["Triệu Thị Mẩy", "Hoàng Văn Tài"]),
        ({"ngay": "30/6/2023", "chuc-vu": "chapter_head"}, []),
        ({"ngay": "01.07.2023", "chuc-vu": "chapter_head"}, ["Hoàng Văn Tài"]),
        ({"q": "không có ai"}, []),
    ],
    ids=str,
)
def test_the_list_answers_what_it_is_asked(asked, found, house, as_user):
    assert names(as_user(house.office).get(LIST, asked)) == found


def test_a_day_that_is_none_is_said_beside_the_field_and_stays_typed(house, as_user):
    page = as_user(house.office).get(LIST, {"ngay": "31/02/2023"})

    assert "không có trong lịch: tháng 2 năm 2023 có 28 ngày" in page.text
    assert 'value="31/02/2023"' in page.text
    assert names(page) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_however_many_rows(rows, cast, as_user, django_assert_num_queries):
    for number in range(rows):
        elect_officer(unit=cast.con_minh, post="executive_member", name=f"Hà Văn {number}", since=FIRST, by=cast.office)
    client = as_user(cast.office)

    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_units_page_takes_the_same_queries_however_many_rows(rows, house, as_user, django_assert_num_queries):
    for number in range(rows):
        former = elect_officer(
            unit=house.con_minh, post="vice_chair", name=f"Hà Văn {number}", since=FIRST, by=house.office
        )
        end_officer(officer=former, until=date(2023, 1, 1), exit="left", by=house.office)
        elect_officer(
            unit=house.con_minh, post="executive_member", name=f"Vi Văn {number}", since=FIRST, by=house.office
        )
    client = as_user(house.office)

    with django_assert_num_queries(13):
        client.get(unit_page(house.con_minh))


def test_telephones_are_for_those_who_may_read_them(house, as_user):
    for path in (LIST, unit_page(house.district), form_of("officer", house.chair)):
        assert "0912000001" in as_user(house.office).get(path).text
        assert "0912000001" not in as_user(house.leader).get(path).text
        assert "0912000001" not in as_user(house.treasurer).get(path).text


def test_the_units_page_says_committees_vacancies_and_who_was_in_office(house, as_user):
    end_officer(officer=house.chair, until=date(2024, 2, 1), exit="transferred", by=house.office)
    client = as_user(house.office)

    now = client.get(unit_page(house.district))
    then = client.get(unit_page(house.district), {"ngay": "31/01/2024"})

    assert "Khuyết Chủ tịch; Ban Chấp hành còn khuyết 2 người (2/4)." in now.text
    assert "Lý Quang Sầm" in now.text.partition("Đã giữ chức vụ trước đây")[2]
    assert "Chuyển công tác" in now.text
    assert [one.name for one in then.context["cabinet"].officers] == ["Lý Quang Sầm", "Nông Đức Thiềng", "Bàn Văn Ánh"]
    assert "Đương nhiệm ngày 31 tháng 01 năm 2024" in then.text


def test_a_term_that_ran_out_is_said_on_the_units_page_and_card(house, as_user):
    Term.objects.filter(pk=house.term.pk).update(planned_until=date(2024, 5, 20))
    client = as_user(house.office)

    for path in (unit_page(house.district), reverse("chapters:unit", args=[house.district.pk])):
        assert "Nhiệm kỳ 2022–2027 đã hết từ 05/2024, chưa đại hội." in client.get(path).text


def test_the_units_card_names_its_heads_and_says_when_nothing_is_written(house, as_user):
    client = as_user(house.office)

    of_commune = client.get(reverse("chapters:unit", args=[house.con_minh.pk]))
    of_neighbour = client.get(reverse("chapters:unit", args=[house.van_lang.pk]))

    assert "Triệu Thị Mẩy</a>, Chủ tịch" in of_commune.text
    assert "Chưa ghi cán bộ nào." in of_neighbour.text
    assert "Khuyết" not in of_neighbour.text


def test_what_is_the_matter_is_found_in_one_place(house, as_user):
    end_officer(officer=house.head, until=date(2024, 1, 1), exit="died", by=house.office)
    Term.objects.filter(pk=house.term.pk).update(planned_until=date(2024, 5, 20))
    Unit.objects.filter(pk=house.van_lang.pk).update(association_since=None)
    client = as_user(house.office)

    def units(word):
        return [cabinet.unit.name for cabinet in client.get(MATTERS, {"xem": word}).context["page"]]

    assert units("khuyet") == ["Na Rì", "Chi hội thôn Bản Cào"]
    assert units("het-nhiem-ky") == ["Na Rì"]
    assert units("chua-ghi") == ["Chi hội thôn Chợ A", "Chi hội thôn Tô Đoóc"]
    assert f'href="{new_at(house.ban_cao)}?chuc-vu=chapter_head"' in client.get(MATTERS).text


def test_a_chapter_is_named_with_its_commune_only_to_those_above_it(house, as_user):
    def places(user):
        page = as_user(user).get(LIST, {"chuc-vu": "chapter_head"}).context["page"]
        return [officer.place for officer in page]

    assert places(house.office) == ["xã Côn Minh"]
    assert places(house.con_minh_officer) == ["xã Côn Minh"]
    assert places(house.chapter_officer) == [""]
    unrecorded = as_user(house.office).get(MATTERS, {"xem": "chua-ghi"}).context["page"]
    assert [(cabinet.unit.name, cabinet.place) for cabinet in unrecorded] == [
        ("Chi hội thôn Chợ A", "xã Côn Minh"),
        ("Văn Lang", ""),
        ("Chi hội thôn Tô Đoóc", "xã Văn Lang"),
    ]


def test_a_reader_is_offered_nothing_to_write(house, as_user):
    client = as_user(house.leader)

    assert client.get(unit_page(house.district)).context["actions"] == []
    assert client.get(form_of("officer", house.chair)).context["actions"] == []
    assert "Ghi cán bộ" not in client.get(MATTERS).text


def test_nobody_holds_a_post_in_a_unit_that_was_closed(house, as_user):
    move_children_of(unit=house.con_minh, to=house.van_lang, by=house.office)
    close_unit(unit=house.con_minh, closed_on=date(2025, 7, 1), reason="Sắp xếp lại", by=house.office)
    client = as_user(house.office)

    assert "Triệu Thị Mẩy" in names(client.get(LIST, {"ngay": "30/06/2025"}))
    assert "Triệu Thị Mẩy" not in names(client.get(LIST))
    page = client.get(unit_page(house.con_minh))
    assert "20/05/2022 – 01/07/2025" in page.text
    assert "Đơn vị giải thể" in page.text
    assert page.context["cabinet"].vacancies == []
    assert "đã thôi" in client.get(form_of("officer", house.commune_chair)).text


def test_who_begins_tomorrow_is_not_in_office_today(house, as_user):
    Officer.objects.filter(pk=house.member.pk).update(since=timezone.localdate() + timedelta(days=1))

    assert "Bàn Văn Ánh" not in names(as_user(house.office).get(LIST))
