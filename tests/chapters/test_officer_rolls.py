"""Lists ready to print: the same lines on page, PDF and workbook, in the columns used in Vietnam."""

from datetime import date
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from chapters.actions import elect_officer, end_officer, open_term
from chapters.pages.rolls import make_roll

FIRST = date(2022, 5, 20)
TODAY = date(2024, 1, 1)
LONG = "Nguyễn Thị Phương Thảo Hoàng Anh Minh Nguyệt"


def address(unit, roll, suffix="", **query):
    return reverse(f"chapters:officer-roll{suffix}", args=[unit.pk, roll], query=query)


def elect(cast, post, name, unit=None, **facts):
    given = {"unit": unit or cast.district, "since": FIRST, "by": cast.office} | facts
    return elect_officer(post=post, name=name, **given)


@pytest.fixture
def committee(cast):
    term = open_term(unit=cast.district, name="2022–2027", since=FIRST, planned_until=date(2027, 5, 20), by=cast.office)
    elect(cast, "executive_member", "Hà Thị Chuyên", sex="female", birth_year=1976, note="Dân vận", term=term)
    elect(cast, "executive_member", "=1+1", birth_year=1980, term=term)
    elect(
        cast,
        "chair",
        "Lý Quang Sầm",
        sex="male",
        birth_year=1957,
        workplace="Hưu trí",
        phone="0912000001",
        term=term,
    )
    elect(cast, "treasurer", "Dương Thị Thắm", sex="female", term=term)
    return cast


def pages_of(pdf):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def test_ban_chap_hanh_is_listed_by_rank_with_its_term(committee):
    roll = make_roll("ban-chap-hanh", committee.district, TODAY, committee.office)

    assert roll.about == "Ban Chấp hành Hội Khuyến học huyện Na Rì nhiệm kỳ 2022–2027"
    assert [[value for _, value in row] for row in roll.rows] == [
        [1, "Lý Quang Sầm", 1957, None, "Chủ tịch", "Hưu trí", "0912000001", ""],
        [2, "=1+1", None, None, "Ủy viên Ban Chấp hành", "", "", "sinh năm 1980"],
        [3, "Hà Thị Chuyên", None, 1976, "Ủy viên Ban Chấp hành", "", "", "Dân vận"],
    ]
    assert roll.headings == [
        ("TT", 1),
        ("Họ và tên", 1),
        ("Năm sinh", 2),
        ("Chức vụ trong Hội", 1),
        ("Chức vụ, đơn vị công tác", 1),
        ("Điện thoại", 1),
        ("Ghi chú", 1),
    ]
    assert roll.closing == "Danh sách có 03 người, trong đó nữ 01 người./."


def test_without_the_right_there_is_no_column_of_telephones_in_any_medium(committee, as_user):
    leader = as_user(committee.leader)

    page = leader.get(address(committee.district, "can-bo"))
    paper = pages_of(leader.get(address(committee.district, "can-bo", "-pdf")).content)
    book = load_workbook(BytesIO(leader.get(address(committee.district, "can-bo", "-xlsx")).content)).active

    cells = {cell.value for row in book for cell in row}
    for text in (page.text, *paper, *map(str, cells)):
        assert "Điện thoại" not in text
        assert "0912000001" not in text
    assert "Lý Quang Sầm" in cells
    assert "Lý Quang Sầm" in paper[0]
    assert "Lý Quang Sầm" in page.text


def test_a_column_of_telephones_that_would_be_empty_is_left_out(committee, as_user):
    elect(committee, "chair", "Triệu Thị Mẩy", unit=committee.con_minh, workplace="cán bộ hưu trí")
    client = as_user(committee.office)

    roll = make_roll("can-bo", committee.con_minh, TODAY, committee.office)
    own = client.get(reverse("chapters:unit-officers", args=[committee.con_minh.pk]))
    listed = client.get(reverse("chapters:officer-list"), {"don-vi": "02173"})
    everybody = client.get(reverse("chapters:officer-list"))

    assert "Điện thoại" not in [words for words, _ in roll.headings]
    assert "Cán bộ hưu trí" in [value for _, value in roll.rows[0]]
    assert '<td data-label="Công tác">Cán bộ hưu trí</td>' in own.text
    assert [">Điện thoại</th>" in page.text for page in (own, listed, everybody)] == [False, False, True]


