"""Point sheets: scored by the unit itself, then from above, then published; the ranking is computed."""

import contextlib
import itertools
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards import actions
from awards.actions import CriterionLine
from awards.models import (
    Criterion,
    Points,
    PointSheet,
    UnitScore,
)
from awards.points import parse_points, points_of
from chapters.actions import create_unit
from khuyenhoc.actions import Clash, NotAllowed, Refusal
from khuyenhoc.numbers import NumberFault

from .deeds import FAR, LINES, marks, score_of

CLOSED = "Bảng điểm thi đua đã công bố, không sửa, không xóa được."


@pytest.fixture(autouse=True, scope="module")
def _in_2026():
    with time_machine.travel("2026-11-20 09:00+07:00"):
        yield


# Half points


@pytest.mark.parametrize(
    "written,halves", [("9,5", 19), ("9.5", 19), ("9", 18), (" 0 ", 0), ("9,50", 19), ("10,0", 20), ("200", 400)]
)
def test_points_are_read_to_half_a_point(written, halves):
    assert parse_points(written) == halves


@pytest.mark.parametrize(
    "written,sentence",
    [
        ("9,25", "chỉ chấm đến nửa điểm, ví dụ 9 hoặc 9,5"),
        ("-1", "không phải là điểm"),
        ("chín", "không phải là điểm"),
        ("1.000", "không phải là điểm"),
        ("201", "nhiều nhất là 200"),
    ],
)
def test_quarter_points_and_what_are_no_points_are_refused(written, sentence):
    with pytest.raises(NumberFault, match=sentence):
        parse_points(written)


def test_points_are_written_with_a_comma():
    assert [points_of(halves) for halves in (None, 0, 1, 19, 20, -3)] == ["", "0", "0,5", "9,5", "10", "−1,5"]


# The sheet and its criteria


def test_a_sheet_has_a_score_for_each_association_below_and_a_commune_scores_its_chapters(cast, sheet):
    assert {score.unit for score in sheet.scores.all()} == {cast.con_minh, cast.van_lang}

    own = actions.open_sheet(unit=cast.con_minh, year=2026, due_on=FAR, by=cast.office)

    assert {score.unit for score in own.scores.all()} == {cast.ban_cao, cast.cho_a}


def test_one_sheet_a_year_opened_by_the_office_in_reasonable_time(cast, sheet):
    with pytest.raises(Refusal, match="Năm này đã có bảng điểm thi đua"):
        actions.open_sheet(unit=cast.district, year=2026, due_on=FAR, by=cast.office)
    with pytest.raises(Refusal, match="phải trong năm 2025 hoặc năm 2026"):
        actions.open_sheet(unit=cast.district, year=2025, due_on=FAR, by=cast.office)
    for user in (cast.con_minh_officer, cast.inspector, cast.leader):
        with pytest.raises(NotAllowed):
            actions.open_sheet(unit=cast.district, year=2027, due_on=FAR, by=user)


def test_a_new_sheet_takes_the_criteria_of_an_old_one(cast, sheet):
    new = actions.open_sheet(unit=cast.district, year=2027, due_on=FAR, like=sheet, by=cast.office)

    def told(one):
        return [(c.position, c.heading, c.text, c.halves, c.is_bonus, c.is_penalty) for c in one.criteria.all()]

    assert told(new) == told(sheet)
    assert len(told(new)) == 4


def test_a_unit_opened_later_is_taken_in(cast, sheet):
    facts = {"kind": "commune", "designation": "xã", "code": "02999", "name": "Mới"}
    new = create_unit(parent=cast.district, by=cast.admin, **facts)

    assert [score.unit for score in actions.take_in_units(sheet=sheet, by=cast.office)] == [new]
    assert actions.take_in_units(sheet=sheet, by=cast.office) == []


def test_criteria_change_places_and_words_and_go(cast, sheet):
    first, second, *_ = sheet.criteria.all()
    lines = [
        CriterionLine(second.text, 12, pk=first.pk),
        CriterionLine(first.text, 20, pk=second.pk),
        CriterionLine("Mới", 2),
    ]

    actions.set_criteria(sheet=sheet, lines=lines, by=cast.office)

    assert [(one.pk == first.pk, one.text, one.halves) for one in sheet.criteria.all()] == [
        (True, "Báo cáo đúng hạn", 12),
        (False, "Có chi hội ở mọi thôn", 20),
        (False, "Mới", 2),
    ]


# Two people on one table


@pytest.fixture
def table(sheet):
    return [CriterionLine.of(one) for one in sheet.criteria.all()]


