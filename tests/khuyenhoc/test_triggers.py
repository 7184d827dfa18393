"""The walls stand: what is declared is installed, every change is written down, the log itself stays as it is."""

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from chapters.actions import update_unit
from chapters.models import Member, Membership, Unit, User
from khuyenhoc import triggers
from khuyenhoc.actions import verb
from khuyenhoc.models import Change
from khuyenhoc.triggers import check_installed, declared, expected, faults, guard_sentence, install, installed
from tests.conftest import make_district

OURS = ("khuyenhoc", "chapters", "funds", "awards", "reports")
NOT_LOGGED = {
    "khuyenhoc.Change": "it is the log",
    "khuyenhoc.Actor": "who is acting, for the length of one transaction",
    "chapters.NameWord": "made from members by a trigger, whose own changes are logged",
    "funds.MonthSum": "made from vouchers by a trigger, whose own changes are logged",
    "funds.KeptBalance": "likewise",
    "reports.FrozenReturn": "written once, with the adoption that the log tells of, and never again",
}
KEPT = "Nhật ký không sửa, không xóa được."
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite rebuilds tables and has REPLACE")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own ways")


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def latest(record):
    change = Change.objects.of(record).first()
    return change.operation, change.before, change.after, change.actor_name


def test_every_model_of_ours_is_logged_or_exempt_for_a_reason():
    concrete = {model._meta.label for app in OURS for model in apps.get_app_config(app).get_models()}
    logged = [log.model for log in declared()[0]]

    assert len(logged) == len(set(logged))
    assert set(logged) | NOT_LOGGED.keys() == concrete
    assert not set(logged) & NOT_LOGGED.keys()


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_names_of_triggers_are_unique_and_fit_the_engines(vendor):
    names = [trigger.name for trigger in triggers.triggers(vendor)]

    assert len(names) == len(set(names))
    assert [name for name in names if len(name) > 63] == []


def test_no_column_is_hidden_that_does_not_exist():
    for log in declared()[0]:
        assert set(log.hidden) <= {field.column for field in apps.get_model(log.model)._meta.concrete_fields}


def test_after_migrate_the_catalogue_holds_what_is_declared(db):
    assert installed(connection) == expected(connection.vendor)
    assert faults(connection) == []
    assert check_installed(databases=["default"]) == []


