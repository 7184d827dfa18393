"""The list of members: found as one types, filtered, paged by key, at the same cost however many there are."""

import re
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from chapters.actions import admit_member, end_membership, update_member
from chapters.models import Member, Membership, NameWord
from chapters.pages import member_search
from chapters.views import member_list as views
from khuyenhoc.names import search_key

LIST = reverse("chapters:member-list")
PART = {"HX-Request": "true"}
NAMES = ["Nguyễn Thị Hoà", "Nguyễn Văn Hòa", "Hoàng Nguyên", "Nông Văn Khoa", "Hà Thị Hoa Nguyễn", "Đặng Văn Đức"]


@pytest.fixture
def people(cast):
    return {name: admit(cast, name) for name in NAMES}


def admit(cast, name, **facts):
    return admit_member(unit=cast.ban_cao, by=cast.admin, **{"name": name, "since": date(2022, 1, 1)} | facts)


def names(page):
    return [person.member.name for person in page.context["people"]]


def found(client, **asked):
    return names(client.get(LIST, asked))


def walking(monkeypatch):
    """As if there were too many to gather: the index of names is walked."""
    monkeypatch.setattr(member_search, "FEW", 0)


@pytest.mark.parametrize("many", [False, True], ids=["gathered", "walked"])
@pytest.mark.parametrize(
    "words, wanted",
    [
        ("hoa nguyen", {"Nguyễn Thị Hoà", "Nguyễn Văn Hòa", "Hoàng Nguyên", "Hà Thị Hoa Nguyễn"}),
        ("NGUYÊN  hoà", {"Nguyễn Thị Hoà", "Nguyễn Văn Hòa", "Hoàng Nguyên", "Hà Thị Hoa Nguyễn"}),
        ("khoa", {"Nông Văn Khoa"}),
        ("dang duc", {"Đặng Văn Đức"}),
        ("uyen thi", {"Nguyễn Thị Hoà", "Hà Thị Hoa Nguyễn"}),
        ("100%", set()),
        ("xyzzy", set()),
    ],
)
def test_words_are_found_without_marks_in_any_order_and_inside(words, wanted, many, people, cast, as_user, monkeypatch):
    if many:
        walking(monkeypatch)

    assert set(found(as_user(cast.office), q=words)) == wanted


def test_the_words_of_a_name_follow_it_whoever_writes_it(cast):
    member = admit(cast, "Bế Thị Bế")
    update_member(member=member, name="Bế Thị Lụa", by=cast.admin)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE chapters_member SET search_key = 'o''be \"x\\y' WHERE id = %s", [cast.lan.pk])

    assert set(NameWord.objects.filter(member_id=member.pk).values_list("word", flat=True)) == {"be", "thi", "lua"}
    assert set(NameWord.objects.filter(member_id=cast.lan.pk).values_list("word", flat=True)) == {"o'be", '"x\\y'}
    assert member_search.all_words() == sorted(set(NameWord.objects.values_list("word", flat=True)))


def test_as_one_types_only_the_results_come_and_their_number(people, cast, as_user):
    part = as_user(cast.office).get(LIST, {"q": "khoa"}, headers=PART)

    assert names(part) == ["Nông Văn Khoa"]
    assert '<p hx-swap-oob="innerHTML:#so-luong">1 hội viên đang sinh hoạt.</p>' in part.text
    assert "<html" not in part.text
    assert 'id="q"' not in part.text
    assert "HX-Request" in part.headers["Vary"]  # a browser that goes back keeps it apart from the page


def test_filters_work_together_and_each_can_be_dropped(people, cast, as_user):
    year = date.today().year  # noqa: DTZ011 the year of the wall clock is what the page goes by
    admit(cast, "Lý Thị Sen", sex="female", birth_year=year - 62, has_card=True, since=date(2023, 5, 1))
    admit(cast, "Lý Văn Sen", sex="male", birth_year=year - 62, has_card=True, since=date(2023, 5, 1))
    admit(cast, "Lý Thị Tre", sex="female", birth_year=year - 20, dues_year=year, since=date(2023, 5, 1))
    client = as_user(cast.con_minh_officer)

    page = client.get(LIST, {"gioi-tinh": "female", "tuoi": "tu-60", "the": "co", "nam-vao": "2023", "q": "ly"})

    assert names(page) == ["Lý Thị Sen"]
    assert [tag["text"] for tag in page.context["tags"]] == ["Nữ", "Từ 60 tuổi", "Đã có thẻ", "Vào năm 2023"]
    assert names(client.get(page.context["tags"][1]["url"])) == ["Lý Thị Sen"]
    assert found(client, tuoi="duoi-30") == ["Lý Thị Tre"]
    assert found(client, **{"hoi-phi": "da-dong"}) == ["Lý Thị Tre"]
    assert "Lý Thị Tre" not in found(client, **{"hoi-phi": "chua-dong"})
    assert found(client, tuoi="khong-ro", q="khoa") == ["Nông Văn Khoa"]
    assert found(client, **{"dia-ban": "school"}) == []


