"""Who a nomination is about: named right, of the unit, in a form that she may get, and put forward once."""

from django.db.models import Q

from chapters.reach import within
from khuyenhoc.actions import Refusal
from khuyenhoc.names import nfc, search_key

from ..eligibility import earlier_awards, service_years
from ..models import AwardForm, Nomination, NominationQuerySet, RecipientClass
from ..words import awards_in_words


def check_recipient(nomination: Nomination) -> None:
    """What one row alone cannot say of itself; and the name, where it follows from the member or the unit."""
    form = nomination.form
    if not AwardForm.objects.valid_in(nomination.year).filter(pk=form.pk).exists():
        raise Refusal(f"{form} không áp dụng trong năm {nomination.year}. Xin chọn hình thức khác.", "form")
    nomination.recipient_name, nomination.position_held = nfc(nomination.recipient_name), nfc(nomination.position_held)
    _check_member(nomination)
    _check_collective(nomination)
    _refuse_twice(nomination)


def _check_member(nomination: Nomination) -> None:
    member = nomination.member
    if member is None:
        return
    if nomination.recipient_class != RecipientClass.PERSON:
        raise Refusal("Hội viên chỉ chọn khi đề nghị cho cá nhân. Xin bỏ chọn hội viên hoặc đổi đối tượng.", "member")
    if not member.memberships.filter(within([nomination.unit.path], "unit__path")).exists():
        raise Refusal(f"{member.name} không phải hội viên của {nomination.unit}. Xin chọn lại.", "member")
    if nomination.recipient_name and search_key(nomination.recipient_name) != search_key(member.name):
        raise Refusal(
            "Tên đã gõ khác tên hội viên đã chọn. Xin xóa tên đã gõ, hoặc bỏ chọn hội viên.", "recipient_name"
        )
    nomination.recipient_name = nomination.recipient_name or member.name
    nomination.birth_year = nomination.birth_year or member.birth_year
    nomination.sex = nomination.sex or member.sex


def _check_collective(nomination: Nomination) -> None:
    """A collective is the unit itself unless it has another name: a school's own team is no unit here."""
    if nomination.recipient_class != RecipientClass.COLLECTIVE:
        nomination.recipient_unit = None
        return
    if not nomination.recipient_name:
        nomination.recipient_unit = nomination.recipient_unit or nomination.unit
        nomination.recipient_name = nomination.recipient_unit.association_name
    if nomination.recipient_unit and not nomination.recipient_unit.path.startswith(nomination.unit.path):
        raise Refusal(f"{nomination.recipient_unit} không thuộc {nomination.unit}. Xin chọn lại.", "recipient_unit")


def fill_in(nomination: Nomination) -> None:
    """What the records say of a member or a unit and nobody typed: years of service, earlier awards."""
    if nomination.service_years is None and nomination.member:
        nomination.service_years = service_years(nomination)
    if not nomination.earlier_awards and (nomination.member_id or nomination.recipient_unit_id):
        nomination.earlier_awards = awards_in_words(earlier_awards(nomination))


def _refuse_twice(nomination: Nomination) -> None:
    """One recipient put forward twice for one form in one year, by one unit or by two.

    A member and a unit are told apart by their records. Typed names are not: namesakes do exist, and what another
    unit has put forward is not told, only that it has.
    """
    same = Nomination.objects.filter(
        year=nomination.year, form=nomination.form, recipient_class=nomination.recipient_class
    )
    same = same.exclude(pk=nomination.pk).exclude(state__in=Nomination.OVER)
    if nomination.member_id and same.filter(member=nomination.member_id).exists():
        raise Refusal("Người này đã được đề nghị hình thức khen đó trong năm.", "member")
    if nomination.recipient_unit_id:
        if same.filter(recipient_unit=nomination.recipient_unit_id).exists():
            raise Refusal(f"{nomination.recipient_name} đã được đề nghị hình thức khen đó trong năm.", "recipient_unit")
        return
    if not nomination.is_other_person:
        _refuse_alike(nomination, same)


def _refuse_alike(nomination: Nomination, same: NominationQuerySet) -> None:
    """Two who are written down as members are two; a name that was typed may be either of them."""
    alike = same.filter(search_key=search_key(nomination.recipient_name)[:220], recipient_unit=None)
    if nomination.member_id:
        alike = alike.filter(member=None)
    year = nomination.birth_year
    fits = Q() if year is None else Q(birth_year=year) | Q(birth_year=None)
    if alike.filter(fits, unit=nomination.unit, position_held=nomination.position_held).exists():
        raise Refusal(
            f"{nomination.recipient_name} đã được đề nghị hình thức khen đó trong năm. "
            "Nếu là người khác trùng tên, xin ghi chức vụ, đơn vị để phân biệt.",
            "recipient_name",
        )
    # Names alone are shared by too many: only the year of birth makes two of different units look like one.
    if year is not None and alike.filter(birth_year=year).exists():
        raise Refusal(
            f"Một người tên {nomination.recipient_name}, sinh năm {year}, đã được đề nghị hình thức khen đó trong "
            "năm, có thể do đơn vị khác. Nếu là người khác, xin đánh dấu “là người khác trùng tên”.",
            "is_other_person",
        )
