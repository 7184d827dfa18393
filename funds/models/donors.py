from typing import Any

from django.db import models
from django.urls import reverse

from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc, search_key, text_sort_key


class DonorQuerySet(ReachQuerySet):
    read_permission = "read_funds"
    write_permission = "write_funds"


class Donor(models.Model):
    """Người ủng hộ: a person, household, clan or organisation that gives; kept by one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="donors", verbose_name="đơn vị giữ hồ sơ")
    name = models.CharField("tên", max_length=150)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=160, editable=False)

    objects = DonorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = "người ủng hộ"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "address"],
                name="donor_once_per_unit",
                violation_error_message="Người ủng hộ này đã có trong sổ. Xin chọn từ danh sách.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key, self.search_key = text_sort_key(self.name)[:400], search_key(self.name)[:160]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("funds:donor", args=[self.pk])

    def clean(self) -> None:
        self.name, self.address = nfc(self.name), nfc(self.address)
