from django.http import HttpResponse

from chapters.access import Request, needs

from ..journal import journal as lines_of
from ..models import Fund


@needs("read_funds")
def journal(request: Request) -> HttpResponse:
    """All books she reads, for hledger."""
    content = "".join(lines_of(Fund.objects.visible_to(request.user)))
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="so-quy.journal"'
    return response
