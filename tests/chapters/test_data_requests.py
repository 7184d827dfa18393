from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from chapters import clock
from chapters.actions import (
    answer_request,
    close_request,
    hand_out,
    record_request,
    update_member,
)
from chapters.holidays import days_off
from chapters.models import DataRequest, Disclosure
from chapters.pages.privacy import clock_of
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.models import Change
from khuyenhoc.triggers import guard_sentence

LIST = reverse("chapters:request-list")
NEW = reverse("chapters:request-create")


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def ask(cast):
    """Record a request at Bản Cào as Côn Minh's officer: by default Lan wants her data corrected."""

    def act(kind="correct", received_on=None, **changed):
        facts = {"unit": cast.ban_cao, "member": cast.lan, "way": "paper", "by": cast.con_minh_officer}
        return record_request(kind=kind, received_on=received_on or timezone.localdate(), **facts | changed)

    return act


def page_of(asked):
    return asked.get_absolute_url()


def step(asked, name):
    return reverse(f"chapters:request-{name}", args=[asked.pk])


@pytest.mark.parametrize(
    "received_on, due",
    [
        (date(2026, 3, 2), date(2026, 3, 4)),  # Monday
        (date(2026, 3, 5), date(2026, 3, 9)),  # Thursday: Friday, Monday
        (date(2026, 3, 6), date(2026, 3, 10)),  # Friday
        (date(2026, 3, 7), date(2026, 3, 10)),  # Saturday
        (date(2026, 3, 8), date(2026, 3, 10)),  # Sunday
    ],
)
def test_the_answer_is_due_in_two_working_days(received_on, due):
    assert clock.answer_due(received_on) == due


def test_the_register_shows_the_days_off_that_it_leaves_out(cast, as_user, settings):
    year = timezone.localdate().year
    settings.HOLIDAYS = [date(year, 12, 31)]

    page = as_user(cast.office).get(reverse("chapters:request-list"))

    assert f"{len(days_off(year))} ngày nghỉ đã trừ trong năm {year}" in page.content.decode()
    assert f"02/09/{year}, Quốc khánh" in page.content.decode() or date(year, 9, 2).weekday() >= 5


def test_the_deed_is_due_as_the_law_says(ask):
    kinds = {kind: ask(kind, date(2026, 3, 2)).done_due for kind in DataRequest.Kind.values}

    assert kinds == {
        "view": date(2026, 3, 12),
        "copy": date(2026, 3, 12),
        "correct": date(2026, 3, 12),
        "erase": date(2026, 3, 12),
        "withdraw": date(2026, 3, 17),
    }


def test_the_clock_runs_to_the_answer_then_to_the_deed(ask, cast):
    asked = ask(received_on=days_ago(7))
    late = clock_of(asked)

    asked = answer_request(request=asked, answered_on=days_ago(6), done_due=asked.done_due, by=cast.office)

    assert (late.tone, late.words.startswith("quá hạn trả lời")) == ("bad", True)
    assert (clock_of(asked).words, clock_of(asked).tone) == ("còn 3 ngày để làm xong", "quiet")


def test_the_office_may_put_it_off_to_twenty_days_and_no_longer(ask, cast):
    asked = ask(received_on=days_ago(1))
    latest = days_ago(1) + timedelta(days=20)

    with pytest.raises(Refusal, match="muộn nhất là") as refusal:
        answer_request(request=asked, answered_on=days_ago(0), done_due=latest + timedelta(days=1), by=cast.office)
    answered = answer_request(request=asked, answered_on=days_ago(0), done_due=latest, by=cast.office)

    assert refusal.value.field == "done_due"
    assert answered.done_due == latest


def test_the_same_request_is_not_entered_twice(ask):
    ask()

    with pytest.raises(Refusal, match="Yêu cầu này đã có trong sổ"):
        ask()
    with pytest.raises(Refusal, match="Yêu cầu này đã có trong sổ"):
        [ask(member=None, asker="Nông Văn Thật") for _ in range(2)]


@pytest.mark.parametrize(
    "wrong, field",
    [({"received_on": date(2100, 1, 1)}, "received_on"), ({"member": None}, "asker")],
)
def test_a_request_needs_a_day_that_has_been_and_somebody_who_asks(ask, wrong, field):
    with pytest.raises(Refusal) as refusal:
        ask(**wrong)

    assert refusal.value.field == field


