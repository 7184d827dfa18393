"""What the forms and verbs refuse, the database refuses too: through the ORM's back doors and through SQL."""

from datetime import date

import pytest
from django.db import connection

from chapters.models import Appointment, Member, Membership, Unit, User

from ..refusals import refused

TWICE = "Hội viên này đã được tính ở một đơn vị khác trong thời gian đó."
KIND = "Loại đơn vị này không đặt được dưới đơn vị cấp trên đã chọn."


def sql(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def second(cast, **changed):
    facts = {"member": cast.lan, "unit": cast.to_dooc, "since": date(2022, 1, 1), "until": date(2023, 1, 1)}
    return Membership(**facts | {"exit": "left"} | changed)


def test_two_counted_memberships_are_refused_to_bulk_create(cast):
    assert refused(lambda: Membership.objects.bulk_create([second(cast)])) == TWICE


def test_two_counted_memberships_are_refused_to_update(cast):
    uncounted = second(cast, is_counted=False)
    uncounted.save()

    assert refused(lambda: Membership.objects.filter(pk=uncounted.pk).update(is_counted=True)) == TWICE


def test_two_counted_memberships_are_refused_to_raw_sql(cast):
    statement = (
        "INSERT INTO chapters_membership (member_id, unit_id, since, entry, until, exit, is_counted)"
        " VALUES (%s, %s, '2022-01-01', 'admitted', '2023-01-01', 'left', %s)"
    )

    assert refused(lambda: sql(statement, [cast.lan.pk, cast.to_dooc.pk, True])) == TWICE


def test_two_open_counted_memberships_are_refused(cast):
    assert refused(lambda: second(cast, until=None, exit="").save()) == TWICE


@pytest.mark.parametrize(
    "until",
    [date(2020, 5, 1), date(2020, 1, 1)],
    ids=["ends the day the other begins", "ends before"],
)
def test_memberships_one_after_the_other_are_let_through(until, cast):
    second(cast, since=date(2019, 1, 1), until=until).save()

    assert cast.lan.memberships.count() == 2


def test_a_membership_that_ends_before_it_begins_is_refused(cast):
    own = Membership.objects.filter(member=cast.lan)

    refused(lambda: own.update(until=date(2020, 4, 30), exit="left"))
    refused(lambda: sql("UPDATE chapters_membership SET until = '2020-04-30', exit = 'left'"))

    assert own.get().until is None


def test_an_end_without_a_reason_is_refused(cast):
    refused(lambda: Membership.objects.filter(member=cast.lan).update(until=date(2021, 1, 1)))

    assert cast.lan.memberships.get().until is None


def test_a_kind_under_the_wrong_parent_is_refused(cast):
    below_a_chapter = Unit(kind="commune", name="X", code="X", parent=cast.ban_cao, path=f"{cast.ban_cao.path}0001")

    assert refused(lambda: Unit.objects.bulk_create([below_a_chapter])) == KIND
    assert refused(lambda: Unit.objects.filter(pk=cast.ban_cao.pk).update(kind="district")) == KIND
    assert refused(lambda: sql("UPDATE chapters_unit SET kind = 'province' WHERE code = '02173'")) == KIND


def test_a_path_that_is_not_the_parents_is_refused(cast):
    elsewhere = Unit(kind="chapter", name="X", code="X", parent=cast.con_minh, path=f"{cast.van_lang.path}0009")

    assert refused(lambda: Unit.objects.bulk_create([elsewhere])) == "Mã cây của đơn vị không khớp cấp trên."


def test_there_is_one_root_and_it_is_an_association(cast):
    refused(lambda: Unit.objects.bulk_create([Unit(kind="district", name="X", code="X", path="0002")]))
    refused(lambda: Unit.objects.filter(pk=cast.ban_cao.pk).update(association_since=date(2020, 1, 1)))

    assert list(Unit.objects.filter(parent=None)) == [cast.district]


@pytest.mark.parametrize("model", [Unit, Member, Membership, Appointment, User])
def test_people_units_and_offices_are_never_deleted(model, cast):
    count = model.objects.count()
    table = model._meta.db_table

    # Not through the ORM, whose collector would stop earlier at the rows that hang on these.
    assert "không xóa được" in str(refused(lambda: sql(f"DELETE FROM {table}")))
    assert model.objects.count() == count
