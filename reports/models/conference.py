"""The conference of an association: who came, what was said and voted, and what is to be done of it (DOMAIN 10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from chapters.models import Unit
from chapters.reach import ReachQuerySet
from khuyenhoc.models import StoredFile
from khuyenhoc.numbers import format_count, format_percent, percent

from .periods import Period
from .summaries import PlanItem


class ConferenceQuerySet(ReachQuerySet):
    read_permission = "read_returns"
    write_permission = "write_summaries"


class Conference(models.Model):
    """Hội nghị tổng kết: one for an association and a year."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="conferences", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="conferences", verbose_name="Hội")
    held_on = models.DateField("ngày họp", null=True, blank=True)
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    ends_at = models.TimeField("giờ kết thúc", null=True, blank=True)
    place = models.CharField("nơi họp", max_length=200, blank=True)
    invited = models.PositiveSmallIntegerField("số đại biểu triệu tập", null=True, blank=True)
    present = models.PositiveSmallIntegerField("số đại biểu có mặt", null=True, blank=True)
    chairs = models.CharField("chủ trì", max_length=300, blank=True)
    secretary = models.CharField("thư ký", max_length=150, blank=True)
    discussion = models.TextField("ý kiến thảo luận", max_length=20_000, blank=True)
    resolution_number = models.CharField("số nghị quyết", max_length=20, blank=True)
    made_at = models.DateTimeField("lập lúc", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "unit"]
        verbose_name = "hội nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit"],
                name="conference_once",
                violation_error_message="Hội nghị này đã được lập rồi. Xin mở lại trang hội nghị.",
            ),
            models.CheckConstraint(
                condition=Q(present=None) | Q(invited=None) | Q(present__lte=models.F("invited")),
                name="conference_present_among_invited",
                violation_error_message="Số đại biểu có mặt không thể nhiều hơn số triệu tập.",
            ),
        ]

    def __str__(self) -> str:
        return f"Hội nghị tổng kết {self.period.name.lower()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:conference", args=[self.period.code], query={"don-vi": self.unit.code})

    @property
    def in_sentence(self) -> str:
        return "hội nghị này"

    @property
    def invited_count(self) -> int | None:
        """As it was said by number, else how many are on the list, where that is not shorter than who came."""
        if self.invited is not None:
            return self.invited
        listed = len(self.attendees.all())
        return listed if listed and listed >= (self.present or 0) else None

    @property
    def present_count(self) -> int | None:
        """As it was counted in the hall, else how many are ticked on the list."""
        ticked = sum(one.is_present is True for one in self.attendees.all())
        return self.present if self.present is not None else ticked or None

    @property
    def guests(self) -> list["Attendee"]:
        """The guests who came; while nobody has been ticked, all who are asked."""
        people = list(self.attendees.all())
        was_called = any(one.is_present for one in people)
        return [one for one in people if one.kind == Attendee.Kind.GUEST and (one.is_present or not was_called)]


class Attendee(models.Model):
    """Khách mời, đại biểu: who is asked to come, by name and office only."""

    class Kind(models.TextChoices):
        GUEST = "guest", "khách mời"
        DELEGATE = "delegate", "đại biểu"

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="attendees", verbose_name="hội nghị")
    kind = models.CharField("loại", max_length=10, choices=Kind.choices, default=Kind.DELEGATE)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = models.CharField("họ và tên", max_length=100)
    office = models.CharField("chức vụ, đơn vị", max_length=200, blank=True)
    is_present = models.BooleanField("có mặt", null=True, blank=True)

    class Meta:
        ordering = ["conference", "-kind", "position", "id"]
        verbose_name = "người dự hội nghị"

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """Mục chương trình: speeches and papers read are items with who speaks."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="agenda", verbose_name="hội nghị")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    starts_at = models.TimeField("giờ", null=True, blank=True)
    text = models.CharField("nội dung", max_length=300)
    who = models.CharField("người thực hiện", max_length=200, blank=True)

    class Meta:
        ordering = ["conference", "position", "id"]
        verbose_name = "mục chương trình"

    def __str__(self) -> str:
        return self.text


class Ballot(models.Model):
    """Biểu quyết: what was put to the vote, and how many hands were for it, against it, or neither."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="ballots", verbose_name="hội nghị")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    subject = models.CharField("nội dung biểu quyết", max_length=500)
    agreed = models.PositiveSmallIntegerField("tán thành")
    against = models.PositiveSmallIntegerField("không tán thành", default=0)
    abstained = models.PositiveSmallIntegerField("không có ý kiến", default=0)

    class Meta:
        ordering = ["conference", "position", "id"]
        verbose_name = "biểu quyết"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__gt=0) | Q(against__gt=0) | Q(abstained__gt=0),
                name="ballot_had_voters",
                violation_error_message="Xin ghi số người biểu quyết.",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def voters(self) -> int:
        return self.agreed + self.against + self.abstained

    @property
    def share(self) -> str:
        """How many of those who voted were for it: "100%", "96,67%"."""
        return format_percent(percent(self.agreed, self.voters) or 0)

    @property
    def in_words(self) -> str:
        """ "58/58 đại biểu tán thành, đạt 100%", "50/58 đại biểu tán thành, đạt 86,21%; 08 không tán thành"."""
        said = f"{self.agreed}/{self.voters} đại biểu tán thành, đạt {self.share}"
        others = ((self.against, "không tán thành"), (self.abstained, "không có ý kiến"))
        rest = ", ".join(f"{format_count(number)} {words}" for number, words in others if number)
        return f"{said}; {rest}" if rest else said

    @property
    def is_unanimous(self) -> bool:
        return self.agreed == self.voters

    @property
    def is_carried(self) -> bool:
        """More than half of those who voted agreed."""
        return self.agreed * 2 > self.voters


class Instruction(models.Model):
    """Ý kiến chỉ đạo: what a leader asked for at the conference, and the task it became."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="instructions", verbose_name="hội nghị")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    speaker = models.CharField("người chỉ đạo", max_length=200)
    text = models.CharField("nội dung", max_length=1000)
    plan_item = models.ForeignKey(
        PlanItem, models.SET_NULL, null=True, blank=True, related_name="instructions", verbose_name="thành nhiệm vụ"
    )

    class Meta:
        ordering = ["conference", "position", "id"]
        verbose_name = "ý kiến chỉ đạo"

    def __str__(self) -> str:
        return self.text


class Photo(models.Model):
    """Ảnh hội nghị: as it is kept it tells no place; `alt` says what is to be seen to who cannot see it."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="photos", verbose_name="hội nghị")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp ảnh")
    caption = models.CharField("chú thích", max_length=200, blank=True)
    alt = models.CharField("mô tả ảnh", max_length=300, blank=True)

    class Meta:
        ordering = ["conference", "position", "id"]
        verbose_name = "ảnh hội nghị"

    def __str__(self) -> str:
        return self.caption or self.alt or self.file.name

    @property
    def words(self) -> str:
        """What a page says in its place."""
        return self.alt or self.caption or "Ảnh hội nghị"
