"""Writing a nomination down: whose, in which round, for whom, and what is known of her before anything is typed."""

from datetime import date

import pytest
import time_machine

from awards import actions
from awards.models import Nomination
from chapters.actions import admit_member
from tests.refusals import refusal_of as refused


@pytest.fixture(autouse=True, scope="module")
def _in_november():
    with time_machine.travel("2023-11-15 09:00+07:00"):
        yield


@pytest.fixture
def award_round(cast):
    return actions.open_round(
        unit=cast.district, name="Đợt tổng kết", year=2023, opens_on=date(2023, 10, 1), by=cast.office
    )


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def mine(award_round, unit="02173", words=""):
    return f"/khen-thuong/moi/?don-vi={unit}&dot={award_round.pk}&ten={words}"


def filled(forms, **values):
    return {"form": forms.certificate.pk, "recipient_class": "person", "recipient_name": "Nông Văn Hùng"} | values


def test_only_open_rounds_that_reach_her_are_offered(cast, award_round, as_user):
    actions.open_round(
        unit=cast.van_lang, name="Đợt của Văn Lang", year=2023, opens_on=date(2023, 1, 1), by=cast.office
    )
    actions.open_round(unit=cast.district, name="Đợt sau", year=2024, opens_on=date(2024, 1, 1), by=cast.office)
    over = actions.open_round(unit=cast.district, name="Đợt xong", year=2022, opens_on=date(2022, 1, 1), by=cast.office)
    actions.close_round(award_round=over, by=cast.office)

    html = text(as_user(cast.con_minh_officer).get("/khen-thuong/moi/"))

    assert "Đợt tổng kết năm 2023, Hội Khuyến học huyện Na Rì</option>" in html
    for other in ("Đợt của Văn Lang", "Đợt sau", "Đợt xong"):
        assert other not in html


def test_going_past_a_round_is_refused_at_the_first_step(cast, forms, award_round, as_user):
    html = text(as_user(cast.con_minh_officer).get("/khen-thuong/moi/?don-vi=02173&dot=&nam=2023"))

    assert "Năm 2023 đã có Đợt tổng kết của Hội Khuyến học huyện Na Rì." in html
    assert "Bước 1" in html


def test_a_nomination_stands_in_its_round(cast, forms, award_round, as_user):
    html = text(as_user(cast.con_minh_officer).post(mine(award_round), filled(forms), follow=True))

    assert Nomination.objects.get().round == award_round
    assert "Đợt tổng kết năm 2023</a>" in html


def test_the_only_member_that_is_found_is_filled_in(cast, forms, award_round, nominate, decide, as_user):
    nomination = nominate("", member=cast.lan, year=2021)
    actions.decide(
        nominations=[nomination], unit=cast.district, number="7/QĐ", signed_on=date(2021, 12, 20), by=cast.office
    )

    initial = as_user(cast.con_minh_officer).get(mine(award_round, words="lan")).context["form"].initial

    assert initial == {
        "recipient_class": "person",
        "member": cast.lan,
        "birth_year": 1960,
        "sex": "female",
        "service_years": 3,
        "earlier_awards": "Giấy khen của Hội Khuyến học huyện Na Rì (số 7/QĐ, 20/12/2021)",
    }


def test_what_nobody_typed_of_a_member_comes_from_her_record(cast, forms, award_round, as_user):
    sent = filled(forms, member=cast.lan.pk, recipient_name="")

    as_user(cast.con_minh_officer).post(mine(award_round), sent)

    made = Nomination.objects.get()
    assert (made.recipient_name, made.birth_year, made.sex, made.service_years) == ("Hoàng Thị Lan", 1960, "female", 3)


def test_what_was_typed_goes_before_the_record(cast, forms, award_round, as_user):
    sent = filled(forms, member=cast.lan.pk, recipient_name="", service_years="20", earlier_awards="Giấy khen 2010")

    as_user(cast.con_minh_officer).post(mine(award_round), sent)

    assert (Nomination.objects.get().service_years, Nomination.objects.get().earlier_awards) == (20, "Giấy khen 2010")


def test_a_unit_below_is_put_forward_under_its_own_name(cast, forms, award_round, as_user):
    client = as_user(cast.con_minh_officer)
    html = text(client.get(mine(award_round)))
    assert "Chi hội thôn Chợ A" in html
    assert "Tô Đoóc" not in html

    sent = filled(forms, recipient_class="collective", recipient_name="", recipient_unit=cast.cho_a.pk)
    client.post(mine(award_round), sent)

    made = Nomination.objects.get()
    assert (made.recipient_unit, made.recipient_name) == (cast.cho_a, "Chi hội thôn Chợ A")
    wrong = client.post(mine(award_round), filled(forms, recipient_unit=cast.cho_a.pk))
    assert "Đơn vị chỉ chọn khi đề nghị cho tập thể." in wrong.context["form"].errors["recipient_unit"][0]
    stranger = client.post(mine(award_round), sent | {"recipient_unit": cast.to_dooc.pk})
    assert stranger.context["form"].errors["recipient_unit"]


