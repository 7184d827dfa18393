"""The demo's summaries: 2022 and 2023 as their conferences adopted them, 2024 being written."""

import pytest

from reports.document import Document
from reports.models import PlanItem, Section, Summary
from reports.redrafting import sentences_of, stale
from reports.report import Report
from reports.sentences import drafts
from reports.tokens import has_stray_brace, unknown_tokens


def summary_of(demo, year):
    return Summary.objects.select_related("period", "unit").get(period__year=year, unit=demo.return_of(year).unit)


@pytest.mark.parametrize("year,day,number", [(2022, "2023-01-17", "03"), (2023, "2024-01-18", "05")])
def test_the_conference_has_adopted_it(demo, year, day, number):
    summary = summary_of(demo, year)

    assert (summary.state, summary.adopted_on.isoformat(), summary.number) == (Summary.State.ADOPTED, day, number)
    assert summary.frozen.count() == 18
    assert Document(Report(demo.return_of(year), summary), summary).number_line == f"Số: {number}/BC-HKH"


def test_the_plan_of_2023_has_seven_tasks_seven_targets_and_eight_solutions(demo):
    kinds = [summary_of(demo, 2023).plan_items.filter(kind=kind).count() for kind in PlanItem.Kind]

    assert kinds == [7, 7, 8]


def test_the_paper_of_2023_says_what_was_published(demo):
    summary = summary_of(demo, 2023)
    document = Document(Report(demo.return_of(2023), summary), summary)

    said = document.texts[Section.ORGANISATION]
    assert (
        "Đến nay, 17/17 xã, thị trấn có tổ chức Hội; toàn huyện có 274 chi hội, 14 ban khuyến học với 10.360 hội viên, "
        "chiếm 23,52% dân số, tăng nhẹ 214 (2,11%) so với năm 2022."
    ) in said
    assert "Hội Khuyến học huyện Na Rì đã tặng Giấy khen cho 28 tập thể và 19 cá nhân." in document.texts["emulation"]
    assert document.texts["plan"] == "Phương hướng năm 2024 gồm 07 nhiệm vụ, 07 chỉ tiêu, 08 giải pháp."
    assert len(document.planned_results) == 7


def test_2024_is_half_written_and_agrees_with_its_figures(demo):
    summary, report = summary_of(demo, 2024), Report(demo.return_of(2024))
    says = drafts(report)

    assert summary.state == Summary.State.WRITING
    written = {one.section: one for one in summary.sections.all()}
    assert {section for section, one in written.items() if not one.text} >= {Section.SETTING, Section.WEAKNESSES}
    for section, one in written.items():
        assert stale(sentences_of(one, says.get(Section(section), {}))) == []
        assert unknown_tokens(one.text) == []
        assert not has_stray_brace(one.text)
