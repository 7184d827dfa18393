"""The pages of the learning models as officers use them: list, entry, last year's list, assessment, decision, print."""

from io import BytesIO

import pypdf
import pytest
import time_machine

from awards import actions
from awards.models import LearningModel, Registration
from khuyenhoc.models import Change

from .learning import recognise, recognised_years, register


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def names(response):
    return [one.learning_model.name for one in response.context["page"]]


# The list


def test_the_list_counts_each_kind_on_its_own_denominator(cast, as_user):
    made = [register(cast, name) for name in ("Nông Văn An", "Lô Thị Bình", "Hà Văn Chung")]
    recognise(cast, made[0], made[1])
    actions.withdraw_registration(registration=register(cast, "Bỏ cuộc"), by=cast.con_minh_officer)
    register(cast, "Dòng họ Nông", kind="clan", head="Nông Văn Trưởng")

    response = as_user(cast.leader).get("/mo-hinh/")

    counts = [(line.name, line.registered, line.recognised, line.waiting) for line in response.context["counts"]]
    assert counts == [("gia đình học tập", 3, 2, 1), ("dòng họ học tập", 1, 0, 1)]
    html = text(response)
    assert "66,67%" in html
    assert "số 125/QĐ-UBND, 15/12/2023" in html
    assert "Bỏ cuộc" not in html
    assert names(response) == ["Nông Văn An", "Lô Thị Bình", "Hà Văn Chung", "Dòng họ Nông"]


@pytest.mark.parametrize(
    "asked,found",
    [
        ("?q=lo+thi", ["Lô Thị Bình"]),
        ("?q=binh", ["Lô Thị Bình"]),
        ("?q=truong", ["Dòng họ Nông"]),
        ("?loai=clan", ["Dòng họ Nông"]),
        ("?ket-qua=recognised", ["Nông Văn An"]),
        ("?ket-qua=waiting", ["Lô Thị Bình", "Dòng họ Nông"]),
        ("?ket-qua=withdrawn", ["Hà Văn Rút"]),
        ("?ket-qua=linh+tinh&loai=xyz", ["Nông Văn An", "Lô Thị Bình", "Dòng họ Nông"]),
        ("?nam=2020", []),
        ("?nam=abc", ["Nông Văn An", "Lô Thị Bình", "Dòng họ Nông"]),
        ("?don-vi=02173", ["Nông Văn An", "Lô Thị Bình", "Dòng họ Nông"]),
        ("?don-vi=02173&cap-duoi=khong", ["Dòng họ Nông"]),
    ],
)
def test_the_list_is_narrowed(cast, as_user, asked, found):
    recognise(cast, register(cast, "Nông Văn An"))
    register(cast, "Lô Thị Bình")
    register(cast, "Dòng họ Nông", kind="clan", head="Nông Văn Trưởng", unit=cast.con_minh)
    actions.withdraw_registration(registration=register(cast, "Hà Văn Rút"), by=cast.con_minh_officer)

    assert names(as_user(cast.con_minh_officer).get(f"/mo-hinh/{asked}")) == found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_however_many_rows(rows, cast, as_user, django_assert_num_queries):
    for number in range(rows):
        recognised_years(cast, f"Gia đình số {number}", 2022, 2023)
        register(cast, f"Dòng họ số {number}", kind="clan", unit=cast.con_minh)
    client = as_user(cast.con_minh_officer)
    client.get("/mo-hinh/")

    with django_assert_num_queries(LIST_QUERIES):
        response = client.get("/mo-hinh/")
    assert len(names(response)) == 2 * rows


LIST_QUERIES = 10


def test_addresses_are_for_those_who_may_read_them(cast, as_user):
    made = register(cast, address="Nhà số 5")
    pages = ["/mo-hinh/", f"/mo-hinh/{made.learning_model_id}/"]

    for page in pages:
        assert "Nhà số 5" in text(as_user(cast.con_minh_officer).get(page))
        assert "Nhà số 5" not in text(as_user(cast.leader).get(page))


def test_in_2015_the_list_says_hieu_hoc(cast, as_user):
    register(cast, year=2015)

    html = text(as_user(cast.con_minh_officer).get("/mo-hinh/?nam=2015"))

    assert "<h1>Mô hình hiếu học năm 2015</h1>" in html
    assert "<h2>Gia đình hiếu học</h2>" in html
    for page in ("tham-dinh", "cong-nhan"):
        assert "gia đình hiếu học" in text(as_user(cast.con_minh_officer).get(f"/mo-hinh/{page}/?nam=2015"))


