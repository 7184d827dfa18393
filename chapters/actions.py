"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from .kinds import PARENTS, Kind
from .models import Appointment, Member, Membership, Unit, User, wrong_parent
from .reach import ROOT_PATH, child_path
from .roles import PERMISSIONS


def require(user: User, permission: str, unit: Unit) -> None:
    """Refuse unless the user's role has the permission at this unit."""
    if not user.can(permission, unit):
        raise NotAllowed(
            f"Chức trách của bạn không {PERMISSIONS[permission]} tại {unit}. Nếu cần, xin báo Thường trực Hội cấp trên."
        )


def tell_later_tables(unit: Unit) -> None:
    """Tables of later apps that hang on a unit follow its opening and changes; imports run the other way (DESIGN 2)."""
    for relation in Unit._meta.related_objects:
        follow = getattr(relation.related_model._default_manager, "follow_unit", None)
        if follow:
            follow(unit)


@verb
def create_unit(
    *,
    parent: Unit,
    kind: str,
    name: str,
    by: User,
    code: str = "",
    designation: str = "",
    setting: str = "",
    opened_on: date | None = None,
    association_since: date | None = None,
    keeps_roster: bool = False,
) -> Unit:
    """Open a unit under `parent`; without `code` it gets the parent's with a running number."""
    require(by, "write_units", parent)
    if parent.kind not in PARENTS[kind]:
        raise Refusal(f"{wrong_parent(kind, parent.kind)} Xin chọn loại khác hoặc đơn vị cấp trên khác.", "kind")
    parent = Unit.objects.select_for_update().get(pk=parent.pk)
    if parent.closed_on:
        raise Refusal(
            f"{parent} đã giải thể ngày {format_date(parent.closed_on)}, không lập đơn vị mới ở đó.", "parent"
        )
    parent.children_made += 1
    parent.save(update_fields=["children_made"])
    unit = Unit(
        parent=parent,
        path=child_path(parent.path, parent.children_made),
        kind=kind,
        name=name,
        code=code or f"{parent.code}-{parent.children_made:03d}",
        designation=designation,
        setting=setting,
        opened_on=opened_on,
        association_since=association_since,
        keeps_roster=keeps_roster,
    )
    save_checked(unit)
    tell_later_tables(unit)
    return unit


@verb
def update_unit(*, unit: Unit, by: User, **values: object) -> Unit:
    """Change a unit's own facts (name, code, designation, setting, dates, keeps_roster); not its place in the tree."""
    require(by, "write_units", unit)
    for field, value in values.items():
        if field not in UNIT_FACTS:
            raise TypeError(f"update_unit cannot change {field!r}; it takes {', '.join(UNIT_FACTS)}")
        setattr(unit, field, value)
    save_checked(unit)
    tell_later_tables(unit)
    return unit


UNIT_FACTS = (
    "name",
    "code",
    "designation",
    "setting",
    "opened_on",
    "association_since",
    "keeps_roster",
)


@verb
def admit_member(
    *,
    unit: Unit,
    name: str,
    since: date,
    by: User,
    sex: str = "",
    birth_year: int | None = None,
    phone: str = "",
    address: str = "",
    has_card: bool = False,
    entry: str = Membership.Entry.ADMITTED,
) -> Member:
    """Admit a new person to a unit, counted there from `since`."""
    require(by, "write_members", unit)
    member = Member(name=name, sex=sex, birth_year=birth_year, phone=nfc(phone), address=address, has_card=has_card)
    save_checked(member)
    join_unit(member=member, unit=unit, since=since, entry=entry, by=by)
    return member


@verb
def update_member(*, member: Member, by: User, **values: object) -> Member:
    """Change a person's facts: name, sex, birth_year, phone, address, has_card."""
    if not Member.objects.editable_by(by).filter(pk=member.pk).exists():
        raise NotAllowed("Chức trách của bạn không sửa được hội viên này. Nếu cần, xin báo Thường trực Hội.")
    for field, value in values.items():
        if field not in MEMBER_FACTS:
            raise TypeError(f"update_member cannot change {field!r}; it takes {', '.join(MEMBER_FACTS)}")
        setattr(member, field, value)
    save_checked(member)
    return member


MEMBER_FACTS = ("name", "sex", "birth_year", "phone", "address", "has_card")


