from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.models import Change, StoredFile
from khuyenhoc.names import nfc, nfc_lines

from ..reach import ReachQuerySet, within
from .members import Member
from .units import Unit
from .users import User

ERASED_NAME = "Hội viên đã xóa thông tin"
ERASED_TEXT = "đã xóa theo yêu cầu"


class ConsentWording(models.Model):
    """Nội dung đồng ý: what people agree to, in numbered versions; a new text is a new version."""

    version = models.PositiveSmallIntegerField("bản số", unique=True)
    text = models.TextField("nội dung")
    since = models.DateField("dùng từ ngày", default=timezone.localdate)
    written_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người soạn"
    )
    confirmed_on = models.DateField("Hội xác nhận ngày", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xác nhận"
    )

    class Meta:
        ordering = ["-version"]
        verbose_name = "nội dung đồng ý"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="wording_says_something"),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="wording_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Bản {self.version}"

    def clean(self) -> None:
        self.text = nfc_lines(self.text)


class ConsentQuerySet(ReachQuerySet):
    """Seen and written with the person it is about; the scan only where the sheet was signed (`scans_for`)."""

    read_permission = "read_contacts"
    write_permission = "write_members"

    def visible_to(self, user: Any) -> Self:
        keepers = Member.objects.kept_within(user.paths(self.read_permission))
        return self.filter(member__in=keepers)

    def editable_by(self, user: Any) -> Self:
        return self.filter(member__in=Member.objects.editable_by(user))

    def scans_for(self, user: Any) -> Self:
        """A shared sheet holds the names of a whole roster: whoever keeps that unit may open it, nobody else."""
        return self.filter(within(user.paths(self.read_permission), "unit__path"), scan__isnull=False)

    def standing(self) -> Self:
        return self.filter(withdrawn_on=None)

    def erase_person(self, member: Member) -> list["Consent"]:
        """The proof stays, what was noted about the person goes."""
        found = list(self.filter(member=member).exclude(note="").exclude(note=ERASED_TEXT))
        self.filter(pk__in=[one.pk for one in found]).update(note=ERASED_TEXT)
        return found


