from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from chapters.actions import admit_member, end_membership, join_unit
from chapters.models import Member, Membership, Unit

LIST = reverse("chapters:member-list")
NEW = reverse("chapters:member-create")


def page_of(member):
    return reverse("chapters:member", args=[member.pk])


def end_of(member):
    return reverse("chapters:membership-end", args=[member.memberships.get().pk])


def person(cast, **changed):
    return {"unit": cast.ban_cao.pk, "since": "05/06/2023", "entry": "admitted", "name": "Nông Văn Bình"} | changed


def names(page):
    return [shown.member.name for shown in page.context["people"]]


def leave(cast, member, **changed):
    facts = {"until": date(2023, 1, 1), "exit": "moved_out"} | changed
    return end_membership(membership=member.memberships.get(until=None), by=cast.admin, **facts)


def test_the_list_is_in_the_order_of_given_names(cast, as_user):
    for name in ("Vi Thị Ánh", "Bế Văn Yên", "Nông Thị Ân"):
        admit_member(unit=cast.ban_cao, name=name, since=date(2022, 1, 1), by=cast.admin)

    page = as_user(cast.con_minh_officer).get(LIST)

    assert names(page) == ["Vi Thị Ánh", "Nông Thị Ân", "Hoàng Thị Lan", "Bế Văn Yên"]
    assert "4 hội viên đang sinh hoạt" in page.text


def test_a_neighbours_members_are_not_there_to_be_found(cast, as_user):
    page = as_user(cast.con_minh_officer).get(LIST, {"q": "kin"})

    assert "Không tìm thấy hội viên nào" in page.text
    assert "Lý Văn Kín" not in page.text
    assert as_user(cast.con_minh_officer).get(LIST, {"don-vi": "02140"}).status_code == 404


def test_search_ignores_marks_and_order(cast, as_user):
    page = as_user(cast.office).get(LIST, {"q": "lan hoang"})

    assert names(page) == ["Hoàng Thị Lan"]


def test_a_unit_filters_with_everything_below_it(cast, as_user):
    client = as_user(cast.office)

    assert names(client.get(LIST)) == ["Lý Văn Kín", "Hoàng Thị Lan"]
    assert names(client.get(LIST, {"don-vi": "02173"})) == ["Hoàng Thị Lan"]
    assert names(client.get(LIST, {"don-vi": cast.to_dooc.code})) == ["Lý Văn Kín"]


def test_who_has_left_is_on_the_other_list(cast, as_user):
    leave(cast, cast.lan, exit="died")
    client = as_user(cast.con_minh_officer)

    assert names(client.get(LIST)) == []
    gone = client.get(LIST, {"tinh-trang": "da-thoi"})
    assert names(gone) == ["Hoàng Thị Lan"]
    assert "từ trần từ 01/01/2023" in gone.text


