"""The papers of a nomination: taken by what they are, never by their name, and handed out in reach only."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from awards import actions
from awards.models import NominationPaper
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.files import LARGEST


def archive(*members):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for member in members:
            packed.writestr(member, "x")
    return buffer.getvalue()


PDF, PNG, JPEG = b"%PDF-1.4 x", b"\x89PNG\r\n\x1a\nx", b"\xff\xd8\xffx"
DOCX, XLSX = archive("[Content_Types].xml", "word/document.xml"), archive("[Content_Types].xml", "xl/workbook.xml")
EXE = b"MZ\x90\x00\x03 This program cannot be run in DOS mode."


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def send(client, nomination, content, name="Báo cáo.pdf", paper="Báo cáo thành tích"):
    sent = {"name": paper, "file": SimpleUploadedFile(name, content)}
    return client.post(f"/khen-thuong/{nomination.pk}/giay-to/", sent, follow=True)


@pytest.fixture
def draft(nominate):
    return nominate(sends=False)


@pytest.fixture
def attach(cast, draft):
    def act(content=PDF, name="Báo cáo thành tích", file_name="Nông Văn Hùng.pdf", by=None):
        return actions.attach_paper(
            nomination=draft, name=name, file_name=file_name, content=content, by=by or cast.con_minh_officer
        )

    return act


@pytest.mark.parametrize(
    "content,ending", [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpg"), (DOCX, "docx")], ids=["pdf", "png", "jpeg", "docx"]
)
def test_four_kinds_are_taken_and_given_back_as_they_came(cast, draft, as_user, content, ending):
    client = as_user(cast.con_minh_officer)

    assert "Đã kèm Báo cáo thành tích." in text(send(client, draft, content))

    paper = NominationPaper.objects.get()
    assert paper.file.name == f"Báo cáo thành tích.{ending}"
    answer = client.get(f"/khen-thuong/giay-to/{paper.pk}/")
    assert answer.content == content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="giay-to-{paper.pk}.{ending}"'
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("content", [EXE, XLSX, b"<html><script>", b"PK\x03\x04 broken"])
def test_an_executable_called_pdf_and_its_like_are_refused_and_the_name_typed_stays(cast, draft, as_user, content):
    html = text(send(as_user(cast.con_minh_officer), draft, content, paper="Giấy tờ của tôi"))

    assert "“Báo cáo.pdf” không phải tệp PDF, Word (.docx), ảnh JPEG hoặc PNG. Xin chọn tệp khác." in html
    assert 'value="Giấy tờ của tôi"' in html
    assert NominationPaper.objects.count() == 0


def test_an_empty_and_a_huge_file_are_refused(attach):
    with pytest.raises(Refusal, match="Tệp này rỗng"):
        attach(b"")
    with pytest.raises(Refusal, match="lớn hơn 20 MB"):
        attach(PDF + b"x" * LARGEST)


def test_there_are_at_most_twenty(attach):
    for number in range(20):
        attach(name=f"Giấy {number}")

    with pytest.raises(Refusal, match="không quá 20 giấy tờ"):
        attach()


def test_the_page_asks_for_what_is_missing(cast, forms, draft, as_user):
    actions.add_rule(form=forms.certificate, code="paper", paper="Báo cáo thành tích", by=cast.office)
    client = as_user(cast.con_minh_officer)
    assert "Còn thiếu: Báo cáo thành tích." in text(client.get(draft.get_absolute_url()))

    html = text(send(client, draft, PDF))

    assert "Còn thiếu" not in html
    assert html.count(">đủ</span>") == 1


def test_a_paper_is_taken_off_and_not_handed_out_any_more(cast, attach, as_user):
    paper, client = attach(), as_user(cast.con_minh_officer)

    html = text(client.post(f"/khen-thuong/giay-to/{paper.pk}/bo/", follow=True))

    assert "Đã bỏ Báo cáo thành tích khỏi hồ sơ." in html
    assert client.get(f"/khen-thuong/giay-to/{paper.pk}/").status_code == 404
    assert NominationPaper.objects.count() == 1


def test_what_was_sent_keeps_its_papers(cast, draft, attach, as_user):
    paper = attach()
    actions.propose(nomination=draft, by=cast.con_minh_officer)
    client = as_user(cast.con_minh_officer)

    assert "hãy rút về bản soạn trước" in text(client.post(f"/khen-thuong/giay-to/{paper.pk}/bo/", follow=True))
    with pytest.raises(Refusal, match="hãy rút về bản soạn trước"):
        attach()
    html = text(client.get(draft.get_absolute_url()))
    assert "Báo cáo thành tích</a>" in html
    assert "Bỏ ra" not in html


def test_papers_are_read_in_reach_and_written_by_whom_nominates(cast, attach, as_user):
    paper = attach()

    for user, status in ((cast.leader, 200), (cast.office, 200), (cast.van_lang_officer, 404), (cast.treasurer, 404)):
        assert as_user(user).get(f"/khen-thuong/giay-to/{paper.pk}/").status_code == status
    for user in (cast.leader, cast.van_lang_officer, cast.chapter_officer):
        with pytest.raises(NotAllowed):
            attach(by=user)
        with pytest.raises(NotAllowed):
            actions.withdraw_paper(paper=paper, by=user)


def refuses(sentence, act):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        act()


def test_the_database_keeps_papers_as_they_came(cast, draft, attach, decide):
    attach()
    papers = NominationPaper.objects.all()
    refuses("Giấy tờ đã kèm không thay được.", lambda: papers.update(name="Khác"))
    refuses("không xóa được", papers.delete)

    actions.propose(nomination=draft, by=cast.con_minh_officer)
    decide(draft)

    refuses("Hồ sơ đã có quyết định", lambda: papers.update(withdrawn_at="2024-01-01 00:00+00:00"))
