"""Whatever order the offices act in, a nomination keeps to its path and every step was somebody's to take."""

from datetime import date

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards import actions
from awards.models import Nomination
from khuyenhoc.actions import NotAllowed, Refusal

WHO = ("chapter_officer", "con_minh_officer", "van_lang_officer", "office", "leader", "inspector")
STEPS = (
    *("propose", "withdraw", "call_back", "endorse", "hand_back", "decline", "decide", "give", "revoke", "update"),
    *("close_round", "reopen_round"),
)
# Who may take each step, of those above; a chapter's draft goes by its commune.
MAKERS = frozenset({"chapter_officer", "con_minh_officer", "office"})
EXAMINERS = frozenset({"con_minh_officer", "office"})
DECIDERS = frozenset({"office"})
MAY = {
    **dict.fromkeys(("propose", "withdraw", "call_back", "update"), MAKERS),
    **dict.fromkeys(("endorse", "hand_back", "decline"), EXAMINERS),
    **dict.fromkeys(("decide", "give", "revoke", "close_round", "reopen_round"), DECIDERS),
}
LIVES = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(WHO)), max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_no_order_of_steps_by_no_offices_leaves_the_path(cast, forms, lives):
    with transaction.atomic():
        award_round = actions.open_round(
            unit=cast.district, name="Đợt", year=2023, opens_on=date(2023, 1, 1), by=cast.office
        )
        nomination = actions.nominate(
            form=forms.certificate,
            unit=cast.ban_cao,
            recipient_class="person",
            recipient_name="Nông Văn Hùng",
            award_round=award_round,
            by=cast.chapter_officer,
        )
        is_closed = False
        for step, who in lives:
            before = Nomination.objects.get(pk=nomination.pk)
            try:
                take(step, getattr(cast, who), before, award_round)
            except NotAllowed:
                after = Nomination.objects.get(pk=nomination.pk)
                assert after.state == before.state
                continue
            except Refusal:
                assert Nomination.objects.get(pk=nomination.pk).state == before.state
                continue
            assert who in MAY[step], (step, who)
            is_closed = {"close_round": True, "reopen_round": False}.get(step, is_closed)
            holds(before, Nomination.objects.get(pk=nomination.pk), step, is_closed)
        transaction.set_rollback(True)


def take(step, by, nomination, award_round):
    more = {
        "hand_back": {"reason": "Thiếu"},
        "decline": {"reason": "Không đủ"},
        "give": {"given_on": date(2024, 1, 18)},
        "revoke": {"number": "9", "signed_on": date(2024, 2, 1), "reason": "Sai"},
    }.get(step, {})
    if step == "decide":
        unit, number = nomination.unit.parent.parent, "12/QĐ"
        return actions.decide(nominations=[nomination], unit=unit, number=number, signed_on=date(2023, 12, 28), by=by)
    if step == "update":
        return actions.update_nomination(nomination=nomination, note="Sửa", by=by)
    if step in ("close_round", "reopen_round"):
        return getattr(actions, step)(award_round=award_round, by=by)
    return getattr(actions, step)(nomination=nomination, by=by, **more)


def holds(before, after, step, is_closed):
    assert after.state == before.state or before.may_become(after.state), (before.state, after.state)
    assert not (is_closed and step in ("propose", "endorse"))
    assert (after.decision_id is not None) == (after.state in Nomination.DECIDED)
    assert (after.at_id is None) == (after.state in ("draft", "withdrawn"))
    assert step != "update" or before.state == "draft"
    if step == "propose":
        assert after.at.kind in ("commune", "district")
