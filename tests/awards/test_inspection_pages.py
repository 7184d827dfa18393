"""Inspections on their pages and on paper: who sees and writes what."""

from datetime import date
from io import BytesIO

import docx
import pypdf
import pytest

from awards import actions
from awards.models import (
    Inspection,
    InspectionFinding,
)
from chapters.actions import elect_officer

from .deeds import conclude, text

# The pages


def test_the_list_shows_the_year_and_finds_without_marks(cast, plan, held, find, as_user):
    find()
    plan(cast.van_lang)
    client = as_user(cast.inspector)

    html = text(client.get("/khen-thuong/kiem-tra/"))
    assert "<h1>Kiểm tra năm 2023</h1>" in html
    assert "trong 2 cuộc theo kế hoạch" in html
    for query, shown, hidden in (
        ("?q=con+minh", "Xã Côn Minh</a>", "Xã Văn Lang</a>"),
        ("?trang-thai=planned", "Xã Văn Lang</a>", "Xã Côn Minh</a>"),
        ("?viec=qua-han", "Xã Côn Minh</a>", "Xã Văn Lang</a>"),
        ("?don-vi=02140", "Xã Văn Lang</a>", "Xã Côn Minh</a>"),
    ):
        html = text(client.get("/khen-thuong/kiem-tra/" + query))
        assert (shown in html, hidden in html) == (True, False), query
    assert "Không tìm thấy cuộc kiểm tra nào" in text(client.get("/khen-thuong/kiem-tra/?q=khong-co"))


def test_a_commune_sees_its_own_inspection_only(cast, plan, as_user):
    own, other = plan(cast.con_minh, cast.van_lang)
    client = as_user(cast.con_minh_officer)

    html = text(client.get("/khen-thuong/kiem-tra/"))
    assert "Xã Côn Minh</a>" in html
    assert "Văn Lang" not in html
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_the_page_of_one_cost_the_same_for_many_rows(
    cast, held, find, plan, as_user, django_assert_num_queries, count
):
    for number in range(count):
        find(text=f"Điều {number}")
    if count > 1:
        plan(cast.van_lang, cast.ban_cao)
    client = as_user(cast.leader)
    client.get("/khen-thuong/kiem-tra/")

    with django_assert_num_queries(10):
        client.get("/khen-thuong/kiem-tra/")
    with django_assert_num_queries(8):
        client.get(held.get_absolute_url())


def test_a_visit_goes_through_its_pages(cast, as_user):
    inspector, officer = as_user(cast.inspector), as_user(cast.con_minh_officer)
    page = inspector.get("/khen-thuong/kiem-tra/moi/")
    assert "Xã Côn Minh" in text(page)
    sent = {"year": 2023, "planned_on": "10/10/2023", "subjects": ["funds"], "team": "", "units": [cast.con_minh.pk]}
    assert "Xin chọn ít nhất một đơn vị." in text(inspector.post("/khen-thuong/kiem-tra/moi/", sent | {"units": []}))
    response = inspector.post("/khen-thuong/kiem-tra/moi/", sent)
    assert (response.status_code, response.url) == (302, "/khen-thuong/kiem-tra/?nam=2023")
    inspection = Inspection.objects.get()
    address = inspection.get_absolute_url()

    html = text(inspector.post(f"{address}buoc/tien-hanh/", {"held_on": "1/1/2099", "team": "Đoàn"}))
    assert "Ngày kiểm tra đang ở tương lai" in html
    assert 'value="Đoàn"' in html
    inspector.post(f"{address}buoc/tien-hanh/", {"held_on": "12/10/2023", "team": "Đoàn"})
    found = {"subject": "funds", "text": "Thiếu chữ ký", "request": "Bổ sung", "due_on": "20/11/2023"}
    assert inspector.post(f"{address}phat-hien/moi/", found).url == address
    finding = InspectionFinding.objects.get()
    assert "quá hạn" in text(inspector.get(address))

    told = f"/khen-thuong/kiem-tra/phat-hien/{finding.pk}/khac-phuc/"
    assert "Thiếu chữ ký" in text(officer.get(told))
    assert officer.post(told, {"follow_up": "Đã ký đủ"}).url == address
    assert "chờ Ban Kiểm tra xem" in text(officer.get(address))
    assert "Đã xong</a>" not in text(officer.get(address))
    inspector.post(f"/khen-thuong/kiem-tra/phat-hien/{finding.pk}/xong/", {"settled_on": "21/11/2023"})
    inspector.post(f"{address}buoc/ket-luan/", {"conclusion": "Tốt", "concluded_on": "22/11/2023"})
    html = text(inspector.get(address))
    assert "đã kết luận" in html
    assert "đã xong" in html
    assert "Nội dung kiểm tra: quỹ khuyến học" in html  # the history, in words


