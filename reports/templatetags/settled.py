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
    return kept_part(part, one.settled, one.kept, {"report" if isinstance(one, Report) else "document": one})


def kept_part(part: str, key: str, kept: dict[str, SafeString], context: dict[str, object]) -> SafeString:
    """Kept for good under `key`, the digest of all that it shows; without one as long as what it shows, in `kept`."""

    def render() -> SafeString:
        return mark_safe(render_to_string(part, context))  # noqa: S308 what a template has escaped

    if key:
        return remembered(digest(part, key), render)
    if part not in kept:
        kept[part] = render()
    return kept[part]
