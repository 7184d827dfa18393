from django.db import models
from django.db.models import Q

from chapters.models import Unit
from chapters.reach import ReachQuerySet

from .periods import Period


class TargetQuerySet(ReachQuerySet):
    read_permission = "read_returns"
    write_permission = "accept_returns"


class Target(models.Model):
    """Chỉ tiêu kế hoạch: what the level above wants a unit to reach in a period.

    `figure` is a column of the statistical tables (reports/columns.py): a number, đồng, or a share in %.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="targets", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets", verbose_name="đơn vị")
    figure = models.CharField("chỉ tiêu", max_length=60)
    value = models.DecimalField("giao", max_digits=17, decimal_places=2)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["period", "unit", "figure"]
        verbose_name = "chỉ tiêu kế hoạch"
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "figure"], name="target_once"),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="target_not_negative",
                violation_error_message="Chỉ tiêu giao phải từ 0 trở lên.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.period}"
