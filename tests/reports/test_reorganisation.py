"""1/7/2025 in Na Rì: 17 units become 6 communes of the province (NQ 1683/NQ-UBTVQH15), and 2023 prints as it was."""

from copy import deepcopy
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from chapters.actions import close_unit, create_unit, move_children_of
from chapters.doctor import TREE_CHECKS as UNIT_CHECKS
from chapters.models import Unit
from reports.actions import open_period
from reports.doctor import CHECKS as RETURN_CHECKS
from reports.models import Row

from ..conftest import standing
from .conftest import accept_as_it_is, add, put, return_of, start, table_of, totals_of

OLD = {
    "02137": "Văn Vũ",
    "02140": "Văn Lang",
    "02143": "Lương Thượng",
    "02146": "Kim Hỷ",
    "02152": "Cường Lợi",
    "02155": "Yến Lạc",
    "02158": "Kim Lư",
    "02161": "Sơn Thành",
    "02170": "Văn Minh",
    "02173": "Côn Minh",
    "02176": "Cư Lễ",
    "02179": "Trần Phú",
    "02185": "Quang Phong",
    "02188": "Dương Sơn",
    "02191": "Xuân Dương",
    "02194": "Đổng Xá",
    "02197": "Liêm Thủy",
}
NEW = {
    "Na Rì": ("02155", "02161", "02158"),
    "Trần Phú": ("02170", "02176", "02179"),
    "Côn Minh": ("02185", "02188", "02173"),
    "Xuân Dương": ("02194", "02197", "02191"),
    "Văn Lang": ("02146", "02143", "02140"),
    "Cường Lợi": ("02137", "02152"),
}
DAY, NQ = date(2025, 7, 1), "NQ 1683/NQ-UBTVQH15 ngày 16/6/2025"


def make_na_ri():
    """The district of 2023 under its province: each commune with a chapter, a school under the district itself."""
    province, admin = start("province", "tỉnh", "Thái Nguyên")
    district = add(province, "district", "Na Rì", admin, code="066")
    school = add(district, "chapter", "Chi hội Trường THPT Na Rì", admin, setting="school")
    communes = {}
    for code, name in OLD.items():
        designation = "thị trấn" if name == "Yến Lạc" else "xã"
        communes[code] = add(district, "commune", name, admin, code=code, designation=designation)
        add(communes[code], "chapter", f"Chi hội {name}", admin)
    open_period(year=2023, by=admin)
    for number, commune in enumerate(communes.values()):
        put(commune, {"population": 2_000 + number, "households": 500})
        put(commune.children.get(), {"members_closing": 100 + number, "fund_closing": 1_000_000})
    put(school, {"members_closing": 50, "fund_closing": 0})
    for unit in (*communes.values(), district):
        accept_as_it_is(return_of(unit), admin)
    return SimpleNamespace(province=province, district=district, communes=communes, school=school, admin=admin)


@pytest.fixture(scope="module")
def _na_ri(django_db_setup, django_db_blocker):
    with standing(django_db_blocker, make_na_ri) as na_ri:
        yield na_ri


@pytest.fixture
def na_ri(_na_ri, db):
    return deepcopy(_na_ri)


@pytest.fixture(scope="module")
def _reorganised(_na_ri, django_db_blocker):
    with standing(django_db_blocker, lambda na_ri: (na_ri, reorganise(na_ri)), _na_ri) as both:
        yield both


@pytest.fixture
def reorganised(_reorganised, db):
    """Na Rì, and the new communes by their names."""
    return deepcopy(_reorganised)


def reorganise(na_ri):
    """As the province's office does it: new communes, chapters go over, what is empty closes."""
    new = {}
    for number, (name, codes) in enumerate(NEW.items()):
        new[name] = create_unit(
            parent=na_ri.province,
            kind="commune",
            designation="xã",
            name=name,
            code=f"TN-{number}",
            opened_on=DAY,
            association_since=DAY,
            by=na_ri.admin,
        )
        for code in codes:
            move_children_of(unit=na_ri.communes[code], to=new[name], reason=NQ, by=na_ri.admin)
            close_unit(unit=na_ri.communes[code], closed_on=DAY, reason=NQ, by=na_ri.admin)
    move_children_of(unit=na_ri.district, to=na_ri.province, reason=NQ, by=na_ri.admin)
    close_unit(unit=na_ri.district, closed_on=DAY, reason=NQ, by=na_ri.admin)
    return new


def pages_of_2023(client):
    """The summary and the dashboard of the district, and the summary of the province, without the form's secrets."""
    asked = [("summary", "066"), ("dashboard", "066"), ("summary", "goc"), ("progress", "066")]
    urls = [reverse(f"reports:{name}", args=["2023"], query={"don-vi": code}) for name, code in asked]
    return [client.get(url).text.split("<main")[1].split("csrfmiddlewaretoken")[0] for url in urls]


def test_chapters_stand_under_the_new_communes_and_the_old_ones_are_history(reorganised):
    na_ri, new = reorganised

    under = {commune.name: sorted(unit.name for unit in commune.children.all()) for commune in new.values()}
    assert under["Na Rì"] == ["Chi hội Kim Lư", "Chi hội Sơn Thành", "Chi hội Yến Lạc"]
    assert sorted(name for names in under.values() for name in names) == sorted(
        f"Chi hội {name}" for name in OLD.values()
    )
    assert na_ri.school in na_ri.province.children.all()
    closed = Unit.objects.exclude(closed_on=None)
    assert set(closed) == {na_ri.district, *na_ri.communes.values()}
    assert {unit.reason for unit in closed} == {NQ}
    assert [finding.tone for check in UNIT_CHECKS + RETURN_CHECKS for finding in check()] == ["good"] * 8


def test_two_communes_of_one_name_are_told_by_their_codes(reorganised):
    _, new = reorganised

    same = Unit.objects.filter(kind="commune", name="Côn Minh")
    assert {unit.code: unit.closed_on for unit in same} == {"02173": DAY, new["Côn Minh"].code: None}


def test_the_report_of_2023_prints_as_it_did(na_ri, as_user):
    client = as_user(na_ri.admin)
    before = pages_of_2023(client)
    figures = totals_of(na_ri.district)

    reorganise(na_ri)

    assert pages_of_2023(client) == before
    assert "Sơn Thành" in before[0]
    assert "17/17" in before[0]
    assert totals_of(na_ri.district) == figures
    assert figures["members_closing"] == sum(100 + number for number in range(17)) + 50
    assert Row.objects.get(unit=na_ri.communes["02161"]).name == "Sơn Thành"


def test_the_year_after_has_the_new_tree(reorganised):
    na_ri, new = reorganised

    open_period(year=2026, by=na_ri.admin)

    table = table_of(na_ri.province, 2026)
    assert [node.row.name for node in table.nodes()[1:]] == sorted(NEW, key=lambda name: new[name].sort_key)
    assert table.root.total["communes"].total == 6
    assert table.root.total["chapters_hamlets"].total == 17
    assert [row.unit for row in return_of(na_ri.province, 2026).rows.exclude(is_own=True)] == [na_ri.school]