def test_the_officer_records_and_looks_but_does_not_handle(ask, cast, as_user):
    asked = ask()
    client = as_user(cast.con_minh_officer)

    assert "Hoàng Thị Lan" in client.get(LIST).text
    assert "Ghi đã trả lời" not in client.get(page_of(asked)).text
    assert client.post(step(asked, "answer"), {"answered_on": "01/01/2026"}).status_code == 403
    with pytest.raises(NotAllowed):
        close_request(
            request=asked, outcome="refused", done_on=days_ago(0), reason="Không rõ", by=cast.con_minh_officer
        )


def test_a_neighbour_sees_nothing_of_it(ask, cast, as_user):
    asked = ask()
    client = as_user(cast.van_lang_officer)

    assert "Hoàng Thị Lan" not in client.get(LIST).text
    assert client.get(page_of(asked)).status_code == 404
    assert client.get(NEW, {"hoi-vien": cast.lan.pk}).status_code == 404
    with pytest.raises(NotAllowed):
        ask("erase", by=cast.van_lang_officer)


def test_a_refusal_needs_a_reason_and_closes_the_request_for_good(ask, cast):
    asked = ask()
    today = days_ago(0)

    with pytest.raises(Refusal, match="Xin ghi lý do từ chối"):
        close_request(request=asked, outcome="refused", done_on=today, by=cast.office)
    closed = close_request(request=asked, outcome="refused", done_on=today, reason="Không đúng người", by=cast.office)

    assert (closed.answered_on, closed.handled_by) == (today, cast.office)
    with pytest.raises(Refusal, match="đã được Thường trực Hội đóng ngày"):
        close_request(request=asked, outcome="refused", done_on=today, reason="Lần nữa", by=cast.admin)
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        DataRequest.objects.filter(pk=asked.pk).update(outcome="done")
    assert guard_sentence(fault.value) == "Yêu cầu này đã đóng, không sửa được nữa."


def test_a_correction_closes_with_the_change_that_answers_it(ask, cast, as_user):
    asked = ask()
    client = as_user(cast.office)
    sent = {"outcome": "done", "done_on": days_ago(0).strftime("%d/%m/%Y")}

    early = client.post(step(asked, "close"), sent)
    update_member(member=cast.lan, birth_year=1961, by=cast.con_minh_officer)
    change = Change.objects.of(cast.lan)[0]
    foreign = Change.objects.of(cast.secret)[0]
    wrong = client.post(step(asked, "close"), sent | {"change": foreign.pk})
    done = client.post(step(asked, "close"), sent | {"change": change.pk}, follow=True)

    assert "Xin sửa thông tin của người này trước" in early.text
    assert "Lựa chọn này không có trong danh sách." in wrong.text
    assert "Năm sinh: 1960 → 1961" in done.text
    assert DataRequest.objects.get().change == change


def test_the_register_does_not_say_done_of_what_was_not_done(ask, cast):
    today = days_ago(0)

    with pytest.raises(Refusal, match="Xin bấm Xóa thông tin"):
        close_request(request=ask("erase"), outcome="done", done_on=today, by=cast.office)
    with pytest.raises(Refusal, match="Ngày này không thể trước ngày nhận"):
        close_request(request=ask("copy"), outcome="done", done_on=days_ago(1), by=cast.office)