def test_an_outsider_a_household_and_a_clan_are_put_forward_by_name(cast, forms, award_round, as_user):
    wide = actions.add_award_form(
        grantor_level="commune",
        grantor_name="Hội xã",
        name="Giấy khen",
        for_person=True,
        for_household=True,
        for_clan=True,
        by=cast.office,
    )
    client = as_user(cast.con_minh_officer)
    for kind, name in (("person", "Bà Nguyễn Thị Hòa"), ("household", "Hộ ông Bàn Văn Lý"), ("clan", "Dòng họ Hoàng")):
        client.post(mine(award_round), filled(forms, form=wide.pk, recipient_class=kind, recipient_name=name))

    assert list(Nomination.objects.order_by("pk").values_list("recipient_class", "recipient_name", "member")) == [
        ("person", "Bà Nguyễn Thị Hòa", None),
        ("household", "Hộ ông Bàn Văn Lý", None),
        ("clan", "Dòng họ Hoàng", None),
    ]


def test_the_quota_is_shown_before_anything_is_typed(cast, forms, award_round, nominate, as_user):
    actions.add_rule(form=forms.certificate, code="quota", value=2, by=cast.office)
    nominate(award_round=award_round)

    html = text(as_user(cast.con_minh_officer).get(mine(award_round)))

    assert 'data-label="Đã gửi">1</td>' in html
    assert 'data-label="Còn lại">1</td>' in html


def test_a_draft_shows_what_it_lacks_before_it_is_sent(cast, forms, award_round, nominate, as_user):
    actions.add_rule(form=forms.certificate, code="service", value=5, by=cast.office)
    actions.add_rule(form=forms.certificate, code="once", is_confirmed=True, by=cast.office)
    draft = nominate("", member=cast.lan, award_round=award_round, sends=False)

    html = text(as_user(cast.con_minh_officer).get(draft.get_absolute_url()))

    assert "Hoàng Thị Lan mới có 3 năm." in html
    assert html.count("chưa đủ</span>") == 1
    assert html.count(">đủ</span>") == 1
    assert html.split("Đã thay đổi")[0].count("chờ Hội xác nhận") == 1


def test_one_person_from_two_units_is_caught_and_a_namesake_is_not(cast, forms, nominate):
    nominate("Nông Văn Hùng", birth_year=1970)

    def from_next_door(**values):
        return nominate("nông văn hùng", unit=cast.van_lang, by=cast.van_lang_officer, **values)

    told, field = refused(lambda: from_next_door(birth_year=1970))
    assert field == "is_other_person"
    assert "sinh năm 1970, đã được đề nghị hình thức khen đó trong năm, có thể do đơn vị khác." in told
    assert "Côn Minh" not in told
    assert from_next_door(birth_year=1971).state == "proposed"
    assert from_next_door(birth_year=1970, is_other_person=True).state == "proposed"


def test_a_member_put_forward_by_her_chapter_is_not_put_forward_by_name_too(cast, nominate):
    nominate("", member=cast.lan)

    told, _ = refused(lambda: nominate("Hoàng Thị Lan", birth_year=1960, unit=cast.van_lang, by=cast.van_lang_officer))

    assert "đã được đề nghị" in told


def test_nor_a_name_put_forward_first_as_a_member(cast, nominate):
    nominate("Hoàng Thị Lan", birth_year=1960, unit=cast.van_lang, by=cast.van_lang_officer)

    assert refused(lambda: nominate("", member=cast.lan))[1] == "is_other_person"


def test_two_members_of_one_name_and_year_are_two(cast, nominate):
    other = admit_member(unit=cast.cho_a, name="Hoàng Thị Lan", birth_year=1960, since=date(2020, 1, 1), by=cast.office)
    nominate("", member=cast.lan)

    assert nominate("", member=other).state == "proposed"


def test_a_name_of_forty_words_is_kept_if_it_fits_and_refused_without_loss_if_not(cast, forms, award_round, as_user):
    client = as_user(cast.con_minh_officer)
    fits, long = " ".join(["Nông"] * 40), " ".join(["Nguyễn"] * 40)

    client.post(mine(award_round), filled(forms, recipient_name=fits))
    response = client.post(mine(award_round), filled(forms, recipient_name=long, achievements="Giữ lại"))

    assert Nomination.objects.get().recipient_name == fits
    assert "200" in response.context["form"].errors["recipient_name"][0]
    assert long in text(response)
    assert "Giữ lại" in text(response)


