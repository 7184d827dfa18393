"""What blocks a return and what only asks for a reason (DOMAIN 3: warn and record, never block a true oddity)."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chapters.actions import admit_member
from reports.actions import choose_basis, explain, open_period, set_value, submit_return
from reports.checks import CHECKS, COMMON_REASONS, PARTS, USUAL_ORDER, Figure, findings, row_findings
from reports.indicators import declarable
from reports.models import UNKNOWN, Period, Return, ReturnValue, Row
from reports.records import used

from .conftest import declare, fill, put, refused, return_of, row_of

MUST_HOLD = {"missing", "part", "balance"}


def before(cast, unit, **figures):
    """What reports used of the unit a year before; opens 2022 when it is not there."""
    if not Period.objects.filter(year=2022).exists():
        open_period(year=2022, by=cast.office)
    row = Row.objects.get(unit=unit, unit_return__period__year=2022)
    ReturnValue.objects.bulk_create(ReturnValue(row=row, indicator=code, value=now) for code, now in figures.items())


def found(unit, check):
    return [finding for finding in findings(return_of(unit)) if finding.check == check]


def told(unit, check):
    return [str(finding) for finding in found(unit, check)]


def give_reasons(cast, unit, text="Đã rà soát lại danh sách."):
    for finding in findings(return_of(unit)):
        if not finding.blocks:
            row, code, check = finding.row, finding.code, finding.check
            explain(row=row, code=code, check=check, text=text, by=cast.con_minh_officer)


# What must hold


@pytest.mark.parametrize("whole, part", PARTS)
def test_a_part_of_91_in_a_whole_of_74_is_refused(year, whole, part):
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)
    put(year.con_minh, {whole: 74, part: 91})

    (finding,) = [one for one in found(year.con_minh, "part") if one.code == part]

    assert finding.blocks
    assert "(91) lớn hơn" in finding.sentence
    assert "(74)" in finding.sentence


# What asks


@pytest.mark.parametrize("more, less", USUAL_ORDER)
def test_91_of_usually_at_most_74_is_asked_about_and_kept_with_its_reason(year, more, less):
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)
    put(year.con_minh, {more: 74, less: 91})

    (finding,) = [one for one in found(year.con_minh, "order") if one.code == less]
    give_reasons(year, year.con_minh, "Số liệu đúng như vậy.")
    (kept,) = [one for one in found(year.con_minh, "order") if one.code == less]

    assert (finding.blocks, finding.is_open) == (False, True)
    assert "(91)" in finding.sentence
    assert "(74)" in finding.sentence
    assert (kept.is_open, kept.reason) == (False, "Số liệu đúng như vậy.")
    assert row_of(year.con_minh).values.get(indicator=less).declared == 91


def test_more_members_than_adults_is_taken_over_the_return_as_a_whole(year):
    declare(year.con_minh, year.con_minh_officer, adults=900)
    declare(year.cho_a, year.con_minh_officer, members_closing=899)

    assert told(year.con_minh, "order") == []  # 899 declared and one on Bản Cào's list
    declare(year.cho_a, year.con_minh_officer, members_closing=900)
    assert told(year.con_minh, "order") == [
        "xã Côn Minh: Hội viên cuối kỳ (901) nhiều hơn Người lớn (900). Xin xem lại, nếu đúng thì ghi lý do."
    ]


@pytest.mark.parametrize(
    "percent, now, asks",
    [(30, 19, True), (30, 31, False), (30, 58, True), (0, 45, True), (0, 44, False), (100, 88, False), (100, 89, True)],
)
def test_a_jump_against_44_members_a_year_before(year, percent, now, asks):
    before(year, year.cho_a, members_closing=44)
    Period.objects.filter(year=2023).update(jump_percent=percent)

    declare(year.cho_a, year.con_minh_officer, members_closing=now)

    said = f"Chi hội thôn Chợ A: Hội viên cuối kỳ {now}, năm 2022 là 44. Xin xem lại."
    assert told(year.con_minh, "jump") == ([said] if asks else [])


def test_from_4_members_to_7_surprises_nobody(year):
    before(year, year.cho_a, members_closing=4)

    declare(year.cho_a, year.con_minh_officer, members_closing=7)

    assert told(year.con_minh, "jump") == []


def test_empty_where_last_year_had_a_value_is_asked_about_and_an_answer_is_enough(year):
    before(year, year.cho_a, members_joined=6, members_closing=44)
    row, by = row_of(year.cho_a), year.con_minh_officer

    assert told(year.con_minh, "gone") == [
        "Chi hội thôn Chợ A: Kết nạp trong năm để trống, kỳ trước có 6. Xin điền, hoặc ghi lý do."
    ]
    set_value(row=row, code="members_joined", was=None, now=UNKNOWN, by=by)
    assert told(year.con_minh, "gone") == []
    set_value(row=row, code="members_joined", was=UNKNOWN, now=0, by=by)
    assert told(year.con_minh, "gone") == []


@pytest.mark.parametrize(
    "percent, said, asks",
    [(5, 21, False), (5, 22, True), (0, 20, False), (0, 21, True), (100, 40, False), (100, 41, True)],
)
def test_a_declared_number_beside_20_on_the_list(year, percent, said, asks):
    for number in range(19):  # with Hoàng Thị Lan
        admit_member(unit=year.ban_cao, name=f"Nông Văn {number}", since=date(2022, 1, 1), by=year.con_minh_officer)
    Period.objects.filter(year=2023).update(gap_percent=percent)

    declare(year.ban_cao, year.con_minh_officer, members_closing=said)

    words = f"Chi hội thôn Bản Cào: Hội viên cuối kỳ: khai {said}, sổ sách có 20. Xin ghi lý do khác nhau."
    assert told(year.con_minh, "gap") == ([words] if asks else [])


def test_under_totals_a_chapter_owes_neither_a_figure_nor_a_reason(year):
    before(year, year.cho_a, members_joined=6, members_closing=44)
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)

    assert {finding.row.is_own for finding in findings(return_of(year.con_minh))} == {True}


def test_last_year_in_totals_is_no_measure_for_what_is_left_to_the_chapters_now(year):
    before(year, year.con_minh, members_closing=1000, population=4000)
    Return.objects.filter(unit=year.con_minh, period__year=2022).update(basis="totals")
    declare(year.con_minh, year.con_minh_officer, population=2000)

    odd = [(finding.code, finding.check) for finding in findings(return_of(year.con_minh)) if not finding.blocks]

    assert odd == [("population", "jump")]
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)
    declare(year.con_minh, year.con_minh_officer, members_closing=500)
    assert [finding.code for finding in found(year.con_minh, "jump")] == ["population", "members_closing"]


# Reasons


def test_a_look_again_stands_in_the_way_until_a_reason_is_given(year):
    before(year, year.cho_a, members_closing=44)
    declare(year.cho_a, year.con_minh_officer, members_closing=19)
    fill(year.con_minh, year.con_minh_officer)

    assert refused(lambda: submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)) == (
        "Chưa nộp được. Chi hội thôn Chợ A: Hội viên cuối kỳ 19, năm 2022 là 44. Xin xem lại."
    )
    give_reasons(year, year.con_minh)
    assert submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer).state == "submitted"


def test_a_reason_speaks_for_the_figure_it_was_given_for_and_not_for_the_next(year):
    before(year, year.cho_a, members_closing=44)
    declare(year.cho_a, year.con_minh_officer, members_closing=19)
    give_reasons(year, year.con_minh)
    assert not found(year.con_minh, "jump")[0].is_open

    declare(year.cho_a, year.con_minh_officer, members_closing=190)

    assert [(one.is_open, one.reason) for one in found(year.con_minh, "jump")] == [(True, "")]


def test_a_reason_is_taken_back_by_an_empty_one_and_never_given_for_what_nobody_asks(year):
    before(year, year.cho_a, members_closing=44)
    declare(year.cho_a, year.con_minh_officer, members_closing=19)
    give_reasons(year, year.con_minh)
    row, by = row_of(year.cho_a), year.con_minh_officer

    explain(row=row, code="members_closing", check="jump", text="  ", by=by)

    assert found(year.con_minh, "jump")[0].is_open
    assert "500" in refused(lambda: explain(row=row, code="members_closing", check="jump", text="a" * 501, by=by))
    for code, check in (("members_closing", "part"), ("khong-co", "jump")):
        assert refused(lambda code=code, check=check: explain(row=row, code=code, check=check, text="x", by=by)) == (
            "Không có điều cần xem lại này. Xin tải lại trang."
        )


# For any figures


def chapter_row(jump=30, gap=5):
    last, year = Period(pk=1, code="2022", name="Năm 2022", year=2022), 2023
    period = Period(code="2023", name="Năm 2023", year=year, starts_on=date(2023, 1, 1), cut_off=date(2023, 12, 31))
    period.previous = last
    period.jump_percent, period.gap_percent = jump, gap
    return Row(pk=7, kind="chapter", name="Chợ A", unit_return=Return(period=period))


ASKED = [made.code for made in declarable("chapter", chapter_row().unit_return.period)]
NUMBERS = some.one_of(some.none(), some.integers(0, 200), some.integers(0, 10**14))


@some.composite
def cells(draw):
    """A chapter's figures: some said, some recorded, some both, some with a year before."""
    row, made = chapter_row(draw(some.integers(0, 100)), draw(some.integers(0, 100))), {}
    for code in draw(some.lists(some.sampled_from(ASKED), unique=True)):
        said, recorded = draw(some.one_of(NUMBERS, some.just(UNKNOWN))), draw(NUMBERS)
        figure = used(row, code, recorded, None if said == UNKNOWN else said)
        made[code] = Figure(said, recorded, figure, draw(NUMBERS))
    return SimpleNamespace(row=row, figures=made)


