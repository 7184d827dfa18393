"""Two offices at one post, each on a connection of her own."""

from datetime import date

from chapters.actions import elect_officer, end_officer, replace_officer
from chapters.models import Officer
from khuyenhoc.actions import Refusal

from ..crowds import crowd, writers

CONGRESS = date(2022, 5, 20)


def elect(cast, name, since=CONGRESS, by=None):
    return elect_officer(unit=cast.district, post="chair", name=name, since=since, by=by or cast.office)


def test_a_chair_elected_by_several_at_once_is_one_and_the_others_read_why(shared):
    results = crowd(lambda number: elect(shared, f"Người {number}"), writers())

    (chair,) = Officer.objects.all()
    refused = [str(result) for result in results if isinstance(result, Refusal)]
    assert len(refused) == writers() - 1
    assert {sentence.partition(".")[0] for sentence in refused} == {
        f"Chủ tịch của huyện Na Rì từ 20/05/2022 đến nay là {chair}"
    }


def test_a_chair_replaced_by_several_at_once_is_replaced_once(shared):
    chair = elect(shared, "Lý Quang Sầm")

    results = crowd(
        lambda number: replace_officer(
            officer=chair, until=date(2023, 7, 1), exit="left", name=f"Người {number}", by=shared.office
        ),
        writers(),
    )

    assert sum(isinstance(result, Officer) for result in results) == 1
    assert all(isinstance(result, Officer | Refusal) for result in results)
    assert Officer.objects.in_office(date(2024, 1, 1)).count() == 1


def test_one_who_is_ended_by_several_at_once_ends_once(shared):
    chair = elect(shared, "Lý Quang Sầm")

    results = crowd(
        lambda number: end_officer(officer=chair, until=date(2023, 7, 1 + number), exit="left", by=shared.office),
        writers(),
    )

    (ended,) = (result for result in results if isinstance(result, Officer))
    chair.refresh_from_db()
    assert chair.until == ended.until
