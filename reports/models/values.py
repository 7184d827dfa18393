from typing import Literal

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..indicators import CATALOGUE
from .hands import EntryLink, OnBehalf
from .returns import Row

UNKNOWN: Literal["unknown"] = "unknown"
Said = int | None | Literal["unknown"]


class ReturnValue(models.Model):
    """Giá trị: one indicator on one row. `declared` is what an officer typed; the rest is written at acceptance.

    An officer who has no figure may say so (`is_unknown`): that is an answer, silence is not.
    `value` is the figure used, `recorded` the one counted from records, `sources` the ids counted, as of `as_of`.
    """

    row = models.ForeignKey(Row, models.PROTECT, related_name="values", verbose_name="dòng", editable=False)
    indicator = models.CharField("chỉ tiêu", max_length=120, editable=False)
    declared = models.BigIntegerField("khai báo", null=True, blank=True)
    is_unknown = models.BooleanField("chưa có số liệu", default=False)
    recorded = models.BigIntegerField("theo sổ sách", null=True, blank=True)
    value = models.BigIntegerField("số liệu dùng", null=True, blank=True)
    as_of = models.DateField("tính đến ngày", null=True, blank=True)
    sources = models.JSONField("mã nguồn", null=True, blank=True)
    looked_at_value = models.BigIntegerField("số khi cấp trên xem", null=True, blank=True, editable=False)
    entered_at = models.DateTimeField("nhập lúc", null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người nhập",
        editable=False,
    )
    on_behalf = models.ForeignKey(
        OnBehalf, models.PROTECT, null=True, blank=True, related_name="values", verbose_name="nhập thay", editable=False
    )
    link = models.ForeignKey(
        EntryLink,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        verbose_name="nhập qua liên kết",
        editable=False,
    )

    class Meta:
        ordering = ["row", "indicator"]
        verbose_name = "số liệu"
        constraints = [
            models.UniqueConstraint(fields=["row", "indicator"], name="value_once_per_cell"),
            models.CheckConstraint(
                condition=Q(declared=None)
                | Q(declared__gte=0)
                | Q(indicator__in=["members_adjusted", "fund_adjusted"]),
                name="value_declared_not_negative",
                violation_error_message="Số liệu phải là số nguyên từ 0 trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(is_unknown=False) | Q(declared=None),
                name="value_unknown_has_no_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.label}"

    @property
    def label(self) -> str:
        made = CATALOGUE.get(self.indicator)
        return made.label if made else "khen thưởng"

    @property
    def said(self) -> "Said":
        """What an officer said of the cell: a number, UNKNOWN, or None for nothing."""
        return UNKNOWN if self.is_unknown else self.declared
