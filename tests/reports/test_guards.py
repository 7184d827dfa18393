"""What is accepted stays: the database refuses, whichever way the writing comes."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from reports.actions import close_period, enter_on_behalf, explain, open_period, set_text, set_values
from reports.checks import CHECKS
from reports.models import OnBehalf, Period, Return, ReturnText, ReturnValue, Row

from .conftest import add, declare, hand_in, return_of, row_of

FROZEN = "Số liệu đã chốt không sửa, không xóa được."
CLOSED = "Kỳ báo cáo đã đóng nên không ghi thêm được."
sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="REPLACE is SQLite's")
postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")


def refuses(act, sentence=FROZEN):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        act()


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def accepted(year):
    """Côn Minh's return accepted, Văn Lang's still a draft."""
    declare(year.cho_a, year.con_minh_officer, members_closing=30)
    year.accepted = hand_in(year.con_minh, year.office)
    year.value = ReturnValue.objects.get(row__unit=year.cho_a, indicator="members_closing")
    return year


def columns(model, **others):
    """The table's columns, some of them with another value, to copy a row over itself."""
    return ", ".join(others.get(field.column, field.column) for field in model._meta.concrete_fields)


def test_an_accepted_value_is_not_changed_nor_deleted(accepted):
    for change in ({"declared": 1}, {"value": 1}, {"recorded": 1}, {"sources": {}}, {"as_of": None}):
        refuses(lambda change=change: ReturnValue.objects.filter(pk=accepted.value.pk).update(**change))
        refuses(lambda change=change: ReturnValue.objects.update(**change))

    accepted.value.value = 31
    refuses(accepted.value.save)
    refuses(lambda: ReturnValue.objects.bulk_update([accepted.value], ["value"]))
    refuses(accepted.value.delete)
    refuses(lambda: ReturnValue.objects.filter(row__unit=accepted.cho_a).delete())
    assert ReturnValue.objects.get(pk=accepted.value.pk).value == 30


def test_no_value_is_added_to_an_accepted_return_nor_moved_into_it(accepted):
    row, other = row_of(accepted.cho_a), row_of(accepted.to_dooc)
    stray = ReturnValue.objects.create(row=other, indicator="members_women", declared=1)

    refuses(lambda: ReturnValue.objects.create(row=row, indicator="members_women", declared=1))
    refuses(lambda: ReturnValue.objects.bulk_create([ReturnValue(row=row, indicator="adults", declared=1)]))
    refuses(lambda: ReturnValue.objects.filter(pk=stray.pk).update(row=row))
    refuses(lambda: ReturnValue.objects.filter(pk=accepted.value.pk).update(row=other))


def test_rows_of_an_accepted_return_stay_as_they_are(accepted):
    row, other = row_of(accepted.cho_a), row_of(accepted.to_dooc)
    new = add(accepted.van_lang, "chapter", "Chi hội mới", accepted.admin)

    refuses(lambda: Row.objects.filter(pk=row.pk).update(name="Khác"))
    refuses(lambda: Row.objects.bulk_update([row], ["keeps_roster"]))
    refuses(row.save)
    refuses(lambda: Row.objects.filter(pk=row.pk).update(unit_return=other.unit_return))
    refuses(lambda: Row.objects.filter(unit=new).update(unit_return=row.unit_return))
    refuses(lambda: Row.objects.create(unit_return=row.unit_return, unit=new, name="Lạc", kind="chapter"))
    refuses(lambda: sql("DELETE FROM reports_row"))


def test_words_of_an_accepted_return_stay_and_none_join_them(accepted):
    stray = ReturnText.objects.create(unit_return=return_of(accepted.van_lang), topic="propaganda", text="Lời khác")

    refuses(lambda: ReturnText.objects.create(unit_return=accepted.accepted, topic="propaganda", text="Lời"))
    refuses(lambda: ReturnText.objects.filter(pk=stray.pk).update(unit_return=accepted.accepted))


def test_an_accepted_return_is_not_opened_again_by_hand(accepted):
    for change in (
        {"state": "draft", "accepted_at": None},
        {"state": "submitted", "accepted_at": None},
        {"basis": "totals"},
        {"path": "00010099"},
        {"version": 2},
        {"accepted_by": None},
    ):
        refuses(lambda change=change: Return.objects.filter(pk=accepted.accepted.pk).update(**change))


def test_returns_and_periods_are_never_deleted(accepted):
    refuses(lambda: sql("DELETE FROM reports_return"))
    refuses(lambda: sql("DELETE FROM reports_period"), "Kỳ báo cáo không xóa được.")


def test_raw_sql_gets_no_further(accepted):
    refuses(lambda: sql("UPDATE reports_returnvalue SET value = 0"))
    refuses(lambda: sql(f"DELETE FROM reports_returnvalue WHERE id = {accepted.value.pk}"))
    refuses(lambda: sql("UPDATE reports_row SET name = 'Khác'"))
    refuses(lambda: sql("UPDATE reports_return SET state = 'draft', accepted_at = NULL"))
    fields = "row_id, indicator, value"
    refuses(lambda: sql(f"INSERT INTO reports_returnvalue ({fields}) SELECT row_id, 'x', 1 FROM reports_returnvalue"))


@sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_replace_does_not_get_past_the_guard(accepted, recursive):
    """Without recursive triggers, as in a foreign connection, REPLACE fires no delete trigger."""
    sql(f"PRAGMA recursive_triggers = {recursive}")
    for model, others in (
        (ReturnValue, {"value": "1"}),
        (Row, {"name": "'Khác'"}),
        (Return, {"state": "'draft'", "accepted_at": "NULL"}),
    ):
        copy = f"INTO {model._meta.db_table} ({columns(model)}) SELECT {columns(model, **others)}"
        copy += f" FROM {model._meta.db_table}"
        refuses(lambda copy=copy: sql(f"REPLACE {copy}"))
        refuses(lambda copy=copy: sql(f"INSERT OR REPLACE {copy}"))


@postgresql
def test_the_figures_are_not_truncated(accepted):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("reports_returnvalue", "reports_row CASCADE", "reports_return CASCADE", "reports_period CASCADE"):
        with pytest.raises(DatabaseError, match="không"), transaction.atomic():
            sql(f"TRUNCATE {table}")

    assert ReturnValue.objects.filter(pk=accepted.value.pk).exists()


@pytest.fixture
def closed(year):
    """2022 with a figure, a reason and a text of Côn Minh's draft, closed; 2023 beside it is open."""
    open_period(year=2022, by=year.office)
    declare(year.cho_a, year.con_minh_officer, 2022, members_closing=30)
    year.value = ReturnValue.objects.get()
    row, by = row_of(year.cho_a, 2022), year.con_minh_officer
    explain(row=row, code="members_closing", check=next(iter(CHECKS)), text="Đã rà soát lại.", by=by)
    set_text(unit_return=row.unit_return, topic="proposals", was="", now="Xin thêm kinh phí.", by=by)
    close_period(period=row.unit_return.period, by=year.office)
    return year


@pytest.mark.parametrize("table", ["reports_returnvalue", "reports_remark", "reports_returntext"])
def test_what_was_entered_into_a_closed_period_is_not_deleted(closed, table):
    refuses(lambda: sql(f"DELETE FROM {table}"), CLOSED)

    Period.objects.update(closed_at=None, closed_by=None)
    sql(f"DELETE FROM {table}")


def test_a_figure_moves_neither_out_of_a_closed_period_nor_into_one(closed):
    declare(closed.cho_a, closed.con_minh_officer, members_women=5)
    of_2022, of_2023 = row_of(closed.cho_a, 2022), row_of(closed.cho_a, 2023)

    refuses(lambda: ReturnValue.objects.filter(row=of_2022).update(row=of_2023), CLOSED)
    refuses(lambda: ReturnValue.objects.filter(row=of_2023).update(row=of_2022), CLOSED)
    refuses(lambda: ReturnValue.objects.create(row=of_2022, indicator="members_women", declared=1), CLOSED)
    ReturnValue.objects.filter(row=of_2023).delete()


@sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_nothing_of_an_open_period_replaces_a_figure_of_a_closed_one(closed, recursive):
    sql(f"PRAGMA recursive_triggers = {recursive}")
    row = row_of(closed.cho_a, 2023)
    copy = columns(ReturnValue, row_id=str(row.pk))

    refuses(
        lambda: sql(
            f"REPLACE INTO reports_returnvalue ({columns(ReturnValue)}) SELECT {copy} FROM reports_returnvalue"
        ),
        CLOSED,
    )


def test_what_came_on_behalf_is_taken_back_with_all_its_figures_and_stays_so(year):
    facts = {"way": "phone", "from_whom": "A", "received_on": date(2023, 12, 1), "by": year.office}
    came = enter_on_behalf(unit_return=return_of(year.con_minh), **facts)
    set_values(row=row_of(year.cho_a), cells={"fund_closing": (None, 5)}, by=year.office, on_behalf=came)
    void = {"voided_at": timezone.now(), "voided_by": year.office}

    refuses(lambda: OnBehalf.objects.update(**void), "Còn số liệu ghi theo lần nhập thay này.")
    ReturnValue.objects.update(on_behalf=None)
    OnBehalf.objects.update(**void)
    refuses(lambda: ReturnValue.objects.update(on_behalf=came), "Lần nhập thay này đã hoàn tác.")
    refuses(lambda: OnBehalf.objects.update(voided_at=None, voided_by=None), "Lần nhập thay này đã hoàn tác.")


def test_the_dates_of_a_period_stay_once_something_in_it_is_accepted(accepted):
    with pytest.raises(DatabaseError, match="Kỳ đã có đơn vị chốt số liệu"), transaction.atomic():
        Period.objects.update(cut_off=date(2023, 11, 30))

    Period.objects.update(due_commune=date(2023, 12, 5))


def test_a_draft_beside_it_stays_free(accepted):
    declare(accepted.to_dooc, accepted.van_lang_officer, fund_closing=5)
    declare(accepted.to_dooc, accepted.van_lang_officer, fund_closing=6)

    assert row_of(accepted.to_dooc).values.get(indicator="fund_closing").declared == 6
    assert (return_of(accepted.van_lang).state, Period.objects.count()) == ("draft", 1)


def test_the_database_takes_no_negative_figure_but_an_adjustment(year):
    row = row_of(year.cho_a)
    ReturnValue.objects.create(row=row, indicator="fund_adjusted", declared=-5)

    with pytest.raises(IntegrityError, match="value_declared_not_negative"), transaction.atomic():
        ReturnValue.objects.create(row=row, indicator="members_closing", declared=-5)
