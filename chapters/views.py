from django.http import HttpResponse

def member(request, **kwargs):
    return HttpResponse("…")


def member_create(request, **kwargs):
    return HttpResponse("…")


def member_edit(request, **kwargs):
    return HttpResponse("…")


def member_list(request, **kwargs):
    return HttpResponse("…")


def membership_create(request, **kwargs):
    return HttpResponse("…")


def membership_end(request, **kwargs):
    return HttpResponse("…")


def unit(request, **kwargs):
    return HttpResponse("…")


def unit_create(request, **kwargs):
    return HttpResponse("…")


def unit_edit(request, **kwargs):
    return HttpResponse("…")


def unit_list(request, **kwargs):
    return HttpResponse("…")