# One model


def test_a_model_shows_its_years_and_a_long_run(cast, as_user):
    made = recognised_years(cast, "Hoàng Văn Thắng", 2019, 2020, 2021, 2022, 2023)

    html = text(as_user(cast.con_minh_officer).get(f"/mo-hinh/{made[0].learning_model_id}/"))

    assert "nhiều nhất 5 năm liền" in html
    assert html.count("5 năm liền</span>") == 1
    assert "Đăng ký lại năm 2024" in html
    assert "Đã thay đổi" in html


def test_a_correction_on_the_page_keeps_what_two_people_typed(cast, as_user):
    model = register(cast, address="Xóm trên").learning_model
    client, address = as_user(cast.con_minh_officer), f"/mo-hinh/{model.pk}/sua/"
    shown = client.get(address).context["form"]["shown"].value()
    actions.update_model(learning_model=model, address="Xóm dưới", by=cast.office)

    sent = {"name": "Hoàng Văn Thắng", "address": "Xóm giữa", "head": "", "shown": shown}
    html = text(client.post(address, sent))

    assert "Người khác vừa ghi: “Xóm dưới”." in html
    assert "Xóm giữa" in html
    model.refresh_from_db()
    assert model.address == "Xóm dưới"


def test_the_steps_of_a_year_are_taken_from_its_page(cast, as_user):
    made = register(cast)
    client = as_user(cast.con_minh_officer)
    at = f"/mo-hinh/dang-ky/{made.pk}"

    def result():
        made.refresh_from_db()
        return made.result, made.result_reason

    assert "Xin ghi lý do không công nhận." in text(client.post(f"{at}/khong-cong-nhan/", {"reason": ""}))
    client.post(f"{at}/khong-cong-nhan/", {"reason": "Thiếu điểm"})
    assert result() == ("refused", "Thiếu điểm")
    client.post(f"{at}/bo-ket-qua/")
    assert result() == ("", "")
    client.post(f"{at}/rut/", {"reason": "Chuyển đi"})
    assert result() == ("withdrawn", "Chuyển đi")


# Many in a row


LINE = {"kind": "family", "year": "2024", "registered_on": "15/01/2024", "name": "Nông Văn An", "people": "4"}


def test_one_after_the_other_on_one_page(cast, as_user):
    client = as_user(cast.con_minh_officer)
    line = LINE | {"unit": cast.ban_cao.pk, "self_points": "85,5", "address": "Bản Cào"}

    response = client.post("/mo-hinh/moi/", line, follow=True)

    made = Registration.objects.select_related("learning_model").get()
    assert (made.learning_model.name, made.people, made.self_points_in_words) == ("Nông Văn An", 4, "85,5")
    html = text(response)
    assert "Đã ghi Nông Văn An vào danh sách năm 2024." in html
    assert "Vừa ghi: 1 dòng" in html
    form = response.context["form"]
    kept = {name: form.initial[name] for name in ("unit", "kind", "year", "registered_on")}
    assert kept == {"unit": cast.ban_cao, "kind": "family", "year": "2024", "registered_on": "15/01/2024"}


def test_a_double_click_records_once(cast, as_user):
    client = as_user(cast.con_minh_officer)
    line = LINE | {"unit": cast.ban_cao.pk, "token": "mot-lan"}

    client.post("/mo-hinh/moi/", line)
    html = text(client.post("/mo-hinh/moi/", line, follow=True))

    assert Registration.objects.count() == 1
    assert "Mẫu này đã được ghi thành Nông Văn An, không ghi lần nữa." in html


@pytest.mark.parametrize(
    "changed,sentence",
    [
        ({"name": ""}, "Trường này là bắt buộc"),
        ({"self_points": "120"}, "không phải là điểm"),
        ({"people": "0"}, "Số nhân khẩu này không hợp lý."),
        ({"registered_on": "31/2/2024"}, "không có trong lịch"),
        ({"kind": "unit"}, "Đơn vị học tập do Hội các cấp theo dõi."),
        ({"year": "2050"}, "Năm 2050 còn xa."),
    ],
)
def test_what_is_refused_keeps_what_was_typed(cast, as_user, changed, sentence):
    line = LINE | {"unit": cast.ban_cao.pk, "address": "Xóm trên"} | changed

    html = text(as_user(cast.con_minh_officer).post("/mo-hinh/moi/", line))

    assert sentence in html or (sentence.startswith("Trường") and "is-invalid" in html)
    assert 'value="Xóm trên"' in html
    assert not LearningModel.objects.exists()


