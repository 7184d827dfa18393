from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from chapters.excel.undo import refuse_changed_since, rows_of
from chapters.models import Member, Unit, User
from chapters.reach import within
from khuyenhoc.dates import format_date
from khuyenhoc.imports.spec import Context, Verdict
from khuyenhoc.models import Change
from khuyenhoc.names import compare_key, nfc
from khuyenhoc.sheets import Column, SheetRow

from ..actions import PastAward, record_past_awards, take_back_past_awards
from ..actions.common import number_key
from ..actions.past import is_recorded
from ..models import Decision, Nomination, NominationQuerySet, RecipientClass
from .common import BIRTH, CLASS, FORM, KEY, NAME, UNIT, Asked, AwardImporter, CheckedRows

COLUMNS = (
    KEY,
    Column("year", "Năm khen thưởng", "year", example="2019", spellings=("Năm",), is_required=True, width=10),
    FORM,
    Column(
        "grantor",
        "Cơ quan khen",
        help="Chỉ cần khi nhiều cơ quan có hình thức cùng tên.",
        example="Hội Khuyến học huyện Na Rì",
        spellings=("Cấp khen", "Cơ quan ra quyết định"),
        width=30,
    ),
    CLASS,
    NAME,
    BIRTH,
    UNIT,
    Column(
        "number",
        "Số quyết định",
        example="12/QĐ-HKH",
        spellings=("Quyết định số", "Số QĐ"),
        is_required=True,
        width=16,
        longest=50,
    ),
    Column(
        "signed_on",
        "Ngày quyết định",
        "date",
        example="20/12/2019",
        spellings=("Ngày ký", "Ngày QĐ", "Ngày"),
        is_required=True,
        width=14,
    ),
)


class PastAwardImporter(AwardImporter):
    """Awards of years past, and those of other grantors; a decision comes with its whole list."""

    kind = "past_awards"
    noun = "khen thưởng"
    title = "Lịch sử khen thưởng"
    permission = "decide_awards"
    start_url = "awards:past-excel"
    table = COLUMNS
    instructions = (
        "Mỗi dòng là một người, tập thể, hộ gia đình hay dòng họ đã được khen, kèm số và ngày quyết định.",
        "Ghi cả danh sách của một quyết định trong cùng một tệp: quyết định đã ghi thì danh sách không thêm bớt được.",
        "Hình thức chọn trong danh sách thả xuống. Chưa có trong danh mục thì thêm ở trang Hình thức trước.",
        "Hội viên có tên và năm sinh đúng như danh sách được nối với hồ sơ của người đó.",
        "Không hỏi điều kiện, chỉ tiêu: khen thưởng của năm trước chỉ được ghi lại.",
    )

    def list_url(self, unit_id: int) -> str:
        return reverse("awards:history", query={"don-vi": Unit.objects.get(pk=unit_id).code})

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        unit = Unit.objects.get(pk=unit_id)
        for given in Nomination.objects.visible_to(user).filter(within([unit.path], "unit__path")).received():
            yield Checked.exported(given)

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        checked = Checked(rows, context)
        verdicts = [checked.verdict(row) for row in rows]
        _hold_together(verdicts, context)
        return verdicts

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        awards = [verdict.values["award"] for verdict in verdicts]
        if awards:
            record_past_awards(unit=Unit.objects.get(pk=context.unit_id), awards=awards, by=context.user)

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        refuse_changed_since(changes, Nomination)
        made = rows_of(changes, Decision, "insert")
        take_back_past_awards(decisions=Decision.objects.filter(pk__in=made).select_related("unit"), by=by)


def _hold_together(verdicts: Sequence[Verdict], context: Context) -> None:
    """A decision is recorded once with its whole list: while one row of it is faulty, none of it is written."""
    faulty: dict[str, int] = {}
    for verdict in verdicts:
        if verdict.faults:
            faulty.setdefault(_number_of(verdict), verdict.row.number)
    for verdict in verdicts:
        line = faulty.get(_number_of(verdict))
        if line and verdict.record_id is None and not verdict.faults:
            sentence = (
                f"Dòng {line} cùng số quyết định này còn lỗi. Danh sách của một quyết định chỉ ghi được một lần, "
                "nên xin sửa dòng đó rồi tải lên lại."
            )
            verdict.fail(context.column("number"), sentence)


def _number_of(verdict: Verdict) -> str:
    return number_key(str(verdict.row.values.get("number") or ""))


