"""Whether a paper is the adopted one: what is told of it without signing in, and whether a file is the stored one."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .models import Summary
from .report import Report

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another when read from paper
CODE_LENGTH = 12
GROUP = 4


def told_of(report: Report) -> dict[str, Any]:
    """What the page of verification shows of an adopted summary, kept with it: nothing that the paper does not say."""
    figures = [
        (one.label, " ".join(filter(None, (one.value, one.unit))) or "chưa có", one.note) for one in report.key_figures
    ]
    return {"told": {"association": report.association, "title": report.title, "figures": figures}}


def read_code(typed: str) -> str:
    """A code as it is kept, however it was typed: with spaces, dashes, small letters."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def write_code(code: str) -> str:
    """In groups, to be read from paper: "ABCD-EFGH-JKLM"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def why_unknown(code: str) -> str:
    """What is likely wrong with a code that names no paper."""
    strange = sorted({letter for letter in code if letter not in CODE_LETTERS})
    if strange:
        return (
            f"Mã xác thực không bao giờ có {', '.join(strange)}: không dùng số 0, số 1, chữ O, chữ I để khỏi nhầm. "
            "Xin đọc lại mã ở cuối trang báo cáo."
        )
    if len(code) != CODE_LENGTH:
        return f"Mã có {CODE_LENGTH} chữ và số, mã bạn gõ có {len(code)}. Xin đọc lại mã ở cuối trang báo cáo."
    return (
        "Không có báo cáo nào đã thông qua mang mã này. Xin đọc lại từng chữ; nếu đúng mã in trên giấy, "
        "xin hỏi Hội đã gửi báo cáo cho bạn."
    )


@dataclass(frozen=True)
class Verdict:
    is_same: bool
    sentence: str


def compare(summary: Summary, chunks: Iterable[bytes]) -> Verdict:
    """Whether a file is, byte for byte, one of the papers stored with the adopted summary; nothing of it is kept."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    names = {"pdf": "bản PDF", "docx": "bản Word", "xlsx": "bảng Excel", "scan": "bản ký đã quét"}
    stored = Summary.objects.filter(pk=summary.pk).values_list(*(f"{kind}__sha256" for kind in names)).get()
    known = dict(zip(stored, names.values(), strict=True))
    if name := known.get(digest.hexdigest()):
        return Verdict(is_same=True, sentence=f"Đúng là {name} đã lưu khi thông qua, không khác một chữ.")
    if not any(stored):
        return Verdict(is_same=False, sentence="Báo cáo này chưa lưu bản in nào để so. Xin so các số liệu ở trên.")
    return Verdict(
        is_same=False,
        sentence="Tệp này không phải bản đã lưu khi thông qua. Có thể là bản in lại, bản chụp, hoặc đã bị sửa: "
        "xin so từng số liệu ở trên với tệp, hoặc hỏi Hội đã gửi báo cáo cho bạn.",
    )
