from itertools import count
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from chapters.models import User
from khuyenhoc.actions import NotAllowed, save_checked, verb
from khuyenhoc.names import search_key

from ..models import AwardForm, AwardRule


@verb
def add_award_form(*, by: User, **values: object) -> AwardForm:
    """Add to the catalogue of forms; written by the root office only."""
    _require_root(by)
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
def add_rule(*, form: AwardForm, code: str, by: User, **facts: Any) -> AwardRule:
    """Add a condition to a form; `facts` are AwardRule's value, paper, recipient_class and quota_kind."""
    _require_root(by)
    rule = AwardRule(form=form, code=code, **facts)
    save_checked(rule)
    return rule


@verb
def change_rule(*, rule: AwardRule, by: User, **facts: Any) -> AwardRule:
    """Its value, whether it is on, and whether the association has confirmed it."""
    _require_root(by)
    rule = AwardRule.objects.select_for_update(of=("self",)).select_related("form").get(pk=rule.pk)
    for name, value in facts.items():
        setattr(rule, name, value)
    save_checked(rule)
    return rule


def _require_root(by: User) -> None:
    if not by.serves_root("write_catalogues"):
        raise NotAllowed("Danh mục hình thức khen thưởng do Thường trực Hội cấp trên cùng ghi.")
