"""Point sheets on their pages: what a unit sees before and after the ranking is published."""

from datetime import date
from io import BytesIO

import pypdf
import pytest
import time_machine

from awards import actions
from awards.actions import CriterionLine
from chapters.actions import create_unit, elect_officer

from .deeds import FAR, LINES, marks, score_of, text


@pytest.fixture(autouse=True, scope="module")
def _in_2026():
    with time_machine.travel("2026-11-20 09:00+07:00"):
        yield


# The pages


def test_a_commune_sees_its_own_score_only_until_the_ranking_is_published(cast, sheet, handed_in, as_user):
    other = score_of(sheet, cast.van_lang)
    actions.score_unit(score=other, marks=marks(sheet, 20, 10), by=cast.office)
    client = as_user(cast.con_minh_officer)

    html = text(client.get(sheet.get_absolute_url()))
    assert "Xã Côn Minh</a>" in html
    assert "Văn Lang" not in html
    assert "Hạng" not in html
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(f"{sheet.get_absolute_url()}xep-hang.pdf").status_code == 404

    actions.score_unit(score=handed_in, marks=marks(sheet, 18, 10), by=cast.office)
    actions.close_sheet(sheet=sheet, by=cast.office)

    html = text(client.get(sheet.get_absolute_url()))
    assert "Xã Văn Lang</th>" in html  # without a link to its points
    assert '<td data-label="Hạng">2</td>' in html
    assert client.get(other.get_absolute_url()).status_code == 404


def test_points_from_above_show_once_all_are_given_in_the_log_too(cast, sheet, handed_in, as_user):
    client = as_user(cast.con_minh_officer)
    actions.score_unit(score=handed_in, marks=marks(sheet, 13, words="Thiếu thôn"), is_done=False, by=cast.office)
    assert "6,5" not in text(client.get(handed_in.get_absolute_url()))
    assert "Thiếu thôn" not in text(client.get("/nhat-ky/"))

    actions.score_unit(score=handed_in, marks=marks(sheet, 13, 10, words="Thiếu thôn"), by=cast.office)

    html = text(client.get(handed_in.get_absolute_url()))
    assert "6,5" in html
    assert "Cấp trên: Thiếu thôn" in html


def test_a_score_goes_through_its_pages(cast, sheet, as_user):
    officer, office = as_user(cast.con_minh_officer), as_user(cast.office)
    score = score_of(sheet, cast.con_minh)
    address, (first, second, *_) = score.get_absolute_url(), sheet.criteria.all()
    page = officer.get(f"{address}tu-cham/")
    shown = page.context["form"]["shown"].value()
    sent = {"shown": shown, f"diem-{first.pk}": "10,5", f"diem-{second.pk}": "4,25", f"loi-{first.pk}": "5 thôn"}

    html = text(officer.post(f"{address}tu-cham/", sent))
    assert "Nhiều nhất 10 điểm." in html
    assert "chỉ chấm đến nửa điểm" in html
    assert 'value="5 thôn"' in html

    assert (
        officer.post(f"{address}tu-cham/", sent | {f"diem-{first.pk}": "9,5", f"diem-{second.pk}": ""}).url == address
    )
    assert "Còn 1 tiêu chí chưa có điểm" in text(officer.post(f"{address}gui/"))
    again = sent | {f"diem-{first.pk}": "9", f"diem-{second.pk}": "4"}
    html = text(officer.post(f"{address}tu-cham/", again))  # the form is an old one
    assert "Đang ghi: 9,5" in html
    fresh = officer.get(f"{address}tu-cham/").context["form"]["shown"].value()
    officer.post(f"{address}tu-cham/", again | {"shown": fresh})
    assert officer.post(f"{address}gui/").url == address

    assert officer.get(f"{address}tu-cham/").url == address  # sent is sent
    html = text(office.get(f"{address}cham/"))
    assert 'value="9"' in html  # its own points are there to start from
    assert "Đơn vị ghi: 5 thôn" in html
    given = {f"diem-{first.pk}": "8,5", f"diem-{second.pk}": "4", f"loi-{first.pk}": "Một thôn chưa có", "done": "1"}
    assert office.post(f"{address}cham/", given).url == address
    html = text(officer.get(address))
    assert "Cấp trên: Một thôn chưa có" in html
    assert '<td class="num" data-label="Cấp trên chấm">12,5</td>' in html


