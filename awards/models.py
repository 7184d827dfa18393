from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chapters.hindrance import Hindrance
from chapters.kinds import Kind
from chapters.models import ERASED_NAME, ERASED_TEXT, Member, Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.names import nfc, nfc_lines, search_key, sort_key


class RecipientClass(models.TextChoices):
    COLLECTIVE = "collective", "tập thể"
    PERSON = "person", "cá nhân"
    HOUSEHOLD = "household", "hộ gia đình"
    CLAN = "clan", "dòng họ"


class GrantorLevel(models.TextChoices):
    """Who gives: an association at a level, or another body (UBND, MTTQ)."""

    CENTRAL = Kind.CENTRAL.value, "Trung ương Hội"
    PROVINCE = Kind.PROVINCE.value, "Hội tỉnh"
    DISTRICT = Kind.DISTRICT.value, "Hội huyện"
    COMMUNE = Kind.COMMUNE.value, "Hội xã"
    OTHER = "other", "cơ quan khác"


class AwardFormQuerySet(models.QuerySet["AwardForm"]):
    def valid_in(self, year: int) -> Self:
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=year)).filter(
            Q(valid_to=None) | Q(valid_to__gte=year)
        )


class AwardForm(models.Model):
    """Hình thức khen thưởng: a form that one grantor gives, for certain classes of recipient, in certain years."""

    code = models.SlugField("mã", max_length=40, unique=True)
    grantor_level = models.CharField("cấp khen", max_length=10, choices=GrantorLevel.choices)
    grantor_name = models.CharField("cơ quan khen", max_length=150)
    name = models.CharField("hình thức", max_length=150)
    for_collective = models.BooleanField("tập thể", default=False)
    for_person = models.BooleanField("cá nhân", default=False)
    for_household = models.BooleanField("hộ gia đình", default=False)
    for_clan = models.BooleanField("dòng họ", default=False)
    valid_from = models.PositiveSmallIntegerField("áp dụng từ năm", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("đến hết năm", null=True, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = AwardFormQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "hình thức khen thưởng"
        constraints = [
            models.CheckConstraint(
                condition=Q(for_collective=True) | Q(for_person=True) | Q(for_household=True) | Q(for_clan=True),
                name="awardform_for_somebody",
                violation_error_message="Xin chọn ít nhất một loại đối tượng được khen.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="awardform_years_in_order",
                violation_error_message="Năm hết áp dụng không thể trước năm bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} của {self.grantor_name}"

    @property
    def classes(self) -> list[RecipientClass]:
        return [kind for kind in RecipientClass if getattr(self, f"for_{kind.value}")]


class DecisionQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "decide_awards"


class Decision(models.Model):
    """Quyết định khen thưởng: a grantor's signed list; it never changes after signing."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions", verbose_name="đơn vị ghi nhận")
    grantor_name = models.CharField("cơ quan ra quyết định", max_length=150)
    number = models.CharField("số quyết định", max_length=50)
    signed_on = models.DateField("ngày ký")
    year = models.PositiveSmallIntegerField("năm khen thưởng")
    size = models.PositiveIntegerField("số trong danh sách")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-id"]
        verbose_name = "quyết định khen thưởng"
        constraints = [
            models.UniqueConstraint(
                fields=["grantor_name", "number", "signed_on"],
                name="decision_number_once",
                violation_error_message="Quyết định số này của cơ quan đó đã có trong sổ. Xin xem lại số và ngày.",
            )
        ]

    def __str__(self) -> str:
        return f"Quyết định số {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("awards:decision", args=[self.pk])

    def clean(self) -> None:
        self.number, self.grantor_name = nfc(self.number), nfc(self.grantor_name)


class NominationQuerySet(ReachQuerySet):
    read_permission = "read_awards"
    write_permission = "write_awards"

    def proposed(self) -> Self:
        """Put forward and not turned down: proposed, endorsed, decided or given."""
        return self.exclude(state__in=[Nomination.State.DRAFT, Nomination.State.DECLINED])

    def pending(self) -> Self:
        return self.filter(state__in=[Nomination.State.PROPOSED, Nomination.State.ENDORSED])

    def hinders_closing(self, unit: Unit) -> list[Hindrance]:
        number = self.pending().filter(unit=unit).count()
        if not number:
            return []
        url = reverse("awards:nomination-list", query={"don-vi": unit.code})
        sentence = f"{number} đề nghị khen thưởng chưa có quyết định."
        return [Hindrance(sentence, url, "Xét xong hoặc rút các đề nghị này")]

    def erase_person(self, member: Member) -> list["Nomination"]:
        """Forget whom it was about, unless a decision was signed: the list attached to it is kept by law."""
        found = list(self.filter(member=member, decision=None))
        for nomination in found:
            nomination.recipient_name, nomination.position_held = f"{ERASED_NAME} {member.pk}", ""
            nomination.achievements = ""
            nomination.decline_reason = ERASED_TEXT if nomination.decline_reason else ""
            nomination.save()
        return found

    def erasure_words(self, member: Member) -> dict[str, str]:
        """What erasing this person does to her nominations, for the page that asks: `goes` and `stays`."""
        open_ones, signed = (self.filter(member=member, decision__isnull=signed).count() for signed in (True, False))
        words = (
            {"goes": f"tên và thành tích trong {open_ones} đề nghị khen thưởng chưa có quyết định"} if open_ones else {}
        )
        return words | ({"stays": f"tên trong {signed} quyết định khen thưởng đã ký"} if signed else {})


class Nomination(models.Model):
    """Đề nghị khen thưởng: one recipient for one form in one year; counted at the recipient's unit."""

    class State(models.TextChoices):
        DRAFT = "draft", "đang soạn"
        PROPOSED = "proposed", "đề nghị"
        ENDORSED = "endorsed", "đã xét, trình cấp khen"
        DECIDED = "decided", "đã có quyết định"
        GIVEN = "given", "đã trao"
        DECLINED = "declined", "không xét"

    MOVES = {
        State.DRAFT: (State.PROPOSED,),
        State.PROPOSED: (State.DRAFT, State.ENDORSED, State.DECIDED, State.DECLINED),
        State.ENDORSED: (State.PROPOSED, State.DECIDED, State.DECLINED),
        State.DECIDED: (State.GIVEN,),
        State.GIVEN: (),
        State.DECLINED: (),
    }

    year = models.PositiveSmallIntegerField("năm")
    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="nominations", verbose_name="hình thức")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="nominations", verbose_name="đơn vị")
    recipient_class = models.CharField("đối tượng", max_length=10, choices=RecipientClass.choices)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="hội viên"
    )
    recipient_name = models.CharField("tên người, tập thể được đề nghị", max_length=200)
    position_held = models.CharField("chức vụ, đơn vị", max_length=200, blank=True)
    achievements = models.TextField("tóm tắt thành tích", blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.DRAFT)
    decline_reason = models.CharField("lý do không xét", max_length=300, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="quyết định"
    )
    given_on = models.DateField("trao ngày", null=True, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=220, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "form__position", "recipient_class", "sort_key", "id"]
        verbose_name = "đề nghị khen thưởng"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["decided", "given"], decision__isnull=False)
                | (~Q(state__in=["decided", "given"]) & Q(decision=None)),
                name="nomination_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(decline_reason="") | ~Q(state="declined"),
                name="nomination_declined_has_reason",
                violation_error_message="Xin ghi lý do không xét.",
            ),
            models.UniqueConstraint(
                fields=["year", "form", "member"],
                condition=Q(member__isnull=False) & ~Q(state="declined"),
                name="nomination_once_per_person",
                violation_error_message="Người này đã được đề nghị hình thức khen đó trong năm.",
            ),
        ]
        indexes = [models.Index(fields=["year", "unit"], name="nomination_of_unit")]

    def __str__(self) -> str:
        return f"{self.recipient_name} – {self.form}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        key = sort_key if self.recipient_class == RecipientClass.PERSON else search_key
        self.sort_key, self.search_key = key(self.recipient_name)[:400], search_key(self.recipient_name)[:220]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:nomination", args=[self.pk])

    def clean(self) -> None:
        self.recipient_name, self.position_held = nfc(self.recipient_name), nfc(self.position_held)
        self.achievements = nfc_lines(self.achievements)
        if RecipientClass(self.recipient_class) not in self.form.classes:
            raise ValidationError(
                {"recipient_class": f"{self.form} không dành cho {self.get_recipient_class_display()}."}
            )

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]
