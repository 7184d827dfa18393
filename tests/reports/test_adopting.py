"""A summary on its way: presented, adopted with its papers, made anew; and that what was adopted stands still."""

import html
import re
from copy import deepcopy
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from unittest.mock import patch

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from awards.actions import decide, revoke
from awards.models import AwardForm
from chapters.actions import (
    admit_member,
    close_unit,
    create_user,
    merge_members,
    move_unit,
    update_unit,
    void_membership,
)
from chapters.models import Member
from funds.actions import reverse_voucher
from khuyenhoc.jobs import Job, run_job
from khuyenhoc.models import StoredFile
from reports import keeping
from reports.actions import (
    accept_return,
    adopt_summary,
    attach_signed_summary,
    begin_summary,
    change_period,
    keep_papers,
    open_period,
    present_summary,
    reopen_return,
    set_section,
    set_targets,
    submit_return,
    take_back_summary,
)
from reports.doctor import check_adopted_papers, check_frozen_figures
from reports.models import FrozenReturn, Period, Return, ReturnValue, Section, Summary
from reports.reading import adopted_report
from reports.settled import forget_all

from ..conftest import standing
from ..refusals import refusal
from .adoption import HELD, adopted, busy, written
from .conftest import PASSWORD, YEAR, accept_as_it_is, declare, explain_all, open_year, put, return_of, row_of

PDF = b"%PDF-1.7 signed"
ADDRESS = f"/bao-cao/{YEAR}"


def accept_a_year_and_open_the_next(cast):
    open_period(year=YEAR - 1, by=cast.office)
    put(cast.cho_a, {"members_closing": 30}, YEAR - 1)
    for unit in (cast.con_minh, cast.van_lang, cast.district):
        accept_as_it_is(return_of(unit, YEAR - 1), cast.office)
    return open_year(cast)


@pytest.fixture(scope="module")
def _year(_district, django_db_blocker):
    with standing(django_db_blocker, accept_a_year_and_open_the_next, _district) as cast:
        yield cast


@pytest.fixture(scope="module")
def _busy(_year, django_db_blocker):
    with standing(django_db_blocker, busy, _year) as cast:
        yield cast


@pytest.fixture(scope="module")
def _adopted(_busy, django_db_blocker):
    with standing(django_db_blocker, adopted, _busy) as cast:
        yield cast


@pytest.fixture
def cast_of_year(_busy, db):
    """2022 accepted, 2023 busy and handed in."""
    return deepcopy(_busy)


@pytest.fixture
def adopted_cast(_adopted, db):
    return deepcopy(_adopted)


class Main(HTMLParser):
    """Words and addresses of a page's main part, without what it says of today."""

    def __init__(self):
        super().__init__()
        self.found, self.inside, self.skipped = [], False, 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inside |= tag == "main"
        if self.skipped or "data-today" in given:
            self.skipped += tag not in ("input", "br", "hr", "img", "meta", "link", "rect", "line", "path", "circle")
        elif self.inside and "href" in given:
            self.found.append(given["href"])

    def handle_endtag(self, tag):
        self.skipped = max(self.skipped - 1, 0)
        self.inside &= tag != "main"

    def handle_data(self, data):
        if self.inside and not self.skipped and data.strip():
            self.found.append(data.strip())


def main_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    page = Main()
    page.feed(answer.content.decode())
    return page.found


def everything(client, start):
    """Each page of the paper and of what its figures open to."""
    pages, waiting = {}, [start]
    while waiting:
        url = waiting.pop()
        if url not in pages:
            pages[url] = main_of(client, url)
            waiting += [one for one in pages[url] if one.startswith(f"{ADDRESS}/so/")]
    return pages


@pytest.mark.runs_on("sqlite")
def test_what_was_adopted_stands_still_whatever_happens(adopted_cast, as_user):
    cast, client = adopted_cast, as_user(adopted_cast.office)
    before = everything(client, f"{ADDRESS}/")
    assert len(before) > 60

    shake(cast)

    after = {url: main_of(client, url) for url in before}
    assert [url for url in before if before[url] != after[url]] == []