class Consent(models.Model):
    """Sự đồng ý: a person agreed to one version of the wording, on a day, in a way that can be proved."""

    class Way(models.TextChoices):
        SHARED_SHEET = "shared_sheet", "bản giấy ký chung"
        OWN_SHEET = "own_sheet", "bản giấy riêng"
        PHONE = "phone", "qua điện thoại"
        IN_PERSON = "in_person", "trực tiếp, người ghi nghe đọc lại"

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents", verbose_name="hội viên")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="ghi tại")
    wording = models.ForeignKey(ConsentWording, models.PROTECT, related_name="consents", verbose_name="nội dung")
    given_on = models.DateField("đồng ý ngày")
    way = models.CharField("cách đồng ý", max_length=20, choices=Way.choices)
    note = models.CharField("ai nghe, vào lúc nào", max_length=200, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản quét"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người ghi")
    withdrawn_on = models.DateField("rút lại ngày", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi rút"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        verbose_name = "sự đồng ý"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None)
                | Q(withdrawn_on__gte=F("given_on"), withdrawn_by__isnull=False),
                name="consent_withdrawn_after_given",
                violation_error_message="Ngày rút không thể trước ngày đồng ý. Xin xem lại.",
            ),
            models.CheckConstraint(
                condition=~Q(way="shared_sheet") | Q(scan__isnull=False),
                name="consent_sheet_has_scan",
                violation_error_message="Bản ký chung phải có bản quét kèm theo.",
            ),
            models.CheckConstraint(
                condition=~Q(way__in=["phone", "in_person"]) | ~Q(note=""),
                name="consent_by_word_is_noted",
                violation_error_message="Đồng ý bằng lời thì xin ghi ai nghe, vào lúc nào.",
            ),
            models.UniqueConstraint(
                fields=["member", "wording"],
                condition=Q(withdrawn_on=None),
                name="consent_once",
                violation_error_message="Người này đã đồng ý nội dung đó rồi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.wording}"

    def clean(self) -> None:
        self.note = nfc(self.note)


class DataRequestQuerySet(ReachQuerySet):
    """Who keeps the people records a request and sees its state, who handles privacy handles it, inspection looks."""

    SEEN_WITH = ("write_members", "handle_privacy", "read_log")
    write_permission = "handle_privacy"

    def visible_to(self, user: Any) -> Self:
        paths = {path for permission in self.SEEN_WITH for path in user.paths(permission)}
        return self.filter(within(sorted(paths), self.path_lookup))

    def pending(self) -> Self:
        return self.filter(done_on=None)

    def erase_person(self, member: Member) -> list["DataRequest"]:
        """Kind, dates and outcome stay as proof that the request was met; the words in it go."""
        found = list(self.filter(member=member))
        self.filter(pk__in=[one.pk for one in found]).update(asker=ERASED_NAME, note="", reason="")
        return found


class DataRequest(models.Model):
    """Yêu cầu về dữ liệu cá nhân: what a person asks about her data, with the law's clock (chapters/clock.py)."""

    class Kind(models.TextChoices):
        VIEW = "view", "xem thông tin"
        COPY = "copy", "nhận bản sao thông tin"
        CORRECT = "correct", "sửa thông tin"
        ERASE = "erase", "xóa thông tin"
        WITHDRAW = "withdraw", "rút đồng ý"

    class Way(models.TextChoices):
        PAPER = "paper", "giấy, đơn"
        PHONE = "phone", "điện thoại"
        IN_PERSON = "in_person", "đến gặp"
        MESSAGE = "message", "thư điện tử, tin nhắn"

    class Outcome(models.TextChoices):
        DONE = "done", "đã làm"
        REFUSED = "refused", "từ chối"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị nhận")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="data_requests", verbose_name="hội viên"
    )
    asker = models.CharField("người yêu cầu", max_length=100)
    kind = models.CharField("yêu cầu", max_length=10, choices=Kind.choices)
    received_on = models.DateField("nhận ngày")
    way = models.CharField("cách gửi", max_length=10, choices=Way.choices)
    note = models.TextField("nội dung", blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản quét"
    )
    answer_due = models.DateField("hạn trả lời")
    done_due = models.DateField("hạn làm xong")
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    done_on = models.DateField("xong ngày", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField("lý do, ghi chú kết quả", max_length=300, blank=True)
    change = models.ForeignKey(
        Change, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thay đổi trong nhật ký"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người ghi")
    handled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người giải quyết"
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["done_due", "id"]
        verbose_name = "yêu cầu về dữ liệu"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, outcome="") | (Q(done_on__gte=F("received_on")) & ~Q(outcome="")),
                name="datarequest_done_has_outcome",
                violation_error_message="Ngày xong không thể trước ngày nhận. Xin xem lại.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("received_on")),
                name="datarequest_answered_after_received",
                violation_error_message="Ngày trả lời không thể trước ngày nhận. Xin xem lại.",
            ),
            models.CheckConstraint(
                condition=Q(answer_due__gt=F("received_on"), done_due__gt=F("received_on")),
                name="datarequest_due_after_received",
            ),
        ]
        indexes = [models.Index(fields=["unit", "done_on"], name="datarequest_of_unit")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.asker}"

    def get_absolute_url(self) -> str:
        return reverse("chapters:request", args=[self.pk])

    def clean(self) -> None:
        self.asker, self.note, self.reason = nfc(self.asker), nfc_lines(self.note), nfc(self.reason)

    @property
    def next_due(self) -> date | None:
        """What the clock runs to: first the answer, then the deed; nothing once it is closed."""
        if self.done_on:
            return None
        return self.done_due if self.answered_on else min(self.answer_due, self.done_due)

    @property
    def days_left(self) -> int | None:
        return (self.next_due - timezone.localdate()).days if self.next_due else None


class Disclosure(models.Model):
    """Lần giao dữ liệu: what is held about a person was handed out to her."""

    class Way(models.TextChoices):
        FILE = "file", "tệp Excel"
        PRINT = "print", "bản in"

    member = models.ForeignKey(Member, models.PROTECT, related_name="disclosures", verbose_name="hội viên")
    request = models.ForeignKey(
        DataRequest, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name="theo yêu cầu"
    )
    way = models.CharField("giao bằng", max_length=10, choices=Way.choices)
    given_at = models.DateTimeField("giao lúc", auto_now_add=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người giao")

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần giao dữ liệu"

    def __str__(self) -> str:
        return f"{self.get_way_display()} về {self.member}"
