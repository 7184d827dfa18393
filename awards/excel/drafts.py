from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from chapters.excel.undo import refuse_changed_since, rows_of
from chapters.models import Unit, User
from chapters.reach import within
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.spec import Context, Verdict
from khuyenhoc.models import Change
from khuyenhoc.names import compare_key, nfc
from khuyenhoc.numbers import record_number
from khuyenhoc.sheets import Column, SheetRow

from ..actions import nominate, withdraw
from ..actions.nominations import refuse_round
from ..actions.recipients import check_recipient
from ..lists import members_of
from ..models import AwardRound, Nomination, NominationQuerySet, RecipientClass
from .common import BIRTH, CLASS, FORM, KEY, NAME, UNIT, Asked, AwardImporter, CheckedRows

COLUMNS = (
    KEY,
    UNIT,
    FORM,
    CLASS,
    NAME,
    BIRTH,
    Column("sex", "Giới tính", "choice", example="nữ", choices=(("male", "nam"), ("female", "nữ")), width=10),
    Column("position_held", "Chức vụ, đơn vị", example="Chi hội trưởng", spellings=("Chức vụ",), width=26, longest=200),
    Column("service_years", "Số năm công tác Hội", "number", example="12", spellings=("Số năm công tác",), width=12),
    Column("achievements", "Tóm tắt thành tích", spellings=("Thành tích",), width=50, longest=4000),
    Column("earlier_awards", "Đã được khen (số QĐ, ngày)", spellings=("Đã được khen",), width=30, longest=500),
    Column("note", "Ghi chú", width=20, longest=300),
)
FACTS = ("birth_year", "sex", "position_held", "service_years", "achievements", "earlier_awards", "note")


class NominationImporter(AwardImporter):
    """Drafts of one round; sending them, with what the rules say, is done on the page."""

    kind = "nominations"
    noun = "đề nghị"
    title = "Đề nghị khen thưởng"
    permission = "write_awards"
    start_url = "awards:nomination-excel"
    table = COLUMNS
    instructions = (
        "Mỗi dòng là một đề nghị, cột như danh sách trích ngang. Hình thức, đối tượng chọn trong danh sách thả xuống.",
        "Hội viên có tên và năm sinh đúng như danh sách của đơn vị được nối với hồ sơ; năm công tác lấy theo hồ sơ.",
        "Để trống tên khi đề nghị cho chính đơn vị.",
        "Nhập xong, các đề nghị là bản soạn: kèm giấy tờ rồi gửi ở trang Gửi đề nghị.",
        "Đề nghị đã có thì sửa ở trang của đề nghị, không sửa bằng tệp này.",
    )

    def list_url(self, unit_id: int) -> str:
        return reverse("awards:nomination-list", query={"don-vi": Unit.objects.get(pk=unit_id).code})

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        unit = Unit.objects.get(pk=unit_id)
        found = Nomination.objects.visible_to(user).filter(within([unit.path], "unit__path"))
        for one in found.exclude(state__in=Nomination.OVER).select_related("form", "unit").order_by("-year", "pk"):
            yield Checked.exported(one)

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        checked = Checked(rows, context)
        return [checked.verdict(row) for row in rows]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        for verdict in verdicts:
            nominate(by=context.user, **verdict.values["facts"])

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        """Drafts are given up; what was sent or changed meanwhile stands in the way."""
        refuse_changed_since(changes, Nomination)
        made = Nomination.objects.filter(pk__in=rows_of(changes, Nomination, "insert"))
        for nomination in made.select_related("unit").order_by("pk"):
            withdraw(nomination=nomination, by=by)


class Checked(CheckedRows):
    """Each row as the page would take it; the checks are those of the verb, so that both say the same."""

    permission = "write_awards"
    most = 1_000  # each is asked what the page asks of one nomination
    fixed = ("name", "recipient_class", *FACTS)
    unknown_code = "Không có đề nghị mang mã này. Nếu là dòng mới, xin để trống ô mã."
    unchangeable = "Đề nghị đã có thì sửa ở trang của đề nghị. Xin để nguyên dòng này như khi tải về."

    def __init__(self, rows: Sequence[SheetRow], context: Context) -> None:
        super().__init__(rows, context)
        number = record_number(str(context.choices.get("round") or ""))
        rounds = AwardRound.objects.known_to(context.user).select_related("unit")
        self.round = rounds.filter(pk=number).distinct().first() if number else None
        self.year = self.round.year if self.round else timezone.localdate().year

    @staticmethod
    def standing(user: User) -> NominationQuerySet:
        return Nomination.objects.visible_to(user).select_related("form", "unit")

    @staticmethod
    def exported(one: Nomination) -> dict[str, Any]:
        facts = {fact: getattr(one, fact) for fact in FACTS}
        names = {"name": one.recipient_name, "recipient_class": one.recipient_class}
        return {"code": str(one.pk), "unit": one.unit.code, "form": str(one.form), **names, **facts}

    def judge_new(self, asked: Asked) -> None:
        unit, form = asked.unit(), asked.form()
        if unit is None or form is None:
            return
        values = asked.values
        facts: dict[str, Any] = {fact: values[fact] for fact in FACTS if values.get(fact)}
        facts["recipient_name"] = nfc(asked.text("name"))
        facts["member"] = self._member(unit, asked)
        kind = str(values["recipient_class"])
        nomination = Nomination(year=self.year, round=self.round, form=form, unit=unit, recipient_class=kind, **facts)
        self._refuse(nomination, asked)
        asked.verdict.name = nomination.recipient_name
        asked.verdict.values["facts"] = {
            **facts,
            "form": form,
            "unit": unit,
            "recipient_class": kind,
            "award_round": self.round,
            "year": self.year,
        }

    def _member(self, unit: Unit, asked: Asked) -> Any:
        """Of the unit's members the only one with this name and year of birth."""
        born: Any = asked.values.get("birth_year")
        if not born or asked.values["recipient_class"] != RecipientClass.PERSON:
            return None
        same = members_of(unit, self.context.user).filter(compare_key=compare_key(asked.text("name")), birth_year=born)
        found = list(same[:2])
        return found[0] if len(found) == 1 else None

    def _refuse(self, nomination: Nomination, asked: Asked) -> None:
        if not nomination.recipient_name and nomination.recipient_class != RecipientClass.COLLECTIVE:
            asked.fail("name", "Chưa ghi tên. Chỉ để trống khi đề nghị cho chính đơn vị.")
            return
        try:
            refuse_round(nomination.unit, self.round, self.year, self.context.user)
            check_recipient(nomination)
            nomination.clean()
        except Refusal as refusal:
            asked.fail(COLUMN_OF.get(str(refusal.field), "name"), str(refusal))
        except ValidationError as fault:
            asked.fail("recipient_class", fault.messages[0])
        where = () if nomination.birth_year else (nomination.unit.pk, nomination.position_held)
        case = (
            *(nomination.form.pk, nomination.recipient_class),
            *(compare_key(nomination.recipient_name), nomination.birth_year, *where),
        )
        self.refuse_repeated(case, asked, "Xin bỏ bớt một dòng hoặc ghi chức vụ.")


COLUMN_OF = {"form": "form", "recipient_class": "recipient_class", "award_round": "unit"}
