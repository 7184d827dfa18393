"""The walls: guards and change-log triggers, declared once per app and written for both engines (DESIGN 3.5).

An app declares `LOGGED` and `GUARDS` in its `guards.py`, or a package of that name, and `DERIVED` where it needs it.
Conditions are SQL that SQLite and PostgreSQL read alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Warning
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import module_has_submodule

PREFIX = "kh_"
LONGEST_NUMBER = 12  # a space and the digits of an id
UNKNOWN = "unknown"  # the actor of SQL that came from outside
# The day in TIME_ZONE, where a condition says today(). CURRENT_DATE is the connection's on both engines, which Django
# keeps at UTC: until seven in the morning it is yesterday's. SQLite knows no zones, and Việt Nam's has no summer time.
TODAY = "today()"
TODAY_SQL = {
    "sqlite": "date('now', '+7 hours')",
    "postgresql": "CAST(CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)",
}


@dataclass(frozen=True)
class Log:
    """Every insert, update and delete of `model` is written to the change log.

    `unit` is an SQL expression over `{row}` that gives the id of the unit the row belongs to; `hidden` columns are
    left out (secrets, bytes). `behind` columns are logged, and shown to whom the permission reaches the unit.
    """

    model: str
    unit: str = "NULL"
    hidden: tuple[str, ...] = ()
    behind: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Guard:
    """Refuse an operation `on` a model's rows `when` an SQL condition over OLD and NEW holds, which may ask `TODAY`."""

    name: str
    model: str
    on: str
    when: str
    message: str

    def condition(self, vendor: str) -> str:
        return self.when.replace(TODAY, TODAY_SQL[vendor])


@dataclass(frozen=True)
class Derived:
    """After an operation `on` a model's rows, `statements` bring a table that is made from them up to date.

    `statements` are by engine where the two do not read the same SQL.
    """

    name: str
    model: str
    on: str
    statements: dict[str, str]


@dataclass(frozen=True)
class Trigger:
    name: str
    table: str
    sql: tuple[str, ...]


def on_writing(name: str, model: str, when: str, message: str) -> list[Guard]:
    """Refuse a row of which `when` holds, new or changed."""
    return [Guard(f"{name}_{on.lower()}", model, on, when, message) for on in ("INSERT", "UPDATE")]


def freeze(
    name: str,
    model: str,
    when: str,
    message: str,
    *,
    late: str = "",
    erased: Mapping[str, str] | None = None,
    free: Sequence[str] = (),
) -> list[Guard]:
    """Rows for which `when` (over `{row}`) holds stay as they are: no update, delete, truncate or REPLACE over them.

    The column `late` may still be filled in, once: the scan of a paper comes after what it says. `erased` are columns
    and how their words must begin when the person they speak of wishes to be forgotten; "" is for words that go.
    `free` columns may change at any time.
    """
    changes = when.format(row="OLD")
    if late:
        changes = f"({changes}) AND (OLD.{late} IS NOT NULL OR {_differs(model, late)})"
    if free:
        changes = f"({changes}) AND ({_differs(model, *free)})"
    if erased:
        stays = " OR ".join(_is_still_said(column, words) for column, words in erased.items())
        changes = f"({changes}) AND ({stays} OR {_differs(model, *erased, *free)})"
    return [
        Guard(f"{name}_update", model, "UPDATE", changes, message),
        Guard(f"{name}_delete", model, "DELETE", when.format(row="OLD"), message),
        Guard(f"{name}_reuse", model, "INSERT", _reuses(model, when.format(row="f")), message),
        Guard(f"{name}_truncate", model, "TRUNCATE", "TRUE", message),
    ]


def _is_still_said(column: str, words: str) -> str:
    """Behind the words there may be a number, which tells one forgotten person from another."""
    if not words:
        return f"NEW.{column} <> ''"
    longest = len(words) + LONGEST_NUMBER
    return f"substr(NEW.{column}, 1, {len(words)}) <> '{words}' OR length(NEW.{column}) > {longest}"


def _differs(model: str, *besides: str) -> str:
    columns = [field.column for field in apps.get_model(model)._meta.concrete_fields if field.column not in besides]
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _reuses(model: str, when: str) -> str:
    """A new row would take the place of one for which `when` holds; one EXISTS per key, so that each uses its index."""
    table = apps.get_model(model)._meta.db_table
    taken = [" AND ".join(f"f.{column} = NEW.{column}" for column in columns) for columns in _unique_columns(model)]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} f WHERE {key} AND ({when}))" for key in taken)


def keep(name: str, model: str, message: str) -> list[Guard]:
    """Rows that may change but are never deleted, by whatever way."""
    return [
        Guard(f"{name}_delete", model, "DELETE", "TRUE", message),
        Guard(f"{name}_truncate", model, "TRUNCATE", "TRUE", message),
    ]


