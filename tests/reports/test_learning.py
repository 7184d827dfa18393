"""Learning models in the return of the year: counted from a register where there is one, else declared."""

from datetime import date

import pytest

from awards.actions import assess_registration, recognise_models, register_model, withdraw_registration
from chapters.actions import create_unit
from reports.checks import figures_of_row
from reports.indicators import CATALOGUE
from reports.models import ReturnValue, Row
from reports.pages.origins import origin_url, origin_words
from reports.records import figures_of
from reports.records import learning as count_models

from .conftest import accept_as_it_is, declare, return_of, row_of, totals_of
from .test_records import nonzero, said

CUT_OFF = date(2023, 12, 31)


@pytest.fixture
def register(year):
    def act(name="Hoàng Văn Thắng", *, unit=None, kind="family", year_of=2023, **facts):
        return register_model(
            unit=unit or year.ban_cao, kind=kind, name=name, year=year_of, by=year.con_minh_officer, **facts
        )

    return act


def learning(figures):
    codes = {code for code, made in CATALOGUE.items() if made.source == "learning"}
    return {code: value for code, value in figures.items() if code in codes}


def test_a_unit_that_keeps_no_register_goes_on_declaring(year):
    declare(year.con_minh, year.con_minh_officer, families_registered=700, families_recognised=650)

    assert learning(said(year.con_minh)) == {}
    assert totals_of(year.con_minh)["families_registered"] == 700


def test_registered_and_recognised_are_counted_by_kind_and_by_the_cut_off(year, register):
    by = year.con_minh_officer
    an, binh, chung, dung = [register(name) for name in ("An", "Bình", "Chung", "Dung")]
    recognise_models(registrations=[an], number="1/QĐ", decided_on=CUT_OFF, by=by)
    recognise_models(registrations=[binh], number="2/QĐ", decided_on=date(2024, 1, 1), by=by)
    assess_registration(registration=chung, result="recognised", by=by)
    withdraw_registration(registration=dung, by=by)
    register("Nông", kind="clan")
    register("Năm sau", year_of=2024, registered_on=date(2024, 1, 5))
    register("Ghi muộn", registered_on=CUT_OFF)

    assert learning(said(year.ban_cao)) == {
        "families_registered": 4,
        "families_recognised": 2,
        "clans_registered": 1,
        "clans_recognised": 0,
    }
    assert nonzero(said(year.con_minh), "families_") == {}


def test_only_withdrawn_ones_are_no_register(year, register):
    withdraw_registration(registration=register(), by=year.con_minh_officer)

    assert learning(said(year.ban_cao)) == {}


def test_the_list_is_used_and_what_was_declared_stands_beside_it(year, register):
    declare(year.ban_cao, year.con_minh_officer, families_registered=9)
    declare(year.con_minh, year.con_minh_officer, families_registered=100)
    register()

    figure = figures_of_row(row_of(year.ban_cao))["families_registered"]

    assert (figure.said, figure.recorded, figure.used) == (9, 1, 1)
    assert totals_of(year.con_minh)["families_registered"] == 101


def test_units_are_counted_at_the_association_that_keeps_them(year, register):
    register("Trường Tiểu học Côn Minh", unit=year.con_minh, kind="unit")

    assert learning(said(year.con_minh)) == {"units_registered": 1, "units_recognised": 0}


def test_a_figure_leads_to_the_list_behind_it(year, register, as_user):
    register("An")
    recognise_models(registrations=[register("Bình")], number="1/QĐ", decided_on=CUT_OFF, by=year.con_minh_officer)
    row, client = row_of(year.ban_cao), as_user(year.con_minh_officer)

    def rows_behind(code):
        made = CATALOGUE[code]
        assert origin_words(made) == "theo danh sách đăng ký"
        page = client.get(origin_url(made, row, year.con_minh_officer)).context["page"]
        return [one.learning_model.name for one in page]

    assert rows_behind("families_registered") == ["An", "Bình"]
    assert rows_behind("families_recognised") == ["Bình"]
    assert origin_url(CATALOGUE["families_registered"], row, year.treasurer) == ""


def test_acceptance_writes_down_which_registrations_were_counted(year, register):
    an, binh = register("An"), register("Bình")
    recognise_models(registrations=[binh], number="1/QĐ", decided_on=CUT_OFF, by=year.con_minh_officer)

    accept_as_it_is(return_of(year.con_minh), year.office)
    register("Sau khi chốt")

    values = {one.indicator: one for one in ReturnValue.objects.filter(row=row_of(year.ban_cao))}
    registered, recognised = values["families_registered"], values["families_recognised"]
    assert (registered.value, registered.sources) == (2, {"registration": [an.pk, binh.pk]})
    assert (recognised.value, recognised.sources) == (1, {"registration": [binh.pk]})


@pytest.mark.parametrize("chapters", [1, 3])
def test_registers_of_all_rows_are_counted_with_one_query(chapters, year, register, django_assert_num_queries):
    for number in range(chapters):
        unit = create_unit(
            parent=year.con_minh, kind="chapter", name=f"Chi hội số {number}", setting="hamlet", by=year.office
        )
        register(unit=unit)
    unit_return = return_of(year.con_minh)
    units = Row.objects.filter(unit_return=unit_return).order_by().values("unit")

    with django_assert_num_queries(1):
        found = figures_of(count_models(unit_return.period, units))
    assert len(found) == chapters
