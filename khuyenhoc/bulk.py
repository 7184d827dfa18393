"""Many new rows at once: COPY on PostgreSQL, many rows an INSERT on SQLite; guards and the log see each row."""

from collections.abc import Sequence

from django.db import connection, models

BATCH = 1000


def bulk_load(records: Sequence[models.Model]) -> None:
    """Insert new records of one model and give each its id; stored keys must be set, `save()` is not called."""
    if not records:
        return
    model = type(records[0])
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(records, batch_size=BATCH)
        return
    _take_ids(model, records)
    fields = [field for field in model._meta.concrete_fields if field.column]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for record in records:
            copy.write_row([_value(field, record) for field in fields])
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def _take_ids(model: type[models.Model], records: Sequence[models.Model]) -> None:
    """COPY returns nothing, so the ids are taken from the sequence first."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        query = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(query, [table, key, len(records)])
        for record, (pk,) in zip(records, cursor.fetchall(), strict=True):
            record.pk = pk


def _value(field: models.Field, record: models.Model) -> object:
    return field.get_db_prep_save(field.pre_save(record, add=True), connection)
