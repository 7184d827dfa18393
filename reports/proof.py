"""How an adopted paper proves itself: its code, and the address that knows it."""

from dataclasses import dataclass
from urllib.parse import urljoin

import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from .document import Document
from .verifying import write_code


@dataclass(frozen=True)
class Proof:
    """What an adopted paper says of itself on each page: its code, and the address that knows it."""

    code: str
    address: str

    @property
    def qr(self) -> SafeString:
        """As SVG to stand in the page; segno writes nothing but our own address into it."""
        title = f"Mã QR của {self.address}"
        return mark_safe(segno.make(self.address, error="m").svg_inline(omitsize=True, border=1, title=title))  # noqa: S308


def proof_of(document: Document, site: str) -> Proof | None:
    if not (document.is_adopted and document.summary and document.summary.code):
        return None
    code = document.summary.code
    return Proof(write_code(code), urljoin(site, reverse("reports:verify", args=[code])))
