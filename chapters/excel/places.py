"""Units as people write them in a cell: by code, by name, by name and the unit above."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from khuyenhoc.names import compare_key, nfc

from ..models import Unit


@dataclass
class Places:
    """Where a written word may point to."""

    units: dict[int, Unit] = field(default_factory=dict)
    by_code: dict[str, Unit] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, units: Iterable[Unit]) -> "Places":
        places = cls()
        for unit in units:
            places.units[unit.pk] = unit
            places.by_code[unit.code.casefold()] = unit
            for name in {unit.name, unit.full_name, unit.association_name, with_parent(unit)}:
                places.by_name[compare_key(name)].append(unit)
        return places

    def find(self, written: str) -> list[Unit]:
        """One unit, none, or those between which the word does not decide."""
        word = nfc(written)
        if unit := self.by_code.get(word.casefold()):
            return [unit]
        return self.by_name.get(compare_key(word), [])

    def label(self, unit: Unit) -> str:
        """The shortest wording that finds the unit again."""
        for name in (unit.full_name, with_parent(unit)):
            if self.find(name) == [unit]:
                return name
        return unit.code


def with_parent(unit: Unit) -> str:
    return f"{unit.full_name}, {unit.parent.full_name}" if unit.parent else unit.full_name


def names_of(unit_ids: Iterable[int]) -> dict[int, str]:
    return {unit.pk: unit.association_name for unit in Unit.objects.filter(pk__in=set(unit_ids))}


def not_found(written: str, found: list[Unit], what: str) -> str:
    """Why a word finds no unit, and what to write."""
    if found:
        ways = "; ".join(f"{with_parent(unit)} (mã {unit.code})" for unit in found[:3])
        return f"Có {len(found)} đơn vị tên “{written}”: {ways}. Xin ghi mã của đơn vị."
    return f"Không có {what} nào tên hay mã “{written}” trong phạm vi của bạn. Xin chọn tên trong danh sách thả xuống."