def test_a_death_is_recorded_and_taken_back_by_the_page(cast, as_user):
    client = as_user(cast.con_minh_officer)
    line = cast.lan.memberships.get()
    back = reverse("chapters:death-take-back", args=[line.pk])

    died = client.post(end_of(cast.lan), {"until": "01/01/2023", "exit": "died"}, follow=True)
    alive = client.post(back, follow=True)
    twice = client.post(back)

    assert "Đã ghi Hoàng Thị Lan từ trần: từ ngày đó không còn được tính ở bất cứ đơn vị nào." in died.text
    assert f'href="{back}">Ghi nhầm từ trần</a>' in died.text
    assert "Hoàng Thị Lan lại sinh hoạt như trước ngày đó." in alive.text
    assert "không được ghi từ trần ở dòng này" in twice.text
    line.refresh_from_db()
    assert (line.until, line.exit, line.is_counted) == (None, "", True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_however_many_rows(rows, cast, as_user, django_assert_num_queries):
    for number in range(rows):
        member = admit_member(unit=cast.ban_cao, name=f"Người {number}", since=date(2022, 1, 1), by=cast.admin)
        join_unit(member=member, unit=cast.to_dooc, since=date(2022, 1, 1), is_counted=False, by=cast.admin)
    client = as_user(cast.office)

    hints = 1 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(9 + hints):
        client.get(LIST)


def test_the_telephone_is_for_those_who_may_read_it(cast, as_user):
    for path in (LIST, page_of(cast.secret)):
        assert "0912345678" in as_user(cast.van_lang_officer).get(path).text
        leader = as_user(cast.leader).get(path)
        assert "Lý Văn Kín" in leader.text
        assert "0912345678" not in leader.text


def test_after_she_moved_away_her_old_commune_reads_her_name_but_not_her_telephone(cast, as_user):
    leave(cast, cast.secret)
    join_unit(member=cast.secret, unit=cast.ban_cao, since=date(2023, 1, 1), entry="moved_in", by=cast.admin)
    old, new = as_user(cast.van_lang_officer), as_user(cast.con_minh_officer)

    page = old.get(page_of(cast.secret))

    assert "Lý Văn Kín" in page.text
    assert "Đã thôi sinh hoạt ở đây" in page.text
    assert "Bản Cào" not in page.text
    assert old.get(reverse("chapters:member-edit", args=[cast.secret.pk])).status_code == 403
    for seen in (page, old.get(LIST, {"tinh-trang": "da-thoi"})):
        assert "Lý Văn Kín" in seen.text
        assert "0912345678" not in seen.text
    assert "0912345678" in new.get(page_of(cast.secret)).text
    assert "Tô Đoóc" not in new.get(page_of(cast.secret)).text


def test_the_treasurer_has_no_business_with_members(cast, as_user):
    client = as_user(cast.treasurer)

    assert client.get(LIST).status_code == 403
    assert client.get(page_of(cast.lan)).status_code == 404


def test_a_page_tells_the_memberships_and_the_changes_in_words(cast, as_user):
    page = as_user(cast.con_minh_officer).get(page_of(cast.lan))

    assert "Kết nạp ngày 01 tháng 5 năm 2020." in page.text
    assert "Ghi thôi sinh hoạt" in page.text
    assert "Thêm hội viên Hoàng Thị Lan" in page.text


def test_a_neighbour_gets_404_on_every_page_of_a_member(cast, as_user):
    client = as_user(cast.van_lang_officer)
    paths = [
        reverse("chapters:member-edit", args=[cast.lan.pk]),
        reverse("chapters:membership-create", args=[cast.lan.pk]),
        end_of(cast.lan),
    ]

    assert client.get(page_of(cast.lan)).status_code == 404
    for path in paths:
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "X"}).status_code == 404


def test_a_reader_gets_403_on_writing_and_no_buttons(cast, as_user):
    client = as_user(cast.inspector)
    paths = [NEW, reverse("chapters:member-edit", args=[cast.lan.pk]), end_of(cast.lan)]

    for path in paths:
        page = client.post(path, {"name": "X", "until": "01/01/2023", "exit": "left"})
        assert page.status_code == 403
        assert "Chức trách của bạn không thêm, sửa hội viên ở đây." in page.text
    assert "Sửa thông tin" not in client.get(page_of(cast.lan)).text
    assert "Thêm hội viên" not in client.get(LIST).text


def test_every_form_about_a_member_leads_back_to_her(cast, as_user):
    member = admit_member(unit=cast.ban_cao, name="Nông Văn Bình", since=date(2022, 1, 1), by=cast.admin)
    membership = member.memberships.get()
    pages = [
        reverse(f"chapters:{name}", args=[pk])
        for name, pk in {
            "member-edit": member.pk,
            "membership-end": membership.pk,
            "membership-transfer": membership.pk,
            "membership-void": membership.pk,
            "consent-create": member.pk,
        }.items()
    ]

    trails = [as_user(cast.con_minh_officer).get(page).content.decode().split("</nav>")[-2] for page in pages]

    assert [page_of(member) in trail and "Nông Văn Bình" in trail for trail in trails] == [True] * len(pages)


def test_the_one_thing_to_do_comes_first_in_the_head(cast, as_user):
    page = as_user(cast.con_minh_officer).get(LIST).content.decode()

    assert page.index("Thêm hội viên</a>") < page.index("Tìm người trùng</a>") < page.index("Nhập, xuất Excel</a>")


