from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from awards import actions
from awards.models import Decision, Nomination
from chapters.models import Unit
from khuyenhoc.actions import NotAllowed
from reports import records
from tests.refusals import refusal_of as refused


def test_a_collective_without_a_name_is_the_unit_itself(cast, nominate):
    assert nominate("", kind="collective").recipient_name == "Hội Khuyến học xã Côn Minh"


def test_a_member_gives_her_name(cast, nominate):
    assert nominate("", member=cast.lan).recipient_name == "Hoàng Thị Lan"


def test_a_form_is_given_to_its_own_classes_only(forms, nominate):
    told, field = refused(lambda: nominate(form=forms.flag, kind="person"))

    assert (told, field) == ("Cờ thi đua của Hội Khuyến học Việt Nam không dành cho cá nhân.", "recipient_class")


def test_a_form_is_given_in_the_years_it_is_valid(forms, nominate):
    told, field = refused(lambda: nominate(form=forms.medal, year=2009))

    assert told.startswith("Kỷ niệm chương của Hội Khuyến học Việt Nam không áp dụng trong năm 2009.")
    assert field == "form"


def test_a_member_is_nominated_by_a_unit_she_belongs_to(cast, nominate):
    told, field = refused(lambda: nominate("", member=cast.secret))

    assert (told, field) == ("Lý Văn Kín không phải hội viên của xã Côn Minh. Xin chọn lại.", "member")


def test_a_member_is_a_person_and_no_collective(cast, nominate):
    assert refused(lambda: nominate("", member=cast.lan, kind="collective"))[1] == "member"


def test_a_person_is_nominated_once_for_a_form_and_year(cast, forms, nominate):
    nominate("", member=cast.lan)

    assert refused(lambda: nominate("", member=cast.lan)) == (
        "Người này đã được đề nghị hình thức khen đó trong năm.",
        "member",
    )
    nominate("", member=cast.lan, form=forms.medal)
    nominate("", member=cast.lan, year=2024)
    assert Nomination.objects.count() == 3


def test_a_typed_name_is_nominated_twice_only_for_somebody_else(nominate):
    nominate("Nông Văn Hùng", position_held="Chi hội trưởng")

    told, field = refused(lambda: nominate("Nông  Văn Hùng", position_held="Chi hội trưởng"))
    assert told == (
        "Nông Văn Hùng đã được đề nghị hình thức khen đó trong năm. "
        "Nếu là người khác trùng tên, xin ghi chức vụ, đơn vị để phân biệt."
    )
    assert field == "recipient_name"
    nominate("Nông Văn Hùng", position_held="Giáo viên")


def test_who_was_declined_may_be_nominated_again(cast, nominate):
    first = nominate("", member=cast.lan)
    actions.decline(nomination=first, reason="Thiếu hồ sơ.", by=cast.office)

    assert nominate("", member=cast.lan).state == "proposed"


def test_what_has_been_sent_is_called_back_before_it_is_changed(cast, nominate):
    sent = nominate()

    told, _ = refused(lambda: actions.update_nomination(nomination=sent, achievements="Khác", by=cast.con_minh_officer))
    assert told == "Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước."

    back = actions.call_back(nomination=sent, by=cast.con_minh_officer)
    actions.update_nomination(nomination=back, achievements="Khác", by=cast.con_minh_officer)
    assert Nomination.objects.get().achievements == "Khác"


def test_what_the_office_has_passed_on_is_not_called_back(cast, nominate):
    sent = nominate()
    actions.endorse(nomination=sent, by=cast.office)

    told, _ = refused(lambda: actions.call_back(nomination=sent, by=cast.con_minh_officer))

    assert told == ("Nông Văn Hùng đã được cấp trên xét nên không rút về được. Muốn sửa, xin đề nghị cấp trên trả lại.")


def test_declining_says_why(cast, nominate):
    sent = nominate()

    assert refused(lambda: actions.decline(nomination=sent, reason=" ", by=cast.office)) == (
        "Xin ghi lý do không xét để đơn vị được biết.",
        "reason",
    )


# Decisions


def test_a_decision_takes_its_grantor_and_year_from_its_list(cast, nominate, decide):
    listed = [nominate("", kind="collective"), nominate("Nông Văn Hùng")]

    decision = decide(*listed)

    assert (decision.grantor_name, decision.year) == ("Hội Khuyến học huyện Na Rì", 2023)
    assert {(each.state, each.decision) for each in Nomination.objects.all()} == {("decided", decision)}


def test_a_decision_is_of_one_grantor_and_one_year(forms, nominate, decide):
    sentence = "Một quyết định chỉ gồm các đề nghị của một cơ quan khen và một năm."
    own = nominate()

    for other in (nominate("", form=forms.flag, kind="collective"), nominate(year=2024)):
        assert refused(lambda other=other: decide(own, other)) == (sentence, "nominations")
    assert Decision.objects.count() == 0


