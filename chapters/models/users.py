import unicodedata
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from khuyenhoc.names import nfc, search_key

from ..hindrance import Hindrance, some_of
from ..reach import ROOT_PATH, ReachQuerySet, within
from ..roles import ADMINISTRATOR, ROLE_CHOICES, ROLES
from .spans import held_on
from .units import Unit, UnitQuerySet


class UserQuerySet(models.QuerySet["User"]):
    """An account is reached through its appointments; one that never had any, from the topmost office only."""

    write_permission = "manage_users"

    def visible_to(self, user: Any) -> Self:
        hers = Appointment.objects.filter(user=OuterRef("pk"))
        seen = Q(Exists(hers.filter(within(user.paths("manage_users"), "unit__path"))))
        return self.filter(seen | ~Exists(hers) if user.serves_root("manage_users") else seen)

    def editable_by(self, user: Any) -> Self:
        """Whoever gets her password gets her offices: so all of them must be such as this user may give herself."""
        givable = givable_by(user)
        hers = Appointment.objects.filter(user=OuterRef("pk"))
        running, refused = hers.running(), hers.exclude(givable)
        return self.visible_to(user).exclude(
            Exists(running.exclude(givable)) | (~Exists(running) & Exists(refused)),
        )

    def search(self, words: str) -> Self:
        """Accounts whose name or user name holds every word, without marks, in any order."""
        wanted = search_key(words).split()
        names = self.order_by().values_list("pk", "name", "username")
        return self.filter(
            pk__in=[pk for pk, *texts in names if all(word in search_key(" ".join(texts)) for word in wanted)]
        )


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, name: str, password: str | None, *, is_demo: bool = False) -> "User":
        user = self.model(username=username.lower(), name=nfc(name), is_demo=is_demo)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Người dùng: an account; what it may do comes from its appointments only."""

    username = models.SlugField(
        "tên đăng nhập",
        max_length=40,
        unique=True,
        error_messages={"unique": "Tên đăng nhập này đã có người dùng. Xin chọn tên khác."},
    )
    name = models.CharField("họ và tên", max_length=150)
    is_active = models.BooleanField("đang dùng", default=True)
    is_demo = models.BooleanField("tài khoản trình diễn", default=False)
    must_change_password = models.BooleanField("phải đổi mật khẩu khi đăng nhập", default=False)
    password_expires_at = models.DateTimeField("mật khẩu dùng đến", null=True, blank=True)
    password_changed_at = models.DateTimeField("đổi mật khẩu lúc", null=True, blank=True)
    second_factor_since = models.DateTimeField("dùng mã xác thực từ", null=True, blank=True)
    unlocked_at = models.DateTimeField("mở khóa lúc", null=True, blank=True)
    sign_outs = models.PositiveIntegerField("số lần thoát khỏi mọi thiết bị", default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["username"]
        verbose_name = "người dùng"
        constraints = [
            models.CheckConstraint(
                condition=Q(password_expires_at=None) | Q(must_change_password=True),
                name="user_only_a_slip_expires",
                violation_error_message="Chỉ mật khẩu trên phiếu mới có hạn dùng.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and _typed(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """A one-time password is read from paper: capitals, blanks and dashes do not matter."""
        read = _from_slip if self.must_change_password else _typed
        return super().check_password(raw_password and read(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with a new password, and with each signing out of all devices."""
        return salted_hmac(
            "chapters.User.session", f"{self.password}{self.sign_outs}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def password_mark(self) -> str:
        """Tells two passwords apart without telling anything about them: what a form about to replace one was shown."""
        return salted_hmac("chapters.User.mark", self.password, algorithm="sha256").hexdigest()[:16]

    @cached_property
    def offices(self) -> list["Appointment"]:
        """Her appointments of today, the topmost unit first; read once per request."""
        today = timezone.localdate()
        held = self.appointments.filter(held_on(today)).select_related("unit")
        return list(held.order_by("unit__path", "role"))

    @property
    def other_terms(self) -> list["Appointment"]:
        """Appointments that are over or to come, the latest first: why somebody has no office today."""
        held = {office.pk for office in self.offices}
        return [one for one in self.appointments.select_related("unit").order_by("-since", "-pk") if one.pk not in held]

    @property
    def needs_second_factor(self) -> bool:
        return any(office.role in settings.SECOND_FACTOR_ROLES for office in self.offices)

    @property
    def office_label(self) -> str:
        """ "Cán bộ Hội xã Côn Minh", "Cán bộ Chi hội thôn Bản Cào"."""
        return self.offices[0].label if self.offices else ""

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

    def grant_paths(self, role: str) -> list[str]:
        """Where she may give this role: nobody grants more than one office of hers holds, at its unit and below."""
        return [
            office.unit.path
            for office in self.offices
            if "manage_users" in ROLES[office.role].permissions
            and ROLES[role].permissions <= ROLES[office.role].permissions
            and (role != ADMINISTRATOR or office.role == ADMINISTRATOR)
        ]

    def may_grant(self, role: str, unit: Unit) -> bool:
        return any(unit.path.startswith(path) for path in self.grant_paths(role))

    def units_reached(self, permission: str) -> UnitQuerySet:
        return Unit.objects.filter(within(self.paths(permission)))

    def serves_root(self, permission: str) -> bool:
        """Whether her reach for the permission is the whole installation: catalogues are written there."""
        return ROOT_PATH in self.paths(permission)


def _typed(password: str) -> str:
    """Two keyboards spell the same accented letter in two ways."""
    return unicodedata.normalize("NFC", password)


def _from_slip(password: str) -> str:
    return "".join(_typed(password).lower().replace("-", "").split())


def givable_by(user: Any) -> Q:
    """Appointments such as this user may give, and so may take."""
    found = Q(pk__in=[])
    for role in ROLES:
        found |= Q(role=role) & within(user.grant_paths(role), "unit__path")
    return found


class AppointmentQuerySet(ReachQuerySet):
    write_permission = "manage_users"

    def editable_by(self, user: Any) -> Self:
        return self.filter(givable_by(user))

    def running(self) -> Self:
        """Held today or from a later day on."""
        return self.filter(Q(until=None) | (Q(until__gt=timezone.localdate()) & Q(until__gt=F("since"))))

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
        return self.label

    @property
    def label(self) -> str:
        """ "Cán bộ Hội xã Côn Minh"; a chapter's name says itself what it is: "Cán bộ Chi hội thôn Bản Cào"."""
        name = ROLES[self.role].name if self.unit.is_association_level else ROLES[self.role].name_in_chapter
        return f"{name} {self.unit.full_name}"

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until <= timezone.localdate()
