"""The verbs of the year: open, choose, declare, submit, accept; what they refuse, and with which words."""

from datetime import date

import pytest
from django.utils import timezone

from awards.actions import decide, nominate, propose
from chapters.actions import admit_member
from chapters.models import Unit
from funds.actions import open_fund, record_contribution
from funds.models import Account
from khuyenhoc.actions import Clash, NotAllowed
from khuyenhoc.models import Change
from reports.actions import accept_return, choose_basis, hand_back, open_period, set_value, set_values, submit_return
from reports.models import Period, Return, ReturnValue

from ..crowds import at_once
from .conftest import declare, fill, hand_in, put, refused, return_of, row_of

SUBMITTED = "Số liệu năm 2023 của xã Côn Minh đã nộp và đang chờ cấp trên xem. Muốn sửa, hãy đề nghị cấp trên trả lại."


def stored(unit):
    return dict(row_of(unit).values.values_list("indicator", "declared"))


# Opening a year


def test_a_year_opens_with_its_customary_dates_and_knows_the_year_before(cast):
    first = open_period(year=2023, by=cast.office)
    second = open_period(year=2024, by=cast.admin, cut_off=date(2024, 11, 30))

    assert (first.starts_on, first.cut_off, first.due_commune) == (
        date(2023, 1, 1),
        date(2023, 12, 31),
        date(2023, 11, 30),
    )
    assert (first.previous, second.previous, second.cut_off) == (None, first, date(2024, 11, 30))


def test_a_year_is_opened_once(year):
    assert refused(lambda: open_period(year=2023, by=year.office)) == "Năm 2023 đã mở rồi."
    assert (Period.objects.count(), Return.objects.count()) == (1, 3)


def test_only_the_topmost_office_opens_a_year(cast):
    for who in (cast.con_minh_officer, cast.treasurer, cast.leader, cast.chapter_officer, cast.nobody):
        with pytest.raises(NotAllowed, match="Chức trách của bạn không mở kỳ báo cáo"):
            open_period(year=2023, by=who)

    assert not Period.objects.exists()


# By unit or totals


def test_the_central_association_does_not_report_in_totals(year):
    Unit.objects.filter(pk=year.district.pk).update(kind="central")

    told = refused(lambda: choose_basis(unit_return=return_of(year.district), basis="totals", by=year.office))

    assert told == "Chỉ Hội cấp xã, cấp huyện, cấp tỉnh báo cáo chỉ số tổng được. Trung ương cộng từ cấp dưới."
    assert return_of(year.district).basis == "by_unit"


def test_the_basis_is_not_changed_by_a_neighbour_nor_after_submitting(year):
    with pytest.raises(NotAllowed):
        choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.van_lang_officer)

    fill(year.con_minh, year.con_minh_officer)
    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)

    assert (
        refused(lambda: choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer))
        == SUBMITTED
    )


# Declaring


def test_values_are_stored_with_who_and_when(year):
    set_values(
        row=row_of(year.cho_a),
        cells={"members_closing": (None, 30), "members_adjusted": (None, -2)},
        by=year.con_minh_officer,
    )

    value = ReturnValue.objects.get(indicator="members_adjusted")
    assert stored(year.cho_a) == {"members_closing": 30, "members_adjusted": -2}
    assert (value.entered_by, value.value, value.entered_at is None) == (year.con_minh_officer, None, False)


def test_a_clash_says_what_it_is_now_and_nothing_at_all_is_written(year):
    row = row_of(year.cho_a)
    set_value(row=row, code="members_closing", was=None, now=30, by=year.con_minh_officer)

    with pytest.raises(Clash) as clash:
        set_values(
            row=row, cells={"members_closing": (None, 31), "members_women": (None, 12)}, by=year.con_minh_officer
        )

    assert str(clash.value) == (
        "Có người vừa sửa Hội viên cuối kỳ của Chi hội thôn Chợ A. Xin xem số mới rồi lưu lại nếu vẫn muốn thay."
    )
    assert clash.value.cells == {"members_closing": 30}
    assert stored(year.cho_a) == {"members_closing": 30}


def test_the_same_value_sent_twice_is_no_clash_and_leaves_no_second_trace(year):
    row = row_of(year.cho_a)
    set_value(row=row, code="members_closing", was=None, now=30, by=year.con_minh_officer)
    before = Change.objects.count()

    set_value(row=row, code="members_closing", was=None, now=30, by=year.con_minh_officer)

    assert stored(year.cho_a) == {"members_closing": 30}
    assert Change.objects.count() == before


