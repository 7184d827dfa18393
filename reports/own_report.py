"""A unit's own yearly report, as it signs it: its sentences and its figures, made once for page, PDF and Word."""

from functools import cached_property

from khuyenhoc.numbers import format_number, roman

from .columns import NOTHING, show_cell
from .indicators import GROUPS, in_use
from .models import ReturnText
from .report import Report
from .tables import EMPTY, AnnualTable, annual_table, before_of

Topic = ReturnText.Topic


class OwnReport(Report):
    papers_before = 1  # the figures one by one

    @property
    def title(self) -> str:
        return (
            f"Kết quả công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm {self.period.year}, "
            f"phương hướng năm {self.next_year}"
        )

    @property
    def plan_counts(self) -> dict[str, int]:
        """As the return counts them: its figures stand beside them."""
        return self.counted_plan

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """Topic → paragraphs, of what the unit wrote."""
        written = ReturnText.objects.filter(unit_return=self.top).values_list("topic", "text")
        return {topic: [line for line in text.splitlines() if line.strip()] for topic, text in written}

    @property
    def unwritten(self) -> list[str]:
        return [str(label) for topic, label in Topic.choices if not self.texts.get(topic)]

    @cached_property
    def parts(self) -> list[tuple[str, list[str]]]:
        """ "I. Tham mưu, tuyên truyền" and its paragraphs; a part with nothing to say has no number."""
        results = [paragraph for _, paragraphs in self.sections for paragraph in paragraphs]
        plan = [self.plan_sentence] if self.plan_sentence else []
        parts = [
            (Topic.PROPAGANDA.label, self.texts.get(Topic.PROPAGANDA, [])),
            (Topic.COOPERATION.label, self.texts.get(Topic.COOPERATION, [])),
            ("Kết quả", results),
            (Topic.WEAKNESSES.label, self.texts.get(Topic.WEAKNESSES, [])),
            (f"Phương hướng năm {self.next_year}", plan),
            (Topic.PROPOSALS.label, self.texts.get(Topic.PROPOSALS, [])),
        ]
        said = enumerate(((heading, paragraphs) for heading, paragraphs in parts if paragraphs), start=1)
        return [(f"{roman(number)}. {heading}", paragraphs) for number, (heading, paragraphs) in said]

    @cached_property
    def _year_before(self) -> AnnualTable | None:
        before = before_of(self.top)
        return annual_table(before) if before else None

    @property
    def last_year(self) -> int | None:
        return self._year_before.period.year if self._year_before else None

    @cached_property
    def figures(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Group → (label, last year's figure, this year's) of every indicator that one of the years has."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for made in in_use(self.period):
            if made.code not in self.table.root.total:
                continue
            now = show_cell(self.cell(made.code))
            words = f"{now.text} (mới có {now.coverage})" if now.coverage else now.text
            label = f"{made.label} (đồng)" if made.unit == "money" else made.label
            found.setdefault(GROUPS[made.group], []).append((label, self._before_text(made.code), words))
        return list(found.items())

    def _before_text(self, code: str) -> str:
        cell = self._year_before.root.total.get(code, EMPTY) if self._year_before else EMPTY
        return format_number(cell.total) if cell.total or cell.reported else NOTHING
