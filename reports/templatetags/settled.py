"""Parts of a page that are kept as they were printed while nothing in them can change."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.document import Document
from reports.report import Report
from reports.settled import digest, remembered

register = template.Library()


@register.simple_tag
def settled(one: Report | Document, part: str) -> SafeString:
    """The template `part` with its `report` or `document` alone: nothing in it may depend on who looks."""
    return kept_part(part, one.settled, {"report" if isinstance(one, Report) else "document": one})


def kept_part(part: str, key: str, context: dict[str, object]) -> SafeString:
    """Rendered afresh where there is no `key`, the digest of all that it shows."""

    def render() -> SafeString:
        return mark_safe(render_to_string(part, context))  # noqa: S308 what a template has escaped

    return remembered(digest(part, key), render) if key else render()