def drop(name, table):
    execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def create_idle(name, table):
    if connection.vendor == "postgresql":
        execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
        execute(f"CREATE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    else:
        execute(f"CREATE TRIGGER {name} AFTER UPDATE ON {table} BEGIN SELECT 1; END")


def test_a_dropped_trigger_is_found_told_and_put_up_again(db, client):
    drop("kh_guard_change_delete", "khuyenhoc_change")

    assert faults(connection) == ["trigger kh_guard_change_delete is missing"]
    assert [(message.id, message.msg, message.hint) for message in check_installed(databases=["default"])] == [
        ("khuyenhoc.W001", "Database guards: trigger kh_guard_change_delete is missing.", "Run manage.py migrate.")
    ]
    assert (client.get("/suc-khoe/").status_code, client.get("/suc-khoe/").json()) == (503, {"status": "faulty"})

    install(connection)

    assert faults(connection) == []
    assert (client.get("/suc-khoe/").status_code, client.get("/suc-khoe/").json()) == (200, {"status": "ok"})


def test_a_changed_trigger_is_found_and_mended(db):
    drop("kh_log_chapters_unit_update", "chapters_unit")
    create_idle("kh_log_chapters_unit_update", "chapters_unit")

    assert faults(connection) == ["trigger kh_log_chapters_unit_update differs from its declaration"]

    install(connection)

    assert faults(connection) == []


def test_a_foreign_trigger_is_found_and_taken_down(db):
    create_idle("kh_foreign", "chapters_unit")

    assert faults(connection) == ["trigger kh_foreign is not declared"]

    install(connection)

    assert faults(connection) == []


@on_postgresql
@pytest.mark.parametrize(
    "quieten",
    [
        "ALTER TABLE khuyenhoc_change DISABLE TRIGGER kh_guard_change_delete",
        "ALTER TABLE khuyenhoc_change ENABLE REPLICA TRIGGER kh_guard_change_delete",
        "DROP TRIGGER kh_guard_change_delete ON khuyenhoc_change; CREATE TRIGGER kh_guard_change_delete"
        " BEFORE DELETE ON khuyenhoc_change FOR EACH ROW WHEN (false) EXECUTE FUNCTION kh_guard_change_delete()",
    ],
)
def test_a_trigger_that_was_quietened_is_found_and_mended(db, quieten):
    execute(quieten)

    assert faults(connection) == ["trigger kh_guard_change_delete differs from its declaration"]

    install(connection)

    assert faults(connection) == []


def test_installing_twice_changes_nothing(db):
    before = installed(connection)
    install(connection)

    assert installed(connection) == before


def designation(length):
    field = models.CharField(max_length=length, blank=True)
    field.set_attributes_from_name("designation")
    return field


@pytest.mark.django_db(transaction=True)
def test_the_walls_stand_again_after_a_table_was_rebuilt():
    cast = make_district()
    for old, new in [(20, 21), (21, 20)]:
        emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
        assert installed(connection) == {}
        with connection.schema_editor() as editor:
            editor.alter_field(Unit, designation(old), designation(new))
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

        assert faults(connection) == []
    execute("UPDATE chapters_unit SET name = 'Bản Mới' WHERE id = %s", cast.ban_cao.pk)

    assert latest(cast.ban_cao) == ("update", {"name": "Chi hội thôn Bản Cào"}, {"name": "Bản Mới"}, "unknown")


def by_verb(unit, by):
    update_unit(unit=unit, name="Tên mới", by=by)


def by_save(unit, by):
    unit.name = "Tên mới"
    unit.save()


def by_update(unit, by):
    Unit.objects.filter(pk=unit.pk).update(name="Tên mới")


def by_bulk_update(unit, by):
    unit.name = "Tên mới"
    Unit.objects.bulk_update([unit], ["name"])


def by_sql(unit, by):
    execute("UPDATE chapters_unit SET name = %s WHERE id = %s", "Tên mới", unit.pk)


@pytest.mark.parametrize(
    "change, actor",
    [
        (by_verb, "Cán bộ Côn Minh"),
        (by_save, "unknown"),
        (by_update, "unknown"),
        (by_bulk_update, "unknown"),
        (by_sql, "unknown"),
    ],
)
def test_a_change_is_written_down_by_whatever_way_it_came(cast, change, actor):
    earlier = Change.objects.count()
    change(cast.cho_a, cast.con_minh_officer)

    assert latest(cast.cho_a) == ("update", {"name": "Chi hội thôn Chợ A"}, {"name": "Tên mới"}, actor)
    assert Change.objects.count() == earlier + 1


@pytest.mark.parametrize("change", [by_save, by_update, by_bulk_update, by_sql])
def test_inside_a_verb_every_way_carries_its_actor(cast, change):
    @verb
    def do_it(*, by):
        change(cast.cho_a, by)

    do_it(by=cast.con_minh_officer)

    written = Change.objects.of(cast.cho_a).first()
    assert (written.actor_id, written.actor_name) == (cast.con_minh_officer.pk, "Cán bộ Côn Minh")


def test_rows_made_in_bulk_are_written_down_one_by_one(cast):
    made = Member.objects.bulk_create(Member(name=f"Người {number}", birth_year=1970) for number in range(3))

    assert [latest(member)[0] for member in made] == ["insert"] * 3
    assert latest(made[1])[1:] == (
        None,
        {
            "id": made[1].pk,
            "name": "Người 1",
            "sex": "",
            "birth_year": 1970,
            "phone": "",
            "address": "",
            "ethnicity": "",
            "has_card": False,
            "dues_year": None,
            "merged_into_id": None,
            "erased_at": None,
        },
        "unknown",
    )


@on_postgresql
def test_rows_copied_in_are_written_down_too(cast):
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY chapters_member (name, sex, phone, address, ethnicity, has_card, sort_key, search_key, compare_key, "
            "phone_key) FROM STDIN"
        ) as copy,
    ):
        copy.write_row(["Nông Văn Chép", "", "", "", "", False, "1", "nong van chep", "nông văn chép", ""])

    assert latest(Member.objects.get(name="Nông Văn Chép"))[0] == "insert"


def test_of_an_update_only_the_columns_that_changed_are_kept(cast):
    Member.objects.filter(pk=cast.lan.pk).update(name="Hoàng Thị Lan", birth_year=None, has_card=True)

    assert latest(cast.lan)[1:3] == ({"birth_year": 1960, "has_card": False}, {"birth_year": None, "has_card": True})


