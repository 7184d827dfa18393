"""Registers of learning models in one commune, of years before those that the demonstration reports on."""

from datetime import date
from decimal import Decimal
from typing import Any

from awards.actions import assess_registration, carry_over_models, recognise_models, register_model
from awards.models import Registration
from chapters.models import Membership
from khuyenhoc.actor import acting

from .choice import number
from .places import CON_MINH
from .scene import Scene

FIRST, LAST = 2017, 2021
BAN_CAO = f"{CON_MINH}/Chi hội thôn Bản Cào"
FAMILIES = 14
CLANS = (("Dòng họ Hoàng", "Hoàng Văn Páo"), ("Dòng họ Nông", "Nông Đức Thông"), ("Dòng họ Triệu", "Triệu Quang Sự"))
UNITS = ("Trường Tiểu học Côn Minh", "Trạm Y tế xã Côn Minh")


def load_learning(scene: Scene) -> None:
    """Registered in the first year, carried over from year to year, most of them recognised each time."""
    with acting(scene.users["conminh"]):
        made = _register(scene)
        for year in range(FIRST, LAST + 1):
            if year > FIRST:
                models = [one.learning_model for one in made]
                made = carry_over_models(
                    models=models, year=year, registered_on=date(year, 1, 20), by=scene.users["conminh"]
                )
            _judge(scene, made, year)


def _register(scene: Scene) -> list[Registration]:
    chapter, commune, by = scene.units[BAN_CAO], scene.units[CON_MINH], scene.users["conminh"]
    common: dict[str, Any] = {"year": FIRST, "registered_on": date(FIRST, 1, 20), "by": by}
    heads = Membership.objects.filter(unit=chapter, until=None).select_related("member").order_by("pk")[:FAMILIES]
    families = [
        register_model(
            unit=chapter,
            kind="family",
            name=held.member.name,
            address=held.member.address,
            member=held.member,
            people=3 + number(4, held.member.name, "people"),
            **common,
        )
        for held in heads
    ]
    clans = [register_model(unit=commune, kind="clan", name=name, head=head, **common) for name, head in CLANS]
    hamlet = register_model(unit=chapter, kind="community", name="Thôn Bản Cào", **common)
    units = [register_model(unit=commune, kind="unit", name=name, **common) for name in UNITS]
    return [*families, *clans, hamlet, *units]


def _judge(scene: Scene, made: list[Registration], year: int) -> None:
    by, recognised = scene.users["conminh"], []
    for one in made:
        points = 68 + number(31, one.learning_model.name, str(year))
        facts: dict[str, Any] = {"self_points": Decimal(min(points + 3, 100)), "points": Decimal(points)}
        if points < 72:
            facts |= {"result": "refused", "result_reason": "Chưa đủ điểm theo bảng tiêu chí"}
        else:
            recognised.append(one)
        assess_registration(registration=one, by=by, **facts)
    recognise_models(registrations=recognised, number=f"{year - 1900}/QĐ-UBND", decided_on=date(year, 12, 20), by=by)