def _unique_columns(model: str) -> list[list[str]]:
    meta = apps.get_model(model)._meta
    single = [[field.column] for field in meta.concrete_fields if field.unique]
    several = [
        [meta.get_field(name).column for name in constraint.fields]
        for constraint in meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    return single + several


def declared() -> tuple[list[Log], list[Guard]]:
    """What all apps declare, in the order of INSTALLED_APPS."""
    logs: list[Log] = []
    guards: list[Guard] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "guards"):
            module = import_module(f"{config.name}.guards")
            logs += module.LOGGED
            guards += module.GUARDS
    return logs, guards


def derived() -> list[Derived]:
    """What all apps declare as `DERIVED`."""
    found: list[Derived] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "guards"):
            found += getattr(import_module(f"{config.name}.guards"), "DERIVED", [])
    return found


def triggers(vendor: str) -> Iterator[Trigger]:
    logs, guards = declared()
    write = {"sqlite": (_sqlite_guard, _sqlite_log), "postgresql": (_postgresql_guard, _postgresql_log)}[vendor]
    for guard in guards:
        if vendor == "postgresql" or guard.on != "TRUNCATE":
            yield write[0](guard)
    for log in logs:
        for operation in ("INSERT", "UPDATE", "DELETE"):
            yield write[1](log, operation)
    for made in derived():
        yield _derivation(made, vendor)


def _columns(log: Log) -> list[str]:
    fields = apps.get_model(log.model)._meta.concrete_fields
    return [field.column for field in fields if field.column not in log.hidden]


def _quote(sentence: str) -> str:
    return "'" + sentence.replace("'", "''") + "'"


def _table(model: str) -> str:
    return apps.get_model(model)._meta.db_table


def _derivation(made: Derived, vendor: str) -> Trigger:
    name, table, body = f"{PREFIX}derive_{made.name}", _table(made.model), made.statements[vendor]
    if vendor == "sqlite":
        return Trigger(name, table, (f"CREATE TRIGGER {name} AFTER {made.on} ON {table} BEGIN {body}; END",))
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    )
    return Trigger(name, table, (function, _postgresql_create(name, f"AFTER {made.on}", table, "ROW")))


# SQLite


def _sqlite_guard(guard: Guard) -> Trigger:
    name, table = f"{PREFIX}guard_{guard.name}", _table(guard.model)
    body = (
        f"CREATE TRIGGER {name} BEFORE {guard.on} ON {table} WHEN {guard.condition('sqlite')} "
        f"BEGIN SELECT RAISE(ABORT, {_quote(guard.message)}); END"
    )
    return Trigger(name, table, (body,))


def _sqlite_log(log: Log, operation: str) -> Trigger:
    name, table = f"{PREFIX}log_{_table(log.model)}_{operation.lower()}", _table(log.model)
    columns, row = _columns(log), "OLD" if operation == "DELETE" else "NEW"
    whole = {side: "json_object(" + ", ".join(f"'{c}', {side}.{c}" for c in columns) + ")" for side in ("OLD", "NEW")}
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns)
    before, after, when = "NULL", whole["NEW"], ""
    if operation == "DELETE":
        before, after = whole["OLD"], "NULL"
    if operation == "UPDATE":
        before, after = (_sqlite_difference(columns, side) for side in ("OLD", "NEW"))
        when = f"WHEN {changed}"
    body = (
        f"CREATE TRIGGER {name} AFTER {operation} ON {table} {when} BEGIN "
        "INSERT INTO khuyenhoc_change (at, table_name, row_id, operation, before, after, unit_id,"
        " actor_id, actor_name, through) "
        f"SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'), '{table}', {row}.id, '{operation.lower()}', {before}, {after}, "
        f"{log.unit.format(row=row)}, (SELECT user_id FROM khuyenhoc_actor WHERE id = 1), "
        f"coalesce((SELECT nullif(name, '') FROM khuyenhoc_actor WHERE id = 1), {_quote(UNKNOWN)}), "
        "coalesce((SELECT through FROM khuyenhoc_actor WHERE id = 1), ''); END"
    )
    return Trigger(name, table, (body,))


def _sqlite_difference(columns: list[str], side: str) -> str:
    parts = " UNION ALL ".join(f"SELECT '{c}' AS k, {side}.{c} AS v WHERE OLD.{c} IS NOT NEW.{c}" for c in columns)
    return f"(SELECT json_group_object(k, v) FROM ({parts}))"


# PostgreSQL


