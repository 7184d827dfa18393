"""Erasing a person: what goes, what stays, and what the log and the database hold to."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from awards.actions import add_award_form, attach_paper, decide, nominate, propose
from awards.models import Nomination, NominationPaper
from chapters.actions import (
    Scan,
    admit_member,
    create_user,
    end_membership,
    erase_member,
    join_unit,
    record_consents,
    record_request,
    update_member,
)
from chapters.models import Consent, ConsentWording, DataRequest, Member, Membership
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.history import ERASED, history_of
from khuyenhoc.models import Change, Erasure

from ..refusals import refused

GONE = "Thông tin của hội viên này đã xóa theo yêu cầu, không sửa, không gộp được nữa."
LOG_STAYS = "Nhật ký không sửa, không xóa được."
SECRETS = ["Hoàng Thị Lan", "0987654321", "Nhà số 5 Bản Cào", "Tày"]


def page_of(member):
    return reverse("chapters:member-erase", args=[member.pk])


def asked(cast, member=None, **changed):
    facts = {"unit": cast.ban_cao, "member": member or cast.lan, "kind": "erase", "way": "paper"}
    return record_request(received_on=timezone.localdate(), by=cast.office, **facts | changed)


def erase(cast, member=None, request=None, **changed):
    member = member or cast.lan
    facts = {"member": member, "request": request or asked(cast, member), "reason": "Theo đơn", "by": cast.office}
    return erase_member(**facts | changed)


@pytest.fixture
def lan(cast):
    """With all that may be known about her."""
    return update_member(
        member=cast.lan,
        phone="0987654321",
        address="Nhà số 5 Bản Cào",
        ethnicity="Tày",
        by=cast.con_minh_officer,
    )


def whole_database():
    """Every value of every table of ours, as one text; files' bytes aside."""
    tables = [model for model in apps.get_models() if model._meta.app_label in ("chapters", "awards", "khuyenhoc")]
    texts = []
    for model in tables:
        fields = [field.name for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]
        texts.append(str(list(model._base_manager.values_list(*fields))))
    return "\n".join(texts)


def test_nothing_in_the_database_says_who_she_was(cast, lan):
    scan = Scan("Đơn của Hoàng Thị Lan.PDF", b"%PDF-1.7")
    asked(cast, lan, kind="view", note="Bà Hoàng Thị Lan muốn xem", scan=scan)
    record_consents(
        unit=cast.ban_cao,
        members=[lan],
        wording=ConsentWording.objects.get(),
        given_on=date(2026, 3, 1),
        way="phone",
        note="Gọi số 0987654321",
        by=cast.con_minh_officer,
    )
    assert [words for words in SECRETS if words not in whole_database()] == []

    erased = erase(cast, lan)

    assert [words for words in SECRETS if words in whole_database()] == []
    assert erased.name == f"Hội viên đã xóa thông tin {lan.pk}"
    assert (erased.sex, erased.birth_year, erased.has_card) == ("female", None, False)


def test_her_memberships_consents_and_requests_stay_to_be_counted(cast, lan):
    record_consents(
        unit=cast.ban_cao,
        members=[lan],
        wording=ConsentWording.objects.get(),
        given_on=date(2026, 3, 1),
        way="own_sheet",
        scan=Scan("Giấy.pdf", b"%PDF-1.7"),
        by=cast.con_minh_officer,
    )
    before = list(Membership.objects.filter(member=lan).values())

    request = asked(cast, lan)
    erase(cast, lan, request)

    request.refresh_from_db()
    assert list(Membership.objects.filter(member=lan).values()) == before
    assert Consent.objects.get().scan is not None
    assert (request.outcome, request.reason, request.asker) == ("done", "Theo đơn", "Hội viên đã xóa thông tin")


