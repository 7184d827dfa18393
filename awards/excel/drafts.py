from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from chapters.excel.places import names_of
from chapters.excel.undo import refuse_changed_since
from chapters.models import Unit, User
from chapters.reach import within
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.spec import Context, ListImporter, Verdict
from khuyenhoc.models import Change
from khuyenhoc.names import compare_key, nfc
from khuyenhoc.numbers import record_number
from khuyenhoc.sheets import Column, SheetRow

from ..actions import nominate, withdraw
from ..actions.nominations import refuse_round
from ..actions.recipients import check_recipient
from ..lists import members_of
from ..models import AwardRound, Nomination, RecipientClass
from .common import BIRTH, CLASS, FORM, KEY, NAME, UNIT, Asked, Forms, forms_to_choose, places_of, this_year

MOST = 1_000  # rows: each is asked what the page asks of one nomination
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


class NominationImporter(ListImporter):
    """Drafts of one round; sending them, with what the rules say, is done on the page."""

    kind = "nominations"
    noun = "đề nghị"
    title = "Đề nghị khen thưởng"
    permission = "write_awards"
    key = "code"
    start_url = "awards:nomination-excel"
    takes_whole = True
    instructions = (
        "Mỗi dòng là một đề nghị, cột như danh sách trích ngang. Hình thức, đối tượng chọn trong danh sách thả xuống.",
        "Hội viên có tên và năm sinh đúng như danh sách của đơn vị được nối với hồ sơ; năm công tác lấy theo hồ sơ.",
        "Để trống tên khi đề nghị cho chính đơn vị.",
        "Nhập xong, các đề nghị là bản soạn: kèm giấy tờ rồi gửi ở trang Gửi đề nghị.",
        "Đề nghị đã có thì sửa ở trang của đề nghị, không sửa bằng tệp này.",
    )

    def columns(self, user: User, unit_id: int) -> list[Column]:
        return list(COLUMNS)

    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        return names_of(unit_ids)

    def list_url(self, unit_id: int) -> str:
        return reverse("awards:nomination-list", query={"don-vi": Unit.objects.get(pk=unit_id).code})

    def lists(self, user: User, unit_id: int) -> dict[str, list[str]]:
        return {"form": forms_to_choose()}

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        unit = Unit.objects.get(pk=unit_id)
        found = Nomination.objects.visible_to(user).filter(within([unit.path], "unit__path"))
        for one in found.exclude(state__in=Nomination.OVER).select_related("form", "unit").order_by("-year", "pk"):
            yield _standing(one)

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        checked = Checked(rows, context)
        return [checked.verdict(row) for row in rows]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        for verdict in verdicts:
            nominate(by=context.user, **verdict.values["facts"])

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        """Drafts are given up; what was sent or changed meanwhile stands in the way."""
        refuse_changed_since(changes, Nomination)
        table = Nomination._meta.db_table
        made = {change.row_id for change in changes if change.table_name == table and change.operation == "insert"}
        for nomination in Nomination.objects.filter(pk__in=made).select_related("unit").order_by("pk"):
            withdraw(nomination=nomination, by=by)


def _standing(one: Nomination) -> dict[str, Any]:
    facts = {fact: getattr(one, fact) for fact in FACTS}
    names = {"name": one.recipient_name, "recipient_class": one.recipient_class}
    return {"code": str(one.pk), "unit": one.unit.code, "form": str(one.form), **names, **facts}


class Checked:
    """Each row as the page would take it; the checks are those of the verb, so that both say the same."""

    def __init__(self, rows: Sequence[SheetRow], context: Context) -> None:
        if len(rows) > MOST:
            raise Refusal(f"Tệp có hơn {MOST} dòng. Xin chia thành nhiều tệp rồi nhập lần lượt.", "file")
        self.context = context
        self.places = places_of(context.user, context.unit_id, "write_awards")
        self.forms = Forms()
        number = record_number(str(context.choices.get("round") or ""))
        rounds = AwardRound.objects.known_to(context.user).select_related("unit")
        self.round = rounds.filter(pk=number).distinct().first() if number else None
        self.year = self.round.year if self.round else this_year()
        self.seen: dict[tuple[Any, ...], int] = {}
        codes = {found for row in rows if (found := record_number(str(row.values.get("code") or "")))}
        known = Nomination.objects.visible_to(context.user).filter(pk__in=codes).select_related("form", "unit")
        self.known = {str(one.pk): one for one in known}

    def verdict(self, row: SheetRow) -> Verdict:
        verdict = Verdict(row, name=str(row.values.get("name") or ""), faults=list(row.faults))
        asked = Asked(verdict, self.context, self.places, self.forms)
        if code := asked.text("code"):
            self._existing(code, asked)
        elif not verdict.faults:
            self._new(asked)
        return verdict

    def _existing(self, code: str, asked: Asked) -> None:
        one = self.known.get(code)
        if one is None:
            asked.fail("code", "Không có đề nghị mang mã này. Nếu là dòng mới, xin để trống ô mã.")
            return
        asked.verdict.record_id, stands = one.pk, _standing(one)
        for column in ("name", "recipient_class", *FACTS):
            if column in asked.values and (asked.values[column] or None) != (stands[column] or None):
                asked.fail(column, "Đề nghị đã có thì sửa ở trang của đề nghị. Xin để nguyên dòng này như khi tải về.")

    def _new(self, asked: Asked) -> None:
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
        key = (
            *(nomination.form.pk, nomination.recipient_class),
            *(compare_key(nomination.recipient_name), nomination.birth_year, *where),
        )
        line = self.seen.setdefault(key, asked.verdict.row.number)
        if line != asked.verdict.row.number:
            asked.fail("name", f"Dòng {line} đã ghi trường hợp này. Xin bỏ bớt một dòng hoặc ghi chức vụ.")


COLUMN_OF = {"form": "form", "recipient_class": "recipient_class", "award_round": "unit"}
