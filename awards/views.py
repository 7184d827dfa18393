from django.http import HttpResponse

def decision(request, **kwargs):
    return HttpResponse("…")


def decision_create(request, **kwargs):
    return HttpResponse("…")


def decision_list(request, **kwargs):
    return HttpResponse("…")


def form_create(request, **kwargs):
    return HttpResponse("…")


def form_list(request, **kwargs):
    return HttpResponse("…")


def nomination(request, **kwargs):
    return HttpResponse("…")


def nomination_create(request, **kwargs):
    return HttpResponse("…")


def nomination_edit(request, **kwargs):
    return HttpResponse("…")


def nomination_list(request, **kwargs):
    return HttpResponse("…")


def nomination_move(request, **kwargs):
    return HttpResponse("…")


