from awards.actions import add_award_form, add_rule, decide, endorse, give, nominate, open_round, propose
from awards.models import AwardForm, Nomination
from khuyenhoc.actor import acting

from .honours import DECISIONS, DISTRICT, FORMS, GRANTORS, ROUND, RULES, Honour, grantor_of
from .load_council import YEAR, hold_council
from .places import ROOT
from .scene import Scene


def load_honours(scene: Scene) -> None:
    """Nominate, endorse what goes further up, hold the council, record what was decided and given."""
    with acting(scene.users["vanphong"]):
        forms = _add_forms(scene)
        lists: dict[tuple[int, str], list[Nomination]] = {}
        for honour in scene.plan.honours:
            grantor = grantor_of(honour.form)
            nomination = _nominate(scene, honour, forms[honour.form])
            if grantor != DISTRICT:
                nomination = endorse(nomination=nomination, by=scene.users["vanphong"])
            lists.setdefault((honour.year, grantor), []).append(nomination)
        hold_council(scene, [each for (year, _), listed in lists.items() if year == YEAR for each in listed])
        for (year, grantor), nominations in lists.items():
            if (year, grantor) in DECISIONS:
                _decide(scene, nominations, year, grantor)
        _begin_next_round(scene, forms)


def _begin_next_round(scene: Scene, forms: dict[str, AwardForm]) -> None:
    """Rules and quotas bind from now on: what was given before had been put forward without them."""
    by = scene.users["vanphong"]
    for code, rules in RULES.items():
        for rule in rules:
            add_rule(form=forms[code], by=by, **rule)
    open_round(unit=scene.units[ROOT], by=by, **ROUND)


def _add_forms(scene: Scene) -> dict[str, AwardForm]:
    return {
        code: add_award_form(
            code=code,
            grantor_level=level,
            grantor_name=GRANTORS[level],
            name=name,
            position=position,
            by=scene.users["vanphong"],
            **{f"for_{kind}": True for kind in classes},
        )
        for position, (code, level, name, classes) in enumerate(FORMS, start=1)
    }


def _nominate(scene: Scene, honour: Honour, form: AwardForm) -> Nomination:
    by = scene.clerk(honour.unit)
    nomination = nominate(
        year=honour.year,
        form=form,
        unit=scene.units[honour.unit],
        recipient_class=honour.recipient_class,
        recipient_name=honour.recipient,
        member=None if honour.person is None else scene.members[honour.person],
        position_held=honour.position_held,
        achievements=honour.achievements,
        by=by,
    )
    return propose(nomination=nomination, by=by)


def _decide(scene: Scene, nominations: list[Nomination], year: int, grantor: str) -> None:
    by, signed = scene.users["vanphong"], DECISIONS[year, grantor]
    decide(
        nominations=nominations,
        unit=scene.units[ROOT],
        number=signed.number,
        signed_on=signed.signed_on,
        by=by,
    )
    for nomination in Nomination.objects.filter(pk__in=[nomination.pk for nomination in nominations]):
        give(nomination=nomination, given_on=signed.given_on, by=by)
