from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from chapters.actions import (
    Scan,
    admit_member,
    confirm_wording,
    end_membership,
    join_unit,
    record_consents,
    withdraw_consent,
    write_wording,
)
from chapters.models import Consent, ConsentWording
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.models import StoredFile
from khuyenhoc.triggers import guard_sentence

from .excel import members_of

PDF = b"%PDF-1.7 ban ky"
WORKBOOK = members_of(("Hoàng Thị Lan", "nữ", 1960, "", "", ""))


@pytest.fixture
def wording(cast):
    return ConsentWording.objects.get()


@pytest.fixture
def agree(cast, wording):
    """Record consents at Bản Cào as Côn Minh's officer: by default Lan's, on a sheet."""

    def act(*members, **changed):
        facts = {
            "unit": cast.ban_cao,
            "members": members or [cast.lan],
            "wording": wording,
            "given_on": date(2026, 3, 1),
            "way": "shared_sheet",
            "scan": Scan("Bản ký.pdf", PDF),
            "by": cast.con_minh_officer,
        }
        return record_consents(**facts | changed)

    return act


def roster_page(unit):
    return reverse("chapters:unit-consents", args=[unit.pk])


def neighbour(cast, name="Nông Văn Bình"):
    return admit_member(unit=cast.ban_cao, name=name, since=date(2022, 1, 1), by=cast.admin)


def sheet(cast, wording, *members, **changed):
    sent = {"wording": wording.pk, "given_on": "01/03/2026", "members": [member.pk for member in members]}
    return {**sent, "scan": SimpleUploadedFile("Bản ký.pdf", PDF)} | changed


def test_an_installation_starts_with_a_draft_that_cites_the_law_and_waits_for_confirmation(cast, as_user, wording):
    page = as_user(cast.office).get(reverse("chapters:wording-list"))

    assert "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15" in page.text
    assert "chờ Hội xác nhận" in page.text
    assert wording.confirmed_on is None


def test_the_root_office_confirms_once_and_a_new_text_is_a_new_version(cast, wording):
    confirmed = confirm_wording(wording=wording, by=cast.office)
    newer = write_wording(text="Tôi đồng ý.", by=cast.office)

    assert confirmed.confirmed_by == cast.office
    assert (newer.version, newer.confirmed_on) == (2, None)
    with pytest.raises(Refusal, match="đã được xác nhận"):
        confirm_wording(wording=wording, by=cast.admin)
    with pytest.raises(Refusal, match="giống hệt bản đang dùng"):
        write_wording(text="Tôi đồng ý.", by=cast.office)
    with pytest.raises(NotAllowed, match="do Hội cấp cao nhất trên phần mềm soạn"):
        write_wording(text="Khác", by=cast.con_minh_officer)


def test_one_sheet_covers_many_and_its_scan_is_kept_once(cast, agree):
    binh = neighbour(cast)

    made = agree(cast.lan, binh)

    assert {consent.member for consent in made} == {cast.lan, binh}
    assert len({consent.scan_id for consent in made}) == StoredFile.objects.count() == 1


def test_who_has_agreed_already_is_passed_over_and_a_second_click_stores_no_second_file(cast, agree):
    agree(cast.lan)
    binh = neighbour(cast)

    assert [consent.member for consent in agree(cast.lan, binh)] == [binh]
    assert agree(cast.lan, binh) == []
    assert Consent.objects.count() == StoredFile.objects.count() == 2


@pytest.mark.parametrize(
    "wrong, field, sentence",
    [
        ({"scan": None}, "scan", "Xin chọn bản quét hoặc ảnh chụp của giấy đã ký."),
        ({"way": "own_sheet", "scan": None}, "scan", "Xin chọn bản quét"),
        ({"way": "phone", "scan": None}, "note", "Đồng ý bằng lời thì xin ghi ai nghe"),
        ({"scan": Scan("a.exe", b"MZ")}, "scan", "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG."),
        ({"scan": Scan("Danh sách.pdf", WORKBOOK)}, "scan", "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG."),
        ({"given_on": date(2100, 1, 1)}, "given_on", "Ngày đồng ý đang ở tương lai."),
    ],
)
def test_what_cannot_be_proved_is_no_consent(agree, wrong, field, sentence):
    with pytest.raises(Refusal) as refusal:
        agree(**wrong)

    assert sentence in str(refusal.value)
    assert refusal.value.field == field
    assert not Consent.objects.exists()


