"""Two offices at once, each on a connection of her own: one appointment, one slip, and never nobody at the top."""

from django.utils import timezone

from chapters.actions import appoint, deactivate_user, end_appointment, hand_over, open_account, reissue_slip
from chapters.models import Appointment, User
from chapters.roles import KEEPERS
from khuyenhoc.actions import Refusal

from ..crowds import crowd


def refusals(results):
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
    return [one for one in results if isinstance(one, Refusal)]


def test_two_offices_giving_the_same_office_give_it_once(shared):
    bosses = [shared.admin, shared.office]

    results = crowd(
        lambda number: appoint(user=shared.nobody, unit=shared.con_minh, role="commune_officer", by=bosses[number % 2]),
        4,
    )

    assert len(refusals(results)) == 3
    assert Appointment.objects.filter(user=shared.nobody).count() == 1


def test_the_last_two_at_the_top_cannot_take_each_other_out(shared):
    second = appoint(user=shared.nobody, unit=shared.district, role="administrator", by=shared.admin).user
    end_appointment(
        appointment=Appointment.objects.get(user=shared.office), on=timezone.localdate(), was=None, by=shared.admin
    )
    pairs = [(shared.admin, second), (second, shared.admin)]

    results = crowd(lambda number: deactivate_user(by=pairs[number][0], user=pairs[number][1]), 2)

    assert len(refusals(results)) == 1
    assert Appointment.objects.current().filter(role__in=KEEPERS, user__is_active=True).count() == 1


def test_one_post_handed_over_by_two_at_once_has_one_successor(shared):
    post = Appointment.objects.get(user=shared.treasurer)
    bosses = [shared.admin, shared.office]

    results = crowd(
        lambda number: hand_over(
            appointment=post, on=timezone.localdate(), name=f"Nông Thị {number}", by=bosses[number]
        ),
        2,
    )

    assert len(refusals(results)) == 1
    assert Appointment.objects.current().filter(role="treasurer").count() == 1
    assert User.objects.filter(name__startswith="Nông Thị").count() == 1


def test_a_slip_asked_for_by_several_at_once_is_printed_once_and_works(shared):
    mark = shared.leader.password_mark

    results = crowd(lambda _: reissue_slip(user=shared.leader, was=mark, by=shared.office), 4)

    (password,) = [one for one in results if isinstance(one, str)]
    assert User.objects.get(pk=shared.leader.pk).check_password(password)


def test_one_form_sent_twice_at_once_opens_one_account(shared):
    results = crowd(
        lambda _: open_account(name="Trần Thị Hương", unit=shared.con_minh, role="commune_officer", by=shared.office),
        4,
    )

    assert len(refusals(results)) == 3
    assert User.objects.get(name="Trần Thị Hương").username == "tran-thi-huong"


def test_namesakes_of_two_communes_get_two_user_names(shared):
    places = [shared.con_minh, shared.van_lang]

    results = crowd(
        lambda number: open_account(
            name="Trần Thị Hương", unit=places[number], role="commune_officer", by=shared.office
        ),
        2,
    )

    assert refusals(results) == []
    assert set(User.objects.filter(name="Trần Thị Hương").values_list("username", flat=True)) == {
        "tran-thi-huong",
        "tran-thi-huong-2",
    }
