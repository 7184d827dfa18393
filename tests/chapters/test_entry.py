"""Many members in a row on one page, once each whatever is clicked, and taken back when recorded by mistake."""

import re
from datetime import date

import pytest
from django.urls import reverse

from chapters.actions import admit_member, update_member
from chapters.models import Member, Unit

NEW = reverse("chapters:member-create")
PART = {"HX-Request": "true"}


def person(cast, name="Nông Văn Bình", **changed):
    return {"unit": cast.ban_cao.pk, "since": "05/06/2023", "entry": "admitted", "name": name} | changed


def test_the_row_appears_and_the_form_is_ready_for_the_next(cast, as_user):
    client = as_user(cast.con_minh_officer)

    part = client.post(NEW, person(cast, birth_year="1965", entry="moved_in"), headers=PART)

    assert "<html" not in part.text
    assert "Vừa ghi: 1 hội viên" in part.text
    assert '<div class="note good">Đã ghi Nông Văn Bình vào Chi hội thôn Bản Cào.</div>' in part.text
    form = part.context["form"]
    assert not form.is_bound
    assert (form["unit"].value(), form["entry"].value()) == (cast.ban_cao.pk, "moved_in")
    assert re.search(r'<input type="text" name="name"[^>]*autofocus', part.text)


def test_without_javascript_the_page_comes_again_with_all_that_was_recorded(cast, as_user):
    client = as_user(cast.con_minh_officer)
    client.post(NEW, person(cast))

    page = client.post(NEW, person(cast, "Bế Thị Lụa"), follow=True)

    assert [line.member.name for line in page.context["recorded"]] == ["Bế Thị Lụa", "Nông Văn Bình"]
    assert 'value="05/06/2023"' in page.text
    assert re.search(r'<input type="text" name="name"[^>]*autofocus', page.text)


def test_the_same_form_sent_again_records_once_and_says_so(cast, as_user):
    client = as_user(cast.con_minh_officer)
    client.get(NEW)
    sent = person(cast, token="mot-mau", anyway="on")

    client.post(NEW, sent)
    again = client.post(NEW, sent, headers=PART)

    assert Member.objects.filter(name="Nông Văn Bình").count() == 1
    assert "Mẫu này đã được ghi thành Nông Văn Bình, không ghi lần nữa." in again.text


def test_a_year_that_no_column_could_hold_is_refused_like_any_other(cast, as_user):
    page = as_user(cast.con_minh_officer).post(NEW, person(cast, birth_year="9" * 30, dues_year="20233"))

    assert "Năm sinh gồm bốn chữ số, ví dụ 1960." in page.text
    assert "Đã đóng hội phí đến năm gồm bốn chữ số, ví dụ 2023." in page.text


def test_a_refusal_loses_nothing_and_puts_the_cursor_on_the_fault(cast, as_user):
    part = as_user(cast.con_minh_officer).post(
        NEW, person(cast, birth_year="sáu lăm", address="Bản Cào", phone="0987 654 321"), headers=PART
    )

    assert "Năm sinh gồm bốn chữ số, ví dụ 1960." in part.text
    for typed in ("Nông Văn Bình", "sáu lăm", "Bản Cào", "0987 654 321", "05/06/2023"):
        assert f'value="{typed}"' in part.text
    assert re.search(r'name="birth_year"[^>]*autofocus', part.text)
    assert "<details open>" in part.text


def test_ghi_nham_takes_back_what_was_just_recorded(cast, as_user):
    client = as_user(cast.con_minh_officer)
    client.post(NEW, person(cast))
    membership = Member.objects.get(name="Nông Văn Bình").memberships.get()

    page = client.post(reverse("chapters:entry-undo", args=[membership.pk]), follow=True)

    membership.refresh_from_db()
    assert membership.exit == "voided"
    assert "Đã bỏ Nông Văn Bình khỏi Chi hội thôn Bản Cào, vì ghi nhầm." in page.text
    assert page.context["recorded"] == []
    assert f'<option value="{cast.ban_cao.pk}" selected>' in page.text


def test_the_only_chapter_is_chosen_already(cast, as_user):
    assert as_user(cast.chapter_officer).get(NEW).context["form"]["unit"].value() == cast.ban_cao.pk


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_however_many_were_recorded(rows, cast, as_user, django_assert_num_queries):
    client = as_user(cast.con_minh_officer)
    for number in range(rows):
        client.post(NEW, person(cast, f"Người {number}"))

    with django_assert_num_queries(9):
        assert len(client.get(NEW).context["recorded"]) == rows


