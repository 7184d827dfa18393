from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chapters.hindrance import Hindrance
from chapters.models import ERASED_NAME, ERASED_TEXT, Member, Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.models import StoredFile
from khuyenhoc.names import nfc, nfc_lines, search_key, sort_key

from .decisions import Decision
from .forms import AwardForm, RecipientClass
from .rounds import AwardRound


class NominationQuerySet(ReachQuerySet):
    """What stands on a list that was recorded by mistake is seen by nobody any more, but in the log."""

    read_permission = "read_awards"
    write_permission = "write_awards"

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user).filter(decision__voided_at=None)

    def editable_by(self, user: Any) -> Self:
        return super().editable_by(user).filter(decision__voided_at=None)

    def proposed(self) -> Self:
        """Put forward and not turned down: proposed, endorsed, decided or given."""
        return self.exclude(state__in=[Nomination.State.DRAFT, *Nomination.OVER])

    def received(self) -> Self:
        """What was given, latest first; taken back ones are told too, as taken back."""
        found = self.filter(state__in=Nomination.DECIDED, decision__voided_at=None)
        return found.select_related("form", "unit", "decision").order_by("-decision__signed_on", "sort_key", "pk")

    def standing_on(self, day: date) -> Self:
        """Put forward, not turned down, and not taken back by that day."""
        never = [Nomination.State.DRAFT, Nomination.State.DECLINED, Nomination.State.WITHDRAWN]
        stood = self.exclude(state__in=never).exclude(decision__voided_at__isnull=False)
        return stood.exclude(revocation__signed_on__lte=day)

    def pending(self) -> Self:
        return self.filter(state__in=Nomination.PENDING)

    def hinders_closing(self, unit: Unit) -> list[Hindrance]:
        found = []
        if number := self.pending().filter(unit=unit).count():
            url = reverse("awards:nomination-list", query={"don-vi": unit.code})
            sentence = f"{number} đề nghị khen thưởng chưa có quyết định."
            found.append(Hindrance(sentence, url, "Xét xong hoặc rút các đề nghị này"))
        if number := self.filter(state=Nomination.State.PROPOSED, at=unit).exclude(unit=unit).count():
            url = reverse("awards:examine", query={"o": "cap-duoi"})
            found.append(
                Hindrance(f"{number} đề nghị khen thưởng đang chờ đơn vị này xét.", url, "Xét các đề nghị này")
            )
        return found

    def erase_person(self, member: Member) -> list[models.Model]:
        """Forget whom it was about, unless a decision was signed: the list attached to it is kept by law."""
        found = list(self.filter(member=member, decision=None))
        for nomination in found:
            nomination.recipient_name, nomination.sex = f"{ERASED_NAME} {member.pk}", ""
            nomination.birth_year = nomination.service_years = None
            for words in ("position_held", "achievements", "earlier_awards", "note"):
                setattr(nomination, words, "")
            nomination.decline_reason = ERASED_TEXT if nomination.decline_reason else ""
            nomination.save()
        papers = NominationPaper.objects.filter(nomination__in=found, withdrawn_at=None)
        papers.update(withdrawn_at=timezone.now())
        return [*found, *(said for nomination in found for said in nomination.erase_words())]

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
        REVOKED = "revoked", "đã thu hồi"
        WITHDRAWN = "withdrawn", "đã bỏ"

    MOVES = {
        State.DRAFT: (State.PROPOSED, State.WITHDRAWN),
        State.PROPOSED: (State.DRAFT, State.ENDORSED, State.DECIDED, State.DECLINED),
        State.ENDORSED: (State.DRAFT, State.PROPOSED, State.DECIDED, State.DECLINED),
        State.DECIDED: (State.GIVEN, State.REVOKED),
        State.GIVEN: (State.REVOKED,),
        State.DECLINED: (),
        State.REVOKED: (),
        State.WITHDRAWN: (),
    }

    PENDING = (State.PROPOSED, State.ENDORSED)
    OVER = (State.DECLINED, State.REVOKED, State.WITHDRAWN)
    DECIDED = (State.DECIDED, State.GIVEN, State.REVOKED)

    year = models.PositiveSmallIntegerField("năm")
    round = models.ForeignKey(
        AwardRound, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="đợt khen thưởng"
    )
    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="nominations", verbose_name="hình thức")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="nominations", verbose_name="đơn vị")
    recipient_class = models.CharField("đối tượng", max_length=10, choices=RecipientClass.choices)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="hội viên"
    )
    recipient_name = models.CharField("tên người, tập thể được đề nghị", max_length=200)
    recipient_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="tập thể được đề nghị"
    )
    sex = models.CharField("giới tính", max_length=10, choices=Member.Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        "năm sinh", null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    position_held = models.CharField("chức vụ, đơn vị", max_length=200, blank=True)
    service_years = models.PositiveSmallIntegerField(
        "số năm công tác Hội", null=True, blank=True, validators=[MaxValueValidator(90)]
    )
    achievements = models.TextField("tóm tắt thành tích", blank=True)
    earlier_awards = models.CharField("đã được khen (số quyết định, ngày)", max_length=500, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    is_other_person = models.BooleanField("là người khác trùng tên", default=False)
    at = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="nominations_at_hand",
        verbose_name="đang ở",
        help_text="Đơn vị đang giữ hồ sơ.",
    )
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
                condition=Q(state__in=["decided", "given", "revoked"], decision__isnull=False)
                | (~Q(state__in=["decided", "given", "revoked"]) & Q(decision=None)),
                name="nomination_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(decline_reason="") | ~Q(state="declined"),
                name="nomination_declined_has_reason",
                violation_error_message="Xin ghi lý do không xét.",
            ),
            models.UniqueConstraint(
                fields=["year", "form", "member"],
                condition=Q(member__isnull=False) & ~Q(state__in=["declined", "revoked", "withdrawn"]),
                name="nomination_once_per_person",
                violation_error_message="Người này đã được đề nghị hình thức khen đó trong năm.",
            ),
        ]
        indexes = [models.Index(fields=["year", "unit"], name="nomination_of_unit")]

    def __str__(self) -> str:
        return f"{self.recipient_name} – {self.form}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
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

    def set_keys(self) -> None:
        key = sort_key if self.recipient_class == RecipientClass.PERSON else search_key
        self.sort_key, self.search_key = key(self.recipient_name)[:400], search_key(self.recipient_name)[:220]

    def erase_words(self) -> Iterator[models.Model]:
        """What levels and councils said of the person is blanked; that they agreed, gave back or declined stays."""
        for said, words in ((self.endorsements, "reason"), (self.votes, "note")):
            for one in said.exclude(**{words: ""}):
                setattr(one, words, ERASED_TEXT)
                one.save(update_fields=[words])
                yield one

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class VoidedAwardQuerySet(ReachQuerySet):
    path_lookup = "nomination__unit__path"
    read_permission = "read_awards"
    write_permission = "decide_awards"


