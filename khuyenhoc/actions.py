"""A change is a verb: keyword-only, atomic, by somebody, refusing with a Vietnamese sentence (DESIGN 3.2)."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from .actor import acting

P = ParamSpec("P")
T = TypeVar("T")


class Refusal(Exception):
    """A verb says no. `str()` is a Vietnamese sentence for the user; `field` names the form field it belongs to.

    `way`: address and name of the page where she may clear what stands in the way.
    """

    status = 409

    def __init__(self, sentence: str, field: str | None = None, way: tuple[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.field = field
        self.way = way


class NotAllowed(Refusal):
    """The user may see this but not change it."""

    status = 403


class Clash(Refusal):
    """Somebody else changed the cells meanwhile. `cells` maps each to what it is now; nothing was written.

    `words` says the same to the user, where a verb has words for it.
    """

    def __init__(self, sentence: str, cells: Mapping[str, Any], words: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.cells = cells
        self.words = words or {}


def verb(function: Callable[P, T]) -> Callable[P, T]:
    """One transaction, with the actor `by=` named in it for the change log."""

    @wraps(function)
    def act(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic(), acting(kwargs["by"]):  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return act


def save_checked(record: Model) -> None:
    """Save after the model's own validation; the first fault becomes a Refusal beside its field.

    Constraints are left to the database, and put into words only when it refuses: asking before each save costs more
    than the save, and cannot see what somebody else is saving at the same moment.
    """
    try:
        record.full_clean(exclude=_loaded(record), validate_constraints=False)
        _save(record)
    except ValidationError as fault:
        raise first_fault(fault) from fault


def first_fault(fault: ValidationError) -> Refusal:
    field, sentences = next(iter(fault.message_dict.items()))
    return Refusal(sentences[0], None if field == "__all__" else field)


def _loaded(record: Model) -> set[str]:
    """Foreign keys whose object is at hand: no need to ask the database whether it exists."""
    keys = [field for field in record._meta.concrete_fields if field.is_relation and not field.unique]
    return {key.name for key in keys if record._state.fields_cache.get(key.name) is not None}


def _save(record: Model) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        record.validate_constraints()
        raise