def test_nothing_known_and_nought_are_different_things(year):
    row, by = row_of(year.cho_a), year.con_minh_officer
    set_value(row=row, code="fund_closing", was=None, now=0, by=by)

    for was, now in ((None, 5), (5, None)):
        with pytest.raises(Clash) as clash:
            set_value(row=row, code="fund_closing", was=was, now=now, by=by)
        assert clash.value.cells == {"fund_closing": 0}
    set_value(row=row, code="fund_closing", was=0, now=None, by=by)

    assert stored(year.cho_a) == {"fund_closing": None}
    with pytest.raises(Clash) as clash:
        set_value(row=row, code="fund_closing", was=0, now=5, by=by)
    assert clash.value.cells == {"fund_closing": None}


AWARD = "award.giay-khen-huyen.clan.given"
NOT_DECLARED = [
    ("members_closing", -1, "Hội viên cuối kỳ phải là số nguyên từ 0 trở lên."),
    ("fund_in_dues", -1, "Hội phí phải là số nguyên từ 0 trở lên."),
    ("fund_closing", 10**15, "Dư cuối kỳ lớn quá mức. Xin xem lại số đã nhập."),
    ("members_adjusted", -(10**15), "Điều chỉnh đầu kỳ lớn quá mức. Xin xem lại số đã nhập."),
    ("population", 900, "Dân số không nhập ở chi hội."),
    ("plan_tasks", 7, "Số nhiệm vụ không nhập ở chi hội."),
    ("communes", 1, "Số xã, phường, thị trấn không nhập ở chi hội."),
    ("khong-co", 1, "Không có chỉ tiêu “khong-co”. Xin tải lại trang."),
    ("award.la.person.given", 1, "Không có chỉ tiêu “award.la.person.given”. Xin tải lại trang."),
    (AWARD, 1, f"Không có chỉ tiêu “{AWARD}”. Xin tải lại trang."),
]


def test_what_cannot_be_declared_is_refused_and_so_are_the_cells_beside_it(year, certificate):
    row, by = row_of(year.cho_a), year.con_minh_officer

    for code, now, told in NOT_DECLARED:
        cells = {"members_women": (None, 3), code: (None, now)}
        assert refused(lambda cells=cells: set_values(row=row, cells=cells, by=by)) == told

    assert stored(year.cho_a) == {}


def test_awards_are_declared_at_an_association_and_not_at_a_chapter(year, certificate):
    code = "award.giay-khen-huyen.person.given"

    set_value(row=row_of(year.con_minh), code=code, was=None, now=3, by=year.con_minh_officer)

    assert stored(year.con_minh) == {code: 3}
    assert refused(lambda: set_value(row=row_of(year.cho_a), code=code, was=None, now=3, by=year.con_minh_officer)) == (
        "Giấy khen của Hội Khuyến học huyện Na Rì, cá nhân, được tặng không nhập ở chi hội."
    )


def test_who_does_not_reach_the_row_or_only_reads_it_does_not_write_it(year):
    row, strangers = row_of(year.cho_a), (year.van_lang_officer, year.chapter_officer, year.nobody)

    for who in (*strangers, year.treasurer, year.inspector, year.leader):
        with pytest.raises(NotAllowed, match="không nhập số liệu tại Chi hội thôn Chợ A"):
            set_value(row=row, code="members_closing", was=None, now=1, by=who)

    assert stored(year.cho_a) == {}


def test_a_chapter_officer_writes_her_own_row(year):
    set_value(row=row_of(year.ban_cao), code="fund_closing", was=None, now=1, by=year.chapter_officer)

    assert stored(year.ban_cao) == {"fund_closing": 1}


def test_two_who_set_the_same_cell_at_once_one_wins_and_the_other_is_told(shared):
    open_period(year=2023, by=shared.office)
    row = row_of(shared.cho_a)

    def write(now, by):
        return lambda: set_value(row=row, code="members_closing", was=None, now=now, by=by)

    results = at_once(write(30, shared.con_minh_officer), write(31, shared.office))

    clashes = [result for result in results if isinstance(result, Clash)]
    assert (results.count(None), len(clashes)) == (1, 1)
    assert stored(shared.cho_a) == clashes[0].cells
    assert stored(shared.cho_a)["members_closing"] == (30 if results[0] is None else 31)


# Submitting