def test_a_chapter_officer_nominates_for_her_chapter_only(cast, forms, award_round, as_user):
    client = as_user(cast.chapter_officer)
    start = text(client.get("/khen-thuong/moi/"))
    assert f'<option value="{cast.ban_cao.code}" selected>' in start
    assert "Chợ A" not in start

    path = mine(award_round, unit=cast.ban_cao.code)
    html = text(client.post(path, filled(forms, recipient_name="", member=cast.lan.pk, propose="1"), follow=True))

    assert "Đã gửi đề nghị: Hoàng Thị Lan" in html
    made = Nomination.objects.get()
    assert (made.unit, made.at) == (cast.ban_cao, cast.con_minh)
    assert "Hoàng Thị Lan" in text(client.get("/khen-thuong/"))
    assert "Đã rút về bản soạn." in text(client.post(f"/khen-thuong/{made.pk}/chuyen/rut-ve/", follow=True))
    elsewhere = text(client.post(mine(award_round, unit=cast.cho_a.code), filled(forms)))
    assert "Lựa chọn này không có trong danh sách." in elsewhere


def test_a_draft_is_given_up_and_stands_in_nobodys_way(cast, forms, nominate, as_user):
    draft = nominate("", member=cast.lan, sends=False)
    client = as_user(cast.con_minh_officer)

    html = text(client.post(f"/khen-thuong/{draft.pk}/chuyen/bo/", follow=True))

    assert "Đã bỏ bản soạn" in html
    assert "Hoàng Thị Lan" not in text(client.get("/khen-thuong/"))
    assert "Hoàng Thị Lan" in text(client.get("/khen-thuong/?trang-thai=withdrawn"))
    assert nominate("", member=cast.lan).state == "proposed"
    assert refused(lambda: actions.propose(nomination=draft, by=cast.con_minh_officer))[0] == (
        "Hoàng Thị Lan đang ở trạng thái “đã bỏ”, không chuyển sang “đề nghị” được."
    )


def test_what_was_sent_is_not_given_up(cast, nominate):
    sent = nominate()

    assert refused(lambda: actions.withdraw(nomination=sent, by=cast.con_minh_officer))[0] == (
        "Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước."
    )


def test_a_name_that_is_not_the_members_is_refused_and_one_spelt_otherwise_is_hers(cast, forms, award_round, as_user):
    client = as_user(cast.con_minh_officer)

    wrong = client.post(mine(award_round), filled(forms, member=cast.lan.pk))
    client.post(mine(award_round), filled(forms, member=cast.lan.pk, recipient_name="hoàng thị lan"))

    assert wrong.context["form"].errors["recipient_name"] == [
        "Tên đã gõ khác tên hội viên đã chọn. Xin xóa tên đã gõ, hoặc bỏ chọn hội viên."
    ]
    assert Nomination.objects.get().member == cast.lan


def test_changing_a_draft_keeps_whom_it_is_about(cast, forms, nominate, as_user):
    own = nominate("", kind="collective", sends=False)
    below = nominate("", kind="collective", recipient_unit=cast.cho_a, sends=False)
    client = as_user(cast.con_minh_officer)

    for draft in (own, below):
        form = client.get(f"/khen-thuong/{draft.pk}/sua/").context["form"]
        shown = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in shown.items() if value not in (None, False)}
        client.post(f"/khen-thuong/{draft.pk}/sua/", sent | {"note": "Đã sửa"})

    assert list(Nomination.objects.order_by("pk").values_list("recipient_unit", "recipient_name", "note")) == [
        (cast.con_minh.pk, "Hội Khuyến học xã Côn Minh", "Đã sửa"),
        (cast.cho_a.pk, "Chi hội thôn Chợ A", "Đã sửa"),
    ]


# Many at once


def send(client, *nominations):
    return client.post("/khen-thuong/gui/", {"nominations": [one.pk for one in nominations]})


def test_many_are_sent_at_once_and_each_refusal_is_told_beside_its_line(cast, forms, award_round, nominate, as_user):
    actions.add_rule(form=forms.certificate, code="quota", value=2, by=cast.office)
    drafts = [nominate(f"Người {number}", award_round=award_round, sends=False) for number in range(4)]

    html = text(send(as_user(cast.con_minh_officer), *drafts[:3]))

    assert "Đã gửi 2 đề nghị." in html
    assert "1 đề nghị chưa gửi được; lý do ghi ở từng dòng." in html
    assert html.count("Xin rút bớt một đề nghị, hoặc xin thêm chỉ tiêu.") == 1
    assert [one.state for one in Nomination.objects.order_by("pk")] == ["proposed", "proposed", "draft", "draft"]
    assert html.count(" checked") == 1


