"""Sittings of the council: votes within attendance, one table, settled for good, refused ones keep their reasons."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from awards import actions
from awards.models import Council, Nomination, Vote
from khuyenhoc.actions import NotAllowed
from khuyenhoc.files import store_file
from khuyenhoc.models import StoredFile
from tests.refusals import refusal_of as refused

FINAL = "Kết quả họp hội đồng đã chốt"
PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


@pytest.fixture
def award_round(cast):
    return actions.open_round(
        unit=cast.district, year=2023, name="Khen thưởng tổng kết", opens_on=date(2023, 10, 1), by=cast.office
    )


@pytest.fixture
def sitting(cast, award_round):
    def act(**facts):
        given = {"held_on": date(2023, 12, 20), "size": 9, "attended": 8} | facts
        return actions.convene(unit=cast.district, award_round=award_round, by=cast.office, **given)

    return act


@pytest.fixture
def vote(cast):
    def act(council, nomination, votes_for, against=0, *, passed=None, note="", by=None):
        is_passed = 2 * votes_for > council.attended if passed is None else passed
        ballot = actions.Ballot(nomination, votes_for, against, is_passed, note)
        return actions.record_votes(council=council, ballots=[ballot], by=by or cast.office)

    return act


def settle(cast, council, **more):
    return actions.settle_council(council=council, by=cast.office, **more)


def test_what_passed_goes_its_way_and_what_did_not_keeps_its_reason(cast, nominate, sitting, vote):
    council, good, bad = sitting(), nominate("Một"), nominate("Hai")
    vote(council, good, 7, 1)
    vote(council, bad, 3, 4, note="Chưa đủ hai năm.")

    settle(cast, council)

    assert dict(Nomination.objects.values_list("recipient_name", "state")) == {"Một": "endorsed", "Hai": "declined"}
    bad.refresh_from_db()
    assert bad.decline_reason == "Hội đồng không thông qua: 3/8 phiếu đồng ý. Chưa đủ hai năm."


def test_the_officer_says_what_the_council_decided_whatever_the_votes(cast, nominate, sitting, vote):
    council, nomination = sitting(), nominate()
    vote(council, nomination, 4, 4, passed=True)

    settle(cast, council)

    nomination.refresh_from_db()
    assert nomination.state == "endorsed"


def test_more_votes_than_were_present_are_refused(cast, nominate, sitting, vote):
    council, nomination = sitting(), nominate()

    told, field = refused(lambda: vote(council, nomination, 7, 2))

    assert told == "Nông Văn Hùng: 9 phiếu, nhưng chỉ có 8 thành viên có mặt. Xin xem lại số phiếu."
    assert field == f"for_{nomination.pk}"
    vote(council, nomination, 7, 1)
    assert refused(lambda: actions.change_council(council=council, attended=7, by=cast.office)) == (
        "Đã ghi 8 phiếu cho một trường hợp, nhiều hơn 7 người có mặt.",
        "attended",
    )


def test_nobody_attends_a_council_who_does_not_sit_in_it(sitting):
    assert refused(lambda: sitting(attended=10))[0] == "Số có mặt phải từ 1 đến số thành viên hội đồng."
    assert refused(lambda: sitting(held_on=date(2024, 2, 1)))[1] == "held_on"


def test_only_what_lies_with_the_association_is_voted_on(cast, nominate, sitting, vote):
    council = sitting()
    at_commune = nominate("Ở xã", unit=cast.ban_cao, by=cast.chapter_officer)

    told, _ = refused(lambda: vote(council, at_commune, 8))

    assert told.startswith("Ở xã không chờ Hội Khuyến học huyện Na Rì xét nữa")


def test_what_was_called_back_stops_the_settling_until_it_is_left_out(cast, nominate, sitting, vote):
    council, one, two = sitting(), nominate("Một"), nominate("Hai")
    vote(council, one, 8)
    vote(council, two, 8)
    actions.call_back(nomination=two, by=cast.con_minh_officer)

    told, _ = refused(lambda: settle(cast, council))
    assert told.startswith("Hai không chờ Hội Khuyến học huyện Na Rì xét nữa (đang ở trạng thái “đang soạn”).")
    assert Nomination.objects.get(pk=one.pk).state == "proposed"

    actions.record_votes(council=council, ballots=[], left_out=[two], by=cast.office)
    settle(cast, council)
    assert Nomination.objects.get(pk=one.pk).state == "endorsed"


def test_a_nomination_may_be_voted_on_in_two_sittings(cast, nominate, sitting, vote):
    """Passed at the first, confirmed or refused at the second; what the first refused is over."""
    kept, lost = nominate("Một"), nominate("Hai")
    first, second = sitting(), sitting(held_on=date(2023, 12, 27))
    for nomination in (kept, lost):
        vote(first, nomination, 6, 1)
    settle(cast, first)
    vote(second, kept, 8)
    vote(second, lost, 1, 6)

    settle(cast, second)

    assert dict(Nomination.objects.values_list("recipient_name", "state")) == {"Một": "endorsed", "Hai": "declined"}
    assert Vote.objects.count() == 4
    third = sitting(held_on=date(2023, 12, 29))
    assert refused(lambda: vote(third, lost, 8))[0].startswith("Hai không chờ")


def test_a_settled_result_is_final(cast, nominate, sitting, vote):
    council, nomination = sitting(), nominate()
    vote(council, nomination, 8)
    settled = settle(cast, council)

    for act in (
        lambda: vote(council, nomination, 7),
        lambda: settle(cast, council),
        lambda: actions.change_council(council=council, size=12, by=cast.office),
    ):
        assert refused(act)[0].startswith(FINAL)
    for act in (
        lambda: Vote.objects.update(votes_for=1),
        lambda: Vote.objects.all().delete(),
        lambda: Council.objects.update(attended=9),
        lambda: Council.objects.update(settled_at=None),
        lambda: Vote.objects.create(council=settled, nomination=nominate("Khác"), votes_for=8, is_passed=True),
    ):
        with pytest.raises(IntegrityError, match="không"), transaction.atomic():
            act()


def test_the_signed_minutes_may_follow_once(cast, nominate, sitting, vote):
    council = sitting()
    vote(council, nominate(), 8)
    settle(cast, council)
    scan = store_file(name="a.pdf", content=PDF, by=cast.office)

    actions.attach_minutes(council=council, minutes=scan, by=cast.office)

    assert refused(lambda: actions.attach_minutes(council=council, minutes=scan, by=cast.office)) == (
        "Phiên họp này đã có biên bản đã ký. Bản đã lưu không thay được.",
        "scan",
    )
    other = store_file(name="b.pdf", content=PDF, by=cast.office)
    for values in ({"minutes": other}, {"minutes": None}):
        with pytest.raises(IntegrityError, match=FINAL), transaction.atomic():
            Council.objects.update(**values)


def test_an_empty_table_is_not_settled(cast, sitting):
    assert refused(lambda: settle(cast, sitting()))[0].startswith("Chưa ghi kết quả cho trường hợp nào.")


def test_only_the_office_keeps_the_council(cast, nominate, sitting, vote, award_round):
    council, nomination = sitting(), nominate()
    for user in (cast.con_minh_officer, cast.leader, cast.inspector, cast.treasurer):
        with pytest.raises(NotAllowed):
            vote(council, nomination, 8, by=user)
        with pytest.raises(NotAllowed):
            actions.settle_council(council=council, by=user)
        with pytest.raises(NotAllowed):
            actions.convene(
                unit=cast.con_minh, award_round=award_round, held_on=date(2023, 12, 1), size=3, attended=3, by=user
            )


# The pages


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_a_sitting_is_written_down_its_table_filled_and_settled(cast, nominate, award_round, as_user):
    good, bad, left = nominate("Một"), nominate("Hai"), nominate("Ba")
    client = as_user(cast.office)
    sent = {"unit": "066", "award_round": award_round.pk, "held_on": "20/12/2023", "size": "9", "attended": "8"}
    assert "Đã ghi phiên họp." in text(client.post("/khen-thuong/hoi-dong/moi/", sent, follow=True))
    path = Council.objects.get().get_absolute_url()

    table = {
        f"for_{good.pk}": "7",
        f"against_{good.pk}": "1",
        f"for_{bad.pk}": "3",
        f"against_{bad.pk}": "4",
        f"note_{bad.pk}": "Chưa đủ hai năm.",
    }
    html = text(client.post(path, table, follow=True))

    assert "Đã lưu kết quả của 2 trường hợp." in html
    assert dict(Vote.objects.values_list("nomination__recipient_name", "is_passed")) == {"Một": True, "Hai": False}
    asked = text(client.get(f"{path}chot/"))
    assert "1 trường hợp đồng ý, 1 không đồng ý" in asked
    assert "Hai: 3/8 phiếu đồng ý. Chưa đủ hai năm." in asked
    scan = SimpleUploadedFile("bien-ban.pdf", PDF)
    assert "Đã chốt kết quả họp hội đồng." in text(client.post(f"{path}chot/", {"scan": scan}, follow=True))
    left.refresh_from_db()
    assert left.state == "proposed"
    assert b"".join(client.get(f"{path}bien-ban-ky/")) == PDF


def test_every_fault_stands_beside_its_cell_and_nothing_typed_is_lost(cast, nominate, sitting, as_user):
    one, two, three = nominate("Một"), nominate("Hai"), nominate("Ba")
    council = sitting()
    table = {
        f"for_{one.pk}": "7",
        f"against_{one.pk}": "2",
        f"for_{two.pk}": "bảy",
        f"note_{three.pk}": "Chờ xác minh.",
    }

    response = as_user(cast.office).post(council.get_absolute_url(), table)

    assert response.context["form"].errors == {
        f"for_{one.pk}": ["9 phiếu, nhưng chỉ có 8 thành viên có mặt. Xin xem lại số phiếu."],
        f"for_{two.pk}": response.context["form"].errors[f"for_{two.pk}"],
        f"for_{three.pk}": ["Xin điền số phiếu đồng ý, hoặc để trống cả dòng nếu chưa xét."],
    }
    html = text(response)
    assert all(f'value="{typed}"' in html for typed in ("7", "2", "bảy", "Chờ xác minh."))
    assert html.count('aria-invalid="true"') == 3
    assert Vote.objects.count() == 0


def test_the_result_follows_the_votes_unless_the_officer_says_otherwise(cast, nominate, sitting, as_user):
    nomination, council = nominate(), sitting()
    client = as_user(cast.office)

    def save(**values):
        client.post(council.get_absolute_url(), {f"{name}_{nomination.pk}": value for name, value in values.items()})
        return Vote.objects.get().is_passed

    assert save(**{"for": "4"}) is False  # half of eight is no majority
    assert save(**{"for": "5"}) is True
    assert save(**{"for": "4", "result": "passed"}) is True
    assert "đồng ý, khác số phiếu" in text(client.get(council.get_absolute_url()))
    save(**{"for": "5"})
    client.post(council.get_absolute_url(), {})
    assert Vote.objects.count() == 0  # an emptied line was not considered


def test_the_round_and_the_year_of_a_sitting_choose_what_it_considers(cast, nominate, sitting, as_user):
    nominate("Năm nay")
    nominate("Năm trước", year=2022)

    html = text(as_user(cast.office).get(sitting().get_absolute_url()))

    assert "Năm nay" in html
    assert "Năm trước" not in html


def test_readers_see_the_result_without_a_table_to_fill_in(cast, nominate, sitting, vote, as_user):
    council = sitting()
    vote(council, nominate(), 6, 1)

    html = text(as_user(cast.leader).get(council.get_absolute_url()))

    assert '<td class="num" data-label="Không bỏ phiếu">1</td>' in html
    assert "data-votes" not in html
    assert as_user(cast.leader).post(council.get_absolute_url(), {}).status_code == 403
    assert as_user(cast.con_minh_officer).get(council.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["virus.pdf", "trống.pdf"])
def test_minutes_that_are_no_scan_are_refused_and_nothing_is_settled(cast, nominate, sitting, vote, as_user, name):
    council = sitting()
    vote(council, nominate(), 8)
    content = b"MZ\x90 program" if name == "virus.pdf" else b""

    html = text(
        as_user(cast.office).post(f"{council.get_absolute_url()}chot/", {"scan": SimpleUploadedFile(name, content)})
    )

    assert "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG." in html or "Tệp này rỗng." in html
    assert Council.objects.get().settled_at is None
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_tables_ask_as_much_for_three_as_for_one(
    cast, nominate, sitting, vote, as_user, django_assert_num_queries, number
):
    councils = [sitting() for _ in range(number)]
    for place in range(number):
        vote(councils[0], nominate(f"Người {place}"), 8)
    client = as_user(cast.office)

    with django_assert_num_queries(7):
        assert len(client.get("/khen-thuong/hoi-dong/").context["page"].object_list) == number
    with django_assert_num_queries(16):
        assert len(client.get(councils[0].get_absolute_url()).context["form"].rows) == number