def shake(cast):
    """Everything that may happen to records, units, returns and catalogues after a conference."""
    admit_member(unit=cast.ban_cao, name="Người Đến Sau", since=date(YEAR, 12, 1), by=cast.admin)
    mai = Member.objects.get(name="Nông Thị Mai")
    merge_members(keep=cast.lan, gone=mai, by=cast.admin)
    reverse_voucher(voucher=cast.gift, reason="Ghi nhầm", dated_on=date(YEAR, 12, 30), by=cast.treasurer)
    given = cast.nominations[0]
    given.refresh_from_db()
    revoke(nomination=given, number="9/QĐ", signed_on=date(YEAR, 12, 30), reason="Khai sai", by=cast.office)
    void_membership(membership=cast.secret.memberships.get(), by=cast.admin)
    for unit in (cast.district, cast.con_minh, cast.van_lang):
        reopen_return(unit_return=return_of(unit), reason="Rà soát lại", by=cast.office)
    declare(cast.cho_a, cast.con_minh_officer, members_closing=35, members_joined=5)
    explain_all(cast.con_minh, cast.office)
    submit_return(unit_return=return_of(cast.con_minh), by=cast.office)
    accept_return(unit_return=return_of(cast.con_minh), by=cast.office)
    reopen_return(unit_return=return_of(cast.district, YEAR - 1), reason="Sai", by=cast.office)
    reopen_return(unit_return=return_of(cast.con_minh, YEAR - 1), reason="Sai", by=cast.office)
    declare(cast.cho_a, cast.office, YEAR - 1, members_closing=11)
    update_unit(unit=cast.con_minh, by=cast.admin, name="Tên Khác")
    update_unit(unit=cast.district, by=cast.admin, name="Huyện Khác")
    move_unit(unit=cast.to_dooc, parent=cast.con_minh, by=cast.admin)
    pending = cast.nominations[1:]
    decide(nominations=pending, unit=cast.district, number="2/QĐ", signed_on=date(YEAR, 12, 31), by=cast.office)
    close_unit(unit=cast.cho_a, closed_on=date(YEAR + 1, 2, 1), reason="Sáp nhập", by=cast.admin)
    AwardForm.objects.update(name="Hình thức khác", grantor_name="Nơi khác")
    Period.objects.filter(year=YEAR).update(name="Kỳ khác", indicators_off=["members_women"])


def test_who_was_honoured_stands_still_in_the_papers_of_those_below_too(cast_of_year, as_user):
    cast, client = adopted(cast_of_year), as_user(cast_of_year.office)

    def names(unit):
        page = client.get(f"{ADDRESS}/?ban={cast.summary.pk}&don-vi={unit.code}")
        groups = page.context["document"].report.honours.honoured
        return [(group.title, *(name for name, _, _ in group.lines)) for group in groups]

    told = [("Hội Khuyến học huyện Na Rì: Giấy khen (1), Quyết định số 1/QĐ ngày 28/12/2023", "Bế Văn Một")]
    assert [names(unit) for unit in (cast.district, cast.con_minh, cast.van_lang)] == [told, told, []]

    shake(cast)

    assert [names(unit) for unit in (cast.district, cast.con_minh, cast.van_lang)] == [told, told, []]


@pytest.mark.runs_on("postgresql")
def test_what_is_provisional_stands_still_too(cast_of_year, as_user):
    """Văn Lang is not accepted when the conference adopts: its figures are frozen as they were, with their records."""
    cast = cast_of_year
    Return.objects.filter(pk=return_of(cast.district).pk).update(state="draft")
    reopen_return(unit_return=return_of(cast.van_lang), reason="Chờ rà soát", by=cast.office)
    Return.objects.filter(pk=return_of(cast.district).pk).update(state="submitted")
    adopted(cast)
    client = as_user(cast.leader)
    before = everything(client, f"{ADDRESS}/")
    cell = f"{ADDRESS}/so/members_closing/{row_of(cast.to_dooc).pk}/?don-vi=02140&ban={cast.summary.pk}"
    assert "chưa chốt." in " ".join(before[cell])

    admit_member(unit=cast.to_dooc, name="Người Đến Sau", since=date(YEAR, 12, 1), by=cast.admin)
    declare(cast.van_lang, cast.office, population=987)
    update_unit(unit=cast.to_dooc, by=cast.admin, name="Tên Khác")

    assert [url for url in before if before[url] != main_of(client, url)] == []