def test_criteria_are_written_in_one_table(cast, as_user):
    sheet = actions.open_sheet(unit=cast.district, year=2026, due_on=FAR, by=cast.office)
    client, address = as_user(cast.office), f"{sheet.get_absolute_url()}tieu-chi/"
    sent = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 0, "form-0-heading": "I", "form-0-text": "Báo cáo"}
    assert "Xin ghi điểm tối đa." in text(client.post(address, sent))

    response = client.post(
        address, sent | {"form-0-halves": "9,5", "form-2-text": "Sai", "form-2-halves": "2", "form-2-sort": "penalty"}
    )

    assert response.url == sheet.get_absolute_url()
    assert [(one.text, one.halves, one.is_penalty) for one in sheet.criteria.all()] == [
        ("Báo cáo", 19, False),
        ("Sai", 4, True),
    ]
    assert "9,5 điểm, trừ tối đa 2" in text(client.get(sheet.get_absolute_url()))


def test_the_table_shows_what_another_wrote_meanwhile_and_saving_once_more_puts_it_through(cast, sheet, as_user):
    client, address = as_user(cast.office), f"{sheet.get_absolute_url()}tieu-chi/"
    page = client.get(address)
    first, *rest = sheet.criteria.all()
    sent = {"shown": page.context["whole"]["shown"].value(), "form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4}
    for place, form in enumerate(page.context["table"].initial_forms):
        for name in ("pk", "heading", "text", "sort"):
            sent[f"form-{place}-{name}"] = form.initial[name]
        sent[f"form-{place}-halves"] = str(form.initial["halves"] // 2)
    others = [CriterionLine(first.text, 24, pk=first.pk), *map(CriterionLine.of, rest), CriterionLine("Thêm", 2)]
    actions.set_criteria(sheet=sheet, lines=others, by=cast.admin)

    clash = client.post(address, sent | {"form-0-halves": "7"})

    html = text(clash)
    assert "Người khác vừa sửa bảng này ở những dòng bạn cũng sửa." in html
    assert "Nay là “Có chi hội ở mọi thôn”, 12 điểm." in html
    assert 'value="7"' in html
    assert sheet.criteria.first().halves == 24

    again = clash.context["whole"]["shown"].value()
    assert client.post(address, sent | {"form-0-halves": "7", "shown": again}).url == sheet.get_absolute_url()
    assert [(one.text, one.halves) for one in sheet.criteria.all()][::4] == [(first.text, 14), ("Thêm", 2)]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_many_rows(cast, as_user, django_assert_num_queries, count):
    for number in range(count):
        facts = {"kind": "commune", "designation": "xã", "code": f"0299{number}", "name": f"Số {number}"}
        create_unit(parent=cast.district, by=cast.admin, **facts)
    for year in range(2026 - count, 2026):
        sheet = actions.open_sheet(unit=cast.district, year=year, due_on=date(year, 12, 1), by=cast.office)
        actions.set_criteria(sheet=sheet, lines=LINES[:count], by=cast.office)
    score = score_of(sheet, cast.con_minh)
    client = as_user(cast.leader)
    client.get("/khen-thuong/thi-dua/")

    with django_assert_num_queries(7):
        client.get("/khen-thuong/thi-dua/")
    with django_assert_num_queries(8):
        client.get(sheet.get_absolute_url())
    with django_assert_num_queries(11):
        client.get(score.get_absolute_url())


def test_the_ranking_is_printed_as_it_stands(cast, sheet, handed_in, as_user):
    actions.score_unit(score=handed_in, marks=marks(sheet, 18, 10), by=cast.office)
    elect_officer(unit=cast.district, post="chair", name="Hoàng Thị Nga", since=date(2021, 1, 1), by=cast.office)

    answer = as_user(cast.leader).get(f"{sheet.get_absolute_url()}xep-hang.pdf")

    printed = " ".join(pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    assert "Tạm tính, chưa công bố: 1 đang tự chấm, 1 đã chấm" in printed
    assert "1 Xã Côn Minh 14 14 0" in printed
    assert "Đơn vị không có hạng là chưa chấm" in printed
    assert "TM. BAN THƯỜNG VỤ CHỦ TỊCH Hoàng Thị Nga" in printed


# Things to do


def test_who_has_to_score_is_told_on_the_first_page(cast, sheet, as_user):
    def told(user):
        return text(as_user(user).get("/"))

    assert "Tự chấm điểm thi đua năm 2026 của xã Côn Minh" in told(cast.con_minh_officer)
    assert "Tự chấm" not in told(cast.leader)
    assert "chờ chấm" not in told(cast.office)

    score = score_of(sheet, cast.con_minh)
    actions.score_self(score=score, marks=marks(sheet, 20, 9), by=cast.con_minh_officer)
    actions.hand_in_score(score=score, by=cast.con_minh_officer)

    assert "Tự chấm" not in told(cast.con_minh_officer)
    assert "1 phiếu điểm thi đua năm 2026 của huyện Na Rì chờ chấm" in told(cast.office)
