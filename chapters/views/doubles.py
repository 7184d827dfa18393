from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..access import Request, needs
from ..forms.doubles import TypedForm
from ..pages.doubles import hints


@require_safe
@needs("write_members")
def hint(request: Request) -> HttpResponse:
    """A piece of a page: who may be the person that is being typed. Nothing while there is no name."""
    form = TypedForm(request.GET, user=request.user)
    someone = form.someone()
    if not someone:
        return HttpResponse()
    return render(request, "chapters/_doubles_hint.html", {"hints": hints(someone, request.user)})
