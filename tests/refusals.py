"""Short ways to ask why something was refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from khuyenhoc.actions import Refusal
from khuyenhoc.triggers import guard_sentence


def refusal(act: Callable[..., object], **values: Any) -> str:
    """The sentence with which a verb says no."""
    return refusal_of(act, **values)[0]


def refusal_of(act: Callable[..., object], **values: Any) -> tuple[str, str | None]:
    """The sentence, and the field beside which it stands."""
    with pytest.raises(Refusal) as caught:
        act(**values)
    return str(caught.value), caught.value.field


def refused(act: Callable[[], object]) -> str | None:
    """The sentence of the guard that stopped what went around the verbs; None when a constraint did, without one."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return guard_sentence(caught.value)