def test_a_model_is_registered_again_from_its_page(cast, as_user):
    model = register(cast, address="Xóm trên", year=2021).learning_model

    form = as_user(cast.con_minh_officer).get(f"/mo-hinh/moi/?nam=2024&mo-hinh={model.pk}").context["form"]

    assert (form.initial["name"], form.initial["address"], form.initial["unit"]) == (
        "Hoàng Văn Thắng",
        "Xóm trên",
        cast.ban_cao,
    )


def test_a_neighbour_s_model_is_not_brought_into_the_form(cast, as_user):
    model = register(cast, address="Xóm trên").learning_model

    form = as_user(cast.van_lang_officer).get(f"/mo-hinh/moi/?mo-hinh={model.pk}").context["form"]

    assert "name" not in form.initial


def test_last_year_s_list_is_ticked_and_registered(cast, as_user):
    made = [register(cast, name) for name in ("Nông Văn An", "Lô Thị Bình", "Hà Văn Chung")]
    client, address = as_user(cast.con_minh_officer), "/mo-hinh/dang-ky-lai/?nam=2024"
    assert "3 mô hình chưa đăng ký lại" in text(client.get(address))
    assert "checked" not in text(client.get(address))
    assert text(client.get(f"{address}&chon=tat-ca")).count(" checked") == 3

    chosen = [one.learning_model_id for one in made[:2]]
    html = text(client.post(address, {"models": chosen, "registered_on": "10/01/2024"}, follow=True))

    assert "Đã đăng ký lại 2 mô hình cho năm 2024." in html
    assert "1 mô hình chưa đăng ký lại" in html
    assert Registration.objects.filter(year=2024).count() == 2


def test_nothing_ticked_is_said(cast, as_user):
    register(cast)

    html = text(as_user(cast.con_minh_officer).post("/mo-hinh/dang-ky-lai/?nam=2024", {"registered_on": ""}))

    assert "Chưa chọn mô hình nào. Xin đánh dấu những mô hình đăng ký lại." in html


# The table of points


def table(client, address="/mo-hinh/tham-dinh/?nam=2023"):
    """What a browser would send back of the table as it stands."""
    forms = client.get(address).context["forms"]
    return {form[name].html_name: form[name].value() or "" for form in forms for name in form.fields}


def test_a_whole_page_of_points_is_saved_by_one_form(cast, as_user):
    first, second, third = [register(cast, name) for name in ("Nông Văn An", "Lô Thị Bình", "Hà Văn Chung")]
    client = as_user(cast.con_minh_officer)
    sent = table(client) | {
        f"{first.pk}-points": "90,5",
        f"{first.pk}-result": "recognised",
        f"{second.pk}-result": "refused",
        f"{second.pk}-result_reason": "Thiếu điểm",
    }

    html = text(client.post("/mo-hinh/tham-dinh/?nam=2023", sent, follow=True))

    assert "Đã ghi 2 dòng." in html
    stored = {one.pk: (one.points_in_words, one.result, one.result_reason) for one in Registration.objects.all()}
    assert stored == {
        first.pk: ("90,5", "recognised", ""),
        second.pk: ("", "refused", "Thiếu điểm"),
        third.pk: ("", "", ""),
    }


def test_one_faulty_line_and_nothing_is_written_and_nothing_lost(cast, as_user):
    first, second = register(cast), register(cast, "Lô Thị Bình")
    client, before = as_user(cast.con_minh_officer), Change.objects.count()
    sent = table(client) | {f"{first.pk}-points": "90", f"{second.pk}-points": "chín mươi"}

    html = text(client.post("/mo-hinh/tham-dinh/?nam=2023", sent))
    sent_again = sent | {f"{second.pk}-points": "", f"{second.pk}-result": "refused"}
    again = text(client.post("/mo-hinh/tham-dinh/?nam=2023", sent_again))

    assert "Chưa ghi gì: 1 dòng cần sửa." in html
    assert "Điểm thẩm định: “chín mươi” không phải là điểm." in html
    assert 'value="90"' in html
    assert 'value="chín mươi"' in html
    assert "Xin ghi lý do không công nhận." in again
    assert Change.objects.count() == before