def written(sheet):
    return [(one.text, one.halves) for one in sheet.criteria.all()]


def test_what_another_did_to_lines_that_were_left_alone_stays(cast, sheet, table):
    first, second, third, fourth = table
    others = [replace(first, halves=24), third, fourth, CriterionLine("Của người khác", 6)]
    actions.set_criteria(sheet=sheet, lines=others, was=table, by=cast.admin)

    mine = [first, second, replace(third, text="Cách làm mới"), CriterionLine("Của tôi", 8)]
    actions.set_criteria(sheet=sheet, lines=mine, was=table, by=cast.office)

    assert written(sheet) == [("Có chi hội ở mọi thôn", 24), ("Cách làm mới", 4), ("Của tôi", 8), ("Của người khác", 6)]


@pytest.mark.parametrize(
    "others,mine,told",
    [
        ({"halves": 24}, {"halves": 18}, "Nay là I. Tổ chức: “Có chi hội ở mọi thôn”, 12 điểm"),
        ({"halves": 24}, None, "Nay là I. Tổ chức: “Có chi hội ở mọi thôn”, 12 điểm"),
        (None, {"halves": 18}, "Người khác vừa bỏ tiêu chí này"),
    ],
)
def test_a_line_that_two_changed_is_shown_and_nothing_is_written(cast, sheet, table, others, mine, told):
    first, *rest = table

    def with_first(change):
        return [replace(first, **change), *rest] if change else rest

    actions.set_criteria(sheet=sheet, lines=with_first(others), was=table, by=cast.admin)
    before = written(sheet)

    with pytest.raises(Clash) as clash:
        actions.set_criteria(sheet=sheet, lines=with_first(mine), was=table, by=cast.office)

    assert clash.value.words == {str(first.pk): told}
    assert written(sheet) == before


def test_two_who_did_the_same_do_not_clash(cast, sheet, table):
    same = [replace(table[0], halves=24), *table[2:]]

    for by in (cast.admin, cast.office):
        actions.set_criteria(sheet=sheet, lines=same, was=table, by=by)

    assert written(sheet)[0] == ("Có chi hội ở mọi thôn", 24)


def test_a_criterion_somebody_was_scored_by_stays_and_gives_no_less(cast, sheet):
    actions.score_self(score=score_of(sheet, cast.con_minh), marks=marks(sheet, 20), by=cast.con_minh_officer)
    first = sheet.criteria.first()

    with pytest.raises(Refusal, match="nên không bỏ được"):
        actions.set_criteria(sheet=sheet, lines=[], by=cast.office)
    with pytest.raises(Refusal, match="được chấm nhiều hơn 9,5 điểm"):
        actions.set_criteria(sheet=sheet, lines=[CriterionLine(first.text, 19, pk=first.pk)], by=cast.office)
    with pytest.raises(Refusal, match="ghi hai lần"):
        actions.set_criteria(sheet=sheet, lines=[LINES[0], LINES[0]], by=cast.office)


def test_criteria_are_fixed_once_a_score_is_handed_in(cast, sheet, handed_in):
    with pytest.raises(Refusal, match="Đã có đơn vị gửi phiếu điểm nên không sửa tiêu chí được"):
        actions.set_criteria(sheet=sheet, lines=LINES, by=cast.office)


# Scoring


def test_a_unit_scores_itself_up_to_the_most_and_hands_in_all_of_it(cast, sheet):
    score, by = score_of(sheet, cast.con_minh), cast.con_minh_officer
    with pytest.raises(Refusal, match="nhiều nhất 10 điểm"):
        actions.score_self(score=score, marks=marks(sheet, 21), by=by)

    actions.score_self(score=score, marks=marks(sheet, 20), by=by)
    with pytest.raises(Refusal, match="Còn 1 tiêu chí chưa có điểm, trước hết là “Báo cáo đúng hạn”"):
        actions.hand_in_score(score=score, by=by)
    actions.score_self(score=score, marks=marks(sheet, 20, 0), by=by)

    assert actions.hand_in_score(score=score, by=by).state == "submitted"
    with pytest.raises(Refusal, match="Phiếu điểm đã gửi"):
        actions.score_self(score=score, marks=marks(sheet, 1), by=by)


def test_nobody_scores_for_the_neighbour(cast, sheet):
    score = score_of(sheet, cast.con_minh)
    for user in (cast.van_lang_officer, cast.leader, cast.inspector):
        with pytest.raises(NotAllowed):
            actions.score_self(score=score, marks=marks(sheet, 1), by=user)
    with pytest.raises(NotAllowed):
        actions.score_unit(score=score, marks=marks(sheet, 1), by=cast.con_minh_officer)


