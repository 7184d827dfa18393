"""What each person and unit received, when, by which decision."""

from datetime import date

import pytest

from awards import actions
from awards.models import Nomination


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def given(cast, forms, nominate, decide):
    """Of two years, of a member, a unit, a chapter, and next door."""
    decide(nominate("", member=cast.lan, year=2022), number="5/QĐ", signed_on=date(2022, 12, 20))
    decide(
        nominate("", kind="collective"),
        nominate("Triệu Thị Mai", unit=cast.ban_cao),
        nominate("Lý Văn Lang", unit=cast.van_lang, by=cast.van_lang_officer),
    )
    nominate("Người chờ xét")


def names(client, query=""):
    return [one.recipient_name for one in client.get(f"/khen-thuong/lich-su/{query}").context["page"]]


def test_what_was_given_is_told_latest_first_and_what_is_only_put_forward_is_not(cast, given, as_user):
    client = as_user(cast.office)

    assert set(names(client)[:3]) == {"Hội Khuyến học xã Côn Minh", "Triệu Thị Mai", "Lý Văn Lang"}
    assert names(client)[3:] == ["Hoàng Thị Lan"]
    html = text(client.get("/khen-thuong/lich-su/"))
    assert "số 5/QĐ<small>20/12/2022</small>" in html
    assert "cá nhân, sinh năm 1960" in html


def test_the_history_is_searched_and_narrowed_down(cast, forms, given, as_user):
    client = as_user(cast.office)

    assert names(client, "?q=lan+hoang") == ["Hoàng Thị Lan"]
    assert names(client, "?nam=2022") == ["Hoàng Thị Lan"]
    assert names(client, "?don-vi=02140") == ["Lý Văn Lang"]
    assert names(client, f"?don-vi={cast.ban_cao.code}") == ["Triệu Thị Mai"]
    assert names(client, f"?hinh-thuc={forms.medal.code}") == []
    assert "Không tìm thấy khen thưởng nào" in text(client.get("/khen-thuong/lich-su/?q=khongai"))


def test_an_officer_reads_her_own_units_history(cast, given, as_user):
    assert set(names(as_user(cast.con_minh_officer))) == {
        "Hội Khuyến học xã Côn Minh", "Triệu Thị Mai", "Hoàng Thị Lan",
    }  # fmt: skip
    assert names(as_user(cast.chapter_officer)) == ["Triệu Thị Mai"]
    assert as_user(cast.con_minh_officer).get("/khen-thuong/lich-su/?don-vi=02140").status_code == 404


def test_an_award_taken_back_is_told_as_such(cast, nominate, decide, as_user):
    nomination = nominate()
    decide(nomination)
    nomination.refresh_from_db()
    actions.revoke(nomination=nomination, number="1/QĐ", signed_on=date(2024, 2, 1), reason="Khai sai", by=cast.office)

    assert "đã thu hồi</span>" in text(as_user(cast.leader).get("/khen-thuong/lich-su/"))


def test_a_member_page_shows_what_she_received(cast, given, as_user):
    html = text(as_user(cast.con_minh_officer).get(cast.lan.get_absolute_url()))

    assert "Khen thưởng đã nhận" in html
    assert "số 5/QĐ<small>20/12/2022</small>" in html
    assert "Khen thưởng đã nhận" not in text(as_user(cast.office).get(cast.secret.get_absolute_url()))
    # Her commune put her forward: the chapter's officer does not see that unit's awards.
    assert "số 5/QĐ" not in text(as_user(cast.chapter_officer).get(cast.lan.get_absolute_url()))


def test_a_unit_page_leads_to_what_it_received(cast, given, as_user):
    client = as_user(cast.leader)

    html = text(client.get(cast.con_minh.get_absolute_url()))

    assert '<a href="/khen-thuong/lich-su/?don-vi=02173">Khen thưởng đã nhận</a>' in html
    assert "Lý Văn Lang" not in text(client.get("/khen-thuong/lich-su/?don-vi=02173"))


def test_an_empty_history_says_where_it_comes_from(cast, as_user):
    assert "Khen thưởng của các năm trước nhập bằng Excel." in text(as_user(cast.leader).get("/khen-thuong/lich-su/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_asks_as_much_for_three_awards_as_for_one(
    cast, nominate, decide, as_user, django_assert_num_queries, number
):
    for one in range(number):
        decide(nominate(f"Người {one}"), number=f"{one}/QĐ")
    client = as_user(cast.leader)

    with django_assert_num_queries(9):
        html = text(client.get("/khen-thuong/lich-su/"))
    assert html.count("số ") >= number
    assert Nomination.objects.count() == number
