"""Any order of verbs by any roles: nothing is decided but by the office, and a signed list stays as it was signed."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from awards import actions
from awards.models import Council, Decision, Nomination, Vote
from khuyenhoc.actions import Refusal

ROLES = ("chapter_officer", "con_minh_officer", "van_lang_officer", "office", "leader", "inspector", "treasurer")
MAY = {
    "propose": {"chapter_officer", "con_minh_officer", "office"},
    "call_back": {"chapter_officer", "con_minh_officer", "office"},
    "endorse": {"con_minh_officer", "office"},
    "hand_back": {"con_minh_officer", "office"},
    "decline": {"con_minh_officer", "office"},
    "vote": {"office"},
    "settle": {"office"},
    "decide": {"office"},
    "give": {"office"},
    "revoke": {"office"},
    "void": {"office"},
}
SQL = (
    "UPDATE awards_nomination SET recipient_name = 'Khác' WHERE id = %s",
    "UPDATE awards_nomination SET decision_id = NULL, state = 'draft' WHERE id = %s",
    "UPDATE awards_nomination SET state = 'endorsed' WHERE id = %s",
    "DELETE FROM awards_nomination WHERE id = %s",
)
AGAIN = ("decide", "give", "void", "decide", "revoke", "void")
TO_THE_END = ("vote", "settle", "decide", "give", "revoke")
STEPS = st.lists(st.tuples(st.sampled_from(sorted(MAY)), st.sampled_from(ROLES)), min_size=5, max_size=25)


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


class Walk:
    """One nomination of a chapter, a sitting of the district's council, and whoever comes along."""

    def __init__(self, cast, form):
        self.cast = cast
        award_round = actions.open_round(
            unit=cast.district, year=2023, name="Đợt", opens_on=date(2023, 1, 1), by=cast.office
        )
        self.council = actions.convene(
            unit=cast.district, award_round=award_round, held_on=date(2023, 12, 1), size=5, attended=5, by=cast.office
        )
        self.nomination = actions.nominate(
            form=form,
            unit=cast.ban_cao,
            recipient_class="person",
            recipient_name="Bế Văn Đi",
            award_round=award_round,
            by=cast.office,
        )
        self.done: list[tuple[str, str]] = []

    def now(self):
        return Nomination.objects.select_related("form", "unit", "at", "decision").get(pk=self.nomination.pk)

    def take(self, step, role):
        try:
            getattr(self, step, self.plain)(self.now(), getattr(self.cast, role), step)
        except Refusal:
            return
        self.done.append((step, role))

    def plain(self, nomination, by, step):
        more = {"reason": "Không"} if step in ("hand_back", "decline") else {}
        getattr(actions, step)(nomination=nomination, by=by, **more)

    def vote(self, nomination, by, _step):
        actions.record_votes(council=self.council, ballots=[actions.Ballot(nomination, 4, 1, True)], by=by)

    def settle(self, _nomination, by, _step):
        actions.settle_council(council=self.council, by=by)

    def decide(self, nomination, by, _step):
        actions.decide(
            nominations=[nomination], unit=self.cast.district, number="1", signed_on=date(2023, 12, 5), by=by
        )

    def give(self, nomination, by, _step):
        actions.give(nomination=nomination, given_on=date(2024, 1, 10), by=by)

    def revoke(self, nomination, by, _step):
        actions.revoke(nomination=nomination, number="2", signed_on=date(2024, 1, 12), reason="Sai", by=by)

    def void(self, nomination, by, _step):
        if nomination.decision is None:
            raise Refusal("Chưa có quyết định.")
        actions.void_decision(decision=nomination.decision, reason="Ghi nhầm", by=by)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
@example([("propose", "chapter_officer"), ("endorse", "con_minh_officer"), *((step, "office") for step in TO_THE_END)])
@example([("propose", "con_minh_officer"), ("vote", "office"), ("decide", "office"), ("settle", "office")])
@example([("propose", "office"), *((step, "office") for step in AGAIN)])
def test_no_order_of_steps_by_any_roles_leaves_the_law(cast, forms, steps):
    with transaction.atomic():
        walk = Walk(cast, forms.certificate)
        for step, role in steps:
            before = walk.now()
            walk.take(step, role)
            after = walk.now()
            is_voided = step == "void" and before.decision_id is not None and after.decision_id is None
            if is_voided:
                assert (before.state in ("decided", "given"), after.state in ("proposed", "endorsed")) == (True, True)
            else:
                assert after.state == before.state or before.may_become(after.state)
            assert (after.state in ("proposed", "endorsed")) <= (after.at_id is not None)
            assert (after.state in Nomination.DECIDED) == (after.decision_id is not None)
            assert is_voided or before.decision_id in (None, after.decision_id), "a standing decision is never left"
        _is_lawful(walk)
        transaction.set_rollback(True)


def _is_lawful(walk: Walk) -> None:
    now, done = walk.now(), [step for step, _ in walk.done]
    assert all(role in MAY[step] for step, role in walk.done)
    assert done.count("decide") - done.count("void") == (now.decision is not None)
    assert now.voided_awards.count() == done.count("void")
    assert done.count("settle") <= 1
    if now.state == "declined":
        assert now.decline_reason
    if now.state == "revoked":
        assert now.revocation.reason
    if now.decision:
        assert list(now.decision.nominations.all()) == [now]
        for statement in SQL:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [now.pk])


ADDRESSES = ("sua/", "chuyen/de-nghi/", "chuyen/rut-ve/", "chuyen/xet/", "chuyen/tra-lai/", "chuyen/khong-xet/")


@pytest.mark.parametrize("role", ["admin", *ROLES])
def test_no_address_changes_a_signed_list(cast, forms, nominate, decide, as_user, role):
    nomination = nominate("Bế Văn Đi")
    decision = decide(nomination)
    client = as_user(getattr(cast, role))
    sent = {
        "form": forms.certificate.pk,
        "recipient_class": "person",
        "recipient_name": "Khác",
        "reason": "Không",
        "number": "99",
    }

    answers = [client.post(f"/khen-thuong/{nomination.pk}/{address}", sent).status_code for address in ADDRESSES]
    late = client.post(
        f"/khen-thuong/quyet-dinh/moi/?hinh-thuc={forms.certificate.code}&nam=2023",
        {"number": "99", "signed_on": "29/12/2023", "nominations": [nomination.pk]},
    )
    client.post("/khen-thuong/cho-xet/", {"nominations": [nomination.pk], "outcome": "declined", "reason": "Không"})

    assert set(answers) <= {200, 302, 403, 404}
    assert late.status_code in (200, 403)
    now = Nomination.objects.get()
    assert (now.recipient_name, now.state, now.decision) == ("Bế Văn Đi", "decided", decision)
    assert Decision.objects.get().number == "12/QĐ-HKH"
    assert (Council.objects.count(), Vote.objects.count()) == (0, 0)
