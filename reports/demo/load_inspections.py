"""The inspection committee's year 2023 and what is planned for 2024; invented, like all names of people."""

from datetime import date
from itertools import cycle

from awards.actions import (
    add_finding,
    conclude_inspection,
    follow_up,
    hold_inspection,
    plan_inspections,
    settle_finding,
)
from awards.models import Inspection
from khuyenhoc.actor import acting

from .places import COMMUNES, CON_MINH, ROOT
from .scene import Scene

TEAM = "Nông Đức Thiềng, Trưởng Ban Kiểm tra, trưởng đoàn; Lộc Văn Nghiệp, Phó Trưởng Ban; Vi Thị Hoan, ủy viên"
VISITED = 6  # of the communes planned for 2023
# subject, what was seen, what was asked for; in turn
FOUND = (
    (
        "learning",
        "Sổ đăng ký mô hình học tập lập đủ ở các thôn, nhưng ba thôn chưa ghi điểm tự chấm.",
        "Chi hội các thôn ghi đủ điểm tự chấm trước khi xã xét công nhận.",
    ),
    (
        "funds",
        "Sổ quỹ khớp với tiền mặt; danh sách ký nhận phần thưởng học kỳ II còn thiếu hai chữ ký.",
        "Bổ sung chữ ký của người nhận.",
    ),
    ("returns", "Số hội viên báo cáo khớp với danh sách của các chi hội.", ""),
)
MENDED = "Đã bổ sung đầy đủ, gửi Ban Kiểm tra một bản."


def load_inspections(scene: Scene) -> None:
    inspector = scene.users["kiemtra"]
    with acting(inspector):
        root = scene.units[ROOT]
        planned = sorted(COMMUNES, key=lambda commune: commune.code != CON_MINH)
        units = [scene.units[commune.code] for commune in planned]
        subjects = ["learning", "funds", "returns"]
        for year, chosen in ((2023, units[: VISITED + 2]), (2024, units[VISITED : 2 * VISITED])):
            plan_inspections(
                by_unit=root,
                units=chosen,
                year=year,
                planned_on=date(year, 10, 10),
                subjects=subjects,
                team=TEAM,
                by=inspector,
            )
        found = cycle(FOUND)
        for number, inspection in enumerate(Inspection.objects.filter(year=2023, unit__in=units[:VISITED])):
            _visit(scene, inspection, number, [next(found), next(found)])


def _visit(scene: Scene, inspection: Inspection, number: int, found: list[tuple[str, str, str]]) -> None:
    by, day = scene.users["kiemtra"], 10 + number
    hold_inspection(inspection=inspection, held_on=date(2023, 10, day), team=TEAM, by=by)
    findings = [
        add_finding(
            inspection=inspection,
            subject=subject,
            text=text,
            request=request,
            due_on=date(2023, 11, 20) if request else None,
            by=by,
        )
        for subject, text, request in found
    ]
    words = "Đơn vị chấp hành đúng Điều lệ và quy định của Hội; khắc phục các điểm đã kiến nghị đúng hạn."
    conclude_inspection(inspection=inspection, conclusion=words, concluded_on=date(2023, 10, day + 7), by=by)
    for finding in findings[: number % 2 + 1]:
        if finding.request:
            follow_up(finding=finding, text=MENDED, by=scene.clerk(inspection.unit.code))
            settle_finding(finding=finding, settled_on=date(2023, 11, 15), by=by)