def test_the_log_keeps_who_and_when_and_says_that_the_words_are_gone(cast, lan, as_user):
    before = [(change.at, change.actor_name) for change in Change.objects.of(lan)]

    erase(cast, lan)

    after = Change.objects.of(lan)
    assert [(change.at, change.actor_name) for change in after[1:]] == before
    assert {tuple(entry.lines) for entry in history_of(lan)} == {(ERASED,)}
    assert ERASED in as_user(cast.inspector).get("/nhat-ky/").text
    assert "Hoàng Thị Lan" not in as_user(cast.inspector).get("/nhat-ky/").text


def test_doubles_that_were_merged_into_her_are_forgotten_with_her(cast, lan):
    double = admit_member(unit=cast.ban_cao, name="Hoàng Thị Làn", since=date(2019, 1, 1), by=cast.admin)
    Membership.objects.filter(member=double).update(until=date(2019, 1, 1), exit="voided", is_counted=False)
    Member.objects.filter(pk=double.pk).update(merged_into=lan)

    erase(cast, lan)

    double.refresh_from_db()
    assert double.name == f"Hội viên đã xóa thông tin {double.pk}"
    assert "Hoàng Thị Làn" not in whole_database()


def test_nominations_forget_her_until_a_decision_was_signed(cast, lan):
    facts = {"grantor_level": "district", "grantor_name": "Hội huyện", "for_person": True, "by": cast.office}
    form, other = (add_award_form(code=code, name=code, **facts) for code in ("giay-khen", "co"))
    given = {"unit": cast.ban_cao, "recipient_class": "person", "recipient_name": lan.name, "member": lan}
    signed, still_open = (
        nominate(year=2023, form=one, achievements="Vận động giỏi", by=cast.office, **given) for one in (form, other)
    )
    papers = [
        attach_paper(nomination=one, name="Đơn", file_name="a.pdf", content=b"%PDF-1.4", by=cast.office)
        for one in (signed, still_open)
    ]
    propose(nomination=signed, by=cast.office)
    decide(nominations=[signed], unit=cast.district, number="1", signed_on=date(2023, 12, 1), by=cast.office)

    erase(cast, lan)

    assert Nomination.objects.get(pk=signed.pk).recipient_name == "Hoàng Thị Lan"
    forgotten = Nomination.objects.get(pk=still_open.pk)
    assert (forgotten.recipient_name, forgotten.achievements) == (f"Hội viên đã xóa thông tin {lan.pk}", "")
    assert (forgotten.birth_year, forgotten.sex, forgotten.service_years) == (None, "", None)
    assert list(NominationPaper.objects.standing()) == papers[:1]
    assert "Vận động giỏi" not in str(list(Change.objects.of(forgotten).values()))


def test_every_table_that_holds_words_about_a_person_says_what_erasing_does():
    """A later table with a text and a link to Member must have `erase_person` on its manager (decision 4)."""
    forgetful = [
        relation.related_model.__name__
        for relation in Member._meta.related_objects
        if relation.related_model is not Member and _has_words(relation.related_model)
        if not hasattr(relation.related_model._default_manager, "erase_person")
    ]

    assert forgetful == []


def _has_words(model):
    texts = (models.CharField, models.TextField)
    return any(isinstance(field, texts) and not field.choices for field in model._meta.concrete_fields)


def test_it_takes_an_open_request_of_hers_to_erase_and_a_reason(cast, lan):
    other = admit_member(unit=cast.ban_cao, name="Nông Văn Bình", since=date(2022, 1, 1), by=cast.admin)

    for request in (asked(cast, other), asked(cast, lan, kind="correct")):
        with pytest.raises(Refusal, match="Chỉ xóa theo một yêu cầu xóa của chính người này"):
            erase(cast, lan, request)
    with pytest.raises(Refusal, match="Xin ghi căn cứ xóa"):
        erase(cast, lan, asked(cast, lan), reason="")
    lan.refresh_from_db()
    assert lan.erased_at is None


