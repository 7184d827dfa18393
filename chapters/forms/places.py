"""Where a unit or its people go, and when it closes; choices are places in the user's reach."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from khuyenhoc.fields import DateField, NameField

from ..kinds import PARENTS
from ..models import Unit, UnitQuerySet, User
from .choices import UnitField

WHY = "Ví dụ số và ngày của nghị quyết, quyết định."


def places_for(unit: Unit, user: User) -> UnitQuerySet:
    """Open units that this one may be moved under."""
    open_units = user.units_reached("write_units").filter(closed_on=None, kind__in=PARENTS[unit.kind])
    return open_units.exclude(pk__in=[unit.pk, unit.parent_id])


def places_for_children(unit: Unit, user: User) -> UnitQuerySet:
    """Open units that take every kind that stands under this one."""
    kinds = set(unit.children.filter(closed_on=None).values_list("kind", flat=True))
    takers = Q(kind__in=set.intersection(*(set(PARENTS[kind]) for kind in kinds)) if kinds else [])
    open_units = user.units_reached("write_units").filter(takers, closed_on=None)
    return open_units.exclude(pk__in=Unit.objects.below(unit).values("pk"))


def places_for_members(unit: Unit, user: User) -> UnitQuerySet:
    """Open units that keep a list of names."""
    open_units = user.units_reached("write_members").filter(closed_on=None, keeps_roster=True)
    return open_units.exclude(pk=unit.pk)


class MoveForm(forms.Form):
    parent = UnitField(label="Chuyển về trực thuộc")
    reason = NameField(label="Lý do", max_length=300, required=False, help_text=WHY)
    was = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(places_for(unit, user))  # type: ignore[attr-defined]
        self.fields["was"].initial = unit.parent_id


class ChildrenMoveForm(forms.Form):
    to = UnitField(label="Chuyển tất cả về trực thuộc")
    reason = NameField(label="Lý do", max_length=300, required=False, help_text=WHY)

    def __init__(self, *args: Any, unit: Unit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(places_for_children(unit, user))  # type: ignore[attr-defined]


class MembersMoveForm(forms.Form):
    to = UnitField(label="Chuyển tất cả hội viên sang")
    on = DateField(label="Từ ngày", help_text="Từ ngày này hội viên được tính ở nơi mới.")

    def __init__(self, *args: Any, unit: Unit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(places_for_members(unit, user))  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate()


class CloseForm(forms.Form):
    closed_on = DateField(label="Giải thể từ ngày", help_text="Từ ngày này đơn vị không còn được tính.")
    reason = NameField(label="Lý do", max_length=300, help_text=WHY)


class ReopenForm(forms.Form):
    reason = NameField(label="Lý do", max_length=300, help_text="Ví dụ ghi giải thể nhầm, hoặc số của quyết định.")
