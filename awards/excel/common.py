"""What both kinds of workbook ask of a row: whose it is, which form, which class of recipient."""

from collections import defaultdict

from django.utils import timezone

from chapters.excel.places import Places, not_found
from chapters.models import Unit, User
from khuyenhoc.imports.spec import Context, Verdict
from khuyenhoc.names import compare_key
from khuyenhoc.sheets import Column

from ..models import AwardForm, RecipientClass

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


def forms_to_choose() -> list[str]:
    return [str(form) for form in AwardForm.objects.all()]


def places_of(user: User, unit_id: int, permission: str) -> Places:
    """The units under the import's where she may, closed ones too: what was given stays given."""
    below = user.units_reached(permission).below(Unit.objects.get(pk=unit_id))
    return Places.of(below.select_related("parent"))


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


def this_year() -> int:
    return timezone.localdate().year
