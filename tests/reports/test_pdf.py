"""The paper: its words, its fonts, its form, and what it refuses to fetch."""

import io
import subprocess
import sys
from decimal import Decimal

import pikepdf
import pypdf
import pytest

from khuyenhoc.pdf import render_pdf
from tests.reports.test_pages import finish, year  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.runs_on("postgresql")]


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def squeezed(text: str) -> str:
    """Without spaces: a line break in the paper is no difference in what it says."""
    return "".join(text.split())


@pytest.fixture
def paper(year, as_user):  # noqa: F811
    finish(year)
    answer = as_user(year.leader).get("/bao-cao/2023/tong-ket.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="tong-ket-2023-huyen-na-ri.pdf"'
    return answer.content


def test_the_paper_has_the_heading_the_decree_asks_for(paper):
    text = text_of(paper)

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "HỘI KHUYẾN HỌC HUYỆN NA RÌ" in text
    assert "BÁO CÁO" in text


def test_the_paper_says_what_the_page_says(paper, year, as_user):  # noqa: F811
    report = as_user(year.leader).get("/bao-cao/2023/").context["report"]
    text = squeezed(text_of(paper))

    for _, paragraphs in report.sections:
        for paragraph in paragraphs:
            assert squeezed(paragraph) in text
    for table in report.tables:
        for line, cells in table.lines:
            assert squeezed(line.label + "".join(shown.text for shown in cells)) in text


def test_its_fonts_are_embedded_and_it_is_tagged_and_archival(paper):
    reader = pypdf.PdfReader(io.BytesIO(paper))
    fonts = {
        str(font["/BaseFont"]): font
        for page in reader.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.Root.Lang == "vi"
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert b"<pdfaid:part>3</pdfaid:part>" in pdf.Root.Metadata.read_bytes() or b'pdfaid:part="3"' in (
            pdf.Root.Metadata.read_bytes()
        )

    assert fonts
    assert all("Tinos" in name for name in fonts)
    for font in fonts.values():
        descendant = font["/DescendantFonts"][0].get_object()
        descriptor = descendant["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_the_first_page_is_upright_a4_and_the_appendices_lie(paper):
    reader = pypdf.PdfReader(io.BytesIO(paper))
    sizes = [
        (Decimal(page.mediabox.width).quantize(1), Decimal(page.mediabox.height).quantize(1)) for page in reader.pages
    ]

    assert sizes[0] == (595, 842)
    assert (842, 595) in sizes


def test_a_provisional_paper_says_so(year, as_user):  # noqa: F811
    text = text_of(as_user(year.leader).get("/bao-cao/2023/tong-ket.pdf").content)

    assert "Số liệu tạm tính: 0/2 xã đã chốt." in text


def test_a_report_fetches_nothing_from_outside(tmp_path, settings, caplog):
    folder = tmp_path / "templates"
    folder.mkdir()
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'leaked'; }")
    (folder / "hostile.html").write_text(
        f'<html lang="vi"><title>x</title><link rel="stylesheet" href="file://{secret}">'
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">'
        '<link rel="stylesheet" href="../khuyenhoc/settings.py"><p>ok'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]

    text = text_of(render_pdf("hostile.html", {}))

    assert text == "ok"


def test_a_machine_without_pango_gets_a_sentence_and_not_a_crash(tmp_path):
    broken = tmp_path / "weasyprint.py"
    broken.write_text("raise OSError('cannot load library libpango-1.0-0')")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import django; django.setup()\n"
        "from khuyenhoc.pdf import render_pdf\n"
        "try: render_pdf('reports/summary_pdf.html', {})\n"
        "except Exception as fault: print(type(fault).__name__, fault)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "khuyenhoc.settings", "SECRET_KEY": "x" * 50, "PYTHONUTF8": "1"},
    )

    assert done.stdout.startswith("Refusal Máy chủ chưa cài thư viện Pango nên chưa in được PDF.")
