"""Targets: given by the level above in one table, read by the unit beside what it has."""

from decimal import Decimal

import pytest

from khuyenhoc.actions import Clash, NotAllowed
from khuyenhoc.numbers import NumberFault
from reports.actions import set_targets
from reports.forms.targets import read_target
from reports.models import Target

from .conftest import declare, refused

PAGE = "/bao-cao/2023/chi-tieu/"


def sent(page, **typed):
    """What the table sends: what it was shown, and in each cell what stands there or is typed."""
    table = page.context["table"]
    return {"shown": table.shown_text} | {cell.name: cell.text for cell in table.cells} | typed


@pytest.mark.parametrize(
    "key,text,read",
    [
        ("members_closing", "", None),
        ("members_closing", "1.100", Decimal(1100)),
        ("members_share", "23,52", Decimal("23.52")),
        ("members_share", "75%", Decimal(75)),
        ("members_share", "100", Decimal(100)),
    ],
)
def test_a_target_is_read_as_it_is_written(key, text, read):
    assert read_target(key, text) == read


@pytest.mark.parametrize(
    "key,text",
    [("members_closing", "163,055"), ("members_closing", "-3"), ("members_share", "101"), ("members_share", "23,523")],
)
def test_what_is_no_target_is_refused(key, text):
    with pytest.raises(NumberFault):
        read_target(key, text)


def test_the_office_gives_targets_and_the_commune_sees_how_far_it_is(year, as_user):
    declare(year.con_minh, year.con_minh_officer, population=3150)
    declare(year.cho_a, year.con_minh_officer, members_closing=149)
    office = as_user(year.office)
    page = office.get(PAGE)
    name = f"{year.con_minh.pk}-members_closing"

    answer = office.post(PAGE, sent(page, **{name: "300", f"{year.con_minh.pk}-members_share": "23,5"}), follow=True)

    assert "Đã lưu chỉ tiêu giao." in answer.text
    kept = Target.objects.filter(unit=year.con_minh).values_list("figure", "value")
    assert dict(kept) == {"members_closing": Decimal(300), "members_share": Decimal("23.5")}
    entry = as_user(year.con_minh_officer).get("/bao-cao/2023/nhap/").text
    assert "Chỉ tiêu được giao" in entry
    assert "150 / 300" in entry
    assert "đạt 50%" in entry


def test_a_fault_saves_nothing_and_keeps_what_was_typed(year, as_user):
    office = as_user(year.office)
    page = office.get(PAGE)
    wrong, right = f"{year.con_minh.pk}-members_closing", f"{year.van_lang.pk}-members_closing"

    answer = office.post(PAGE, sent(page, **{wrong: "163,055", right: "200"}))

    assert "Chưa lưu chỉ tiêu nào" in answer.text
    assert 'value="163,055"' in answer.text
    assert 'value="200"' in answer.text
    assert not Target.objects.exists()


def test_two_who_give_targets_at_once_do_not_write_over_each_other(year, as_user):
    office = as_user(year.office)
    page = office.get(PAGE)
    set_targets(period=year.period, unit=year.con_minh, goals={"members_closing": (None, Decimal(280))}, by=year.admin)

    answer = office.post(PAGE, sent(page, **{f"{year.con_minh.pk}-members_closing": "300"}))

    assert "Có người vừa ghi: 280. Nếu vẫn muốn thay, xin lưu lần nữa." in answer.text
    assert Target.objects.get().value == 280
    office.post(PAGE, sent(answer, **{f"{year.con_minh.pk}-members_closing": "300"}))
    assert Target.objects.get().value == 300
    with pytest.raises(Clash):
        set_targets(
            period=year.period, unit=year.con_minh, goals={"members_closing": (None, Decimal(1))}, by=year.office
        )


def test_a_unit_gives_itself_no_target_and_strange_figures_are_refused(year, as_user):
    goal = {"members_closing": (None, Decimal(300))}
    with pytest.raises(NotAllowed):
        set_targets(period=year.period, unit=year.con_minh, goals=goal, by=year.con_minh_officer)
    strange = {"dan_so": (None, Decimal(1))}
    told = refused(lambda: set_targets(period=year.period, unit=year.con_minh, goals=strange, by=year.office))
    assert told == "Không có chỉ tiêu “dan_so”. Xin tải lại trang."
    assert as_user(year.con_minh_officer).post(PAGE, {"shown": "{}"}).status_code == 403


def test_a_target_taken_back_is_gone(year):
    goal = {"members_closing": (None, Decimal(300))}
    set_targets(period=year.period, unit=year.con_minh, goals=goal, by=year.office)
    set_targets(period=year.period, unit=year.con_minh, goals={"members_closing": (Decimal(300), None)}, by=year.office)

    assert not Target.objects.exists()