def test_an_officer_cannot_erase_and_an_office_not_beyond_its_reach(cast, lan):
    local = create_user(
        username="thuongtruc",
        name="Thường trực Côn Minh",
        password="mat khau thu 2023",
        unit=cast.con_minh,
        role="office",
        by=cast.admin,
    )
    request = asked(cast, lan)
    join_unit(member=lan, unit=cast.to_dooc, since=date(2023, 1, 1), is_counted=False, by=cast.admin)

    with pytest.raises(NotAllowed, match="không xóa được thông tin của người này"):
        erase(cast, lan, request, by=cast.con_minh_officer)
    with pytest.raises(NotAllowed, match="còn sinh hoạt ở đơn vị ngoài phạm vi của bạn"):
        erase(cast, lan, request, by=local)
    end_membership(
        membership=lan.memberships.get(unit=cast.to_dooc), until=date(2024, 1, 1), exit="left", by=cast.admin
    )
    assert erase(cast, lan, request, by=local).erased_at


def test_the_erased_cannot_be_edited_found_or_erased_again(cast, lan, as_user):
    stale = Member.objects.get(pk=lan.pk)
    erase(cast, lan)
    client = as_user(cast.office)

    assert refused(stale.save) == GONE
    with pytest.raises(NotAllowed):
        update_member(member=lan, name="Hoàng Thị Lan", by=cast.office)
    assert client.get(reverse("chapters:member-edit", args=[lan.pk])).status_code == 403
    for words in ("lan", "hoang thi lan", "hoi vien", "xoa"):
        assert client.get(reverse("chapters:member-list"), {"q": words}).context["people"] == []
    page = client.get(lan.get_absolute_url())
    assert "Thông tin của người này đã xóa theo yêu cầu" in page.text
    assert "Sửa thông tin" not in page.text
    assert "Ghi thôi sinh hoạt" in page.text, "she may still leave, and then no longer counts"
    assert client.get(page_of(lan), follow=True).redirect_chain == [(lan.get_absolute_url(), 302)]


def test_the_database_holds_to_it(cast, lan):
    erase(cast, lan)
    row = Member.objects.filter(pk=lan.pk)

    assert refused(lambda: row.update(name="Hoàng Thị Lan")) == GONE
    assert refused(lambda: row.update(erased_at=None)) == GONE
    assert refused(lambda: row.update(sex="male")) == GONE
    assert refused(lambda: row.update(merged_into=cast.secret)) == GONE
    assert refused(lambda: Member.objects.filter(pk=cast.secret.pk).update(merged_into=lan)) == GONE
    assert refused(lambda: Member.objects.filter(pk=cast.secret.pk).update(erased_at=timezone.now())) is None


def test_the_page_says_what_goes_and_what_stays_and_wants_the_name_typed(cast, lan, as_user):
    request = asked(cast, lan)
    client = as_user(cast.office)

    page = client.get(page_of(lan))
    wrong = client.post(page_of(lan), {"reason": "Theo đơn", "typed_name": "Hoang Thi Lan"})
    done = client.post(page_of(lan), {"reason": "Theo đơn", "typed_name": "hoàng  thị lan"}, follow=True)

    for words in ("Không lấy lại được.", "mọi con số trong báo cáo không đổi", "luật buộc lưu giữ"):
        assert words in page.text
    assert "Chưa đúng. Xin gõ đủ dấu: Hoàng Thị Lan." in wrong.text
    assert 'value="Theo đơn"' in wrong.text
    assert "Đã xóa thông tin của người này. Mọi con số vẫn giữ nguyên." in done.text
    assert done.redirect_chain == [(request.get_absolute_url(), 302)]
    assert "Hoàng Thị Lan" not in done.text


def test_without_a_request_the_page_leads_to_the_register(cast, lan, as_user):
    answer = as_user(cast.office).get(page_of(lan), follow=True)

    assert "Chỉ xóa theo yêu cầu đã ghi trong sổ." in answer.text
    assert answer.context["form"]["kind"].value() == "erase"


# The log


def blank(change, **changed):
    Change.objects.filter(pk=change.pk).update(**{"before": None, "after": None} | changed)


