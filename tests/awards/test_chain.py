"""The way up: chapter → commune → district → grantor; each level agrees, gives back or declines, with its reason."""

from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from awards import actions
from awards.models import Endorsement, Nomination
from awards.way import way_of
from chapters.actions import erase_member, record_request
from chapters.hindrance import hindrances
from khuyenhoc.actions import NotAllowed
from khuyenhoc.models import Change
from tests.refusals import refusal_of as refused
from tests.refusals import refused as guarded


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


@pytest.fixture
def from_chapter(cast, nominate):
    """Put forward by a chapter's officer: it waits at the commune."""

    def act(name="Bế Văn Chờ", **values):
        return nominate(name, unit=cast.ban_cao, by=cast.chapter_officer, **values)

    return act


def test_a_chapters_nomination_goes_through_its_commune_to_the_district(cast, from_chapter):
    sent = from_chapter()
    assert (sent.at, sent.state) == (cast.con_minh, "proposed")

    at_district = actions.endorse(nomination=sent, by=cast.con_minh_officer)
    assert (at_district.at, at_district.state) == (cast.district, "proposed")

    done = actions.endorse(nomination=at_district, by=cast.office)
    assert (done.at, done.state) == (cast.district, "endorsed")
    assert list(Endorsement.objects.values_list("unit__name", "outcome")) == [
        ("Côn Minh", "endorsed"), ("Na Rì", "endorsed"),
    ]  # fmt: skip


def test_who_examines_is_asked_at_the_level_that_holds_it(cast, from_chapter):
    sent = from_chapter()
    for stranger in (cast.van_lang_officer, cast.chapter_officer, cast.leader, cast.inspector, cast.treasurer):
        with pytest.raises(NotAllowed):
            actions.endorse(nomination=sent, by=stranger)
    at_district = actions.endorse(nomination=sent, by=cast.con_minh_officer)

    for act in (actions.endorse, actions.decline, actions.hand_back):
        more = {} if act is actions.endorse else {"reason": "Không"}
        with pytest.raises(NotAllowed):
            act(nomination=at_district, by=cast.con_minh_officer, **more)


def test_the_office_may_speak_for_a_commune_that_does_not(cast, from_chapter):
    passed = actions.endorse(nomination=from_chapter(), by=cast.office)

    assert passed.at == cast.district
    assert Endorsement.objects.get().unit == cast.con_minh


def test_what_is_given_back_is_a_draft_with_what_to_mend_and_may_be_sent_again(cast, from_chapter):
    sent = actions.endorse(nomination=from_chapter(), by=cast.con_minh_officer)
    assert refused(lambda: actions.hand_back(nomination=sent, reason=" ", by=cast.office)) == (
        "Xin ghi điều cần sửa để đơn vị được biết.",
        "reason",
    )

    back = actions.hand_back(nomination=sent, reason="Thiếu báo cáo thành tích.", by=cast.office)

    assert (back.state, back.at) == ("draft", None)
    again = actions.propose(nomination=back, by=cast.chapter_officer)
    assert again.at == cast.con_minh
    assert actions.call_back(nomination=again, by=cast.chapter_officer).state == "draft"


def test_what_waits_for_nobody_is_not_examined(cast, nominate):
    draft = nominate(sends=False)

    told, _ = refused(lambda: actions.endorse(nomination=draft, by=cast.office))

    assert told == "Nông Văn Hùng đang ở trạng thái “đang soạn”, không chờ cấp nào xét. Xin tải lại trang."


def test_a_proposal_to_a_higher_level_stays_one_until_its_decision_is_recorded(cast, forms, nominate, decide):
    medal = actions.endorse(nomination=nominate(form=forms.medal), by=cast.office)
    assert (medal.state, medal.decision) == ("endorsed", None)

    decide(medal, number="512/QĐ-KHVN")

    medal.refresh_from_db()
    assert medal.state == "decided"
    assert medal.decision.grantor_name == "Hội Khuyến học Việt Nam"


def test_the_way_tells_who_said_what_who_has_it_and_who_is_to_come(cast, from_chapter):
    sent = actions.endorse(nomination=from_chapter(), by=cast.con_minh_officer)
    today = date(2024, 1, 18)

    way = [(step.who, step.words, step.on, step.is_now) for step in way_of(sent)]

    assert way == [
        ("Chi hội thôn Bản Cào", "lập đề nghị", None, False),
        ("Hội Khuyến học xã Côn Minh", "đồng ý, trình cấp trên", today, False),
        ("Hội Khuyến học huyện Na Rì", "đang xét", None, True),
        ("Hội Khuyến học huyện Na Rì", "quyết định", None, False),
    ]


