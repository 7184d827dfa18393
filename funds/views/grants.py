"""Lists of recipients: all of a year, one, a new one, changed, dropped, paid; who a recipient is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.models import Member, Unit, User
from chapters.reach import within
from chapters.views.common import form_page, posted
from khuyenhoc.forms import attempt, sent
from khuyenhoc.history import history_of
from khuyenhoc.numbers import format_money, record_number
from khuyenhoc.once import record_once

from .. import actions, books, grants
from ..actions.erasing import same_recipient
from ..forms import grants as forms
from ..models import Fund, Grant, GrantList, Voucher

LISTS_PER_PAGE = 50


@require_safe
@needs("read_funds")
def grant_lists(request: Request) -> HttpResponse:
    """All lists of a year in reach, with what they add up to; of ?don-vi= or ?quy= only, if asked."""
    lists, unit, fund = asked_lists(request)
    years = grants.years_of(lists)
    year = chosen_year(request, years)
    of_year = lists.filter(given_on__year=year).select_related("fund__unit")
    standing = Grant.objects.filter(grant_list__in=of_year.order_by()).standing()
    page = Paginator(of_year.with_payment().with_totals(), LISTS_PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "unit": unit,
        "fund": fund,
        "page": page,
        "year": year,
        "years": years,
        "totals": standing.totals(),
        "classes": grants.by_class(standing),
        "may_write": request.user.may("write_funds"),
        "may_write_fund": fund and request.user.can("write_funds", fund.unit),
        "writable": [] if fund else Fund.objects.editable_by(request.user).select_related("unit")[:LISTS_PER_PAGE],
    }
    return render(request, "funds/grants.html", context)


def asked_lists(request: Request) -> tuple[Any, Unit | None, Fund | None]:
    lists = GrantList.objects.visible_to(request.user)
    unit = fund = None
    if code := request.GET.get("don-vi"):
        unit = get_object_or_404(request.user.units_reached("read_funds"), code=code)
        lists = lists.filter(within([unit.path], "fund__unit__path"))
    if number := record_number(request.GET.get("quy", "")):
        fund = visible_or_404(Fund, request, pk=number)
        lists = lists.filter(fund=fund)
    return lists, unit, fund


def chosen_year(request: Request, years: list[int]) -> int:
    latest = years[0] if years else timezone.localdate().year
    return {str(year): year for year in years}.get(request.GET.get("nam", ""), latest)


@require_safe
def grant_list(request: Request, pk: int) -> HttpResponse:
    lists = GrantList.objects.visible_to(request.user).with_payment().with_totals()
    found = get_object_or_404(lists.select_related("fund__unit", "made_by"), pk=pk)
    unit, user = found.fund.unit, request.user
    may_write = user.can("write_funds", unit)
    context = {
        "list": found,
        "fund": found.fund,
        "grants": found.grants.select_related("member"),
        "classes": grants.by_class(Grant.objects.filter(grant_list=found)),
        "voucher": voucher_of(found),
        "shows_notes": shows_contacts(user, unit),
        "may_write": may_write,
        "may_change": may_write and not found.dropped_at and voucher_of(found) is None,
        "may_link": may_write and user.may("read_members"),
        "may_forget": user.can("handle_privacy", unit),
        "reads_members": set(
            Member.objects.visible_to(user).filter(grants__grant_list=found).values_list("pk", flat=True)
        ),
        "history": history_of(found) if user.can("read_log", unit) else [],
    }
    return render(request, "funds/grant_list.html", context)


def voucher_of(found: GrantList) -> Voucher | None:
    """What pays it, posted or waiting for the second person."""
    return found.vouchers.filter(dropped_at=None, reversed_by=None).first()


def shows_contacts(user: User, unit: Unit) -> bool:
    """Reasons of hardship, addresses and telephones are for those who keep them, and who may read contacts."""
    return user.can("write_funds", unit) or user.can("read_contacts", unit)


@form_page
def grant_list_create(request: Request, pk: int) -> HttpResponse:
    fund = editable_or_403(Fund, request, pk=pk)
    head = forms.GrantListForm(posted(request))
    rows, is_plain = _rows(request, head, [])

    def make(lines: list[actions.GrantLine]) -> GrantList:
        done = record_once(
            request,
            fund,
            head.cleaned_data["token"],
            lambda: actions.make_grant_list(fund=fund, lines=lines, by=request.user, **head.facts()),
        )
        return GrantList.objects.get(pk=done[0])

    made = None if is_plain else _write(request, head, rows, make)
    if made:
        messages.success(request, f"Đã lập danh sách {made}. Chi tiền xong thì danh sách được giữ nguyên.")
        return redirect(made)
    return render(request, "funds/grant_list_form.html", {"form": head, "rows": rows, "fund": fund})


@form_page
def grant_list_edit(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(GrantList, request, pk=pk)
    if voucher_of(found) or found.dropped_at:
        messages.warning(request, "Danh sách đã chi hoặc đã bỏ thì không sửa được. Muốn sửa, hãy hủy phiếu chi trước.")
        return redirect(found)
    if found.grants.count() > forms.MOST_ROWS:
        told = (
            f"Danh sách có hơn {forms.MOST_ROWS} dòng thì không sửa trên trang được. Xin bỏ danh sách rồi nhập lại tệp."
        )
        messages.warning(request, told)
        return redirect(found)
    now = {"kind": found.kind, "name": found.name, "given_on": found.given_on}
    head = forms.GrantListForm(posted(request), initial=now)
    rows, is_plain = _rows(request, head, forms.initial_of(list(found.grants.all())))

    def change(lines: list[actions.GrantLine]) -> GrantList:
        return actions.change_grant_list(grant_list=found, lines=lines, by=request.user, **head.facts())

    made = None if is_plain else _write(request, head, rows, change)
    if made:
        messages.success(request, "Đã lưu danh sách.")
        return redirect(made)
    context = {"form": head, "rows": rows, "fund": found.fund, "list": found}
    return render(request, "funds/grant_list_form.html", context)


def _rows(request: Request, head: forms.GrantListForm, initial: list[dict[str, Any]]) -> tuple[forms.GrantRows, bool]:
    """The lines, and whether they are only shown: at first, and when pasted text or empty lines were asked for."""
    if request.method != "POST":
        return forms.rows_of(initial=initial, extra=forms.MORE_ROWS if initial else forms.FIRST_ROWS), True
    if not ({"paste", "more"} & request.POST.keys()):
        return forms.rows_of(request.POST), False
    written = forms.written_rows(request.POST)
    if "paste" in request.POST:
        written += forms.pasted_rows(request.POST.get("pasted", ""))
        head.data = request.POST.copy()
        head.data["pasted"] = ""
    head.errors.clear()
    return forms.rows_of(initial=written[: forms.MOST_ROWS], extra=forms.MORE_ROWS), True


def _write(request: Request, head: forms.GrantListForm, rows: forms.GrantRows, act: Any) -> GrantList | None:
    if not (head.is_valid() & rows.is_valid()):
        return None
    numbers = {row.cleaned_data["member"] for row in rows.forms if row.cleaned_data.get("member")}
    members = Member.objects.visible_to(request.user).filter(pk__in=numbers).in_bulk() if numbers else {}
    lines = rows.lines_for(head, members)
    return None if lines is None else attempt(head, lambda: act(lines))


@form_page
def grant_list_drop(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(GrantList, request, pk=pk)
    if paid := voucher_of(found):
        messages.warning(request, f"Danh sách đã có {paid} thì không bỏ được. Muốn bỏ, hãy hủy phiếu đó trước.")
        return redirect(found)
    form = forms.DropForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.drop_grant_list(grant_list=found, reason=reason, by=request.user)):
            messages.success(request, "Đã bỏ danh sách. Danh sách và lý do vẫn xem lại được.")
            return redirect(found)
    return render(request, "funds/grant_list_drop.html", {"form": form, "list": found, "fund": found.fund})


@form_page
def grant_list_pay(request: Request, pk: int) -> HttpResponse:
    """The expense form, filled with what the list says."""
    found = editable_or_403(GrantList, request, pk=pk)
    paid = voucher_of(found)
    if paid or found.dropped_at:
        messages.info(request, "Danh sách này đã có phiếu chi." if paid else "Danh sách này đã bỏ.")
        return redirect(paid or found)
    total = Grant.objects.filter(grant_list=found).totals()["amount"]
    form = forms.GrantPaymentForm(posted(request), grant_list=found, total=total)
    if request.method == "POST" and form.is_valid():
        voucher = attempt(form, lambda: _pay(found, form, total, request))
        if voucher:
            told = (
                f"Đã ghi {voucher}: {format_money(total)}."
                if voucher.number
                else "Phiếu chi đã lập, chờ người thứ hai duyệt."
            )
            messages.success(request, told)
            return redirect(voucher)
        if "amount" in form.errors:
            form.offer_below_zero()
    accounts = books.money_accounts(found.fund)
    context = {"form": form, "list": found, "fund": found.fund, "total": total, "accounts": accounts}
    return render(request, "funds/grant_list_pay.html", context)


@transaction.atomic
def _pay(found: GrantList, form: forms.GrantPaymentForm, total: int, request: Request) -> Voucher:
    done = record_once(
        request,
        found.fund,
        form.cleaned_data["token"],
        lambda: actions.record_expense(
            fund=found.fund, pays=found, by=request.user, **(form.values() | {"amount": total})
        ),
    )
    return Voucher.objects.get(pk=done[0])


@form_page
def grant_link(request: Request, pk: int) -> HttpResponse:
    """Which member of ours this recipient is, so that her record shows what she received."""
    found = editable_or_403(Grant, request, pk=pk)
    if not request.user.may("read_members"):
        raise PermissionDenied("Chức trách của bạn không xem tên hội viên. Nếu cần, xin báo Thường trực Hội.")
    people = grants.namesakes(found, request.user)
    form = forms.MemberForm(posted(request), members=people, initial={"member": found.member_id})
    if sent(
        request,
        form,
        lambda: actions.link_grant(grant=found, member=form.cleaned_data["member"], by=request.user),
    ):
        messages.success(request, f"Đã lưu: {found.name}.")
        return redirect(found.grant_list)
    context = {"form": form, "grant": found, "list": found.grant_list, "fund": found.grant_list.fund, "people": people}
    return render(request, "funds/grant_link.html", context)


@form_page
def grant_forget(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Grant, request, pk=pk)
    if not request.user.can("handle_privacy", found.grant_list.fund.unit):
        raise PermissionDenied("Chức trách của bạn không giải quyết yêu cầu về dữ liệu cá nhân ở đây.")
    form = forms.ForgetForm(posted(request))
    if sent(request, form, lambda: actions.forget_recipient(grant=found, by=request.user)):
        messages.success(request, "Đã xóa tên và ghi chú. Số suất, số tiền vẫn giữ nguyên.")
        return redirect(found.grant_list)
    context = {
        "form": form,
        "grant": found,
        "list": found.grant_list,
        "fund": found.grant_list.fund,
        "lines": same_recipient(found).count(),
    }
    return render(request, "funds/grant_forget.html", context)
