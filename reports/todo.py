"""What waits for a user, the most urgent first: one sentence and one link each. Closed periods ask nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from awards.lists import handed_back, to_examine
from awards.models import AwardForm, Nomination
from awards.tasks import honours_of
from chapters.hindrance import some_of
from chapters.models import DataRequest, Unit, User
from chapters.pages.sight import holders_of
from chapters.reach import within
from funds.models import Voucher
from funds.transfers import to_receive
from khuyenhoc.dates import format_date
from khuyenhoc.models import Import
from khuyenhoc.numbers import format_money, format_number

from .models import Period, Return, Row
from .progress import days_in_words, days_until, due_in_words, has_association, is_given_back
from .records import stands
from .tallies import open_questions_by_return, open_questions_by_row, unconfirmed

SHOWN = 5  # of one kind; the rest share a line
NEAR = 2  # days of the law's clock
SOON = 7  # days: from then on the units below are worth a reminder


class Urgency(IntEnum):
    LAW = 0  # the law's clock has run out
    OVERDUE = 1
    WAITING = 2  # somebody waits for this user
    DUE = 3
    WHENEVER = 4


@dataclass(frozen=True)
class Task:
    """`days` are left until it is due, less than none when it is late."""

    sentence: str
    url: str
    action: str
    urgency: Urgency = Urgency.WHENEVER
    days: int = 0

    @property
    def is_late(self) -> bool:
        return self.urgency <= Urgency.OVERDUE


def tasks_of(desk: "Desk") -> list[Task]:
    """By a number of queries that does not grow with the returns."""
    user = desk.user
    found = [
        *_data_requests(user),
        *_own_returns(desk),
        *_own_rows(user),
        *_below(desk),
        *_to_look_at(desk),
        *_to_confirm(desk),
        *_nominations(user),
        *_award_forms(user),
        *_honours(user),
        *_payments(user),
        *_transfers(user),
        *_imports(user),
    ]
    return sorted(found, key=lambda task: (task.urgency, task.days))


class Desk:
    """The returns of open periods in the user's reach, and which of them are hers to fill or to judge."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.here = {office.unit_id for office in user.offices}
        returns = Return.objects.visible_to(user).current().filter(period__closed_at=None)
        rows = Row.objects.filter(is_own=True, unit_return__in=returns)
        rows = rows.select_related("unit_return__period", "unit_return__unit", "unit_return__above__unit")
        self.rows = list(rows.order_by("-unit_return__period__cut_off", "unit_return__path"))

    @cached_property
    def own(self) -> list[Row]:
        """Those of her own units, and of units below without an association, which hers enters for."""
        return [row for row in self.rows if self._fills(row)]

    def _fills(self, row: Row) -> bool:
        unit_return = row.unit_return
        above = unit_return.above
        holds = row.unit_id in self.here
        fills_for = above is not None and above.unit_id in self.here and not has_association(row, unit_return.period)
        return (holds or fills_for) and self.user.can("write_returns", unit_return.unit)

    @cached_property
    def to_judge(self) -> list[Row]:
        """Those that her office accepts: directly below it, or farther down where nobody holds such an office."""
        reached = [row for row in self.rows if self.user.can("accept_returns", judge(row))]
        served = holders_of({judge(row).pk for row in reached} - self.here, "accept_returns", self.user)
        return [row for row in reached if judge(row).pk in self.here or not served.get(judge(row).pk)]

    @cached_property
    def questions(self) -> dict[int, int]:
        return open_questions_by_return([row.unit_return_id for row in self.own])

    @cached_property
    def _seats(self) -> dict[int, list[Unit]]:
        """Period → units of hers that have a return in it and from which she may accept."""
        found: dict[int, list[Unit]] = defaultdict(list)
        for row in self.rows:
            if row.unit_id in self.here and self.user.can("accept_returns", row.unit_return.unit):
                found[row.unit_return.period_id].append(row.unit_return.unit)
        return found

    def seat(self, row: Row) -> Unit:
        """The unit of hers from which she looks after this return, if it has one in that year."""
        above = judge(row)
        mine = self._seats[row.unit_return.period_id]
        return next((unit for unit in mine if above.path.startswith(unit.path)), above)