def test_after_the_day_only_who_scores_takes_it_in(cast):
    sheet = actions.open_sheet(unit=cast.district, year=2023, due_on=date(2023, 12, 1), by=cast.office)
    actions.set_criteria(sheet=sheet, lines=LINES[:1], by=cast.office)
    score = score_of(sheet, cast.con_minh)
    actions.score_self(score=score, marks=marks(sheet, 20), by=cast.con_minh_officer)

    with pytest.raises(Refusal, match="Hạn tự chấm là ngày 01/12/2023, đã qua"):
        actions.hand_in_score(score=score, by=cast.con_minh_officer)

    assert actions.hand_in_score(score=score, by=cast.office).submitted_by == cast.office


def test_a_score_is_handed_back_with_a_reason_and_comes_again(cast, handed_in):
    with pytest.raises(Refusal, match="Xin ghi lý do trả lại"):
        actions.return_score(score=handed_in, reason="", by=cast.office)

    returned = actions.return_score(score=handed_in, reason="Thiếu minh chứng", by=cast.office)
    assert (returned.state, returned.return_reason, returned.submitted_at) == ("draft", "Thiếu minh chứng", None)

    again = actions.hand_in_score(score=returned, by=cast.con_minh_officer)
    assert (again.state, again.return_reason) == ("submitted", "")


def test_the_office_scores_bit_by_bit_and_mends_until_it_publishes(cast, sheet, handed_in):
    actions.score_unit(score=handed_in, marks=marks(sheet, 18), is_done=False, by=cast.office)
    with pytest.raises(Refusal, match="Còn 1 tiêu chí chưa có điểm"):
        actions.score_unit(score=handed_in, marks=marks(sheet, 18), by=cast.office)
    with pytest.raises(Refusal, match="chưa chấm: xã Côn Minh"):
        actions.close_sheet(sheet=sheet, by=cast.office)

    actions.score_unit(score=handed_in, marks=marks(sheet, 18, 10), by=cast.office)
    scored = actions.score_unit(score=score_of(sheet, cast.con_minh), marks=marks(sheet, 17, 10), by=cast.office)
    assert scored.state == "scored"

    actions.close_sheet(sheet=sheet, by=cast.office)
    with pytest.raises(Refusal, match="đã công bố nên không sửa được"):
        actions.score_unit(score=scored, marks=marks(sheet, 1, 1), by=cast.office)
    with pytest.raises(Refusal, match="đã công bố nên không sửa được"):
        actions.return_score(score=scored, reason="Muộn", by=cast.office)


def test_points_that_somebody_else_changed_meanwhile_are_not_overwritten(cast, sheet):
    score, by = score_of(sheet, cast.con_minh), cast.con_minh_officer
    shown = marks(sheet, None, None)
    actions.score_self(score=score, marks=marks(sheet, 20), by=by)

    with pytest.raises(Clash, match="Người khác vừa sửa") as clash:
        actions.score_self(score=score, marks=marks(sheet, 10, 4), was=shown, by=cast.office)

    first = sheet.criteria.first()
    assert clash.value.words == {f"diem-{first.pk}": "Đang ghi: 10"}
    assert [points.self_halves for points in score.points.all()] == [20]


def test_nothing_is_published_while_nobody_is_scored(cast, sheet):
    with pytest.raises(Refusal, match="Chưa chấm đơn vị nào"):
        actions.close_sheet(sheet=sheet, by=cast.office)


# The ranking


def test_equal_points_share_a_rank_and_penalties_are_taken_off(cast, django_assert_num_queries):
    def commune(number):
        facts = {"kind": "commune", "designation": "xã", "code": f"0299{number}", "name": f"Số {number}"}
        return create_unit(parent=cast.district, by=cast.admin, **facts)

    third, fourth, late = commune(3), commune(4), commune(5)
    sheet = actions.open_sheet(unit=cast.district, year=2026, due_on=FAR, by=cast.office)
    actions.set_criteria(sheet=sheet, lines=LINES, by=cast.office)
    for unit, halves in (
        (cast.con_minh, (20, 10, 0, 6)),  # 30 less 6
        (cast.van_lang, (20, 10, 4, 0)),  # 34
        (third, (14, 10, 0, 0)),  # 24
        (fourth, (2, 0, None, 6)),  # 2 less 6
    ):
        actions.score_unit(score=score_of(sheet, unit), marks=marks(sheet, *halves), by=cast.office)

    with django_assert_num_queries(1):
        ranked = list(UnitScore.objects.filter(sheet=sheet).ranked().select_related("unit"))

    assert [(one.unit, one.total, one.rank) for one in ranked if one.total is not None] == [
        (cast.van_lang, 34, 1),
        (cast.con_minh, 24, 2),
        (third, 24, 2),
        (fourth, -4, 4),
    ]
    assert [one.unit for one in ranked if one.total is None] == [late]


