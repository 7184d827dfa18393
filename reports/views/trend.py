from django.http import HttpResponse
from chapters.access import Request, needs
@needs("read_returns")
def trend(request: Request, period: str) -> HttpResponse:
    return HttpResponse()
@needs("read_returns")
def trend_file(request: Request, period: str) -> HttpResponse:
    return HttpResponse()
