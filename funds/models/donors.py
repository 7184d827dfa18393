from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc, search_key, text_sort_key


class DonorQuerySet(ReachQuerySet):
    read_permission = "read_funds"
    write_permission = "write_funds"

    def standing(self) -> Self:
        """Without the records that have become part of another one, which speaks for them."""
        return self.filter(merged_into=None)

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user).standing()

    def editable_by(self, user: Any) -> Self:
        return super().editable_by(user).standing()


class Donor(models.Model):
    """Người ủng hộ: a person, household, clan or organisation that gives; kept by one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="donors", verbose_name="đơn vị giữ hồ sơ")
    name = models.CharField("tên", max_length=150)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="gộp vào hồ sơ"
    )
    merged_because = models.CharField("gộp vì", max_length=200, blank=True)
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
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_because="")
                | (Q(merged_into__isnull=False) & ~Q(merged_because="")),
                name="donor_merged_with_a_reason",
                violation_error_message="Xin ghi vì sao gộp hai hồ sơ.",
            ),
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

    @property
    def records(self) -> DonorQuerySet:
        """Hers and those merged into it: vouchers keep the record they were written with."""
        return Donor.objects.filter(Q(pk=self.pk) | Q(merged_into=self.pk))
