"""The catalogue of indicators (chỉ tiêu): each counted thing, declared once (DESIGN 3.3, DOMAIN 3).

Every indicator here is a whole number that adds up over the tree. Shares, averages and sums of several indicators are
computed after the roll-up (reports/tables.py), each from its own numerator and denominator.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from awards.models import RENAMED_IN, AwardForm, LearningKind, RecipientClass
from chapters.kinds import ASSOCIATIONS, BASIC, Kind, Setting

if TYPE_CHECKING:
    from .models import Period

COMMUNES = frozenset({Kind.COMMUNE.value})
LEVELS = frozenset(kind.value for kind in ASSOCIATIONS)
CHAPTERS = frozenset(kind.value for kind in BASIC)
EVERYWHERE = LEVELS | CHAPTERS
GROUND = COMMUNES | CHAPTERS
NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Indicator:
    """One counted thing.

    `entered_at`: kinds of row where an officer may declare it; `expected_at`: where silence is noticed.
    `source`: the records it is counted from ("organisation", "roster", "book", "grants", "awards", "learning",
    "inspection", "plan"), "" when only declared.
    `is_compared`: counted on a day, not over the year, so that a jump against the year before is asked about.
    `opens_from`: its opening figure is last year's accepted closing of that indicator.
    `old_label`: what it was called before `renamed_in`.
    """

    code: str
    label: str
    group: str
    help: str = ""
    entered_at: frozenset[str] = EVERYWHERE
    expected_at: frozenset[str] = NOWHERE
    source: str = ""
    unit: str = "number"
    is_signed: bool = False
    is_compared: bool = False
    opens_from: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    old_label: str = ""
    renamed_in: int = 0

    def valid_in(self, year: int) -> bool:
        return (self.valid_from or year) <= year <= (self.valid_to or year)

    def named_in(self, year: int) -> "Indicator":
        """The same indicator under the name it bore in that year."""
        return replace(self, label=self.old_label) if year < self.renamed_in else self


GROUPS = {
    "people": "Dân số",
    "organisation": "Tổ chức Hội",
    "places": "Thôn, trường học, cơ quan",
    "members": "Hội viên",
    "models": "Mô hình học tập",
    "fund": "Quỹ khuyến học",
    "rewards": "Trao thưởng, hỗ trợ",
    "ratings": "Xếp loại chi hội",
    "activities": "Tuyên truyền, tập huấn, học tập cộng đồng",
    "inspection": "Kiểm tra, giám sát",
    "plan": "Phương hướng năm sau",
    "awards": "Khen thưởng của Hội",
}


def _people(code: str, label: str, help: str) -> Indicator:
    expected_at = COMMUNES if code == "population" else NOWHERE
    return Indicator(code, label, "people", help, COMMUNES, expected_at, is_compared=True)


def _organisation(code: str, label: str) -> Indicator:
    return Indicator(code, label, "organisation", entered_at=NOWHERE, source="organisation")


def _place(code: str, label: str) -> Indicator:
    return Indicator(code, label, "places", entered_at=LEVELS, expected_at=COMMUNES, is_compared=True)


def _members(code: str, label: str, help: str = "", **more: object) -> Indicator:
    return Indicator(code, label, "members", help, source="roster", **more)  # type: ignore[arg-type]


def _money(code: str, label: str, help: str = "", **more: object) -> Indicator:
    return Indicator(code, label, "fund", help, source="book", unit="money", **more)  # type: ignore[arg-type]


def _model(code: str, subject: str) -> list[Indicator]:
    """Registered and recognised: families, clans and communities where they live, the others by the commune.

    A hamlet's chapter keeps the list of its families, clans and community, so it may declare them; a commune that
    keeps the list itself declares on its own row. Units stand at every level; a citizen is assessed by the commune.
    """
    model = MODELS[code]
    return [
        Indicator(
            f"{code}_{step}",
            f"{subject} học tập {words}",
            "models",
            f"{hint} {model.where}".strip(),
            model.entered_at,
            source="learning" if model.kind else "",
            is_compared=True,
            valid_from=model.valid_from,
            old_label=f"{subject} hiếu học {words}",
            renamed_in=RENAMED_IN,
        )
        for step, words, hint in (
            ("registered", "đã đăng ký", "Số đăng ký trong năm."),
            ("recognised", "được công nhận", "Số có quyết định công nhận của năm; nhiều hơn số đăng ký thì ghi lý do."),
        )
    ]


def _rewards(code: str, label: str) -> list[Indicator]:
    who = "Đoàn viên thanh niên, người lớn, gia đình không thuộc diện khó khăn. " if code == "others" else ""
    kinds = (
        ("", "suất", "Số phần thưởng, học bổng đã trao.", "number"),
        ("_times", "lượt người", "Một người nhận hai lần là hai lượt.", "number"),
        ("_money", "số tiền", "Cả hiện vật quy tiền.", "money"),
    )
    return [
        Indicator(
            f"rewards_{code}{end}", f"Trao cho {label}: {words}", "rewards", who + hint, source="grants", unit=unit
        )
        for end, words, hint, unit in kinds
    ]


def _rating(code: str, label: str) -> Indicator:
    hint = "Số chi hội được Hội xếp loại này trong năm."
    return Indicator(f"rated_{code}", f"Chi hội xếp loại {label}", "ratings", hint, LEVELS)


def _activity(code: str, label: str, help: str, entered_at: frozenset[str] = LEVELS, **more: int) -> Indicator:
    return Indicator(code, label, "activities", help, entered_at, **more)  # type: ignore[arg-type]


def _inspection(code: str, label: str, help: str) -> Indicator:
    return Indicator(code, label, "inspection", help, entered_at=NOWHERE, source="inspection")


def _plan(code: str, label: str) -> Indicator:
    return Indicator(code, label, "plan", entered_at=LEVELS, source="plan")


CHAPTER_SETTINGS = {
    "hamlets": Setting.HAMLET,
    "schools": Setting.SCHOOL,
    "agencies": Setting.AGENCY,
    "enterprises": Setting.ENTERPRISE,
    "armed_forces": Setting.ARMED_FORCES,
    "religious": Setting.RELIGIOUS,
    "other": Setting.OTHER,
}
BOARD_SETTINGS = {"clans": Setting.CLAN, "agencies": Setting.AGENCY, "schools": Setting.SCHOOL, "other": Setting.OTHER}

FUND_SOURCES = {
    "fund_in_dues": ("dues", "Hội phí"),
    "fund_in_members": ("members", "Hội viên ủng hộ"),
    "fund_in_enterprises": ("enterprises", "Doanh nghiệp"),
    "fund_in_clans": ("clans", "Dòng họ"),
    "fund_in_schools": ("schools", "Trường học"),
    "fund_in_benefactors": ("benefactors", "Nhà hảo tâm"),
    "fund_in_other": ("other-income", "Thu khác"),
    "fund_in_kind": ("", "Hiện vật quy tiền"),
}
FUND_PURPOSES = {
    "fund_out_scholarships": ("scholarships", "Học bổng"),
    "fund_out_students": ("student-rewards", "Khen thưởng học sinh, sinh viên"),
    "fund_out_teachers": ("teacher-rewards", "Khen thưởng giáo viên"),
    "fund_out_hardship": ("hardship", "Hỗ trợ khó khăn"),
    "fund_out_activities": ("activities", "Hoạt động Hội"),
    "fund_out_other": ("other-spending", "Chi khác"),
}


@dataclass(frozen=True)
class Model:
    """A learning model: what it is of, the indicator that counts all of them, and who may declare it from when.

    `kind`: the register it is counted from where there is one; None: totals only, from the national software.
    """

    label: str
    whole: str
    entered_at: frozenset[str]
    valid_from: int | None = None
    kind: LearningKind | None = None

    @property
    def where(self) -> str:
        is_shared = self.entered_at == GROUND
        return "Chi hội khai phần của mình, xã chỉ khai phần chưa có ở chi hội." if is_shared else ""


MODELS = {
    "families": Model("Gia đình", "households", GROUND, kind=LearningKind.FAMILY),
    "clans": Model("Dòng họ", "clans", GROUND, kind=LearningKind.CLAN),
    "communities": Model("Cộng đồng", "hamlets", GROUND, kind=LearningKind.COMMUNITY),
    "units": Model("Đơn vị", "agencies", LEVELS, valid_from=RENAMED_IN, kind=LearningKind.UNIT),
    "citizens": Model("Công dân", "adults", COMMUNES, valid_from=2022),
}
REWARDED = {
    "pupils": "học sinh",
    "students": "sinh viên",
    "teachers": "giáo viên",
    "hardship": "người có hoàn cảnh khó khăn",
    "others": "đối tượng khác",
}
RATINGS = {"strong": "vững mạnh", "fair": "khá", "average": "trung bình", "weak": "yếu"}

_FIXED = [
    _people("population", "Dân số", "Số người của xã đến ngày chốt số liệu, theo Ủy ban nhân dân xã."),
    _people("households", "Số hộ", "Số hộ gia đình của xã."),
    _people("adults", "Người lớn", "Số người từ đủ 18 tuổi của xã."),
    _organisation("communes", "Số xã, phường, thị trấn"),
    _organisation("communes_with_association", "Số xã, phường, thị trấn có tổ chức Hội"),
    *(_organisation(f"chapters_{code}", f"Chi hội {setting.label}") for code, setting in CHAPTER_SETTINGS.items()),
    *(_organisation(f"boards_{code}", f"Ban khuyến học {setting.label}") for code, setting in BOARD_SETTINGS.items()),
    _place("hamlets", "Số thôn, tổ dân phố"),
    _place("hamlets_with_chapter", "Thôn, tổ dân phố đã có chi hội"),
    _place("schools", "Số trường học"),
    _place("schools_with_chapter", "Trường học đã có chi hội"),
    _place("agencies", "Số cơ quan, đơn vị"),
    _place("agencies_with_chapter", "Cơ quan, đơn vị đã có chi hội"),
    _members(
        "members_opening",
        "Hội viên đầu kỳ",
        "Lấy từ số cuối kỳ đã chốt của năm trước; chỉ điền khi chưa có năm trước.",
        opens_from="members_closing",
    ),
    _members("members_adjusted", "Điều chỉnh đầu kỳ", "Chênh lệch sau rà soát, có thể là số âm.", is_signed=True),
    _members("members_joined", "Kết nạp trong năm"),
    _members("members_moved_in", "Chuyển đến"),
    _members("members_left", "Thôi, từ trần"),
    _members("members_moved_out", "Chuyển đi"),
    _members(
        "members_closing",
        "Hội viên cuối kỳ",
        "Số hội viên đến ngày chốt số liệu.",
        expected_at=CHAPTERS,
        is_compared=True,
    ),
    _members("members_women", "Trong đó: nữ"),
    _members("members_cards", "Trong đó: có thẻ hội viên", "Theo danh sách: những người được ghi là đã có thẻ."),
    _members("members_dues", "Trong đó: đóng hội phí", "Theo danh sách: đã đóng hội phí đến hết năm báo cáo."),
    Indicator(
        "clans",
        "Số dòng họ",
        "models",
        "Tất cả dòng họ ở địa bàn. Chi hội khai phần của mình, xã chỉ khai phần chưa có ở chi hội.",
        GROUND,
        is_compared=True,
    ),
    *(made for code, model in MODELS.items() for made in _model(code, model.label)),
    _money(
        "fund_opening",
        "Dư đầu kỳ",
        "Lấy từ số dư đã chốt của năm trước; chỉ điền khi chưa có năm trước.",
        opens_from="fund_closing",
    ),
    _money("fund_adjusted", "Điều chỉnh đầu kỳ", "Chênh lệch sau kiểm kê, có thể là số âm.", is_signed=True),
    *(_money(code, label) for code, (_, label) in FUND_SOURCES.items()),
    _money("fund_in_association", "Nhận từ Hội cấp trên, cấp dưới", "Không tính vào số vận động."),
    *(_money(code, label) for code, (_, label) in FUND_PURPOSES.items()),
    _money("fund_out_association", "Chuyển cho Hội cấp trên, cấp dưới", "Không tính vào số chi."),
    _money("fund_closing", "Dư cuối kỳ", "Số tiền còn đến ngày chốt số liệu.", expected_at=CHAPTERS, is_compared=True),
    _money(
        "fund_in_transit",
        "Đang chuyển, Hội nhận chưa ghi sổ",
        "Đã chi ở quỹ gửi, đến ngày chốt chưa vào quỹ nhận nên không nằm trong số dư của quỹ nào.",
        entered_at=NOWHERE,
    ),
    *(made for code, label in REWARDED.items() for made in _rewards(code, label)),
    *(_rating(code, label) for code, label in RATINGS.items()),
    _activity("news_items", "Tin, bài tuyên truyền", "Tin, bài trên báo, đài, cổng thông tin, trang của Hội."),
    _activity("talks", "Buổi tuyên truyền", "Buổi nói chuyện, lồng ghép tuyên truyền về khuyến học."),
    _activity("training_classes", "Lớp tập huấn", "Lớp tập huấn nghiệp vụ do Hội mở."),
    _activity("training_people", "Lượt người tập huấn", "Một người dự hai lớp là hai lượt."),
    _activity("centre_classes", "Lớp ở trung tâm học tập cộng đồng", "Lớp, chuyên đề mở trong năm.", COMMUNES),
    _activity("centre_people", "Lượt người học ở trung tâm học tập cộng đồng", "Tổng lượt học các lớp.", COMMUNES),
    _activity(
        "learner_accounts",
        "Tài khoản phần mềm công dân học tập",
        "Số tài khoản đã lập trên phần mềm đánh giá công dân học tập, lấy tổng số ở phần mềm đó.",
        COMMUNES,
        valid_from=2022,
    ),
    _inspection("inspections_held", "Cuộc kiểm tra trong năm", "Tính ở đơn vị được kiểm tra, theo ngày kiểm tra."),
    _inspection("inspections_units", "Đơn vị được kiểm tra", "Kiểm tra nhiều lần trong năm vẫn là một đơn vị."),
    _inspection("findings_asked", "Kiến nghị sau kiểm tra", "Điều Ban Kiểm tra yêu cầu đơn vị làm."),
    _inspection("findings_settled", "Kiến nghị đã khắc phục", "Ban Kiểm tra đã ghi là xong đến ngày chốt số liệu."),
    _plan("plan_tasks", "Số nhiệm vụ"),
    _plan("plan_targets", "Số chỉ tiêu"),
    _plan("plan_solutions", "Số giải pháp"),
]
CATALOGUE = {indicator.code: indicator for indicator in _FIXED}

PROPOSED, GIVEN = "proposed", "given"
AWARD_STATUS = {PROPOSED: "đề nghị", GIVEN: "được tặng"}


def award_code(form_code: str, recipient_class: str, status: str) -> str:
    return f"award.{form_code}.{recipient_class}.{status}"


def award_indicators(forms: list[AwardForm]) -> list[Indicator]:
    """Level × form × class × proposed or given; the forms are data, so these are made from them."""
    return [
        Indicator(
            award_code(form.code, kind, status),
            f"{form}, {RecipientClass(kind).label}, {label}",
            "awards",
            source="awards",
            entered_at=LEVELS,
        )
        for form in forms
        for kind in form.classes
        for status, label in AWARD_STATUS.items()
    ]


def indicator(code: str) -> Indicator | None:
    """The indicator behind a stored code; None for a code that no longer exists."""
    if code in CATALOGUE:
        return CATALOGUE[code]
    parts = code.split(".")
    if len(parts) != 4 or parts[0] != "award":
        return None
    form = AwardForm.objects.filter(code=parts[1]).first()
    return next((made for made in award_indicators([form]) if made.code == code), None) if form else None


def in_use(period: "Period") -> list[Indicator]:
    """What the period asks for, in the catalogue's order, named as in that year."""
    return [made.named_in(period.year) for made in CATALOGUE.values() if period.uses(made)]


def declarable(row_kind: str, period: "Period") -> list[Indicator]:
    """What an officer may declare on a row of this kind."""
    return [made for made in in_use(period) if row_kind in made.entered_at]