def test_the_log_of_a_row_that_is_not_erased_cannot_be_blanked(cast):
    change = Change.objects.of(cast.lan)[0]

    assert refused(lambda: blank(change)) == LOG_STAYS
    assert refused(lambda: Change.objects.filter(pk=change.pk).update(after={"name": "Khác"})) == LOG_STAYS


@pytest.mark.parametrize(
    "changed",
    [
        {"actor_name": "Không ai"},
        {"actor_id": None},
        {"at": timezone.now() - timedelta(days=9)},
        {"row_id": 7},
        {"operation": "delete"},
        {"through": "khác"},
        {"unit_id": None},
        {"after": {"name": "Khác"}},
    ],
)
def test_of_an_erased_row_only_the_words_may_go_once_and_they_do_not_come_back(cast, changed):
    (consent,) = record_consents(
        unit=cast.ban_cao,
        members=[cast.lan],
        wording=ConsentWording.objects.get(),
        given_on=date(2026, 3, 1),
        way="phone",
        note="Chị Hoa gọi",
        by=cast.con_minh_officer,
    )
    change = Change.objects.of(consent)[0]
    assert refused(lambda: blank(change)) == LOG_STAYS
    Erasure.objects.create(table_name="chapters_consent", row_id=consent.pk, by=cast.admin)

    assert refused(lambda: blank(change, **changed)) == LOG_STAYS
    blank(change)
    assert refused(lambda: blank(change)) == LOG_STAYS
    assert refused(lambda: blank(change, after={"note": "Chị Hoa gọi"})) == LOG_STAYS
    assert refused(change.delete) == LOG_STAYS
    assert Change.objects.get(pk=change.pk).actor_name == "Cán bộ Côn Minh"


def test_an_erasure_cannot_be_registered_for_somebody_who_is_still_named_nor_for_money(cast):
    def register(table, row):
        return lambda: Erasure.objects.create(table_name=table, row_id=row, by=cast.admin)

    assert refused(register("chapters_member", cast.secret.pk)) == "Nhật ký về người chưa xóa thông tin thì giữ."
    assert refused(register("khuyenhoc_erasure", 1)) == LOG_STAYS
    for table in ("chapters_user", "chapters_unit", "chapters_membership", "chapters_appointment"):
        assert refused(register(table, 1)) == "Nhật ký của loại hồ sơ này không xóa."
    assert refused(register("funds_voucher", 1)) is not None


def test_an_erasure_is_itself_on_record_and_stays(cast, lan):
    erase(cast, lan)
    erasure = Erasure.objects.get(table_name="chapters_member", row_id=lan.pk)

    assert erasure.by == cast.office
    assert Change.objects.of(erasure)[0].after["table_name"] == "chapters_member"
    assert refused(erasure.delete) == "Việc xóa nội dung nhật ký không sửa, không xóa được."
    assert refused(lambda: Erasure.objects.update(row_id=0)) == "Việc xóa nội dung nhật ký không sửa, không xóa được."


def test_an_erasure_that_fails_midway_leaves_everything_as_it_was(cast, lan, monkeypatch):
    request = asked(cast, lan)

    def fail(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("chapters.actions.erasure.blank_log", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        erase(cast, lan, request)

    lan.refresh_from_db()
    request.refresh_from_db()
    assert (lan.name, lan.phone, request.done_on) == ("Hoàng Thị Lan", "0987654321", None)


def test_erasing_walks_no_table_per_member(cast, django_assert_max_num_queries):
    """The queries of one erasure do not depend on how many others there are."""
    counts = []
    for number in range(2):
        people = [
            admit_member(unit=cast.ban_cao, name=f"Người {number}{one}", since=date(2022, 1, 1), by=cast.admin)
            for one in range(1 + 4 * number)
        ]
        request = asked(cast, people[0])
        with django_assert_max_num_queries(60) as asked_for:
            erase(cast, people[0], request)
        counts.append(len(asked_for.captured_queries))

    assert all(first == second for first, second in pairwise(counts))
    assert DataRequest.objects.filter(outcome="done").count() == 2