def test_the_files_of_a_commune_seen_through_an_adopted_paper_are_of_that_paper_too(cast_of_year, as_user):
    cast = adopted(cast_of_year)
    client = as_user(cast.office)
    shake(cast)

    page = client.get(f"{ADDRESS}/?don-vi=02173&ban={cast.summary.pk}")
    links = [html.unescape(found) for found in re.findall(r'href="([^"]+tong-ket\.xlsx[^"]*)"', page.text)]
    (book,) = [openpyxl.load_workbook(BytesIO(client.get(link).content)) for link in links]

    told = page.context["report"].cell("members_closing").total
    assert ("Hội viên cuối kỳ", told) in [line[:2] for line in book.worksheets[0].iter_rows(values_only=True)]


def test_a_dashboard_opens_what_it_shows_also_where_an_adopted_paper_froze_it(cast_of_year, as_user):
    goals = {"members_share": (None, Decimal(10))}
    set_targets(period=cast_of_year.period, unit=cast_of_year.con_minh, goals=goals, by=cast_of_year.office)
    cast = adopted(cast_of_year)
    client = as_user(cast.office)
    shake(cast)

    whole = client.get(f"/tong-quan/{YEAR}/?don-vi=066&ban={cast.summary.pk}").context["board"]
    (bar,) = [one for one in whole.share.bars if one.label == "Xã Côn Minh"]
    commune = client.get(bar.url)
    figures = commune.context["board"].key_figures
    opened = re.search(r'href="([^"]+/so/members_closing/[^"]*)"', commune.text)[1]
    slides = re.search(r'href="([^"]+trinh-chieu/[^"]*)"', commune.text)[1]
    compared = client.get(f"/tong-quan/{YEAR}/so-sanh/?don-vi=02173&voi-don-vi=02140&ban={cast.summary.pk}")
    members = compared.context["comparison"].groups[0][1][4].first

    links = re.findall(rf'href="([^"]+/{YEAR}/so/[^"]*)"', commune.text)
    assert [link for link in links if f"ban={cast.summary.pk}" not in link] == []
    assert any("/so/members_share/" in link for link in links)
    assert bar.value_text.endswith(f" · {figures[0].value}")
    assert f"Hội viên cuối kỳ: {figures[0].value}" in client.get(html.unescape(opened)).text
    assert client.get(html.unescape(slides)).context["board"].key_figures[0].value == figures[0].value
    assert f"Hội viên cuối kỳ: {members.text}" in client.get(members.url).text
    for chart in commune.context["board"].lines:
        page = client.get(chart.points[-1].url)
        assert f": {page.context['opened'].total.text}</h1>" in page.text
        assert page.context["report"].adopted == cast.summary


def test_a_figure_of_today_says_why_it_differs(adopted_cast, as_user):
    cast = adopted_cast
    client, ban = as_user(cast.office), f"ban={cast.summary.pk}"
    shake(cast)

    whole = client.get(f"{ADDRESS}/so/members_closing/?{ban}").content.decode()

    assert "Theo báo cáo đã thông qua: <strong>33</strong>" in whole
    assert "xã Tên Khác, bản thứ 2</a>, đã chốt: Rà soát lại" in whole


def test_the_topmost_return_is_accepted_by_adopting_also_by_the_chair(cast_of_year):
    cast = written(cast_of_year)
    facts = {"name": "Chủ tịch Hội", "password": PASSWORD, "unit": cast.district, "role": "chair"}
    chair = create_user(username="chutich", by=cast.admin, **facts)

    adopt_summary(summary=cast.summary, adopted_on=HELD, by=chair)

    assert return_of(cast.district).state == Return.State.ACCEPTED


def test_who_only_reads_adopts_nothing_and_keeps_nothing(cast_of_year):
    cast = written(cast_of_year)
    for by in (cast.leader, cast.treasurer, cast.con_minh_officer):
        assert "Chức trách" in refusal(adopt_summary, summary=cast.summary, adopted_on=HELD, by=by)
    adopted_one = adopt_summary(summary=cast.summary, adopted_on=HELD, by=cast.office)
    assert "Chức trách" in refusal(keep_papers, summary=adopted_one, pdf=PDF, docx=PDF, xlsx=PDF, by=cast.leader)


