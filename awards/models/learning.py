"""Learning models (mô hình học tập): who registered, what was assessed and recognised, year by year (DOMAIN 5)."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from chapters.models import Member, Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc, search_key, sort_key, text_sort_key

RENAMED_IN = 2016  # until then the models were called "hiếu học" (DOMAIN 5)


class LearningKind(models.TextChoices):
    """The kinds that are kept by list; learning citizens come as totals from the national software."""

    FAMILY = "family", "gia đình học tập"
    CLAN = "clan", "dòng họ học tập"
    COMMUNITY = "community", "cộng đồng học tập"
    UNIT = "unit", "đơn vị học tập"

    def name_in(self, year: int) -> str:
        """ "gia đình học tập", before 2016 "gia đình hiếu học"."""
        return self.label if year >= RENAMED_IN else self.label.replace("học tập", "hiếu học")


class LearningModelQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "write_awards"


class LearningModel(models.Model):
    """Mô hình học tập: one family, clan, community or unit that takes part; its years are its registrations."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="learning_models", verbose_name="đơn vị theo dõi")
    kind = models.CharField("mô hình", max_length=10, choices=LearningKind.choices)
    name = models.CharField("chủ hộ, dòng họ, thôn, đơn vị", max_length=200)
    head = models.CharField("trưởng họ, người đứng đầu", max_length=150, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="learning_models", verbose_name="hội viên"
    )
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=420, editable=False)

    objects = LearningModelQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "sort_key", "id"]
        verbose_name = "mô hình học tập"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "name", "address"],
                name="learning_model_once",
                violation_error_message="Đơn vị đã có mô hình tên này ở địa chỉ này. Xin ghi địa chỉ để phân biệt.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        key = sort_key if self.kind == LearningKind.FAMILY else text_sort_key
        self.sort_key = key(self.name)[:400]
        self.search_key = search_key(f"{self.name} {self.head} {self.address}")[:420]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:learning-model", args=[self.pk])

    def clean(self) -> None:
        self.name, self.head, self.address = nfc(self.name), nfc(self.head), nfc(self.address)


class RegistrationQuerySet(ReachQuerySet):
    path_lookup = "learning_model__unit__path"
    read_permission = "read_awards"
    write_permission = "write_awards"


class Registration(models.Model):
    """Đăng ký một năm: registered at the start of the year, assessed and recognised, or not, at its end."""

    class Result(models.TextChoices):
        OPEN = "", "chưa xét"
        RECOGNISED = "recognised", "công nhận"
        REFUSED = "refused", "không công nhận"
        WITHDRAWN = "withdrawn", "rút đăng ký"

    learning_model = models.ForeignKey(
        LearningModel, models.PROTECT, related_name="registrations", verbose_name="mô hình"
    )
    year = models.PositiveSmallIntegerField("năm", validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    registered_on = models.DateField("ngày đăng ký", null=True, blank=True)
    people = models.PositiveIntegerField("số nhân khẩu", null=True, blank=True)
    self_points = models.DecimalField("điểm tự chấm", max_digits=4, decimal_places=1, null=True, blank=True)
    points = models.DecimalField("điểm thẩm định", max_digits=4, decimal_places=1, null=True, blank=True)
    result = models.CharField("kết quả", max_length=10, choices=Result.choices, blank=True)
    result_reason = models.CharField("lý do không công nhận", max_length=300, blank=True)
    decision_number = models.CharField("số quyết định", max_length=50, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "learning_model__sort_key", "id"]
        verbose_name = "đăng ký mô hình học tập"
        constraints = [
            models.UniqueConstraint(
                fields=["learning_model", "year"],
                name="registered_once_a_year",
                violation_error_message="Mô hình này đã đăng ký năm đó.",
            ),
            models.CheckConstraint(
                condition=(Q(points=None) | Q(points__gte=0, points__lte=100))
                & (Q(self_points=None) | Q(self_points__gte=0, self_points__lte=100)),
                name="registration_points_of_hundred",
                violation_error_message="Điểm phải từ 0 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(result="recognised") | Q(decision_number="", decided_on=None),
                name="registration_decision_recognises",
                violation_error_message="Chỉ mô hình được công nhận mới có số và ngày quyết định.",
            ),
        ]
        indexes = [models.Index(fields=["year", "result"], name="registration_of_year")]

    def __str__(self) -> str:
        return f"{self.learning_model}, năm {self.year}"
