"""The communes' point sheets: 2023 scored and published, 2024 open; criteria and points are invented."""

from datetime import date

from awards.actions import (
    CriterionLine,
    Mark,
    close_sheet,
    hand_in_score,
    open_sheet,
    score_self,
    score_unit,
    set_criteria,
)
from awards.models import Criterion, UnitScore
from khuyenhoc.actor import acting

from .choice import number
from .places import ROOT
from .scene import Scene

ORGANISATION, MOVEMENT, MONEY = "I. Xây dựng tổ chức Hội", "II. Phong trào học tập", "III. Quỹ và báo cáo"
# heading, criterion, most half points, sort
CRITERIA = (
    (ORGANISATION, "Thôn, trường học, cơ quan có chi hội", 30, ""),
    (ORGANISATION, "Tỷ lệ hội viên trên dân số đạt chỉ tiêu được giao", 30, ""),
    (ORGANISATION, "Sinh hoạt Ban Chấp hành, chi hội đúng Điều lệ", 20, ""),
    (MOVEMENT, "Tỷ lệ gia đình học tập đạt chỉ tiêu được giao", 30, ""),
    (MOVEMENT, "Tỷ lệ dòng họ, cộng đồng, đơn vị học tập đạt chỉ tiêu", 30, ""),
    (MONEY, "Vận động quỹ đạt chỉ tiêu, chi đúng mục đích", 40, ""),
    (MONEY, "Báo cáo đủ, đúng hạn", 20, ""),
    (MONEY, "Có mô hình mới, cách làm hay được nhân rộng", 10, "bonus"),
    (MONEY, "Báo cáo chậm, mỗi lần trừ 1 điểm", 10, "penalty"),
)


def load_emulation(scene: Scene) -> None:
    office = scene.users["vanphong"]
    with acting(office):
        sheet = open_sheet(unit=scene.units[ROOT], year=2023, due_on=date(2023, 12, 10), by=office)
        set_criteria(sheet=sheet, lines=map(_line, CRITERIA), by=office)
        criteria = list(sheet.criteria.all())
        for score in sheet.scores.select_related("unit"):
            _score(scene, score, criteria)
        close_sheet(sheet=sheet, by=office)
        open_sheet(unit=scene.units[ROOT], year=2024, due_on=date(2024, 12, 10), like=sheet, by=office)


def _line(written: tuple[str, str, int, str]) -> CriterionLine:
    heading, text, halves, sort = written
    return CriterionLine(text, halves, heading, is_bonus=sort == "bonus", is_penalty=sort == "penalty")


def _score(scene: Scene, score: UnitScore, criteria: list[Criterion]) -> None:
    """A unit takes itself for a little better than the office does; what comes late is handed in by the office."""
    code, office = score.unit.code, scene.users["vanphong"]
    own = {one.pk: _own_halves(one, code) for one in criteria}
    score_self(score=score, marks={pk: Mark(halves) for pk, halves in own.items()}, by=scene.clerk(code))
    hand_in_score(score=score, by=office)
    marks = {one.pk: _given(one, own[one.pk], code) for one in criteria}
    score_unit(score=score, marks=marks, by=office)


def _own_halves(criterion: Criterion, code: str) -> int:
    if criterion.is_extra:
        return number(4, code, criterion.position)
    return criterion.halves - number(1 + criterion.halves // 5, code, criterion.position)


def _given(criterion: Criterion, halves: int, code: str) -> Mark:
    if not criterion.is_extra and number(4, "given", code, criterion.position) == 0:
        return Mark(halves - 2, "Chưa đủ minh chứng.")
    return Mark(halves)
