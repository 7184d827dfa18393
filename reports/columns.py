"""The statistical tables (DOMAIN 3): which columns they have and how a line's figure reads. Shared by every medium."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape, format_html

from awards.models import RENAMED_IN
from khuyenhoc.numbers import format_number, format_percent

from .indicators import (
    BOARD_SETTINGS,
    CATALOGUE,
    CHAPTER_SETTINGS,
    FUND_PURPOSES,
    FUND_SOURCES,
    MODELS,
    RATINGS,
    REWARDED,
)
from .tables import Cell, Cells, Denominator, Share

CHAPTERS = [f"chapters_{code}" for code in CHAPTER_SETTINGS]
BOARDS = [f"boards_{code}" for code in BOARD_SETTINGS]
RAISED = list(FUND_SOURCES)
SPENT = list(FUND_PURPOSES)
NO_DATA = "chưa có"
NOTHING = "–"


@dataclass(frozen=True)
class Shown:
    """A figure as it reads: its text, and in words how far it is covered ("14/17") when it is not whole."""

    text: str
    coverage: str = ""
    is_missing: bool = False

    @property
    def html(self) -> str:
        """What page and paper print; not an included template, because a table has hundreds of them."""
        text = format_html('<span class="soft">{}</span>', self.text) if self.is_missing else escape(self.text)
        return text + format_html("<small>mới có {}</small>", self.coverage) if self.coverage else text

    @property
    def says_something(self) -> bool:
        return self.text not in (NOTHING, "0")


@dataclass(frozen=True)
class Figures:
    """One line's figures: cells to add, and the way to a share over the units behind them."""

    cells: Cells
    share: Callable[[list[str], Denominator], Share]


@dataclass(frozen=True)
class Column:
    """A column: one indicator, or several added, or a share of one of them; `heading` stands over neighbours.

    `minus` is taken off: what was put forward and not given yet.
    """

    key: str
    label: str
    codes: tuple[str, ...]
    heading: str = ""
    per: Denominator = ""
    is_average: bool = False
    is_counted: bool = False
    minus: tuple[str, ...] = ()

    @property
    def all_codes(self) -> tuple[str, ...]:
        """Every indicator that has a part in it."""
        per = (self.per,) if isinstance(self.per, str) else self.per
        return tuple(dict.fromkeys([*self.codes, *self.minus, *(code for code in per if code)]))

    def show(self, figures: Figures) -> Shown:
        known = any(code in figures.cells for code in (*self.codes, *self.minus))
        if self.per:
            share = figures.share(list(self.codes), self.per)
            is_asked = known or share.denominator
            return show_share(share, is_average=self.is_average) if is_asked else Shown(NOTHING)
        if not known and not self.is_counted:
            return Shown(NOTHING)
        return show_cell(self.cell(figures.cells))

    def cell(self, cells: Cells) -> Cell:
        """What its indicators come to."""
        cell, taken_off = cells.sum(list(self.codes)), cells.sum(list(self.minus))
        return cell._replace(total=cell.total - taken_off.total)

    def value(self, figures: Figures) -> Decimal | int | None:
        """The bare number, for charts and spreadsheets; None when there is none."""
        if self.per:
            share = figures.share(list(self.codes), self.per)
            return share.average if self.is_average else share.percent
        cell = self.cell(figures.cells)
        known = any(code in figures.cells for code in (*self.codes, *self.minus)) or self.is_counted
        return cell.total if known and not cell.is_missing else None


def show_cell(cell: Cell) -> Shown:
    if cell.is_missing and not cell.total:
        return Shown(NO_DATA, is_missing=True)
    coverage = f"{cell.reported}/{cell.expected}" if cell.is_partial else ""
    return Shown(format_number(cell.total), coverage)


def show_share(share: Share, *, is_average: bool = False) -> Shown:
    value = share.average if is_average else share.percent
    if value is None:
        return Shown(NO_DATA, is_missing=True) if share.is_partial else Shown(NOTHING)
    text = format_number(int(value)) if is_average else format_percent(value)
    return Shown(text, f"{share.covered}/{share.expected}" if share.is_partial else "")


def _one(code: str, label: str, heading: str = "") -> Column:
    return Column(code, label, (code,), heading)


def _counted(key: str, label: str, codes: list[str], heading: str) -> Column:
    return Column(key, label, tuple(codes), heading, is_counted=True)


