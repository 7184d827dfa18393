"""Signed decisions: a number once a year, the scan kept once, revoked with a reason, frozen on every way."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from awards import actions
from awards.models import Decision, Nomination, Revocation
from khuyenhoc.actions import NotAllowed
from khuyenhoc.files import store_file
from tests.refusals import refusal_of as refused

SIGNED = "Danh sách kèm quyết định đã ký không sửa, không xóa được."
PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "number,signed_on",
    [("12/QĐ-HKH", date(2023, 12, 28)), ("12/qđ-hkh", date(2023, 3, 1)), ("012/QĐ-HKH", date(2023, 3, 1))],
)
def test_a_number_is_used_once_a_year_however_it_is_written(nominate, decide, number, signed_on):
    decide(nominate())

    told, field = refused(lambda: decide(nominate("Hai"), number=number, signed_on=signed_on))

    assert told.startswith("Hội Khuyến học huyện Na Rì đã có quyết định số 12/QĐ-HKH ngày 28/12/2023 trong sổ.")
    assert field == "number"


def test_numbers_begin_anew_each_year_and_are_each_grantors_own(cast, forms, nominate, decide):
    decide(nominate())
    decide(nominate("Hai"), signed_on=date(2024, 1, 5))
    decide(nominate("Ba", form=forms.medal))

    assert Decision.objects.count() == 3


def test_the_database_refuses_a_number_twice_in_a_year(cast, nominate, decide):
    decision = decide(nominate())
    again = Decision(
        unit=cast.district,
        grantor_name=decision.grantor_name,
        number=decision.number,
        signed_on=date(2023, 3, 1),
        year=2023,
        size=1,
        recorded_by=cast.office,
    )

    with pytest.raises(IntegrityError, match="Số quyết định này đã dùng trong năm"), transaction.atomic():
        Decision.objects.bulk_create([again])


def test_the_scan_comes_with_the_decision_or_follows_it_once(cast, forms, nominate, as_user):
    one, client = nominate("Một"), as_user(cast.office)
    path = f"/khen-thuong/quyet-dinh/moi/?hinh-thuc={forms.certificate.code}&nam=2023"
    sent = {"number": "12", "signed_on": "28/12/2023", "nominations": [one.pk]}
    bad = text(client.post(path, sent | {"scan": SimpleUploadedFile("a.pdf", b"MZ program")}))
    assert "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG." in bad
    assert Decision.objects.count() == 0

    client.post(path, sent)
    decision = Decision.objects.get()
    scan = f"/khen-thuong/quyet-dinh/{decision.pk}/ban-ky/"
    assert client.get(scan).status_code == 404
    assert "Đã lưu bản ký quét" in text(client.post(scan, {"scan": SimpleUploadedFile("a.pdf", PDF)}, follow=True))
    again = text(client.post(scan, {"scan": SimpleUploadedFile("b.pdf", PDF + b"2")}))

    assert "Bản đã lưu không thay được." in again
    assert client.get(scan).content == PDF
    other = store_file(name="b.pdf", content=PDF, by=cast.office)
    for values in ({"scan": other}, {"scan": None}, {"number": "13"}):
        with pytest.raises(IntegrityError, match=SIGNED), transaction.atomic():
            Decision.objects.update(**values)


def test_filling_in_the_scan_changes_nothing_else(cast, nominate, decide):
    decide(nominate())
    scan = store_file(name="a.pdf", content=PDF, by=cast.office)

    with pytest.raises(IntegrityError, match=SIGNED), transaction.atomic():
        Decision.objects.update(scan=scan, number="99")
    assert Decision.objects.get().scan is None


# Taken back


def taken_back(cast, nomination, **values):
    facts = {"number": "3/QĐ-HKH", "signed_on": date(2024, 1, 15), "reason": "Khai man thành tích."} | values
    return actions.revoke(nomination=nomination, by=cast.office, **facts)


@pytest.fixture
def decided(nominate, decide):
    nomination = nominate()
    decide(nomination)
    nomination.refresh_from_db()
    return nomination


def test_an_award_is_taken_back_with_a_reason_and_the_list_stays(cast, decided):
    taken_back(cast, decided)

    decided.refresh_from_db()
    assert decided.state == "revoked"
    assert list(decided.decision.nominations.all()) == [decided]


@pytest.mark.parametrize(
    "values,field",
    [
        ({"reason": " "}, "reason"),
        ({"signed_on": date(2023, 12, 1)}, "signed_on"),
        ({"signed_on": date(2024, 2, 1)}, "signed_on"),
        ({"number": ""}, "number"),
    ],
)
def test_taking_back_without_what_it_needs_is_refused(cast, decided, values, field):
    assert refused(lambda: taken_back(cast, decided, **values))[1] == field
    assert Nomination.objects.get().state == "decided"


def test_what_was_not_given_or_was_taken_back_already_is_not_taken_back(cast, nominate, decided):
    assert "không chuyển sang “đã thu hồi” được." in refused(lambda: taken_back(cast, nominate("Hai")))[0]
    taken_back(cast, decided)
    refused(lambda: taken_back(cast, decided, number="4/QĐ-HKH"))
    for user in (cast.con_minh_officer, cast.leader):
        with pytest.raises(NotAllowed):
            actions.revoke(nomination=decided, number="5", signed_on=date(2024, 1, 15), reason="Không", by=user)
    for act in (Revocation.objects.all().delete, lambda: Revocation.objects.update(reason="Khác")):
        with pytest.raises(IntegrityError, match="Lần thu hồi đã ghi"), transaction.atomic():
            act()


def test_the_office_takes_back_on_the_page(cast, decided, as_user):
    path = f"/khen-thuong/{decided.pk}/chuyen/thu-hoi/"
    client = as_user(cast.office)
    asked = text(client.post(path, {"number": "3/QĐ-HKH", "signed_on": "15/01/2024", "reason": ""}))
    assert "Xin điền mục này." in asked
    assert 'value="3/QĐ-HKH"' in asked

    html = text(
        client.post(path, {"number": "3/QĐ-HKH", "signed_on": "15/01/2024", "reason": "Khai man."}, follow=True)
    )

    assert "Đã ghi quyết định thu hồi." in html
    assert "thu hồi, quyết định số 3/QĐ-HKH" in html
    assert '<span class="tag bad">đã thu hồi</span>' in html
    assert as_user(cast.con_minh_officer).post(path, {}).status_code == 403


@pytest.mark.parametrize("decisions", [1, 3])
def test_the_list_of_decisions_asks_as_much_for_three_as_for_one(
    cast, nominate, decide, as_user, django_assert_num_queries, decisions
):
    for number in range(decisions):
        decide(nominate(f"Người {number}"), number=f"{number}/QĐ")
    client = as_user(cast.office)

    with django_assert_num_queries(7):
        assert len(client.get("/khen-thuong/quyet-dinh/").context["page"].object_list) == decisions
