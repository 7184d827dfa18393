from decimal import Decimal

from khuyenhoc.actor import acting
from reports.actions import (
    RowEntry,
    accept_return,
    choose_basis,
    explain,
    open_period,
    set_many_values,
    set_targets,
    set_text,
    submit_return,
)
from reports.checks import findings
from reports.models import Period, Return, Row

from .places import COMMUNES, LIEM_THUY, ROOT
from .plan import ACCEPTED, TARGETS
from .scene import Scene
from .texts import SENT_UP


def load_years(scene: Scene) -> None:
    """2022 and 2023 entered, submitted and accepted, the district's own return last; 2024 open and begun."""
    for year in scene.plan.declared:
        period = open_period(year=year, by=scene.users["quantri"])
        _give_targets(scene, period)
        for code in (*(commune.code for commune in COMMUNES), ROOT):
            with acting(scene.clerk(code)):
                _enter(scene, period, code)
                _tell(scene, period, code)
            if year in ACCEPTED:
                _hand_in(scene, period, code)


def _give_targets(scene: Scene, period: Period) -> None:
    goals = {key: (None, Decimal(share)) for key, share in TARGETS.get(period.year, {}).items()}
    office = scene.users["vanphong"]
    with acting(office):
        for commune in COMMUNES:
            set_targets(period=period, unit=scene.units[commune.code], goals=goals, by=office)


def _return_of(scene: Scene, period: Period, code: str) -> Return:
    returns = Return.objects.current().select_related("period", "unit", "above__unit")
    return returns.get(period=period, unit=scene.units[code])


def _enter(scene: Scene, period: Period, code: str) -> None:
    declared, by = scene.plan.declared[period.year], scene.clerk(code)
    unit_return = _return_of(scene, period, code)
    if code == LIEM_THUY:
        unit_return = choose_basis(unit_return=unit_return, basis=Return.Basis.TOTALS, by=by)
    keys = {unit.pk: key for key, unit in scene.units.items()}
    rows = Row.objects.filter(unit_return=unit_return).select_related("unit", "unit_return")
    figures = {row: declared.get(keys[row.unit_id], {}) for row in rows}
    entries = [RowEntry(row, {name: (None, one) for name, one in told.items()}) for row, told in figures.items()]
    set_many_values(entries=entries, by=by)


def _tell(scene: Scene, period: Period, code: str) -> None:
    """The few sentences that a commune sends up with its figures."""
    for topic, words in SENT_UP.get(period.year, {}).get(code, {}).items():
        unit_return = _return_of(scene, period, code)
        set_text(unit_return=unit_return, topic=topic, was="", now=words, by=scene.clerk(code))


def _hand_in(scene: Scene, period: Period, code: str) -> None:
    unit_return, clerk = _return_of(scene, period, code), scene.clerk(code)
    for finding in findings(unit_return):
        if not finding.blocks:
            words = finding.common_reasons[0]
            explain(row=finding.row, code=finding.code, check=finding.check, text=words, by=clerk)
    submit_return(unit_return=unit_return, by=clerk)
    accept_return(unit_return=_return_of(scene, period, code), by=scene.users["vanphong"])