_OTHER_CHAPTERS = [
    code for code in CHAPTERS if code not in ("chapters_hamlets", "chapters_schools", "chapters_agencies")
]
_OTHER_BOARDS = [code for code in BOARDS if code != "boards_clans"]

ORGANISATION = [
    _one("hamlets", "tổng số", "Thôn, tổ dân phố"),
    _one("hamlets_with_chapter", "có chi hội", "Thôn, tổ dân phố"),
    _one("schools", "tổng số", "Trường học"),
    _one("schools_with_chapter", "có chi hội", "Trường học"),
    _one("agencies", "tổng số", "Cơ quan, đơn vị"),
    _one("agencies_with_chapter", "có chi hội", "Cơ quan, đơn vị"),
    _counted("chapters_hamlets", "thôn", ["chapters_hamlets"], "Chi hội"),
    _counted("chapters_schools", "trường", ["chapters_schools"], "Chi hội"),
    _counted("chapters_agencies", "cơ quan", ["chapters_agencies"], "Chi hội"),
    _counted("chapters_rest", "khác", _OTHER_CHAPTERS, "Chi hội"),
    _counted("chapters", "cộng", CHAPTERS, "Chi hội"),
    _counted("boards_clans", "dòng họ", ["boards_clans"], "Ban khuyến học"),
    _counted("boards_rest", "khác", _OTHER_BOARDS, "Ban khuyến học"),
    _counted("boards", "cộng", BOARDS, "Ban khuyến học"),
]
MEMBERS = [
    _one("population", "Dân số"),
    _one("members_opening", "đầu kỳ", "Hội viên"),
    Column("members_up", "tăng", ("members_joined", "members_moved_in"), "Hội viên"),
    Column("members_down", "giảm", ("members_left", "members_moved_out"), "Hội viên"),
    _one("members_closing", "cuối kỳ", "Hội viên"),
    _one("members_women", "trong đó nữ", "Hội viên"),
    _one("members_cards", "có thẻ", "Hội viên"),
    _one("members_dues", "đóng hội phí", "Hội viên"),
    Column("members_share", "% dân số", ("members_closing",), per="population"),
]
FUND = [
    _one("fund_opening", "Dư đầu kỳ"),
    Column("fund_raised", "Vận động", tuple(RAISED)),
    _one("fund_in_association", "Nhận từ Hội các cấp"),
    Column("fund_spent", "Chi", tuple(SPENT)),
    _one("fund_out_association", "Chuyển Hội các cấp"),
    _one("fund_closing", "Dư cuối kỳ"),
    Column("fund_per_person", "Đồng/người", ("fund_closing",), per="population", is_average=True),
]
FUND_DETAIL = [
    *(_one(code, label, "Vận động") for code, (_, label) in FUND_SOURCES.items()),
    *(_one(code, label, "Chi") for code, (_, label) in FUND_PURPOSES.items()),
    _one("fund_in_transit", "Đang chuyển giữa các Hội, bên nhận chưa ghi sổ", "Chưa vào số dư"),
]
PLACES_SHARE = Column("hamlets_share", "thôn, tổ dân phố có chi hội", ("hamlets_with_chapter",), per="hamlets")
PLACE_SHARES = [
    PLACES_SHARE,
    Column("schools_share", "trường học có chi hội", ("schools_with_chapter",), per="schools"),
    Column("agencies_share", "cơ quan, đơn vị có chi hội", ("agencies_with_chapter",), per="agencies"),
]


def _model(code: str) -> list[Column]:
    """All, registered, recognised, and each share over its own whole."""
    model = MODELS[code]
    registered, recognised, heading = f"{code}_registered", f"{code}_recognised", model.label
    return [
        Column(f"{code}_total", "tổng số", (model.whole,), heading),
        _one(registered, "đăng ký", heading),
        Column(f"{code}_registered_share", "% đăng ký/tổng", (registered,), heading, per=model.whole),
        _one(recognised, "công nhận", heading),
        Column(f"{code}_kept_share", "% công nhận/đăng ký", (recognised,), heading, per=registered),
        Column(f"{code}_share", "% công nhận/tổng", (recognised,), heading, per=model.whole),
    ]


def _reward(code: str, label: str) -> list[Column]:
    heading = label[:1].upper() + label[1:]
    return [
        _one(f"rewards_{code}{end}", words, heading)
        for end, words in (("", "suất"), ("_times", "lượt"), ("_money", "số tiền"))
    ]


