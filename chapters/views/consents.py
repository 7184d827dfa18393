from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from khuyenhoc.downloads import file_answer
from khuyenhoc.forms import attempt
from khuyenhoc.models import StoredFile
from khuyenhoc.numbers import format_number

from .. import actions
from ..access import Request, editable_or_403, needs, visible_or_404
from ..consent_draft import DRAFT
from ..forms import privacy as forms
from ..models import Consent, ConsentWording, Member, Unit
from ..pages import privacy as pages
from .common import done, form_page, keeper_of, page_of, posted, posted_with_files, with_itself


@form_page
@needs("read_contacts")
def unit_consents(request: Request, pk: int) -> HttpResponse:
    """Of a roster: who has agreed and who has not, and the sheet that several have signed."""
    user = request.user
    unit = visible_or_404(Unit, request, pk=pk)
    if not user.can("read_contacts", unit):
        raise PermissionDenied("Chức trách của bạn không xem sự đồng ý của hội viên ở đây.")
    if request.method == "POST" and not user.can("write_members", unit):
        raise PermissionDenied("Chức trách của bạn không ghi sự đồng ý của hội viên ở đây.")
    if not unit.keeps_roster:
        return render(request, "chapters/consents_below.html", _below(request, unit))
    form = _sheet_form(request, unit)
    if form and form.is_valid():
        values = form.cleaned_data
        way = Consent.Way.SHARED_SHEET
        made = attempt(form, lambda: actions.record_consents(unit=unit, way=way, by=user, **values))
        if made is not None:
            messages.success(
                request, f"Đã ghi sự đồng ý của {format_number(len(made))} người.{_passed_over(made, values)}"
            )
            return redirect("chapters:unit-consents", pk=unit.pk)
    return render(request, "chapters/consents.html", _roster(request, unit, form))


def _passed_over(made: list[Consent], values: dict[str, Any]) -> str:
    known = len(values["members"]) - len(made)
    return f" {known} người đã có từ trước." if known else ""


def _sheet_form(request: Request, unit: Unit) -> forms.SheetForm | None:
    if not request.user.can("write_members", unit) or not ConsentWording.objects.exists():
        return None
    people = Member.objects.editable_by(request.user).filter(pk__in=pages.people_of(unit))
    initial: dict[str, Any] = {"wording": ConsentWording.objects.first()}
    if request.GET.get("chon") == "tat-ca":
        initial["members"] = pages.without_consent(unit)
    return forms.SheetForm(*posted_with_files(request), people=people, initial=initial)


def _below(request: Request, unit: Unit) -> dict[str, Any]:
    page = page_of(request, pages.roster_units_below(unit, request.user))
    found = pages.tallies(page)
    return {
        "unit": unit,
        "trail": with_itself(request.user, unit),
        "page": page,
        "rows": [(below, found.get(below.pk, pages.Tally())) for below in page],
    }


def _roster(request: Request, unit: Unit, form: forms.SheetForm | None) -> dict[str, Any]:
    scans = Consent.objects.scans_for(request.user).filter(unit=unit)
    return {
        "unit": unit,
        "trail": with_itself(request.user, unit),
        "form": form,
        "ticked": form.ticked() if form else set(),
        "missing": list(pages.without_consent(unit)),
        "agreed": list(pages.with_consent(unit)),
        "scans": set(scans.values_list("pk", flat=True)),
        "wording": ConsentWording.objects.first(),
        "writes_wording": request.user.serves_root("handle_privacy"),
    }


@require_safe
@needs("read_contacts")
def consent_sheet(request: Request, pk: int) -> HttpResponse:
    """To print: the wording, and a line to sign for each who has not agreed yet."""
    unit = visible_or_404(Unit, request, pk=pk)
    if not request.user.can("read_contacts", unit):
        raise PermissionDenied("Chức trách của bạn không in danh sách hội viên ở đây.")
    context = {
        "unit": unit,
        "trail": with_itself(request.user, unit),
        "wording": ConsentWording.objects.first(),
        "people": pages.without_consent(unit),
    }
    return render(request, "chapters/consent_sheet.html", context)


