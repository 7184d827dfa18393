"""The office writes its summaries: 2022 and 2023 adopted by their conferences, 2024 begun."""

import os
from datetime import date
from decimal import Decimal

from khuyenhoc.actor import acting
from reports.actions import PlanLine, adopt_summary, begin_summary, change_head, set_plan, set_section
from reports.keeping import make_and_keep
from reports.models import Period, Summary

from .places import ROOT
from .scene import Scene
from .texts import HEADS, PLANS, WRITTEN

SITE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/"  # where `make run` serves the demonstration


def load_summaries(scene: Scene) -> None:
    office = scene.users["vanphong"]
    with acting(office):
        for period in Period.objects.filter(year__in=WRITTEN).order_by("year"):
            summary = begin_summary(period=period, unit=scene.units[ROOT], by=office)
            _write(scene, summary)
            _plan(scene, summary)
            if period.year in HEADS:
                _sign_and_adopt(scene, summary)


def _write(scene: Scene, summary: Summary) -> None:
    """The sentences by rules stay as they were made, and what the office wrote stands around them."""
    written = WRITTEN[summary.period.year]
    for held in summary.sections.filter(section__in=written):
        before, after = written[held.section]  # type: ignore[index]
        text = "\n".join(part for part in (before, held.text, after) if part)
        set_section(summary=summary, section=held.section, was=held.text, now=text, by=scene.users["vanphong"])


def _plan(scene: Scene, summary: Summary) -> None:
    for kind, items in PLANS.get(summary.period.year, {}).items():
        lines = [PlanLine(one) if isinstance(one, str) else PlanLine(one[0], one[1], Decimal(one[2])) for one in items]
        set_plan(summary=summary, kind=kind, was=[], now=lines, by=scene.users["vanphong"])


def _sign_and_adopt(scene: Scene, summary: Summary) -> None:
    office = scene.users["vanphong"]
    number, day = HEADS[summary.period.year]
    held_on = date(*day)
    change_head(summary=summary, number=number, place="Na Rì", dated_on=held_on, issuer_above=ABOVE, by=office)
    make_and_keep(adopt_summary(summary=summary, adopted_on=held_on, by=office), SITE, office)


ABOVE = "Hội Khuyến học tỉnh Bắc Kạn"
