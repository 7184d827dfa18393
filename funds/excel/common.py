"""What the workbooks of the fund book have in common."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from django.urls import reverse

from chapters.excel.places import names_of
from chapters.models import Unit, User
from khuyenhoc.imports.spec import ListImporter
from khuyenhoc.sheets import Column


class BookImporter(ListImporter):
    """Read as a whole: money of half a file is nobody's wish."""

    permission = "write_funds"
    key = "code"
    takes_whole = True
    all_columns: ClassVar[Sequence[Column]]
    list_view: ClassVar[str]

    def columns(self, user: User, unit_id: int) -> list[Column]:
        return list(self.all_columns)

    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        return names_of(unit_ids)

    def list_url(self, unit_id: int) -> str:
        return reverse(self.list_view, query={"don-vi": Unit.objects.get(pk=unit_id).code})
