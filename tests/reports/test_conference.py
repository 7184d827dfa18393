"""A conference is prepared, held and written down; two people at it overwrite nothing of each other."""

from datetime import date, time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from chapters.actions import elect_officer, open_term
from khuyenhoc.actions import Clash, NotAllowed, Refusal
from reports.actions import (
    PlanLine,
    add_photo,
    begin_summary,
    change_attendee,
    change_conference,
    invite,
    leave_out,
    mark_attendance,
    open_period,
    prepare_conference,
    remove_photo,
    set_agenda,
    set_ballots,
    set_instructions,
    set_plan,
    take_up_instruction,
)
from reports.actions.plans import PLAN_MOST
from reports.conference_lines import AgendaLine, BallotLine, InstructionLine, Person, agenda_lines, people
from reports.forms.conference import ListForm
from reports.models import Conference, PlanItem
from reports.pages.conference import officers_of, people_of, usual_ballots
from reports.pages.instructions import instructions_before

from .conftest import YEAR, refused

HELD = date(YEAR + 1, 1, 18)
LEADER = "Nông Thị Hoa, Phó Chủ tịch UBND huyện"
URL = f"/bao-cao/{YEAR}/hoi-nghi/"


@pytest.fixture
def held(year):
    year.held = prepare_conference(
        period=year.period, unit=year.district, held_on=HELD, starts_at=time(8, 0), place="Hội trường", by=year.office
    )
    return year


def agenda(cast):
    return [AgendaLine.of(item) for item in cast.held.agenda.all()]


def photograph(*, place: bool = False, size: tuple[int, int] = (2400, 1200)) -> bytes:
    """A photograph; `place` puts into it where it was taken, and that the camera stood on its side."""
    image, buffer, exif = Image.new("RGB", size, "green"), BytesIO(), Image.Exif()
    if place:
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (22.0, 9.0, 51.0)
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


# Before


def test_it_is_called_once_and_not_by_who_only_reads(held):
    facts = {"period": held.period, "unit": held.district}
    assert "đã được lập rồi" in refused(lambda: prepare_conference(**facts, by=held.office))
    with pytest.raises(NotAllowed):
        prepare_conference(period=held.period, unit=held.con_minh, by=held.leader)
    with pytest.raises(NotAllowed):
        change_conference(conference=held.held, place="Nơi khác", by=held.con_minh_officer)


