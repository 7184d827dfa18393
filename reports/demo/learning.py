"""Invented figures of learning models, rewards, ratings and activities; only their size follows published reports."""

from collections.abc import Mapping

from .choice import number, percent_of, spread

STANDING = {"strong": 9, "fair": 8, "average": 3, "weak": 0}  # the codes of RATINGS; a plan is made without Django
PER_REWARD = {"pupils": 150_000, "students": 500_000, "teachers": 200_000, "hardship": 300_000, "others": 250_000}
REWARDED_HERE = {
    "pupils": (40, 90),
    "students": (2, 8),
    "teachers": (4, 12),
    "hardship": (3, 14),
    "others": (1, 5),
}


def card_figures(key: str, members: int) -> dict[str, int]:
    """Of the members of a place without a list of names: who has a card, who pays dues."""
    return {
        "members_cards": percent_of(members, 55, 85, key, "cards"),
        "members_dues": percent_of(members, 70, 95, key, "dues"),
    }


def commune_learning(code: str, counts: Mapping[str, int], chapters: int, year: int) -> dict[str, int]:
    """What a commune declares beside its people and places: a little more every year."""
    wholes = {
        "families": counts["households"],
        "clans": 6 + number(9, code, "clans"),
        "communities": counts["hamlets"],
        "units": counts["agencies"],
        "citizens": counts["adults"],
    }
    figures = {"clans": wholes["clans"]}
    for model, whole in wholes.items():
        figures |= _model(code, model, whole, year)
    classes = 9 + number(14, code, "centre")
    figures |= {
        "centre_classes": classes,
        "centre_people": classes * (38 + number(20, code, "centre people")),
        "learner_accounts": percent_of(counts["adults"], 18, 30, code, "accounts"),
    }
    return figures | association_learning(code, chapters, year)


def unit_figures(code: str, agencies: int, year: int) -> dict[str, int]:
    """Learning units of an association that looks after agencies itself."""
    return _model(code, "units", agencies, year)


def _model(code: str, model: str, whole: int, year: int) -> dict[str, int]:
    least = {"families": 72, "clans": 62, "communities": 75, "units": 80, "citizens": 38}[model] + 2 * (year - 2022)
    registered = percent_of(whole, least, least + 12, code, model)
    return {
        f"{model}_registered": registered,
        f"{model}_recognised": percent_of(registered, 86, 98, code, model, "recognised"),
    }


def association_learning(code: str, chapters: int, year: int) -> dict[str, int]:
    """Rewards, ratings of the chapters directly under it, and activities, of a commune or of the district."""
    figures: dict[str, int] = {}
    for who, (least, most) in REWARDED_HERE.items():
        gifts = least + number(most - least + 1, code, who) + (year - 2022)
        money = gifts * PER_REWARD[who]
        figures |= {f"rewards_{who}": gifts, f"rewards_{who}_times": gifts, f"rewards_{who}_money": money}
    figures |= {
        f"rated_{rating}": count
        for rating, count in zip(STANDING, spread(chapters, list(STANDING.values())), strict=True)
    }
    people = 25 + number(30, code, "training")
    return figures | {
        "news_items": 6 + number(20, code, "news"),
        "talks": 4 + number(9, code, "talks"),
        "training_classes": 1,
        "training_people": people,
    }