def test_half_a_return_is_refused_and_told_what_is_missing_where(year):
    declare(year.cho_a, year.con_minh_officer, members_closing=0)
    put(year.con_minh, {"population": 900, "hamlets": 9, "hamlets_with_chapter": 9, "agencies": 1})

    told = refused(lambda: submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer))

    assert told == (
        "Chưa nộp được. xã Côn Minh chưa có: Số trường học, Trường học đã có chi hội, Cơ quan, đơn vị đã có chi hội. "
        "Chi hội thôn Bản Cào chưa có: Dư cuối kỳ. Chi hội thôn Chợ A chưa có: Dư cuối kỳ."
    )
    assert return_of(year.con_minh).state == "draft"


@pytest.mark.parametrize(
    "unit, figures, told",
    [
        (
            "con_minh",
            {"hamlets": 9, "hamlets_with_chapter": 10},
            "xã Côn Minh: Thôn, tổ dân phố đã có chi hội (10) lớn hơn Số thôn, tổ dân phố (9).",
        ),
        (
            "con_minh",
            {"population": 1900, "households": 12345},
            "xã Côn Minh: Số hộ (12.345) lớn hơn Dân số (1.900).",
        ),
        (
            "cho_a",
            {"members_closing": 20, "members_women": 21},
            "Chi hội thôn Chợ A: Trong đó: nữ (21) lớn hơn Hội viên cuối kỳ (20).",
        ),
        (
            "cho_a",
            {"members_opening": 20, "members_joined": 5, "members_left": 1, "members_closing": 25},
            "Chi hội thôn Chợ A: đầu kỳ cộng tăng trừ giảm được 24 hội viên, nhưng cuối kỳ ghi 25. "
            "Xin sửa số tăng, giảm hoặc số cuối kỳ.",
        ),
        (
            "cho_a",
            {"fund_opening": 100_000, "fund_in_dues": 50_000, "fund_out_association": 20_000, "fund_closing": 150_000},
            "Chi hội thôn Chợ A: dư đầu kỳ cộng thu trừ chi được 130.000 đồng, nhưng dư cuối kỳ ghi 150.000. "
            "Xin sửa số thu, chi hoặc số dư cuối kỳ.",
        ),
    ],
)
def test_what_does_not_add_up_is_refused_and_told(year, unit, figures, told):
    declare(getattr(year, unit), year.con_minh_officer, **figures)
    fill(year.con_minh, year.con_minh_officer)

    assert refused(lambda: submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)) == (
        f"Chưa nộp được. {told}"
    )


def test_of_many_faults_the_first_five_are_told(year):
    wholes = ("hamlets", "schools", "agencies", "members_closing", "population", "fund_closing")
    parts = ("hamlets_with_chapter", "schools_with_chapter", "agencies_with_chapter", "members_women", "households")
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)
    put(year.con_minh, dict.fromkeys(wholes, 1) | dict.fromkeys((*parts, "adults"), 2))

    told = refused(lambda: submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer))

    assert told.count("lớn hơn") == 5
    assert told.endswith("(và 1 điều khác)")


def test_a_declared_closing_alone_needs_no_flows(year):
    fill(year.con_minh, year.con_minh_officer)

    submitted = submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)

    assert (submitted.state, submitted.submitted_by) == ("submitted", year.con_minh_officer)


def test_another_s_return_is_not_submitted(year):
    fill(year.con_minh, year.con_minh_officer)

    for who in (year.van_lang_officer, year.chapter_officer, year.inspector):
        with pytest.raises(NotAllowed):
            submit_return(unit_return=return_of(year.con_minh), by=who)


def test_a_submitted_return_takes_no_entry_and_is_not_submitted_again(year):
    row, by = row_of(year.cho_a), year.con_minh_officer
    fill(year.con_minh, by)
    submit_return(unit_return=return_of(year.con_minh), by=by)

    assert refused(lambda: set_value(row=row, code="members_closing", was=1, now=2, by=by)) == SUBMITTED
    assert refused(lambda: submit_return(unit_return=return_of(year.con_minh), by=by)) == SUBMITTED


# Accepting


def test_the_level_above_accepts_and_the_officer_herself_may_not(year):
    fill(year.con_minh, year.con_minh_officer)
    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)

    with pytest.raises(NotAllowed, match="không chốt số liệu của cấp dưới tại huyện Na Rì"):
        accept_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)
    accepted = accept_return(unit_return=return_of(year.con_minh), by=year.office)

    assert (accepted.state, accepted.accepted_by) == ("accepted", year.office)


