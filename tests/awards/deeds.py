"""What tests of inspections and point sheets do again and again."""

from datetime import date

from awards import actions
from awards.actions import CriterionLine, Mark
from awards.models import UnitScore

LINES = [
    CriterionLine("Có chi hội ở mọi thôn", 20, "I. Tổ chức"),
    CriterionLine("Báo cáo đúng hạn", 10, "II. Báo cáo"),
    CriterionLine("Cách làm hay", 4, "II. Báo cáo", is_bonus=True),
    CriterionLine("Báo cáo sai", 6, "II. Báo cáo", is_penalty=True),
]
FAR = date(2027, 12, 31)


def text(response, status=200):
    """A page on one line."""
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def conclude(cast, inspection, on=date(2023, 10, 20)):
    return actions.conclude_inspection(
        inspection=inspection, conclusion="Làm đúng Điều lệ.", concluded_on=on, by=cast.inspector
    )


def marks(sheet, *halves, words=""):
    return {one.pk: Mark(number, words) for one, number in zip(sheet.criteria.all(), halves, strict=False)}


def score_of(sheet, unit):
    return UnitScore.objects.select_related("sheet__unit", "unit").get(sheet=sheet, unit=unit)