def judge(row: Row) -> Unit:
    above = row.unit_return.above
    return above.unit if above else row.unit_return.unit


def year_of(row: Row) -> str:
    return row.unit_return.period.name.lower()


def url_to(name: str, unit_return: Return, **asked: str) -> str:
    query = {"don-vi": unit_return.unit.code, **asked}
    return reverse(f"reports:{name}", args=[unit_return.period.code], query=query)


# Her own returns


def _own_returns(desk: Desk) -> Iterator[Task]:
    chapters = _chapters(desk)
    for row in desk.own:
        if row.unit_return.is_writable:
            yield _own_return(desk, row)
            yield from chapters.get(row.unit_return_id, [])


def _own_return(desk: Desk, row: Row) -> Task:
    unit_return, due = row.unit_return, _due(row)
    days, name = days_until(due), f"Báo cáo {year_of(row)} của {row.full_name}"
    back = _why_back(desk, unit_return)
    sentence = _due_sentence(name, due)
    if back:
        sentence = f"{name} {back}; {due_in_words(due)}." if days < 0 else f"{name} {back}."
    if row.unit_id not in desk.here:
        sentence += f" Nơi này chưa có tổ chức Hội nên {judge(row).association_name} nhập thay."
    asked = unit_return.state == Return.State.RETURNED
    url = url_to("correct" if asked else "entry", unit_return)
    urgency = min(_urgency(days), Urgency.WAITING) if back else _urgency(days)
    return Task(sentence, url, "Sửa hoặc trả lời" if asked else "Nhập số liệu", urgency, days)


def _why_back(desk: Desk, unit_return: Return) -> str:
    """Why somebody above waits for it again; "" for one that is entered for the first time."""
    if unit_return.state == Return.State.RETURNED:
        return f"được trả lại với {format_number(desk.questions.get(unit_return.pk, 0))} câu hỏi"
    if is_given_back(unit_return):
        return f"được trả lại: “{unit_return.handed_back_because}”"
    return f"được mở lại để sửa: “{unit_return.reopened_because}”" if unit_return.reopened_because else ""


def _due(row: Row) -> date:
    return row.unit_return.period.due_on(row.kind)


def _urgency(days: int) -> Urgency:
    return Urgency.OVERDUE if days < 0 else Urgency.DUE


def _due_sentence(name: str, due: date) -> str:
    days = days_until(due)
    if days < 0:
        return f"{name} đã quá hạn nộp {format_number(-days)} ngày (hạn {format_date(due)})."
    if days == 0:
        return f"{name} đến hạn nộp hôm nay."
    return f"{name} còn {format_number(days)} ngày đến hạn nộp {format_date(due)}."


def _chapters(desk: Desk) -> dict[int, list[Task]]:
    """Return → how far its chapters and boards are, once one of them has marked itself ready."""
    drafts = {row.unit_return_id: row for row in desk.own if row.unit_return.is_writable}
    below: dict[int, list[Row]] = defaultdict(list)
    for one in Row.objects.filter(unit_return__in=list(drafts), is_own=False):
        if stands(one, drafts[one.unit_return_id].unit_return.period):
            below[one.unit_return_id].append(one)
    return {pk: [_readiness(drafts[pk], rows)] for pk, rows in below.items() if any(one.ready_at for one in rows)}


