"""The pages about officers: lists, the question of a day, forms, what is shown to whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chapters.actions import (
    admit_member,
    close_unit,
    elect_officer,
    end_membership,
    end_officer,
    join_unit,
    move_children_of,
    open_term,
    update_officer,
    void_officer,
)
from chapters.models import Officer, Term, Unit, User

LIST = reverse("chapters:officer-list")
MATTERS = reverse("chapters:officer-matters")
FIRST = date(2022, 5, 20)


def unit_page(unit):
    return reverse("chapters:unit-officers", args=[unit.pk])


def new_at(unit, **query):
    return reverse("chapters:officer-create", args=[unit.pk], query=query)


def form_of(name, record):
    return reverse(f"chapters:{name}", args=[record.pk])


@pytest.fixture
def house(cast):
    """A district with a term, a chair and two more, a chair in Côn Minh, a head in Bản Cào."""
    by = cast.office
    cast.term = open_term(
        unit=cast.district,
        name="2022–2027",
        since=FIRST,
        planned_until=date(2027, 5, 20),
        executive_seats=4,
        by=by,
    )

    def elect(unit, post, name, **facts):
        return elect_officer(unit=unit, post=post, name=name, by=by, **{"since": FIRST} | facts)

    cast.chair = elect(
        cast.district, "chair", "Lý Quang Sầm", sex="male", birth_year=1957, phone="0912000001", term=cast.term
    )
    cast.auditor = elect(cast.district, "inspection_head", "Nông Đức Thiềng", term=cast.term, committees=["executive"])
    cast.member = elect(cast.district, "executive_member", "Bàn Văn Ánh", sex="male", term=cast.term)
    cast.commune_chair = elect(cast.con_minh, "chair", "Triệu Thị Mẩy", sex="female", birth_year=1970)
    cast.head = elect(cast.ban_cao, "chapter_head", "Hoàng Văn Tài", since=date(2023, 7, 1))
    return cast


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


def facts(**changed):
    return {"post": "vice_chair", "name": "Hà Thị Chuyên", "since": "20/5/2022", "birth_year": "1976"} | changed


def test_many_are_written_in_a_row_with_unit_term_day_and_post_kept(house, as_user):
    client = as_user(house.office)
    begun = client.get(new_at(house.district)).context["form"]
    assert (begun["term"].value(), begun["since"].value()) == (house.term.pk, "20/05/2022")

    answer = client.post(
        new_at(house.district),
        facts(post="executive_member", term=house.term.pk, since="01/06/2022", committees=["standing"], them="1"),
    )
    next_form = client.get(answer.url).context["form"]

    made = Officer.objects.get(name="Hà Thị Chuyên")
    assert (made.term, made.since, made.committees) == (house.term, date(2022, 6, 1), ["executive", "standing"])
    assert answer.url.startswith(new_at(house.district))
    assert (next_form["term"].value(), next_form["since"].value()) == (house.term.pk, "01/06/2022")
    assert next_form["post"].value() == "executive_member"


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"post": "chair"}, "Chủ tịch của huyện Na Rì từ 20/05/2022 đến nay là Lý Quang Sầm."),
        ({"post": ""}, "Xin điền mục này."),
        ({"post": "chapter_head"}, "chapter_head"),
        ({"since": "2022"}, "“2022” không phải là ngày."),
        ({"birth_year": "sáu mươi"}, "Năm sinh gồm bốn chữ số, ví dụ 1960."),
        ({"birth_year": "99999"}, "Năm sinh"),
        ({"name": " "}, "Xin điền mục này."),
        ({"name": "Hà\0Thị"}, "ký tự"),
        ({"term": "999999"}, "Nhiệm kỳ"),
    ],
)
def test_what_was_typed_stays_beside_the_refusal(wrong, sentence, house, as_user):
    page = as_user(house.office).post(new_at(house.district), facts(workplace="Hội Phụ nữ", **wrong))

    assert page.status_code == 200
    assert sentence in page.text
    assert 'value="Hội Phụ nữ"' in page.text
    assert not Officer.objects.filter(post="vice_chair").exists()


def test_an_empty_post_and_odd_parameters_are_answered_in_words(house, as_user):
    client = as_user(house.office)

    assert client.post(new_at(house.district), {}).text.count("Xin điền mục này.") == 3
    for query in ({"nhiem-ky": "x"}, {"nhiem-ky": "99"}, {"chuc-vu": "x"}, {"ngay": "x"}):
        assert client.get(new_at(house.district, **query)).status_code == 200
    assert client.get(LIST, {"don-vi": "x"}).status_code == 404
    assert client.get(LIST, {"chuc-vu": "x", "ban": "y", "trang": "z"}).status_code == 200


def test_a_namesake_among_the_members_is_asked_about_once(cast, as_user):
    client = as_user(cast.con_minh_officer)
    sent = facts(name="hoàng thị lan", post="chapter_head")

    asked = client.post(new_at(cast.ban_cao), sent)
    assert "Có hội viên trùng tên. Xin chọn đúng người" in asked.text
    assert "Hoàng Thị Lan, sinh năm 1960, Chi hội thôn Bản Cào" in asked.text
    assert not Officer.objects.exists()

    client.post(new_at(cast.ban_cao), sent | {"member": cast.lan.pk})
    assert Officer.objects.get().member == cast.lan


def test_a_namesake_may_be_nobody_here_and_a_neighbour_is_not_offered(cast, as_user):
    admit_member(unit=cast.to_dooc, name="Vi Thị Hoan", since=date(2022, 1, 1), by=cast.office)
    client = as_user(cast.con_minh_officer)

    client.post(new_at(cast.ban_cao), facts(name="Vi Thị Hoan", post="chapter_head"))
    client.post(new_at(cast.ban_cao), facts(name="Hoàng Thị Lan", post="chapter_vice_head", member="0"))

    found = set(Officer.objects.values_list("name", "member"))
    assert found == {("Vi Thị Hoan", None), ("Hoàng Thị Lan", None)}


def test_a_namesake_who_moved_on_is_offered_without_saying_where(cast, as_user):
    membership = cast.lan.memberships.get()
    end_membership(membership=membership, until=date(2023, 1, 1), exit="moved_out", by=cast.office)
    join_unit(member=cast.lan, unit=cast.to_dooc, since=date(2023, 1, 1), entry="moved_in", by=cast.office)

    asked = as_user(cast.con_minh_officer).post(new_at(cast.ban_cao), facts(name="Hoàng Thị Lan", post="chapter_head"))

    assert "Hoàng Thị Lan, sinh năm 1960</label>" in " ".join(asked.text.split()).replace(" </label>", "</label>")
    assert "Tô Đoóc" not in asked.text


def test_editing_changes_only_what_was_changed(house, as_user):
    client, path = as_user(house.office), form_of("officer-edit", house.chair)
    shown = client.get(path).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields if name != "committees"}
    sent |= {"since": "20/05/2022", "committees": ["executive", "standing"], "term": house.term.pk}

    answer = client.post(path, sent | {"workplace": "Hưu trí"}, follow=True)

    house.chair.refresh_from_db()
    assert "Đã sửa thông tin của Lý Quang Sầm." in answer.text
    assert (house.chair.workplace, house.chair.phone, house.chair.birth_year) == ("Hưu trí", "0912000001", 1957)
    assert house.chair.committees == ["executive", "standing"]
    assert "until" not in shown.fields


def test_two_on_one_form_see_the_clash_and_the_second_sending_goes_over_it(house, as_user):
    client, path = as_user(house.office), form_of("officer-edit", house.chair)
    shown = client.get(path).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields if name != "committees"}
    sent |= {"since": "20/05/2022", "committees": ["executive"], "term": house.term.pk, "phone": "0912000003"}
    update_officer(officer=house.chair, was={"phone": "0912000001"}, phone="0912000002", by=house.admin)

    clash = client.post(path, sent)
    assert "điện thoại nay là “0912000002”" in clash.text
    assert 'value="0912000003"' in clash.text
    house.chair.refresh_from_db()
    assert house.chair.phone == "0912000002"

    again = client.post(path, sent | {"shown": clash.context["form"]["shown"].value()})
    house.chair.refresh_from_db()
    assert again.status_code == 302
    assert house.chair.phone == "0912000003"


@pytest.mark.parametrize("shown", ["", "x", "[]", "{}", '{"name": 1}'])
def test_a_form_that_lost_what_it_showed_asks_to_look_again(shown, house, as_user):
    page = as_user(house.office).post(form_of("officer-edit", house.chair), facts(post="chair", shown=shown))

    assert "Biểu mẫu này đã cũ. Xin xem lại những gì đã gõ rồi lưu lần nữa." in page.text
    assert 'value="Hà Thị Chuyên"' in page.text
    house.chair.refresh_from_db()
    assert house.chair.name == "Lý Quang Sầm"


def test_one_who_may_not_read_telephones_does_not_wipe_them(house, as_user, monkeypatch):
    client, path = as_user(house.office), form_of("officer-edit", house.chair)
    may = User.can
    monkeypatch.setattr(User, "can", lambda user, what, unit: what != "read_contacts" and may(user, what, unit))
    shown = client.get(path)
    sent = {name: shown.context["form"][name].value() or "" for name in shown.context["form"].fields}
    sent |= {"since": "20/05/2022", "term": house.term.pk, "workplace": "Hưu trí", "phone": ""}

    client.post(path, sent)

    house.chair.refresh_from_db()
    assert "0912000001" not in shown.text
    assert (house.chair.workplace, house.chair.phone) == ("Hưu trí", "0912000001")


def test_the_history_keeps_telephones_from_one_who_may_not_read_them(house, as_user, monkeypatch):
    update_officer(officer=house.chair, phone="0912000002", by=house.office)
    client, path = as_user(house.inspector), form_of("officer", house.chair)
    assert "0912000002" in client.get(path).text
    may = User.can
    monkeypatch.setattr(User, "can", lambda user, what, unit: what != "read_contacts" and may(user, what, unit))

    page = client.get(path)

    assert "Có mục mà chức trách của bạn không xem nội dung." in page.text
    assert "09120000" not in page.text


def test_an_end_is_written_with_its_reason(house, as_user):
    client, path = as_user(house.office), form_of("officer-end", house.chair)

    nothing = client.post(path, {})
    early = client.post(path, {"until": "20/05/2022", "exit": "left"})
    done = client.post(path, {"until": "01/02/2024", "exit": "died"}, follow=True)
    twice = client.post(path, {"until": "01/03/2024", "exit": "died"})

    assert nothing.text.count("Xin điền mục này.") == 2
    assert "Ngày thôi phải sau ngày bắt đầu (20/05/2022)." in early.text
    assert "Đã ghi Lý Quang Sầm thôi giữ chức vụ Chủ tịch." in done.text
    assert "Lý Quang Sầm đã thôi giữ chức vụ này từ ngày 01/02/2024." in twice.text
    house.chair.refresh_from_db()
    assert (house.chair.until, house.chair.exit) == (date(2024, 2, 1), "died")


def test_a_holder_is_replaced_in_one_sending(house, as_user):
    client, path = as_user(house.con_minh_officer), form_of("officer-replace", house.commune_chair)
    sent = {"until": "01/02/2024", "exit": "transferred", "name": "Nông Văn Bách", "birth_year": "1969"}

    client.post(path, sent)

    new = Officer.objects.get(name="Nông Văn Bách")
    house.commune_chair.refresh_from_db()
    assert (new.post, new.since, new.unit) == ("chair", date(2024, 2, 1), house.con_minh)
    assert house.commune_chair.until == date(2024, 2, 1)


def test_what_was_recorded_by_mistake_is_marked_and_stays_in_sight(house, as_user):
    client, path = as_user(house.office), form_of("officer-void", house.head)
    assert "Ghi nhầm Hoàng Văn Tài?" in client.get(path).text

    client.post(path)

    assert "ghi nhầm" in client.get(unit_page(house.ban_cao)).text
    assert client.get(unit_page(house.ban_cao)).context["cabinet"].officers == []
    assert client.get(form_of("officer", house.head)).context["actions"] == []
    for name in ("officer-edit", "officer-end", "officer-replace", "officer-void"):
        refused = client.post(form_of(name, house.head), facts())
        assert refused.status_code == 409
        assert "đã được đánh dấu ghi nhầm nên giữ nguyên" in refused.text


def test_a_new_term_leads_on_to_who_goes_on(house, as_user):
    client = as_user(house.con_minh_officer)
    path = reverse("chapters:term-create", args=[house.con_minh.pk])
    elect_officer(unit=house.con_minh, post="vice_chair", name="Phùng Thị Nga", since=FIRST, by=house.office)

    opened = client.post(path, {"name": "2024–2029", "since": "1/3/2024", "planned_until": "1/3/2029"})
    term = Term.objects.get(name="2024–2029")
    assert opened.url == reverse("chapters:term-carry-over", args=[term.pk])

    page = client.get(opened.url)
    assert "Triệu Thị Mẩy, Chủ tịch" in page.text
    shown = page.context["form"]["shown"].value()
    done = client.post(opened.url, {"staying": [house.commune_chair.pk], "shown": shown}, follow=True)

    assert "Đã ghi 1 người tiếp tục trong nhiệm kỳ 2024–2029." in done.text
    serving = Officer.objects.in_office(date(2024, 3, 1)).filter(unit=house.con_minh)
    assert [(one.name, one.term) for one in serving] == [("Triệu Thị Mẩy", term)]
    assert "Không còn ai giữ chức vụ từ trước nhiệm kỳ này." in client.post(opened.url, {}, follow=True).text


def test_a_list_that_changed_meanwhile_is_shown_afresh_with_the_ticks_kept(house, as_user):
    term = open_term(
        unit=house.con_minh, name="2024–2029", since=date(2024, 3, 1), planned_until=date(2029, 3, 1), by=house.office
    )
    client, path = as_user(house.con_minh_officer), reverse("chapters:term-carry-over", args=[term.pk])
    shown = client.get(path).context["form"]["shown"].value()
    new = elect_officer(unit=house.con_minh, post="vice_chair", name="Phùng Thị Nga", since=FIRST, by=house.office)

    page = client.post(path, {"staying": [house.commune_chair.pk], "shown": shown})

    assert "danh sách cán bộ đã thay đổi" in page.text
    assert page.context["form"]["staying"].value() == [str(house.commune_chair.pk)]
    assert page.context["form"]["shown"].value().split() == [str(house.commune_chair.pk), str(new.pk)]
    void_officer(officer=new, by=house.office)
    gone = client.post(path, {"staying": [new.pk], "shown": shown})
    assert gone.status_code == 200
    assert Officer.objects.filter(unit=house.con_minh, until=None).count() == 1


def test_a_term_is_mended_and_its_clash_is_shown(house, as_user):
    client, path = as_user(house.office), reverse("chapters:term-edit", args=[house.term.pk])
    shown = client.get(path).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    sent |= {"since": "20/05/2022", "planned_until": "20/05/2027"}

    client.post(path, sent | {"executive_seats": "15"})
    clash = client.post(path, sent | {"executive_seats": "17"})
    wrong = client.post(path, sent | {"executive_seats": "mười"})

    house.term.refresh_from_db()
    assert house.term.executive_seats == 15
    assert "số ủy viên Ban Chấp hành nay là “15”" in clash.text
    assert "mười" in wrong.text


def test_the_officers_page_shows_her_other_posts_and_who_changed_what(house, as_user):
    elect_officer(unit=house.district, post="treasurer", name="Bàn Văn Ánh", since=date(2022, 6, 1), by=house.office)
    page = as_user(house.office).get(form_of("officer", house.member))

    assert "Thủ quỹ, Hội Khuyến học huyện Na Rì" in page.text
    assert "Thêm cán bộ Hội Bàn Văn Ánh" in page.text
    assert "Đã thay đổi" not in as_user(house.leader).get(form_of("officer", house.member)).text


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