class Checked(CheckedRows):
    """The rows of one workbook against the catalogue, the tree, the members and the register of decisions."""

    permission = "decide_awards"
    most = 20_000
    fixed = ("year", "recipient_class", "name", "birth_year", "number", "signed_on")
    unknown_code = "Không có khen thưởng mang mã này. Nếu là dòng mới, xin để trống ô mã."
    unchangeable = "Khen thưởng đã ghi không sửa bằng tệp được. Xin để nguyên dòng này như khi tải về."

    def __init__(self, rows: Sequence[SheetRow], context: Context) -> None:
        super().__init__(rows, context)
        self.numbers: dict[tuple[str, str, int], tuple[int, int, date]] = {}  # its first line, award year and day
        years = {day.year for row in rows if isinstance(day := row.values.get("signed_on"), date)}
        taken = Decision.objects.filter(voided_at=None, signed_on__year__in=years)
        self.decisions = {(one.grantor_name, number_key(one.number), one.signed_on.year): one for one in taken}
        self.members = self._members(rows)
        members = [member for found in self.members.values() for member in found]
        held = Nomination.objects.filter(member__in=members).exclude(state__in=Nomination.OVER)
        self.held = set(held.values_list("member", "form", "year"))

    @staticmethod
    def standing(user: User) -> NominationQuerySet:
        return Nomination.objects.visible_to(user).received()

    @staticmethod
    def exported(one: Nomination) -> dict[str, Any]:
        decision = one.decision
        return {
            "code": str(one.pk),
            "year": one.year,
            "form": str(one.form),
            "grantor": one.form.grantor_name,
            "recipient_class": one.recipient_class,
            "name": one.recipient_name,
            "birth_year": one.birth_year,
            "unit": one.unit.code,
            "number": decision.number if decision else "",
            "signed_on": decision.signed_on if decision else None,
        }

    def _members(self, rows: Sequence[SheetRow]) -> dict[tuple[str, int], list[Member]]:
        """By name and year of birth, of those who belong or belonged under the import's unit."""
        names = {compare_key(str(row.values.get("name") or "")) for row in rows if row.values.get("birth_year")}
        top = Unit.objects.get(pk=self.context.unit_id)
        found: dict[tuple[str, int], list[Member]] = defaultdict(list)
        held = Member.objects.filter(
            within([top.path], "memberships__unit__path"), compare_key__in=names, merged_into=None
        )
        for member in held.distinct():
            if member.birth_year:
                found[member.compare_key, member.birth_year].append(member)
        return found

    def judge_new(self, asked: Asked) -> None:
        unit, form = asked.unit(), asked.form(asked.text("grantor"))
        if unit is None or form is None:
            return
        values: Any = asked.values
        nomination = Nomination(
            year=values["year"],
            form=form,
            unit=unit,
            recipient_class=values["recipient_class"],
            recipient_name=nfc(asked.text("name")),
            birth_year=values.get("birth_year"),
        )
        self._name(nomination, asked)
        self._refuse_form(nomination, asked)
        self._refuse_twice(nomination, asked)
        signed_on = asked.values["signed_on"]
        if isinstance(signed_on, date):
            self._refuse_decision(nomination, nfc(asked.text("number")), signed_on, asked)
            asked.verdict.values["award"] = PastAward(nomination, nfc(asked.text("number")), signed_on)

    def _name(self, nomination: Nomination, asked: Asked) -> None:
        """A collective without a name is the unit itself; a name with its year of birth may be a member's."""
        if nomination.recipient_class == RecipientClass.COLLECTIVE and not nomination.recipient_name:
            nomination.recipient_unit = nomination.unit
            nomination.recipient_name = nomination.unit.association_name
        if not nomination.recipient_name:
            asked.fail("name", "Chưa ghi tên. Chỉ để trống khi khen chính đơn vị.")
        asked.verdict.name = nomination.recipient_name
        if nomination.recipient_class == RecipientClass.PERSON and nomination.birth_year:
            found = self.members.get((compare_key(nomination.recipient_name), nomination.birth_year), [])
            nomination.member = found[0] if len(found) == 1 else None

    def _refuse_twice(self, nomination: Nomination, asked: Asked) -> None:
        """A member has a form once a year, in the register and in this file."""
        if nomination.member is None:
            return
        key = (nomination.member.pk, nomination.form.pk, nomination.year)
        if key in self.held:
            asked.fail("name", "Hội viên này đã có đề nghị hoặc khen thưởng hình thức đó trong năm. Xin bỏ dòng này.")
        self.held.add(key)

    def _refuse_form(self, nomination: Nomination, asked: Asked) -> None:
        form = nomination.form
        if RecipientClass(nomination.recipient_class) not in form.classes:
            asked.fail("recipient_class", f"{form} không dành cho {nomination.get_recipient_class_display()}.")
        if not (form.valid_from or 0) <= nomination.year <= (form.valid_to or 9999):
            asked.fail("year", f"{form} không áp dụng trong năm {nomination.year}. Xin xem lại năm hoặc hình thức.")
        if not 1990 <= nomination.year <= timezone.localdate().year + 1:
            asked.fail("year", "Năm khen thưởng không đúng. Xin ghi năm gồm bốn chữ số, ví dụ 2019.")

    def _refuse_decision(self, nomination: Nomination, number: str, signed_on: date, asked: Asked) -> None:
        """A decision that stands takes nobody more; one of this file is of one year, and names each once."""
        grantor = nomination.form.grantor_name
        if signed_on > timezone.localdate():
            asked.fail("signed_on", "Ngày ký đang ở tương lai. Xin xem lại.")
        key = (grantor, number_key(number), signed_on.year)
        if known := self.decisions.get(key):
            asked.fail("number", is_recorded(known))
        line, year, day = self.numbers.setdefault(key, (asked.verdict.row.number, nomination.year, signed_on))
        if day != signed_on:
            asked.fail(
                "signed_on",
                f"Dòng {line} ghi số quyết định này ngày {format_date(day)}. Mỗi năm một số chỉ dùng một lần; "
                "xin xem lại số và ngày.",
            )
        if year != nomination.year:
            asked.fail("year", f"Một quyết định chỉ của một năm khen thưởng; ở dòng trên số này là năm {year}.")
        case = (
            *(*key, nomination.form.pk, nomination.unit.pk, nomination.recipient_class),
            *(compare_key(nomination.recipient_name), nomination.birth_year),
        )
        self.refuse_repeated(case, asked, "Xin bỏ bớt một dòng.")