@pytest.mark.parametrize(
    "facts, sentence",
    [
        ({"held_on": date(YEAR - 1, 12, 31)}, "trước cả năm 2023"),
        ({"held_on": date(2100, 1, 1)}, "xa hơn một năm"),
        ({"ends_at": time(7, 30)}, "sau giờ bắt đầu"),
        ({"invited": 20, "present": 21}, "không thể nhiều hơn số triệu tập"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(held, facts, sentence):
    assert sentence in refused(lambda: change_conference(conference=held.held, by=held.office, **facts))


def test_two_people_on_one_form_keep_what_each_wrote(held):
    was = {"place": "Hội trường", "secretary": ""}
    change_conference(conference=held.held, was=was, place="Nhà văn hóa", secretary="", by=held.office)
    change_conference(conference=held.held, was=was, place="Hội trường", secretary="Lan", by=held.admin)

    with pytest.raises(Clash, match="Nhà văn hóa"):
        change_conference(conference=held.held, was=was, place="Trường học", by=held.admin)

    held.held.refresh_from_db()
    assert (held.held.place, held.held.secretary) == ("Nhà văn hóa", "Lan")


def test_the_agenda_stands_in_its_order_and_an_emptied_line_goes(held):
    set_agenda(conference=held.held, lines=[AgendaLine("Khai mạc", "08:00"), AgendaLine("Bế mạc")], by=held.office)
    opening, closing = agenda(held)

    set_agenda(conference=held.held, lines=[closing, AgendaLine("Thảo luận")], was=[opening, closing], by=held.office)

    assert [line.text for line in agenda(held)] == ["Bế mạc", "Thảo luận"]


def test_two_people_on_one_agenda_clash_only_where_both_touched_a_line(held):
    set_agenda(conference=held.held, lines=[AgendaLine("Khai mạc"), AgendaLine("Bế mạc")], by=held.office)
    shown = agenda(held)
    opening, closing = shown
    theirs = AgendaLine("Khai mạc hội nghị", pk=opening.pk)
    set_agenda(conference=held.held, lines=[theirs, closing], was=shown, by=held.admin)

    set_agenda(conference=held.held, lines=[opening, AgendaLine("Kết thúc", pk=closing.pk)], was=shown, by=held.office)
    with pytest.raises(Clash) as clash:
        set_agenda(conference=held.held, lines=[AgendaLine("Mở đầu", pk=opening.pk)], was=shown, by=held.office)

    assert [line.text for line in agenda(held)] == ["Khai mạc hội nghị", "Kết thúc"]
    assert "Khai mạc hội nghị" in clash.value.words[str(opening.pk)]


def test_pasted_lines_are_read_as_people_write_them():
    pasted = (
        "8h00 - Khai mạc | Chủ tịch Hội\n\n08:30\tBáo cáo\tPhó Chủ tịch\nThi đua – khen thưởng\n9 giờ 15: Thảo luận"
    )
    assert list(agenda_lines(pasted)) == [
        AgendaLine("Khai mạc", "08:00", "Chủ tịch Hội"),
        AgendaLine("Báo cáo", "08:30", "Phó Chủ tịch"),
        AgendaLine("Thi đua – khen thưởng"),
        AgendaLine("Thảo luận", "09:15"),
    ]
    listed = "1. Đồng chí Nông Văn A – Bí thư Chi bộ, thôn B\n2\tHà Thị C\tChủ tịch\nÔng Văn Tám"
    assert list(people(listed, "guest")) == [
        Person("Nông Văn A", "Bí thư Chi bộ, thôn B", "guest"),
        Person("Hà Thị C", "Chủ tịch", "guest"),
        Person("Ông Văn Tám", "", "guest"),
    ]


# Who is asked and who came


def test_nobody_stands_on_the_list_twice(held):
    invite(conference=held.held, people=[Person("Nông Văn A", "Chủ tịch")], by=held.office)
    added = invite(
        conference=held.held, people=[Person("nong van a", "chủ tịch"), Person("Nông Văn A", "Thôn B")], by=held.office
    )
    assert [one.office for one in added] == ["Thôn B"]
    assert held.held.invited_count == 2


def elect_chair(unit, by):
    term = open_term(unit=unit, name="2020-2030", since=date(2020, 1, 1), planned_until=date(2030, 1, 1), by=by)
    elect_officer(
        unit=unit,
        term=term,
        post="chair",
        name="Triệu Văn Chủ",
        phone="0911222333",
        workplace="Nhà số 9",
        since=date(2020, 1, 1),
        by=by,
    )


def test_the_register_gives_chairs_by_name_and_office_alone(held):
    elect_chair(held.con_minh, held.office)

    found = people_of(officers_of("chu-tich", held.held, held.office))

    assert found == [Person("Triệu Văn Chủ", "Chủ tịch Hội Khuyến học xã Côn Minh")]


def test_ticks_of_two_people_add_up_and_a_number_goes_before_them(held):
    one, two, three = invite(conference=held.held, people=[Person(name) for name in "ABC"], by=held.office)
    mark_attendance(conference=held.held, came=[one.pk], by=held.office)
    mark_attendance(conference=held.held, came=[two.pk, three.pk], by=held.admin)
    mark_attendance(conference=held.held, came=[], stayed_away=[three.pk], by=held.admin)
    assert held.held.present_count == 2

    change_conference(conference=held.held, invited=60, present=58, by=held.office)

    assert Conference.objects.get().present_count == 58


def test_no_more_are_ticked_than_were_asked(held):
    change_conference(conference=held.held, invited=1, by=held.office)
    asked = invite(conference=held.held, people=[Person(name) for name in "AB"], by=held.office)
    keys = [one.pk for one in asked]
    assert "không thể nhiều hơn số triệu tập" in refused(
        lambda: mark_attendance(conference=held.held, came=keys, by=held.office)
    )
    assert not held.held.attendees.filter(is_present=True).exists()


def test_who_was_taken_off_the_list_cannot_be_changed_any_more(held):
    (one,) = invite(conference=held.held, people=[Person("Nông Văn A")], by=held.office)
    leave_out(attendee=one, by=held.office)
    one.pk = one.pk or 1
    assert "vừa bỏ dòng này" in refused(lambda: change_attendee(attendee=one, name="B", by=held.office))


# At it


def test_no_more_vote_than_came_whichever_is_written_first(held):
    change_conference(conference=held.held, present=58, by=held.office)
    assert "nhiều hơn 58 đại biểu" in refused(
        lambda: set_ballots(conference=held.held, lines=[BallotLine("Nghị quyết", 57, 1, 1)], by=held.office)
    )
    set_ballots(conference=held.held, lines=[BallotLine("Nghị quyết", 57, 1)], by=held.office)
    assert "nhiều hơn 50 đại biểu" in refused(
        lambda: change_conference(conference=held.held, present=50, by=held.office)
    )


def test_a_vote_says_its_share_and_who_was_not_for_it(held):
    ballots = set_ballots(
        conference=held.held, lines=[BallotLine("Báo cáo", 58), BallotLine("Nghị quyết", 50, 1, 7)], by=held.office
    )
    assert [ballot.in_words for ballot in ballots] == [
        "58/58 đại biểu tán thành, đạt 100%",
        "50/58 đại biểu tán thành, đạt 86,21%; 01 không tán thành, 07 không có ý kiến",
    ]


def test_an_instruction_becomes_a_task_once_and_only_while_the_summary_is_written(held):
    first, second = set_instructions(
        conference=held.held,
        lines=[InstructionLine("Làm thực chất", LEADER), InstructionLine("Kiểm tra", LEADER)],
        by=held.office,
    )
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)

    task = take_up_instruction(instruction=first, summary=summary, by=held.office)

    assert (task.kind, task.text, task.position) == (PlanItem.Kind.TASK, "Làm thực chất", 1)
    assert "đã thành nhiệm vụ" in refused(
        lambda: take_up_instruction(instruction=first, summary=summary, by=held.office)
    )
    with pytest.raises(NotAllowed):
        take_up_instruction(instruction=second, summary=summary, by=held.leader)


def test_a_plan_that_is_full_takes_up_no_instruction(held):
    (asked,) = set_instructions(conference=held.held, lines=[InstructionLine("Kiểm tra", LEADER)], by=held.office)
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)
    tasks = [PlanLine(f"Việc {number}") for number in range(1, PLAN_MOST + 1)]
    set_plan(summary=summary, kind=PlanItem.Kind.TASK, was=[], now=tasks, by=held.office)

    assert "đã có 99 điều" in refused(lambda: take_up_instruction(instruction=asked, summary=summary, by=held.office))


@pytest.mark.parametrize("shown", ['[{"pk": [1], "text": "a"}]', '[{"pk": "1", "text": "a"}]', "[1]", "{"])
def test_a_spoilt_note_of_what_was_shown_is_no_note(shown):
    form = ListForm({"shown": shown}, kind=AgendaLine, held=[], table=[])

    assert form.is_valid()
    assert form.was is None


def test_what_no_plan_took_up_is_offered_a_year_later(held):
    first, second = set_instructions(
        conference=held.held,
        lines=[InstructionLine("Làm thực chất", LEADER), InstructionLine("Kiểm tra", LEADER)],
        by=held.office,
    )
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)
    take_up_instruction(instruction=first, summary=summary, by=held.office)
    following = open_period(year=YEAR + 1, by=held.office)

    assert instructions_before(following, held.district) == [second]
    assert instructions_before(held.period, held.district) == []
    assert instructions_before(following, held.con_minh) == []


