"""A year's figures of a district; 10.000 members against django-import-export; doubles; 200.000 rows in memory."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from .stage import database, is_postgresql, prepare, prepare_demo, say, timed

MEMBERS, MANY = 10_000, 200_000
FAMILIES = ("Hoàng", "Nông", "Lý", "Bàn", "Triệu", "Đinh", "Lường", "Phùng", "Nguyễn", "Trần", "Vi", "Ma", "Đàm", "Hà")
MIDDLES = ("Thị", "Văn", "Đức", "Minh", "Thu", "Hữu", "Ngọc", "Quang", "Xuân", "Kim")
GIVEN = (
    "Lan",
    "Sen",
    "Hùng",
    "Xuân",
    "Mây",
    "Dũng",
    "Thủy",
    "Hòa",
    "Cường",
    "Yến",
    "Khánh",
    "Bình",
    "Tâm",
    "Lộc",
    "Phúc",
    "Huệ",
    "Đào",
    "Mai",
    "Trúc",
    "Sơn",
    "Hà",
    "Giang",
)
CHAPTERS = 100


def people(number: int) -> Iterator[dict[str, Any]]:
    """Every one of another name or birth year, as a roster has them."""
    for one in range(number):
        family, middle, given = FAMILIES[one % 14], MIDDLES[one // 14 % 10], GIVEN[one // 140 % 22]
        second = GIVEN[one // 3080 % 22]
        yield {
            "name": f"{family} {middle} {second} {given}",
            "sex": "female" if middle == "Thị" else "male",
            "birth_year": 1940 + one % 67,
            "unit": f"Chi hội thôn số {one % CHAPTERS + 1}",
            "since": date(2015 + one % 8, one % 12 + 1, one % 28 + 1),
            "entry": "admitted",
            "phone": f"09{one:08}",
            "address": f"Thôn số {one % CHAPTERS + 1}",
            "has_card": bool(one % 2),
        }


def make_commune() -> tuple[Any, Any]:
    """A commune with a hundred chapters that keep rosters, and its officer."""
    from chapters.actions import NewUnit, create_unit, create_user, open_units
    from chapters.models import Unit, User

    office = User.objects.get(username="quantri")
    root = Unit.objects.get(parent=None)
    code = f"B{Unit.objects.count()}"
    commune = create_unit(parent=root, kind="commune", designation="xã", name=f"Đo tốc độ {code}", code=code, by=office)
    facts = {"kind": "chapter", "setting": "hamlet", "keeps_roster": True, "code": ""}
    open_units(
        units=[NewUnit(commune, facts | {"name": f"Chi hội thôn số {one + 1}"}) for one in range(CHAPTERS)], by=office
    )
    officer = create_user(
        username=f"nguoi-{code.lower()}",
        name="Người đo",
        password="mat khau dai 2023",
        unit=commune,
        role="commune_officer",
        by=office,
    )
    return commune, User.objects.get(pk=officer.pk)


def make_file(number: int) -> bytes:
    from chapters.excel.members import COLUMNS
    from khuyenhoc.sheets import write_table

    return write_table(title="Hội viên", columns=COLUMNS[1:], rows=people(number), instructions=[])


def ours(content: bytes) -> dict[str, float]:
    """Seconds of the dry check and of the writing, with all checks, doubles and the log."""
    from django.conf import settings

    from khuyenhoc.imports.actions import confirm_import, start_import

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    commune, officer = make_commune()
    checked = timed(
        lambda: run(start_import(kind="members", unit_id=commune.pk, name="a.xlsx", content=content, by=officer))
    )
    imported = latest()
    assert imported.state == "previewed", imported.job.message
    assert not imported.counts.get("faulty"), imported.faults[:3]
    answers = {"double": "new", "clash": "file"}
    written = timed(lambda: run(confirm_import(imported=imported, answers=answers, only_good=False, by=officer)))
    imported = latest()
    assert imported.state == "done", imported.job.message
    assert imported.counts["new_written"] == imported.rows
    return {"check": checked, "write": written}


def run(imported: Any) -> None:
    from khuyenhoc.jobs import run_job

    if imported.job:
        run_job.call(imported.job.pk)


def latest() -> Any:
    from khuyenhoc.imports.models import Import

    return Import.objects.select_related("job").defer("content").first()


def theirs(content: bytes) -> dict[str, float]:
    """django-import-export: dry run, then the same once more for good, with the same facts and belongings."""
    import tablib
    from import_export import fields, resources

    from chapters.actions import join_unit
    from chapters.models import Member, Unit
    from khuyenhoc.dates import parse_date

    commune, officer = make_commune()
    units = {unit.name: unit for unit in Unit.objects.filter(parent=commune)}
    choices = {"nữ": "female", "nam": "male", "kết nạp": "admitted"}

    class MemberResource(resources.ModelResource):
        name = fields.Field("name", "Họ và tên (*)")
        birth_year = fields.Field("birth_year", "Năm sinh")
        phone = fields.Field("phone", "Điện thoại")
        address = fields.Field("address", "Địa chỉ")

        class Meta:
            model = Member
            import_id_fields: tuple[str, ...] = ()
            fields = ("name", "sex", "birth_year", "phone", "address", "has_card")
            clean_model_instances = True
            use_transactions = True

        def before_import_row(self, row: dict[str, Any], **_: Any) -> None:
            row["sex"] = choices[row["Giới tính"]]
            row["has_card"] = row["Thẻ hội viên"] == "có"

        def after_save_instance(self, instance: Any, row: dict[str, Any], **_: Any) -> None:
            since = row["Ngày vào"]
            since = since.date() if hasattr(since, "date") else parse_date(str(since))
            join_unit(member=instance, unit=units[row["Chi hội"]], since=since, by=officer)

    def load(dry_run: bool) -> None:
        data = tablib.Dataset().load(content, format="xlsx")
        result = MemberResource().import_data(data, dry_run=dry_run, raise_errors=True)
        assert not result.has_errors()

    return {"check": timed(lambda: load(True)), "write": timed(lambda: load(False))}


def doubles() -> float:
    from chapters.doubles import Someone, find_doubles
    from chapters.models import Unit, User

    user = User.objects.filter(username__startswith="nguoi-").order_by("pk").first()
    assert user
    units = {unit.name: unit.pk for unit in Unit.objects.filter(parent=user.top_unit)}
    everybody = [Someone(one["name"], one["birth_year"], one["phone"], units[one["unit"]]) for one in people(MEMBERS)]
    return timed(lambda: find_doubles(everybody, user))


def district_workbook(user: Any, top: Any) -> bytes:
    """The year's workbook of a whole district as it goes out, a 7 in every empty cell that its unit may enter."""
    from khuyenhoc.sheets import write_table
    from reports.excel.lines import Lines
    from reports.excel.returns import export
    from reports.indicators import CATALOGUE

    lines = Lines(user, top.period, top)
    columns, records = export(lines)
    filled = []
    for row, record in zip(lines.listed, records, strict=True):
        open_here = [code for code, made in CATALOGUE.items() if row.kind in made.entered_at and record[code] is None]
        filled.append({**record, **dict.fromkeys(open_here, 7)})
    return write_table(title="Số liệu", columns=columns, rows=filled, instructions=[])


