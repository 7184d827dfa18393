"""By whose hand figures came that their own unit did not type: entered on behalf, or through a link."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.models import StoredFile

from .returns import Return, Row

NAME_LENGTH = 150  # as the log keeps it


class OnBehalfQuerySet(models.QuerySet):
    def standing(self) -> "OnBehalfQuerySet":
        """Without those that were taken back with all their figures."""
        return self.filter(voided_at=None)


class OnBehalf(models.Model):
    """Nhập thay: what came on paper, by telephone or as a photo, entered by the level above for the unit."""

    class Way(models.TextChoices):
        PAPER = "paper", "bản giấy"
        PHOTO = "photo", "ảnh chụp"
        PHONE = "phone", "điện thoại"

    unit_return = models.ForeignKey(Return, models.PROTECT, related_name="on_behalf", verbose_name="báo cáo")
    way = models.CharField("đến bằng", max_length=10, choices=Way.choices)
    from_whom = models.CharField("của ai", max_length=150)
    received_on = models.DateField("nhận ngày")
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản quét, ảnh chụp"
    )
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập thay"
    )
    confirmed_at = models.DateTimeField("đơn vị xác nhận lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xác nhận"
    )
    voided_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hoàn tác"
    )

    objects = OnBehalfQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-id"]
        verbose_name = "lần nhập thay"
        constraints = [
            models.CheckConstraint(
                condition=Q(way="phone") | Q(scan__isnull=False),
                name="on_behalf_paper_has_scan",
                violation_error_message="Số liệu đến bằng giấy hoặc ảnh thì phải kèm bản quét hoặc ảnh đó.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="on_behalf_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None)
                | Q(voided_at__isnull=False, voided_by__isnull=False, confirmed_at=None),
                name="on_behalf_voided_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} của {self.from_whom}"


class EntryLinkQuerySet(ReachQuerySet):
    path_lookup = "unit_return__unit__path"
    read_permission = "read_returns"
    write_permission = "accept_returns"

    def working(self) -> "EntryLinkQuerySet":
        """Those that open the entry page now."""
        return self.filter(withdrawn_at=None, expires_at__gt=timezone.now())


class EntryLink(models.Model):
    """Liên kết nhập số liệu: opens the entry of one return, or of one row of it, without a password, for a while.

    Only a digest of its secret is kept: the address is shown once, when it is made.
    """

    unit_return = models.ForeignKey(Return, models.PROTECT, related_name="links", verbose_name="báo cáo")
    row = models.ForeignKey(
        Row, models.PROTECT, null=True, blank=True, related_name="links", verbose_name="chỉ một dòng"
    )
    holder = models.CharField("gửi cho", max_length=150)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tạo")
    expires_at = models.DateTimeField("dùng được đến")
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người thu hồi"
    )

    objects = EntryLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "liên kết nhập số liệu"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="link_expires_after_it_was_made"),
        ]

    def __str__(self) -> str:
        return f"liên kết gửi {self.holder}"

    @property
    def is_working(self) -> bool:
        return self.withdrawn_at is None and timezone.now() < self.expires_at


class LinkHolder:
    """Who writes through a link: named as such in the log, and allowed the entry of that return or row only."""

    pk = None
    is_demo = False

    def __init__(self, link: EntryLink) -> None:
        self.link = link
        through = f" (qua liên kết của {link.created_by.name})"[:NAME_LENGTH]
        self.name = link.holder[: NAME_LENGTH - len(through)] + through

    def __str__(self) -> str:
        return self.name

    def can(self, permission: str, unit: Unit) -> bool:
        if permission not in ("write_returns", "read_returns") or not self.link.is_working:
            return False
        if self.link.row_id:
            return self.link.row is not None and unit.pk == self.link.row.unit_id
        return unit.path.startswith(self.link.unit_return.unit.path)

    def paths(self, permission: str) -> list[str]:
        """As User.paths, so that querysets reach no further than the link."""
        top: Any = self.link.row.unit if self.link.row else self.link.unit_return.unit
        return [top.path] if self.can(permission, top) else []
