"""Several people in one grid at the same moment, each on a connection of her own: no figure is lost."""

import json

from django.test import Client

from chapters.actions import create_user
from reports.actions import open_period
from reports.models import Return, ReturnValue

from ..conftest import PASSWORD
from ..crowds import at_once, crowd, writers
from .conftest import YEAR, add, row_of

CELLS = f"/bao-cao/{YEAR}/nhap/o/?don-vi=02173"
CODES = ("members_opening", "members_joined", "members_left", "members_closing", "fund_opening", "fund_closing")


def typist(user):
    """Types into the grid as its script does: {(row, code): (was, text)} at once."""
    client = Client()
    client.force_login(user)

    def send(**typed):
        cells = [{"key": key.replace("__", "-"), "was": was, "text": text} for key, (was, text) in typed.items()]
        return client.post(CELLS, {"cells": json.dumps(cells)})

    return send


def cell(row, code):
    return f"{row.pk}__{code}"


def typists(cast, count):
    """Officers of Côn Minh, one browser each."""
    return [
        typist(
            create_user(
                username=f"conminh{number}",
                name=f"Cán bộ {number}",
                password=PASSWORD,
                unit=cast.con_minh,
                role="commune_officer",
                by=cast.admin,
            )
        )
        for number in range(count)
    ]


def stored(row):
    return dict(ReturnValue.objects.filter(row=row).values_list("indicator", "declared"))


def test_neighbouring_cells_typed_at_once_are_all_kept(shared):
    open_period(year=YEAR, by=shared.office)
    row = row_of(shared.cho_a)
    people = typists(shared, min(writers(), len(CODES)))

    answers = crowd(lambda number: people[number](**{cell(row, CODES[number]): ("", str(number + 1))}), len(people))

    assert [answer.status_code for answer in answers] == [200] * len(people)
    assert stored(row) == {CODES[number]: number + 1 for number in range(len(people))}


def test_of_one_cell_typed_at_once_one_is_kept_and_the_others_are_shown_it(shared):
    open_period(year=YEAR, by=shared.office)
    row = row_of(shared.cho_a)
    people = typists(shared, writers())

    answers = crowd(lambda number: people[number](**{cell(row, "members_closing"): ("", str(number + 10))}), writers())

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (writers() - 1)
    kept = stored(row)["members_closing"]
    clashes = [answer.json()["clashes"] for answer in answers if answer.status_code == 409]
    assert clashes == [{f"{row.pk}-members_closing": {"was": str(kept), "text": str(kept)}}] * (writers() - 1)


def test_two_blocks_pasted_over_each_other_are_never_mixed(shared):
    """Two blocks over the same chapters, in either order of rows: one is stored whole, the other not at all."""
    chapters = [shared.cho_a, *(add(shared.con_minh, "chapter", f"Chi hội số {n}", shared.admin) for n in range(5))]
    open_period(year=YEAR, by=shared.office)
    rows = [row_of(chapter) for chapter in chapters]
    people = typists(shared, writers())

    def paste(number):
        block = rows if number % 2 else rows[::-1]
        return people[number](**{cell(row, "members_closing"): ("", str(100 + number)) for row in block})

    answers = crowd(paste, writers())

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (writers() - 1)
    assert len({stored(row)["members_closing"] for row in rows}) == 1


def test_the_same_cell_sent_twice_at_once_is_saved_once_and_both_are_told_so(shared):
    open_period(year=YEAR, by=shared.office)
    row = row_of(shared.cho_a)
    send = typist(shared.con_minh_officer)

    answers = crowd(lambda _: send(**{cell(row, "members_closing"): ("", "51")}), 2)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert ReturnValue.objects.filter(row=row).count() == 1


def test_a_cell_typed_while_the_return_is_handed_up_is_in_it_or_refused(shared):
    open_period(year=YEAR, by=shared.office)
    row = row_of(shared.cho_a)
    send = typist(shared.con_minh_officer)

    def hand_up():
        # What matters here is the moment after which nothing may be written, not what submitting asks for.
        Return.objects.filter(pk=row.unit_return_id).update(state=Return.State.SUBMITTED)

    _, answer = at_once(hand_up, lambda: send(**{cell(row, "members_closing"): ("", "51")}))

    assert answer.status_code in (200, 409)
    assert stored(row) == ({"members_closing": 51} if answer.status_code == 200 else {})
    assert answer.status_code == 200 or "đã nộp" in answer.json()["refusal"]