def test_presented_and_taken_back_to_writing(cast_of_year):
    cast = written(cast_of_year)
    assert "chưa trình" in refusal(take_back_summary, summary=cast.summary, by=cast.office)
    present_summary(summary=cast.summary, by=cast.office)
    assert "đã trình hội nghị rồi" in refusal(present_summary, summary=cast.summary, by=cast.office)

    taken = take_back_summary(summary=cast.summary, by=cast.office)

    assert (taken.state, taken.presented_at) == (Summary.State.WRITING, None)


def test_a_commune_adopts_its_own_once_it_has_handed_in(cast_of_year):
    cast = cast_of_year
    made = begin_summary(period=cast.period, unit=cast.con_minh, by=cast.con_minh_officer)
    adopt_summary(summary=made, adopted_on=HELD, by=cast.con_minh_officer)

    assert FrozenReturn.objects.get().unit_return == return_of(cast.con_minh)


def test_the_printed_texts_are_those_of_what_was_frozen(cast_of_year):
    cast = written(cast_of_year)
    section = cast.summary.sections.get(section=Section.OPENING)
    told = "Có {Hội viên cuối kỳ} hội viên."
    set_section(summary=cast.summary, section=section.section, was=section.text, now=told, by=cast.office)
    adopt_summary(summary=cast.summary, adopted_on=HELD, by=cast.office)

    assert cast.summary.sections.get(section=Section.OPENING).printed == "Có 33 hội viên."


def test_an_adoption_that_failed_leaves_no_figures_behind_for_the_next(cast_of_year):
    cast = written(cast_of_year)
    section = cast.summary.sections.get(section=Section.PLAN)
    set_section(summary=cast.summary, section=Section.PLAN, was=section.text, now="{Số nhiệm vụ} việc.", by=cast.office)
    with patch("reports.actions.summaries._new_code", side_effect=RuntimeError), pytest.raises(RuntimeError):
        adopt_summary(summary=cast.summary, adopted_on=HELD, by=cast.office)

    ReturnValue.objects.filter(row=row_of(cast.district), indicator="plan_tasks").update(declared=8)
    adopt_summary(summary=cast.summary, adopted_on=HELD, by=cast.office)

    assert cast.summary.sections.get(section=Section.PLAN).printed == "08 việc."


def test_what_the_year_asks_for_later_changes_no_target_of_the_adopted_paper(cast_of_year):
    cast = cast_of_year
    goals = {"families_share": (None, Decimal(80)), "members_closing": (None, Decimal(30))}
    set_targets(period=cast.period, unit=cast.district, goals=goals, by=cast.office)
    adopted(cast)
    told = adopted_report(cast.summary).goals.reached

    change_period(period=cast.period, indicators_off=["families_recognised"], by=cast.office)
    forget_all()  # as in a process that has just begun

    report = adopted_report(Summary.objects.get(pk=cast.summary.pk))
    assert report.goals.reached == told
    assert report.period.indicators_off == []


def test_papers_and_scan_are_kept_once(adopted_cast):
    cast = adopted_cast
    keeping.make_and_keep(cast.summary, "http://testserver/xac-thuc/X/", cast.office)
    cast.summary.refresh_from_db()
    assert [getattr(cast.summary, name).content_type.rpartition(".")[2][:8] for name in ("docx", "xlsx")] == [
        "document",
        "sheet",
    ]

    told = refusal(keep_papers, summary=cast.summary, pdf=PDF, docx=PDF, xlsx=PDF, by=cast.office)
    scan = StoredFile.objects.first()
    attach_signed_summary(summary=cast.summary, scan=scan, by=cast.office)

    assert "Bản đã lưu không thay được" in told
    assert "đã có bản ký" in refusal(attach_signed_summary, summary=cast.summary, scan=scan, by=cast.office)


def test_of_a_large_tree_the_papers_are_made_by_the_worker(adopted_cast, monkeypatch):
    cast = adopted_cast
    monkeypatch.setattr(keeping, "AT_ONCE", 1)

    job = keeping.start(cast.summary, "http://testserver/", cast.office)
    run_job.call(job.pk)

    cast.summary.refresh_from_db()
    assert (Job.objects.get().state, cast.summary.pdf_id is not None) == (Job.State.DONE, True)