def page_of(member):
    return reverse("chapters:member", args=[member.pk])


def membership_page(name, member):
    return reverse(f"chapters:membership-{name}", args=[member.memberships.first().pk])


def test_a_transfer_from_the_page(cast, as_user):
    Unit.objects.filter(pk=cast.cho_a.pk).update(keeps_roster=True)
    client, path = as_user(cast.con_minh_officer), membership_page("transfer", cast.lan)
    assert "nơi nhận ghi chuyển đến" in client.get(path).text

    refused = client.post(path, {"to": cast.cho_a.pk, "on": "30/04/2020"})
    page = client.post(path, {"to": cast.cho_a.pk, "on": "01/06/2023"}, follow=True)

    assert "Ngày thôi không thể trước ngày vào (01/05/2020). Xin xem lại." in refused.text
    assert "Đã chuyển Hoàng Thị Lan từ Chi hội thôn Bản Cào đến Chi hội thôn Chợ A." in page.text
    assert "Chuyển đến ngày 01 tháng 6 năm 2023." in page.text


def test_counted_at_the_other_chapter_reads_on_from_the_line_before(cast, as_user):
    Unit.objects.filter(pk=cast.cho_a.pk).update(keeps_roster=True)
    client = as_user(cast.con_minh_officer)
    join = reverse("chapters:membership-create", args=[cast.lan.pk])
    client.post(join, {"unit": cast.cho_a.pk, "since": "01/01/2022", "entry": "admitted"})
    extra = cast.lan.memberships.get(unit=cast.cho_a)

    page = client.post(reverse("chapters:membership-count", args=[extra.pk]), {"on": "01/06/2023"}, follow=True)

    assert "Từ ngày đó Hoàng Thị Lan được tính ở Chi hội thôn Chợ A." in page.text
    assert "Không còn tính ở đây từ ngày 01 tháng 6 năm 2023." in page.text
    assert "Được tính ở đây từ ngày 01 tháng 6 năm 2023." in page.text
    assert "Kết nạp ngày 01 tháng 5 năm 2020, đến ngày 01 tháng 6 năm 2023." in page.text


def test_a_voided_stranger_is_gone_and_the_list_says_so(cast, as_user):
    made = admit_member(unit=cast.ban_cao, name="Nông Văn Bình", since=date(2023, 1, 1), by=cast.admin)
    client, path = as_user(cast.con_minh_officer), membership_page("void", made)
    assert "Chỉ dùng khi chưa bao giờ có việc này" in client.get(path).text

    page = client.post(path, follow=True)

    assert page.request["PATH_INFO"] == reverse("chapters:member-list")
    assert "Đã bỏ dòng sinh hoạt của Nông Văn Bình" in page.text
    assert client.get(page_of(made)).status_code == 404


def test_who_has_left_has_one_button_to_come_back_and_who_died_has_none(cast, as_user):
    client = as_user(cast.con_minh_officer)
    line = cast.lan.memberships.get()
    assert "Ghi sinh hoạt lại" not in client.get(page_of(cast.lan)).text

    client.post(membership_page("end", cast.lan), {"until": "01/02/2023", "exit": "left"})
    left = client.get(page_of(cast.lan)).text
    back = client.get(reverse("chapters:membership-create", args=[cast.lan.pk]))
    line.refresh_from_db()
    line.exit = "died"
    line.save()

    assert left.count("btn-primary") == 1
    assert "Ghi sinh hoạt lại" in left
    assert back.context["form"]["unit"].value() == cast.ban_cao.pk
    assert "Ghi sinh hoạt lại" not in client.get(page_of(cast.lan)).text


def test_two_people_on_one_form_lose_nothing(cast, as_user):
    client, path = as_user(cast.con_minh_officer), reverse("chapters:member-edit", args=[cast.lan.pk])
    shown = client.get(path).context["form"]["shown"].value()
    update_member(member=cast.lan, birth_year=1961, by=cast.admin)
    typed = {"name": "Hoàng Thị Làn", "sex": "female", "birth_year": "1962", "shown": shown}

    clash = client.post(path, typed)
    cast.lan.refresh_from_db()
    kept = (cast.lan.name, cast.lan.birth_year)
    client.post(path, typed | {"shown": clash.context["form"]["shown"].value()})

    assert "Người khác vừa ghi: “1961”." in clash.text
    assert 'value="Hoàng Thị Làn"' in clash.text
    assert kept == ("Hoàng Thị Lan", 1961)
    cast.lan.refresh_from_db()
    assert (cast.lan.name, cast.lan.birth_year) == ("Hoàng Thị Làn", 1962)
