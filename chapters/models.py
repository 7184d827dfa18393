from datetime import date
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.names import nfc, search_key, sort_key, text_sort_key

from .kinds import ASSOCIATIONS, PARENTS, Kind, Setting
from .reach import ROOT_PATH, SEGMENT, ReachQuerySet, path_end, within
from .roles import ROLE_CHOICES, ROLES


def held_on(day: date) -> Q:
    """Terms that run on that day: `until` is the first day on which they no longer do."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


class UnitQuerySet(ReachQuerySet):
    path_lookup = "path"

    def below(self, unit: "Unit") -> Self:
        """The unit itself and everything under it."""
        return self.filter(path__gte=unit.path, path__lt=path_end(unit.path))

    def above(self, unit: "Unit") -> Self:
        """What the unit stands under, topmost first."""
        lengths = range(SEGMENT, len(unit.path), SEGMENT)
        return self.filter(path__in=[unit.path[:length] for length in lengths]).order_by("path")

    def associations(self) -> Self:
        return self.filter(kind__in=ASSOCIATIONS)

    def open_on(self, day: date) -> Self:
        opened = Q(opened_on=None) | Q(opened_on__lte=day)
        return self.filter(opened & (Q(closed_on=None) | Q(closed_on__gt=day)))


class Unit(models.Model):
    """Đơn vị: any node of the tree, an association at one level or a chapter or board under it."""

    Kind = Kind
    Setting = Setting

    code = models.CharField(
        "mã",
        max_length=40,
        unique=True,
        error_messages={"unique": "Mã này đã có đơn vị khác dùng. Xin chọn mã khác hoặc để trống."},
    )
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    setting = models.CharField("địa bàn", max_length=20, choices=Setting.choices, blank=True)
    designation = models.CharField("danh xưng", max_length=20, blank=True)
    name = models.CharField("tên", max_length=150)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="đơn vị cấp trên"
    )
    path = models.CharField(max_length=40, unique=True, editable=False)
    children_made = models.PositiveIntegerField(default=0, editable=False)
    opened_on = models.DateField("thành lập ngày", null=True, blank=True)
    closed_on = models.DateField("giải thể ngày", null=True, blank=True)
    association_since = models.DateField("có tổ chức Hội từ", null=True, blank=True)
    keeps_roster = models.BooleanField("quản lý danh sách hội viên tại đây", default=False)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=200, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = "đơn vị"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, kind__in=ASSOCIATIONS, path=ROOT_PATH) | Q(parent__isnull=False),
                name="unit_one_root",
                violation_error_message="Đơn vị này phải có đơn vị cấp trên.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                name="unit_closed_after_opened",
                violation_error_message="Ngày giải thể không thể trước ngày thành lập. Xin xem lại hai ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ASSOCIATIONS) | Q(association_since=None), name="unit_association_only_on_levels"
            ),
        ]
        indexes = [models.Index(fields=["parent", "sort_key"], name="unit_children_in_order")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = text_sort_key(self.name)[:400]
        self.search_key = search_key(f"{self.designation} {self.name}")[:200]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("chapters:unit", args=[self.pk])

    def clean(self) -> None:
        self.name, self.code = nfc(self.name), nfc(self.code)
        allowed = PARENTS[self.kind]
        if self.parent_id and self.parent and self.parent.kind not in allowed:
            raise ValidationError({"kind": f"{wrong_parent(self.kind, self.parent.kind)} Xin chọn loại khác."})
        if self.kind in (Kind.CHAPTER, Kind.BOARD) and not self.setting:
            raise ValidationError({"setting": "Xin chọn địa bàn của chi hội, ban khuyến học."})

    @property
    def full_name(self) -> str:
        """ "xã Côn Minh", "thị trấn Yến Lạc", "Chi hội thôn Bản Cào"."""
        return f"{self.designation} {self.name}".strip()

    @property
    def association_name(self) -> str:
        """ "Hội Khuyến học xã Côn Minh"; a chapter goes by its own name."""
        if self.kind == Kind.CENTRAL:
            return self.name
        return f"Hội Khuyến học {self.full_name}" if self.is_association_level else self.name

    @property
    def is_association_level(self) -> bool:
        return self.kind in ASSOCIATIONS

    def is_open_on(self, day: date) -> bool:
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or self.closed_on > day)


def wrong_parent(kind: str, parent_kind: str) -> str:
    return f"{Kind(kind).label.capitalize()} không đặt được dưới {Kind(parent_kind).label}."


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, name: str, password: str | None, *, is_demo: bool = False) -> "User":
        user = self.model(username=username.lower(), name=nfc(name), is_demo=is_demo)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Người dùng: an account; what it may do comes from its appointments only."""

    username = models.SlugField("tên đăng nhập", max_length=40, unique=True)
    name = models.CharField("họ và tên", max_length=150)
    is_active = models.BooleanField("đang dùng", default=True)
    is_demo = models.BooleanField("tài khoản trình diễn", default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["username"]
        verbose_name = "người dùng"

    def __str__(self) -> str:
        return self.name

    @cached_property
    def offices(self) -> list["Appointment"]:
        """Her appointments of today, the topmost unit first; read once per request."""
        today = timezone.localdate()
        held = self.appointments.filter(held_on(today)).select_related("unit")
        return list(held.order_by("unit__path", "role"))

    @property
    def office_label(self) -> str:
        """ "Cán bộ Hội xã Côn Minh"."""
        return f"{ROLES[self.offices[0].role].name} {self.offices[0].unit.full_name}" if self.offices else ""

    @property
    def top_unit(self) -> Unit | None:
        return self.offices[0].unit if self.offices else None

    def paths(self, permission: str) -> list[str]:
        """The paths of the units where one of her roles has the permission; their subtrees are her reach."""
        return [office.unit.path for office in self.offices if permission in ROLES[office.role].permissions]

    def may(self, permission: str) -> bool:
        """Whether any of her offices has the permission, wherever that is."""
        return bool(self.paths(permission))

    def can(self, permission: str, unit: Unit) -> bool:
        """Whether the permission reaches this unit."""
        return any(unit.path.startswith(path) for path in self.paths(permission))

    def units_reached(self, permission: str) -> UnitQuerySet:
        return Unit.objects.filter(within(self.paths(permission)))

    def serves_root(self, permission: str) -> bool:
        """Whether her reach for the permission is the whole installation: catalogues are written there."""
        return ROOT_PATH in self.paths(permission)


class AppointmentQuerySet(ReachQuerySet):
    write_permission = "manage_users"

    def current(self) -> Self:
        return self.filter(held_on(timezone.localdate()))


class Appointment(models.Model):
    """Chức trách: a user holds a role at a unit, and with it everything below, from `since` until before `until`."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="người dùng")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name="đơn vị")
    role = models.CharField("vai trò", max_length=20, choices=ROLE_CHOICES)
    since = models.DateField("từ ngày", default=timezone.localdate)
    until = models.DateField("thôi từ ngày", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "role", "since"]
        verbose_name = "chức trách"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="appointment_dates_in_order",
                violation_error_message="Ngày thôi chức trách không thể trước ngày bắt đầu. Xin xem lại.",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(until=None),
                name="appointment_once",
                violation_error_message="Người này đang giữ chức trách đó tại đơn vị.",
            ),
        ]

    def __str__(self) -> str:
        return f"{ROLES[self.role].name} {self.unit}"


class MemberQuerySet(ReachQuerySet):
    """A member is reached through any of her memberships, also an ended one: her unit keeps her history."""

    read_permission = "read_members"
    write_permission = "write_members"

    def visible_to(self, user: Any) -> Self:
        return self._through(user.paths(self.read_permission))

    def editable_by(self, user: Any) -> Self:
        """Written where she belongs today; one who belongs nowhere any more, wherever she once did."""
        held = Membership.objects.filter(until=None, member=models.OuterRef("pk"))
        here = held.filter(within(user.paths(self.write_permission), "unit__path"))
        once_here = self._through(user.paths(self.write_permission)).values("pk")
        return self.filter(models.Exists(here) | (~models.Exists(held) & Q(pk__in=once_here)))

    def _through(self, paths: list[str]) -> Self:
        return self.filter(pk__in=Membership.objects.filter(within(paths, "unit__path")).values("member"))

    def search(self, words: str) -> Self:
        """Names that hold every word, without marks, in any order."""
        found = self
        for word in search_key(words).split():
            found = found.filter(search_key__contains=word)
        return found


class Member(models.Model):
    """Hội viên: a person; her belonging to units is in her memberships. The birth year suffices (DOMAIN 8)."""

    class Sex(models.TextChoices):
        FEMALE = "female", "nữ"
        MALE = "male", "nam"

    name = models.CharField("họ và tên", max_length=100)
    sex = models.CharField("giới tính", max_length=6, choices=Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    has_card = models.BooleanField("đã có thẻ hội viên", default=False)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_key = models.CharField(max_length=120, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = "hội viên"
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="member_birth_year_plausible",
                violation_error_message="Năm sinh gồm bốn chữ số, từ 1900 trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key, self.search_key = sort_key(self.name)[:400], search_key(self.name)[:120]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("chapters:member", args=[self.pk])

    def clean(self) -> None:
        self.name, self.address = nfc(self.name), nfc(self.address)
        if self.birth_year and self.birth_year > timezone.localdate().year:
            raise ValidationError({"birth_year": "Năm sinh đang ở tương lai. Xin xem lại."})


class MembershipQuerySet(ReachQuerySet):
    read_permission = "read_members"
    write_permission = "write_members"

    def current(self) -> Self:
        return self.filter(until=None)

    def counted(self) -> Self:
        return self.filter(is_counted=True)


class Membership(models.Model):
    """Sinh hoạt tại chi hội: a member belongs to a unit from `since` until before `until`.

    At one time a person has at most one membership that is counted in figures.
    """

    class Entry(models.TextChoices):
        ADMITTED = "admitted", "kết nạp"
        MOVED_IN = "moved_in", "chuyển đến"

    class Exit(models.TextChoices):
        LEFT = "left", "thôi"
        DIED = "died", "từ trần"
        MOVED_OUT = "moved_out", "chuyển đi"

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships", verbose_name="hội viên")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="đơn vị")
    since = models.DateField("từ ngày")
    entry = models.CharField("cách vào", max_length=10, choices=Entry.choices, default=Entry.ADMITTED)
    until = models.DateField("thôi từ ngày", null=True, blank=True)
    exit = models.CharField("cách thôi", max_length=10, choices=Exit.choices, blank=True)
    is_counted = models.BooleanField("được tính ở đơn vị này", default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = "sinh hoạt"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_dates_in_order",
                violation_error_message="Ngày thôi không thể trước ngày vào. Xin xem lại hai ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(until=None, exit="") | (Q(until__isnull=False) & ~Q(exit="")),
                name="membership_end_has_reason",
                violation_error_message="Khi ghi ngày thôi, xin chọn lý do (thôi, từ trần hay chuyển đi).",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(until=None, is_counted=True),
                name="membership_counted_once",
                violation_error_message="Hội viên này đang được tính ở một chi hội khác. Xin ghi chuyển đi ở đó trước.",
            ),
            models.UniqueConstraint(
                fields=["member", "unit"],
                condition=Q(until=None),
                name="membership_once_per_unit",
                violation_error_message="Hội viên này đang sinh hoạt tại đơn vị rồi.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "since"], name="membership_of_unit")]

    def __str__(self) -> str:
        return f"{self.member} – {self.unit}"
