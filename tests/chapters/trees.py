"""Short ways to ask whether the tree is whole, and why a verb refused."""

from typing import Any

import pytest

from chapters.doctor import TREE_CHECKS
from khuyenhoc.actions import Refusal


def problems() -> list[str]:
    """What the doctor finds wrong with the units."""
    return [finding.what for check in TREE_CHECKS for finding in check() if finding.tone != "good"]


def refusal(act: Any, **values: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act(**values)
    return str(caught.value)
