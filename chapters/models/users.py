from functools import cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from khuyenhoc.names import nfc

from ..hindrance import Hindrance, some_of
from ..reach import ROOT_PATH, ReachQuerySet, within
from ..roles import ROLE_CHOICES, ROLES
from .terms import held_on
from .units import Unit, UnitQuerySet


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
    must_change_password = models.BooleanField("phải đổi mật khẩu khi đăng nhập", default=False)
    password_expires_at = models.DateTimeField("mật khẩu dùng đến", null=True, blank=True)
    password_changed_at = models.DateTimeField("đổi mật khẩu lúc", null=True, blank=True)

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

    def hinders_closing(self, unit: Unit) -> list[Hindrance]:
        held = self.filter(unit=unit).current().select_related("user")
        names = some_of([appointment.user.name for appointment in held])
        sentence = f"Chức trách trên phần mềm của {names} ở đây hết từ ngày giải thể."
        return [Hindrance(sentence, blocks=False)] if names else []


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
