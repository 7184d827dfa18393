"""Rounds: who opens them, whom they bind, and what their dates refuse."""

from datetime import date

import pytest
import time_machine

from awards import actions
from awards.models import AwardRound, Nomination
from khuyenhoc.actions import NotAllowed
from tests.refusals import refusal as refused


@pytest.fixture(autouse=True, scope="module")
def _in_november():
    with time_machine.travel("2023-11-15 09:00+07:00"):
        yield


@pytest.fixture
def open_round(cast):
    def act(unit=None, name="Đợt tổng kết", year=2023, opens_on=date(2023, 10, 1), **dates):
        facts = {"name": name, "year": year, "opens_on": opens_on, **dates}
        return actions.open_round(unit=unit or cast.district, by=cast.office, **facts)

    return act


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_after_the_last_day_of_her_level_only_the_office_still_sends(cast, open_round, nominate):
    late = open_round(due_commune=date(2023, 11, 10))

    told = refused(lambda: nominate(award_round=late))

    assert told == (
        "Đợt tổng kết năm 2023: hạn của xã Côn Minh là ngày 10/11/2023, đã qua. "
        "Nếu cần gửi muộn, xin đề nghị Thường trực Hội gửi giúp hoặc lùi hạn."
    )
    assert nominate(award_round=late, by=cast.office).state == "proposed"


def test_on_the_last_day_it_is_not_late(open_round, nominate):
    assert nominate(award_round=open_round(due_commune=date(2023, 11, 15))).state == "proposed"


def test_a_draft_of_before_the_last_day_is_late_afterwards_until_the_day_is_put_off(cast, open_round, nominate):
    award_round = open_round(due_commune=date(2023, 11, 15))
    draft = nominate(award_round=award_round, sends=False)

    with time_machine.travel("2023-11-16 09:00+07:00"):
        assert "đã qua" in refused(lambda: actions.propose(nomination=draft, by=cast.con_minh_officer))
        actions.change_round(award_round=award_round, due_commune=date(2023, 11, 20), by=cast.office)
        assert actions.propose(nomination=draft, by=cast.con_minh_officer).state == "proposed"


def test_nothing_goes_into_a_round_before_it_opens_or_after_it_was_closed(cast, open_round, nominate):
    soon = open_round(name="Đợt sau", opens_on=date(2023, 12, 1))
    assert refused(lambda: nominate(award_round=soon)) == "Đợt sau năm 2023 nhận đề nghị từ ngày 01/12/2023."

    over = actions.close_round(award_round=open_round(), by=cast.office)
    assert "đã kết thúc" in refused(lambda: nominate(award_round=over))

    again = actions.reopen_round(award_round=over, by=cast.office)
    assert nominate(award_round=again).round == again


def test_nobody_goes_past_the_round_of_a_year_but_the_office_that_opened_it(cast, open_round, nominate):
    before = nominate("Người có bản soạn từ trước", sends=False)
    open_round()

    told = refused(lambda: nominate(award_round=None))

    assert told == ("Năm 2023 đã có Đợt tổng kết của Hội Khuyến học huyện Na Rì. Xin chọn đợt đó khi lập đề nghị.")
    assert refused(lambda: actions.propose(nomination=before, by=cast.con_minh_officer)) == told
    assert nominate(year=2021).year == 2021
    assert nominate(by=cast.office, award_round=None).round is None


def test_the_year_is_the_rounds(open_round, nominate):
    assert nominate(award_round=open_round(year=2022), year=2023).year == 2022


def test_a_round_takes_only_units_below_the_one_that_opened_it(cast, open_round, nominate):
    own = open_round(unit=cast.van_lang, name="Đợt của xã")

    told = refused(lambda: nominate(award_round=own))

    assert told == "Đợt của xã năm 2023 là đợt của xã Văn Lang, không gồm xã Côn Minh."


def test_dates_turned_round_are_refused(open_round):
    assert refused(lambda: open_round(due_chapter=date(2023, 11, 20), due_commune=date(2023, 11, 10))) == (
        "Hạn của chi hội, ban không thể sau hạn của cấp trên. Xin xem lại các hạn."
    )
    assert refused(lambda: open_round(due_commune=date(2023, 9, 1))) == (
        "Hạn nộp không thể trước ngày bắt đầu nhận đề nghị."
    )


