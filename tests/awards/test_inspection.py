"""Inspections: planned for many at once, held, concluded; what was asked for is followed up by the unit."""

import contextlib
from datetime import date
from io import BytesIO

import docx
import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards import actions
from awards.models import Inspection, InspectionFinding, LearningModel, Registration
from khuyenhoc.actions import NotAllowed, Refusal

OVER = "Cuộc kiểm tra đã kết luận hoặc không tiến hành, không sửa, không xóa được."


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def plan(cast):
    def act(*units, year=2023, planned_on=date(2023, 10, 10), by=None, **facts):
        return actions.plan_inspections(
            by_unit=cast.district,
            units=units or [cast.con_minh],
            year=year,
            planned_on=planned_on,
            subjects=facts.pop("subjects", ["funds", "learning"]),
            by=by or cast.inspector,
            **facts,
        )

    return act


@pytest.fixture
def held(cast, plan):
    (inspection,) = plan()
    return actions.hold_inspection(
        inspection=inspection, held_on=date(2023, 10, 12), team="Nông Đức Thiềng", by=cast.inspector
    )


@pytest.fixture
def find(cast, held):
    def act(text="Sổ quỹ thiếu chữ ký", request="Bổ sung chữ ký", due_on=date(2023, 11, 20), **facts):
        given = {"subject": "funds", "by": cast.inspector} | facts
        return actions.add_finding(inspection=held, text=text, request=request, due_on=due_on, **given)

    return act


def conclude(cast, inspection, on=date(2023, 10, 20)):
    return actions.conclude_inspection(
        inspection=inspection, conclusion="Làm đúng Điều lệ.", concluded_on=on, by=cast.inspector
    )


# The verbs


def test_a_plan_takes_many_units_at_once_or_none(cast, plan):
    made = plan(cast.con_minh, cast.van_lang, subjects=["learning", "funds"])

    assert [(one.unit, one.state, one.subjects) for one in made] == [
        (cast.con_minh, "planned", ["learning", "funds"]),
        (cast.van_lang, "planned", ["learning", "funds"]),
    ]
    with pytest.raises(Refusal, match="xã Côn Minh đã có trong kế hoạch ngày 10/10/2023"):
        plan(cast.ban_cao, cast.con_minh)
    assert Inspection.objects.count() == 2


