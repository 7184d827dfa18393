"""A choice out of very many inside a form: words beside the list say which are offered, with scripts and without."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .fields import NameField
from .numbers import format_number, record_number

SEARCH = "tim"  # the button that only searches
SHOWN = 100
SEARCHED_FROM = 15  # fewer are looked through sooner than searched


class SearchInput(forms.TextInput):
    """Words and a button that asks for the page again with what else was typed; searched at once where there is script.

    The list beside it is the only thing that script exchanges.
    """

    input_type = "search"

    def __init__(self, *, beside: str) -> None:
        asked = {"hx-get": "", "hx-trigger": "input changed delay:300ms", "hx-sync": "this:replace"}
        found = {"hx-target": f"#div_id_{beside}", "hx-select": f"#div_id_{beside}", "hx-swap": "outerHTML"}
        super().__init__(attrs={"autocomplete": "off", "hx-include": f"#id_{beside}", **asked, **found})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        line = super().render(name, value, attrs, renderer)
        button = format_html('<button class="btn btn-outline-primary" name="{}" value="1">Tìm</button>', SEARCH)
        return format_html('<div class="input-group">{}{}</div>', line, button)


def search_field(label: str, *, beside: str) -> NameField:
    """The words, named `q` in the form."""
    return NameField(
        label=label,
        required=False,
        widget=SearchInput(beside=beside),
        help_text="Gõ một phần tên, có dấu hay không đều được; những gì đã ghi ở các ô khác vẫn giữ.",
    )


class SearchedChoiceField(forms.ModelChoiceField):
    """One of those that the words find, or the one chosen before; `noun` is what they are called."""

    noun: str

    def offer(self, reached: QuerySet, found: QuerySet, words: str, chosen: Any) -> None:
        """`found`: those of `reached` that the words find."""
        self.queryset = reached
        offered = list(found[:SHOWN])
        if number := record_number(str(chosen or "")):
            offered += [one for one in reached.filter(pk=number) if one not in offered]
        self.widget.choices = [("", self.empty_label), *((one.pk, self.label_from_instance(one)) for one in offered)]
        self.help_text = f"{self._found_in_words(found.count(), words)} {self.help_text}".strip()

    def _found_in_words(self, number: int, words: str) -> str:
        if number > SHOWN:
            return f"Chỉ hiện {SHOWN} trong {format_number(number)} {self.noun}; xin gõ thêm để tìm."
        if not words:
            return ""
        if number:
            return f"Tìm thấy {number} {self.noun}."
        return f"Không có {self.noun} nào tên như vậy. Xin thử một phần của tên."


def searched_for(request: HttpRequest) -> dict[str, Any]:
    """What had been typed when she searched: all of it after the button, the words and the one chosen from ?q=."""
    asked = request.POST if SEARCH in request.POST else request.GET
    return {name: value for name, value in asked.dict().items() if name not in (SEARCH, "csrfmiddlewaretoken")}
