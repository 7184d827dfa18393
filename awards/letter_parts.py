"""How the papers of an award speak of recipients: in lists form by form, in a sentence, each with her place."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from khuyenhoc.numbers import format_count, roman
from khuyenhoc.papers import Column, Group, group

from .models import AwardForm, Nomination, RecipientClass


def groups_of(
    columns: Sequence[Column],
    listed: Sequence[Nomination],
    texts: Callable[[Nomination], tuple[str, ...]],
    *,
    runs_on: bool = False,
) -> list[Group]:
    """Under "I. Giấy khen của … (tập thể)": form by form, inside one class by class, each counted from one.

    Of a decision the numbers run on: they are those of the book of honours, which the certificates name.
    """
    made: list[Group] = []
    first = 1
    for place, ((form, kind), members) in enumerate(_by_form_and_class(listed).items(), start=1):
        lines = [(str(number), *texts(each)) for number, each in enumerate(members, start=first)]
        first += len(members) if runs_on else 0
        made.append(group(columns, lines, f"{roman(place)}. {form}: {format_count(len(members))} {kind.label}"))
    return made


def _by_form_and_class(listed: Iterable[Nomination]) -> dict[tuple[AwardForm, RecipientClass], list[Nomination]]:
    """In the order in which the forms come; collectives before persons, households, clans."""
    by_form: dict[AwardForm, list[Nomination]] = {}
    for each in listed:
        by_form.setdefault(each.form, []).append(each)
    return {
        (form, kind): of_kind
        for form, members in by_form.items()
        for kind in RecipientClass
        if (of_kind := [each for each in members if each.recipient_class == kind])
    }


def forms_in_words(listed: Iterable[Nomination], issuer: str = "", *, with_grantor: bool = False) -> Iterator[str]:
    """ "Giấy khen cho 28 tập thể và 19 cá nhân", one for each form."""
    counts: dict[AwardForm, Counter[str]] = {}
    for each in listed:
        counts.setdefault(each.form, Counter())[each.recipient_class] += 1
    for form, numbers in counts.items():
        words = [f"{format_count(numbers[kind])} {kind.label}" for kind in RecipientClass if numbers[kind]]
        of = f" của {issuer}" if issuer else f" của {form.grantor_name}" if with_grantor else ""
        yield f"{form.name}{of} cho {joined(words)}"


def ended(words: Iterable[str], end: str) -> list[str]:
    """Each with a semicolon behind it, the last with `end`."""
    *others, last = [*words] or ["chưa có trường hợp nào"]
    return [*(f"{other};" for other in others), f"{last}{end}"]


def joined(words: Sequence[str]) -> str:
    """ "a", "a và b", "a, b và c"."""
    return f"{', '.join(words[:-1])} và {words[-1]}" if len(words) > 1 else "".join(words)


def place_of(each: Nomination) -> str:
    """Her post as written, and where: the unit that put her forward, or what is above it where the name says it."""
    unit = each.unit
    if each.position_held:
        is_said = unit.name in each.position_held
        return each.position_held if is_said else f"{each.position_held}, {unit.full_name}"
    if each.recipient_name != unit.association_name:
        return unit.full_name
    return unit.parent.full_name if unit.parent and unit.parent.parent_id else ""
