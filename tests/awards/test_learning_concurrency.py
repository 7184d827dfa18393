"""Several officers at one register at the same moment."""

from datetime import date

from awards import actions
from awards.models import LearningModel, Registration
from khuyenhoc.actions import Refusal

from ..crowds import crowd, failures, writers
from .learning import register


def test_a_family_that_all_enter_at_once_is_registered_once(shared):
    results = crowd(lambda _: register(shared), writers())

    assert failures(results) == []
    assert sum(not isinstance(result, Refusal) for result in results) == 1
    assert (LearningModel.objects.count(), Registration.objects.count()) == (1, 1)


def test_a_list_that_all_carry_over_at_once_is_carried_over_once(shared):
    models = [register(shared, f"Gia đình số {number}").learning_model for number in range(3)]

    def carry(_):
        return actions.carry_over_models(models=models, year=2024, by=shared.con_minh_officer)

    results = crowd(carry, writers())

    assert failures(results) == []
    assert Registration.objects.filter(year=2024).count() == 3


def test_two_decisions_at_once_recognise_a_model_by_one_of_them(shared):
    made = register(shared)

    def recognise(number):
        return actions.recognise_models(
            registrations=[made], number=f"{number}/QĐ", decided_on=date(2023, 12, 15), by=shared.con_minh_officer
        )

    results = crowd(recognise, writers())

    assert failures(results) == []
    won = [result for result in results if not isinstance(result, Refusal)]
    assert [one.decision_number for (one,) in won] == [Registration.objects.get().decision_number]
