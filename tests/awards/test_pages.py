"""The year's list, a nomination's life and the decisions, as their readers see them."""

import re
from datetime import date
from html import unescape

import pytest
import time_machine

from awards import actions
from awards.models import AwardForm, Decision, Nomination


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    """The years offered for choice are those around today."""
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def page(client, path):
    return text(client.get(path))


# The list


def test_the_summary_tells_what_was_given_from_what_is_only_put_forward(cast, forms, nominate, decide, as_user):
    decide(nominate("", kind="collective"), nominate("Một"), nominate("Hai"))
    nominate("Ba")
    nominate("Bốn", sends=False)
    declined = nominate("Năm")
    actions.decline(nomination=declined, reason="Thiếu hồ sơ.", by=cast.office)
    actions.endorse(nomination=nominate("", form=forms.flag, kind="collective"), by=cast.office)

    response = as_user(cast.leader).get("/khen-thuong/")

    summary = response.context["summary"]
    assert [(line.form.name, line.status, [number for _, number in line.cells]) for line in summary.lines] == [
        ("Cờ thi đua", "đề nghị", [1, 0]),
        ("Giấy khen", "đề nghị", [0, 1]),
        ("Giấy khen", "đã tặng", [1, 2]),
    ]
    html = text(response)
    assert "<h1>Khen thưởng năm 2023</h1>" in html
    assert "Hộ gia đình</th>" not in html
    assert "số 12/QĐ-HKH" in html


def test_each_number_of_the_summary_leads_to_as_many_rows(cast, forms, nominate, decide, as_user):
    decide(nominate("", kind="collective"), nominate("Một"), nominate("Hai"))
    nominate("Ba")
    nominate("Bốn", sends=False)
    client = as_user(cast.leader)
    first = client.get("/khen-thuong/?don-vi=02173")

    found = re.findall(
        r'<a href="(\?nam=2023&amp;don-vi=02173&amp;hinh-thuc=[^"]+)#danh-sach">([0-9]+)</a>', text(first)
    )

    assert len(found) == 3
    for address, number in found:
        rows = client.get("/khen-thuong/" + unescape(address))
        assert len(rows.context["page"].object_list) == int(number)
        assert "Xem tất cả" in text(rows)


def test_the_list_is_of_the_latest_year_or_the_year_asked_for(cast, nominate, as_user):
    nominate("Người năm trước", year=2022)
    nominate("Người năm nay")
    client = as_user(cast.office)

    assert "Người năm trước" not in page(client, "/khen-thuong/")
    assert "Người năm trước" in page(client, "/khen-thuong/?nam=2022")


def test_the_list_is_searched_and_narrowed_down(cast, nominate, as_user):
    nominate("Nông Văn Hùng")
    nominate("Triệu Thị Mai", sends=False)
    nominate("Lý Văn Lang", unit=cast.van_lang, by=cast.van_lang_officer)
    client = as_user(cast.office)

    def names(query):
        response = client.get(f"/khen-thuong/{query}")
        return [nomination.recipient_name for nomination in response.context["page"]]

    assert names("?q=hung+nong") == ["Nông Văn Hùng"]
    assert names("?trang-thai=draft") == ["Triệu Thị Mai"]
    assert names("?don-vi=02140") == ["Lý Văn Lang"]
    assert "Không tìm thấy đề nghị nào" in page(client, "/khen-thuong/?q=khongai")


def test_an_officer_sees_nothing_of_a_neighbour(cast, nominate, as_user):
    nominate("Lý Văn Lang", unit=cast.van_lang, by=cast.van_lang_officer)
    client = as_user(cast.con_minh_officer)

    html = page(client, "/khen-thuong/")

    assert "Chưa có đề nghị khen thưởng" in html
    assert "Lý Văn Lang" not in html
    assert client.get("/khen-thuong/?don-vi=02140").status_code == 404