def test_two_rounds_of_a_year_go_by_two_names(open_round):
    open_round()

    assert refused(open_round) == "Năm đó đã có đợt khen thưởng tên như vậy. Xin đặt tên khác."
    assert open_round(year=2024, opens_on=date(2024, 10, 1)).year == 2024


def test_a_round_with_nominations_keeps_its_year_and_a_closed_one_its_dates(cast, open_round, nominate):
    award_round = open_round()
    nominate(award_round=award_round)

    def change(**facts):
        return actions.change_round(award_round=award_round, by=cast.office, **facts)

    assert "không đổi năm được" in refused(lambda: change(year=2022))
    assert change(name="Đợt cuối năm").name == "Đợt cuối năm"
    actions.close_round(award_round=award_round, by=cast.office)
    assert "Xin mở lại trước khi sửa" in refused(lambda: change(name="Khác"))


def test_only_who_decides_there_opens_changes_and_closes(cast, open_round):
    award_round = open_round()
    for user in (cast.con_minh_officer, cast.leader, cast.inspector, cast.chapter_officer):
        for verb in (actions.change_round, actions.close_round, actions.reopen_round):
            with pytest.raises(NotAllowed):
                verb(award_round=award_round, by=user)
        with pytest.raises(NotAllowed):
            actions.open_round(unit=cast.con_minh, name="X", year=2023, opens_on=date(2023, 1, 1), by=user)


def test_a_round_is_known_below_and_not_next_door(cast, open_round):
    whole, own = open_round(), open_round(unit=cast.van_lang, name="Đợt của xã")

    def known(user):
        return set(AwardRound.objects.known_to(user))

    assert known(cast.chapter_officer) == known(cast.con_minh_officer) == {whole}
    assert known(cast.van_lang_officer) == known(cast.office) == {whole, own}
    assert known(cast.treasurer) == set()


# Pages


def test_a_round_is_opened_with_last_years_dates_a_year_later(cast, open_round, as_user):
    open_round(year=2022, opens_on=date(2022, 10, 1), due_commune=date(2022, 11, 30))
    client = as_user(cast.office)

    html = text(client.get("/khen-thuong/dot/moi/"))
    for shown in ('value="Đợt tổng kết"', 'value="2023"', 'value="01/10/2023"', 'value="30/11/2023"'):
        assert shown in html

    sent = {"name": "Đợt tổng kết", "year": "2023", "opens_on": "1/10/2023", "due_commune": "30/11/2023"}
    html = text(client.post("/khen-thuong/dot/moi/", sent, follow=True))
    assert "Đã mở Đợt tổng kết năm 2023." in html
    made = AwardRound.objects.get(year=2023)
    assert (made.unit, made.due_commune, made.due_chapter) == (cast.district, date(2023, 11, 30), None)


def test_the_office_opens_a_round_for_one_commune_which_hands_up_to_itself(cast, as_user):
    client = as_user(cast.office)

    html = text(client.get("/khen-thuong/dot/moi/?don-vi=02173"))

    assert "Hội Khuyến học xã Côn Minh và cấp dưới" in html
    assert "Hạn của Hội cấp xã" in html
    assert "Hạn của Hội cấp huyện" not in html
    assert client.get("/khen-thuong/dot/moi/?don-vi=khong-co").status_code == 404


def test_what_is_wrong_with_a_date_is_said_beside_it_and_what_was_typed_stays(cast, as_user):
    sent = {"name": "Đợt hai", "year": "2023", "opens_on": "31/2/2023"}

    response = as_user(cast.office).post("/khen-thuong/dot/moi/", sent)

    assert list(response.context["form"].errors) == ["opens_on"]
    assert 'value="31/2/2023"' in text(response)
    assert AwardRound.objects.count() == 0


