"""The figures in a text as links to what they are made of."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.document import Block
from reports.opening import Openings
from reports.report import Report
from reports.tokens import TOKEN, Token, find

register = template.Library()


@register.filter
def opened(block: Block, report: Report | None) -> str:
    """The block's text, its figures opened as far as the report says today what is printed there."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(block, report))) if report else block.text


def _pieces(block: Block, report: Report) -> list[str]:
    """The text, nothing more and nothing less; what does not agree with its source stays words to the end."""
    pieces, at, read = [], 0, 0
    for found in TOKEN.finditer(block.source):
        words = block.source[read : found.start()]
        one = find(found[1], report.table.forms)
        said = one.say(report) if one else ""
        if one is None or not block.text.startswith(words + said, at):
            break
        pieces += [words, _link(one, said, report)]
        at, read = at + len(words) + len(said), found.end()
    return [*pieces, block.text[at:]]


def _link(one: Token, said: str, report: Report) -> str | SafeString:
    opens: Openings | None = report.opens_before if one.is_before else report.opens
    if not one.opens or opens is None:
        return said
    return format_html('<a class="opens" href="{}">{}</a>', opens.figure(one.opens), said)