def test_who_left_in_a_year_and_may_come_back(people, cast, as_user):
    for name, day, way in (("Nông Văn Khoa", date(2023, 3, 1), "left"), ("Hoàng Nguyên", date(2024, 3, 1), "died")):
        end_membership(membership=people[name].memberships.get(), until=day, exit=way, by=cast.admin)
    client = as_user(cast.con_minh_officer)

    page = client.get(LIST, {"nam-thoi": "2023"})
    everybody = client.get(LIST, {"tinh-trang": "da-thoi"})

    assert names(page) == ["Nông Văn Khoa"]
    assert "1 hội viên đã thôi." in page.text
    assert set(names(everybody)) == {"Nông Văn Khoa", "Hoàng Nguyên"}
    assert everybody.text.count("Ghi sinh hoạt lại") == 1
    assert "Ghi sinh hoạt lại" not in as_user(cast.leader).get(LIST, {"tinh-trang": "da-thoi"}).text


@pytest.mark.parametrize("year", ["23", "năm ngoái", "20233", "²023"])
def test_an_odd_year_is_said_and_stays_in_its_box(year, people, cast, as_user):
    page = as_user(cast.office).get(LIST, {"nam-vao": year})

    assert f"“{year}” không phải là năm, nên chưa lọc theo năm." in page.text
    assert f'name="nam-vao" value="{year}"' in page.text
    assert len(names(page)) == len(NAMES) + 2


@pytest.mark.parametrize("many", [False, True], ids=["gathered", "walked"])
def test_pages_follow_each_other_forward_and_back(many, people, cast, as_user, monkeypatch):
    if many:
        walking(monkeypatch)
    monkeypatch.setattr(views, "PAGE_SIZE", 3)
    client = as_user(cast.office)
    everybody = list(Member.objects.order_by("sort_key", "pk").values_list("name", flat=True))

    first = client.get(LIST, {"q": "n"})
    second = client.get(LIST + link(first, "next"))
    back = client.get(LIST + link(second, "prev"))

    wanted = [name for name in everybody if "n" in search_key(name)]
    assert names(first) + names(second) == wanted[:6]
    assert names(back) == names(first)
    assert "Trang đầu" in first.text
    assert client.get(LIST, {"sau": "999-1"}).context["page"].members
    assert names(client.get(LIST, {"sau": "không-phải-khóa", "q": "n"})) == names(first)


def link(page, rel):
    address = re.search(rf'rel="{rel}" href="{LIST}([^"]*)"', page.text)
    return address[1].replace("&amp;", "&")


namesakes = st.sampled_from(["Lê Văn An", "Lê Văn Ân", "Lê Thị An", "An"])


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(
    same=st.lists(st.sampled_from(["Lê Văn An", "Lê Văn Ân", "Lê Thị An", "An"]), max_size=9), size=st.integers(1, 4)
)
def test_walking_the_pages_meets_everybody_once_also_namesakes(same, size):
    made = [Member(name=name) for name in same]
    for member in made:
        member.save()
    members = Member.objects.filter(pk__in=[member.pk for member in made])
    everybody = member_search.Found(members, len(made), is_exact=True, is_walked=True)
    met, page = [], member_search.key_page(everybody, size)
    while True:
        met += [member.pk for member in page.members]
        if not page.after:
            break
        following = member_search.key_page(everybody, size, after=page.after)
        before = member_search.key_page(everybody, size, before=following.before)
        assert [m.pk for m in before.members] == [m.pk for m in page.members]
        page = following

    assert met == list(members.order_by("sort_key", "pk").values_list("pk", flat=True))


@pytest.mark.parametrize("counted", [0, 100], ids=["very common", "common"])
@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_two_common_words_find_those_who_have_both(people, cast, as_user, monkeypatch, few, counted):
    monkeypatch.setattr(member_search, "FEW", few)
    monkeypatch.setattr(member_search, "COUNTED", max(few, counted))
    client = as_user(cast.office)

    assert set(found(client, q="uyen thi")) == {"Nguyễn Thị Hoà", "Hà Thị Hoa Nguyễn"}
    assert set(found(client, q="khoa thi")) == set()


def test_very_many_are_not_counted_to_the_end(people, cast, as_user, monkeypatch):
    monkeypatch.setattr(member_search, "COUNTED", 3)

    assert "Hơn 3 hội viên đang sinh hoạt." in as_user(cast.office).get(LIST).text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_takes_the_same_queries_however_many_rows(rows, cast, as_user, monkeypatch, django_assert_num_queries):
    walking(monkeypatch)
    for number in range(rows):
        admit(cast, f"Bế Thị {number}")
    client = as_user(cast.office)
    names(client.get(LIST))

    hints = 1 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(11 + hints):
        assert len(found(client, q="be")) == rows


def test_what_was_voided_is_on_no_list(cast, as_user):
    Membership.objects.filter(member=cast.lan).update(until=date(2020, 5, 1), exit="voided", is_counted=False)
    client = as_user(cast.con_minh_officer)

    assert found(client) == []
    assert found(client, **{"tinh-trang": "da-thoi"}) == []


def test_whoever_sees_many_chapters_is_told_that_some_keep_no_names(cast, as_user):
    said = "Chỉ gồm người có tên trong danh sách giữ ở đây. Số của chi hội chỉ khai báo xem ở Báo cáo."

    assert said in as_user(cast.leader).get(LIST).text
    assert said not in as_user(cast.chapter_officer).get(LIST).text
