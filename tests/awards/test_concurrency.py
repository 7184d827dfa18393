"""Several officers at the same moment, each on a connection of her own."""

from datetime import date

import pytest

from awards import actions
from awards.models import AwardRound, Decision, Nomination, Revocation, VoidedAward
from tests.crowds import at_once, crowd, failures, refusals, writers

ALLOWED = 2


@pytest.fixture
def drafts(shared):
    """More drafts under one commune's quota than it allows, in the commune and both its chapters."""
    cast, people = shared, writers()
    form = actions.add_award_form(
        grantor_level="district", grantor_name="Hội huyện", name="Giấy khen", for_person=True, by=cast.office
    )
    actions.add_rule(form=form, code="quota", value=ALLOWED, by=cast.office)
    award_round = actions.open_round(
        unit=cast.district, name="Đợt", year=2023, opens_on=date(2023, 1, 1), by=cast.office
    )
    units = [cast.con_minh, cast.ban_cao, cast.cho_a]
    return [
        actions.nominate(
            form=form,
            unit=units[number % 3],
            recipient_class="person",
            recipient_name=f"Người {number}",
            award_round=award_round,
            by=cast.con_minh_officer,
        )
        for number in range(people)
    ]


def test_a_quota_is_never_exceeded_however_many_send_at_once(shared, drafts):
    def send(number):
        return actions.propose(nomination=drafts[number], by=shared.con_minh_officer)

    results = crowd(send, len(drafts))

    assert failures(results) == []
    assert Nomination.objects.filter(state="proposed").count() == ALLOWED
    assert len(refusals(results)) == len(drafts) - ALLOWED
    assert all("đã gửi 2. Xin rút bớt một đề nghị" in told for told in refusals(results))


def test_one_draft_sent_by_several_is_sent_once(shared, drafts):
    results = crowd(lambda _: actions.propose(nomination=drafts[0], by=shared.con_minh_officer), writers())

    assert failures(results) == []
    assert len(refusals(results)) == writers() - 1


def test_a_draft_sent_and_given_up_at_once_is_one_of_both(shared, drafts):
    results = at_once(
        lambda: actions.propose(nomination=drafts[0], by=shared.con_minh_officer),
        lambda: actions.withdraw(nomination=drafts[0], by=shared.con_minh_officer),
    )

    assert failures(results) == []
    assert len(refusals(results)) == 1
    assert Nomination.objects.get(pk=drafts[0].pk).state in ("proposed", "withdrawn")


def test_what_is_sent_while_the_round_closes_was_sent_or_refused(shared, drafts):
    award_round = AwardRound.objects.get()

    results = at_once(
        lambda: actions.propose(nomination=drafts[0], by=shared.con_minh_officer),
        lambda: actions.close_round(award_round=award_round, by=shared.office),
    )

    assert failures(results) == []
    sent = Nomination.objects.get(pk=drafts[0].pk).state == "proposed"
    assert sent != any("đã kết thúc" in told for told in refusals(results))


@pytest.fixture
def decided(shared, drafts):
    sent = [actions.propose(nomination=draft, by=shared.office) for draft in drafts[:ALLOWED]]
    day = date(2023, 12, 5)
    return actions.decide(nominations=sent, unit=shared.district, number="1", signed_on=day, by=shared.office)


def test_a_decision_is_voided_once_however_many_void_it(shared, decided):
    def void(_):
        return actions.void_decision(decision=decided, reason="Ghi nhầm", by=shared.office)

    results = crowd(void, writers())

    assert failures(results) == []
    assert refusals(results) == ["Quyết định số 1 đã hủy bản ghi rồi."] * (writers() - 1)
    assert VoidedAward.objects.count() == ALLOWED


def test_an_award_revoked_while_its_decision_is_voided_is_one_of_both(shared, decided):
    award = decided.nominations.order_by("pk").last()
    facts = {"number": "2", "signed_on": date(2023, 12, 10), "reason": "Sai", "by": shared.office}

    results = at_once(
        lambda: actions.void_decision(decision=decided, reason="Ghi nhầm", by=shared.office),
        lambda: actions.revoke(nomination=award, **facts),
    )

    assert failures(results) == []
    assert len(refusals(results)) == 1
    award.refresh_from_db()
    is_voided = Decision.objects.get().voided_at is not None
    assert (award.state, Revocation.objects.count()) == (("proposed", 0) if is_voided else ("revoked", 1))