def test_the_way_of_what_was_declined_ends_with_its_reason(cast, nominate):
    declined = actions.decline(nomination=nominate(), reason="Chưa đủ hai năm.", by=cast.office)

    last = way_of(declined)[-1]

    assert (last.who, last.words, last.reason) == ("Hội Khuyến học huyện Na Rì", "không xét", "Chưa đủ hai năm.")


def test_the_way_goes_on_to_the_day_it_was_given_and_taken_back(cast, nominate, decide):
    nomination = nominate()
    decide(nomination)
    nomination.refresh_from_db()
    given = actions.give(nomination=nomination, given_on=date(2024, 1, 10), by=cast.office)
    actions.revoke(
        nomination=given, number="3/QĐ-HKH", signed_on=date(2024, 1, 15), reason="Khai man thành tích.", by=cast.office
    )

    given.refresh_from_db()
    words = [step.words for step in way_of(given)]

    assert words == ["lập đề nghị", "quyết định số 12/QĐ-HKH", "ngày 10/01/2024", "thu hồi, quyết định số 3/QĐ-HKH"]


# The page of many


def listed(client, query=""):
    response = client.get(f"/khen-thuong/cho-xet/{query}")
    assert response.status_code == 200
    return [nomination.recipient_name for nomination in response.context["page"]]


def test_each_association_finds_what_lies_with_it(cast, nominate, from_chapter, as_user):
    nominate("Ở huyện")
    from_chapter("Ở xã")
    office = as_user(cast.office)

    assert listed(as_user(cast.con_minh_officer)) == ["Ở xã"]
    assert listed(as_user(cast.van_lang_officer)) == []
    assert listed(office) == ["Ở huyện"]
    assert listed(office, "?o=cap-duoi") == ["Ở xã"]
    assert listed(office, "?q=o+huyen") == ["Ở huyện"]
    assert listed(office, "?q=khong+co") == []
    for user in (cast.leader, cast.inspector, cast.chapter_officer):
        assert as_user(user).get("/khen-thuong/cho-xet/").status_code == 403


def answer(client, outcome, *ticked, **more):
    sent = {"nominations": [each.pk for each in ticked], "outcome": outcome} | more
    return client.post("/khen-thuong/cho-xet/", sent, follow=True)


def states():
    return dict(Nomination.objects.values_list("recipient_name", "state"))


def test_many_are_agreed_to_at_once(cast, nominate, as_user):
    one, two, _ = nominate("Một"), nominate("Hai"), nominate("Ba")

    html = answer(as_user(cast.office), "endorsed", one, two).content.decode()

    assert "Đã đồng ý 2 đề nghị, chuyển lên cấp trên." in html
    assert states() == {"Một": "endorsed", "Hai": "endorsed", "Ba": "proposed"}


def test_many_go_back_with_one_reason_or_their_own(cast, nominate, as_user):
    one, two = nominate("Một"), nominate("Hai")
    client = as_user(cast.office)
    asked = answer(client, "returned", one, two)
    assert asked.context["form"].errors["reason"] == ["Xin ghi điều cần sửa để đơn vị được biết."]

    own = {f"reason_{two.pk}": "Sai năm sinh."}
    answer(client, "returned", one, two, reason="Thiếu báo cáo thành tích.", **own)

    assert dict(Endorsement.objects.values_list("nomination__recipient_name", "reason")) == {
        "Một": "Thiếu báo cáo thành tích.",
        "Hai": "Sai năm sinh.",
    }
    assert set(states().values()) == {"draft"}


def test_each_that_is_declined_needs_its_own_reason_and_nothing_typed_is_lost(cast, nominate, as_user):
    one, two = nominate("Một"), nominate("Hai")
    client = as_user(cast.office)
    own = {f"reason_{one.pk}": "Chưa đủ hai năm."}

    asked = answer(client, "declined", one, two, reason="Chung", **own)

    assert asked.context["form"].errors == {f"reason_{two.pk}": ["Xin ghi lý do không xét Hai."]}
    html = asked.content.decode()
    assert 'value="Chưa đủ hai năm."' in html
    assert html.count(" checked") == 2
    assert set(states().values()) == {"proposed"}
    answer(client, "declined", one, two, **own, **{f"reason_{two.pk}": "Trùng đề nghị."})
    assert dict(Nomination.objects.values_list("recipient_name", "decline_reason")) == {
        "Một": "Chưa đủ hai năm.",
        "Hai": "Trùng đề nghị.",
    }