def test_a_neighbour_cannot_record_for_people_she_does_not_keep(cast, agree):
    with pytest.raises(NotAllowed):
        agree(by=cast.van_lang_officer)
    with pytest.raises(NotAllowed, match="Có người mà chức trách của bạn không ghi được"):
        agree(cast.secret)


def test_a_consent_is_withdrawn_once_and_not_before_it_was_given(cast, agree):
    (consent,) = agree()

    with pytest.raises(Refusal, match=r"Ngày rút không thể trước ngày đồng ý \(01/03/2026\)."):
        withdraw_consent(consent=consent, withdrawn_on=date(2026, 2, 1), by=cast.con_minh_officer)
    withdraw_consent(consent=consent, withdrawn_on=date(2026, 4, 1), by=cast.con_minh_officer)
    with pytest.raises(Refusal, match="đã ghi rút từ ngày 01/04/2026"):
        withdraw_consent(consent=consent, withdrawn_on=date(2026, 5, 1), by=cast.office)
    assert agree(), "who withdrew may agree again"


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"given_on": date(2020, 1, 1)}, "Sự đồng ý đã ghi không sửa, không xóa được, chỉ ghi rút lại."),
        ({"way": "own_sheet"}, "Sự đồng ý đã ghi không sửa, không xóa được, chỉ ghi rút lại."),
        ({"scan": None}, "Sự đồng ý đã ghi không sửa, không xóa được, chỉ ghi rút lại."),
        ({"withdrawn_on": date(2026, 2, 1)}, None),
    ],
)
def test_the_database_lets_nobody_rewrite_a_consent(agree, changed, sentence):
    (consent,) = agree()

    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(**changed)
    assert guard_sentence(fault.value) == sentence


def test_the_database_keeps_the_words_that_were_agreed_to(wording):
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        ConsentWording.objects.update(text="Tôi đồng ý với mọi điều.")
    assert guard_sentence(fault.value) == "Nội dung đồng ý đã dùng không sửa, không xóa được; xin soạn bản mới."
    with pytest.raises(IntegrityError), transaction.atomic():
        wording.delete()


def test_nobody_is_ticked_until_somebody_asks_for_it(cast, as_user):
    client = as_user(cast.con_minh_officer)

    assert " checked" not in client.get(roster_page(cast.ban_cao)).text
    assert client.get(roster_page(cast.ban_cao), {"chon": "tat-ca"}).text.count(" checked") == 1


def test_a_sheet_is_recorded_for_those_who_are_ticked(cast, as_user, wording):
    binh = neighbour(cast)
    client = as_user(cast.con_minh_officer)

    page = client.post(roster_page(cast.ban_cao), sheet(cast, wording, cast.lan), follow=True)

    assert "Đã ghi sự đồng ý của 1 người." in page.text
    assert "Chưa có sự đồng ý: 1 người" in page.text
    assert "Đã đồng ý: 1 người" in page.text
    assert not binh.consents.exists()


def test_an_empty_sheet_keeps_the_ticks_and_says_what_is_missing(cast, as_user, wording):
    client = as_user(cast.con_minh_officer)

    empty = client.post(roster_page(cast.ban_cao), {"wording": wording.pk})
    odd = client.post(roster_page(cast.ban_cao), sheet(cast, wording, cast.lan, given_on="1/3/26", scan=""))

    assert "Chưa đánh dấu ai. Xin đánh dấu những người đã ký trên giấy." in empty.text
    assert "“1/3/26” thiếu năm đủ bốn chữ số." in odd.text
    assert odd.text.count(" checked") == 1
    assert 'value="1/3/26"' in odd.text


def test_a_person_next_door_cannot_be_ticked(cast, as_user, wording):
    page = as_user(cast.con_minh_officer).post(roster_page(cast.ban_cao), sheet(cast, wording, cast.secret))

    assert "Lý Văn Kín" not in page.text
    assert not Consent.objects.exists()


