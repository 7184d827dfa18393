"""Learning models (mô hình học tập): who registered, what was assessed and recognised, year by year (DOMAIN 5)."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chapters.kinds import ASSOCIATIONS, BASIC, Kind
from chapters.models import ERASED_NAME, ERASED_TEXT, Member, Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc, search_key, sort_key, text_sort_key
from khuyenhoc.numbers import format_decimal

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

    @property
    def kept_at(self) -> tuple[Kind, ...]:
        """Whose register it stands in: learning units at the associations, the others where people live."""
        return ASSOCIATIONS if self is LearningKind.UNIT else (Kind.COMMUNE, *BASIC)

    @property
    def since(self) -> int | None:
        """The first year that had this model; None: as long as anybody remembers."""
        return RENAMED_IN if self is LearningKind.UNIT else None


class LearningModelQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "write_awards"

    def erase_person(self, member: Member) -> list[models.Model]:
        """Forget whose family it is, unless a decision that names it was recorded; every year stays to be counted."""
        found = list(self.filter(member=member).exclude(registrations__decided_on__isnull=False))
        years = list(Registration.objects.filter(learning_model__in=found).exclude(result_reason=""))
        for model in found:
            model.name, model.head, model.address = f"{ERASED_NAME} {member.pk} ({model.pk})", "", ""
            model.save()
        for registration in years:
            registration.result_reason = ERASED_TEXT
            registration.save()
        return [*found, *years]

    def erasure_words(self, member: Member) -> dict[str, str]:
        """What erasing this person does to her models, for the page that asks: `goes` and `stays`."""
        of_hers = self.filter(member=member).distinct()
        signed = of_hers.filter(registrations__decided_on__isnull=False).count()
        goes = of_hers.count() - signed
        words = {"goes": f"tên, địa chỉ trong {goes} mô hình học tập chưa có quyết định công nhận"} if goes else {}
        return words | ({"stays": f"tên trong {signed} mô hình học tập đã có quyết định"} if signed else {})


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
        self.set_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:learning-model", args=[self.pk])

    def set_keys(self) -> None:
        key = sort_key if self.kind == LearningKind.FAMILY else text_sort_key
        self.sort_key = key(self.name)[:400]
        self.search_key = search_key(f"{self.name} {self.head} {self.address}")[:420]

    def clean(self) -> None:
        self.name, self.head, self.address = nfc(self.name), nfc(self.head), nfc(self.address)
        kind = LearningKind(self.kind)
        if Kind(self.unit.kind) not in kind.kept_at:
            where = "Hội các cấp" if kind == LearningKind.UNIT else "Hội xã, chi hội hoặc ban khuyến học"
            raise ValidationError({"unit": f"{kind.label.capitalize()} do {where} theo dõi. Xin chọn lại đơn vị."})


class RegistrationQuerySet(ReachQuerySet):
    path_lookup = "learning_model__unit__path"
    read_permission = "read_awards"
    write_permission = "write_awards"

    def counted(self) -> Self:
        """Those that stand; what was withdrawn is as if it had never been registered."""
        return self.exclude(result=Registration.Result.WITHDRAWN)

    def registered_by(self, day: date) -> Self:
        return self.counted().filter(Q(registered_on=None) | Q(registered_on__lte=day))

    def recognised_by(self, day: date) -> Q:
        """The condition, to count by; as Registration.is_recognised_by says of one."""
        return Q(result=Registration.Result.RECOGNISED) & (Q(decided_on=None) | Q(decided_on__lte=day))


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

    # What a page shows beside the stored ones (awards/learning.py).
    run: int
    is_long_run: bool
    shown_address: str

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

    def get_absolute_url(self) -> str:
        return self.learning_model.get_absolute_url()

    @property
    def kind_name(self) -> str:
        """As it was called in its year."""
        return LearningKind(self.learning_model.kind).name_in(self.year)

    @property
    def is_decided(self) -> bool:
        return bool(self.decision_number or self.decided_on)

    def is_recognised_by(self, day: date) -> bool:
        """By a decision of that day or before, or without the date of one."""
        is_recognised: bool = self.result == self.Result.RECOGNISED
        return is_recognised and (self.decided_on is None or self.decided_on <= day)

    @property
    def points_in_words(self) -> str:
        return points_in_words(self.points)

    @property
    def self_points_in_words(self) -> str:
        return points_in_words(self.self_points)

    def clean(self) -> None:
        self.result_reason, self.decision_number = nfc(self.result_reason), nfc(self.decision_number)
        faults = {**self._faulty_dates(), **self._faulty_points(), **self._faulty_result()}
        if faults:
            raise ValidationError(faults)

    def _faulty_dates(self) -> dict[str, str]:
        faults, today = {}, timezone.localdate()
        if self.year > today.year + 1:
            faults["year"] = f"Năm {self.year} còn xa. Xin xem lại năm."
        kind = LearningKind(self.learning_model.kind)
        if kind.since and self.year < kind.since:
            faults["year"] = f"{kind.label.capitalize()} có từ năm {kind.since}. Xin xem lại năm."
        if self.registered_on and self.registered_on > today:
            faults["registered_on"] = "Ngày đăng ký đang ở tương lai. Xin xem lại."
        elif self.registered_on and not self.year - 1 <= self.registered_on.year <= self.year:
            faults["registered_on"] = f"Đăng ký của năm {self.year} phải trong năm đó hoặc cuối năm trước."
        if self.decided_on and self.decided_on > today:
            faults["decided_on"] = "Ngày quyết định đang ở tương lai. Xin xem lại."
        elif self.decided_on and not self.year <= self.decided_on.year <= self.year + 1:
            faults["decided_on"] = f"Quyết định công nhận năm {self.year} phải ký trong năm đó hoặc năm sau."
        return faults

    def _faulty_points(self) -> dict[str, str]:
        given = {name: getattr(self, name) for name in ("self_points", "points")}
        return {
            name: "Điểm phải từ 0 đến 100."
            for name, points in given.items()
            if points is not None and not 0 <= points <= 100
        }

    def _faulty_result(self) -> dict[str, str]:
        if self.result != self.Result.RECOGNISED and self.is_decided:
            return {"result": "Chỉ mô hình được công nhận mới có số và ngày quyết định."}
        if self.is_decided and not (self.decision_number and self.decided_on):
            missing = "decided_on" if self.decision_number else "decision_number"
            return {missing: "Quyết định phải có cả số và ngày. Xin điền đủ."}
        if self.result == self.Result.REFUSED and not self.result_reason:
            return {"result_reason": "Xin ghi lý do không công nhận."}
        return {}


def points_in_words(points: Decimal | None) -> str:
    return "" if points is None else format_decimal(points, 1)