def test_a_round_is_put_off_closed_and_opened_again_on_its_page(cast, open_round, nominate, as_user):
    award_round = open_round(due_commune=date(2023, 11, 10))
    client, path = as_user(cast.office), award_round.get_absolute_url()
    assert "đã qua hạn" in text(client.get(path))

    sent = {"name": "Đợt tổng kết", "year": "2023", "opens_on": "1/10/2023", "due_commune": "30/11/2023"}
    assert "Đã sửa đợt khen thưởng." in text(client.post(f"{path}sua/", sent, follow=True))
    nominate(award_round=award_round)
    assert "Đề nghị mới không gửi vào đợt này được nữa" in text(client.post(f"{path}ket-thuc/", follow=True))
    assert "Lập đề nghị" not in text(as_user(cast.con_minh_officer).get(path))
    assert "Đã mở lại" in text(client.post(f"{path}mo-lai/", follow=True))
    html = text(as_user(cast.con_minh_officer).get(path))
    assert "30/11/2023" in html
    assert "Lập đề nghị" in html
    assert "Kết thúc đợt" not in html


def test_each_number_of_a_round_leads_to_as_many_nominations(cast, open_round, nominate, as_user):
    award_round = open_round()
    nominate("Một", award_round=award_round)
    nominate("Hai", award_round=award_round)
    nominate("Ba", award_round=award_round, sends=False)
    nominate("Của năm khác", year=2021)
    client = as_user(cast.leader)

    numbers = client.get(award_round.get_absolute_url()).context["numbers"]

    assert numbers == [("draft", "đang soạn", 1), ("proposed", "đề nghị", 2)]
    rows = client.get(f"/khen-thuong/?nam=2023&dot={award_round.pk}&trang-thai=proposed").context["page"]
    assert {one.recipient_name for one in rows} == {"Một", "Hai"}


def test_a_round_shows_what_is_used_and_left_of_each_quota(cast, forms, open_round, nominate, as_user):
    actions.add_rule(form=forms.certificate, code="quota", value=2, by=cast.office)
    actions.add_rule(form=forms.medal, code="quota_percent", value=50, by=cast.office)
    award_round = open_round()
    nominate(award_round=award_round)

    html = text(as_user(cast.con_minh_officer).get(award_round.get_absolute_url()))
    uses = as_user(cast.office).get(award_round.get_absolute_url()).context["quotas"]

    assert 'data-label="Còn lại">1</td>' in html
    assert "Văn Lang" not in html
    assert [(use.rule.code, use.unit, use.used, use.allowed, use.left) for use in uses] == [
        ("quota_percent", cast.con_minh, 0, 0, 0),
        ("quota", cast.con_minh, 1, 2, 1),
        ("quota_percent", cast.van_lang, 0, 0, 0),
        ("quota", cast.van_lang, 0, 2, 2),
    ]


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_pages_ask_as_much_for_three_rounds_as_for_one(
    cast, open_round, as_user, django_assert_num_queries, rounds
):
    for number in range(rounds):
        open_round(name=f"Đợt {number}")
    client = as_user(cast.office)

    with django_assert_num_queries(6):
        html = text(client.get("/khen-thuong/dot/"))
    assert html.count("đang nhận</span>") == rounds


@pytest.mark.parametrize("communes", [1, 3])
def test_the_page_of_a_round_asks_as_much_for_three_quotas_as_for_one(
    cast, forms, open_round, as_user, django_assert_num_queries, communes
):
    award_round = open_round()
    for form in (forms.flag, forms.medal, forms.certificate)[:communes]:
        actions.add_rule(form=form, code="quota_percent", value=5, by=cast.office)
    client = as_user(cast.leader)

    with django_assert_num_queries(11):
        html = text(client.get(award_round.get_absolute_url()))
    assert html.count('data-label="Được đề nghị"') == 2 * communes


def test_the_list_without_rounds_says_what_will_stand_there(cast, as_user):
    assert "ngày nhận và hạn của đơn vị bạn hiện ở đây" in text(as_user(cast.con_minh_officer).get("/khen-thuong/dot/"))
    assert "Mở đợt để các đơn vị biết" in text(as_user(cast.office).get("/khen-thuong/dot/"))
    assert Nomination.objects.count() == 0