def test_all_are_answered_or_none(cast, nominate, as_user):
    """One of them was called back meanwhile."""
    one, two = nominate("Một"), nominate("Hai")
    actions.call_back(nomination=two, by=cast.con_minh_officer)

    html = answer(as_user(cast.office), "endorsed", one, two).content.decode()

    assert "Có trường hợp không còn chờ xét ở đây." in html
    assert states() == {"Một": "proposed", "Hai": "draft"}


def test_nobody_answers_for_a_neighbour(cast, nominate, from_chapter, as_user):
    sent = from_chapter()

    html = answer(as_user(cast.van_lang_officer), "endorsed", sent).content.decode()

    assert "Bế Văn Chờ" not in html
    assert Nomination.objects.get().at == cast.con_minh


def test_ticking_nobody_is_told(cast, nominate, as_user):
    nominate()

    assert "Xin đánh dấu ít nhất một trường hợp." in answer(as_user(cast.office), "endorsed").content.decode()


@pytest.mark.parametrize("nominations", [1, 3])
def test_what_waits_asks_as_much_for_three_as_for_one(cast, nominate, as_user, django_assert_num_queries, nominations):
    for number in range(nominations):
        nominate(f"Người {number}")
    client = as_user(cast.office)

    with django_assert_num_queries(9):
        assert len(listed(client)) == nominations


def test_the_page_of_one_shows_its_way_and_offers_to_examine_where_it_lies(cast, from_chapter, as_user):
    sent = from_chapter()
    path = f"/khen-thuong/{sent.pk}/"

    commune, chapter = (
        as_user(user).get(path).content.decode() for user in (cast.con_minh_officer, cast.chapter_officer)
    )

    assert "Đường đi của đề nghị" in commune
    assert all(words in commune for words in ("Đồng ý, trình lên", "Trả lại để sửa", "Không xét"))
    assert "Đồng ý, trình lên" not in chapter
    assert "Rút về bản soạn" in chapter
    as_user(cast.con_minh_officer).post(f"{path}chuyen/xet/")
    sent.refresh_from_db()
    assert sent.at == cast.district
    assert as_user(cast.con_minh_officer).post(f"{path}chuyen/xet/").status_code == 403
    as_user(cast.office).post(f"{path}chuyen/tra-lai/", {"reason": "Sai năm sinh."})
    sent.refresh_from_db()
    assert sent.state == "draft"


def test_an_association_is_not_closed_while_others_wait_for_its_word(cast, from_chapter):
    sent = from_chapter()

    told = [hindrance.sentence for hindrance in hindrances(cast.con_minh)]
    assert "1 đề nghị khen thưởng đang chờ đơn vị này xét." in told
    actions.endorse(nomination=sent, by=cast.office)
    assert "đang chờ" not in " ".join(hindrance.sentence for hindrance in hindrances(cast.con_minh))


def test_what_was_sent_before_levels_had_a_word_lies_with_the_last_of_them(cast, forms, nominate, from_chapter):
    """Rows of before this version know no `at`."""
    migration = import_module("awards.migrations.0003_hand_to_examiners")
    sent = [from_chapter(), nominate("Hai"), nominate("Ba", form=forms.medal)]
    draft = nominate("Bản soạn", sends=False)
    Nomination.objects.update(at=None)

    migration.hand_over(apps, None)

    assert {each.at_id for each in Nomination.objects.filter(pk__in=[each.pk for each in sent])} == {cast.district.pk}
    assert Nomination.objects.get(pk=draft.pk).at is None


def test_what_levels_said_of_a_person_is_blanked_with_her_and_nothing_else_of_it(cast, nominate):
    sent = nominate("", member=cast.lan, unit=cast.ban_cao)
    actions.hand_back(nomination=sent, reason="Bà Lan còn thiếu giấy xác nhận", by=cast.office)
    said = Endorsement.objects.get()
    facts = {"unit": cast.ban_cao, "member": cast.lan, "kind": "erase", "way": "paper"}
    request = record_request(**facts, received_on=date(2024, 1, 5), by=cast.office)

    erase_member(member=cast.lan, request=request, reason="Theo đơn", by=cast.office)

    said.refresh_from_db()
    assert (said.outcome, said.reason) == ("returned", "đã xóa theo yêu cầu")
    assert "Bà Lan" not in str(list(Change.objects.of(said).values()))
    for change in ({"reason": "không"}, {"reason": "đã xóa theo yêu cầu", "outcome": "declined"}):
        told = guarded(lambda change=change: Endorsement.objects.update(**change))
        assert told == "Ý kiến của cấp xét đã ghi không sửa, không xóa được."
