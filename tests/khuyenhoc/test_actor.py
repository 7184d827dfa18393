"""Who is written into the log, also when verbs call each other, fail, or run side by side."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from chapters.actions import update_unit
from chapters.models import Unit
from khuyenhoc.actions import Refusal, verb
from khuyenhoc.actor import through
from khuyenhoc.middleware import refusals_in_words
from khuyenhoc.models import Change
from tests.conftest import make_district
from tests.databases import instead


def rename(unit, name):
    Unit.objects.filter(pk=unit.pk).update(name=name)


def actor_of(unit, name):
    """Who gave the unit this name, and through what."""
    change = next(change for change in Change.objects.of(unit) if (change.after or {}).get("name") == name)
    return change.actor_id, change.actor_name, change.through


@verb
def rename_as(*, unit, name, by):
    rename(unit, name)


@verb
def refuse_after_renaming(*, unit, by):
    rename(unit, "Không được")
    raise Refusal("Không được.")


def test_after_a_verb_nobody_is_acting_any_more(cast):
    rename_as(unit=cast.cho_a, name="A", by=cast.con_minh_officer)
    rename(cast.cho_a, "B")

    assert actor_of(cast.cho_a, "A") == (cast.con_minh_officer.pk, "Cán bộ Côn Minh", "dòng lệnh")
    assert actor_of(cast.cho_a, "B") == (None, "unknown", "")


def test_a_verb_called_by_a_verb_leaves_the_outer_actor_in_place(cast):
    @verb
    def outer(*, by):
        rename_as(unit=cast.cho_a, name="A", by=cast.con_minh_officer)
        rename(cast.cho_a, "B")
        rename_as(unit=cast.cho_a, name="C", by=by)
        rename(cast.cho_a, "D")

    outer(by=cast.office)
    rename(cast.cho_a, "E")

    names = [actor_of(cast.cho_a, name)[1] for name in "ABCDE"]
    assert names == ["Cán bộ Côn Minh", "Thường trực Hội", "Thường trực Hội", "Thường trực Hội", "unknown"]


def test_after_a_verb_that_failed_nobody_is_acting_any_more(cast):
    with pytest.raises(Refusal):
        refuse_after_renaming(unit=cast.cho_a, by=cast.con_minh_officer)
    rename(cast.cho_a, "B")

    assert actor_of(cast.cho_a, "B") == (None, "unknown", "")
    assert Change.objects.of(cast.cho_a).count() == 2  # made, and named B


def test_after_an_inner_verb_that_failed_the_outer_one_goes_on_as_itself(cast):
    @verb
    def outer(*, by):
        with pytest.raises(Refusal):
            refuse_after_renaming(unit=cast.cho_a, by=cast.con_minh_officer)
        rename(cast.cho_a, "B")

    outer(by=cast.office)

    assert actor_of(cast.cho_a, "B")[1] == "Thường trực Hội"


def test_the_log_says_through_what_a_change_came(cast):
    with through("nhập Excel"):
        rename_as(unit=cast.cho_a, name="A", by=cast.office)

        @verb
        def outer(*, by):
            with through("nhập lại"):
                rename_as(unit=cast.cho_a, name="B", by=by)
            rename(cast.cho_a, "C")

        outer(by=cast.office)
    rename_as(unit=cast.cho_a, name="D", by=cast.office)

    ways = [actor_of(cast.cho_a, name)[2] for name in "ABCD"]
    assert ways == ["nhập Excel", "nhập lại", "nhập Excel", "dòng lệnh"]


def test_what_a_page_does_came_through_the_web(cast):
    def page(request):
        rename_as(unit=cast.cho_a, name="A", by=cast.office)
        return HttpResponse("done")

    refusals_in_words(page)(RequestFactory().get("/"))

    assert actor_of(cast.cho_a, "A") == (cast.office.pk, "Thường trực Hội", "trang web")


def test_the_founder_is_named_although_he_has_no_account(cast):
    change = Change.objects.of(cast.district).get()

    assert (change.actor_id, change.actor_name) == (None, "cài đặt ban đầu")


def test_a_name_is_kept_as_it_was_then(cast):
    update_unit(unit=cast.cho_a, name="A", by=cast.con_minh_officer)
    type(cast.office).objects.filter(pk=cast.con_minh_officer.pk).update(name="Tên khác")

    assert actor_of(cast.cho_a, "A")[1] == "Cán bộ Côn Minh"


@pytest.fixture
def on_file(transactional_db, tmp_path):
    """On SQLite a copy of the test database in a file; two connections to one in memory would share their locks."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        connection.connection.backup(copy)
    with instead(str(tmp_path / "copy.sqlite3")):
        yield


def in_another_connection(act):
    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_two_connections_do_not_see_each_others_actor(on_file):
    cast = make_district()
    begun, tried = threading.Event(), threading.Event()

    def from_outside():
        begun.wait(10)
        tried.set()
        rename(cast.to_dooc, "Từ ngoài")  # SQLite lets it wait for the verb's end, PostgreSQL does not

    @verb
    def slow(*, by):
        rename(cast.cho_a, "Trước")
        begun.set()
        tried.wait(10)
        other.join(0.3)
        rename(cast.cho_a, "Sau")

    other = in_another_connection(from_outside)
    slow(by=cast.con_minh_officer)
    other.join(30)

    assert actor_of(cast.cho_a, "Trước")[1] == actor_of(cast.cho_a, "Sau")[1] == "Cán bộ Côn Minh"
    assert actor_of(cast.to_dooc, "Từ ngoài") == (None, "unknown", "")


def test_two_verbs_side_by_side_each_write_their_own_name(on_file):
    cast = make_district()
    start = threading.Barrier(2)

    def work(unit, by):
        def run():
            start.wait(10)
            for number in range(10):
                rename_as(unit=unit, name=f"Lần {number}", by=by)

        return in_another_connection(run)

    workers = [work(cast.cho_a, cast.con_minh_officer), work(cast.to_dooc, cast.van_lang_officer)]
    for worker in workers:
        worker.join(60)

    for unit, name in [(cast.cho_a, "Cán bộ Côn Minh"), (cast.to_dooc, "Cán bộ Văn Lang")]:
        assert [actor_of(unit, f"Lần {number}")[1] for number in range(10)] == [name] * 10