def benchmark_returns() -> None:
    """The open year of the demonstration's district, 17 communes with their chapters and boards, in one workbook."""
    from chapters.models import Unit, User
    from khuyenhoc.imports.actions import confirm_import, start_import, undo_import
    from reports.models import Return

    office, root = User.objects.get(username="vanphong"), Unit.objects.get(parent=None)
    top = Return.objects.current().select_related("period", "unit").get(unit=root, period__year=2024)
    facts = {"kind": "returns", "unit_id": root.pk, "name": "a.xlsx", "content": district_workbook(office, top)}
    choices = {"period": top.period.code, "from_whom": "Hội các xã"}
    checked = timed(lambda: start_import(**facts, by=office, choices=choices))
    written = timed(lambda: confirm_import(imported=latest(), answers={}, only_good=False, by=office))
    counts = latest().counts
    assert counts["changed_written"] == counts["rows"], counts
    undone = timed(lambda: undo_import(imported=latest(), by=office))
    say(f"\nImport of a year's figures, one workbook of {counts['changed_written']} units, seconds\n")
    say(f"check {checked:.1f}, write {written:.1f}, undo {undone:.1f}")


def benchmark() -> None:
    benchmark_returns()
    content = make_file(MEMBERS)
    we, they, found = ours(content), theirs(content), doubles()
    times = sum(they.values()) / sum(we.values())
    say(f"\nImport of {MEMBERS} members from .xlsx, seconds\n")
    say(f"{'':<36}{'check':>8}{'write':>8}{'both':>8}{'ratio':>7}")
    for name, taken, ratio in (("ours, doubles looked for", we, 1.0), ("django-import-export", they, times)):
        say(f"{name:<36}{taken['check']:>8.1f}{taken['write']:>8.1f}{sum(taken.values()):>8.1f}{ratio:>7.1f}")
    say(f"{f'doubles of {MEMBERS} among as many':<36}{found:>24.1f}{found / sum(we.values()):>7.2f}")


def benchmark_memory() -> None:
    """The peak over 200.000 rows, in a process of its own that only imports; the machine that counts has PostgreSQL."""
    if not is_postgresql():
        return
    with database("bench_memory") as own, tempfile.TemporaryDirectory() as folder:
        environment = os.environ | own | {"PYTHONPATH": str(Path(__file__).parents[2])}
        for step in ("make", "import"):
            command = [sys.executable, "-m", "tests.benchmarks.excel", step, f"{folder}/a.xlsx"]
            subprocess.run(command, env=environment, check=True)


def main(step: str, path: Path) -> None:
    if step == "make":
        prepare_demo()
        path.write_bytes(make_file(MANY))
        return
    prepare()
    content = path.read_bytes()
    taken = ours(content)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = f"check {taken['check']:.0f} s, write {taken['write']:.0f} s"
    say(f"\nImport of {MANY} members, {len(content) / 2**20:.1f} MB: {seconds}, peak of the process {peak:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
