"""The forms about officers and terms, and the page of one."""

from datetime import date

import pytest
from django.urls import reverse

from chapters.actions import (
    admit_member,
    elect_officer,
    end_membership,
    join_unit,
    open_term,
    update_officer,
    void_officer,
)
from chapters.models import Officer, Term, User

from .officers import FIRST, LIST, form_of, make_house, new_at, unit_page


@pytest.fixture
def house(cast):
    return make_house(cast)


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
