"""What a form of many cells was shown, as it carries it along: name of a cell → what stood there."""

import json

from django.core.exceptions import BadRequest

from chapters.access import Request


def shown_cells(request: Request) -> dict[str, str]:
    try:
        shown = json.loads(request.POST.get("shown", ""))
    except ValueError:
        shown = None
    if not isinstance(shown, dict):
        raise BadRequest("the form came without what it had shown")
    return {str(name): str(was) for name, was in shown.items()}
