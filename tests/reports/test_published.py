"""Figures that associations published come back from page and paper as they were.

The population is derived from the published share, the rest of the ratings from the published whole; the numbers of
hamlets, schools and agencies were not published and are declared unknown.
"""

import io
from decimal import Decimal

import pypdf
import pytest

from chapters.models import Unit
from khuyenhoc.actions import Refusal
from reports.actions import accept_return, choose_basis, open_period, set_values, submit_return
from reports.checks import findings
from reports.indicators import CATALOGUE, declarable
from reports.models import UNKNOWN, Return
from reports.report import Report

from .conftest import add, declare, explain_all, fill, hand_in, return_of, row_of, start, table_of, totals_of

pytestmark = pytest.mark.django_db

HONG_NGU = {
    "population": 120_618,  # 36.475 / 30,24%
    "members_closing": 36_475,
    "chapters_hamlets": 41,
    "chapters_agencies": 75,
    "rated_strong": 22,
    "rated_fair": 19,  # the other 19 of the 41
}
VO_NHAI = {
    "chapters_hamlets": 156,
    "boards_other": 79,
    "members_closing": 16_213,
    "families_registered": 9_175,
    "families_recognised": 4_820,
    "communities_registered": 74,
    "communities_recognised": 91,
}


def in_totals(unit: Unit, admin, year: int, figures: dict[str, int]) -> None:
    """The district reports on its own row alone; what was not published is said to be unknown."""
    choose_basis(unit_return=return_of(unit, year), basis=Return.Basis.TOTALS, by=admin)
    declare(unit, admin, year, **figures)
    silent = [made.code for made in CATALOGUE.values() if made.expected_at and made.code not in figures]
    set_values(row=row_of(unit, year), cells=dict.fromkeys(silent, (None, UNKNOWN)), by=admin)


@pytest.fixture
def hong_ngu():
    root, admin = start("district", "huyện", "Hồng Ngự")
    open_period(year=2021, by=admin)
    in_totals(root, admin, 2021, HONG_NGU)
    return root, admin


@pytest.fixture
def vo_nhai():
    root, admin = start("district", "huyện", "Võ Nhai")
    open_period(year=2019, by=admin)
    in_totals(root, admin, 2019, VO_NHAI)
    return root, admin


def totals_line(report: Report, title: str) -> dict[str, str]:
    """Column key → what the total line of the table says."""
    (table,) = [table for table in report.tables if table.title == title]
    return {column.key: shown.text for column, shown in zip(table.columns, table.total, strict=True)}


def paper_of(client, year: int) -> str:
    reader = pypdf.PdfReader(io.BytesIO(client.get(f"/bao-cao/{year}/tong-ket.pdf").content))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def test_hong_ngu_2021_comes_back_with_its_shares(hong_ngu, as_user):
    _root, admin = hong_ngu
    client = as_user(admin)
    report = client.get("/bao-cao/2021/").context["report"]

    members = report.table.root.share(["members_closing"], "population")
    assert (members.numerator, members.percent, members.is_partial) == (36_475, Decimal("30.24"), False)
    organisation = totals_line(report, "Tổ chức Hội")
    assert (organisation["chapters_hamlets"], organisation["chapters_agencies"]) == ("41", "75")
    assert organisation["chapters"] == "116"
    ratings = totals_line(report, "Xếp loại chi hội")
    assert (ratings["rated_strong"], ratings["rated"]) == ("22", "41")
    assert (ratings["rated_strong_share"], ratings["rated_share"]) == ("53,66%", "35,34%")
    paper = paper_of(client, 2021)
    for said in ("36.475", "30,24%", "116chihội", "53,66%", "35,34%", "XẾPLOẠICHIHỘINĂM2021"):
        assert said in paper, said
    assert "HỌCTẬPNĂM2021" not in paper, "a table of which nothing is reported is not printed"


def test_vo_nhai_2019_comes_back_and_its_oddity_is_kept_with_a_reason(vo_nhai, as_user):
    root, admin = vo_nhai
    (odd,) = [found for found in findings(return_of(root, 2019)) if found.is_open]
    assert (odd.code, odd.check, odd.blocks) == ("communities_recognised", "order", False)
    with pytest.raises(Refusal, match="91"):
        submit_return(unit_return=return_of(root, 2019), by=admin)

    explain_all(root, admin, 2019)
    submit_return(unit_return=return_of(root, 2019), by=admin)

    client = as_user(admin)
    report = client.get("/bao-cao/2019/").context["report"]
    families = totals_line(report, "Gia đình, dòng họ học tập")
    assert (families["families_registered"], families["families_recognised"]) == ("9.175", "4.820")
    assert (families["families_kept_share"], families["families_total"]) == ("52,53%", "–")
    communities = totals_line(report, "Cộng đồng, đơn vị học tập")
    assert (communities["communities_registered"], communities["communities_recognised"]) == ("74", "91")
    assert communities["communities_kept_share"] == "122,97%"
    organisation = totals_line(report, "Tổ chức Hội")
    assert (organisation["chapters_hamlets"], organisation["boards"]) == ("156", "79")
    paper = paper_of(client, 2019)
    for said in ("16.213", "156chihội", "79bankhuyếnhọc", "9.175", "4.820", "52,53%", "74", "91122,97%"):
        assert said in paper, said