@verb
def join_unit(
    *,
    member: Member,
    unit: Unit,
    since: date,
    by: User,
    entry: str = Membership.Entry.ADMITTED,
    is_counted: bool = True,
) -> Membership:
    """Let a person belong to a unit from `since`; counted there unless she is already counted elsewhere."""
    require(by, "write_members", unit)
    if since > timezone.localdate():
        raise Refusal("Ngày vào đang ở tương lai. Xin ghi ngày đã vào chi hội.", "since")
    if not unit.is_open_on(since):
        raise Refusal(
            f"Ngày {format_date(since)}, {unit} chưa thành lập hoặc đã giải thể. Xin xem lại ngày vào.", "since"
        )
    overlapping = member.memberships.filter(is_counted=True).exclude(until__lte=since).select_related("unit").first()
    if is_counted and overlapping:
        where = overlapping.unit if by.can("read_members", overlapping.unit) else "một đơn vị khác"
        raise Refusal(
            f"Từ ngày đó {member} đang được tính ở {where}. Xin xem lại ngày vào, hoặc ghi thôi ở đó trước.",
            "since",
        )
    membership = Membership(member=member, unit=unit, since=since, entry=entry, is_counted=is_counted)
    save_checked(membership)
    return membership


@verb
def end_membership(*, membership: Membership, until: date, exit: str, by: User) -> Membership:
    """End a belonging: from `until` on the person no longer counts at the unit. `exit` is a Membership.Exit."""
    require(by, "write_members", membership.unit)
    membership = Membership.objects.select_for_update(of=("self",)).select_related("unit").get(pk=membership.pk)
    if membership.until:
        raise Refusal(f"Dòng này đã ghi thôi từ ngày {format_date(membership.until)}.", "until")
    if until > timezone.localdate():
        raise Refusal("Ngày thôi đang ở tương lai. Xin ghi khi hội viên đã thôi.", "until")
    if until < membership.since:
        raise Refusal(f"Ngày thôi không thể trước ngày vào ({format_date(membership.since)}). Xin xem lại.", "until")
    membership.until, membership.exit = until, exit
    save_checked(membership)
    return membership


@verb
def create_user(
    *, username: str, name: str, password: str, unit: Unit, role: str, by: User, is_demo: bool = False
) -> User:
    """Open an account with its first appointment; the appointer's reach must cover the unit."""
    require(by, "manage_users", unit)
    user = _new_user(username, name, password, is_demo)
    save_checked(Appointment(user=user, unit=unit, role=role))
    return user


@verb
def appoint(*, user: User, unit: Unit, role: str, by: User, since: date | None = None) -> Appointment:
    require(by, "manage_users", unit)
    appointment = Appointment(user=user, unit=unit, role=role, since=since or timezone.localdate())
    save_checked(appointment)
    return appointment


def _new_user(username: str, name: str, password: str, is_demo: bool) -> User:
    try:
        if not is_demo:
            validate_password(password, User(username=username, name=name))
        return User.objects.create_user(username, name, password, is_demo=is_demo)
    except ValidationError as fault:
        raise Refusal(" ".join(fault.messages), "username" if hasattr(fault, "error_dict") else "password") from fault


class Founder:
    """Who acts before there is any user: the operator at the command line."""

    pk = None
    name = "cài đặt ban đầu"


@verb
def found(
    *,
    code: str,
    kind: str,
    name: str,
    designation: str,
    username: str,
    user_name: str,
    password: str,
    association_since: date | None = None,
    is_demo: bool = False,
    by: Founder,
) -> tuple[Unit, User]:
    """Start an installation: its topmost unit and its first administrator. Refuses when there is one already."""
    if Unit.objects.exists() or User.objects.exists():
        raise Refusal("Hệ thống này đã có đơn vị hoặc người dùng, không khởi tạo lần nữa.")
    unit = Unit(
        code=code, kind=kind, name=name, designation=designation, path=ROOT_PATH, association_since=association_since
    )
    if kind not in (Kind.CENTRAL, Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE):
        raise Refusal("Đơn vị gốc phải là Hội cấp Trung ương, tỉnh, huyện hoặc xã.", "kind")
    save_checked(unit)
    user = _new_user(username, user_name, password, is_demo)
    save_checked(Appointment(user=user, unit=unit, role="administrator"))
    return unit, user