def _readiness(own: Row, rows: list[Row]) -> Task:
    waiting = [one.full_name for one in rows if not one.ready_at]
    days, place = days_until(_due(own)), f"{year_of(own)} của {own.full_name}"
    if not waiting:
        sentence = f"Cả {format_number(len(rows))} chi hội, ban đã báo xong số liệu {place}."
        return Task(sentence, url_to("checking", own.unit_return), "Kiểm tra và nộp", _urgency(days), days)
    ready = f"{format_number(len(rows) - len(waiting))}/{format_number(len(rows))}"
    sentence = f"{ready} chi hội, ban đã báo xong số liệu {place}; còn {some_of(waiting)}."
    return Task(sentence, url_to("entry", own.unit_return), "Xem bảng nhập", _urgency(days), days)


def rows_to_fill(user: User) -> list[Row]:
    """Rows of chapter officers: their unit has no return of its own."""
    units = [office.unit_id for office in user.offices if not office.unit.is_association_level]
    rows = Row.objects.editable_by(user).filter(unit__in=units, unit_return__in=Return.objects.writable())
    rows = rows.select_related("unit_return__period", "unit_return__unit")
    return list(rows.order_by("-unit_return__period__cut_off", "unit__path"))


def _own_rows(user: User) -> Iterator[Task]:
    """What a chapter's officer has not marked ready, or is asked about."""
    rows = rows_to_fill(user)
    asked = open_questions_by_row([row.pk for row in rows])
    for row in rows:
        unit_return = row.unit_return
        due = unit_return.period.due_on(unit_return.unit.kind)
        days, name = days_until(due), f"Số liệu {year_of(row)} của {row.full_name}"
        url = reverse("reports:questions", args=[unit_return.period.code, row.pk])
        if number := asked.get(row.pk):
            sentence = f"{name} được hỏi lại {format_number(number)} câu."
            yield Task(sentence, url, "Sửa hoặc trả lời", min(_urgency(days), Urgency.WAITING), days)
        elif unit_return.state == Return.State.DRAFT and not row.ready_at:
            words = _due_sentence(unit_return.unit.association_name, due)
            yield Task(f"{name} chưa báo xong; {words}", url, "Nhập số liệu", _urgency(days), days)


# What lies with the office that looks at returns


def _to_look_at(desk: Desk) -> Iterator[Task]:
    """Handed in, the longest waiting first; not to her who handed it in where a second person is asked for."""
    found = [
        row for row in desk.to_judge if row.unit_return.state == Return.State.SUBMITTED and not _is_hers(desk, row)
    ]
    found.sort(key=lambda row: (row.unit_return.submitted_at or timezone.now(), row.unit_return.path))
    for row in found[:SHOWN]:
        made = row.unit_return
        day = format_date(timezone.localdate(made.submitted_at))
        sentence = f"{capfirst(row.full_name)} đã nộp báo cáo {year_of(row)} ngày {day}, chờ xem."
        yield Task(sentence, url_to("review", made), "Xem và chốt", Urgency.WAITING)
    for rows in _by_seat(desk, found[SHOWN:]).values():
        sentence = f"Còn {format_number(len(rows))} đơn vị nữa đã nộp báo cáo {year_of(rows[0])}, chờ xem."
        url = url_from(desk, "progress", rows, xem="da-nop")
        yield Task(sentence, url, "Xem danh sách", Urgency.WAITING, days=1)


def _is_hers(desk: Desk, row: Row) -> bool:
    return row.unit_return.period.needs_second_person and row.unit_return.submitted_by_id == desk.user.pk


def _below(desk: Desk) -> Iterator[Task]:
    """Units that have not handed in: the late ones, else those whose day is near, one line a period."""
    own = {row.pk for row in desk.own}
    waiting = [row for row in desk.to_judge if row.unit_return.is_writable and row.pk not in own]
    for rows in _by_seat(desk, waiting).values():
        late = [row for row in rows if days_until(_due(row)) < 0]
        if not late and days_until(min(map(_due, rows))) > SOON:
            continue
        behind, due = late or rows, min(map(_due, late or rows))
        names = some_of([row.full_name for row in behind])
        sentence = (
            f"{format_number(len(behind))} đơn vị cấp dưới chưa nộp báo cáo {year_of(rows[0])}, "
            f"{due_in_words(due)}: {names}."
        )
        yield Task(sentence, url_from(desk, "reminders", rows), "Nhắc nộp", _urgency(days_until(due)), days_until(due))