def test_the_level_above_hands_back_with_a_reason_and_the_officer_writes_again(year):
    def give_back(by, reason="Xin xem lại số hội viên"):
        return hand_back(unit_return=return_of(year.con_minh), reason=reason, by=by)

    assert refused(lambda: give_back(year.office)) == "xã Côn Minh đang nhập nên không trả lại được."
    fill(year.con_minh, year.con_minh_officer)
    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)
    with pytest.raises(NotAllowed):
        give_back(year.con_minh_officer)
    assert refused(lambda: give_back(year.office, " ")) == (
        "Xin đánh dấu số cần sửa, hoặc ghi lý do trả lại để đơn vị biết cần sửa gì."
    )

    assert give_back(year.office).handed_back_because == "Xin xem lại số hội viên"
    declare(year.cho_a, year.con_minh_officer, members_closing=31)
    hand_in(year.con_minh, year.office)
    assert refused(lambda: give_back(year.office)) == "xã Côn Minh đã chốt nên không trả lại được."


def test_what_is_not_submitted_or_accepted_already_is_not_accepted(year):
    told = "xã Côn Minh {}, chưa nộp hoặc đã chốt rồi nên không chốt được."
    assert refused(lambda: accept_return(unit_return=return_of(year.con_minh), by=year.office)) == (
        told.format("đang nhập")
    )
    hand_in(year.con_minh, year.office)

    assert refused(lambda: accept_return(unit_return=return_of(year.con_minh), by=year.office)) == (
        told.format("đã chốt")
    )


def test_after_acceptance_the_verbs_say_when_it_was_accepted(year):
    accepted_at = hand_in(year.con_minh, year.office).accepted_at
    day = timezone.localtime(accepted_at).strftime("%d/%m/%Y")

    told = refused(
        lambda: set_value(row=row_of(year.cho_a), code="members_closing", was=1, now=2, by=year.con_minh_officer)
    )

    assert told == (
        f"Số liệu năm 2023 của xã Côn Minh đã chốt ngày {day}. "
        "Muốn sửa, hãy gửi đề nghị mở lại cho Thường trực Hội cấp trên."
    )


def test_the_snapshot_holds_recorded_declared_and_used_and_the_rows_behind_them(year, certificate):
    by, office = year.con_minh_officer, year.office
    fund = open_fund(unit=year.ban_cao, name="Quỹ", opened_on=date(2023, 1, 1), by=year.treasurer)
    gift = {"fund": fund, "account": fund.accounts.get(kind="cash"), "party": "Lan", "reason": "Ủng hộ"}
    gift |= {"source": Account.objects.get(code="members"), "by": year.treasurer}
    voucher = record_contribution(amount=500_000, dated_on=date(2023, 5, 1), **gift)
    record_contribution(amount=70_000, dated_on=date(2024, 1, 1), **gift)
    admit_member(unit=year.ban_cao, name="Nông Văn Bình", since=date(2024, 1, 1), by=by)
    award = nominate(year=2023, form=certificate, unit=year.ban_cao, recipient_class="collective", by=by)
    propose(nomination=award, by=by)
    decide(nominations=[award], unit=year.district, number="1/QĐ", signed_on=date(2024, 1, 10), by=office)
    declare(year.ban_cao, by, members_closing=80)
    declare(year.cho_a, by, members_closing=30)

    hand_in(year.con_minh, office)

    def snapshot(unit, code):
        value = row_of(unit).values.get(indicator=code)
        return value.recorded, value.declared, value.value, value.as_of, value.sources

    cut_off = date(2023, 12, 31)
    lan = year.lan.memberships.get().pk
    assert snapshot(year.ban_cao, "members_closing") == (1, 80, 1, cut_off, {"membership": [lan]})
    assert snapshot(year.cho_a, "members_closing") == (None, 30, 30, cut_off, None)
    assert snapshot(year.ban_cao, "fund_closing") == (
        500_000,
        None,
        500_000,
        cut_off,
        {"voucher": [[voucher.pk, 500_000]]},
    )
    assert snapshot(year.ban_cao, "members_left") == (0, None, 0, cut_off, None)
    assert snapshot(year.ban_cao, "award.giay-khen-huyen.collective.proposed") == (
        1, None, 1, cut_off, {"nomination": [award.pk]},
    )  # fmt: skip
    assert not ReturnValue.objects.filter(indicator="award.giay-khen-huyen.collective.given").exists()


def test_of_two_who_accept_at_once_one_is_told_it_is_done(shared):
    open_period(year=2023, by=shared.office)
    fill(shared.con_minh, shared.office)
    waiting = submit_return(unit_return=return_of(shared.con_minh), by=shared.office)

    results = at_once(*[lambda: accept_return(unit_return=waiting, by=shared.office)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["Refusal", "Return"]
