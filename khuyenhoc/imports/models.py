from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone

from ..jobs import Job
from .registry import importer_of, importers

KEPT = timedelta(days=7)
PIECE = 1024 * 1024  # bytes


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: Any) -> Self:
        """Whoever may write records of that kind at that unit today; the uploader is one of them."""
        reached = models.Q(pk__in=[])
        for importer in importers():
            units = user.units_reached(importer.permission).values("pk")
            reached |= models.Q(kind=importer.kind, unit_id__in=units)
        return self.filter(reached)

    def editable_by(self, user: Any) -> Self:
        return self.visible_to(user)

    def light(self) -> Self:
        return self.defer("content", "faults", "questions", "asked", "samples", "options")

    def outdated(self) -> Self:
        """Still holding a workbook that nobody has come back for: people's data are kept no longer than needed."""
        return self.filter(content__isnull=False, uploaded_at__lt=timezone.now() - KEPT).exclude(state="applying")


class Import(models.Model):
    """Lần nhập Excel: a workbook from its upload to what became of it.

    Nothing is written before it is confirmed. The workbook, faults and samples are people's data: they go as soon as
    they are no longer needed, at the latest after seven days; the counts stay.
    """

    class State(models.TextChoices):
        READ = "read", "đang kiểm tra"
        PREVIEWED = "previewed", "chờ xác nhận"
        APPLYING = "applying", "đang ghi"
        DONE = "done", "đã ghi"
        CANCELLED = "cancelled", "đã bỏ"
        UNDONE = "undone", "đã hoàn tác"

    kind = models.CharField("loại", max_length=20)
    unit_id = models.BigIntegerField("đơn vị")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    content = models.BinaryField(null=True)
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.READ)
    rows = models.PositiveIntegerField("số dòng", default=0)
    # How the workbook is read, and what the user answered: "Sheet!row" or "Sheet!row!column" to her choice.
    options = models.JSONField(default=dict, editable=False)
    counts = models.JSONField("kết quả", default=dict)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    faults = models.JSONField(default=list, editable=False)
    # The first questions in words for the page, and the keys of all rows that may be doubles.
    questions = models.JSONField(default=list, editable=False)
    asked = models.JSONField(default=list, editable=False)
    samples = models.JSONField(default=dict, editable=False)
    notes = models.JSONField(default=list, editable=False)
    cursor = models.PositiveIntegerField(default=0, editable=False)
    log_from = models.BigIntegerField(null=True, editable=False)
    log_to = models.BigIntegerField(null=True, editable=False)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="việc chạy nền")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người xác nhận"
    )
    applied_at = models.DateTimeField("ghi lúc", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người hoàn tác"
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần nhập Excel"
        indexes = [models.Index(fields=["unit_id", "-id"], name="import_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["done", "undone"]) | models.Q(applied_at__isnull=False),
                name="import_applied_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="undone") | models.Q(undone_at__isnull=False), name="import_undone_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"Nhập Excel số {self.pk}"

    @property
    def url(self) -> str:
        """No `get_absolute_url`: the log would lead there those who may read the log but not the workbook."""
        return reverse("import", args=[self.pk])

    @property
    def importer(self) -> Any:
        return importer_of(self.kind)

    @property
    def through(self) -> str:
        """How the change log names the way that this import's writes came in."""
        return f"nhập Excel số {self.pk}"

    @property
    def waits_for_conversion(self) -> bool:
        return self.state == self.State.READ and "legacy" in self.samples

    @property
    def is_busy(self) -> bool:
        return self.state in (self.State.READ, self.State.APPLYING)

    def workbook(self) -> bytes:
        """The file, in pieces where it is not at hand.

        PostgreSQL sends bytes as text of twice the size, into a buffer that the connection never gives back.
        """
        if "content" not in self.get_deferred_fields():
            return bytes(self.content or b"")
        here, pieces, size = Import.objects.filter(pk=self.pk), [b""], PIECE
        while size == PIECE:
            start = (len(pieces) - 1) * PIECE + 1
            part = Substr("content", start, PIECE, output_field=models.BinaryField())
            pieces.append(bytes(here.values_list(part, flat=True).get() or b""))
            size = len(pieces[-1])
        return b"".join(pieces)

    def save_light(self) -> None:
        """Save everything but the workbook, which may be 20 MB and never changes."""
        self.save(update_fields=[name for name in self._light_fields() if name != "id"])

    def refresh_light(self) -> None:
        self.refresh_from_db(fields=self._light_fields())

    def _light_fields(self) -> list[str]:
        return [field.name for field in self._meta.concrete_fields if field.name != "content"]
