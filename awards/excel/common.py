"""What both kinds of workbook ask of a row: whose it is, which form, which class of recipient."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chapters.excel.places import Places, names_of, not_found
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.spec import Context, ListImporter, Verdict
from khuyenhoc.names import compare_key
from khuyenhoc.numbers import format_number, record_number
from khuyenhoc.sheets import Column, SheetRow

from ..models import AwardForm, Nomination, RecipientClass

KEY = Column("code", "Mã đề nghị", help="Phần mềm tự đặt, xin đừng sửa. Dòng mới thì để trống.", width=12)
UNIT = Column(
    "unit",
    "Đơn vị",
    help="Tên hoặc mã của xã, chi hội, ban. Để trống thì lấy đơn vị đã chọn khi tải tệp lên.",
    example="Chi hội thôn Bản Cào",
    spellings=("Mã đơn vị", "Đơn vị đề nghị", "Xã, phường", "Chi hội"),
    width=30,
)
FORM = Column(
    "form",
    "Hình thức khen",
    help="Mã hình thức, hoặc tên kèm cơ quan khen như trong danh sách thả xuống.",
    example="Giấy khen",
    spellings=("Hình thức", "Mã hình thức", "Đề nghị"),
    is_required=True,
    width=40,
)
CLASS = Column(
    "recipient_class",
    "Đối tượng",
    "choice",
    example="cá nhân",
    choices=tuple(RecipientClass.choices),
    is_required=True,
    width=14,
)
NAME = Column(
    "name",
    "Tên người, tập thể",
    help="Họ và tên; tên tập thể, chủ hộ hoặc dòng họ. Để trống nếu khen chính đơn vị.",
    example="Hoàng Thị Lan",
    spellings=("Họ và tên", "Tên", "Tên người, tập thể được khen"),
    width=30,
    longest=200,
)
BIRTH = Column("birth_year", "Năm sinh", "year", example="1960", width=10)


class Forms:
    """The catalogue as people write it in a cell: a code, a name with or without its grantor."""

    def __init__(self) -> None:
        self.by_word: dict[str, list[AwardForm]] = defaultdict(list)
        for form in AwardForm.objects.all():
            for word in {form.code, compare_key(form.name), compare_key(str(form))}:
                self.by_word[word].append(form)

    def find(self, written: str, grantor: str = "") -> list[AwardForm]:
        found = self.by_word.get(written.strip().casefold()) or self.by_word.get(compare_key(written), [])
        if grantor:
            found = [form for form in found if compare_key(form.grantor_name) == compare_key(grantor)]
        return found


class AwardImporter(ListImporter):
    """Nominations in a workbook: the same columns for everybody, forms to choose from, rows checked together."""

    key = KEY.code
    takes_whole = True
    table: Sequence[Column]

    def columns(self, user: User, unit_id: int) -> list[Column]:
        return list(self.table)

    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        return names_of(unit_ids)

    def lists(self, user: User, unit_id: int) -> dict[str, list[str]]:
        return {FORM.code: [str(form) for form in AwardForm.objects.all()]}


class Asked:
    """What a row says, each part a fault beside its cell where it cannot be."""

    def __init__(self, verdict: Verdict, context: Context, places: Places, forms: Forms) -> None:
        self.verdict, self.context, self.places, self.forms = verdict, context, places, forms
        self.values = verdict.row.values

    def fail(self, code: str, sentence: str) -> None:
        self.verdict.fail(self.context.column(code), sentence)

    def text(self, code: str) -> str:
        return str(self.values.get(code) or "").strip()

    def unit(self) -> Unit | None:
        if not (written := self.text("unit")):
            return self.places.units.get(self.context.unit_id)
        found = self.places.find(written)
        if len(found) == 1:
            return found[0]
        self.fail("unit", not_found(written, found, "đơn vị"))
        return None

    def form(self, grantor: str = "") -> AwardForm | None:
        found = self.forms.find(self.text("form"), grantor)
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(str(form) for form in found[:3])
            self.fail("form", f"Có nhiều hình thức tên này: {names}. Xin ghi cả cơ quan khen.")
        else:
            self.fail(
                "form",
                "Danh mục chưa có hình thức này. Xin chọn trong danh sách thả xuống, hoặc thêm hình thức vào danh mục.",
            )
        return None


class CheckedRows(ABC):
    """The rows of one workbook, each judged: one with a code stands already and must be as it was exported."""

    permission: str
    most: int  # rows, which are checked and written together
    fixed: Sequence[str]  # what of a standing record the file shows and does not change
    unknown_code: str
    unchangeable: str

    def __init__(self, rows: Sequence[SheetRow], context: Context) -> None:
        if len(rows) > self.most:
            raise Refusal(
                f"Tệp có hơn {format_number(self.most)} dòng. Xin chia thành nhiều tệp rồi nhập lần lượt.", "file"
            )
        self.context = context
        self.places = self._places()
        self.forms = Forms()
        self.seen: dict[tuple[Any, ...], int] = {}
        codes = {number for row in rows if (number := record_number(str(row.values.get(KEY.code) or "")))}
        self.known = {str(one.pk): one for one in self.standing(context.user).filter(pk__in=codes)}

    def _places(self) -> Places:
        """The units under the import's where she may, closed ones too: what was given stays given."""
        top = Unit.objects.get(pk=self.context.unit_id)
        return Places.of(self.context.user.units_reached(self.permission).below(top).select_related("parent"))

    @staticmethod
    @abstractmethod
    def standing(user: User) -> Any:
        """The records that a code of hers may name."""

    @staticmethod
    @abstractmethod
    def exported(one: Nomination) -> Mapping[str, Any]:
        """A standing record as its row."""

    @abstractmethod
    def judge_new(self, asked: Asked) -> None:
        """Leave in the verdict what is to be written, or why it cannot be."""

    def verdict(self, row: SheetRow) -> Verdict:
        verdict = Verdict(row, name=str(row.values.get(NAME.code) or ""), faults=list(row.faults))
        asked = Asked(verdict, self.context, self.places, self.forms)
        if code := asked.text(KEY.code):
            self._judge_standing(code, asked)
        elif not verdict.faults:
            self.judge_new(asked)
        return verdict

    def _judge_standing(self, code: str, asked: Asked) -> None:
        one = self.known.get(code)
        if one is None:
            asked.fail(KEY.code, self.unknown_code)
            return
        asked.verdict.record_id, stands = one.pk, self.exported(one)
        for column in self.fixed:
            if column in asked.values and (asked.values[column] or None) != (stands[column] or None):
                asked.fail(column, self.unchangeable)

    def refuse_repeated(self, case: tuple[Any, ...], asked: Asked, way_out: str) -> None:
        line = self.seen.setdefault(case, asked.verdict.row.number)
        if line != asked.verdict.row.number:
            asked.fail(NAME.code, f"Dòng {line} đã ghi trường hợp này. {way_out}")
