"""Saving the grid: as a plain form all at once, or cell by cell as it is typed."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chapters.access import Request, needs
from khuyenhoc.numbers import record_number

from ..access import period_or_404, require_write, return_or_404
from ..cells import LIKE_LAST_YEAR, pack, unpack, write_said
from ..checks import figures_of, findings_in
from ..entering import Key, Outcome, Typed, save_cells
from ..forms.row import SAME
from ..hands import entering_on_behalf
from ..indicators import indicator
from ..models import Return
from ..pages.grid import Trouble, row_sentences, sums
from .shown import shown_cells

MOST_CELLS = 5000  # a block pasted from a sheet; 60 chapters of 30 figures are 1.800


def grid_url(top: Return, group: str) -> str:
    query = {"don-vi": top.unit.code} | ({"nhom": group} if group else {})
    return f"{reverse('reports:entry', args=[top.period.code], query=query)}#bang"


def save_grid(request: Request, top: Return) -> Trouble | None:
    """The whole form; None when all of it is saved. Only cells that say something else than they were shown count.

    The button in a column's head fills those of its cells that are empty with what they were a year before.
    """
    press, _, filled = request.POST.get("press", "").partition(":")
    filled = filled if press == SAME else ""
    typed = [
        Typed(row_id, code, unpack(was), text)
        for name, was in shown_cells(request).items()
        if (cell := _key(name)) and (written := request.POST.get(name)) is not None
        for row_id, code in [cell]
        for text in [LIKE_LAST_YEAR if code == filled and not written.strip() else written]
        if text.strip() != write_said(unpack(was))
    ]
    outcome = save_cells(top, typed, request.user, entering_on_behalf(request, top))
    if outcome.is_saved:
        return None
    if outcome.refusal:
        messages.error(request, outcome.refusal)
    else:
        messages.error(request, "Chưa lưu số nào: có ô cần xem lại, ghi ngay dưới ô đó.")
    return Trouble({one.key: one.text for one in typed}, outcome.faults, outcome.clashes)


def _key(name: str) -> Key | None:
    row, _, code = name.partition("-")
    row_id = record_number(row)
    return (row_id, code) if row_id is not None and code else None


@require_POST
@needs("read_returns")
def save_typed(request: Request, period: str) -> HttpResponse:
    """What a script sends as it is typed or pasted: `cells`, a JSON list of {key, was, text}; answers in JSON.

    200 all saved; 409 somebody else changed a cell, or the return takes nothing now; 422 a cell cannot be read. What is
    neither at fault nor in a clash may be sent again.
    """
    top = return_or_404(request, period_or_404(period))
    require_write(request, top)
    typed = _typed(request.POST.get("cells", ""))
    outcome = save_cells(top, typed, request.user, entering_on_behalf(request, top))
    status = 200 if outcome.is_saved else 409 if outcome.refusal or not outcome.faults else 422
    answer = _answer(top, typed, outcome)
    return JsonResponse(answer, status=status)


def _typed(text: str) -> list[Typed]:
    try:
        sent = json.loads(text)
        named = [(_key(str(one["key"])), one) for one in sent]
        found = [Typed(*key, unpack(str(one["was"])), str(one["text"])) for key, one in named if key]
    except (ValueError, TypeError, KeyError) as fault:
        raise BadRequest("cells is no list of key, was and text") from fault
    if len(found) != len(sent) or len(found) > MOST_CELLS:
        raise BadRequest("cells with unknown names, or too many")
    return found


def _answer(top: Return, typed: list[Typed], outcome: Outcome) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "saved": {_name(key): {"was": pack(said), "text": write_said(said)} for key, said in outcome.saved.items()},
        "faults": {_name(key): sentence for key, sentence in outcome.faults.items()},
        "clashes": {_name(key): {"was": pack(held), "text": write_said(held)} for key, held in outcome.clashes.items()},
        "refusal": outcome.refusal,
        "at": timezone.localtime().strftime("%H:%M"),
    }
    if outcome.is_saved:
        rows, figures = figures_of(top)
        columns = [made for code in {one.code for one in typed} if (made := indicator(code))]
        told = row_sentences(findings_in(top, rows, figures))
        answer["sums"] = sums(top, [row for row in rows if not row.is_own], figures, columns)
        answer["rows"] = {str(row_id): told.get(row_id, []) for row_id in {one.row_id for one in typed}}
    return answer


def _name(key: Key) -> str:
    return f"{key[0]}-{key[1]}"