@settings(max_examples=150)
@given(cells())
def test_only_what_must_hold_blocks_and_a_reason_answers_all_the_rest(drawn):
    said = list(row_findings(drawn.row, drawn.figures, {}))

    assert {one.check for one in said if one.blocks} <= MUST_HOLD
    assert {one.check for one in said if not one.blocks} <= CHECKS.keys() == COMMON_REASONS.keys()
    reasons = {(drawn.row.pk, one.code, one.check): "Đúng." for one in said}
    assert {one.check for one in row_findings(drawn.row, drawn.figures, reasons) if one.is_open} <= MUST_HOLD


@settings(max_examples=80)
@given(cells())
def test_a_closing_however_odd_never_blocks_by_itself(drawn):
    row = drawn.row
    closings = {code: drawn.figures.get(code, Figure(0, None, 0)) for code in ("members_closing", "fund_closing")}
    answered = {
        code: figure if figure.used is not None else Figure(UNKNOWN, last_year=figure.last_year)
        for code, figure in closings.items()
    }

    assert [one.check for one in row_findings(row, answered, {}) if one.blocks] == []


@settings(max_examples=80)
@given(cells())
def test_who_says_that_there_is_no_figure_owes_nothing(drawn):
    unknown = {code: Figure(UNKNOWN, last_year=figure.last_year) for code, figure in drawn.figures.items()}
    unknown |= {code: Figure(UNKNOWN) for code in ASKED if code not in unknown}

    assert list(row_findings(drawn.row, unknown, {})) == []