def _by_seat(desk: Desk, rows: Iterable[Row]) -> dict[tuple[int, int], list[Row]]:
    """By period and by the unit from which she looks after them."""
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        found[row.unit_return.period_id, desk.seat(row).pk].append(row)
    return found


def url_from(desk: Desk, name: str, rows: list[Row], **asked: str) -> str:
    query = {"don-vi": desk.seat(rows[0]).code, **asked}
    return reverse(f"reports:{name}", args=[rows[0].unit_return.period.code], query=query)


def _to_confirm(desk: Desk) -> Iterator[Task]:
    """What the level above has entered for her own units."""
    own = {row.unit_return_id: row for row in desk.own if row.unit_id in desk.here}
    for pk, times in unconfirmed(list(own)).items():
        row = own[pk]
        sentence = (
            f"Cấp trên đã nhập thay số liệu {year_of(row)} của {row.full_name} {format_number(times)} lần, "
            "chờ đơn vị xác nhận."
        )
        yield Task(sentence, url_to("on-behalf", row.unit_return), "Xem và xác nhận", Urgency.WAITING)


# What the other rooms have for her


def _data_requests(user: User) -> Iterator[Task]:
    """With the law's clock: what is nearest to run out."""
    left = [one.days_left or 0 for one in DataRequest.objects.editable_by(user).pending()]
    if not left:
        return
    nearest = min(left)
    urgency = Urgency.LAW if nearest < 0 else Urgency.WAITING if nearest <= NEAR else Urgency.DUE
    sentence = f"{format_number(len(left))} yêu cầu về dữ liệu cá nhân đang chờ, gấp nhất {days_in_words(nearest)}."
    yield Task(sentence, reverse("chapters:request-list"), "Xem yêu cầu", urgency, nearest)


def _nominations(user: User) -> Iterator[Task]:
    if number := handed_back(user).count():
        sentence = f"{format_number(number)} đề nghị khen thưởng bị trả lại, chờ sửa rồi gửi lại."
        yield Task(sentence, reverse("awards:nomination-send"), "Sửa đề nghị", Urgency.WAITING)
    if number := to_examine(user).count():
        sentence = f"{format_number(number)} đề nghị khen thưởng đang chờ xét."
        yield Task(sentence, reverse("awards:examine"), "Xét đề nghị", Urgency.WAITING)
    endorsed = Nomination.objects.filter(state=Nomination.State.ENDORSED)
    if number := endorsed.filter(within(user.paths("decide_awards"), "unit__path")).count():
        sentence = f"{format_number(number)} đề nghị khen thưởng đang chờ quyết định của cấp khen."
        yield Task(sentence, reverse("awards:decision-create"), "Ghi quyết định")


def _award_forms(user: User) -> Iterator[Task]:
    """A new installation: until the catalogue is begun nobody can be nominated."""
    if user.serves_root("write_catalogues") and not AwardForm.objects.exists():
        sentence = "Danh mục hình thức khen thưởng còn trống nên chưa đơn vị nào lập được đề nghị."
        yield Task(sentence, reverse("awards:form-list"), "Thêm hình thức thường dùng")