@pytest.mark.parametrize("nominations", [1, 3])
def test_the_list_asks_as_much_for_three_nominations_as_for_one(
    cast, nominate, decide, as_user, django_assert_num_queries, nominations
):
    for number in range(nominations):
        decide(nominate(f"Người {number}"), number=f"{number}/QĐ")
        nominate("", kind="collective", unit=(cast.con_minh, cast.ban_cao, cast.cho_a)[number])
    client = as_user(cast.office)

    with django_assert_num_queries(15):
        html = page(client, "/khen-thuong/")

    assert html.count("đã có quyết định</span>") == nominations


# Nominating


def filled(forms, **values):
    given = {
        "form": forms.certificate.pk,
        "recipient_class": "person",
        "recipient_name": "Nông Văn Hùng",
        "position_held": "Chi hội trưởng",
        "achievements": "Vận động quỹ.\nĐỡ đầu hai em.",
    }
    return given | values


MINE = "/khen-thuong/moi/?don-vi=02173&nam=2023"


def test_first_the_unit_and_the_year_are_chosen(cast, forms, as_user):
    html = page(as_user(cast.con_minh_officer), "/khen-thuong/moi/")

    assert "Bước 1: chọn đơn vị và đợt" in html
    assert '<option value="02173" selected>xã Côn Minh</option>' in html
    assert "Văn Lang" not in html
    assert '<option value="2024" selected>2024</option>' in html


def test_a_nomination_is_kept_as_a_draft_or_sent_at_once(cast, forms, as_user):
    client = as_user(cast.con_minh_officer)

    draft = text(client.post(MINE, filled(forms), follow=True))
    sent = text(client.post(MINE, filled(forms, recipient_name="Triệu Thị Mai", propose="1"), follow=True))

    assert "Đã lưu bản soạn: Nông Văn Hùng – Giấy khen của Hội Khuyến học huyện Na Rì." in draft
    assert "Vận động quỹ.<br>Đỡ đầu hai em." in draft
    assert "Đã gửi đề nghị: Triệu Thị Mai" in sent
    assert list(Nomination.objects.order_by("pk").values_list("state", "year")) == [
        ("draft", 2023), ("proposed", 2023),
    ]  # fmt: skip


def test_a_member_is_chosen_from_the_list_of_the_unit(cast, forms, as_user):
    client = as_user(cast.con_minh_officer)
    html = page(client, MINE)
    assert f'<option value="{cast.lan.pk}">Hoàng Thị Lan (1960)</option>' in html
    assert "Lý Văn Kín" not in html

    client.post(MINE, filled(forms, member=cast.lan.pk, recipient_name=""))

    assert Nomination.objects.get().member == cast.lan
    assert Nomination.objects.get().recipient_name == "Hoàng Thị Lan"


def test_the_list_of_members_is_shortened_by_a_name(cast, forms, as_user):
    client = as_user(cast.con_minh_officer)

    assert "Hoàng Thị Lan" in page(client, f"{MINE}&ten=lan")
    assert "Hoàng Thị Lan" not in page(client, f"{MINE}&ten=mai")


def test_a_member_of_a_neighbour_is_no_choice(cast, forms, as_user):
    html = text(as_user(cast.con_minh_officer).post(MINE, filled(forms, member=cast.secret.pk)))

    assert "Lựa chọn này không có trong danh sách. Xin chọn lại." in html
    assert "Lý Văn Kín" not in html


