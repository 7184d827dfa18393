"""The conference of a year: one page that leads through it, and a page for each of its lists."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chapters.access import Request, needs
from chapters.views.common import form_page, page_of, posted, posted_with_files
from khuyenhoc.actions import Refusal
from khuyenhoc.downloads import file_answer
from khuyenhoc.forms import attempt, sent
from khuyenhoc.history import history_of
from khuyenhoc.pictures import preview

from .. import actions
from ..access import period_or_404, return_or_404
from ..conference_lines import AgendaLine, BallotLine, InstructionLine, agenda_lines
from ..conference_papers import AFTER, BEFORE, PAPERS
from ..forms.conference import (
    AgendaForm,
    AttendanceForm,
    AttendeeForm,
    BallotForm,
    FactsForm,
    InstructionForm,
    InviteForm,
    LineForm,
    ListForm,
    NewPhotoForm,
    OutcomeForm,
    PasteForm,
    PhotoEditForm,
    initial_of,
    line_forms,
)
from ..models import Conference, Instruction, Photo, Return
from ..pages import conference as pages

PASTE_HINT = (
    "Mỗi dòng một mục; giờ ghi đầu dòng, người thực hiện ghi sau dấu |, ví dụ: 8:00 Khai mạc | Chủ tịch Hội. "
    "Chép được cả các cột từ Excel."
)


@require_safe
@needs("read_returns")
def conference(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    found = pages.conference_of(top)
    may_write = request.user.can("write_summaries", top.unit)
    if found is None:
        return render(request, "reports/conference_none.html", {"top": top, "may_write": may_write})
    summary = pages.writable_summary_of(found) if may_write else None
    context = {
        "conference": found,
        "top": top,
        "steps": pages.steps(found),
        "may_write": may_write,
        "summary": summary,
        "before": [(word, PAPERS[word][0]) for word in BEFORE],
        "after": [(word, PAPERS[word][0]) for word in AFTER],
        "history": history_of(found, *found.instructions.all()) if request.user.can("read_log", top.unit) else [],
        "sees_awards": request.user.can("read_awards", top.unit),
    }
    return render(request, "reports/conference.html", context)


def _there(request: Request, period: str) -> Conference:
    """The conference in her reach; 404 where none has been called."""
    found = pages.conference_of(return_or_404(request, period_or_404(period)))
    if found is None:
        raise Http404("no conference of this unit and period")
    return found


def _hers(request: Request, period: str) -> Conference:
    found = _there(request, period)
    _refuse_reader(request, found)
    return found


def _refuse_reader(request: Request, whose: Conference | Return) -> None:
    if not request.user.can("write_summaries", whose.unit):
        raise PermissionDenied(
            "Chức trách của bạn chỉ xem hội nghị này, không ghi được. Nếu cần, xin báo Thường trực Hội."
        )


def _form_page(request: Request, found: Conference | None, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"conference": found, "form": form, "title": title, "submit": "Lưu", **more}
    return render(request, "reports/conference_form.html", context)


@form_page
@needs("read_returns")
def facts(request: Request, period: str) -> HttpResponse:
    """When and where; the first saving calls the conference."""
    top = return_or_404(request, period_or_404(period))
    _refuse_reader(request, top)
    found = pages.conference_of(top)
    held = found or Conference(period=top.period, unit=top.unit)
    offered = {} if found else pages.offered_facts(top.unit)
    form = FactsForm(posted(request), conference=held, offered=offered)

    def write() -> Conference:
        values = dict(form.cleaned_data)
        if found:
            return actions.change_conference(conference=found, by=request.user, **values)
        values.pop("was")
        return actions.prepare_conference(period=top.period, unit=top.unit, by=request.user, **values)

    if made := sent(request, form, write):
        messages.success(request, "Đã lưu thời gian, địa điểm hội nghị.")
        return redirect(made)
    return _form_page(request, held, form, "Thời gian, địa điểm, chủ trì")


@form_page
@needs("read_returns")
def outcome(request: Request, period: str) -> HttpResponse:
    found = _hers(request, period)
    form = OutcomeForm(posted(request), conference=found)
    if sent(request, form, lambda: actions.change_conference(conference=found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu diễn biến hội nghị.")
        return redirect(found)
    return _form_page(request, found, form, "Thảo luận, giờ kết thúc, số nghị quyết", wide=True)


# Lists, line by line


@form_page
@needs("read_returns")
def agenda(request: Request, period: str) -> HttpResponse:
    found = _hers(request, period)
    return _list_page(
        request,
        found,
        form=AgendaForm,
        kind=AgendaLine,
        held=list(found.agenda.all()),
        usual=pages.usual_agenda(found.period),
        verb=actions.set_agenda,
        title="Chương trình hội nghị",
        usual_words="Lấy chương trình thường dùng",
        paste=PasteForm(posted(request), hint=PASTE_HINT, read=agenda_lines),
    )


@form_page
@needs("read_returns")
def ballots(request: Request, period: str) -> HttpResponse:
    found = _hers(request, period)
    return _list_page(
        request,
        found,
        form=BallotForm,
        kind=BallotLine,
        held=list(found.ballots.all()),
        usual=pages.usual_ballots(found),
        verb=actions.set_ballots,
        title="Biểu quyết",
        usual_words="Lấy các nội dung thường biểu quyết, 100% tán thành",
    )


@form_page
@needs("read_returns")
def instructions(request: Request, period: str) -> HttpResponse:
    found = _hers(request, period)
    return _list_page(
        request,
        found,
        form=InstructionForm,
        kind=InstructionLine,
        held=list(found.instructions.all()),
        usual=[],
        verb=actions.set_instructions,
        title="Ý kiến chỉ đạo",
        usual_words="",
    )


def _list_page(
    request: Request,
    found: Conference,
    *,
    form: type[LineForm],
    kind: type[Any],
    held: Sequence[Any],
    usual: Sequence[Any],
    verb: Callable[..., list[Any]],
    title: str,
    usual_words: str,
    paste: PasteForm | None = None,
) -> HttpResponse:
    """One form over the whole list with empty lines at its end; a line that is emptied goes."""
    lines = [kind.of(one) for one in held] or (list(usual) if "mau" in request.GET else [])
    table = line_forms(form)(posted(request), initial=initial_of(lines))
    whole = ListForm(posted(request), kind=kind, held=held, table=table)
    valid = [part.is_valid() for part in (whole, table, paste) if part is not None]  # each of them says its faults
    if all(valid):
        added = paste.cleaned_data["pasted"] if paste else []
        made = attempt(
            whole, lambda: verb(conference=found, lines=[*whole.lines, *added], was=whole.was, by=request.user)
        )
        if made is not None:
            messages.success(request, f"Đã lưu {len(made)} dòng.")
            return redirect(request.get_full_path().replace("&mau=1", "") if "more" in request.POST else found)
    context = {
        "conference": found,
        "table": table,
        "whole": whole,
        "paste": paste,
        "title": title,
        "refusals": whole.non_field_errors() if whole.is_bound else [],
        "usual_words": usual_words if not held and usual and "mau" not in request.GET else "",
    }
    return render(request, "reports/conference_list.html", context)


# Who is asked and who came


@form_page
@needs("read_returns")
def attendees(request: Request, period: str) -> HttpResponse:
    """The list; whoever may write puts people on it, pasted or from the officers' register."""
    found = _there(request, period)
    may_write = request.user.can("write_summaries", found.unit)
    if request.method == "POST":
        _refuse_reader(request, found)
    form = InviteForm(posted(request) if "tu-so" not in request.POST else None)
    if request.method == "POST" and _invited(request, found, form):
        return redirect(_address("attendees", found))
    context = {
        "conference": found,
        "form": form if may_write else None,
        "offers": pages.register_offers(found, request.user) if may_write else [],
        "page": page_of(request, found.attendees.all()),
    }
    return render(request, "reports/conference_people.html", context)


