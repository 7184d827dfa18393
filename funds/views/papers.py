"""The papers of the fund book as PDF and workbooks."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chapters.access import Request, needs, visible_or_404
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal
from khuyenhoc.downloads import PDF, XLSX, file_answer
from khuyenhoc.numbers import record_number
from khuyenhoc.pdf import render_pdf

from .. import books
from ..donors import total_of
from ..models import Account, Count, Donor, Fund, Giver, Grant, GrantList, Voucher
from ..papers import book, disclosure, gifts, givers, lists, recipients, slips
from ..papers import counts as minutes
from ..tables import Sheet
from ..workbooks import workbook_of
from .grants import asked_lists, chosen_year, shows_contacts

SLIPS_AT_ONCE = 50  # some four seconds
SERIES = {"thu": Voucher.Series.RECEIPT, "chi": Voucher.Series.PAYMENT, "dieu-chinh": Voucher.Series.ADJUSTMENT}
DEMO = "Số liệu trình diễn"


def as_pdf(request: Request, made: Sheet) -> HttpResponse:
    context = {"made": made, "demo": request.user.is_demo}
    return file_answer(render_pdf("funds/sheet_pdf.html", context), PDF, made.file_name, inline=True)


def as_workbook(request: Request, made: Sheet) -> HttpResponse:
    return file_answer(workbook_of(made, DEMO if request.user.is_demo else ""), XLSX, made.file_name)


# Vouchers


@require_safe
def voucher_slip(request: Request, pk: int) -> HttpResponse:
    """Both copies of one voucher, on one page."""
    found = get_object_or_404(_vouchers(request), pk=pk)
    made = slips.both_copies(found, shows_address=shows_contacts(request.user, found.fund.unit))
    return _slips_pdf(request, made, f"phieu-{found.pk}")


@require_safe
def fund_slips(request: Request, pk: int) -> HttpResponse:
    """The vouchers of ?nam= and ?thang=, of one kind ?loai= if asked, by number, two to a page.

    So many that laying them out would keep her waiting are printed in parts, ?phan=; the page first names the parts.
    """
    fund = visible_or_404(Fund, request, pk=pk)
    span = asked_span(request, fund)
    found = _vouchers(request).filter(
        fund=fund, number__isnull=False, dated_on__gte=span.starts_on, dated_on__lte=span.until
    )
    series = SERIES.get(request.GET.get("loai", ""))
    found = (found.filter(series=series) if series else found).order_by("-series", "number", "pk")
    parts, part = Paginator(found, SLIPS_AT_ONCE), record_number(request.GET.get("phan", ""))
    if not parts.count:
        raise Refusal(f"{span} quỹ này không có phiếu nào như vậy để in.")
    if part is None and parts.num_pages > 1:
        context = {"fund": fund, "span": span, "count": parts.count, "parts": slips.parts(found, SLIPS_AT_ONCE)}
        return render(request, "funds/slip_parts.html", context)
    made = list(slips.slips(parts.get_page(part), shows_address=shows_contacts(request.user, fund.unit)))
    return _slips_pdf(request, made, f"phieu-quy-{fund.pk}-{span.year}{f'-phan-{part}' if part else ''}")


def _vouchers(request: Request) -> Any:
    found = Voucher.objects.visible_to(request.user)
    return found.select_related("fund__unit__parent", "from_account", "to_account", "reversed_by", "donor__merged_into")


def _slips_pdf(request: Request, made: list[slips.Slip], name: str) -> HttpResponse:
    context = {"slips": made, "demo": request.user.is_demo}
    return file_answer(render_pdf("funds/slips_pdf.html", context), PDF, name, inline=True)


@require_safe
def voucher_givers(request: Request, pk: int, medium: str) -> HttpResponse:
    """Bảng kê; a voucher without a list of givers has none."""
    found = get_object_or_404(_vouchers(request).filter(givers__isnull=False).distinct(), pk=pk)
    made = givers.list_of_givers(found, shows_addresses=shows_contacts(request.user, found.fund.unit))
    return as_workbook(request, made) if medium == "xlsx" else as_pdf(request, made)


@require_safe
def voucher_gift(request: Request, pk: int) -> HttpResponse:
    """Ghi nhận tấm lòng, for each giver or only for ?nguoi=."""
    found = get_object_or_404(_vouchers(request), pk=pk)
    number = record_number(request.GET.get("nguoi", ""))
    giver = get_object_or_404(Giver, voucher=found, pk=number) if number else None
    context = {"gifts": gifts.gifts_behind(found, giver), "demo": request.user.is_demo}
    return file_answer(render_pdf("funds/gifts_pdf.html", context), PDF, f"ghi-nhan-{found.pk}", inline=True)


# The book


@require_safe
def fund_papers(request: Request, pk: int) -> HttpResponse:
    """What can be printed of a purse: its book and its vouchers, by year and month."""
    fund = visible_or_404(Fund, request, pk=pk)
    years = books.years_of(fund)
    year = chosen_year(request, years)
    context = {"fund": fund, "years": years, "year": year, "spans": book.spans_of(fund, year)}
    return render(request, "funds/papers.html", context)


@require_safe
def fund_book(request: Request, pk: int, medium: str) -> HttpResponse:
    fund = visible_or_404(Fund, request, pk=pk)
    made = book.book_sheet(fund, asked_span(request, fund))
    return as_workbook(request, made) if medium == "xlsx" else as_pdf(request, made)


def asked_span(request: Request, fund: Fund) -> book.Span:
    """?nam= and ?thang=; the latest year with vouchers where the address names none."""
    month = record_number(request.GET.get("thang", ""))
    if month is not None and not 1 <= month <= 12:
        raise Http404
    return book.Span(chosen_year(request, books.years_of(fund)), month)


@require_safe
def count_minutes(request: Request, pk: int) -> HttpResponse:
    counts = Count.objects.visible_to(request.user).select_related("account__fund__unit__parent")
    return as_pdf(request, minutes.count_minutes(get_object_or_404(counts, pk=pk)))


# Lists of recipients


def _grant_list(request: Request, pk: int) -> GrantList:
    lists = GrantList.objects.visible_to(request.user).select_related("fund__unit__parent")
    return get_object_or_404(lists, pk=pk)


@require_safe
def grant_list_signing(request: Request, pk: int) -> HttpResponse:
    return as_pdf(request, recipients.signing_list(_grant_list(request, pk)))


@require_safe
def grant_list_public(request: Request, pk: int) -> HttpResponse:
    found = _grant_list(request, pk)
    context = {"list": found, "fund": found.fund, "made": recipients.public_list(found)}
    return render(request, "funds/grant_list_public.html", context)


@require_safe
def grant_list_public_pdf(request: Request, pk: int) -> HttpResponse:
    return as_pdf(request, recipients.public_list(_grant_list(request, pk)))


@require_safe
def grant_list_workbook(request: Request, pk: int) -> HttpResponse:
    found = _grant_list(request, pk)
    shows_notes = shows_contacts(request.user, found.fund.unit)
    return as_workbook(request, recipients.whole_list(found, shows_notes=shows_notes))


@require_safe
@needs("read_funds")
def grant_lists_workbook(request: Request) -> HttpResponse:
    found, unit, fund = asked_lists(request)
    year = chosen_year(request, [day.year for day in found.order_by().dates("given_on", "year", order="DESC")])
    of_year = found.standing().filter(given_on__year=year)
    totals = Grant.objects.filter(grant_list__in=of_year.order_by()).totals()
    listed = of_year.with_payment().with_totals().select_related("fund")
    made = lists.grant_lists_sheet(unit or (fund.unit if fund else _topmost(request.user)), year, listed, totals)
    return as_workbook(request, made)


# Donors


@require_safe
def donor_statement(request: Request, pk: int) -> HttpResponse:
    """What one donor gave in ?nam=, to be handed to her."""
    donor = get_object_or_404(Donor.objects.visible_to(request.user).select_related("unit__parent"), pk=pk)
    year = chosen_year(request, givers.years_of_gifts(donor))
    return as_pdf(request, givers.statement(donor, year, shows_address=shows_contacts(request.user, donor.unit)))


@require_safe
@needs("read_funds")
def donor_workbook(request: Request) -> HttpResponse:
    donors = (
        Donor.objects.visible_to(request.user)
        .select_related("unit")
        .annotate(
            own=total_of(Voucher.objects.filter(**_STANDING, givers=None)),
            listed=total_of(Giver.objects.filter(**_of_voucher(_STANDING))),
        )
    )
    rows = [(donor, donor.own + donor.listed) for donor in donors]
    made = lists.donor_sheet(_topmost(request.user), rows, shows_contacts=_may_see_contacts(request.user))
    return as_workbook(request, made)


_STANDING: dict[str, Any] = {
    "number__isnull": False,
    "series": Voucher.Series.RECEIPT,
    "reversed_by": None,
    "from_account__kind": Account.Kind.SOURCE,
}


def _of_voucher(conditions: dict[str, Any]) -> dict[str, Any]:
    return {f"voucher__{name}": value for name, value in conditions.items()}


def _may_see_contacts(user: User) -> bool:
    """In a list over many units: only who may see them in all of these."""
    seen = {*user.paths("write_funds"), *user.paths("read_contacts")}
    return all(any(path.startswith(one) for one in seen) for path in user.paths("read_funds"))


def _topmost(user: User) -> Unit:
    return user.units_reached("read_funds").select_related("parent").order_by("path")[0]


@require_safe
@needs("read_funds")
def fund_workbook(request: Request) -> HttpResponse:
    found = Fund.objects.visible_to(request.user).select_related("unit")
    year = chosen_year(request, books.book_years(found))
    figures, nothing = books.figures_by_fund(found, year), {"balance": 0, "raised": 0, "spent": 0}
    rows = [(fund, figures.get(fund.pk, nothing)) for fund in found]
    return as_workbook(request, lists.fund_sheet(_topmost(request.user), year, rows, books.totals(found, year)))


# The disclosure


@require_safe
@needs("read_funds")
def fund_disclosure(request: Request) -> HttpResponse:
    """What a unit publishes of its purses for a year; as page, PDF, workbook."""
    unit, units = _asked_unit(request)
    years = disclosure.years_of(unit)
    year = chosen_year(request, years)
    names, listed = "ten" in request.GET, "nguoi-nhan" in request.GET
    made = disclosure.disclosure(unit, year, names=names, recipients=listed)
    medium = request.GET.get("tep", "")
    if medium in ("pdf", "xlsx"):
        return as_pdf(request, made) if medium == "pdf" else as_workbook(request, made)
    context = {
        "unit": unit,
        "units": units,
        "years": years,
        "year": year,
        "made": made,
        "names": names,
        "recipients": listed,
        "today": timezone.localdate(),
    }
    return render(request, "funds/disclosure.html", context)


def _asked_unit(request: Request) -> tuple[Unit, list[Unit]]:
    """?don-vi=, else the topmost unit that has purses."""
    units = disclosure.units_with_funds(request.user)
    if code := request.GET.get("don-vi"):
        reached = request.user.units_reached("read_funds").select_related("parent")
        return get_object_or_404(reached, code=code), units
    return (units or [_topmost(request.user)])[0], units
