"""A short way to ask whether the tree is whole."""

from chapters.doctor import CHECKS


def problems() -> list[str]:
    """What the doctor finds wrong with the units."""
    return [finding.what for check in CHECKS for finding in check() if finding.tone != "good"]