# Random sequences

STEPS = st.lists(
    st.sampled_from(["self", "self_all", "hand_in", "return", "give", "give_all", "close", "criteria"]), max_size=12
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=STEPS)
def test_whatever_is_tried_a_score_keeps_to_its_path(cast, sheet, steps):
    with transaction.atomic():
        seen = ["draft"]
        for step in steps:
            with contextlib.suppress(Refusal):
                _do(cast, sheet, step)
            seen.append(score_of(sheet, cast.con_minh).state)
        score = score_of(sheet, cast.con_minh)
        given_all = score.points.exclude(halves=None).count()
        own_all = score.points.exclude(self_halves=None).count()
        transaction.set_rollback(True)

    moves = {(before, after) for before, after in itertools.pairwise(seen) if before != after}
    assert moves <= {(now, then) for now, nexts in UnitScore.MOVES.items() for then in nexts}
    if score.state == "scored":
        assert given_all >= 2
    if score.state == "submitted":
        assert own_all >= 2
    if score.sheet.closed_at:
        assert score.state == "scored"


def _do(cast, sheet, step):
    score, officer, office = score_of(sheet, cast.con_minh), cast.con_minh_officer, cast.office
    {
        "self": lambda: actions.score_self(score=score, marks=marks(sheet, 20), by=officer),
        "self_all": lambda: actions.score_self(score=score, marks=marks(sheet, 20, 8), by=officer),
        "hand_in": lambda: actions.hand_in_score(score=score, by=officer),
        "return": lambda: actions.return_score(score=score, reason="Sai", by=office),
        "give": lambda: actions.score_unit(score=score, marks=marks(sheet, 18), is_done=False, by=office),
        "give_all": lambda: actions.score_unit(score=score, marks=marks(sheet, 18, 6), by=office),
        "close": lambda: actions.close_sheet(sheet=sheet, by=office),
        "criteria": lambda: actions.set_criteria(
            sheet=sheet,
            lines=[CriterionLine(one.text, one.halves, pk=one.pk) for one in sheet.criteria.all()],
            by=office,
        ),
    }[step]()


# What the database itself refuses


def refuses(sentence, act):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        act()


def test_the_database_keeps_what_was_handed_in(sheet, handed_in):
    refuses("tiêu chí không sửa", lambda: Criterion.objects.update(halves=200))
    refuses("tiêu chí không sửa", lambda: Criterion.objects.create(sheet=sheet, position=9, text="Thêm", halves=2))
    refuses("điểm tự chấm không sửa được", lambda: Points.objects.update(self_halves=0))
    refuses("lớn hơn điểm tối đa", lambda: Points.objects.update(halves=399))
    refuses("không xóa được", lambda: UnitScore.objects.all()._raw_delete(UnitScore.objects.db))


def test_the_database_keeps_a_score_on_its_path_and_its_points_on_its_sheet(cast, sheet, handed_in):
    own = actions.open_sheet(unit=cast.con_minh, year=2026, due_on=FAR, by=cast.office)
    (strange,) = actions.set_criteria(sheet=own, lines=[CriterionLine("Của xã", 4)], by=cast.office)

    refuses("không thuộc bảng điểm", lambda: Points.objects.create(score=handed_in, criterion=strange, halves=1))
    unit_score = UnitScore(sheet=own, unit=cast.van_lang, state="scored")
    refuses("bắt đầu từ bản tự chấm", unit_score.save)


def test_the_database_keeps_what_was_published(cast, sheet, handed_in):
    actions.score_unit(score=handed_in, marks=marks(sheet, 18, 10), by=cast.office)
    actions.close_sheet(sheet=sheet, by=cast.office)

    refuses(CLOSED, lambda: PointSheet.objects.update(closed_at=None))
    refuses(CLOSED, lambda: Points.objects.update(halves=1))
    refuses(f"{CLOSED}|không chuyển trạng thái", lambda: UnitScore.objects.update(state="draft"))
    with connection.cursor() as cursor:
        refuses(CLOSED, lambda: cursor.execute("DELETE FROM awards_points"))
