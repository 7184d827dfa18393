"""Certificates: one page for each recipient in the order of the list, printed by the office alone, by a job."""

import io
import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pypdf
import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from awards import actions, printing, work
from awards.certificates import SENTENCE, recipients
from awards.letters import signed_decision
from awards.models import CertificateDesign, CertificatePrint, Nomination
from chapters.actions import elect_officer
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.jobs import Job, run_job
from tests.refusals import refusal as refused

from ..conftest import make_district
from ..crowds import really_shared
from ..databases import address
from .deeds import text

FORTY_WORDS = " ".join(["Tập thể cán bộ hội viên và nhân dân"] * 4 + ["thôn", "Nà", "Ca", "ta"])


@pytest.fixture(autouse=True)
def _queue(settings):
    """Jobs wait until a test, or the page of a few, runs them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


@pytest.fixture
def listed(nominate, decide):
    """A decision over a collective and two people, whose names are to be sorted."""
    return decide(
        nominate("Nông Văn Hùng", sex="male", position_held="Chi hội trưởng"),
        nominate("Hoàng Thị Lan", sex="female"),
        nominate(FORTY_WORDS, kind="collective"),
    )


def order(decision, by, **facts):
    return actions.print_certificates(
        decision=decision, by=by, **({"place": "Na Rì", "dated_on": date(2023, 12, 28)} | facts)
    )


def made(printing):
    run_job.call(printing.job_id)
    printing.refresh_from_db()
    return printing


def pages(printing):
    """What each page says, on one line."""
    reader = pypdf.PdfReader(io.BytesIO(bytes(printing.file.content)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def squeezed(words):
    return "".join(words.split())


def award(decision):
    return decision.nominations.first().form


# What is printed


def test_each_recipient_has_a_page_in_the_order_of_the_list(cast, listed):
    elect_officer(unit=cast.district, post="chair", name="Hoàng Thị Nga", since=date(2021, 1, 1), by=cast.office)
    said = pages(made(order(listed, cast.office)))

    names = [each.recipient_name for _, each in recipients(listed)]
    assert names == [FORTY_WORDS, "Nông Văn Hùng", "Hoàng Thị Lan"]
    assert len(said) == 3
    for number, (name, page) in enumerate(zip(names, said, strict=True), start=1):
        assert squeezed(name) in squeezed(page)
        assert f"Vào sổ khen thưởng số {number}" in page
        for words in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "HỘI KHUYẾN HỌC HUYỆN NA RÌ",
            "TẶNG GIẤY KHEN",
            SENTENCE.replace("[năm]", "2023"),
            "Quyết định số 12/QĐ-HKH ngày 28 tháng 12 năm 2023",
            "Na Rì, ngày 28 tháng 12 năm 2023",
            "TM. BAN THƯỜNG VỤ CHỦ TỊCH",
            "Hoàng Thị Nga",
        ):
            assert squeezed(words) in squeezed(page)
    assert "Ông Nông Văn Hùng Chi hội trưởng, xã Côn Minh" in said[1]
    assert "Bà Hoàng Thị Lan xã Côn Minh" in said[2]
    assert "Ông" not in said[0]


def test_a_page_is_a4_on_its_side(cast, listed):
    content = bytes(made(order(listed, cast.office)).file.content)
    sheets = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(content)).pages]

    assert {(round(sheet.width), round(sheet.height)) for sheet in sheets} == {(842, 595)}


def test_one_of_the_list_is_printed_alone_with_her_number(cast, listed):
    lan = Nomination.objects.get(recipient_name="Hoàng Thị Lan")
    (page,) = pages(made(order(listed, cast.office, nomination=lan, sentence="Có công khuyến học năm [năm]")))

    assert "Hoàng Thị Lan" in page
    assert "Vào sổ khen thưởng số 3" in page
    assert "Có công khuyến học năm 2023" in page
    assert "Đã có thành tích" not in page


def test_what_was_taken_back_is_not_printed_and_leaves_its_number(cast, listed):
    hung = Nomination.objects.get(recipient_name="Nông Văn Hùng")
    before = order(listed, cast.office)
    actions.revoke(
        nomination=hung, number="3/QĐ", signed_on=date(2024, 1, 15), reason="Khai man thành tích.", by=cast.office
    )

    for printing_ in (made(before), made(order(listed, cast.office))):
        said = pages(printing_)
        assert [page.rsplit("số ", 1)[-1].split()[0] for page in said] == ["1", "3"]
        assert "Nông Văn Hùng" not in " ".join(said)
    assert "Không có giấy khen nào để in" in refused(lambda: order(listed, cast.office, nomination=hung))


def test_a_list_of_which_all_was_taken_back_meanwhile_says_so(cast, nominate, decide):
    decision = decide(nominate())
    ordered = order(decision, cast.office)
    facts = {"number": "3/QĐ", "signed_on": date(2024, 1, 15), "reason": "Khai man.", "by": cast.office}
    actions.revoke(nomination=decision.nominations.get(), **facts)

    made(ordered)

    assert (ordered.file, ordered.job.state) == (None, "failed")
    assert "Không có giấy khen nào để in" in ordered.job.message


def test_what_was_printed_before_an_award_was_taken_back_is_handed_out_no_more(cast, listed, as_user):
    hung, lan = (Nomination.objects.get(recipient_name=name) for name in ("Nông Văn Hùng", "Hoàng Thị Lan"))
    whole, of_hung, of_lan = (made(order(listed, cast.office, nomination=one)) for one in (None, hung, lan))
    facts = {"number": "3/QĐ", "signed_on": date(2024, 1, 15), "reason": "Khai man.", "by": cast.office}
    actions.revoke(nomination=hung, **facts)
    client = as_user(cast.office)

    assert [client.get(f"{one.url}tep/").status_code for one in (whole, of_hung, of_lan)] == [404, 404, 200]
    assert "có 1 trường hợp đã bị thu hồi" in text(client.get(whole.url))
    assert "Tải tệp PDF" in text(client.get(of_lan.url))


def test_another_grantor_prints_its_own(cast, forms, nominate, decide, as_user):
    decision = decide(nominate(form=forms.medal))

    assert recipients(decision) == []
    assert "Không có giấy khen nào để in" in refused(lambda: order(decision, cast.office))
    html = text(as_user(cast.office).get(f"/khen-thuong/quyet-dinh/{decision.pk}/giay-khen/"))
    assert "Quyết định của cơ quan khác do nơi ấy in giấy khen" in html
    assert "Lời ghi thành tích" not in html


def test_the_form_of_a_level_is_printed_by_whoever_is_of_that_level(cast, nominate, decide):
    facts = {"grantor_level": "district", "grantor_name": "Hội Khuyến học huyện", "name": "Biểu dương"}
    common = actions.add_award_form(for_person=True, by=cast.office, **facts)

    assert len(recipients(decide(nominate(form=common)))) == 1


def test_another_s_nomination_is_not_printed_with_this_decision(cast, listed, nominate, decide):
    other = nominate("Bàn Văn Xuân")
    decide(other, number="13/QĐ-HKH")

    assert "Không có giấy khen nào để in" in refused(lambda: order(listed, cast.office, nomination=other))


@pytest.mark.parametrize(
    "kind,name,called",
    [
        ("household", "Hoàng Văn Nam", "Gia đình"),
        ("household", "Hồ Văn Nam", "Gia đình"),
        ("household", "Gia đình ông Hồ Văn Nam", ""),
        ("household", "hộ ông Nam", ""),
        ("clan", "Hoàng Sáng", "Dòng họ"),
        ("clan", "Họ Hoàng", ""),
        ("collective", "Chi hội Bản Cào", ""),
        ("person", "Nông Văn Hùng", ""),
    ],
)
def test_what_stands_above_a_name_is_not_said_twice(kind, name, called):
    assert printing._called(Nomination(recipient_class=kind, recipient_name=name)) == called


@pytest.mark.parametrize(
    "sort,name,heading",
    [
        ("award", "Giấy khen", "TẶNG GIẤY KHEN"),
        ("title", "Hội viên xuất sắc", "CÔNG NHẬN DANH HIỆU HỘI VIÊN XUẤT SẮC"),
        ("title", "Danh hiệu Hội viên xuất sắc", "CÔNG NHẬN DANH HIỆU HỘI VIÊN XUẤT SẮC"),
    ],
)
def test_the_heading_names_the_form(forms, sort, name, heading):
    forms.flag.sort, forms.flag.name = sort, name

    assert printing.heading_of(forms.flag) == heading


@pytest.mark.parametrize("number", [1, 3])
def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    cast, nominate, decide, django_assert_num_queries, number
):
    decision = decide(*(nominate(f"Người thứ {place}") for place in range(number)))
    ordered = CertificatePrint.objects.select_related("decision__unit__parent").get(pk=order(decision, cast.office).pk)

    with django_assert_num_queries(2):
        assert len(printing.certificates_of(ordered)) == number


# The design


def set_design(cast, form, **facts):
    return actions.set_certificate_design(form=form, by=cast.office, **facts)


def test_the_design_of_a_form_says_who_signs_and_what_is_left_to_the_stationery(cast, listed):
    set_design(
        cast,
        award(listed),
        has_frame=False,
        has_motto=False,
        top_mm=50,
        left_mm=35,
        sentence="Có nhiều đóng góp năm [năm]",
        signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        signer_name="Nông Văn Tú",
    )
    said = pages(made(order(listed, cast.office)))

    for page in said:
        assert "CỘNG HÒA" not in page
        assert "Có nhiều đóng góp năm 2023" in page
        assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nông Văn Tú" in page


def begins_at(printing_):
    """How far from the left and the upper edge the issuer's line begins, in mm."""
    found = []

    def see(words, user, matrix, *_):
        if "HỘI KHUYẾN HỌC" in words:
            a, _, _, d, e, f = user
            found.append((a * matrix[4] + e, 595.28 - (d * matrix[5] + f)))

    pypdf.PdfReader(io.BytesIO(bytes(printing_.file.content))).pages[0].extract_text(visitor_text=see)
    return [points * 25.4 / 72 for points in found[0]]