def test_one_button_makes_an_instruction_a_task_and_says_so_when_it_cannot(held, as_user):
    (one,) = set_instructions(conference=held.held, lines=[InstructionLine("Kiểm tra", LEADER)], by=held.office)
    office, url = as_user(held.office), f"{URL}chi-dao/{one.pk}/nhiem-vu/"
    too_early = office.post(url, follow=True).content.decode()
    begin_summary(period=held.period, unit=held.district, by=held.office)

    page = office.post(url, follow=True).content.decode()

    assert "sẽ hiện khi soạn báo cáo năm sau" in too_early
    assert "đã thành nhiệm vụ" in page
    assert PlanItem.objects.get().text == "Kiểm tra"


# Photographs


def test_a_photograph_is_kept_upright_small_and_without_its_place(held):
    photo = add_photo(
        conference=held.held,
        name="IMG.JPG",
        content=photograph(place=True),
        caption="Toàn cảnh",
        alt="",
        by=held.office,
    )

    kept = Image.open(BytesIO(bytes(photo.file.content)))
    assert kept.size == (1000, 2000)
    assert not kept.getexif()
    assert photo.words == "Toàn cảnh"


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "rỗng"),
        (b"GIF89a", "Chỉ nhận ảnh JPEG hoặc PNG"),
        (b"\xff\xd8\xff broken", "Không mở được ảnh"),
        (b"%PDF-1.7", "Chỉ nhận ảnh"),
    ],
)
def test_what_is_no_photograph_is_refused(held, content, sentence):
    assert sentence in refused(
        lambda: add_photo(conference=held.held, name="a.jpg", content=content, caption="", alt="", by=held.office)
    )