def test_leadership_reads_and_is_offered_nothing_to_write(cast, held, find, as_user):
    find()
    html = text(as_user(cast.leader).get(held.get_absolute_url()))

    assert "Sổ quỹ thiếu chữ ký" in html
    assert "Ghi khắc phục" not in html
    assert "Ghi điều phát hiện" not in html
    assert "Kết luận</a>" not in html


# On paper


def test_the_report_says_the_same_as_pdf_and_in_word(cast, held, find, as_user):
    find()
    finding = find(text="Hội viên ghi đủ.", request="", due_on=None, subject="organisation")
    assert finding.request == ""
    conclude(cast, held)
    elect_officer(
        unit=cast.district, post="inspection_head", name="Nông Đức Thiềng", since=date(2021, 1, 1), by=cast.office
    )
    client = as_user(cast.leader)

    pdf = client.get(f"{held.get_absolute_url()}bao-cao.pdf")
    word = client.get(f"{held.get_absolute_url()}bao-cao.docx")

    pages = pypdf.PdfReader(BytesIO(pdf.content)).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    document = docx.Document(BytesIO(word.content))
    paragraphs = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    assert paragraphs[:3] == [
        "BÁO CÁO",
        "Kết quả kiểm tra Hội Khuyến học xã Côn Minh năm 2023",
        "Thực hiện kế hoạch kiểm tra năm 2023, ngày 12/10/2023, Ban Kiểm tra Hội Khuyến học huyện Na Rì đã kiểm tra "
        "Hội Khuyến học xã Côn Minh. Kết quả như sau:",
    ]
    assert "1. Bổ sung chữ ký. Làm xong trước ngày 20/11/2023." in paragraphs
    assert [text for text in paragraphs if text.startswith(("I", "V"))] == [
        "I. NỘI DUNG, THÀNH PHẦN",
        "II. KẾT QUẢ KIỂM TRA",
        "III. KIẾN NGHỊ",
        "IV. KẾT LUẬN",
    ]
    for paragraph in paragraphs:
        assert " ".join(paragraph.split()) in printed
    assert "BAN KIỂM TRA" in printed
    assert "/BC-BKT" in printed
    assert "BAN KIỂM TRA" in document.tables[0].rows[0].cells[0].text
    assert "TRƯỞNG BAN Nông Đức Thiềng" in printed
    assert document.tables[-1].rows[0].cells[1].text.split("\n")[-1] == "Nông Đức Thiềng"


def test_what_was_not_held_has_no_report(cast, plan, as_user):
    (inspection,) = plan()

    assert as_user(cast.inspector).get(f"{inspection.get_absolute_url()}bao-cao.pdf").status_code == 404


def test_the_list_of_a_year_is_printed_for_the_readers_units(cast, plan, as_user):
    plan(cast.con_minh, cast.van_lang)

    def printed(user):
        answer = as_user(user).get("/khen-thuong/kiem-tra/nam-2023.pdf")
        return " ".join(pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())

    whole, own = printed(cast.inspector), printed(cast.con_minh_officer)
    assert "Xã Côn Minh" in whole
    assert "Xã Văn Lang" in whole
    assert "TM. BAN KIỂM TRA" in whole
    assert "Xã Côn Minh" in own
    assert "Văn Lang" not in own
    assert "TM. BAN KIỂM TRA" not in own


# Things to do


def test_who_has_to_mend_and_who_has_to_look_is_told_on_the_first_page(cast, held, find, as_user):
    def told(user):
        return text(as_user(user).get("/"))

    find(request="", due_on=None)
    assert "kiến nghị sau kiểm tra" not in told(cast.con_minh_officer)
    finding = find()
    assert "1 kiến nghị sau kiểm tra năm 2023 chờ xã Côn Minh khắc phục" in told(cast.con_minh_officer)
    assert "kiến nghị" not in told(cast.van_lang_officer)
    assert "chờ xem" not in told(cast.inspector)

    actions.follow_up(finding=finding, text="Đã ký", by=cast.con_minh_officer)

    assert "kiến nghị sau kiểm tra" not in told(cast.con_minh_officer)
    assert "xã Côn Minh năm 2023: 1 kiến nghị đã báo khắc phục, chờ xem." in told(cast.inspector)
    actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.inspector)
    assert "chờ xem" not in told(cast.inspector)