def test_the_printed_sheet_has_the_wording_and_a_line_for_each_who_has_not_agreed(cast, as_user, agree):
    agree(cast.lan)
    neighbour(cast)

    page = as_user(cast.con_minh_officer).get(reverse("chapters:consent-sheet", args=[cast.ban_cao.pk]))

    assert "Nông Văn Bình" in page.text
    assert "Hoàng Thị Lan" not in page.text
    assert "Tôi đồng ý để Hội Khuyến học" in page.text


def test_a_consent_by_telephone_needs_to_say_who_listened(cast, as_user, wording):
    client, path = as_user(cast.con_minh_officer), reverse("chapters:consent-create", args=[cast.lan.pk])
    sent = {"wording": wording.pk, "given_on": "01/03/2026", "way": "phone"}

    silent = client.post(path, sent)
    told = client.post(path, sent | {"note": "Chị Hoa gọi lúc 9 giờ"}, follow=True)

    assert "xin ghi ai nghe, vào lúc nào" in silent.text
    assert "đã đồng ý" in told.text
    assert "qua điện thoại (Chị Hoa gọi lúc 9 giờ)" in told.text


def test_withdrawing_shows_on_her_page_and_offers_the_request_with_its_clock(cast, as_user, agree):
    (consent,) = agree()
    client = as_user(cast.con_minh_officer)
    today = timezone.localdate().strftime("%d/%m/%Y")

    path = reverse("chapters:consent-withdraw", args=[consent.pk])
    answer = client.post(path, {"withdrawn_on": today, "with_request": "on"}, follow=True)

    assert answer.context["form"]["kind"].value() == "withdraw"
    assert answer.context["form"]["received_on"].value() == today
    assert "đã rút lại sự đồng ý" in client.get(cast.lan.get_absolute_url()).text


def test_the_scan_of_a_shared_sheet_stays_where_it_was_signed(cast, as_user, agree):
    """She moves to Văn Lang; the sheet holds the names of her old neighbours."""
    (consent,) = agree()
    end_membership(membership=cast.lan.memberships.get(), until=date(2026, 5, 1), exit="moved_out", by=cast.admin)
    join_unit(member=cast.lan, unit=cast.to_dooc, since=date(2026, 5, 1), entry="moved_in", by=cast.admin)
    path = reverse("chapters:consent-scan", args=[consent.pk])

    page = as_user(cast.van_lang_officer).get(cast.lan.get_absolute_url())

    assert "đã đồng ý" in page.text
    assert path not in page.text
    assert as_user(cast.van_lang_officer).get(path).status_code == 404
    assert as_user(cast.con_minh_officer).get(path).content == PDF


def test_leadership_does_not_learn_what_a_member_agreed_to(cast, as_user, agree):
    agree()

    assert "đã đồng ý" not in as_user(cast.leader).get(cast.lan.get_absolute_url()).text
    assert as_user(cast.leader).get(roster_page(cast.ban_cao)).status_code == 403


def test_the_unit_page_counts_who_has_agreed(cast, as_user, agree):
    neighbour(cast)
    agree(cast.lan)

    chapter = as_user(cast.con_minh_officer).get(cast.ban_cao.get_absolute_url())
    commune = as_user(cast.con_minh_officer).get(roster_page(cast.con_minh))

    assert "Sự đồng ý về dữ liệu cá nhân: 1/2 hội viên" in chapter.text
    assert [(unit, tally.people, tally.missing) for unit, tally in commune.context["rows"]] == [(cast.ban_cao, 2, 1)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_roster_takes_the_same_queries_however_many_rows(rows, cast, as_user, agree, django_assert_num_queries):
    for number in range(rows):
        agree(neighbour(cast, f"Người {number}"))
        neighbour(cast, f"Khác {number}")
    client = as_user(cast.con_minh_officer)

    with django_assert_num_queries(15):
        client.get(roster_page(cast.ban_cao))


def test_a_future_date_of_withdrawal_is_refused(cast, agree):
    (consent,) = agree()

    with pytest.raises(Refusal, match="Ngày rút đang ở tương lai"):
        withdraw_consent(
            consent=consent, withdrawn_on=timezone.localdate() + timedelta(days=1), by=cast.con_minh_officer
        )
