"""Awards in words, as the lists of the files ask for them."""

from collections.abc import Iterable

from khuyenhoc.dates import format_date

from .models import Nomination

LONGEST = 500


def awards_in_words(given: Iterable[Nomination]) -> str:
    """ "Giấy khen của Hội … (số 12/QĐ-HKH, 28/12/2023); …", latest first, as many as fit."""
    words = ""
    for one in sorted(given, key=lambda one: (one.year, one.pk), reverse=True):
        decision = f" (số {one.decision.number}, {format_date(one.decision.signed_on)})" if one.decision else ""
        longer = f"{words}; {one.form}{decision}" if words else f"{one.form}{decision}"
        if len(longer) > LONGEST:
            break
        words = longer
    return words