def test_a_picture_that_unpacks_to_too_much_is_refused(held):
    buffer = BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")
    assert "quá nhiều điểm ảnh" in refused(
        lambda: add_photo(
            conference=held.held, name="a.png", content=buffer.getvalue(), caption="", alt="", by=held.office
        )
    )


def test_a_photograph_taken_back_is_shown_no_more(held):
    photo = add_photo(conference=held.held, name="a.jpg", content=photograph(), caption="", alt="", by=held.office)
    remove_photo(photo=photo, by=held.office)
    assert not held.held.photos.exists()


# The pages


@pytest.fixture
def office(held, as_user):
    return as_user(held.office)


def test_the_page_leads_through_the_conference_and_readers_only_read(held, office, as_user):
    set_agenda(conference=held.held, lines=[AgendaLine("Khai mạc", "08:00", "Chủ tịch Hội")], by=held.office)

    hers, theirs = office.get(URL).content.decode(), as_user(held.leader).get(URL).content.decode()

    assert "Trước hội nghị" in hers
    assert "✓ 1 mục" in hers
    assert "Khai mạc" in theirs
    assert "Trước hội nghị" not in theirs


def test_the_first_saving_calls_the_conference(year, as_user):
    client = as_user(year.con_minh_officer)
    assert "Chuẩn bị hội nghị" in client.get(URL).content.decode()

    answer = client.post(f"{URL}thong-tin/", {"held_on": "05/01/2024", "starts_at": "7h30", "place": "UBND xã"})

    assert answer.status_code == 302
    made = Conference.objects.get(unit=year.con_minh)
    assert (made.held_on, made.starts_at) == (date(2024, 1, 5), time(7, 30))


def test_who_leads_it_is_offered_when_it_is_called_and_never_put_in_later(year, as_user):
    elect_chair(year.con_minh, year.office)
    client = as_user(year.con_minh_officer)
    assert "Triệu Văn Chủ" in client.get(f"{URL}thong-tin/").text

    client.post(f"{URL}thong-tin/", {"held_on": "05/01/2024", "chairs": ""})

    assert "Triệu Văn Chủ" not in client.get(f"{URL}thong-tin/").text


def test_a_date_that_cannot_be_is_said_beside_its_box_and_nothing_is_lost(held, office):
    page = office.post(f"{URL}thong-tin/", {"held_on": "31/12/2022", "place": "Nhà văn hóa"}).content.decode()
    assert "Ngày họp trước cả năm 2023" in page
    assert 'value="Nhà văn hóa"' in page


def lines_of(*lines: dict[str, str], shown: str = "[]", pasted: str = "") -> dict[str, str]:
    sent = {"form-TOTAL_FORMS": str(len(lines)), "form-INITIAL_FORMS": "0", "shown": shown, "pasted": pasted}
    return sent | {f"form-{number}-{name}": value for number, line in enumerate(lines) for name, value in line.items()}


def test_the_usual_agenda_is_offered_typed_over_moved_and_pasted_to(held, office):
    assert (
        "Báo cáo tổng kết công tác năm 2023 và phương hướng năm 2024"
        in office.get(f"{URL}chuong-trinh/?mau=1").content.decode()
    )

    first = {"order": "2", "text": "Bế mạc"}
    second = {"order": "1", "starts_at": "8:00", "text": "Khai mạc", "who": "Chủ tịch"}
    office.post(f"{URL}chuong-trinh/", lines_of(first, second, {"order": ""}, pasted="9:00 Thảo luận"))

    assert [(line.text, line.starts_at) for line in agenda(held)] == [
        ("Khai mạc", "08:00"),
        ("Bế mạc", ""),
        ("Thảo luận", "09:00"),
    ]


def test_a_line_with_a_fault_says_so_and_keeps_what_was_typed(held, office):
    page = office.post(f"{URL}chuong-trinh/", lines_of({"starts_at": "25:00", "text": "Khai mạc"})).content.decode()
    assert "“25:00” không phải là giờ" in page
    assert "Khai mạc" in page
    assert not held.held.agenda.exists()


