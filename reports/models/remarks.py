from django.conf import settings
from django.db import models
from django.db.models import Q

from .returns import Return, Row

TEXT_MAX = 5000


class Remark(models.Model):
    """Ghi chú bên một số liệu: what the level above asks about it, or why an officer says it is right."""

    class Kind(models.TextChoices):
        QUESTION = "question", "cấp trên hỏi"
        REASON = "reason", "lý do"

    row = models.ForeignKey(Row, models.PROTECT, related_name="remarks", verbose_name="dòng")
    indicator = models.CharField("chỉ tiêu", max_length=120)
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    check_code = models.CharField("điều cần xem lại", max_length=30, blank=True)
    text = models.CharField("nội dung", max_length=500)
    made_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    answer = models.CharField("trả lời", max_length=500, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    settled_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = "ghi chú số liệu"
        constraints = [
            models.UniqueConstraint(
                fields=["row", "indicator"],
                condition=Q(kind="question", settled_at=None),
                name="remark_one_open_question",
                violation_error_message="Số liệu này đã có câu hỏi đang chờ trả lời.",
            ),
            models.UniqueConstraint(
                fields=["row", "indicator", "check_code"],
                condition=Q(kind="reason"),
                name="remark_one_reason_per_check",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ReturnText(models.Model):
    """Lời văn của báo cáo: a few sentences of the unit on one topic; the office draws them together (DOMAIN 10)."""

    class Topic(models.TextChoices):
        PROPAGANDA = "propaganda", "Tham mưu, tuyên truyền"
        COOPERATION = "cooperation", "Công tác phối hợp"
        WEAKNESSES = "weaknesses", "Hạn chế, nguyên nhân"
        PROPOSALS = "proposals", "Kiến nghị"

    unit_return = models.ForeignKey(Return, models.PROTECT, related_name="texts", verbose_name="báo cáo")
    topic = models.CharField("mục", max_length=20, choices=Topic.choices)
    text = models.TextField("nội dung", max_length=TEXT_MAX, blank=True)
    entered_at = models.DateTimeField("nhập lúc", auto_now=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhập"
    )

    class Meta:
        ordering = ["unit_return", "id"]
        verbose_name = "lời văn báo cáo"
        constraints = [models.UniqueConstraint(fields=["unit_return", "topic"], name="text_once_per_topic")]

    def __str__(self) -> str:
        return f"{self.unit_return}: {self.get_topic_display()}"