@form_page
def consent_create(request: Request, pk: int) -> HttpResponse:
    user = request.user
    member = editable_or_403(Member, request, pk=pk)
    wording = ConsentWording.objects.first()
    form = forms.ConsentForm(*posted_with_files(request), initial={"wording": wording, "given_on": forms.today()})
    unit = keeper_of(member, user, "write_members")
    if form.is_valid():
        values = form.cleaned_data
        made = attempt(form, lambda: actions.record_consents(unit=unit, members=[member], by=user, **values))
        if made is not None:
            messages.success(request, f"Đã ghi sự đồng ý của {member}.")
            return redirect(member)
    context = {"member": member, "form": form, "wording": wording}
    return render(request, "chapters/consent_create.html", context)


@form_page
def consent_withdraw(request: Request, pk: int) -> HttpResponse:
    user = request.user
    consent = editable_or_403(Consent, request, pk=pk)
    member = consent.member
    initial = {"withdrawn_on": forms.today(), "with_request": True}
    form = forms.WithdrawForm(posted(request), initial=initial)
    if form.is_valid():
        day = form.cleaned_data["withdrawn_on"]
        if done(form, lambda: actions.withdraw_consent(consent=consent, withdrawn_on=day, by=user)):
            messages.success(request, f"Đã ghi {member} rút lại sự đồng ý.")
            if form.cleaned_data["with_request"]:
                query = {"hoi-vien": member.pk, "loai": "withdraw", "ngay": day.strftime("%d/%m/%Y")}
                return redirect(reverse("chapters:request-create", query=query))
            return redirect(member)
    context = {
        "title": f"{member} rút lại sự đồng ý",
        "note": "Sự đồng ý cũ vẫn giữ trong sổ làm bằng chứng, có ghi ngày rút.",
        "form": form,
        "submit": "Ghi rút lại",
        "cancel_url": member.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


@require_safe
def consent_scan(request: Request, pk: int) -> HttpResponse:
    """The signed sheet, for those who keep the unit where it was signed."""
    consent = get_object_or_404(Consent.objects.scans_for(request.user).select_related("scan"), pk=pk)
    return scan_answer(consent.scan)


def scan_answer(scan: StoredFile) -> HttpResponse:
    return file_answer(bytes(scan.content), scan.content_type, f"ban-quet-{scan.pk}")


@require_safe
@needs("read_contacts")
def wording_list(request: Request) -> HttpResponse:
    writes = request.user.serves_root("handle_privacy")
    wordings = list(ConsentWording.objects.all())
    context = {
        "newest": wordings[0] if wordings else None,
        "older": wordings[1:],
        "writes": writes,
        "actions": [{"label": "Soạn bản mới", "url": reverse("chapters:wording-create")}] if writes else [],
    }
    return render(request, "chapters/wording_list.html", context)


@form_page
@needs("handle_privacy")
def wording_create(request: Request) -> HttpResponse:
    newest = ConsentWording.objects.first()
    form = forms.WordingForm(posted(request), initial={"text": newest.text if newest else DRAFT})
    if form.is_valid() and done(form, lambda: actions.write_wording(by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu bản mới. Khi Hội đã đồng ý với nội dung, xin bấm Hội đã xác nhận.")
        return redirect("chapters:wording-list")
    context = {
        "title": "Soạn nội dung đồng ý",
        "note": "Lưu thành một bản mới; ai đã đồng ý bản cũ thì sổ vẫn ghi là bản cũ.",
        "form": form,
        "cancel_url": reverse("chapters:wording-list"),
    }
    return render(request, "chapters/form.html", context)


@require_POST
@needs("handle_privacy")
def wording_confirm(request: Request, pk: int) -> HttpResponse:
    actions.confirm_wording(wording=get_object_or_404(ConsentWording, pk=pk), by=request.user)
    messages.success(request, "Đã ghi: Hội xác nhận nội dung này.")
    return redirect("chapters:wording-list")