def test_everything_that_is_held_is_on_the_page_and_in_the_file_as_text(ask, cast, as_user):
    update_member(member=cast.lan, phone="0987654321", address="=1+1", ethnicity="Tày", by=cast.con_minh_officer)
    asked = ask("copy", note="Xin bản sao")
    path = reverse("chapters:member-data", args=[cast.lan.pk])
    client = as_user(cast.office)

    page = client.get(path)
    answer = client.post(path, {"way": "file"})

    for words in ("Hoàng Thị Lan", "0987654321", "Tày", "Chi hội thôn Bản Cào", "Xin bản sao", "Năm sinh"):
        assert words in page.text
    cells = [cell for row in openpyxl.load_workbook(BytesIO(answer.content)).active for cell in row if cell.value]
    assert {"0987654321", "=1+1", "Tày", "Xin bản sao"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    asked.refresh_from_db()
    disclosure = Disclosure.objects.get()
    assert (asked.outcome, disclosure.request, disclosure.given_by) == ("done", asked, cast.office)


def test_a_print_is_recorded_too_and_what_was_handed_out_stays_on_record(cast, as_user):
    path = reverse("chapters:member-data", args=[cast.lan.pk])

    page = as_user(cast.office).post(path, {"way": "print"}, follow=True)
    odd = as_user(cast.office).post(path, {"way": "fax"}, follow=True)

    assert "Đã ghi là giao bản in." in page.text
    assert "Xin chọn giao bằng tệp Excel hay bản in." in odd.text
    assert Disclosure.objects.get().get_way_display() == "bản in"
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.all().delete()


def test_only_who_handles_privacy_hands_out(cast, as_user):
    path = reverse("chapters:member-data", args=[cast.lan.pk])

    assert as_user(cast.con_minh_officer).post(path, {"way": "file"}).status_code == 403
    with pytest.raises(NotAllowed):
        hand_out(member=cast.lan, way="file", by=cast.con_minh_officer)
    assert not Disclosure.objects.exists()


def test_a_request_typed_on_the_page_lands_in_the_register_with_its_days(cast, as_user):
    client = as_user(cast.con_minh_officer)
    sent = {"asker": "Hoàng Thị Lan", "kind": "view", "received_on": "2/3/2026", "way": "paper", "note": "Muốn xem"}

    odd = client.post(f"{NEW}?hoi-vien={cast.lan.pk}", sent | {"received_on": "hôm qua"})
    page = client.post(f"{NEW}?hoi-vien={cast.lan.pk}", sent, follow=True)

    assert "“hôm qua” không phải là ngày." in odd.text
    assert "Muốn xem" in odd.text
    assert "Xin trả lời người yêu cầu trước hoặc đúng ngày 04/03/2026." in page.text
    asked = DataRequest.objects.get()
    assert (asked.unit, asked.member) == (cast.ban_cao, cast.lan)


def test_somebody_unknown_asks_at_a_unit_of_the_officer_s(cast, as_user):
    client = as_user(cast.con_minh_officer)
    sent = {"asker": "Nông Văn Thật", "kind": "view", "received_on": "2/3/2026", "way": "phone"}

    abroad = client.post(NEW, sent | {"unit": cast.van_lang.pk})
    client.post(NEW, sent | {"unit": cast.con_minh.pk})

    assert "Lựa chọn này không có trong danh sách." in abroad.text
    assert DataRequest.objects.get().unit == cast.con_minh


def test_the_to_do_page_of_who_handles_counts_them(ask, cast, as_user):
    ask()

    assert "1 yêu cầu về dữ liệu cá nhân đang chờ" in as_user(cast.office).get("/").text
    assert "yêu cầu về dữ liệu cá nhân đang chờ" not in as_user(cast.con_minh_officer).get("/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_takes_the_same_queries_however_many_rows(rows, ask, cast, as_user, django_assert_num_queries):
    for kind in DataRequest.Kind.values[:rows]:
        ask(kind)
    client = as_user(cast.office)

    with django_assert_num_queries(6):
        client.get(LIST)


def test_ethnicity_is_typed_and_read_only_by_those_who_may(cast, as_user):
    path = reverse("chapters:member-edit", args=[cast.lan.pk])
    officer, chapter = as_user(cast.con_minh_officer), as_user(cast.chapter_officer)

    officer.post(path, {"name": "Hoàng Thị Lan", "ethnicity": "Tày"})
    hidden = chapter.post(path, {"name": "Hoàng Thị Lan", "ethnicity": "Nùng"}, follow=True)

    cast.lan.refresh_from_db()
    assert cast.lan.ethnicity == "Tày"
    assert "Dân tộc" in officer.get(path).text
    assert "Dân tộc" not in chapter.get(path).text + hidden.text
    assert "Dân tộc" not in officer.get(reverse("chapters:member-create")).text
    assert "Tày" not in officer.get(reverse("chapters:member-list")).text
    with pytest.raises(NotAllowed, match="không ghi dân tộc"):
        update_member(member=cast.lan, ethnicity="Dao", by=cast.chapter_officer)


def test_the_log_tells_ethnicity_only_to_those_who_may_read_it(cast, as_user):
    update_member(member=cast.lan, ethnicity="Tày", birth_year=1961, by=cast.con_minh_officer)

    for path in ("/nhat-ky/", cast.lan.get_absolute_url()):
        inspector = as_user(cast.inspector).get(path)
        assert "Dân tộc: để trống → “Tày”" in as_user(cast.con_minh_officer).get(path).text
        assert "Tày" not in inspector.text
        assert "Năm sinh: 1960 → 1961" in inspector.text
        assert "Có mục mà chức trách của bạn không xem nội dung." in inspector.text


@pytest.mark.parametrize("who, sees", [("inspector", True), ("chapter_officer", True), ("leader", False)])
def test_whoever_may_read_the_register_finds_it_in_the_menu(cast, as_user, who, sees):
    client = as_user(getattr(cast, who))

    assert (f'href="{LIST}"' in client.get("/").text) is sees
    assert (client.get(LIST).status_code == 200) is sees
