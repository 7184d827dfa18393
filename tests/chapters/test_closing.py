"""A unit closes when nothing stands in the way, and says what does; it can be opened again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from awards.actions import add_award_form, nominate, propose
from chapters.actions import (
    admit_member,
    appoint,
    close_unit,
    create_unit,
    end_membership,
    reopen_unit,
)
from chapters.hindrance import hindrances
from chapters.models import Membership, Unit, User
from funds.actions import open_fund, record_contribution, record_opening, reverse_voucher
from funds.models import Account
from khuyenhoc.actions import NotAllowed, Refusal
from reports.actions import open_period
from reports.models import Row

from ..refusals import refusal, refused
from .trees import problems

DAY, WHY = date(2024, 3, 1), "Nghị quyết 12, sáp nhập hai thôn"
TODAY = timezone.localdate()


def close(unit, cast, **changed):
    return close_unit(**{"unit": unit, "closed_on": DAY, "reason": WHY, "by": cast.con_minh_officer} | changed)


def blocking(unit):
    return [(found.sentence, found.way) for found in hindrances(unit) if found.blocks]


def test_an_empty_chapter_closes_and_keeps_its_reason(cast):
    closed = close(cast.cho_a, cast)

    assert (closed.closed_on, closed.reason, closed.is_open_on(DAY)) == (DAY, WHY, False)
    assert closed.is_open_on(DAY - timedelta(days=1))
    assert problems() == []


@pytest.mark.parametrize(
    "changed, field, sentence",
    [
        (
            {"closed_on": TODAY + timedelta(days=1)},
            "closed_on",
            "Ngày giải thể đang ở tương lai. Xin ghi khi quyết định đã có hiệu lực.",
        ),
        (
            {"closed_on": date(2009, 12, 31)},
            "closed_on",
            "Ngày giải thể không thể trước ngày thành lập (01/01/2010). Xin xem lại.",
        ),
        ({"reason": " \u200b "}, "reason", "Xin ghi lý do giải thể, ví dụ số và ngày của quyết định."),
    ],
)
def test_a_wrong_day_or_no_reason_is_refused_beside_its_field(changed, field, sentence, cast):
    Unit.objects.filter(pk=cast.cho_a.pk).update(opened_on=date(2010, 1, 1))

    with pytest.raises(Refusal) as caught:
        close(cast.cho_a, cast, **changed)

    assert (str(caught.value), caught.value.field) == (sentence, field)
    assert Unit.objects.get(pk=cast.cho_a.pk).closed_on is None


def test_it_closes_on_the_day_it_was_opened(cast):
    Unit.objects.filter(pk=cast.cho_a.pk).update(opened_on=DAY)

    assert close(cast.cho_a, cast).closed_on == DAY


def test_a_unit_is_not_closed_before_its_last_member_left_or_its_last_chapter_closed(cast):
    end_membership(membership=cast.lan.memberships.get(), until=date(2024, 5, 1), exit="left", by=cast.admin)
    assert refusal(close, unit=cast.ban_cao, cast=cast) == (
        "Đến ngày 01/05/2024 ở đây còn hội viên sinh hoạt. Xin ghi ngày giải thể từ ngày đó trở đi."
    )

    close(cast.cho_a, cast)
    close(cast.ban_cao, cast, closed_on=date(2024, 5, 1))
    assert refusal(close, unit=cast.con_minh, cast=cast, by=cast.office) == (
        "Đơn vị trực thuộc còn hoạt động đến ngày 01/05/2024. Xin ghi ngày giải thể từ ngày đó trở đi."
    )


def test_twice_closed_is_closed_once(cast):
    close(cast.cho_a, cast)

    assert refusal(close, unit=cast.cho_a, cast=cast) == "Chi hội thôn Chợ A đã ghi giải thể từ ngày 01/03/2024."


def test_the_topmost_unit_never_closes(cast):
    assert "đơn vị trên cùng" in refusal(close, unit=cast.district, cast=cast, by=cast.admin)


def test_closing_lies_with_the_level_above(cast):
    with pytest.raises(NotAllowed, match="Chuyển, giải thể hay lập lại xã Côn Minh là việc của Hội cấp trên"):
        close(cast.con_minh, cast)
    with pytest.raises(NotAllowed):
        close(cast.cho_a, cast, by=cast.van_lang_officer)
    with pytest.raises(NotAllowed):
        close(cast.ban_cao, cast, by=cast.chapter_officer)


# What stands in the way


def test_open_units_below_stand_in_the_way_and_lead_to_the_way_out(cast):
    assert blocking(cast.con_minh) == [
        (
            "2 đơn vị trực thuộc còn hoạt động: Chi hội thôn Bản Cào, Chi hội thôn Chợ A.",
            "Chuyển các đơn vị này sang nơi khác",
        )
    ]
    assert refusal(close, unit=cast.con_minh, cast=cast, by=cast.office) == (
        "Chưa giải thể được xã Côn Minh. 2 đơn vị trực thuộc còn hoạt động: Chi hội thôn Bản Cào, Chi hội thôn Chợ A."
    )


def test_members_stand_in_the_way(cast):
    assert blocking(cast.ban_cao) == [
        ("1 hội viên đang sinh hoạt trong danh sách.", "Chuyển tất cả hội viên sang chi hội khác")
    ]


def test_money_in_a_purse_stands_in_the_way_until_it_is_gone(cast):
    fund = open_fund(unit=cast.cho_a, name="Quỹ Chợ A", opened_on=date(2023, 1, 1), by=cast.treasurer)
    empty = open_fund(unit=cast.cho_a, name="Quỹ thứ hai", opened_on=date(2023, 1, 1), by=cast.treasurer)
    record_opening(fund=fund, amount=700_000, dated_on=date(2023, 1, 1), by=cast.treasurer)
    received = record_contribution(
        fund=empty,
        source=Account.objects.get(fund=None, code="members"),
        account=empty.accounts.get(kind="cash"),
        amount=50_000,
        dated_on=date(2023, 2, 1),
        party="Hoàng Thị Lan",
        reason="Ủng hộ",
        by=cast.treasurer,
    )
    reverse_voucher(voucher=received, reason="Ghi nhầm", by=cast.treasurer, dated_on=date(2023, 2, 1))

    assert blocking(cast.cho_a) == [("Quỹ Chợ A còn 700.000\N{NO-BREAK SPACE}đồng.", "Mở sổ quỹ để chi hoặc nộp hết")]


def test_a_nomination_without_a_decision_stands_in_the_way(cast):
    form = add_award_form(
        code="giay-khen",
        grantor_level="district",
        grantor_name="Hội Khuyến học huyện Na Rì",
        name="Giấy khen",
        for_person=True,
        by=cast.office,
    )
    facts = {"year": 2024, "form": form, "unit": cast.cho_a, "recipient_class": "person", "by": cast.office}
    proposed = nominate(recipient_name="Nông Thị Sen", **facts)
    nominate(recipient_name="Bàn Văn Xuân", **facts)
    assert blocking(cast.cho_a) == []

    propose(nomination=proposed, by=cast.office)

    assert blocking(cast.cho_a) == [("1 đề nghị khen thưởng chưa có quyết định.", "Xét xong hoặc rút các đề nghị này")]


def test_a_neighbours_members_money_and_units_are_not_in_the_way(cast):
    fund = open_fund(unit=cast.to_dooc, name="Quỹ", opened_on=date(2023, 1, 1), by=cast.treasurer)
    record_opening(fund=fund, amount=700_000, dated_on=date(2023, 1, 1), by=cast.treasurer)

    assert hindrances(cast.cho_a) == []


def test_an_open_year_is_said_and_blocks_nothing(cast):
    open_period(year=TODAY.year, by=cast.office)

    (said,) = hindrances(cast.cho_a)

    assert said.sentence == (f"Dòng số liệu năm {TODAY.year} vẫn ở lại trong báo cáo, đã nhập gì thì giữ nguyên.")
    assert not said.blocks
    close(cast.cho_a, cast)
    assert Row.objects.get(unit=cast.cho_a).closed_on == DAY


def test_offices_held_there_end_with_the_unit(cast):
    appoint(user=cast.nobody, unit=cast.cho_a, role="chapter_officer", since=date(2024, 6, 1), by=cast.admin)
    assert "Người không chức trách" in hindrances(cast.cho_a)[0].sentence

    close(cast.cho_a, cast)

    held = cast.cho_a.appointments.get()
    assert held.until == date(2024, 6, 1)
    assert User.objects.get(pk=cast.nobody.pk).offices == []


# Opening again


def test_a_closed_unit_is_opened_again_with_a_reason(cast):
    close(cast.cho_a, cast)
    assert refusal(reopen_unit, unit=cast.cho_a, reason="", by=cast.con_minh_officer).startswith(
        "Xin ghi lý do lập lại"
    )

    again = reopen_unit(unit=cast.cho_a, reason="Ghi nhầm", by=cast.con_minh_officer)

    assert (again.closed_on, again.reason) == (None, "Ghi nhầm")
    assert refusal(reopen_unit, unit=cast.cho_a, reason="Ghi nhầm", by=cast.con_minh_officer) == (
        "Chi hội thôn Chợ A đang hoạt động, không cần lập lại."
    )


def test_nothing_opens_again_under_what_is_closed(cast):
    commune = create_unit(parent=cast.district, kind="commune", designation="xã", name="Kim Hỷ", by=cast.admin)
    chapter = create_unit(parent=commune, kind="chapter", name="Chi hội 1", setting="school", by=cast.admin)
    for unit in (chapter, commune):
        close(unit, cast, by=cast.office)

    assert refusal(reopen_unit, unit=chapter, reason="Nhầm", by=cast.office) == (
        "xã Kim Hỷ đã giải thể nên Chi hội 1 chưa lập lại được. Xin lập lại xã Kim Hỷ trước."
    )


def test_opening_again_lies_with_the_level_above(cast):
    close(cast.cho_a, cast)

    for user in (cast.van_lang_officer, cast.treasurer, cast.chapter_officer):
        with pytest.raises(NotAllowed):
            reopen_unit(unit=cast.cho_a, reason="Nhầm", by=user)


# The database itself


def test_a_unit_with_members_or_open_units_is_not_closed_by_the_back_door(cast):
    def shut(unit):
        return refused(lambda: Unit.objects.filter(pk=unit.pk).update(closed_on=DAY))

    assert shut(cast.ban_cao) == "Đơn vị còn hội viên đang sinh hoạt thì chưa giải thể được."
    assert shut(cast.con_minh) == "Đơn vị còn đơn vị trực thuộc đang hoạt động thì chưa giải thể được."


def test_nobody_joins_and_nothing_opens_in_a_closed_unit(cast):
    close(cast.cho_a, cast)
    belonging = Membership(member=cast.lan, unit=cast.cho_a, since=date(2023, 1, 1), is_counted=False)
    team = Unit(kind="team", name="X", code="X", parent=cast.cho_a, path=f"{cast.cho_a.path}0001")

    assert refused(lambda: Membership.objects.bulk_create([belonging])) == (
        "Không ai đang sinh hoạt ở đơn vị đã giải thể."
    )
    assert refused(lambda: Unit.objects.bulk_create([team])) == (
        "Dưới đơn vị đã giải thể không có đơn vị nào đang hoạt động."
    )
    for since in (date(2023, 1, 1), DAY):
        assert refusal(admit_member, unit=cast.cho_a, name="Nông Văn Tư", since=since, by=cast.admin) == (
            "Chi hội thôn Chợ A đã giải thể ngày 01/03/2024, không ghi hội viên vào được nữa."
        )