def test_text_begins_where_the_design_says(cast, nominate, decide):
    decision = decide(nominate("Nông Văn Hùng"))
    places = []
    for top, left in ((20, 30), (32, 40)):
        set_design(cast, award(decision), has_motto=False, top_mm=top, left_mm=left)
        places.append(begins_at(made(order(decision, cast.office))))

    (left, top), (left_then, top_then) = places
    assert left_then - left == pytest.approx(10, abs=0.1)
    assert top_then - top == pytest.approx(12, abs=0.1)


@pytest.mark.parametrize(
    "facts,told",
    [
        ({"top_mm": 9}, "Xin ghi từ 10 đến 50 mm."),
        ({"left_mm": 51}, "Xin ghi từ 10 đến 50 mm."),
        ({"top_mm": 36}, "Xin bỏ in Quốc hiệu"),
        ({"sentence": "dài " * 60}, "200"),
        ({"signer_title": ""}, "Xin điền mục này."),
    ],
)
def test_a_design_that_leaves_the_sheet_is_refused(cast, forms, facts, told):
    assert told in refused(lambda: set_design(cast, forms.certificate, **facts))
    assert CertificateDesign.objects.count() == 0


def test_the_database_refuses_such_a_design_too(cast, forms):
    set_design(cast, forms.certificate)
    for values in ({"top_mm": 5}, {"left_mm": 80}, {"top_mm": 50}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateDesign.objects.update(**values)
    with pytest.raises(IntegrityError, match="Mẫu in giấy khen không xóa được"), transaction.atomic():
        CertificateDesign.objects.all().delete()


def test_only_the_topmost_office_writes_a_design(cast, forms):
    for user in (cast.con_minh_officer, cast.leader):
        with pytest.raises(NotAllowed):
            actions.set_certificate_design(form=forms.certificate, top_mm=20, by=user)


def test_the_office_changes_a_design_on_its_page_and_looks_at_a_sample(cast, forms, as_user):
    client, path = as_user(cast.office), f"/khen-thuong/hinh-thuc/{forms.certificate.pk}/mau-in/"
    sent = {"has_motto": "on", "top_mm": "30", "left_mm": "28", "signer_title": "CHỦ TỊCH", "sentence": "Có công"}
    assert "Xin ghi từ 10 đến 50 mm." in text(client.post(path, sent | {"top_mm": "99"}))
    assert "nhiều nhất ba dòng" in text(client.post(path, sent | {"signer_title": "a\nb\nc\nd"}))

    assert "Đã lưu mẫu in." in text(client.post(path, sent, follow=True))

    design = CertificateDesign.objects.get()
    assert (design.has_frame, design.has_motto, design.top_mm, design.left_mm) == (False, True, 30, 28)
    sample = client.get(f"{path}in-thu.pdf")
    said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sample.content)).pages]
    assert len(said) == 2
    assert "Nguyễn Văn A" in said[0]
    assert "Có công" in said[1]