@pytest.mark.parametrize(
    "values,field,sentence",
    [
        ({"recipient_class": "clan"}, "recipient_class", "không dành cho dòng họ."),
        ({"recipient_name": ""}, "recipient_name", "Xin chọn hội viên hoặc gõ họ và tên."),
        ({"recipient_class": "household", "recipient_name": ""}, "recipient_name", "Xin ghi tên chủ hộ."),
        ({"form": ""}, "form", "Xin điền mục này."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(cast, forms, as_user, values, field, sentence):
    response = as_user(cast.con_minh_officer).post(MINE, filled(forms, **values))

    assert sentence in response.context["form"].errors[field][0]
    assert "Đỡ đầu hai em." in text(response)
    assert Nomination.objects.count() == 0


def test_only_forms_of_the_year_are_offered(cast, forms, as_user):
    AwardForm.objects.filter(pk=forms.medal.pk).update(valid_to=2022)

    assert "Kỷ niệm chương" not in page(as_user(cast.con_minh_officer), MINE)


def test_a_person_nominated_twice_is_said_so_and_nothing_is_lost(cast, forms, nominate, as_user):
    nominate("", member=cast.lan)

    html = text(as_user(cast.con_minh_officer).post(MINE, filled(forms, member=cast.lan.pk, recipient_name="")))

    assert "Người này đã được đề nghị hình thức khen đó trong năm." in html
    assert f'<option value="{cast.lan.pk}" selected>' in html


def test_a_neighbours_unit_is_no_choice(cast, forms, as_user):
    path = "/khen-thuong/moi/?don-vi=02140&nam=2023"

    html = text(as_user(cast.con_minh_officer).post(path, filled(forms)))

    assert "Lựa chọn này không có trong danh sách. Xin chọn lại." in html
    assert Nomination.objects.count() == 0


def test_a_draft_is_changed_and_what_was_sent_is_not(cast, forms, nominate, as_user):
    draft = nominate("", member=cast.lan, sends=False)
    client = as_user(cast.con_minh_officer)
    path = f"/khen-thuong/{draft.pk}/sua/"
    assert f'<option value="{cast.lan.pk}" selected>' in page(client, path)

    html = text(
        client.post(path, filled(forms, member=cast.lan.pk, recipient_name="", achievements="Mới"), follow=True)
    )
    assert "Đã lưu bản soạn." in html
    actions.propose(nomination=draft, by=cast.con_minh_officer)

    html = text(client.post(path, filled(forms, achievements="Muộn"), follow=True))
    assert "Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước." in html
    assert Nomination.objects.get().achievements == "Mới"


# The life of a nomination


def move(client, nomination, code, **values):
    return client.post(f"/khen-thuong/{nomination.pk}/chuyen/{code}/", values, follow=True)


def test_a_nomination_goes_its_way_from_draft_to_handed_over(cast, nominate, decide, as_user):
    nomination = nominate(sends=False)
    officer, office = as_user(cast.con_minh_officer), as_user(cast.office)

    assert "Đã gửi đề nghị." in text(move(officer, nomination, "de-nghi"))
    assert "Đã rút về bản soạn." in text(move(officer, nomination, "rut-ve"))
    move(officer, nomination, "de-nghi")
    assert "Đã đồng ý, trình lên." in text(move(office, nomination, "xet"))
    decide(nomination)
    html = text(move(office, nomination, "trao", given_on="18/01/2024"))

    assert "Đã ghi ngày trao." in html
    assert "18/01/2024" in html
    nomination.refresh_from_db()
    assert (nomination.state, nomination.given_on) == ("given", date(2024, 1, 18))


def test_each_reader_finds_the_steps_that_are_hers(cast, nominate, as_user):
    nomination = nominate()
    path = f"/khen-thuong/{nomination.pk}/"

    office, officer, leader = (page(as_user(user), path) for user in (cast.office, cast.con_minh_officer, cast.leader))

    assert all(words in office for words in ("Đồng ý, trình lên", "Lý do không xét", "Ghi quyết định"))
    assert "Rút về bản soạn" in officer
    assert "trình lên" not in officer
    assert "<button" not in leader.split("<main")[1]


def test_declining_without_a_reason_is_asked_for_again(cast, nominate, as_user):
    nomination = nominate()
    client = as_user(cast.office)

    assert "Xin điền mục này." in text(move(client, nomination, "khong-xet", reason=""))
    html = text(move(client, nomination, "khong-xet", reason="Chưa đủ hai năm liên tục."))

    assert "không xét</span>" in html
    assert "Chưa đủ hai năm liên tục." in html


def test_a_step_taken_meanwhile_by_another_is_said_so(cast, nominate, as_user):
    nomination = nominate()
    actions.call_back(nomination=nomination, by=cast.con_minh_officer)

    html = text(move(as_user(cast.office), nomination, "xet"))

    assert "Nông Văn Hùng đang ở trạng thái “đang soạn”" in html


def test_steps_are_posted_and_known(cast, nominate, as_user):
    nomination = nominate()
    client = as_user(cast.office)

    assert client.get(f"/khen-thuong/{nomination.pk}/chuyen/xet/").status_code == 405
    assert client.post(f"/khen-thuong/{nomination.pk}/chuyen/tao-lao/").status_code == 404
    assert Nomination.objects.get().state == "proposed"


def test_who_may_read_but_not_write_is_told_so(cast, forms, nominate, decide, as_user):
    nomination = nominate()
    decision = decide(nominate("Triệu Thị Mai"))
    for user in (cast.leader, cast.inspector):
        client = as_user(user)
        for code in ("rut-ve", "xet", "khong-xet", "trao"):
            assert move(client, nomination, code, reason="Không", given_on="18/01/2024").status_code == 403
        answer = text(client.post(MINE, filled(forms)), 403)
        assert "Chức trách của bạn không đề nghị khen thưởng" in answer
        assert client.post(f"/khen-thuong/{nomination.pk}/sua/", filled(forms)).status_code == 403
        assert client.post(f"/khen-thuong/quyet-dinh/{decision.pk}/trao/").status_code == 403
        assert client.get("/khen-thuong/quyet-dinh/moi/").status_code == 403
        assert client.get("/khen-thuong/hinh-thuc/moi/").status_code == 403
    officer = as_user(cast.con_minh_officer)
    assert move(officer, nomination, "xet").status_code == 403
    assert officer.get("/khen-thuong/quyet-dinh/moi/").status_code == 403
    assert Nomination.objects.get(pk=nomination.pk).state == "proposed"


def test_to_a_neighbour_the_nomination_does_not_exist(cast, forms, nominate, decide, as_user):
    nomination = nominate()
    decision = decide(nominate("Triệu Thị Mai"))
    for user in (cast.van_lang_officer, cast.chapter_officer, cast.treasurer, cast.nobody):
        client = as_user(user)
        assert client.get(f"/khen-thuong/{nomination.pk}/").status_code == 404
        assert client.post(f"/khen-thuong/{nomination.pk}/sua/", filled(forms)).status_code == 404
        assert move(client, nomination, "rut-ve").status_code == 404
        assert client.get(f"/khen-thuong/quyet-dinh/{decision.pk}/").status_code == 404
        assert client.post(f"/khen-thuong/quyet-dinh/{decision.pk}/trao/").status_code == 404


# Decisions


def deciding(forms):
    return f"/khen-thuong/quyet-dinh/moi/?hinh-thuc={forms.certificate.code}&nam=2023"


def test_the_office_chooses_what_to_decide(cast, forms, nominate, as_user):
    nominate("Một")
    nominate("Hai")
    nominate("", form=forms.flag, kind="collective", year=2022)
    nominate("Ba", sends=False)

    response = as_user(cast.office).get("/khen-thuong/quyet-dinh/moi/")

    assert [(line.form.name, line.year, line.number) for line in response.context["waiting"]] == [
        ("Giấy khen", 2023, 2), ("Cờ thi đua", 2022, 1),
    ]  # fmt: skip


def test_many_are_decided_at_once_by_ticking_them(cast, forms, nominate, as_user):
    one, two, left = nominate("Một"), nominate("Hai"), nominate("Ba")
    client = as_user(cast.office)
    assert page(client, deciding(forms)).count('type="checkbox"') == 3

    sent = {"number": "12/QĐ-HKH", "signed_on": "28/12/2023", "nominations": [one.pk, two.pk]}
    html = text(client.post(deciding(forms), sent, follow=True))

    assert "Đã ghi quyết định số 12/QĐ-HKH." in html
    assert "<h1>Quyết định số 12/QĐ-HKH</h1>" in html
    assert "ngày 28 tháng 12 năm 2023" in html
    assert set(Decision.objects.get().nominations.all()) == {one, two}
    left.refresh_from_db()
    assert left.state == "proposed"


def test_a_refused_decision_keeps_its_ticks(cast, forms, nominate, decide, as_user):
    decide(nominate("Một"))
    two, three = nominate("Hai"), nominate("Ba")
    sent = {"number": "12/QĐ-HKH", "signed_on": "28/12/2023", "nominations": [two.pk]}

    html = text(as_user(cast.office).post(deciding(forms), sent))

    assert "đã có quyết định số 12/QĐ-HKH ngày 28/12/2023 trong sổ." in html
    assert 'value="12/QĐ-HKH"' in html
    assert html.count("checked") == 1
    three.refresh_from_db()
    assert three.state == "proposed"


def test_a_decision_of_nobody_is_refused(cast, forms, nominate, as_user):
    nominate("Một")

    html = text(as_user(cast.office).post(deciding(forms), {"number": "12", "signed_on": "28/12/2023"}))

    assert "Quyết định phải có ít nhất một người hoặc tập thể." in html
    assert Decision.objects.count() == 0


def test_the_whole_list_is_handed_over_on_one_day(cast, nominate, decide, as_user):
    decision = decide(nominate("Một"), nominate("Hai"))
    client = as_user(cast.office)
    path = f"/khen-thuong/quyet-dinh/{decision.pk}/trao/"

    early = text(client.post(path, {"given_on": "27/12/2023"}))
    assert "Ngày trao không thể trước ngày ký quyết định." in early
    html = text(client.post(path, {"given_on": "18/01/2024"}, follow=True))

    assert "Đã ghi ngày trao cho cả danh sách." in html
    assert set(Nomination.objects.values_list("state", "given_on")) == {("given", date(2024, 1, 18))}
    assert "Ghi đã trao" not in html


def test_a_commune_sees_the_number_of_a_decision_it_may_not_open(cast, nominate, decide, as_user):
    nomination = nominate()
    decision = decide(nomination)

    html = page(as_user(cast.con_minh_officer), f"/khen-thuong/{nomination.pk}/")

    assert "số 12/QĐ-HKH, ngày 28 tháng 12 năm 2023" in html
    assert decision.get_absolute_url() not in html


def test_decisions_are_listed_with_how_many_they_honour(cast, nominate, decide, as_user):
    decide(nominate("Một"), nominate("Hai"))

    html = page(as_user(cast.leader), "/khen-thuong/quyet-dinh/")

    assert '<td class="num" data-label="Được khen">2</td>' in html
    assert "Ghi quyết định" not in html


# The catalogue


def test_the_catalogue_says_who_gives_what_to_whom_and_when(cast, forms, as_user):
    html = page(as_user(cast.con_minh_officer), "/khen-thuong/hinh-thuc/")

    assert "Kỷ niệm chương</a><small>Hội Khuyến học Việt Nam</small>" in html
    assert "từ năm 2010" in html
    assert "tập thể, cá nhân" in html
    assert "Thêm hình thức" not in html


def test_the_root_office_adds_a_form(cast, forms, as_user):
    sent = {
        "grantor_level": "other",
        "grantor_name": "UBND huyện Na Rì",
        "name": "Giấy khen",
        "classes": ["collective", "household"],
        "valid_from": "2024",
    }

    html = text(as_user(cast.office).post("/khen-thuong/hinh-thuc/moi/", sent, follow=True))

    assert "Đã thêm Giấy khen của UBND huyện Na Rì." in html
    made = AwardForm.objects.get(grantor_level="other")
    assert made.classes == ["collective", "household"]
    assert (made.valid_from, made.valid_to) == (2024, None)


def test_a_form_for_nobody_or_with_years_turned_round_is_refused(cast, as_user):
    client = as_user(cast.office)
    sent = {"grantor_level": "other", "grantor_name": "UBND", "name": "Giấy khen"}

    nobody = text(client.post("/khen-thuong/hinh-thuc/moi/", sent))
    turned = sent | {"classes": ["person"], "valid_from": "2024", "valid_to": "2023"}

    assert "Xin chọn ít nhất một loại đối tượng được khen." in nobody
    html = text(client.post("/khen-thuong/hinh-thuc/moi/", turned))
    assert "Năm hết áp dụng không thể trước năm bắt đầu." in html
    assert 'value="UBND"' in html