def test_every_figure_of_the_new_tables_opens_to_its_lines(vo_nhai, as_user):
    client = as_user(vo_nhai[1])
    for key, total in (("families_recognised", "4.820"), ("families_kept_share", "52,53%"), ("communities_share", "")):
        page = client.get(f"/bao-cao/2019/so/{key}/")
        assert page.status_code == 200
        assert total in page.content.decode()


def test_a_district_in_totals_is_counted_once_in_its_province():
    root, admin = start("province", "tỉnh", "Đồng Tháp")
    district = add(root, "district", "Hồng Ngự", admin)
    commune = add(district, "commune", "Thường Phước", admin)
    chapter = add(commune, "chapter", "Chi hội ấp 1", admin)
    open_period(year=2021, by=admin)
    in_totals(district, admin, 2021, HONG_NGU)
    declare(commune, admin, 2021, population=9_000, households=2_000, families_registered=500)
    declare(chapter, admin, 2021, members_closing=800, families_registered=70)

    totals = totals_of(root, 2021)
    share = table_of(root, 2021).root.share(["members_closing"], "population")
    lines = {line.label: line for line in Report(return_of(district, 2021)).lines}

    assert {code: totals[code] for code in HONG_NGU} == HONG_NGU
    assert "families_registered" not in totals
    assert (share.percent, share.covered, share.expected) == (Decimal("30.24"), 1, 1)
    assert lines["Xã Thường Phước"].note == "không cộng, huyện báo cáo chỉ số tổng"
    assert totals_of(commune, 2021)["families_registered"] == 570


def test_an_accepted_district_in_totals_says_the_same(hong_ngu):
    root, admin = hong_ngu
    before = totals_of(root, 2021)

    explain_all(root, admin, 2021)
    submit_return(unit_return=return_of(root, 2021), by=admin)
    accept_return(unit_return=return_of(root, 2021), by=admin)

    assert totals_of(root, 2021) == before


def test_a_share_leaves_out_who_has_only_one_part_and_says_so():
    root, admin = start("district", "huyện", "Na Rì")
    full, silent, half = (add(root, "commune", name, admin) for name in ("Côn Minh", "Văn Lang", "Cư Lễ"))
    open_period(year=2023, by=admin)
    declare(full, admin, households=400, families_registered=300, families_recognised=240)
    declare(silent, admin, households=900)
    declare(half, admin, families_recognised=100)
    table = table_of(root)

    share = table.root.share(["families_recognised"], "households")
    assert (share.percent, share.covered, share.expected) == (Decimal("60"), 1, 3)
    assert table.root.total["families_recognised"].total == 340
    report = Report(return_of(root))
    families = totals_line(report, "Gia đình, dòng họ học tập")
    assert (families["families_share"], families["clans_share"]) == ("60%", "–")


def test_parts_over_their_whole_are_refused_and_more_recognised_than_registered_is_not():
    root, admin = start("commune", "xã", "Côn Minh")
    open_period(year=2023, by=admin)
    fill(root, admin)
    declare(root, admin, households=400, families_registered=401, clans=9, clans_registered=4, clans_recognised=5)

    found = {(each.code, each.check): each.blocks for each in findings(return_of(root))}
    assert found[("families_registered", "part")] is True
    assert found[("clans_recognised", "order")] is False
    assert ("clans_registered", "part") not in found


def test_before_2016_the_models_bear_their_old_names():
    _root, admin = start("commune", "xã", "Côn Minh")
    old, new = (open_period(year=year, by=admin) for year in (2015, 2023))

    named = {made.code: made.label for made in declarable("commune", old)}
    assert named["families_registered"] == "Gia đình hiếu học đã đăng ký"
    assert "units_registered" not in named
    assert "citizens_registered" not in named
    assert {made.code: made.label for made in declarable("commune", new)}["citizens_recognised"] == (
        "Công dân học tập được công nhận"
    )


def test_a_commune_owes_no_more_than_before():
    root, admin = start("commune", "xã", "Côn Minh")
    open_period(year=2023, by=admin)
    hand_in(root, admin)

    assert return_of(root).state == Return.State.ACCEPTED
