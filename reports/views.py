from django.http import HttpResponse

def accept(request, **kwargs):
    return HttpResponse("…")


def basis(request, **kwargs):
    return HttpResponse("…")


def dashboard(request, **kwargs):
    return HttpResponse("…")


def entry(request, **kwargs):
    return HttpResponse("…")


def figure(request, **kwargs):
    return HttpResponse("…")


def home(request, **kwargs):
    return HttpResponse("…")


def period_list(request, **kwargs):
    return HttpResponse("…")


def period_open(request, **kwargs):
    return HttpResponse("…")


def progress(request, **kwargs):
    return HttpResponse("…")


def row_entry(request, **kwargs):
    return HttpResponse("…")


def submit(request, **kwargs):
    return HttpResponse("…")


def summary(request, **kwargs):
    return HttpResponse("…")


def summary_pdf(request, **kwargs):
    return HttpResponse("…")


