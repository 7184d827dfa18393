"""How an association reports, on the page: by the units below it or in totals, in the words of its level."""

import pytest

from chapters.models import Unit
from reports.actions import choose_basis
from reports.models import Row

from .conftest import declare, put, return_of, table_of

PAGE = "/bao-cao/2023/nhap/"
CHOOSE = "/bao-cao/2023/cach-bao-cao/"


def labels(page):
    return [label for _, label in page.context["top"].bases]


def test_each_level_is_offered_both_ways_in_its_own_words(year, as_user):
    of_commune = as_user(year.con_minh_officer).get(PAGE)
    of_district = as_user(year.office).get(PAGE)

    assert labels(of_commune) == ["theo chi hội", "chỉ số tổng"]
    assert "điền số của toàn xã vào dòng “Hội xã Côn Minh”; số của từng chi hội" in of_commune.text
    assert labels(of_district) == ["theo từng đơn vị cấp dưới", "chỉ số tổng"]
    assert "điền số của toàn huyện vào dòng “Hội huyện Na Rì”; số của từng đơn vị cấp dưới" in of_district.text


@pytest.mark.parametrize("kind,count", [("province", 2), ("central", 0)])
def test_a_province_may_choose_too_and_the_central_association_has_nothing_to_choose(year, kind, count):
    Unit.objects.filter(pk=year.district.pk).update(kind=kind)

    assert len(return_of(year.district).bases) == count


def test_a_district_in_totals_shows_its_communes_and_adds_none_of_them(year, as_user):
    declare(year.cho_a, year.con_minh_officer, members_closing=149)
    put(year.van_lang, {"population": 2000})
    office = as_user(year.office)

    told = office.post(CHOOSE, {"basis": "totals"}, follow=True).text
    declare(year.district, year.office, members_closing=900)

    assert "Đã chọn cách báo cáo: chỉ số tổng." in told
    assert table_of(year.district).root.total["members_closing"].total == 900
    page = office.get("/bao-cao/2023/so/members_closing/")
    shown = {part.line.label: part.shown.text for part in page.context["parts"]}
    assert shown["Xã Côn Minh"] == "150"
    assert page.context["opened"].total.text == "900"
    assert "không cộng, huyện báo cáo chỉ số tổng" in page.text


def test_a_district_goes_back_to_its_communes_and_loses_nothing(year, as_user):
    choose_basis(unit_return=return_of(year.district), basis="totals", by=year.office)
    declare(year.district, year.office, members_closing=900)

    told = as_user(year.office).post(CHOOSE, {"basis": "by_unit"}, follow=True).text

    assert "Đã chọn cách báo cáo: theo từng đơn vị cấp dưới." in told
    assert Row.objects.get(unit=year.district).values.get(indicator="members_closing").declared == 900


def test_no_way_and_a_strange_way_are_refused(year, as_user):
    office = as_user(year.office)

    for sent in ({}, {"basis": "nua"}):
        assert "Xin chọn một cách báo cáo trong các cách đã nêu." in office.post(CHOOSE, sent).text
    assert return_of(year.district).basis == "by_unit"