def test_whoever_has_them_made_again_makes_them_in_her_own_right(cast_of_year, as_user, monkeypatch):
    cast = adopted(cast_of_year)
    monkeypatch.setattr(keeping, "AT_ONCE", 1)
    job = keeping.start(cast.summary, "http://testserver/", cast.leader)  # as if her office had ended since
    run_job.call(job.pk)
    assert Job.objects.get().state == Job.State.FAILED

    as_user(cast.admin).post(f"{ADDRESS}/ban-tong-ket/{cast.summary.pk}/lam-lai/")
    run_job.call(job.pk)

    assert (Job.objects.get().state, Job.objects.get().started_by) == (Job.State.DONE, cast.admin)


# Pages


def test_a_second_click_does_not_undo_what_the_first_has_done(cast_of_year, as_user):
    cast, client = written(cast_of_year), as_user(cast_of_year.office)

    client.post(f"{ADDRESS}/trinh/")
    client.post(f"{ADDRESS}/trinh/")

    presented = Summary.objects.get()
    assert presented.state == Summary.State.PRESENTED
    assert 'name="dua-ve"' in client.get(f"{ADDRESS}/trinh/").text
    client.post(f"{ADDRESS}/trinh/", {"dua-ve": "1"})
    client.post(f"{ADDRESS}/trinh/", {"dua-ve": "1"})
    assert Summary.objects.get(pk=cast.summary.pk).state == Summary.State.WRITING


def test_the_office_adopts_on_the_page_and_finds_the_papers(cast_of_year, as_user):
    cast, client = written(cast_of_year), as_user(cast_of_year.office)
    client.post(f"{ADDRESS}/trinh/")
    look = client.get(f"{ADDRESS}/thong-qua/").content.decode()
    assert "2/2" in look
    assert "Còn số liệu tạm tính" not in look

    answer = client.post(f"{ADDRESS}/thong-qua/", {"adopted_on": "18/01/2024"}, follow=True)

    text = answer.content.decode()
    assert "Đã ghi nhận báo cáo được thông qua" in text
    assert "Đã lưu bản in PDF, Word, Excel." in text
    summary = Summary.objects.get(pk=cast.summary.pk)
    paper = client.get(f"{ADDRESS}/ban-tong-ket/{summary.pk}/tep/pdf/")
    assert paper.content == bytes(summary.pdf.content)
    assert "Lập bản mới" in client.get(f"{ADDRESS}/").content.decode()


def test_the_adoption_stands_when_its_papers_could_not_be_made(cast_of_year, as_user, monkeypatch):
    cast, client = written(cast_of_year), as_user(cast_of_year.office)

    def broken(*_):
        raise OSError("no fonts")

    monkeypatch.setattr(keeping, "make_papers", broken)
    text = client.post(f"{ADDRESS}/thong-qua/", {"adopted_on": "18/01/2024"}, follow=True).content.decode()
    monkeypatch.undo()
    again = f"{ADDRESS}/ban-tong-ket/{cast.summary.pk}/lam-lai/"

    assert "Bản in chưa làm được" in text
    assert again in text
    assert [one.tone for one in check_adopted_papers()] == ["warn", "good"]
    client.post(again)
    assert Summary.objects.get(pk=cast.summary.pk).pdf_id
    assert [one.tone for one in check_adopted_papers()] == ["good"]


def test_before_adopting_the_page_says_what_is_missing(year, as_user):
    begin_summary(period=year.period, unit=year.district, by=year.office)
    text = as_user(year.office).get(f"{ADDRESS}/thong-qua/").content.decode()

    assert "Số liệu của huyện Na Rì chưa nộp." in text
    assert "Nhập và nộp số liệu" in text
    assert "Chưa chốt: xã Côn Minh, xã Văn Lang" in text
    assert '<form method="post" action=""' not in text


def test_the_chair_who_adopts_but_enters_nothing_is_told_whom_to_ask(year, as_user):
    begin_summary(period=year.period, unit=year.district, by=year.office)
    chair = create_user(
        username="chutich", name="Chủ tịch", password=PASSWORD, unit=year.district, role="chair", by=year.admin
    )

    text = as_user(chair).get(f"{ADDRESS}/thong-qua/").text

    assert "Số liệu của huyện Na Rì chưa nộp. Xin người nhập số liệu của Hội nộp trước." in text
    assert "Nhập và nộp số liệu" not in text + as_user(chair).get(f"{ADDRESS}/").text


