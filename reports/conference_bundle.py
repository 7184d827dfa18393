"""All papers of a conference in one ZIP, by plain names: the report, what was resolved, who came, the photographs."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from awards.letters import honoured, running_order
from awards.models import Nomination
from chapters.models import User
from chapters.reach import within
from khuyenhoc.papers import Paper
from khuyenhoc.pdf import render_pdf
from khuyenhoc.word import write_paper

from .conference_papers import PAPERS, Gathering
from .news import News, write_news
from .papers import make_pdf, make_word, make_workbook

STAMP = (1980, 1, 1, 0, 0, 0)  # the same archive for the same papers


@dataclass(frozen=True)
class Bundle:
    """What `user` may take along, the awards only where she may read them; `site` is our address for the codes."""

    of: Gathering
    user: User
    site: str
    demo_words: str = ""

    def write(self) -> bytes:
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in self.files():
                stored = zipfile.ZipInfo(name, STAMP)
                stored.external_attr = 0o644 << 16
                packed = zipfile.ZIP_STORED if name.endswith((".jpg", ".docx", ".xlsx")) else zipfile.ZIP_DEFLATED
                archive.writestr(stored, content, compress_type=packed)
        return buffer.getvalue()

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield from self._summary()
        for number, (word, (_, make)) in enumerate(PAPERS.items(), start=2):
            yield from self._paper(f"{number:02}-{word}", make(self.of))
        if self.user.can("read_awards", self.of.conference.unit):
            yield from self._paper("07-danh-sach-trao-khen-thuong", self._running_order())
        yield "08-tin-hoi-nghi.docx", write_news(News(self.of), self.demo_words)
        for number, photo in enumerate(self.of.conference.photos.select_related("file"), start=1):
            yield f"anh/{number:02}.jpg", bytes(photo.file.content)

    def _summary(self) -> Iterator[tuple[str, bytes]]:
        """The papers as adopted; until then the report as it stands."""
        document, is_demo = self.of.document, bool(self.demo_words)
        for ending, make in (("pdf", make_pdf), ("docx", make_word), ("xlsx", make_workbook)):
            kept = getattr(document.summary, ending) if document.is_adopted else None
            content = bytes(kept.content) if kept else make(document, self.site, is_demo=is_demo)
            yield f"01-bao-cao-tong-ket.{ending}", content

    def _paper(self, name: str, paper: Paper) -> Iterator[tuple[str, bytes]]:
        yield f"{name}.pdf", render_pdf("components/paper_pdf.html", {"paper": paper, "demo": bool(self.demo_words)})
        yield f"{name}.docx", write_paper(paper, self.demo_words)

    def _running_order(self) -> Paper:
        unit, year = self.of.conference.unit, self.of.year
        reached = Nomination.objects.visible_to(self.user).filter(within([unit.path], "unit__path"))
        return running_order(unit, list(honoured(reached, year)), year)
