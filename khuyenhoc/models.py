import hashlib
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.models.functions import Cast

from .imports.models import Import
from .jobs import Job

__all__ = ["Actor", "Change", "ChangeQuerySet", "Import", "Job", "StoredFile"]


class Actor(models.Model):
    """Who is acting in the current transaction; one row, used on SQLite only (khuyenhoc/actor.py)."""

    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=150, blank=True)
    through = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="actor_is_one_row")]

    def __str__(self) -> str:
        return self.name


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, *records: models.Model) -> "ChangeQuerySet":
        """The changes of these records, latest first."""
        picked = models.Q(pk__in=[])
        for record in records:
            picked |= models.Q(table_name=record._meta.db_table, row_id=record.pk)
        return self.filter(picked)

    def state(self) -> tuple[Any, ...]:
        """Names all that our tables hold now: whatever is written, by whom and how ever, gives another. One query.

        The last entry and its time. On PostgreSQL entries are not committed in their order, so there the snapshot too:
        two that read alike see the same transactions.
        """
        if connections[self.db].vendor == "postgresql":
            snapshot = models.Func(function="pg_current_snapshot")
            told = Cast(snapshot, models.TextField())
            return self.annotate(snapshot=told).order_by("-id").values_list("id", "at", "snapshot").first() or ()
        return self.order_by("-id").values_list("id", "at").first() or ()

    def visible_to(self, user: Any) -> "ChangeQuerySet":
        """Changes of units in the user's reach; those of catalogues and accounts only from the topmost office."""
        unit_ids = user.units_reached("read_log").values("pk")
        within = models.Q(unit_id__in=unit_ids)
        return self.filter(within | models.Q(unit_id=None)) if user.serves_root("read_log") else self.filter(within)


class Change(models.Model):
    """Nhật ký: one insert, update or delete of one row, written by the database itself.

    `before` and `after` map columns to values; of an update, only the columns that changed.
    """

    at = models.DateTimeField("lúc")
    table_name = models.CharField("bảng", max_length=63)
    row_id = models.BigIntegerField("dòng")
    operation = models.CharField("việc", max_length=6)
    before = models.JSONField("trước", null=True)
    after = models.JSONField("sau", null=True)
    unit_id = models.BigIntegerField("đơn vị", null=True)
    actor_id = models.BigIntegerField("mã người làm", null=True)
    actor_name = models.CharField("người làm", max_length=150)
    through = models.CharField("qua", max_length=100, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["table_name", "row_id", "-id"], name="change_of_row"),
            models.Index(fields=["unit_id", "-id"], name="change_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"


class Erasure(models.Model):
    """Xóa nội dung nhật ký: what the log held about this row was blanked, at the wish of the person it spoke of."""

    table_name = models.CharField("bảng", max_length=63, editable=False)
    row_id = models.BigIntegerField("dòng", editable=False)
    at = models.DateTimeField("lúc", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xóa")

    class Meta:
        verbose_name = "lần xóa nội dung nhật ký"
        constraints = [models.UniqueConstraint(fields=["table_name", "row_id"], name="erasure_once")]

    def __str__(self) -> str:
        kinds = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models()}
        return f"{kinds.get(self.table_name, self.table_name)} số {self.row_id}"


class StoredFile(models.Model):
    """Tệp lưu: bytes kept in the database, so that one backup holds everything. Never changed once stored."""

    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại", max_length=100)
    size = models.PositiveIntegerField("cỡ (byte)")
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()
    stored_at = models.DateTimeField("lưu lúc", auto_now_add=True)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lưu"
    )

    class Meta:
        verbose_name = "tệp lưu"
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty")]

    def __str__(self) -> str:
        return self.name

    def is_intact(self) -> bool:
        return hashlib.sha256(bytes(self.content)).hexdigest() == self.sha256
