"""A decision typed wrongly is voided: nominations stand where they stood, it stays to be seen and counts nowhere."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine

from awards import actions
from awards.lists import search_decisions
from awards.models import Decision, Nomination, VoidedAward
from awards.way import way_of
from khuyenhoc.actions import NotAllowed
from khuyenhoc.files import store_file
from khuyenhoc.models import Change
from reports import records

from ..refusals import refusal, refusal_of, refused
from .deeds import text
from .test_past_excel import LAN, write

PDF = b"%PDF-1.7 signed"
WHY = "Ghi nhầm số"
# Two guards stand here; which one speaks first is the engine's.
STAYS = {
    "Danh sách kèm quyết định đã ký không sửa, không xóa được.",
    "Đề nghị không chuyển trạng thái như vậy được.",
}


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


@pytest.fixture
def void(cast):
    def act(decision, reason=WHY, by=None):
        return actions.void_decision(decision=decision, reason=reason, by=by or cast.office)

    return act


def scanned(cast, decision):
    scan = store_file(name="a.pdf", content=PDF, by=cast.office)
    return actions.attach_scan(decision=decision, scan=scan, by=cast.office)


def counted(cast):
    """All figures of 2023 by what they count."""
    period = SimpleNamespace(year=2023, cut_off=date(2023, 12, 31))
    by_unit = records.figures_of(records.awards(period, type(cast.district).objects.values("pk")))
    return {code.rsplit(".")[-1]: number for found in by_unit.values() for code, number in found.items()}


def revoke(cast, nomination):
    actions.revoke(nomination=nomination, number="3/QĐ", signed_on=date(2024, 1, 15), reason="Khai man", by=cast.office)


def test_nominations_go_back_to_where_they_were_and_only_they_count(cast, nominate, decide, void):
    examined = actions.endorse(nomination=nominate("Một"), by=cast.office)
    waiting = nominate("Hai")
    decision = decide(examined, waiting)
    actions.give(nomination=examined, given_on=date(2024, 1, 10), by=cast.office)
    assert counted(cast) == {"proposed": 2, "given": 2}

    voided = void(decision)

    assert (voided.void_reason, voided.voided_by) == (WHY, cast.office)
    stand = Nomination.objects.order_by("pk").values_list("state", "decision", "given_on", "at")
    assert list(stand) == [("endorsed", None, None, cast.district.pk), ("proposed", None, None, cast.district.pk)]
    assert counted(cast) == {"proposed": 2}
    assert list(voided.voided_awards.values_list("nomination__recipient_name", flat=True)) == ["Một", "Hai"]
    assert Change.objects.of(voided)[0].actor_name == cast.office.name


def test_the_number_is_free_and_what_went_back_can_be_decided_and_voided_again(cast, nominate, decide, void):
    nomination = actions.endorse(nomination=nominate(), by=cast.office)
    void(decide(nomination, number="21/QĐ-HKH"))

    again = decide(nomination, number="21/QĐ-HKH")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.decision) == ("decided", again)

    void(again, "Ghi hai lần")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.decision) == ("endorsed", None)
    assert VoidedAward.objects.filter(nomination=nomination).count() == 2


def test_the_way_of_a_nomination_tells_what_was_voided(nominate, decide, void):
    nomination = nominate()
    void(decide(nomination))
    nomination.refresh_from_db()

    told = [(step.words, step.reason) for step in way_of(nomination)]

    assert ("hủy bản ghi quyết định số 12/QĐ-HKH", WHY) in told


def test_anothers_decision_may_be_voided_with_its_scan(cast, forms, nominate, decide, void):
    decision = scanned(cast, decide(nominate(form=forms.medal), number="88/QĐ"))

    assert void(decision, "Ghi hai lần").voided_at


def test_voiding_needs_a_reason_and_happens_once(nominate, decide, void):
    decision = decide(nominate())

    assert refusal_of(void, decision=decision, reason=" ") == ("Xin ghi lý do hủy bản ghi.", "reason")
    void(decision)
    assert refusal(void, decision=decision) == "Quyết định số 12/QĐ-HKH đã hủy bản ghi rồi."


def test_only_the_office_voids(cast, nominate, decide, void):
    decision = decide(nominate())

    for user in (cast.con_minh_officer, cast.leader, cast.inspector, cast.treasurer):
        with pytest.raises(NotAllowed):
            void(decision, by=user)
    assert Decision.objects.get().voided_at is None


def test_ones_own_signed_decision_and_one_with_a_revocation_stay(cast, nominate, decide, void):
    signed = scanned(cast, decide(nominate("Một")))
    revoked = nominate("Hai")
    partly = decide(revoked, number="13")
    revoke(cast, revoked)

    assert refusal(void, decision=signed).startswith("Bản đã ký của quyết định này đã lưu, nên bản ghi không hủy được.")
    assert refusal(void, decision=partly).startswith("Hai đã bị thu hồi khen thưởng theo quyết định số 3/QĐ")
    assert Decision.objects.filter(voided_at=None).count() == 2


def test_a_scan_does_not_come_to_what_was_voided(cast, nominate, decide, void):
    voided = void(decide(nominate()))

    with pytest.raises(Exception, match="đã hủy bản ghi nên không kèm bản ký được"):
        scanned(cast, voided)


def test_what_was_brought_in_together_with_its_decision_ends_with_it(cast, forms, void):
    write(cast, LAN)

    void(Decision.objects.get(), "Nhập nhầm năm")

    assert Nomination.objects.get().state == "revoked"
    assert list(Nomination.objects.visible_to(cast.office)) == []
    assert list(Nomination.objects.received()) == []
    assert write(cast, LAN).state == "done"  # its number is free, and she is in nobody's way


# Around the verbs, on both engines


def strike(decision, by, reason=WHY):
    return lambda: Decision.objects.filter(pk=decision.pk).update(
        voided_at="2024-01-18 00:00+00:00", voided_by=by, void_reason=reason
    )


def test_the_database_voids_what_the_verb_voids_and_nothing_else(cast, nominate, decide):
    signed = scanned(cast, decide(nominate("Một")))
    revoked = nominate("Hai")
    partly = decide(revoked, number="13")
    revoke(cast, revoked)
    plain = decide(nominate("Ba"), number="14")

    assert refused(strike(signed, cast.office)) == (
        "Quyết định của Hội đã có bản ký thì không hủy bản ghi được, chỉ thu hồi."
    )
    assert refused(strike(partly, cast.office)) == (
        "Quyết định đã có khen thưởng bị thu hồi thì không hủy bản ghi được."
    )
    assert refused(strike(plain, None, "")) == "Quyết định còn khen thưởng đang có hiệu lực thì không bỏ được."
    assert refused(strike(plain, None)) is None  # the constraint: a reason has somebody who gave it
    assert refused(lambda: Decision.objects.update(void_reason=WHY, voided_by=cast.office)) is None


def test_a_list_is_left_only_when_its_decision_was_voided_and_only_to_where_one_waits(cast, nominate, decide, void):
    standing, other = nominate("Một"), nominate("Hai")
    decide(standing)
    voided = void(decide(other, number="13"))
    stands = Nomination.objects.filter(pk=standing.pk)

    assert refused(lambda: stands.update(state="proposed", decision=None)) in STAYS
    assert refused(lambda: stands.update(decision=voided)) == (
        "Danh sách kèm quyết định đã ký không sửa, không xóa được."
    )
    assert refused(lambda: Decision.objects.filter(pk=voided.pk).update(voided_at=None, void_reason="", voided_by=None))
    assert refused(lambda: VoidedAward.objects.create(decision=voided, nomination=standing)) == (
        "Tên không thuộc quyết định đã hủy bản ghi."
    )
    for act in (VoidedAward.objects.all().delete, lambda: VoidedAward.objects.update(nomination=standing)):
        assert refused(act) == "Danh sách của quyết định đã hủy bản ghi không sửa được."


def test_leaving_a_voided_list_changes_nothing_else_of_the_nomination(cast, nominate, decide):
    decision = decide(nominate())
    strike(decision, cast.office)()

    def leave(**more):
        return lambda: Nomination.objects.update(state="endorsed", decision=None, **more)

    assert refused(leave(recipient_name="Người khác")) == "Danh sách kèm quyết định đã ký không sửa, không xóa được."
    assert refused(lambda: Nomination.objects.update(state="draft", decision=None)) in STAYS
    leave()()
    assert Nomination.objects.get().state == "endorsed"


# Pages


def test_the_office_voids_on_the_page_and_the_record_stays_to_be_seen(cast, nominate, decide, as_user):
    decision, client = decide(nominate("Bế Thị Nhầm")), as_user(cast.office)
    page = decision.get_absolute_url()
    assert "Ghi nhầm quyết định này?" in text(client.get(page))
    assert "Xin điền mục này." in text(client.post(f"{page}huy-ban-ghi/", {"reason": ""}))

    html = text(client.post(f"{page}huy-ban-ghi/", {"reason": WHY}, follow=True))

    assert "Đã hủy bản ghi quyết định số 12/QĐ-HKH." in html
    assert "<s>Quyết định số 12/QĐ-HKH</s>" in html
    assert f"Lý do: “{WHY}”." in html
    assert "<s>Bế Thị Nhầm</s>" in html
    listed = text(client.get("/khen-thuong/quyet-dinh/"))
    assert "<s>12/QĐ-HKH</s>" in listed
    assert "đã hủy bản ghi" in listed
    for rest in ("trao/", "huy-ban-ghi/", "ban-ky/"):
        assert client.post(page + rest, {}).status_code == 404
    assert client.get(f"{page}giay-khen/").status_code == 404


def test_leadership_sees_what_was_voided_and_a_commune_does_not_reach_it(cast, nominate, decide, void, as_user):
    standing, voided = decide(nominate("Một")), void(decide(nominate("Hai"), number="13"))

    assert "đã hủy bản ghi" in text(as_user(cast.leader).get(voided.get_absolute_url()))
    assert "Ghi nhầm quyết định này?" not in text(as_user(cast.leader).get(standing.get_absolute_url()))
    assert as_user(cast.leader).post(f"{standing.get_absolute_url()}huy-ban-ghi/", {"reason": WHY}).status_code == 403
    assert as_user(cast.con_minh_officer).get(voided.get_absolute_url()).status_code == 404


def test_a_signed_decision_of_ones_own_says_on_its_page_what_to_do_instead(cast, nominate, decide, as_user):
    decision = scanned(cast, decide(nominate()))

    html = text(as_user(cast.office).get(decision.get_absolute_url()))

    assert "Bản đã ký của quyết định đã lưu nên bản ghi giữ nguyên." in html
    assert "huy-ban-ghi" not in html


@pytest.mark.parametrize("names", [1, 3])
def test_the_page_of_a_voided_decision_asks_as_much_for_three_names_as_for_one(
    cast, nominate, decide, void, as_user, django_assert_num_queries, names
):
    voided = void(decide(*[nominate(f"Người {number}") for number in range(names)]))
    client = as_user(cast.leader)

    with django_assert_num_queries(6):
        assert len(client.get(voided.get_absolute_url()).context["voided"]) == names


# Found by words


def listed(client, words, **more):
    page = client.get("/khen-thuong/quyet-dinh/", {"q": words, **more}).context["page"]
    return [decision.number for decision in page]


def test_decisions_are_found_by_number_by_form_and_by_who_is_or_was_on_the_list(
    cast, forms, nominate, decide, void, as_user
):
    decide(nominate("Nông Văn Đức"))
    decide(nominate("Bế Thị Hoa", form=forms.medal), number="88/QĐ-KH")
    void(decide(nominate("Lý Thị Nhầm", unit=cast.van_lang, by=cast.van_lang_officer), number="13/QĐ-HKH"))
    client = as_user(cast.office)

    assert listed(client, "12/qd") == ["12/QĐ-HKH"]
    assert listed(client, "ky niem chuong") == ["88/QĐ-KH"]
    assert listed(client, "nong duc") == ["12/QĐ-HKH"]
    assert listed(client, "ly nham") == ["13/QĐ-HKH"]
    assert listed(client, "giấy khen") == ["13/QĐ-HKH", "12/QĐ-HKH"]
    assert "Không tìm thấy quyết định nào" in text(client.get("/khen-thuong/quyet-dinh/", {"q": "xyz"}))
    assert 'value="xyz"' in text(client.get("/khen-thuong/quyet-dinh/", {"q": "xyz"}))
    assert listed(client, "  ") == ["13/QĐ-HKH", "88/QĐ-KH", "12/QĐ-HKH"]


def test_a_name_outside_her_reach_finds_no_decision(cast, nominate, decide):
    decide(nominate("Lý Thị Xa", unit=cast.van_lang, by=cast.van_lang_officer))
    decide(nominate("Lý Thị Gần"), number="13")

    found = search_decisions(Decision.objects.all(), cast.con_minh_officer, "ly")

    assert [decision.number for decision in found] == ["13"]
