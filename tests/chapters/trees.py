"""A short way to ask whether the tree is whole."""

from chapters.doctor import TREE_CHECKS


def problems() -> list[str]:
    """What the doctor finds wrong with the units."""
    return [finding.what for check in TREE_CHECKS for finding in check() if finding.tone != "good"]