@pytest.mark.parametrize(
    "facts,sentence",
    [
        ({"year": 2024}, "phải trong năm 2024"),
        ({"subjects": ["khac"]}, "Xin chọn nội dung kiểm tra"),
        ({"subjects": []}, "Xin chọn nội dung kiểm tra"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(plan, facts, sentence):
    with pytest.raises(Refusal, match=sentence):
        plan(**facts)


def test_a_plan_stays_under_the_association_that_makes_it(cast):
    with pytest.raises(Refusal, match="xã Văn Lang không thuộc xã Côn Minh"):
        actions.plan_inspections(
            by_unit=cast.con_minh,
            units=[cast.van_lang],
            year=2023,
            planned_on=date(2023, 5, 1),
            subjects=["funds"],
            by=cast.inspector,
        )


def test_only_inspectors_and_the_office_write(cast, plan, held):
    for user in (cast.con_minh_officer, cast.leader, cast.treasurer, cast.chapter_officer, cast.nobody):
        with pytest.raises(NotAllowed, match="ghi việc kiểm tra"):
            plan(planned_on=date(2023, 3, 3), by=user)
        with pytest.raises(NotAllowed):
            actions.add_finding(inspection=held, subject="funds", text="Thiếu", by=user)
    assert plan(planned_on=date(2023, 3, 3), by=cast.office)


def test_what_was_not_held_yet_has_no_findings_and_no_conclusion(cast, plan):
    (inspection,) = plan()

    with pytest.raises(Refusal, match="chưa tiến hành"):
        actions.add_finding(inspection=inspection, subject="funds", text="Thiếu", by=cast.inspector)
    with pytest.raises(Refusal, match="không chuyển sang “đã kết luận” được"):
        conclude(cast, inspection)


def test_days_are_in_order_and_not_to_come(cast, plan, held, find):
    (other,) = plan(cast.van_lang)
    with pytest.raises(Refusal, match="Ngày kiểm tra đang ở tương lai"):
        actions.hold_inspection(inspection=other, held_on=date(2099, 1, 1), team="", by=cast.inspector)
    with pytest.raises(Refusal, match="không thể trước ngày kiểm tra"):
        conclude(cast, held, on=date(2023, 10, 11))
    with pytest.raises(Refusal, match="Hạn không thể trước ngày kiểm tra"):
        find(due_on=date(2023, 10, 1))
    with pytest.raises(Refusal, match="xin ghi kiến nghị"):
        find(request="")


def test_nothing_is_changed_or_added_after_the_conclusion(cast, held, find):
    finding = find()
    conclude(cast, held)

    for act in (
        lambda: actions.change_finding(finding=finding, text="Khác", by=cast.inspector),
        lambda: actions.add_finding(inspection=held, subject="funds", text="Thêm", by=cast.inspector),
        lambda: actions.change_inspection(inspection=held, team="Khác", by=cast.inspector),
    ):
        with pytest.raises(Refusal, match="xã Côn Minh năm 2023 đã kết luận nên không sửa được"):
            act()


def test_a_cancelled_visit_says_why_and_leaves_its_day_free(cast, plan):
    (inspection,) = plan()
    with pytest.raises(Refusal, match="lý do không tiến hành"):
        actions.cancel_inspection(inspection=inspection, reason=" ", by=cast.inspector)

    cancelled = actions.cancel_inspection(inspection=inspection, reason="Mưa lũ", by=cast.inspector)

    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "Mưa lũ")
    assert plan()


def test_the_unit_tells_what_it_did_and_the_inspectors_settle_it(cast, held, find):
    finding = find()
    conclude(cast, held)
    with pytest.raises(Refusal, match="Chưa ghi đơn vị đã khắc phục thế nào"):
        actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.inspector)

    actions.follow_up(finding=finding, text="Đã ký đủ", by=cast.con_minh_officer)
    with pytest.raises(NotAllowed):
        actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.con_minh_officer)
    with pytest.raises(Refusal, match="Hạn mới phải sau hạn đang có, ngày 20/11/2023"):
        actions.put_off_finding(finding=finding, due_on=date(2023, 11, 20), by=cast.inspector)
    actions.put_off_finding(finding=finding, due_on=date(2023, 12, 1), by=cast.inspector)
    settled = actions.settle_finding(finding=finding, settled_on=date(2023, 11, 30), by=cast.inspector)

    assert (settled.follow_up, settled.due_on, settled.settled_on) == (
        "Đã ký đủ",
        date(2023, 12, 1),
        date(2023, 11, 30),
    )
    with pytest.raises(Refusal, match="đã xong ngày 30/11/2023"):
        actions.follow_up(finding=finding, text="Khác", by=cast.con_minh_officer)


def test_the_neighbour_and_the_leadership_tell_nothing_for_the_unit(cast, find):
    finding = find()
    for user in (cast.van_lang_officer, cast.leader):
        with pytest.raises(NotAllowed, match="do xã Côn Minh hoặc Ban Kiểm tra ghi"):
            actions.follow_up(finding=finding, text="Đã làm", by=user)


def test_a_finding_points_to_a_learning_model_of_the_unit_only(cast, find):
    def registration(unit):
        model = LearningModel.objects.create(unit=unit, kind="family", name="Hoàng Văn Tài")
        return Registration.objects.create(learning_model=model, year=2023)

    own, other = registration(cast.ban_cao), registration(cast.to_dooc)

    assert find(subject="learning", registration=own).registration == own
    with pytest.raises(Refusal, match="không thuộc xã Côn Minh"):
        find(subject="learning", registration=other)
    with pytest.raises(Refusal, match="Mô hình chỉ chọn khi"):
        find(subject="funds", registration=own)