def test_an_update_that_changes_nothing_writes_nothing(cast):
    earlier = Change.objects.count()
    cast.lan.save()
    Unit.objects.update(name=models.F("name"))
    execute("UPDATE chapters_unit SET sort_key = 'x' WHERE id = %s", cast.cho_a.pk)  # a key kept by the software

    assert Change.objects.count() == earlier


def test_each_change_names_the_unit_it_belongs_to(cast):
    Member.objects.filter(pk=cast.lan.pk).update(phone="0911222333")
    membership = Membership.objects.get(member=cast.lan)

    for record, unit in [(cast.cho_a, cast.cho_a), (membership, cast.ban_cao), (cast.lan, cast.ban_cao)]:
        assert Change.objects.of(record).first().unit_id == unit.pk
    assert Change.objects.of(cast.office).first().unit_id is None


def test_the_moment_is_that_of_the_change(cast):
    before = timezone.now()
    by_update(cast.cho_a, None)

    seconds = (Change.objects.first().at - before).total_seconds()
    assert -1 < seconds < 60


def test_neither_passwords_nor_sign_ins_are_in_the_log(cast, client):
    secret = User.objects.get(username="conminh").password
    earlier = Change.objects.count()
    cast.con_minh_officer.set_password("mot mat khau khac")
    cast.con_minh_officer.save()
    client.force_login(cast.con_minh_officer)

    assert Change.objects.count() == earlier
    for change in Change.objects.filter(table_name="chapters_user"):
        assert {"username", "name", "is_active"} <= change.after.keys()
        assert change.after.keys().isdisjoint({"password", "last_login"})
        assert secret not in str(change.after)


def test_what_was_rolled_back_was_never_written(cast):
    earlier = Change.objects.count()
    with transaction.atomic():
        by_update(cast.cho_a, None)
        transaction.set_rollback(True)

    assert Change.objects.count() == earlier


def forge(change):
    Change.objects.filter(pk=change.pk).update(actor_name="Người khác")


def forge_by_save(change):
    change.after = {}
    change.save()


def forge_by_sql(change):
    execute("UPDATE khuyenhoc_change SET after = NULL")


def delete(change):
    change.delete()


def delete_all(change):
    Change.objects.all().delete()


def delete_by_sql(change):
    execute("DELETE FROM khuyenhoc_change WHERE id = %s", change.pk)


def reuse_its_id(change):
    Change.objects.bulk_create([change])


def insert_over_it(change):
    Change.objects.bulk_create(
        [change], update_conflicts=True, unique_fields=["id"], update_fields=["actor_name", "after"]
    )


def replace(change):
    execute(
        "REPLACE INTO khuyenhoc_change (id, at, table_name, row_id, operation, actor_name, through)"
        " VALUES (%s, '2023-01-01', 'x', 1, 'insert', 'x', '')",
        change.pk,
    )


def update_or_replace(change):
    execute("UPDATE OR REPLACE khuyenhoc_change SET id = %s WHERE id <> %s", change.pk, change.pk)


def truncate(change):
    execute("TRUNCATE khuyenhoc_change RESTART IDENTITY CASCADE")


@pytest.mark.parametrize(
    "attack",
    [
        forge,
        forge_by_save,
        forge_by_sql,
        delete,
        delete_all,
        delete_by_sql,
        reuse_its_id,
        insert_over_it,
        pytest.param(replace, marks=on_sqlite),
        pytest.param(update_or_replace, marks=on_sqlite),
        pytest.param(truncate, marks=on_postgresql),
    ],
)
def test_a_line_of_the_log_stays_as_it_was_written(cast, attack):
    connection.check_constraints()
    written = list(Change.objects.values_list())

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attack(Change.objects.of(cast.ban_cao).get())

    assert guard_sentence(refusal.value) == KEPT
    assert list(Change.objects.values_list()) == written


@on_postgresql
def test_emptying_a_table_the_log_tells_of_is_refused(cast):
    connection.check_constraints()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        execute("TRUNCATE chapters_unit CASCADE")

    assert guard_sentence(refusal.value) is not None
    assert Unit.objects.count() == 6


def test_a_refusal_of_another_kind_is_no_sentence_of_a_guard(cast):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Unit.objects.filter(pk=cast.cho_a.pk).update(code="066")

    assert guard_sentence(refusal.value) is None