def test_a_decision_number_is_recorded_once(nominate, decide):
    decide(nominate())

    told, _ = refused(lambda: decide(nominate("Triệu Thị Mai")))

    assert told == (
        "Hội Khuyến học huyện Na Rì đã có quyết định số 12/QĐ-HKH ngày 28/12/2023 trong sổ. Xin xem lại số và ngày."
    )
    assert Nomination.objects.get(recipient_name="Triệu Thị Mai").state == "proposed"


def test_a_decision_lists_somebody_and_is_not_signed_tomorrow(nominate, decide):
    assert refused(decide) == (
        "Quyết định phải có ít nhất một người hoặc tập thể. Xin chọn trong danh sách.",
        "nominations",
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refused(lambda: decide(nominate(), signed_on=tomorrow)) == (
        "Ngày ký đang ở tương lai. Xin xem lại.",
        "signed_on",
    )


def test_a_decision_takes_all_of_its_list_or_nothing(cast, nominate, decide):
    good, draft = nominate(), nominate("Triệu Thị Mai", sends=False)

    refused(lambda: decide(good, draft))

    assert {each.state for each in Nomination.objects.all()} == {"proposed", "draft"}
    assert Decision.objects.count() == 0


def test_an_award_is_handed_over_after_it_was_signed_and_not_tomorrow(cast, nominate, decide):
    nomination = nominate()
    decide(nomination)
    nomination.refresh_from_db()

    def give(day):
        return actions.give(nomination=nomination, given_on=day, by=cast.office)

    assert refused(lambda: give(date(2023, 12, 27))) == (
        "Ngày trao không thể trước ngày ký quyết định.",
        "given_on",
    )
    assert refused(lambda: give(timezone.localdate() + timedelta(days=1)))[1] == "given_on"
    assert give(date(2024, 1, 18)).state == "given"


def test_an_award_not_decided_is_not_handed_over(cast, nominate):
    told, _ = refused(lambda: actions.give(nomination=nominate(), given_on=date(2024, 1, 18), by=cast.office))

    assert told == "Nông Văn Hùng đang ở trạng thái “đề nghị”, không chuyển sang “đã trao” được."


# Who may, and what is counted


def test_each_step_asks_for_its_own_permission(cast, nominate, decide):
    sent = nominate()
    for officer in (cast.con_minh_officer, cast.leader, cast.inspector):
        with pytest.raises(NotAllowed):
            actions.endorse(nomination=sent, by=officer)
        with pytest.raises(NotAllowed):
            actions.decline(nomination=sent, reason="Không", by=officer)
        with pytest.raises(NotAllowed):
            decide(sent, by=officer)
    for stranger in (cast.van_lang_officer, cast.leader, cast.treasurer):
        with pytest.raises(NotAllowed):
            nominate("Ai đó", by=stranger)
        with pytest.raises(NotAllowed):
            actions.call_back(nomination=sent, by=stranger)


def test_the_catalogue_is_written_by_the_root_office(cast, forms):
    with pytest.raises(NotAllowed, match="do Thường trực Hội cấp trên cùng ghi"):
        actions.add_award_form(
            grantor_level="commune", grantor_name="Xã", name="Giấy khen", for_person=True, by=cast.con_minh_officer
        )


def test_a_new_form_gets_a_code_of_its_own_and_stands_last(cast, forms):
    again = [
        actions.add_award_form(
            grantor_level="district", grantor_name=f"UBND {number}", name="Giấy khen", for_person=True, by=cast.office
        )
        for number in (1, 2)
    ]

    assert [form.code for form in (forms.certificate, *again)] == [
        "district-giay-khen", "district-giay-khen-2", "district-giay-khen-3",
    ]  # fmt: skip
    assert [form.position for form in again] == [4, 5]


def test_proposed_is_counted_apart_from_given_by_the_cut_off_date(cast, forms, nominate, decide):
    decide(nominate("Một"), nominate("Hai"), signed_on=date(2023, 12, 28))
    decide(nominate("Ba"), number="1/QĐ-HKH", signed_on=date(2024, 1, 5))
    nominate("Bốn")
    nominate("Năm", sends=False)
    units = Unit.objects.values("pk")

    def counted(cut_off):
        found = records.figures_of(records.awards(SimpleNamespace(year=2023, cut_off=cut_off), units))
        return dict(found[cast.con_minh.pk])

    before, after = counted(date(2023, 12, 31)), counted(date(2024, 1, 31))
    assert sorted(before.values()) == [2, 4]
    assert sorted(after.values()) == [3, 4]