def test_chairs_are_listed_with_those_that_are_missing(committee):
    chair = elect(committee, "chair", "Triệu Thị Mẩy", unit=committee.con_minh, sex="female")
    roll = make_roll("chu-tich", committee.district, TODAY, committee.office)
    assert [(line.unit.name, line.said("name") or line.missing) for line in roll.lines] == [
        ("Côn Minh", "Triệu Thị Mẩy"),
        ("Văn Lang", "(chưa ghi)"),
    ]

    end_officer(officer=chair, until=TODAY, exit="left", by=committee.office)

    roll = make_roll("chu-tich", committee.district, TODAY, committee.office)
    assert [line.missing for line in roll.lines] == ["(khuyết)", "(chưa ghi)"]
    assert roll.closing == "Danh sách có 0 người; 02 nơi khuyết hoặc chưa ghi./."


def test_a_commune_lists_the_heads_of_its_chapters(committee, as_user):
    elect(committee, "chapter_head", "Hoàng Văn Tài", unit=committee.ban_cao, birth_year=1970, sex="male")

    page = as_user(committee.con_minh_officer).get(address(committee.con_minh, "chi-hoi-truong"))

    assert [(line.unit.name, line.said("name")) for line in page.context["roll"].lines] == [
        ("Chi hội thôn Bản Cào", "Hoàng Văn Tài"),
        ("Chi hội thôn Chợ A", ""),
    ]


def test_the_paper_has_the_heading_the_decree_asks_for_and_no_number_on_page_one(committee, as_user):
    for number in range(45):
        name = LONG if number == 7 else f"Hoàng Văn Người {number}"
        elect(committee, "executive_member", name, workplace="Hiệu trưởng Trường PTDTBT Tiểu học và THCS Kim Hỷ")

    answer = as_user(committee.office).get(address(committee.district, "ban-chap-hanh", "-pdf"))
    papers = pages_of(answer.content)

    assert answer["Content-Disposition"] == 'inline; filename="danh-sach-ban-chap-hanh-huyen-na-ri.pdf"'
    assert papers[0].startswith("HỘI KHUYẾN HỌC HUYỆN NA RÌ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert "DANH SÁCH Ban Chấp hành Hội Khuyến học huyện Na Rì nhiệm kỳ 2022–2027" in papers[0]
    assert len(papers) >= 2
    assert all("TT Họ và tên" in paper for paper in papers)
    # The margin box is drawn last: that is where its number stands in the text.
    assert [paper.split()[-1] for paper in papers[1:]] == [str(number) for number in range(2, len(papers) + 1)]
    assert papers[0].split()[-1] != "1"
    assert papers[-1].endswith(f"TM. BAN THƯỜNG VỤ CHỦ TỊCH {len(papers)}")
    assert "Danh sách có 48 người" in papers[-1]
    assert LONG in " ".join(papers)


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook(committee, as_user):
    answer = as_user(committee.office).get(address(committee.district, "ban-chap-hanh", "-xlsx"))
    sheet = load_workbook(BytesIO(answer.content)).active

    formula = next(cell for row in sheet for cell in row if cell.value == "=1+1")
    assert formula.data_type == "s"
    assert sheet["A1"].value == "DANH SÁCH"
    assert [cell.value for cell in sheet[6]] == [
        1,
        "Lý Quang Sầm",
        1957,
        None,
        "Chủ tịch",
        "Hưu trí",
        "0912000001",
        None,
    ]
    assert sheet.print_title_rows == "$4:$5"
    assert answer["Content-Disposition"] == 'attachment; filename="danh-sach-ban-chap-hanh-huyen-na-ri.xlsx"'
    assert answer["Cache-Control"] == "no-store, private"


def test_a_list_may_be_of_another_day_and_is_carried_to_its_files(committee, as_user):
    page = as_user(committee.office).get(address(committee.district, "can-bo", ngay="19/05/2022"))

    assert "Danh sách chưa có ai" in page.text
    assert "Tính đến ngày 19/05/2022" in page.text
    assert all("ngay=19" in action["url"] for action in page.context["actions"])


def test_no_other_list_and_no_neighbours_list_is_found(committee, as_user):
    assert as_user(committee.office).get(address(committee.district, "hoi-vien")).status_code == 404
    for suffix in ("", "-pdf", "-xlsx"):
        stranger = as_user(committee.van_lang_officer).get(address(committee.con_minh, "can-bo", suffix))
        assert stranger.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_the_same_queries_however_many_rows(rows, committee, as_user, django_assert_num_queries):
    for unit in (committee.ban_cao, committee.cho_a)[: rows - 1]:
        elect(committee, "chapter_head", "Hoàng Văn Tài", unit=unit)
    client = as_user(committee.con_minh_officer)

    with django_assert_num_queries(10):
        client.get(address(committee.con_minh, "chi-hoi-truong"))