def test_what_was_handed_back_is_told_to_those_below_and_sent_again_only_on_purpose(cast, nominate, as_user):
    sent, _ = nominate(), nominate("Bàn Thị Én", sends=False)
    actions.hand_back(nomination=sent, reason="Thiếu năm sinh.", by=cast.office)
    commune, told = as_user(cast.con_minh_officer), "1 đề nghị khen thưởng bị trả lại, chờ sửa rồi gửi lại."

    assert told in text(commune.get("/"))
    assert "bị trả lại" not in text(as_user(cast.office).get("/"))  # it was she who gave it back
    assert "bị trả lại" not in text(as_user(cast.van_lang_officer).get("/"))
    html = text(commune.get("/khen-thuong/gui/"))
    assert "trả lại</span> Thiếu năm sinh." in html
    assert f'value="{sent.pk}" aria-label="Gửi Nông Văn Hùng"> ' in html.replace('"></td>', '"> </td>')
    assert 'aria-label="Gửi Bàn Thị Én" checked>' in html
    page = text(commune.get(f"/khen-thuong/{sent.pk}/"))
    assert "<strong>Hội Khuyến học huyện Na Rì trả lại:</strong> Thiếu năm sinh.<br>Xin sửa rồi gửi lại." in page

    actions.propose(nomination=sent, by=cast.con_minh_officer)
    assert "bị trả lại" not in text(commune.get("/"))
    assert "Xin sửa rồi gửi lại" not in text(commune.get(f"/khen-thuong/{sent.pk}/"))


def test_from_a_round_it_is_that_round_that_is_chosen(cast, award_round, as_user):
    later = actions.open_round(
        unit=cast.district, year=2024, name="Đợt sau", opens_on=award_round.opens_on, by=cast.office
    )
    client = as_user(cast.con_minh_officer)

    for one in (award_round, later):
        assert f'href="/khen-thuong/moi/?dot={one.pk}">Lập đề nghị</a>' in text(
            client.get(f"/khen-thuong/dot/{one.pk}/")
        )
        assert f'<option value="{one.pk}" selected>' in text(client.get(f"/khen-thuong/moi/?dot={one.pk}"))
    assert '<option value="02173" selected>xã Côn Minh</option>' in text(client.get("/khen-thuong/moi/?dot=x"))


def test_nothing_ticked_is_said_so_and_a_neighbours_draft_is_not_sent(cast, nominate, as_user):
    other = nominate("Lý Văn Lang", unit=cast.van_lang, by=cast.van_lang_officer, sends=False)
    client = as_user(cast.con_minh_officer)

    assert "Chưa đánh dấu đề nghị nào." in text(client.post("/khen-thuong/gui/"))
    send(client, other)
    client.post("/khen-thuong/gui/", {"nominations": ["x", "999999999999999999999"]})

    other.refresh_from_db()
    assert other.state == "draft"
    assert "Không còn bản soạn nào" in text(client.get("/khen-thuong/gui/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_drafts_ask_as_much_for_three_as_for_one(cast, nominate, as_user, django_assert_num_queries, number):
    for one in range(number):
        nominate(f"Người {one}", sends=False)
    client = as_user(cast.con_minh_officer)

    with django_assert_num_queries(6):
        html = text(client.get("/khen-thuong/gui/"))
    assert html.count('type="checkbox"') == number


# The list


def test_the_list_is_narrowed_by_round_form_class_and_where_it_is(cast, forms, award_round, nominate, as_user):
    nominate("Một", award_round=award_round)
    nominate("", kind="collective", award_round=award_round)
    actions.propose(
        nomination=nominate("Hai", unit=cast.ban_cao, sends=False, by=cast.chapter_officer, award_round=award_round),
        by=cast.chapter_officer,
    )
    nominate("Ba", form=forms.medal, by=cast.office, award_round=None)
    client = as_user(cast.office)

    def names(query):
        return {one.recipient_name for one in client.get(f"/khen-thuong/?nam=2023&{query}").context["page"]}

    assert names(f"dot={award_round.pk}") == {"Một", "Hai", "Hội Khuyến học xã Côn Minh"}
    assert names("dang-o=02173") == {"Hai"}
    assert names("doi-tuong=collective") == {"Hội Khuyến học xã Côn Minh"}
    assert names(f"hinh-thuc={forms.medal.code}") == {"Ba"}
    assert names("dot=khong") == {"Một", "Hai", "Ba", "Hội Khuyến học xã Côn Minh"}