# Random sequences

STEPS = st.lists(
    st.sampled_from(["hold", "conclude", "cancel", "find", "follow", "settle", "put_off", "change"]), max_size=10
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=STEPS)
def test_whatever_is_tried_an_inspection_keeps_to_its_path(cast, plan, steps):
    with transaction.atomic():
        (inspection,) = plan()
        seen = ["planned"]
        for step in steps:
            _try(cast, inspection, step)
            inspection.refresh_from_db()
            seen.append(inspection.state)
        findings = list(inspection.findings.all())
        transaction.set_rollback(True)

    path = [state for number, state in enumerate(seen) if number == 0 or state != seen[number - 1]]
    whole = (["planned", "held", "concluded"], ["planned", "cancelled"])
    assert any(path == one[: len(path)] for one in whole)
    assert (inspection.held_on is None) == (inspection.state in ("planned", "cancelled"))
    assert not findings or "held" in seen
    assert all(one.follow_up for one in findings if one.settled_on)


def _try(cast, inspection, step):
    by, finding = cast.inspector, inspection.findings.first()
    acts = {
        "hold": lambda: actions.hold_inspection(inspection=inspection, held_on=date(2023, 10, 12), team="", by=by),
        "conclude": lambda: conclude(cast, inspection),
        "cancel": lambda: actions.cancel_inspection(inspection=inspection, reason="Bận", by=by),
        "find": lambda: actions.add_finding(
            inspection=inspection, subject="funds", text="Thiếu", request="Bổ sung", by=by
        ),
        "change": lambda: actions.change_inspection(inspection=inspection, team="Đoàn khác", by=by),
        "follow": lambda: finding and actions.follow_up(finding=finding, text="Đã làm", by=cast.con_minh_officer),
        "settle": lambda: finding and actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=by),
        "put_off": lambda: finding and actions.put_off_finding(finding=finding, due_on=date(2023, 12, 1), by=by),
    }
    with contextlib.suppress(Refusal):
        acts[step]()


# What the database itself refuses


def refuses(sentence, act):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        act()


def test_the_database_keeps_a_concluded_inspection_and_its_findings(cast, held, find):
    find()
    conclude(cast, held)

    refuses(f"{OVER}|không chuyển trạng thái", lambda: Inspection.objects.update(state="held", concluded_on=None))
    refuses(OVER, lambda: Inspection.objects.update(conclusion="Khác"))
    refuses(OVER, lambda: InspectionFinding.objects.update(request="Khác"))
    refuses("chỉ ghi được khi đã kiểm tra", lambda: InspectionFinding.objects.create(inspection=held, text="Thêm"))
    with connection.cursor() as cursor:
        refuses("không xóa được", lambda: cursor.execute("DELETE FROM awards_inspectionfinding"))
        refuses("không xóa được", lambda: cursor.execute("DELETE FROM awards_inspection"))
    InspectionFinding.objects.update(follow_up="Đã làm")  # the unit may still tell


def test_the_database_keeps_what_is_settled_and_refuses_a_wrong_start(cast, held, find):
    finding = find()
    actions.follow_up(finding=finding, text="Đã ký", by=cast.con_minh_officer)
    actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.inspector)

    refuses("đã ghi là xong", lambda: InspectionFinding.objects.update(follow_up="Khác"))
    copy = Inspection.objects.get()
    copy.pk = None
    refuses("bắt đầu từ kế hoạch", copy.save)


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
    assert officer.post(told, {"text": "Đã ký đủ"}).url == address
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
    assert "Xã Côn Minh năm 2023</a>: 1" in told(cast.inspector)
    actions.settle_finding(finding=finding, settled_on=date(2023, 11, 1), by=cast.inspector)
    assert "chờ xem" not in told(cast.inspector)
