"""What stands at the head of every paper after Nghị định 30/2020, the same as PDF and in Word."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letterhead:
    """`above` and `issuer` stand on the left, `number` is what follows the blank of "Số:", "" for none."""

    issuer: str
    place: str
    year: int
    above: str = ""
    number: str = ""