def test_pages_that_only_show_refuse_a_post(cast, as_user):
    client = as_user(cast.office)

    assert client.post(LIST).status_code == 405
    assert client.post(page_of(cast.lan)).status_code == 405
    assert client.put(NEW).status_code == 405


def test_a_member_is_added_with_all_her_facts(cast, as_user):
    facts = person(cast, sex="male", birth_year="1965", phone="0987 654 321", address="Thôn Bản Cào", has_card="on")

    answer = as_user(cast.con_minh_officer).post(NEW, facts, follow=True)

    made = Member.objects.get(name="Nông Văn Bình")
    assert (made.sex, made.birth_year, made.phone, made.has_card) == ("male", 1965, "0987 654 321", True)
    assert made.memberships.get().since == date(2023, 6, 5)
    assert answer.request["PATH_INFO"] == NEW
    assert f'<a href="{page_of(made)}">Nông Văn Bình</a>' in answer.text
    assert "Đã ghi Nông Văn Bình vào Chi hội thôn Bản Cào." in answer.text


def test_one_more_keeps_the_chapter_and_the_date(cast, as_user):
    answer = as_user(cast.con_minh_officer).post(NEW, person(cast, entry="moved_in", them="1"), follow=True)

    assert Member.objects.filter(name="Nông Văn Bình").exists()
    assert f'<option value="{cast.ban_cao.pk}" selected>' in answer.text
    assert 'value="05/06/2023"' in answer.text
    assert answer.context["form"]["entry"].value() == "moved_in"
    assert "Nông Văn Bình vào" in answer.text


def test_only_her_open_chapters_that_keep_a_list_are_offered(cast, as_user):
    client = as_user(cast.con_minh_officer)
    form = client.get(NEW).context["form"]

    page = client.post(NEW, person(cast, unit=cast.to_dooc.pk))

    assert list(form.fields["unit"].queryset) == [cast.ban_cao]
    assert "Lựa chọn này không có trong danh sách. Xin chọn lại." in page.text
    assert not Member.objects.filter(name="Nông Văn Bình").exists()


def test_without_a_chapter_that_keeps_a_list_the_page_says_how_to_have_one(cast, as_user):
    Unit.objects.update(keeps_roster=False)

    page = as_user(cast.con_minh_officer).get(NEW)

    assert "Chưa có chi hội nào quản lý danh sách tại đây" in page.text
    assert f'href="{reverse("chapters:unit-list")}"' in page.text


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"since": "tháng năm"}, "“tháng năm” không phải là ngày."),
        ({"since": "01/01/2090"}, "Ngày vào đang ở tương lai. Xin ghi ngày đã vào chi hội."),
        ({"birth_year": "sáu lăm"}, "Năm sinh gồm bốn chữ số, ví dụ 1960."),
        ({"birth_year": "65"}, "Năm sinh gồm bốn chữ số, ví dụ 1960."),
        ({"birth_year": "1865"}, "Năm sinh gồm bốn chữ số, từ 1900 trở đi."),
        ({"unit": ""}, "Xin điền mục này."),
    ],
)
def test_what_was_typed_stays_beside_the_refusal(wrong, sentence, cast, as_user):
    page = as_user(cast.con_minh_officer).post(NEW, person(cast, address="Bản Cào", **wrong))

    assert sentence in page.text
    assert 'value="Nông Văn Bình"' in page.text
    assert 'value="Bản Cào"' in page.text
    assert not Member.objects.filter(name="Nông Văn Bình").exists()


def test_a_namesake_is_shown_once_and_then_let_through(cast, as_user):
    client = as_user(cast.con_minh_officer)

    warned = client.post(NEW, person(cast, name="Hoang thi  LAN"))
    assert "Có thể người này đã có hồ sơ:" in warned.text
    assert "sinh năm 1960, Chi hội thôn Bản Cào" in warned.text
    assert Member.objects.count() == 2

    client.post(NEW, person(cast, name="Hoang thi  LAN", anyway="on"))
    assert Member.objects.filter(search_key="hoang thi lan").count() == 2


