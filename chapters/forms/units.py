from typing import Any

from django import forms
from django.db.models import Count
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from khuyenhoc.fields import DateField, NameField

from ..kinds import ASSOCIATIONS, WORDS, Kind, Setting
from ..models import Unit
from .choices import PICK, capitalised
from .shown import ShownForm

LOCAL_WORDS = ("thôn", "bản", "xóm", "ấp", "tổ dân phố", "tổ nhân dân", "tiểu khu", "khu phố", "buôn")


class Suggestions(forms.TextInput):
    """A line to type in, with words to choose from; other words are as good."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.words = words

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{name}-goi-y"
        line = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        return format_html('{}<datalist id="{}">{}</datalist>', line, listed, options)


class UnitForm(forms.Form):
    """A unit's own facts, only those that its kind has."""

    designation = forms.ChoiceField(label="Danh xưng")
    name = NameField(label="Tên", max_length=150)
    setting = forms.ChoiceField(label="Địa bàn", choices=PICK + capitalised(Setting.choices))
    local_word = NameField(
        label="Địa phương gọi là",
        max_length=20,
        required=False,
        widget=Suggestions(LOCAL_WORDS),
        help_text="Chỉ dùng cho thôn, tổ dân phố; để trống cũng được.",
    )
    code = NameField(label="Mã", max_length=40, required=False)
    opened_on = DateField(label="Thành lập ngày", required=False, help_text="Không nhớ thì để trống.")
    association_since = DateField(
        label="Có tổ chức Hội từ ngày", required=False, help_text="Nơi chưa có tổ chức Hội thì để trống."
    )
    keeps_roster = forms.BooleanField(
        label="Quản lý danh sách hội viên tại đây",
        required=False,
        help_text="Đánh dấu để ghi từng hội viên. Không đánh dấu thì mỗi năm khai báo số hội viên.",
    )

    def __init__(self, *args: Any, kind: str, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        designations = WORDS[kind].designations if kind in WORDS else ()
        self.fields["designation"].choices = [(word, capfirst(word)) for word in designations]  # type: ignore[attr-defined]
        self.fields["name"].help_text = _name_hint(kind)
        self.fields["code"].required = not is_new
        if is_new:
            self.fields["code"].help_text = _code_hint(kind)
        for name in self._needless(kind, designations):
            del self.fields[name]

    @staticmethod
    def _needless(kind: str, designations: tuple[str, ...]) -> list[str]:
        needless = [] if designations else ["designation"]
        needless += ["setting", "local_word", "keeps_roster"] if kind in ASSOCIATIONS else ["association_since"]
        return needless + (["setting", "local_word"] if kind in (Kind.TEAM, Kind.BRANCH) else [])


class UnitEditForm(ShownForm, UnitForm):
    """The facts of a unit that is there."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        facts = {name: getattr(unit, name) for name in UnitForm.base_fields}
        super().__init__(*args, kind=unit.kind, is_new=False, initial=facts, **kwargs)
        self.show(unit)


def neighbours_word(parent: Unit) -> str:
    """What the hamlets of the same place are mostly called, to begin with."""
    words = parent.children.exclude(local_word="").values_list("local_word").annotate(used=Count("pk"))
    return next((word for word, _ in words.order_by("-used", "local_word")), "")


def _name_hint(kind: str) -> str:
    if kind in WORDS and WORDS[kind].designations:
        return "Chỉ ghi tên riêng, ví dụ Côn Minh; danh xưng đã chọn ở trên."
    if kind == Kind.CENTRAL:
        return "Tên đầy đủ của Hội."
    return f"Tên đầy đủ, ví dụ {EXAMPLES[Kind(kind)]}."


EXAMPLES = {
    Kind.CHAPTER: "Chi hội thôn Bản Cào",
    Kind.BOARD: "Ban khuyến học dòng họ Nguyễn",
    Kind.TEAM: "Tổ hội số 1",
    Kind.BRANCH: "Phân hội Trường Tiểu học Côn Minh",
}


def _code_hint(kind: str) -> str:
    made = "Để trống thì phần mềm tự đặt."
    return f"Mã đơn vị hành chính, ví dụ 02173. {made}" if kind in ASSOCIATIONS else made