def _honours(user: User) -> Iterator[Task]:
    """Point sheets of emulation and what inspections asked for."""
    found = honours_of(user)
    for score in found.to_score_self:
        days = days_until(score.sheet.due_on)
        sentence = f"Tự chấm điểm thi đua năm {score.sheet.year} của {score.unit}, {due_in_words(score.sheet.due_on)}."
        back = f" Hội cấp trên trả lại: {score.return_reason}" if score.return_reason else ""
        urgency = Urgency.OVERDUE if days < 0 else Urgency.DUE
        yield Task(sentence + back, score.get_absolute_url(), "Mở phiếu điểm", urgency, days)
    for inspection in found.to_mend:
        number, unit = format_number(inspection.waiting), inspection.unit
        sentence = f"{number} kiến nghị sau kiểm tra năm {inspection.year} chờ {unit} khắc phục."
        yield Task(sentence, inspection.get_absolute_url(), "Xem kiến nghị", Urgency.WAITING)
    for sheet in found.to_score:
        sentence = f"{format_number(sheet.waiting)} phiếu điểm thi đua {sheet} chờ chấm."
        yield Task(sentence, sheet.get_absolute_url(), "Mở bảng điểm", Urgency.WAITING)
    for inspection in found.to_settle:
        sentence = f"{inspection}: {format_number(inspection.waiting)} kiến nghị đã báo khắc phục, chờ xem."
        yield Task(sentence, inspection.get_absolute_url(), "Xem kết quả", Urgency.WAITING)


def _payments(user: User) -> Iterator[Task]:
    """Payments of purses that ask for a second person, which is she."""
    waiting = Voucher.objects.to_approve(user).aggregate(number=Count("pk"), total=Sum("amount", default=0))
    if waiting["number"]:
        sentence = f"{format_number(waiting['number'])} khoản chi chờ duyệt, cộng {format_money(waiting['total'])}."
        yield Task(sentence, reverse("funds:waiting-list"), "Xem và duyệt", Urgency.WAITING)


def _transfers(user: User) -> Iterator[Task]:
    """Money that other purses sent to a book she keeps."""
    if not user.may("write_funds"):
        return
    waiting = list(to_receive(user)[: SHOWN + 1])
    for sent in waiting[:SHOWN]:
        sentence = f"{format_money(sent.amount)} từ {sent.fund} chờ nhận vào {sent.sent_to}."
        yield Task(sentence, reverse("funds:transfer-receive", args=[sent.pk]), "Nhận", Urgency.WAITING)
    if waiting[SHOWN:]:
        yield Task(
            "Còn những khoản chuyển khác chờ nhận.", reverse("funds:fund-list"), "Mở các sổ quỹ", Urgency.WAITING
        )


def _imports(user: User) -> Iterator[Task]:
    waiting = Import.objects.visible_to(user).light().filter(uploaded_by=user, state=Import.State.PREVIEWED)
    for one in waiting[:SHOWN]:
        sentence = f"Tệp “{one.file_name}” đã kiểm tra xong, chờ bạn xem và xác nhận; chưa ghi gì."
        yield Task(sentence, one.url, "Xem trước")


# Where the years stand, for everybody who reads reports


@dataclass(frozen=True)
class QuickLook:
    period: Period
    sentence: str


def quick_looks(desk: Desk) -> list[QuickLook]:
    """The latest periods; of those that are open, how far they are."""
    top = desk.user.top_unit
    if top is None or not top.is_association_level or not desk.user.may("read_returns"):
        return []
    return [QuickLook(period, _how_far(desk, period)) for period in Period.objects.all()[:3]]


def _how_far(desk: Desk, period: Period) -> str:
    if not period.is_open:
        return "kỳ đã đóng"
    rows = [row for row in desk.rows if row.unit_return.period_id == period.pk]
    if len(rows) == 1:
        return f"báo cáo của {rows[0].full_name} {rows[0].unit_return.get_state_display()}"
    states = Counter(row.unit_return.state for row in rows)
    late = sum(row.unit_return.is_writable and days_until(_due(row)) < 0 for row in rows)
    said = [f"{states[Return.State.ACCEPTED]}/{len(rows)} báo cáo đã chốt"]
    said += [f"{states[Return.State.SUBMITTED]} đã nộp"] if states[Return.State.SUBMITTED] else []
    return ", ".join([*said, f"{late} quá hạn"] if late else said)
