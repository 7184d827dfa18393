"""The doctor on the trees of the years: each return's path against the return above it."""

from collections.abc import Iterator

from chapters.reach import ROOT_PATH, SEGMENT
from khuyenhoc.doctor import Finding

from .models import Return


def check_return_paths() -> Iterator[Finding]:
    returns = Return.objects.current().select_related("period", "unit", "above").order_by("period", "path")
    wrong = [
        made for made in returns if made.path[:-SEGMENT] != (made.above.path if made.above else ROOT_PATH[:-SEGMENT])
    ]
    if not wrong:
        yield Finding("good", "The paths of the returns of every year agree with their trees")
    for made in wrong:
        yield Finding(
            "bad",
            f"The return {made} has path {made.path}, which is not under the return above it",
            "Change nothing by hand: send this line to whoever looks after the software.",
        )


CHECKS = [check_return_paths]