class VoidedAward(models.Model):
    """Tên trong quyết định đã hủy bản ghi: whom it listed, now that the nomination stands where it stood before."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="voided_awards", verbose_name="quyết định đã hủy bản ghi"
    )
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="voided_awards", verbose_name="đề nghị")

    objects = VoidedAwardQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "tên trong quyết định đã hủy bản ghi"
        constraints = [models.UniqueConstraint(fields=["decision", "nomination"], name="voided_award_once")]

    def __str__(self) -> str:
        return f"{self.nomination} ({self.decision})"


class NominationPaperQuerySet(ReachQuerySet):
    path_lookup = "nomination__unit__path"
    read_permission = "read_awards"
    write_permission = "write_awards"

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None, nomination__decision__voided_at=None)


class NominationPaper(models.Model):
    """Giấy tờ của hồ sơ: a file that came with a nomination, under the name that a rule asks for."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="papers", verbose_name="đề nghị")
    name = models.CharField("giấy tờ", max_length=150)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    added_at = models.DateTimeField("kèm lúc", auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người kèm")
    withdrawn_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    objects = NominationPaperQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "giấy tờ của hồ sơ"

    def __str__(self) -> str:
        return self.name


class Revocation(models.Model):
    """Thu hồi: the grantor takes an award back by another decision, with a reason; the signed list stays as it was."""

    nomination = models.OneToOneField(
        Nomination, models.PROTECT, related_name="revocation", verbose_name="khen thưởng bị thu hồi"
    )
    number = models.CharField("số quyết định thu hồi", max_length=50)
    signed_on = models.DateField("ngày ký")
    reason = models.CharField("lý do thu hồi", max_length=300)
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        ordering = ["-signed_on", "-id"]
        verbose_name = "lần thu hồi khen thưởng"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="revocation_has_reason",
                violation_error_message="Xin ghi lý do thu hồi.",
            )
        ]

    def __str__(self) -> str:
        return f"Thu hồi theo quyết định số {self.number}"
