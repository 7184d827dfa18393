"""The doctor on units: the tree by its paths against the tree by its parents. It only tells, it never mends."""

from collections.abc import Iterator

from khuyenhoc.doctor import Finding

from .kinds import PARENTS
from .models import Membership, Unit
from .reach import ROOT_PATH, SEGMENT

SHOWN = 20
CALL = "Không sửa tay trong cơ sở dữ liệu. Xin báo người phụ trách kỹ thuật và gửi kèm dòng này."


def check_paths() -> Iterator[Finding]:
    """Each path is the parent's, recomputed from the root down, and four digits of its own."""
    units = {unit.pk: unit for unit in Unit.objects.order_by("path")}
    recomputed = _recompute(units)
    wrong = [unit for unit in units.values() if recomputed.get(unit.pk) != unit.path]
    yield from _told(
        [
            f"{_named(unit)}: mã cây là {unit.path}, theo đơn vị cấp trên phải là {recomputed.get(unit.pk, 'khác')}."
            for unit in wrong
        ],
        f"Mã cây của {len(units)} đơn vị khớp với đơn vị cấp trên.",
    )


def _recompute(units: dict[int, Unit]) -> dict[int, str]:
    """Paths by the parent links alone; who hangs in a circle or on nothing has none."""
    below: dict[int | None, list[Unit]] = {}
    for unit in units.values():
        below.setdefault(unit.parent_id, []).append(unit)
    paths = {root.pk: ROOT_PATH for root in below.get(None, [])[:1]}
    waiting = list(paths)
    while waiting:
        pk = waiting.pop()
        for child in below.get(pk, []):
            paths[child.pk] = paths[pk] + child.path[-SEGMENT:]
            waiting.append(child.pk)
    return paths


def check_numbers() -> Iterator[Finding]:
    """`children_made` is at least the largest number given, or the next unit would take a place that was used."""
    made = Unit.objects.exclude(parent=None).select_related("parent").order_by("path")
    behind = [unit for unit in made if unit.parent and int(unit.path[-SEGMENT:]) > unit.parent.children_made]
    yield from _told(
        [f"{_named(unit)}: có số {int(unit.path[-SEGMENT:])} mà {unit.parent} mới cấp đến số "
         f"{unit.parent.children_made if unit.parent else 0}." for unit in behind],
        "Số thứ tự của các đơn vị trực thuộc đều đã được cấp.",
    )  # fmt: skip


def check_kinds() -> Iterator[Finding]:
    units = Unit.objects.exclude(parent=None).select_related("parent").order_by("path")
    wrong = [unit for unit in units if unit.parent and unit.parent.kind not in PARENTS[unit.kind]]
    yield from _told(
        [f"{_named(unit)}: {unit.get_kind_display()} đứng dưới {unit.parent}." for unit in wrong],
        "Loại của mọi đơn vị hợp với đơn vị cấp trên.",
    )


def check_closed() -> Iterator[Finding]:
    """Nothing works on under a closed unit."""
    units = Unit.objects.filter(closed_on=None, parent__closed_on__isnull=False).select_related("parent")
    members = Membership.objects.current().filter(unit__closed_on__isnull=False).values_list("unit__name", flat=True)
    yield from _told(
        [f"{_named(unit)} đang hoạt động dưới {unit.parent} đã giải thể." for unit in units.order_by("path")]
        + [f"{name} đã giải thể mà còn hội viên đang sinh hoạt." for name in sorted(set(members))],
        "Đơn vị đã giải thể không còn đơn vị trực thuộc hay hội viên nào đang hoạt động.",
    )


def _named(unit: Unit) -> str:
    return f"{unit} (mã {unit.code})"


def _told(faults: list[str], good: str) -> Iterator[Finding]:
    if not faults:
        yield Finding("good", good)
    for fault in faults[:SHOWN]:
        yield Finding("bad", fault, CALL)
    if len(faults) > SHOWN:
        yield Finding("bad", f"… và {len(faults) - SHOWN} chỗ tương tự.", CALL)


CHECKS = [check_paths, check_numbers, check_kinds, check_closed]