# Who, and how it is followed


def test_a_few_are_printed_at_once_on_the_page(cast, listed, as_user):
    client, path = as_user(cast.office), f"/khen-thuong/quyet-dinh/{listed.pk}/giay-khen/"
    page = client.get(path)
    assert page.context["form"].initial["sentence"] == SENTENCE.replace("[năm]", "2023")
    assert "Cả danh sách: 3 giấy khen" in text(page)
    sent = {"nomination": "", "sentence": "Có công", "place": "Na Rì", "dated_on": "28/12/2023"}
    assert "Xin điền mục này." in text(client.post(path, sent | {"place": ""}))

    html = text(client.post(path, sent, follow=True))

    assert "Đã in xong" in html
    printing_ = CertificatePrint.objects.get()
    answer = client.get(f"/khen-thuong/giay-khen/{printing_.pk}/tep/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == bytes(printing_.file.content)
    assert len(pages(printing_)) == 3
    assert "cả danh sách, 3 giấy khen" in text(client.get(path))


def test_the_page_of_one_nomination_leads_to_her_certificate(cast, listed, as_user):
    lan = Nomination.objects.get(recipient_name="Hoàng Thị Lan")
    client = as_user(cast.office)
    link = f"/khen-thuong/quyet-dinh/{listed.pk}/giay-khen/?de-nghi={lan.pk}"

    assert link in text(client.get(f"/khen-thuong/{lan.pk}/"))
    assert f'<option value="{lan.pk}" selected>3. Hoàng Thị Lan</option>' in text(client.get(link))
    assert link not in text(as_user(cast.con_minh_officer).get(f"/khen-thuong/{lan.pk}/"))


def test_many_wait_for_the_worker_and_the_page_tells_how_far_it_is(cast, listed, as_user, monkeypatch):
    monkeypatch.setattr("awards.views.certificates.AT_ONCE", 2)
    client = as_user(cast.office)
    sent = {"nomination": "", "sentence": "", "place": "Na Rì", "dated_on": ""}
    html = text(client.post(f"/khen-thuong/quyet-dinh/{listed.pk}/giay-khen/", sent, follow=True))
    printing_ = CertificatePrint.objects.get()

    assert "Đang chờ đến lượt." in html
    assert f'hx-get="/khen-thuong/giay-khen/{printing_.pk}/" hx-trigger="every 2s"' in html
    assert client.get(f"/khen-thuong/giay-khen/{printing_.pk}/tep/").status_code == 404
    Job.objects.update(state="running", done=1, total=3)
    assert "Đã làm 1 trong 3 giấy khen" in text(client.get(printing_.url))
    Job.objects.update(state="queued")
    made(printing_)
    assert client.get(printing_.url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Na Rì, ngày tháng năm" in pages(printing_)[0]


def test_only_those_who_decide_print_or_fetch(cast, listed, as_user):
    printing_ = made(order(listed, cast.office))
    paths = [f"/khen-thuong/quyet-dinh/{listed.pk}/giay-khen/", printing_.url, f"{printing_.url}tep/"]

    for user, statuses in (
        (cast.con_minh_officer, {404}),
        (cast.van_lang_officer, {404}),
        (cast.leader, {403, 404}),
    ):
        client = as_user(user)
        assert {client.get(path).status_code for path in paths} == statuses
        assert client.post(f"{printing_.url}in-lai/").status_code == 404
        with pytest.raises(NotAllowed):
            order(listed, user)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_prints_asks_as_much_for_three_as_for_one(cast, listed, as_user, django_assert_num_queries, number):
    for _ in range(number):
        order(listed, cast.office)
    client = as_user(cast.office)

    with django_assert_num_queries(10):
        assert len(client.get(f"/khen-thuong/quyet-dinh/{listed.pk}/giay-khen/").context["page"].object_list) == number


def test_what_was_ordered_and_printed_stays(cast, listed):
    printing_ = made(order(listed, cast.office))
    fixed = "Lần in giấy khen đã ghi không sửa được"
    for values in ({"sentence": "Khác"}, {"file": None}, {"place": "Khác"}, {"dated_on": None}):
        with pytest.raises(IntegrityError, match=fixed), transaction.atomic():
            CertificatePrint.objects.update(**values)
    with pytest.raises(IntegrityError, match="Lần in giấy khen không xóa được"), transaction.atomic():
        CertificatePrint.objects.all().delete()
    assert "không cần in lại" in refused(lambda: actions.print_certificates_again(printing=printing_, by=cast.office))


def test_the_database_takes_no_print_of_what_is_not_given(cast, listed, nominate):
    for nomination in (nominate("Bàn Văn Xuân"),):
        wrong = CertificatePrint(decision=listed, nomination=nomination, place="Na Rì", size=1, made_by=cast.office)
        with pytest.raises(IntegrityError, match="Chỉ in giấy khen cho trường hợp đã có"), transaction.atomic():
            CertificatePrint.objects.bulk_create([wrong])


# Killed, slow, overtaken


WORKER = """
import os, signal, sys
import django
django.setup()
from khuyenhoc.jobs import Job, run_job
from awards import printing

printing.PAGES_AT_ONCE = 1
beat = Job.beat

def beat_and_die(job, done, total=None):
    beat(job, done, total)
    if done == 2:
        os.kill(os.getpid(), signal.SIGKILL)

Job.beat = beat_and_die
run_job.call(int(sys.argv[1]))
"""


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    cast = make_district()
    with really_shared(tmp_path):
        yield cast, address(connection.settings_dict["NAME"])


def test_a_killed_worker_leaves_nothing_half_and_the_office_runs_it_again(on_disk, as_user):
    cast, url = on_disk
    ordered = order(_decided(cast, ["Một", "Hai", "Ba"]), cast.office)
    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(ordered.job_id)],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "khuyenhoc.settings"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        timeout=60,
    )
    assert worker.returncode == -signal.SIGKILL, worker.stderr.decode()
    ordered.refresh_from_db()
    assert (ordered.file, ordered.job.state, ordered.job.done) == (None, "running", 2)

    Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    client = as_user(cast.office)
    assert "máy chạy nền không còn trả lời" in text(client.get(ordered.url))
    client.post(f"{ordered.url}in-lai/")

    assert len(pages(made(ordered))) == 3
    ordered.job.refresh_from_db()
    assert (ordered.job.state, ordered.job.message) == ("done", "Đã in 3 giấy khen.")