def test_what_somebody_else_wrote_meanwhile_stands_until_it_was_seen(cast, as_user):
    made = register(cast)
    client = as_user(cast.con_minh_officer)
    sent = table(client)
    actions.assess_registration(registration=made, points=80, by=cast.office)

    untouched = client.post("/mo-hinh/tham-dinh/?nam=2023", sent)
    refused = text(client.post("/mo-hinh/tham-dinh/?nam=2023", sent | {f"{made.pk}-points": "90"}))

    assert untouched.status_code == 302
    assert "Người khác vừa ghi: “80”." in refused
    made.refresh_from_db()
    assert made.points == 80


def test_a_line_that_the_browser_never_had_is_left_alone(cast, as_user):
    made = register(cast)
    client = as_user(cast.con_minh_officer)
    sent = table(client)
    other = actions.assess_registration(registration=register(cast, "Lô Thị Bình"), points=70, by=cast.office)

    client.post("/mo-hinh/tham-dinh/?nam=2023", sent | {f"{made.pk}-points": "90"})

    other.refresh_from_db()
    assert other.points == 70


# The decision


def test_a_decision_is_recorded_over_what_is_ticked(cast, as_user):
    first, second = register(cast), register(cast, "Lô Thị Bình")
    actions.assess_registration(registration=first, result="recognised", by=cast.con_minh_officer)
    client, address = as_user(cast.con_minh_officer), "/mo-hinh/cong-nhan/?nam=2023"
    assert text(client.get(address)).count(" checked") == 1

    sent = {"number": "125/QĐ-UBND", "decided_on": "15/12/2023", "registrations": [first.pk]}
    html = text(client.post(address, sent, follow=True))

    assert "Đã ghi quyết định số 125/QĐ-UBND cho 1 mô hình." in html
    assert "1 mô hình chưa có quyết định" in html
    first.refresh_from_db()
    assert (first.decision_number, first.result) == ("125/QĐ-UBND", "recognised")
    again = text(client.post(address, sent | {"decided_on": "16/12/2023", "registrations": [second.pk]}))
    assert "Số quyết định 125/QĐ-UBND đã ghi với ngày 15/12/2023." in again


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "address,queries",
    [("tham-dinh/?nam=2023", 8), ("cong-nhan/?nam=2023", 8), ("dang-ky-lai/?nam=2024", 8)],
)
def test_the_tables_take_the_same_queries_however_many_rows(
    rows, address, queries, cast, as_user, django_assert_num_queries
):
    for number in range(rows):
        register(cast, f"Gia đình số {number}")
    client = as_user(cast.con_minh_officer)
    client.get("/mo-hinh/")

    with django_assert_num_queries(queries):
        assert f"Gia đình số {rows - 1}" in text(client.get(f"/mo-hinh/{address}"))


# On paper


def test_the_printed_list_has_the_columns_of_the_paper_one(cast, as_user):
    made = recognised_years(cast, "Hoàng Văn Thắng", 2022, 2023, people=5, address="Xóm trên")
    actions.assess_registration(registration=made[1], points=90, by=cast.con_minh_officer)
    register(cast, "Dòng họ Nông", kind="clan", head="Nông Văn Trưởng")

    response = as_user(cast.con_minh_officer).get("/mo-hinh/danh-sach.pdf?nam=2023&don-vi=02173")

    assert response.headers["Content-Type"] == "application/pdf"
    sheets = pypdf.PdfReader(BytesIO(response.content)).pages
    printed = " ".join(" ".join(sheet.extract_text().split()) for sheet in sheets)
    for words in (
        "HỘI KHUYẾN HỌC XÃ CÔN MINH",
        "mô hình học tập năm 2023",
        "Gia đình học tập: 1 đăng ký, 1 được công nhận",
        "Hoàng Văn Thắng",
        "Xóm trên",
        "2023/QĐ, 15/12/2023",
        "Dòng họ Nông (Nông Văn Trưởng)",
        "Danh sách có 02 mô hình./.",
    ):
        assert words in printed
    for heading in ("TT", "Số nhân khẩu", "Điểm tự chấm", "Điểm thẩm định", "Kết quả", "Số năm liên tục"):
        assert heading in printed
