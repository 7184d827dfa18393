"""The demonstration's officers: who leads, one post empty, one term over without a congress; the names are invented."""

from datetime import date

from chapters.models import Officer, Term, Unit, User
from chapters.pages.cabinets import cabinets

DAY = date(2024, 6, 1)


def found(day=DAY):
    user = User.objects.get(username="vanphong")
    units = Unit.objects.filter(kind__in=["district", "commune"])
    return {cabinet.unit.name: cabinet for cabinet in cabinets(units, day, user).values()}


def test_the_district_has_its_committees(demo):
    committees = {committee.name: committee for committee in found()["Na Rì"].committees}

    assert {name: committee.line for name, committee in committees.items()} == {
        "Ban Chấp hành": "11/12 người",
        "Ban Thường vụ": "5/5 người",
        "Ban Kiểm tra": "3/3 người",
    }
    assert str(committees["Ban Chấp hành"].head) == "Lý Quang Sầm"
    assert str(committees["Ban Kiểm tra"].head) == "Nông Đức Thiềng"


def test_every_commune_has_a_chair_but_dong_xa_whose_post_is_empty(demo):
    without = {name for name, cabinet in found().items() if cabinet.vacant_posts}

    assert without == {"Đổng Xá"}
    assert not found(date(2024, 1, 31))["Đổng Xá"].vacant_posts
    assert Officer.objects.in_office(DAY).filter(post="chair").count() == 17


def test_one_term_has_run_out(demo):
    overrun = {name: cabinet.overrun for name, cabinet in found().items() if cabinet.overrun}

    assert overrun == {"Văn Minh": "nhiệm kỳ 2018–2023 đã hết từ 05/2023, chưa đại hội"}
    assert Term.objects.count() == 18


def test_heads_of_con_minhs_chapters_are_members_there(demo):
    heads = Officer.objects.in_office(DAY).filter(post="chapter_head", member__isnull=False)

    assert heads.count() >= 10
    for head in heads.select_related("member"):
        assert head.name == head.member.name
        assert head.member.memberships.filter(unit=head.unit, until=None).exists()


def test_officers_with_an_account_bear_its_name(demo):
    names = set(Officer.objects.values_list("name", flat=True))

    assert set(User.objects.exclude(username="quantri").values_list("name", flat=True)) <= names


def test_nobody_can_be_called_and_nobody_is_of_the_founding_article(demo):
    names = set(Officer.objects.values_list("name", flat=True))

    assert not Officer.objects.exclude(phone="")
    assert not names & {"Nông Văn Nguyên", "Nông Quang Kế"}
    assert max(Officer.objects.values_list("since", flat=True)) <= date(2024, 12, 31)


def test_the_pages_say_that_the_names_are_invented(demo, demo_client):
    page = demo_client("vanphong").get("/can-bo/")

    assert "Lý Quang Sầm" in page.text
    assert "tên người là giả định" in page.text
