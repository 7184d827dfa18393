"""Two people at one request, and an erasure against somebody who is just editing."""

from datetime import date

from django.utils import timezone

from chapters.actions import Scan, close_request, erase_member, record_consents, record_request, update_member
from chapters.models import Consent, ConsentWording, DataRequest, Member
from khuyenhoc.actions import Refusal
from khuyenhoc.models import Erasure, StoredFile

from ..crowds import crowd


def ask(cast, kind):
    today = timezone.localdate()
    return record_request(
        unit=cast.ban_cao, member=cast.lan, kind=kind, received_on=today, way="paper", by=cast.con_minh_officer
    )


def test_of_several_who_close_one_request_one_does_and_the_others_are_told_who(shared):
    asked = ask(shared, "view")

    def refuse(number):
        reason = f"Lý do {number}"
        return close_request(
            request=asked, outcome="refused", done_on=timezone.localdate(), reason=reason, by=shared.office
        )

    results = crowd(refuse, 4)

    (closed,) = [result for result in results if isinstance(result, DataRequest)]
    others = [result for result in results if result is not closed]
    assert all(isinstance(other, Refusal) and "đã được Thường trực Hội đóng" in str(other) for other in others)
    assert DataRequest.objects.get().reason == closed.reason


def test_whoever_edits_while_she_is_erased_does_not_bring_her_back(shared):
    asked = ask(shared, "erase")
    stale = Member.objects.get(pk=shared.lan.pk)

    def work(number):
        if number == 0:
            return erase_member(member=shared.lan, request=asked, reason="Theo đơn", by=shared.office)
        return update_member(member=stale, phone=f"098765432{number}", by=shared.con_minh_officer)

    crowd(work, 3)

    lan = Member.objects.get(pk=shared.lan.pk)
    assert (lan.name, lan.phone) == (f"Hội viên đã xóa thông tin {lan.pk}", "")
    assert Erasure.objects.filter(table_name="chapters_member", row_id=lan.pk).count() == 1


def test_one_sheet_sent_several_times_at_once_is_recorded_once(shared):
    def send(number):
        return record_consents(
            unit=shared.ban_cao,
            members=[shared.lan],
            wording=ConsentWording.objects.get(),
            given_on=date(2026, 3, 1),
            way="shared_sheet",
            scan=Scan("Bản ký.pdf", b"%PDF-1.7"),
            by=shared.con_minh_officer,
        )

    results = crowd(send, 4)

    assert sorted(len(made) for made in results) == [0, 0, 0, 1]
    assert Consent.objects.count() == StoredFile.objects.count() == 1