def _invited(request: Request, found: Conference, form: InviteForm) -> bool:
    if word := request.POST.get("tu-so"):
        if word not in pages.FROM_REGISTER:
            raise Http404("the register has no such list")
        people = pages.people_of(pages.officers_of(word, found, request.user))
    elif form.is_valid():
        people = form.people
    else:
        return False
    made = attempt(form, lambda: actions.invite(conference=found, people=people, by=request.user))
    if made is None:
        return False
    there = len(people) - len(made)
    messages.success(request, f"Đã thêm {len(made)} người." + (f" {there} người đã có sẵn." if there else ""))
    return True


@form_page
@needs("read_returns")
def attendee(request: Request, period: str, pk: int) -> HttpResponse:
    found = _hers(request, period)
    one = get_object_or_404(found.attendees.select_related("conference__unit"), pk=pk)
    form = AttendeeForm(posted(request), attendee=one)
    if "bo" in request.POST:
        actions.leave_out(attendee=one, by=request.user)
        messages.success(request, f"Đã bỏ {one.name} khỏi danh sách.")
        return redirect(_address("attendees", found))
    if sent(request, form, lambda: actions.change_attendee(attendee=one, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu.")
        return redirect(_address("attendees", found))
    back = _address("attendees", found)
    return _form_page(request, found, form, one.name, drop="Bỏ khỏi danh sách", back=back)


@form_page
@needs("read_returns")
def attendance(request: Request, period: str) -> HttpResponse:
    found = _hers(request, period)
    form = AttendanceForm(posted(request), conference=found, listed=list(found.attendees.all()))

    def write() -> Conference:
        return actions.mark_attendance(
            conference=found, came=form.came, stayed_away=form.left, by=request.user, **form.cleaned_data
        )

    if made := sent(request, form, write):
        messages.success(request, "Đã lưu điểm danh.")
        return redirect(made)
    return render(request, "reports/conference_attendance.html", {"conference": found, "form": form})


# What leaders asked for


@require_POST
@needs("read_returns")
def take_up(request: Request, period: str, pk: int) -> HttpResponse:
    found = _hers(request, period)
    one = get_object_or_404(Instruction, pk=pk, conference=found)
    summary = pages.writable_summary_of(found)
    try:
        if summary is None:
            raise Refusal(
                "Báo cáo tổng kết chưa được soạn hoặc đã thông qua. Ý kiến vẫn được giữ ở đây và sẽ hiện khi soạn "
                "báo cáo năm sau."
            )
        actions.take_up_instruction(instruction=one, summary=summary, by=request.user)
        messages.success(request, "Đã đưa vào nhiệm vụ của phương hướng.")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(found)


# Photographs


@form_page
@needs("read_returns")
def photos(request: Request, period: str) -> HttpResponse:
    found = _there(request, period)
    if request.method == "POST":
        _refuse_reader(request, found)
    form = NewPhotoForm(*posted_with_files(request))

    def write() -> Photo:
        values = dict(form.cleaned_data)
        photo = values.pop("photo")
        return actions.add_photo(conference=found, name=photo.name, content=photo.read(), by=request.user, **values)

    if form.is_valid() and _kept(form, write):
        messages.success(request, "Đã lưu ảnh.")
        return redirect(_address("photos", found))
    may_write = request.user.can("write_summaries", found.unit)
    context = {"conference": found, "form": form if may_write else None, "photos": found.photos.all()}
    return render(request, "reports/conference_photos.html", context)


def _kept(form: NewPhotoForm, write: Callable[[], Photo]) -> bool:
    """What the verb says of the file belongs beside the box it was chosen in."""
    try:
        write()
    except Refusal as refusal:
        form.add_error("photo" if refusal.field == "file" else None, str(refusal))
        return False
    return True


@form_page
@needs("read_returns")
def photo(request: Request, period: str, pk: int) -> HttpResponse:
    found = _hers(request, period)
    one = get_object_or_404(found.photos.select_related("conference__unit"), pk=pk)
    form, back = PhotoEditForm(posted(request), photo=one), _address("photos", found)
    if "bo" in request.POST:
        actions.remove_photo(photo=one, by=request.user)
        messages.success(request, "Đã bỏ ảnh.")
        return redirect(back)
    if sent(request, form, lambda: actions.change_photo(photo=one, by=request.user, **form.cleaned_data)):
        return redirect(back)
    return _form_page(request, found, form, "Sửa chú thích ảnh", drop="Bỏ ảnh này", back=back, photo=one)


@require_safe
@needs("read_returns")
def photo_file(request: Request, period: str, pk: int) -> HttpResponse:
    """The photograph; `?nho=1` a small one for a row of others."""
    top = return_or_404(request, period_or_404(period))
    kept = Photo.objects.filter(conference__period=top.period_id, conference__unit=top.unit_id).select_related("file")
    one = get_object_or_404(kept, pk=pk)
    content = bytes(one.file.content)
    shown = preview(content) if "nho" in request.GET else content
    return file_answer(shown, "image/jpeg", f"anh-{one.pk}", inline=True)


def _address(name: str, found: Conference) -> str:
    query = {"don-vi": found.unit.code}
    return reverse(f"reports:conference-{name}", args=[found.period.code], query=query)
