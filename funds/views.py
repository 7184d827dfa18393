from django.http import HttpResponse

def contribution_create(request, **kwargs):
    return HttpResponse("…")


def expense_create(request, **kwargs):
    return HttpResponse("…")


def fund(request, **kwargs):
    return HttpResponse("…")


def fund_create(request, **kwargs):
    return HttpResponse("…")


def fund_list(request, **kwargs):
    return HttpResponse("…")


def voucher(request, **kwargs):
    return HttpResponse("…")


def voucher_reverse(request, **kwargs):
    return HttpResponse("…")


