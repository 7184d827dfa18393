from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from chapters.access import Request
from khuyenhoc.numbers import NumberFault, format_money, money_in_words, parse_money

MOST = 100  # asked at once


@require_safe
def amount_read(request: Request) -> HttpResponse:
    """What is read in each ?so=, for static/js/money.js: as the form reads it when it is sent."""
    return JsonResponse({typed: _said(typed) for typed in request.GET.getlist("so")[:MOST]})


def _said(typed: str) -> dict[str, str | int]:
    try:
        amount = parse_money(typed)
    except NumberFault as fault:
        return {"fault": str(fault)}
    return {"amount": amount, "said": f"{format_money(amount)} ({money_in_words(amount)})"}