def _postgresql_guard(guard: Guard) -> Trigger:
    name, table = f"{PREFIX}guard_{guard.name}", _table(guard.model)
    level = "STATEMENT" if guard.on == "TRUNCATE" else "ROW"
    give = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD", "TRUNCATE": "NULL"}[guard.on]
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {guard.condition('postgresql')} THEN "
        f"RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = {_quote(guard.message)}; END IF; "
        f"RETURN {give}; END $$"
    )
    return Trigger(name, table, (function, _postgresql_create(name, f"BEFORE {guard.on}", table, level)))


def _postgresql_log(log: Log, operation: str) -> Trigger:
    name, table = f"{PREFIX}log_{_table(log.model)}_{operation.lower()}", _table(log.model)
    columns, row = _columns(log), "OLD" if operation == "DELETE" else "NEW"
    whole = {
        side: "jsonb_build_object(" + ", ".join(f"'{c}', {side}.{c}" for c in columns) + ")" for side in ("OLD", "NEW")
    }
    before, after = {
        "INSERT": ("NULL::jsonb", whole["NEW"]),
        "DELETE": (whole["OLD"], "NULL::jsonb"),
        "UPDATE": (whole["OLD"], whole["NEW"]),
    }[operation]
    function = f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was jsonb := {before}; now_is jsonb := {after}; difference jsonb;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF was = now_is THEN RETURN NULL; END IF;
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, now_is -> o.key) INTO was, difference
      FROM jsonb_each(was) o WHERE o.value IS DISTINCT FROM now_is -> o.key;
    now_is := difference;
  END IF;
  INSERT INTO khuyenhoc_change
    (at, table_name, row_id, operation, before, after, unit_id, actor_id, actor_name, through)
  VALUES (clock_timestamp(), '{table}', {row}.id, '{operation.lower()}', was, now_is,
    {log.unit.format(row=row)}, nullif(current_setting('khuyenhoc.actor_id', true), '')::bigint,
    coalesce(nullif(current_setting('khuyenhoc.actor_name', true), ''), {_quote(UNKNOWN)}),
    coalesce(current_setting('khuyenhoc.through', true), ''));
  RETURN NULL;
END $$"""
    return Trigger(name, table, (function, _postgresql_create(name, f"AFTER {operation}", table, "ROW")))


def _postgresql_create(name: str, when: str, table: str, level: str) -> str:
    return f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {level} EXECUTE FUNCTION {name}()"


# Putting them up and taking them down


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Our triggers as the catalogue has them: name → SQLite's text, or PostgreSQL's function body and definition."""
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kh\\_%' ESCAPE '\\'",
        "postgresql": (
            "SELECT t.tgname, CASE WHEN t.tgenabled IN ('O', 'A') THEN p.prosrc || pg_get_triggerdef(t.oid, true)"
            " ELSE 'disabled' END FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'kh\\_%'"
            " AND t.tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def expected(vendor: str) -> dict[str, str]:
    """What the catalogue should say, by name."""
    if vendor == "sqlite":
        return {trigger.name: trigger.sql[0] for trigger in triggers(vendor)}
    return {trigger.name: trigger.sql[0].split("$$")[1] + trigger.sql[1] for trigger in triggers(vendor)}


def uninstall(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name in installed(connection):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put up all triggers whose tables exist; running it twice changes nothing."""
    uninstall(connection)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in triggers(connection.vendor):
            if trigger.table in tables:
                for statement in trigger.sql:
                    cursor.execute(statement)


def guard_sentence(fault: Exception) -> str | None:
    """The Vietnamese sentence of the guard behind an IntegrityError; None when something else refused."""
    text = str(fault)
    return next((guard.message for guard in declared()[1] if guard.message in text), None)


def on_pre_migrate(app_config: AppConfig, using: str, **_: Any) -> None:
    if app_config.name == "khuyenhoc":
        uninstall(connections[using])


def on_post_migrate(app_config: AppConfig, using: str, **_: Any) -> None:
    # Django sends this once per app, and the first time only after the tables of all apps are made.
    if app_config.name == "khuyenhoc":
        install(connections[using])


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """What is missing, changed or foreign among the triggers of the database; empty when all stand."""
    have, want = installed(connection), expected(connection.vendor)
    return (
        [f"trigger {name} is missing" for name in want.keys() - have.keys()]
        + [f"trigger {name} is not declared" for name in have.keys() - want.keys()]
        + [f"trigger {name} differs from its declaration" for name in want if name in have and have[name] != want[name]]
    )


def check_installed(databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A warning and not an error: `migrate`, which mends it, stops at errors."""
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "khuyenhoc_change" in connection.introspection.table_names():
            messages += [
                Warning(f"Database guards: {fault}.", hint="Run manage.py migrate.", id="khuyenhoc.W001")
                for fault in sorted(faults(connection))
            ]
    return messages
