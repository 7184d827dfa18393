from itertools import count
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from chapters.models import Unit, User
from chapters.reach import ROOT_PATH
from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.names import search_key

from ..models import AwardForm, AwardRule, Nomination
from ..usual import UsualForm, usual_forms


@verb
def add_award_form(*, by: User, **values: object) -> AwardForm:
    """Add to the catalogue of forms; written by the root office only."""
    require_root(by)
    form = AwardForm(**values)
    form.code = form.code or _free_code(form)
    form.position = form.position or 1 + (AwardForm.objects.aggregate(last=Max("position"))["last"] or 0)
    save_checked(form)
    return form


def _free_code(form: AwardForm) -> str:
    """From the level and the name, without marks: "district-giay-khen"; never one that is taken."""
    code = slugify(search_key(f"{form.grantor_level} {form.name}"))[:35]
    taken = set(AwardForm.objects.filter(code__startswith=code).values_list("code", flat=True))
    numbered = (f"{code}-{number}" for number in count(2))
    return code if code not in taken else next(free for free in numbered if free not in taken)


@verb
def set_form_years(*, form: AwardForm, valid_from: int | None, valid_to: int | None, by: User) -> AwardForm:
    """From and until which year a form is given; what waits for a decision outside these years is seen to first."""
    require_root(by)
    form = AwardForm.objects.select_for_update().get(pk=form.pk)
    form.valid_from, form.valid_to = valid_from, valid_to
    save_checked(form)
    waiting = form.nominations.filter(state__in=(Nomination.State.DRAFT, *Nomination.PENDING))
    outside = waiting.exclude(year__gte=valid_from or 0, year__lte=valid_to or 9999).count()
    if outside:
        raise Refusal(
            f"Còn {outside} đề nghị {form} chưa có quyết định ở ngoài những năm này. Xin xét xong hoặc bỏ trước.",
            "valid_to",
        )
    return form


@verb
def add_usual_forms(*, by: User) -> list[AwardForm]:
    """Begin an empty catalogue with what the statutes name, each with its usual conditions, none confirmed yet."""
    require_root(by)
    if AwardForm.objects.exists():
        raise Refusal("Danh mục đã có hình thức khen thưởng. Xin thêm từng hình thức còn thiếu.")
    return [_add_usual(usual, by) for usual in usual_forms(Unit.objects.get(path=ROOT_PATH))]


def _add_usual(usual: UsualForm, by: User) -> AwardForm:
    form = add_award_form(by=by, **usual.facts)
    for rule in usual.rules:
        add_rule(form=form, by=by, **rule)
    return form


@verb
def add_rule(*, form: AwardForm, code: str, by: User, **facts: Any) -> AwardRule:
    """Add a condition to a form; `facts` are AwardRule's value, paper, recipient_class and quota_kind."""
    require_root(by)
    rule = AwardRule(form=form, code=code, **facts)
    _refuse_odd_value(rule)
    save_checked(rule)
    return rule


@verb
def change_rule(*, rule: AwardRule, by: User, **facts: Any) -> AwardRule:
    """Its value, whether it is on, and whether the association has confirmed it."""
    require_root(by)
    rule = AwardRule.objects.select_for_update(of=("self",)).select_related("form").get(pk=rule.pk)
    for name, value in facts.items():
        setattr(rule, name, value)
    _refuse_odd_value(rule)
    save_checked(rule)
    return rule


def _refuse_odd_value(rule: AwardRule) -> None:
    """Years and awards are whole; a share of the members is at most all of them."""
    if rule.value is None:
        return
    if rule.code != AwardRule.Code.QUOTA_PERCENT and rule.value != int(rule.value):
        raise Refusal("Mức của điều kiện này là số nguyên. Xin xem lại.", "value")
    if rule.code == AwardRule.Code.QUOTA_PERCENT and rule.value > 100:
        raise Refusal("Tỷ lệ không quá 100%. Xin xem lại.", "value")


def require_root(by: User) -> None:
    if not by.serves_root("write_catalogues"):
        raise NotAllowed("Danh mục hình thức khen thưởng do Thường trực Hội cấp trên cùng ghi.")
