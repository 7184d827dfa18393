from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chapters.models import Member
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc

from .books import Fund


class GrantListQuerySet(ReachQuerySet):
    path_lookup = "fund__unit__path"
    read_permission = "read_funds"
    write_permission = "write_funds"


class GrantList(models.Model):
    """Danh sách trao: who received what at one occasion; it stands still while a posted voucher pays it."""

    class Kind(models.TextChoices):
        SCHOLARSHIP = "scholarship", "học bổng"
        REWARD = "reward", "khen thưởng"
        HARDSHIP = "hardship", "hỗ trợ hoàn cảnh khó khăn"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="grant_lists", verbose_name="quỹ")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    name = models.CharField("dịp trao", max_length=200)
    given_on = models.DateField("ngày trao")
    made_at = models.DateTimeField("lập lúc", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    dropped_because = models.CharField("bỏ vì", max_length=200, blank=True)

    objects = GrantListQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        verbose_name = "danh sách trao"
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_because="")
                | (Q(dropped_at__isnull=False) & ~Q(dropped_because="")),
                name="grant_list_dropped_with_reason",
                violation_error_message="Xin ghi vì sao bỏ danh sách.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funds:grant-list", args=[self.pk])

    def clean(self) -> None:
        self.name = nfc(self.name)


class Grant(models.Model):
    """Một suất trao, hay nhiều suất cho một người: `amount` is what this line received in all, in đồng."""

    class Recipient(models.TextChoices):
        PUPIL = "pupil", "học sinh"
        STUDENT = "student", "sinh viên"
        YOUTH = "youth", "đoàn viên thanh niên"
        TEACHER = "teacher", "giáo viên"
        ADULT = "adult", "người lớn"
        FAMILY = "family", "gia đình"

    grant_list = models.ForeignKey(GrantList, models.PROTECT, related_name="grants", verbose_name="danh sách trao")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("họ tên", max_length=150)
    recipient = models.CharField("đối tượng", max_length=10, choices=Recipient.choices)
    school = models.CharField("lớp, trường hoặc đơn vị", max_length=200, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="hội viên"
    )
    shares = models.PositiveSmallIntegerField("số suất", default=1)
    amount = models.BigIntegerField("số tiền (đồng)")
    note = models.CharField("ghi chú (không công khai)", max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = "người được trao"
        constraints = [
            models.UniqueConstraint(fields=["grant_list", "position"], name="grant_position_once"),
            models.CheckConstraint(
                condition=Q(shares__gt=0) & Q(amount__gt=0) & Q(amount__gte=F("shares")),
                name="grant_shares_and_amount_positive",
                violation_error_message="Số suất và số tiền phải là số nguyên lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name, self.school, self.note = nfc(self.name), nfc(self.school), nfc(self.note)
