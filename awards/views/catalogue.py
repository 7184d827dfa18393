from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from chapters.access import Request, needs
from chapters.models import Unit
from chapters.reach import ROOT_PATH
from chapters.views.common import done, form_page, posted
from khuyenhoc.actions import Refusal
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of

from .. import actions
from ..forms.catalogue import AwardFormForm, RuleChangeForm, RuleForm, YearsForm
from ..models import AwardForm, AwardRule
from ..usual import usual_forms


def refuse_unless_root(request: Request) -> None:
    if not request.user.serves_root("write_catalogues"):
        raise PermissionDenied("Danh mục hình thức khen thưởng do Thường trực Hội cấp trên cùng ghi.")


@dataclass(frozen=True)
class Line:
    """A form with its rules in force."""

    form: AwardForm
    rules: list[AwardRule]

    @property
    def waits(self) -> bool:
        return any(not rule.is_confirmed for rule in self.rules)


def _with_rules() -> QuerySet[AwardForm]:
    return AwardForm.objects.prefetch_related("rules")


@needs("read_awards")
def form_list(request: Request) -> HttpResponse:
    """Forms and titles, each in a section of its own, with how many of their conditions wait to be confirmed."""
    lines = [Line(form, [rule for rule in form.rules.all() if rule.is_on]) for form in _with_rules()]
    sections = [
        ("Hình thức khen thưởng", [line for line in lines if line.form.sort == AwardForm.Sort.AWARD]),
        ("Danh hiệu thi đua", [line for line in lines if line.form.sort == AwardForm.Sort.TITLE]),
    ]
    may_write = request.user.serves_root("write_catalogues")
    context = {
        "sections": [(title, found) for title, found in sections if found],
        "may_write": may_write,
        "usual": usual_forms(Unit.objects.get(path=ROOT_PATH)) if may_write and not lines else [],
    }
    return render(request, "awards/form_list.html", context)


@form_page
@needs("write_catalogues")
def form_create(request: Request) -> HttpResponse:
    refuse_unless_root(request)
    form = AwardFormForm(posted(request))
    if form.is_valid():
        made = attempt(form, lambda: actions.add_award_form(by=request.user, **form.values()))
        if made:
            messages.success(request, f"Đã thêm {made}.")
            return redirect("awards:form-list")
    return render(request, "awards/form_create.html", {"form": form})


@require_POST
@needs("write_catalogues")
def form_usual(request: Request) -> HttpResponse:
    refuse_unless_root(request)
    try:
        made = actions.add_usual_forms(by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, f"Đã thêm {len(made)} hình thức thường dùng. Các điều kiện kèm theo đang chờ Hội xác nhận."
        )
    return redirect("awards:form-list")


@require_safe
@needs("read_awards")
def award_form(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(AwardForm, pk=pk)
    context = {
        "award": found,
        "rules": list(found.rules.all()),
        "may_write": request.user.serves_root("write_catalogues"),
        "history": history_of(found, *found.rules.all()) if request.user.may("read_log") else [],
    }
    return render(request, "awards/form.html", context)


@form_page
@needs("write_catalogues")
def form_years(request: Request, pk: int) -> HttpResponse:
    refuse_unless_root(request)
    found = get_object_or_404(AwardForm, pk=pk)
    form = YearsForm(posted(request), initial={"valid_from": found.valid_from, "valid_to": found.valid_to})
    if form.is_valid() and done(form, lambda: actions.set_form_years(form=found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã ghi những năm áp dụng.")
        return redirect(found)
    context = {"form": form, "award": found, "title": "Năm áp dụng"}
    return render(request, "awards/form_edit.html", context)


@form_page
@needs("write_catalogues")
def rule_create(request: Request, pk: int) -> HttpResponse:
    refuse_unless_root(request)
    found = get_object_or_404(AwardForm, pk=pk)
    form = RuleForm(posted(request))
    if form.is_valid():
        made = attempt(form, lambda: actions.add_rule(form=found, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã thêm điều kiện: {made}.")
            return redirect(found)
    return render(request, "awards/form_edit.html", {"form": form, "award": found, "title": "Thêm điều kiện"})


@form_page
@needs("write_catalogues")
def rule_edit(request: Request, pk: int) -> HttpResponse:
    refuse_unless_root(request)
    rule = get_object_or_404(AwardRule.objects.select_related("form"), pk=pk)
    form = RuleChangeForm(posted(request), rule=rule)
    if form.is_valid():
        made = attempt(form, lambda: actions.change_rule(rule=rule, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã sửa điều kiện: {made}.")
            return redirect(rule.form)
    context = {"form": form, "award": rule.form, "title": f"Sửa điều kiện: {rule.get_code_display()}"}
    return render(request, "awards/form_edit.html", context)


@require_POST
@needs("write_catalogues")
def rule_confirm(request: Request, pk: int) -> HttpResponse:
    refuse_unless_root(request)
    rule = get_object_or_404(AwardRule.objects.select_related("form"), pk=pk)
    actions.change_rule(rule=rule, is_confirmed=True, by=request.user)
    messages.success(request, f"Đã ghi Hội xác nhận điều kiện: {rule}.")
    return redirect(rule.form)