def test_a_namesake_beyond_her_reach_is_not_betrayed(cast, as_user):
    page = as_user(cast.con_minh_officer).post(NEW, person(cast, name="Lý Văn Kín"), follow=True)

    assert "đã có hồ sơ" not in page.text
    assert Member.objects.filter(name="Lý Văn Kín").count() == 2


def test_a_member_is_edited(cast, as_user):
    path = reverse("chapters:member-edit", args=[cast.lan.pk])

    answer = as_user(cast.con_minh_officer).post(path, {"name": "Hoàng Thị Làn", "birth_year": "1961"}, follow=True)

    cast.lan.refresh_from_db()
    assert (cast.lan.name, cast.lan.birth_year, cast.lan.sex) == ("Hoàng Thị Làn", 1961, "")
    assert "Đã sửa thông tin của Hoàng Thị Làn." in answer.text


def test_ending_needs_a_reason_and_a_day_that_is_not_before_the_first(cast, as_user):
    client = as_user(cast.con_minh_officer)
    tomorrow = (timezone.localdate() + timedelta(days=1)).strftime("%d/%m/%Y")

    silent = client.post(end_of(cast.lan), {"until": "01/02/2023"})
    early = client.post(end_of(cast.lan), {"until": "30/04/2020", "exit": "left"})
    late = client.post(end_of(cast.lan), {"until": tomorrow, "exit": "left"})

    assert "Xin điền mục này." in silent.text
    assert 'value="01/02/2023"' in silent.text
    assert "Ngày thôi không thể trước ngày vào (01/05/2020). Xin xem lại." in early.text
    assert "Ngày thôi đang ở tương lai. Xin ghi khi hội viên đã thôi." in late.text
    assert cast.lan.memberships.get().until is None


def test_ending_is_said_in_words_and_happens_once(cast, as_user):
    client, path = as_user(cast.con_minh_officer), end_of(cast.lan)

    page = client.post(path, {"until": "01/02/2023", "exit": "moved_out"}, follow=True)
    again = client.post(path, {"until": "01/03/2023", "exit": "left"})

    assert "chuyển đi từ ngày 01 tháng 02 năm 2023." in page.text
    assert "Dòng này đã ghi thôi từ ngày 01/02/2023." in again.text
    assert cast.lan.memberships.get().exit == "moved_out"


def test_a_former_member_comes_back_counted(cast, as_user):
    leave(cast, cast.lan)
    path = reverse("chapters:membership-create", args=[cast.lan.pk])
    facts = {"unit": cast.ban_cao.pk, "since": "01/01/2024", "entry": "admitted"}

    as_user(cast.con_minh_officer).post(path, facts)

    back = cast.lan.memberships.get(until=None)
    assert (back.unit, back.since, back.is_counted) == (cast.ban_cao, date(2024, 1, 1), True)


def test_coming_back_before_she_left_is_refused_without_naming_a_unit_out_of_reach(cast, as_user):
    leave(cast, cast.lan)
    join_unit(member=cast.lan, unit=cast.to_dooc, since=date(2023, 1, 1), by=cast.admin)
    leave(cast, cast.lan, until=date(2024, 1, 1))
    path = reverse("chapters:membership-create", args=[cast.lan.pk])

    page = as_user(cast.con_minh_officer).post(
        path, {"unit": cast.ban_cao.pk, "since": "01/06/2023", "entry": "admitted"}
    )

    assert "Từ ngày đó Hoàng Thị Lan đang được tính ở một đơn vị khác." in page.text
    assert "Tô Đoóc" not in page.text
    assert 'value="01/06/2023"' in page.text


def test_a_second_chapter_takes_her_uncounted_and_says_so_before(cast, as_user):
    Unit.objects.filter(pk=cast.cho_a.pk).update(keeps_roster=True)
    client, path = as_user(cast.con_minh_officer), reverse("chapters:membership-create", args=[cast.lan.pk])
    assert "đang được tính ở Chi hội thôn Bản Cào" in client.get(path).text

    client.post(path, {"unit": cast.cho_a.pk, "since": "01/01/2024", "entry": "admitted"})

    assert not Membership.objects.get(unit=cast.cho_a).is_counted
    assert "không tính ở đây" in client.get(page_of(cast.lan)).text
