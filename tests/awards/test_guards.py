"""The database keeps a nomination on its path and a signed list as it was signed, whichever way the writing comes."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards import actions
from awards.models import AwardForm, Decision, Nomination
from khuyenhoc.actions import Refusal

SIGNED = "Danh sách kèm quyết định đã ký không sửa, không xóa được."
MOVE = "Đề nghị không chuyển trạng thái như vậy được."


def refuses(sentence, act):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        act()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def signed(nominate, decide):
    """A nomination on a signed list."""
    decide(nominate())
    return Nomination.objects.get()


@pytest.mark.parametrize(
    "values",
    [
        {"recipient_name": "Người khác"},
        {"recipient_class": "collective"},
        {"year": 2022},
        {"decision": None},
        {"decision": None, "state": "proposed"},
        {"state": "draft", "decision": None},
        {"state": "declined", "decline_reason": "Không", "decision": None},
    ],
)
def test_a_signed_list_is_not_changed_by_update(signed, values):
    refuses(f"{SIGNED}|{MOVE}|nomination_decided_has_decision", lambda: Nomination.objects.update(**values))

    signed.refresh_from_db()
    assert (signed.recipient_name, signed.state, signed.year) == ("Nông Văn Hùng", "decided", 2023)


def test_a_signed_list_is_not_changed_by_saving_or_in_bulk(cast, signed):
    signed.recipient_name = "Người khác"
    refuses(SIGNED, signed.save)
    refuses(SIGNED, lambda: Nomination.objects.bulk_update([signed], ["recipient_name"]))
    refuses(SIGNED, lambda: Nomination.objects.update(unit=cast.van_lang))
    refuses(SIGNED, lambda: Nomination.objects.update(member=cast.lan))


def test_a_signed_list_withstands_raw_sql(signed):
    refuses(SIGNED, lambda: sql("UPDATE awards_nomination SET recipient_name = 'Người khác'"))
    refuses("không xóa được", lambda: sql("DELETE FROM awards_nomination"))
    refuses(SIGNED, lambda: sql("UPDATE awards_decision SET number = '99'"))
    refuses(SIGNED, lambda: sql("DELETE FROM awards_decision"))
    assert Decision.objects.get().number == "12/QĐ-HKH"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="REPLACE is SQLite's")
def test_replace_does_not_get_past_the_guards(signed):
    columns = ", ".join(field.column for field in Nomination._meta.concrete_fields)
    again = columns.replace("state", "'draft'").replace("decision_id", "NULL").replace("recipient_name", "'Khác'")
    refuses(
        "Đề nghị khen thưởng không xóa được.",
        lambda: sql(f"REPLACE INTO awards_nomination ({columns}) SELECT {again} FROM awards_nomination"),
    )
    columns = ", ".join(field.column for field in Decision._meta.concrete_fields)
    again = columns.replace("number", "'99'")
    refuses(SIGNED, lambda: sql(f"REPLACE INTO awards_decision ({columns}) SELECT {again} FROM awards_decision"))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")
def test_the_awards_are_not_truncated(signed):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("awards_nomination CASCADE", "awards_decision CASCADE", "awards_awardform CASCADE"):
        with pytest.raises(DatabaseError, match="không"), transaction.atomic():
            sql(f"TRUNCATE {table}")

    assert Nomination.objects.count() == 1


def test_a_nomination_begins_as_a_draft(signed):
    copies = [
        Nomination(year=2023, form=signed.form, unit=signed.unit, recipient_class="person", recipient_name="X", **state)
        for state in ({"state": "proposed"}, {"state": "decided", "decision": signed.decision})
    ]

    for copy in copies:
        refuses("Đề nghị bắt đầu từ bản soạn.", lambda copy=copy: Nomination.objects.bulk_create([copy]))


def test_nominations_and_forms_are_never_deleted(nominate, forms):
    draft = nominate(sends=False)

    refuses("Đề nghị khen thưởng không xóa được.", draft.delete)
    refuses("Hình thức khen thưởng không xóa được", lambda: AwardForm.objects.filter(pk=forms.flag.pk).delete())


STATES = st.sampled_from(Nomination.State.values)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STATES, max_size=8))
def test_no_order_of_updates_leaves_the_path(nominate, states):
    """Without a decision there is no way to "decided", and no state is reached that the path does not lead to."""
    with transaction.atomic():
        nomination, now = nominate(sends=False), "draft"
        for state in states:
            try:
                with transaction.atomic():
                    Nomination.objects.filter(pk=nomination.pk).update(state=state, decline_reason="Không")
                allowed = state in Nomination.MOVES[now] or state == now
                assert allowed, (now, state)
                now = state
            except IntegrityError:
                continue
        nomination.refresh_from_db()
        assert nomination.state == now
        assert now not in ("decided", "given")
        transaction.set_rollback(True)


STEPS = st.lists(st.sampled_from(["propose", "call_back", "endorse", "decline", "decide", "give"]), max_size=10)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_order_of_verbs_gives_an_award_that_was_not_decided(cast, nominate, decide, steps):
    with transaction.atomic():
        nomination = nominate(sends=False)
        done = []
        for step in steps:
            extra = {"decline": {"reason": "Không"}, "give": {"given_on": date(2024, 1, 18)}}.get(step, {})
            try:
                if step == "decide":
                    decide(nomination)
                else:
                    getattr(actions, step)(nomination=nomination, by=cast.office, **extra)
            except Refusal:
                continue
            done.append(step)
        nomination.refresh_from_db()
        assert (nomination.state in ("decided", "given")) == ("decide" in done)
        assert (nomination.state == "given") == ("give" in done)
        assert "give" not in done or done.index("decide") < done.index("give")
        assert done.count("decide") <= 1
        assert "decline" not in done or done[-1] == "decline"
        transaction.set_rollback(True)


def test_nobody_is_added_to_a_list_once_it_is_signed(signed, nominate):
    late = nominate("Người đến sau")

    refuses(
        SIGNED,
        lambda: Nomination.objects.filter(pk=late.pk).update(state="decided", decision=signed.decision),
    )


def test_a_decision_holds_nominations_of_its_own_grantor_and_year_only(nominate, decide, forms):
    decide(nominate(), nominate("Hai"))
    decision = Decision.objects.get()
    medal = nominate("Người được kỷ niệm chương", form=forms.medal)

    refuses(
        f"{SIGNED}|Một quyết định chỉ gồm",
        lambda: Nomination.objects.filter(pk=medal.pk).update(state="decided", decision=decision),
    )


def test_the_position_on_a_signed_list_stays_as_it_was_signed(signed):
    refuses(SIGNED, lambda: Nomination.objects.update(position_held="Chức vụ khác"))
