from django.utils import timezone

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.downloads import DOCX, ENDINGS
from khuyenhoc.files import SCANS, content_type_of, store_file
from khuyenhoc.names import nfc

from ..models import Nomination, NominationPaper
from .nominations import locked_draft

MOST = 20  # papers of one nomination


@verb
def attach_paper(*, nomination: Nomination, name: str, file_name: str, content: bytes, by: User) -> NominationPaper:
    """Keep a file with a draft under the name of the paper that it is; its own name, maybe a person's, is not kept."""
    require(by, "write_awards", nomination.unit)
    nomination = locked_draft(nomination)
    content_type = content_type_of(content)
    if content and content_type not in (*SCANS, DOCX):
        raise Refusal(
            f"“{nfc(file_name)}” không phải tệp PDF, Word (.docx), ảnh JPEG hoặc PNG. Xin chọn tệp khác.", "file"
        )
    if nomination.papers.standing().count() >= MOST:
        raise Refusal(f"Mỗi hồ sơ kèm không quá {MOST} giấy tờ. Xin bỏ bớt hoặc ghép thành một tệp.", "file")
    stored = store_file(name=f"{nfc(name)[:150]}.{ENDINGS.get(str(content_type), 'bin')}", content=content, by=by)
    paper = NominationPaper(nomination=nomination, name=nfc(name), file=stored, added_by=by)
    save_checked(paper)
    return paper


@verb
def withdraw_paper(*, paper: NominationPaper, by: User) -> NominationPaper:
    """Take a paper off a draft; the file stays in the log of what was there."""
    require(by, "write_awards", paper.nomination.unit)
    locked_draft(paper.nomination)
    paper.withdrawn_at = paper.withdrawn_at or timezone.now()
    save_checked(paper)
    return paper