RATED = tuple(f"rated_{code}" for code in RATINGS)
MODEL_COLUMNS = {code: _model(code) for code in MODELS}
REWARDS = [
    *(column for code, label in REWARDED.items() for column in _reward(code, label)),
    Column("rewards_money", "số tiền", tuple(f"rewards_{code}_money" for code in REWARDED), "Cộng"),
]
RATING_COLUMNS = [
    *(_one(f"rated_{code}", label) for code, label in RATINGS.items()),
    Column("rated", "cộng", RATED),
    Column("rated_strong_share", "% vững mạnh/đã xếp loại", ("rated_strong",), per=RATED),
    Column("rated_share", "% đã xếp loại/chi hội", RATED, per=tuple(CHAPTERS)),
]
ACTIVITIES = [
    _one("news_items", "tin, bài", "Tuyên truyền"),
    _one("talks", "buổi", "Tuyên truyền"),
    _one("training_classes", "lớp", "Tập huấn"),
    _one("training_people", "lượt người", "Tập huấn"),
    _one("centre_classes", "lớp", "Trung tâm học tập cộng đồng"),
    _one("centre_people", "lượt học", "Trung tâm học tập cộng đồng"),
    _one("learner_accounts", "Tài khoản công dân học tập"),
]


@dataclass(frozen=True)
class TableOf:
    """A statistical table: its columns, and the indicators of which at least one is reported where it is printed."""

    title: str
    columns: list[Column]
    shown_for: tuple[str, ...] = ()
    old_title: str = ""


def _models_table(title: str, *codes: str) -> TableOf:
    steps = tuple(f"{code}_{step}" for code in codes for step in ("registered", "recognised"))
    columns = [column for code in codes for column in MODEL_COLUMNS[code]]
    return TableOf(f"{title} học tập", columns, steps, old_title=f"{title} hiếu học")


def _codes(columns: list[Column]) -> tuple[str, ...]:
    return tuple(code for column in columns for code in column.codes)


TABLES = [
    TableOf("Tổ chức Hội", ORGANISATION),
    TableOf("Hội viên", MEMBERS),
    _models_table("Gia đình, dòng họ", "families", "clans"),
    _models_table("Cộng đồng, đơn vị", "communities", "units"),
    _models_table("Công dân", "citizens"),
    TableOf("Quỹ khuyến học (đồng)", FUND),
    TableOf("Trao thưởng, hỗ trợ (tiền: đồng)", REWARDS, _codes(REWARDS)),
    TableOf("Xếp loại chi hội", RATING_COLUMNS, RATED),
    TableOf("Tuyên truyền, tập huấn, học tập cộng đồng", ACTIVITIES, _codes(ACTIVITIES)),
]
COLUMNS = {column.key: column for made in TABLES for column in made.columns} | {
    column.key: column for column in [*FUND_DETAIL, *PLACE_SHARES]
}
_NAMES = {
    "chapters": "Chi hội",
    "boards": "Ban khuyến học",
    "members_closing": "Hội viên cuối kỳ",
    "hamlets_share": "Tỷ lệ thôn, tổ dân phố có chi hội",
    "schools_share": "Tỷ lệ trường học có chi hội",
    "agencies_share": "Tỷ lệ cơ quan, đơn vị có chi hội",
    "members_share": "Tỷ lệ hội viên trên dân số",
    "rewards_money": "Số tiền trao thưởng, hỗ trợ",
    "rated": "Chi hội đã xếp loại",
    "rated_strong_share": "Tỷ lệ chi hội vững mạnh trên số đã xếp loại",
    "rated_share": "Tỷ lệ chi hội đã xếp loại",
    "fund_raised": "Quỹ vận động trong kỳ",
    "fund_spent": "Quỹ chi trong kỳ",
    "fund_per_person": "Quỹ bình quân đồng trên người",
    **{f"{code}_share": f"Tỷ lệ {model.label.lower()} học tập" for code, model in MODELS.items()},
}


def full_label(column: Column, year: int = RENAMED_IN) -> str:
    """The column's name standing alone, without its neighbours, as it was called in that year."""
    if column.key in _NAMES:
        name = _NAMES[column.key]
        return name.replace(" học tập", " hiếu học") if year < RENAMED_IN else name
    if column.codes == (column.key,) and column.key.startswith(("rated_", *MODELS)):
        return CATALOGUE[column.key].named_in(year).label
    return f"{column.heading}: {column.label}" if column.heading else column.label