def test_a_day_to_come_is_refused_beside_its_field(cast_of_year, as_user):
    written(cast_of_year)
    text = as_user(cast_of_year.office).post(f"{ADDRESS}/thong-qua/", {"adopted_on": "18/01/2099"}).content.decode()

    assert "phải là ngày đã qua hoặc hôm nay" in text
    assert not Summary.objects.adopted().exists()


def test_a_draft_is_shown_with_the_figures_of_its_own_association(cast_of_year, as_user):
    cast, client = cast_of_year, as_user(cast_of_year.office)
    draft = begin_summary(period=cast.period, unit=cast.con_minh, by=cast.con_minh_officer)

    page = client.get(f"{ADDRESS}/?ban={draft.pk}")

    assert page.context["document"].report.row.unit_id == cast.con_minh.pk
    assert client.get(f"{ADDRESS}/?ban={draft.pk}&don-vi={cast.district.code}").status_code == 404


def test_a_new_version_is_begun_with_its_reason(adopted_cast, as_user):
    cast, client = adopted_cast, as_user(adopted_cast.office)
    client.post(f"{ADDRESS}/lap-ban-moi/", {"reason": "Sai số chi hội"})

    text = client.get(f"{ADDRESS}/ban-tong-ket/").content.decode()

    assert Summary.objects.get(is_current=True).because == "Sai số chi hội"
    assert "Bản thứ 2: đang soạn" in text
    assert "Bản thứ 1: đã thông qua ngày 18/01/2024" in text
    assert "Bản thứ 2: Sai số chi hội. Đang soạn, chưa trình." in client.get(f"{ADDRESS}/").content.decode()
    assert cast.summary.code in text


def test_the_signed_scan_is_sent_on_the_page(adopted_cast, as_user):
    cast, client = adopted_cast, as_user(adopted_cast.office)
    url = f"{ADDRESS}/ban-tong-ket/{cast.summary.pk}/ban-ky/"

    wrong = client.post(url, {"scan": SimpleUploadedFile("a.txt", b"chu")}, follow=True).content.decode()
    client.post(url, {"scan": SimpleUploadedFile("ky.pdf", PDF)})

    assert "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG" in wrong
    assert as_user(cast.leader).get(f"{ADDRESS}/ban-tong-ket/{cast.summary.pk}/tep/scan/").content == PDF
    assert as_user(cast.con_minh_officer).get(f"{ADDRESS}/ban-tong-ket/{cast.summary.pk}/tep/scan/").status_code == 404
    assert as_user(cast.leader).post(url).status_code == 403


# The doctor


def test_the_doctor_finds_what_was_changed_around_the_guards(adopted_cast):
    cast = adopted_cast
    assert [one.tone for one in check_frozen_figures()] == ["good"]
    one = FrozenReturn.objects.get(unit_return=return_of(cast.con_minh))
    one.rows[0]["cells"]["members_closing"] = [1, 1, 1]

    faults = list(_with(one))
    assert [fault.tone for fault in faults] == ["bad", "bad"]
    assert "were changed" in faults[0].what
    assert "members_closing" in faults[1].what


def _with(changed):
    """The doctor's look at a table in which one row is another."""
    rows = [changed if one.pk == changed.pk else one for one in FrozenReturn.objects.select_related("summary")]
    with patch("reports.doctor.FrozenReturn.objects.select_related") as asked:
        asked.return_value.order_by.return_value.iterator.return_value = rows
        return list(check_frozen_figures())


@pytest.mark.parametrize("page", ["trinh", "thong-qua", "lap-ban-moi"])
def test_before_there_is_a_summary_each_page_says_so(year, as_user, page):
    client = as_user(year.office)

    assert "Báo cáo tổng kết chưa soạn. Xin soạn trước." in client.get(f"{ADDRESS}/{page}/").content.decode()
    assert as_user(year.leader).get(f"{ADDRESS}/{page}/").status_code == 403
    assert as_user(year.con_minh_officer).get(f"{ADDRESS}/{page}/?don-vi=066").status_code == 404
