from django.http import HttpResponse
from chapters.access import Request, needs
@needs("read_returns")
def compare(request: Request, period: str) -> HttpResponse:
    return HttpResponse()