def _decided(cast, names):
    form = actions.add_award_form(
        grantor_level="district",
        grantor_name="Hội Khuyến học huyện Na Rì",
        name="Giấy khen",
        for_person=True,
        by=cast.office,
    )
    facts = {"year": 2023, "form": form, "unit": cast.con_minh, "recipient_class": "person", "by": cast.office}
    drafts = [actions.nominate(recipient_name=name, **facts) for name in names]
    return actions.decide(
        nominations=[actions.propose(nomination=draft, by=cast.office) for draft in drafts],
        unit=cast.district,
        number="12/QĐ-HKH",
        signed_on=date(2023, 12, 28),
        by=cast.office,
    )


def test_a_worker_that_was_thought_dead_changes_nothing(cast, listed):
    ordered = order(listed, cast.office)
    late = Job.objects.get(pk=ordered.job_id)
    first = made(ordered).file_id

    assert work.make_certificates(late) == "Đã in xong."
    actions.keep_certificates(printing=ordered, content=b"%PDF-1.7 late", by=cast.office)

    ordered.refresh_from_db()
    assert ordered.file_id == first


def test_a_machine_that_cannot_print_says_what_to_do(cast, listed, as_user, monkeypatch):
    def refuse(*_, **__):
        raise Refusal("Máy chủ chưa cài thư viện Pango nên chưa in được PDF.")

    monkeypatch.setattr(work, "render", refuse)
    ordered = made(order(listed, cast.office))

    html = text(as_user(cast.office).get(ordered.url))

    assert "Máy chủ chưa cài thư viện Pango" in html
    assert "Chạy lại" in html


def test_the_number_in_the_book_of_honours_is_the_one_in_the_decisions_list(cast, forms, nominate, decide):
    forms.certificate.for_household = True
    forms.certificate.save()
    decision = decide(
        nominate("Hộ bà Ma Thị Én", kind="household"),
        nominate("Nông Văn Hùng"),
        nominate("Hội Khuyến học xã Côn Minh", kind="collective"),
    )

    in_list = [line[:2] for group in signed_decision(decision).attachments[0].groups for line in group.lines]

    names = ["Hội Khuyến học xã Côn Minh", "Nông Văn Hùng", "Hộ bà Ma Thị Én"]
    assert [(number, each.recipient_name) for number, each in recipients(decision)] == list(enumerate(names, start=1))
    assert [[cell.text for cell in cells] for cells in in_list] == [[str(n), name] for n, name in enumerate(names, 1)]
