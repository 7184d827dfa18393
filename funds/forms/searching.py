from typing import Any

from django import forms

from ..models import Account
from ..searching import EVER, TRANSFER

_KINDS = (
    ("", "Tất cả"),
    ("thu", "Phiếu thu"),
    ("chi", "Phiếu chi"),
    ("dieu-chinh", "Phiếu điều chỉnh"),
    (TRANSFER, "Chuyển giữa các quỹ"),
)
_PLACES = (("", "Tất cả"), *((kind.value, kind.label.capitalize()) for kind in Account.MONEY))


class BookSearchForm(forms.Form):
    """Asked by GET: an address that was kept finds the same again."""

    q = forms.CharField(label="Tìm phiếu", max_length=100, required=False)
    loai = forms.ChoiceField(label="Loại phiếu", choices=_KINDS, required=False)
    noi = forms.ChoiceField(label="Tiền ở đâu", choices=_PLACES, required=False)
    viec = forms.TypedChoiceField(label="Nguồn, mục đích", required=False, coerce=int, empty_value=None)
    thang = forms.ChoiceField(label="Thời gian", required=False)

    def __init__(self, data: Any, *, year: int) -> None:
        super().__init__(data, auto_id="tim-%s")
        months = [(str(month), f"Tháng {month}/{year}") for month in range(1, 13)]
        self.fields["thang"].choices = [("", f"Năm {year}"), *months, (EVER, "Mọi năm")]  # type: ignore[attr-defined]
        self.fields["viec"].choices = [("", "Tất cả"), *_others()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"

    def asked(self) -> dict[str, Any]:
        """What is asked for; a value that no box has, as of an old address, asks for nothing."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The boxes behind "Lọc thêm"."""
        return [box for box in self if box.name != "q"]

    @property
    def is_narrowed(self) -> bool:
        return any(box.name in self.asked() for box in self.narrowing)


def _others() -> list[tuple[str, list[tuple[int, str]]]]:
    sources, purposes = Account.Kind.SOURCE, Account.Kind.PURPOSE
    common = list(Account.objects.filter(fund=None, kind__in=(sources, purposes)))
    return [
        (label, [(account.pk, account.name) for account in common if account.kind == kind])
        for label, kind in (("Nguồn thu", sources), ("Mục đích chi", purposes))
    ]