def test_votes_above_who_came_are_refused_on_the_page(held, office):
    change_conference(conference=held.held, present=10, by=held.office)
    page = office.post(f"{URL}bieu-quyet/", lines_of({"subject": "Nghị quyết", "agreed": "11"})).content.decode()
    assert "nhiều hơn 10 đại biểu có mặt" in page
    assert office.get(f"{URL}bieu-quyet/?mau=1").text.count('value="10"') == len(usual_ballots(held.held))


def test_roll_is_called_by_ticks_and_by_number(held, office):
    one, _ = invite(conference=held.held, people=[Person("Nông Văn A"), Person("Hà Thị C")], by=held.office)

    office.post(f"{URL}diem-danh/", {f"p-{one.pk}": "on", "ticked": "", "present": ""})

    assert [person.is_present for person in held.held.attendees.all()] == [True, None]
    assert "✓ 1 người có mặt" in office.get(URL).content.decode()


def test_a_number_given_with_the_ticks_goes_before_them(held, office):
    one, _ = invite(conference=held.held, people=[Person("Nông Văn A"), Person("Hà Thị C")], by=held.office)
    set_ballots(conference=held.held, lines=[BallotLine("Nghị quyết", 30)], by=held.office)

    few = office.post(f"{URL}diem-danh/", {f"p-{one.pk}": "on", "ticked": "", "present": ""}).text
    office.post(f"{URL}diem-danh/", {f"p-{one.pk}": "on", "ticked": "", "present": "30"})

    assert "nhiều hơn 1 đại biểu có mặt" in few
    assert Conference.objects.get().present_count == 30
    assert held.held.attendees.get(is_present=True) == one


def test_people_are_pasted_and_drawn_from_the_register(held, office):
    office.post(f"{URL}dai-bieu/", {"kind": "guest", "lines": "Nông Văn A – Bí thư Huyện ủy"})
    assert "Xin ghi ít nhất một người" in office.post(f"{URL}dai-bieu/", {"kind": "guest"}).content.decode()
    assert office.post(f"{URL}dai-bieu/", {"tu-so": "khong-co"}).status_code == 404

    (guest,) = held.held.attendees.all()
    assert (guest.kind, guest.name, guest.office) == ("guest", "Nông Văn A", "Bí thư Huyện ủy")
    office.post(f"{URL}dai-bieu/{guest.pk}/", {"bo": "1"})
    assert not held.held.attendees.exists()


def test_a_photograph_goes_up_and_comes_back_small(held, office):
    office.post(f"{URL}anh/", {"photo": SimpleUploadedFile("a.jpg", photograph()), "caption": "Trao thưởng"})
    bad = office.post(f"{URL}anh/", {"photo": SimpleUploadedFile("a.jpg", b"khong phai anh")}).content.decode()

    (photo,) = held.held.photos.all()
    small = office.get(f"{URL}anh/{photo.pk}.jpg?nho=1")
    assert Image.open(BytesIO(small.content)).size == (480, 240)
    assert "Chỉ nhận ảnh JPEG hoặc PNG" in bad
    assert 'alt="Trao thưởng"' in office.get(URL).content.decode()


def test_hostile_words_are_only_words(held, office):
    set_agenda(conference=held.held, lines=[AgendaLine("<script>alert(1)</script>")], by=held.office)
    page = office.get(URL).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["", "dai-bieu/", "diem-danh/", "chuong-trinh/", "giay/bien-ban/", "tin/"])
def test_pages_ask_as_often_for_three_lines_as_for_one(held, office, path):
    def put(number: int) -> None:
        names = [f"Người {one}" for one in range(number)]
        invite(conference=held.held, people=[Person(name) for name in names], by=held.office)
        set_agenda(conference=held.held, lines=[AgendaLine(name) for name in names], by=held.office)
        set_instructions(conference=held.held, lines=[InstructionLine(name, LEADER) for name in names], by=held.office)
        set_ballots(conference=held.held, lines=[BallotLine(name, 1) for name in names], by=held.office)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(f"{URL}{path}").status_code == 200
        return len(queries)

    put(1)
    asked()
    one = asked()
    put(3)
    assert asked() == one


def test_nobody_is_asked_without_a_name(held):
    with pytest.raises(Refusal, match="Xin ghi họ và tên"):
        invite(conference=held.held, people=[Person("  ")], by=held.office)
