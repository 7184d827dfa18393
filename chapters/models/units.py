from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from khuyenhoc.names import nfc, search_key, text_sort_key

from ..hindrance import Hindrance, some_of
from ..kinds import ASSOCIATIONS, PARENTS, Kind, Setting
from ..reach import ROOT_PATH, SEGMENT, ReachQuerySet, path_end


class UnitQuerySet(ReachQuerySet):
    path_lookup = "path"

    def below(self, unit: "Unit") -> Self:
        """The unit itself and everything under it."""
        return self.filter(path__gte=unit.path, path__lt=path_end(unit.path))

    def above(self, unit: "Unit") -> Self:
        """What the unit stands under, topmost first."""
        lengths = range(SEGMENT, len(unit.path), SEGMENT)
        return self.filter(path__in=[unit.path[:length] for length in lengths]).order_by("path")

    def associations(self) -> Self:
        return self.filter(kind__in=ASSOCIATIONS)

    def open_on(self, day: date) -> Self:
        opened = Q(opened_on=None) | Q(opened_on__lte=day)
        return self.filter(opened & (Q(closed_on=None) | Q(closed_on__gt=day)))

    def hinders_closing(self, unit: "Unit") -> list[Hindrance]:
        names = [child.full_name for child in self.filter(parent=unit, closed_on=None)]
        if not names:
            return []
        return [
            Hindrance(
                f"{len(names)} đơn vị trực thuộc còn hoạt động: {some_of(names)}.",
                reverse("chapters:unit-children-move", args=[unit.pk], query={"tiep": "giai-the"}),
                "Chuyển các đơn vị này sang nơi khác",
            )
        ]


class Unit(models.Model):
    """Đơn vị: any node of the tree, an association at one level or a chapter or board under it."""

    Kind = Kind
    Setting = Setting

    code = models.CharField(
        "mã",
        max_length=40,
        unique=True,
        error_messages={"unique": "Mã này đã có đơn vị khác dùng. Xin chọn mã khác hoặc để trống."},
    )
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    setting = models.CharField("địa bàn", max_length=20, choices=Setting.choices, blank=True)
    local_word = models.CharField("địa phương gọi là", max_length=20, blank=True)
    designation = models.CharField("danh xưng", max_length=20, blank=True)
    name = models.CharField("tên", max_length=150)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="đơn vị cấp trên"
    )
    path = models.CharField(max_length=40, unique=True, editable=False)
    children_made = models.PositiveIntegerField(default=0, editable=False)
    opened_on = models.DateField("thành lập ngày", null=True, blank=True)
    closed_on = models.DateField("giải thể ngày", null=True, blank=True)
    association_since = models.DateField("có tổ chức Hội từ", null=True, blank=True)
    keeps_roster = models.BooleanField("quản lý danh sách hội viên tại đây", default=False)
    reason = models.CharField("lý do giải thể, lập lại hoặc chuyển gần nhất", max_length=300, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=200, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = "đơn vị"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, kind__in=ASSOCIATIONS, path=ROOT_PATH) | Q(parent__isnull=False),
                name="unit_one_root",
                violation_error_message="Đơn vị này phải có đơn vị cấp trên.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                name="unit_closed_after_opened",
                violation_error_message="Ngày giải thể không thể trước ngày thành lập. Xin xem lại hai ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ASSOCIATIONS) | Q(association_since=None), name="unit_association_only_on_levels"
            ),
            models.CheckConstraint(
                condition=Q(setting=Setting.HAMLET) | Q(local_word=""),
                name="unit_local_word_only_for_hamlets",
                violation_error_message="Chỉ thôn, tổ dân phố mới có tên gọi của địa phương.",
            ),
        ]
        indexes = [models.Index(fields=["parent", "sort_key"], name="unit_children_in_order")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("chapters:unit", args=[self.pk])

    def set_keys(self) -> None:
        """What is stored beside the name for sorting and finding; for bulk loads too."""
        self.sort_key = text_sort_key(self.name)[:400]
        self.search_key = search_key(f"{self.designation} {self.name}")[:200]

    def clean(self) -> None:
        self.name, self.code, self.local_word = nfc(self.name), nfc(self.code), nfc(self.local_word)
        if self.setting != Setting.HAMLET:
            self.local_word = ""  # the form offers the neighbours' word before it knows the setting
        allowed = PARENTS[self.kind]
        if self.parent_id and self.parent and self.parent.kind not in allowed:
            raise ValidationError({"kind": f"{wrong_parent(self.kind, self.parent.kind)} Xin chọn loại khác."})
        if self.kind in (Kind.CHAPTER, Kind.BOARD) and not self.setting:
            raise ValidationError({"setting": "Xin chọn địa bàn của chi hội, ban khuyến học."})

    @property
    def full_name(self) -> str:
        """ "xã Côn Minh", "thị trấn Yến Lạc", "Chi hội thôn Bản Cào"."""
        return f"{self.designation} {self.name}".strip()

    @property
    def association_name(self) -> str:
        """ "Hội Khuyến học xã Côn Minh"; a chapter goes by its own name."""
        if self.kind == Kind.CENTRAL:
            return self.name
        return f"Hội Khuyến học {self.full_name}" if self.is_association_level else self.name

    @property
    def setting_words(self) -> str:
        """Where it lives, as people there say it: "bản", "tiểu khu"; else "thôn, tổ dân phố", "trường học"."""
        return self.local_word or self.get_setting_display()

    @property
    def is_association_level(self) -> bool:
        return self.kind in ASSOCIATIONS

    def is_open_on(self, day: date) -> bool:
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or self.closed_on > day)


def wrong_parent(kind: str, parent_kind: str) -> str:
    return f"{Kind(kind).label.capitalize()} không đặt được dưới {Kind(parent_kind).label}."
