"""Registers of learning models: who takes part, points, recognition by a decision, years in a row."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards import actions, learning
from awards.models import LearningKind, LearningModel, Registration
from chapters.actions import admit_member, close_unit, erase_member, merge_members, record_request
from chapters.pages.privacy import erasure_words
from khuyenhoc.actions import Clash, NotAllowed, Refusal
from khuyenhoc.models import Change
from khuyenhoc.numbers import NumberFault

from ..refusals import refusal
from .learning import recognise, recognised_years, register

Result = Registration.Result


# Registering


def test_a_family_that_took_part_before_goes_on_under_its_record(cast):
    first = register(cast, "Hoàng Văn Hoà", address="Bản Cào", year=2022)

    again = register(cast, "hoàng văn  hòa", address="bản cào", year=2023)

    assert again.learning_model == first.learning_model
    assert list(LearningModel.objects.values_list("name", flat=True)) == ["Hoàng Văn Hoà"]


def test_without_an_address_the_only_one_of_that_name_is_meant(cast):
    first = register(cast, address="Bản Cào", year=2022)

    assert register(cast, year=2023).learning_model == first.learning_model


def test_twice_in_a_year_is_refused_with_the_way_to_tell_namesakes_apart(cast):
    register(cast)

    assert refusal(lambda: register(cast, "HOÀNG VĂN THẮNG")) == (
        "Hoàng Văn Thắng đã đăng ký năm 2023. Nếu là nơi khác trùng tên, xin ghi địa chỉ cho cả hai để phân biệt."
    )
    assert Registration.objects.count() == 1


def test_namesakes_have_addresses(cast):
    register(cast, address="Xóm trên")
    register(cast, address="Xóm dưới")

    said = refusal(lambda: register(cast, year=2024))

    assert LearningModel.objects.count() == 2
    assert said == f"{cast.ban_cao} có 2 mô hình tên Hoàng Văn Thắng. Xin ghi địa chỉ để phân biệt."


def test_the_same_name_in_another_chapter_or_of_another_kind_is_another_model(cast):
    register(cast, "Hoàng")
    register(cast, "Hoàng", kind="clan")
    register(cast, "Hoàng", unit=cast.cho_a)

    assert LearningModel.objects.count() == 3


FAULTY = [
    ({"kind": "unit"}, "Đơn vị học tập do Hội các cấp theo dõi. Xin chọn lại đơn vị."),
    (
        {"unit": "district", "by": "office"},
        "Gia đình học tập do Hội xã, chi hội hoặc ban khuyến học theo dõi. Xin chọn lại đơn vị.",
    ),
    (
        {"kind": "unit", "unit": "con_minh", "year": 2015},
        "Đơn vị học tập có từ năm 2016. Xin xem lại năm.",
    ),
    ({"year": 2099}, "Năm 2099 còn xa. Xin xem lại năm."),
    ({"year": 2100, "registered_on": date(2099, 1, 1)}, "Năm 2100 còn xa. Xin xem lại năm."),
    ({"registered_on": date(2021, 12, 31)}, "Đăng ký của năm 2023 phải trong năm đó hoặc cuối năm trước."),
    ({"registered_on": date(2024, 1, 1)}, "Đăng ký của năm 2023 phải trong năm đó hoặc cuối năm trước."),
    ({"self_points": Decimal("100.5")}, "Điểm phải từ 0 đến 100."),
    ({"member": "secret"}, "Lý Văn Kín không phải hội viên của Chi hội thôn Bản Cào. Xin chọn lại."),
]


@pytest.mark.parametrize("changed,sentence", FAULTY)
def test_what_cannot_be_is_refused(cast, changed, sentence):
    values = {key: getattr(cast, value) if key in ("unit", "by", "member") else value for key, value in changed.items()}

    assert refusal(lambda: register(cast, **values)) == sentence
    assert (LearningModel.objects.count(), Registration.objects.count()) == (0, 0)


def test_a_chapter_registers_its_own_but_does_not_assess(cast):
    made = register(cast, by=cast.chapter_officer)

    with pytest.raises(NotAllowed, match="không xét đề nghị khen thưởng của cấp dưới tại"):
        actions.assess_registration(registration=made, points=Decimal(90), by=cast.chapter_officer)
    with pytest.raises(NotAllowed, match="không xét đề nghị khen thưởng của cấp dưới tại"):
        recognise(cast, made, by=cast.chapter_officer)
    with pytest.raises(NotAllowed):
        register(cast, unit=cast.cho_a, by=cast.chapter_officer)


@pytest.mark.parametrize("stranger", ["van_lang_officer", "treasurer", "inspector", "leader", "nobody"])
def test_nobody_else_writes_a_register(cast, stranger):
    made, by = register(cast), getattr(cast, stranger)

    for act in (
        lambda: register(cast, "Nông Văn An", by=by),
        lambda: actions.update_model(learning_model=made.learning_model, name="Khác", by=by),
        lambda: actions.update_registration(registration=made, people=4, by=by),
        lambda: actions.carry_over_models(models=[made.learning_model], year=2024, by=by),
        lambda: actions.withdraw_registration(registration=made, by=by),
        lambda: actions.assess_registration(registration=made, points=Decimal(90), by=by),
        lambda: actions.refuse_recognition(registration=made, reason="Không", by=by),
        lambda: actions.reopen_registration(registration=made, by=by),
        lambda: actions.change_registrations(changes={made.pk: {"people": (None, 4)}}, by=by),
        lambda: recognise(cast, made, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    made.refresh_from_db()
    assert (made.result, made.people, Registration.objects.count()) == ("", None, 1)


def test_what_is_withdrawn_can_be_registered_again(cast):
    made = register(cast)
    actions.withdraw_registration(registration=made, reason="Ghi nhầm", by=cast.con_minh_officer)
    assert list(Registration.objects.counted()) == []

    again = register(cast, people=5)

    assert (again.pk, again.result, again.result_reason, again.people) == (made.pk, "", "", 5)


# Last year's list


def test_last_year_s_list_is_carried_over_with_its_people_and_only_once(cast):
    made = [register(cast, name, people=number) for number, name in enumerate(("Nông Văn An", "Lô Thị Bình"), start=3)]
    models = [one.learning_model for one in made]

    def carry():
        return actions.carry_over_models(
            models=models, year=2024, registered_on=date(2024, 1, 15), by=cast.con_minh_officer
        )

    first, second = carry(), carry()

    assert [(one.people, one.registered_on) for one in first] == [(3, date(2024, 1, 15)), (4, date(2024, 1, 15))]
    assert second == []
    assert Registration.objects.filter(year=2024).count() == 2


def test_who_withdrew_this_year_can_be_carried_over_again(cast):
    register(cast, year=2023)
    this_year = register(cast, year=2024)
    actions.withdraw_registration(registration=this_year, by=cast.con_minh_officer)

    (made,) = actions.carry_over_models(models=[this_year.learning_model], year=2024, by=cast.con_minh_officer)

    assert (made.pk, made.result) == (this_year.pk, "")


def test_what_a_closed_chapter_kept_goes_on_elsewhere(cast):
    made = register(cast, unit=cast.cho_a, year=2022)
    close_unit(unit=cast.cho_a, closed_on=date(2022, 12, 31), reason="Sáp nhập", by=cast.office)
    cast.cho_a.refresh_from_db()
    says = f"{cast.cho_a} đã giải thể ngày 31/12/2022. Xin ghi đăng ký năm 2023 vào đơn vị kế tục."

    assert refusal(lambda: register(cast, "Nông Văn An", unit=cast.cho_a, by=cast.office)) == says
    assert refusal(lambda: actions.carry_over_models(models=[made.learning_model], year=2023, by=cast.office)) == says
    assert register(cast, "Nông Văn An", unit=cast.cho_a, year=2021).year == 2021


# Points and results


def test_points_are_of_a_hundred_with_one_decimal():
    assert [learning.parse_points(text) for text in ("85", "85,5", "85.5", " 100 ", "0")] == [
        Decimal("85"),
        Decimal("85.5"),
        Decimal("85.5"),
        Decimal("100"),
        Decimal("0"),
    ]
    for text in ("101", "100,5", "85,55", "-1", "tốt", "8 điểm", ""):
        with pytest.raises(NumberFault, match="không phải là điểm"):
            learning.parse_points(text)


def test_an_assessment_writes_points_and_the_result(cast):
    made = actions.assess_registration(
        registration=register(cast), points=Decimal("85.5"), result="recognised", by=cast.con_minh_officer
    )

    made.refresh_from_db()
    assert (made.points, made.result, made.points_in_words) == (Decimal("85.5"), "recognised", "85,5")


def test_not_recognising_asks_for_a_reason(cast):
    made = register(cast)

    said = refusal(lambda: actions.assess_registration(registration=made, result="refused", by=cast.con_minh_officer))

    assert said == "Xin ghi lý do không công nhận."
    assert actions.refuse_recognition(
        registration=made, reason="Có con bỏ học", by=cast.con_minh_officer
    ).result_reason == ("Có con bỏ học")


def test_two_who_assess_one_line_do_not_overwrite_each_other(cast):
    made = register(cast)
    actions.assess_registration(registration=made, points=Decimal(80), by=cast.office)

    with pytest.raises(Clash, match="điểm thẩm định nay là “80”"):
        actions.assess_registration(
            registration=made, points=Decimal(90), was={"points": None}, by=cast.con_minh_officer
        )
    other = actions.assess_registration(
        registration=made,
        self_points=Decimal(95),
        points=None,
        was={"points": None, "self_points": None},
        by=cast.office,
    )
    assert (other.points, other.self_points) == (Decimal(80), Decimal(95))


def test_one_decision_recognises_a_whole_list_and_twice_is_once(cast):
    made = [register(cast, name) for name in ("Nông Văn An", "Lô Thị Bình", "Hà Văn Chung")]

    recognise(cast, *made)
    before = Change.objects.count()
    recognise(cast, *made)

    stored = set(Registration.objects.values_list("result", "decision_number", "decided_on"))
    assert stored == {("recognised", "125/QĐ-UBND", date(2023, 12, 15))}
    assert Change.objects.count() == before


def test_a_decision_that_cannot_be_is_refused_and_writes_nothing(cast):
    made, next_year = register(cast), register(cast, year=2024)
    gone = actions.withdraw_registration(registration=register(cast, "Nông Văn An"), by=cast.con_minh_officer)

    says = [
        refusal(lambda: recognise(cast, made, next_year)),
        refusal(lambda: recognise(cast, made, gone)),
        refusal(lambda: recognise(cast, made, decided_on=date(2099, 1, 1))),
        refusal(lambda: recognise(cast, made, decided_on=date(2022, 12, 31))),
        refusal(lambda: recognise(cast, made, number=" ")),
        refusal(
            lambda: actions.recognise_models(registrations=[], number="1", decided_on=date(2023, 12, 1), by=cast.office)
        ),
    ]

    assert says == [
        "Một quyết định chỉ công nhận các mô hình của một năm.",
        "Nông Văn An đã ghi “rút đăng ký”. Xin bỏ chọn, hoặc sửa kết quả trước.",
        "Ngày quyết định đang ở tương lai. Xin xem lại.",
        "Quyết định công nhận năm 2023 phải ký trong năm đó hoặc năm sau.",
        "Quyết định phải có cả số và ngày. Xin điền đủ.",
        "Quyết định phải có ít nhất một mô hình. Xin chọn trong danh sách.",
    ]
    assert not Registration.objects.exclude(decision_number="").exists()


def test_a_number_belongs_to_one_day_and_a_model_to_one_decision(cast):
    first, second = register(cast), register(cast, "Nông Văn An")
    recognise(cast, first)

    assert refusal(lambda: recognise(cast, second, decided_on=date(2023, 12, 20))) == (
        "Số quyết định 125/QĐ-UBND đã ghi với ngày 15/12/2023. Xin xem lại số và ngày."
    )
    assert refusal(lambda: recognise(cast, first, number="130/QĐ-UBND")) == (
        "Hoàng Văn Thắng đã được công nhận theo quyết định số 125/QĐ-UBND. Xin bỏ chọn."
    )


def test_what_a_decision_recognised_is_first_reopened(cast):
    (made,) = recognise(cast, register(cast))
    by = cast.con_minh_officer

    assert "Đã công nhận theo quyết định số 125/QĐ-UBND." in refusal(
        lambda: actions.assess_registration(registration=made, result="", by=by)
    )
    assert "Nếu ghi nhầm, xin bỏ kết quả trước" in refusal(
        lambda: actions.withdraw_registration(registration=made, by=by)
    )
    again = actions.reopen_registration(registration=made, by=by)
    assert (again.result, again.decision_number, again.decided_on) == ("", "", None)


# Years in a row


def runs(*registrations):
    listed = list(Registration.objects.filter(pk__in=[one.pk for one in registrations]).order_by("year"))
    learning.set_runs(listed)
    return [one.run for one in listed]


def test_years_in_a_row_are_counted_up_to_each_year_and_begin_again_after_a_gap(cast):
    made = recognised_years(cast, "Hoàng Văn Thắng", 2015, 2016, 2018, 2019, 2020, 2021, 2022)
    open_one = register(cast, year=2023)

    assert runs(*made, open_one) == [1, 2, 1, 2, 3, 4, 5, 0]
    learning.set_runs(made)
    assert [one.is_long_run for one in made] == [False] * 6 + [True]


@given(st.sets(st.integers(2000, 2030)), st.integers(2000, 2030))
def test_a_run_is_the_longest_that_ends_with_the_year(years, year):
    run = learning.run_until(year, years)

    assert all(year - back in years for back in range(run))
    assert year - run not in years


@pytest.mark.parametrize("rows", [1, 3])
def test_the_runs_of_a_page_take_one_query(rows, cast, django_assert_num_queries):
    for number in range(rows):
        recognised_years(cast, f"Gia đình số {number}", 2022, 2023)
    listed = list(Registration.objects.filter(year=2023))

    with django_assert_num_queries(1):
        learning.set_runs(listed)
    assert [one.run for one in listed] == [2] * rows


def test_before_2016_they_were_called_hieu_hoc():
    assert LearningKind.FAMILY.name_in(2015) == "gia đình hiếu học"
    assert LearningKind.CLAN.name_in(2016) == "dòng họ học tập"


# The life of a registration, in any order

MOVES = ["register", "carry", "recognise", "refuse", "withdraw", "reopen", "assess", "clear"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(moves=st.lists(st.sampled_from(MOVES), max_size=12))
def test_any_sequence_of_steps_leaves_a_registration_that_makes_sense(cast, moves):
    by = cast.con_minh_officer
    with transaction.atomic():
        made = register(cast)
        model = made.learning_model
        acts = {
            "register": lambda: register(cast),
            "carry": lambda: actions.carry_over_models(models=[model], year=2023, by=by),
            "recognise": lambda: recognise(cast, made),
            "refuse": lambda: actions.refuse_recognition(registration=made, reason="Không đạt", by=by),
            "withdraw": lambda: actions.withdraw_registration(registration=made, by=by),
            "reopen": lambda: actions.reopen_registration(registration=made, by=by),
            "assess": lambda: actions.assess_registration(
                registration=made, points=Decimal(90), result="recognised", by=by
            ),
            "clear": lambda: actions.assess_registration(registration=made, points=None, result="", by=by),
        }
        for move in moves:
            before = Registration.objects.get()
            try:
                acts[move]()
            except Refusal:
                assert Registration.objects.filter(pk=before.pk).values().get() == vars_of(before)
            now = Registration.objects.get()
            assert now.is_decided <= (now.result == Result.RECOGNISED)
            assert (now.result == Result.REFUSED) == bool(now.result_reason)
            if before.is_decided and not now.is_decided:
                assert move == "reopen"
            if before.result == Result.WITHDRAWN and now.result != Result.WITHDRAWN:
                assert move in ("register", "carry")
        transaction.set_rollback(True)


def vars_of(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


# What the database holds to


def refuses(sentence, act):
    with pytest.raises((IntegrityError, DatabaseError), match=sentence), transaction.atomic():
        act()


def test_the_database_keeps_registers_whichever_way_the_writing_comes(cast):
    (made,) = recognise(cast, register(cast))
    models, years = LearningModel.objects, Registration.objects

    refuses("Đăng ký đã ghi không xóa được, chỉ ghi là đã rút.", lambda: years.all().delete())
    refuses("Đăng ký đã ghi không chuyển sang năm hay mô hình khác được.", lambda: years.update(year=2020))
    refuses("Mô hình học tập không chuyển sang đơn vị", lambda: models.update(unit=cast.cho_a))
    refuses("registration_decision_recognises", lambda: years.update(result=""))
    refuses("registration_points_of_hundred", lambda: years.update(points=101))
    with connection.cursor() as cursor:
        refuses("không xóa được", lambda: cursor.execute("DELETE FROM awards_learningmodel"))
    made.refresh_from_db()
    assert (made.year, made.result) == (2023, "recognised")


# A person behind a model


def erase(cast, member):
    facts = {"unit": cast.ban_cao, "member": member, "kind": "erase", "way": "paper", "received_on": date(2026, 1, 5)}
    request = record_request(**facts, by=cast.office)
    return erase_member(member=member, request=request, reason="Theo đơn", by=cast.office)


def test_erasing_a_member_forgets_whose_family_it_is_and_keeps_the_count(cast):
    made = register(cast, "Hoàng Thị Lan", address="Nhà số 5", member=cast.lan)
    actions.refuse_recognition(registration=made, reason="Bà Lan xin thôi", by=cast.con_minh_officer)
    assert erasure_words(cast.lan)["goes"] == ["tên, địa chỉ trong 1 mô hình học tập chưa có quyết định công nhận"]

    erase(cast, cast.lan)

    model = LearningModel.objects.get()
    assert (model.name, model.address) == (f"Hội viên đã xóa thông tin {cast.lan.pk} ({model.pk})", "")
    assert "lan" not in model.search_key
    assert Registration.objects.counted().get().result_reason == "đã xóa theo yêu cầu"
    logged = str(list(Change.objects.of(model).values()) + list(Change.objects.of(made).values()))
    assert [words for words in ("Hoàng Thị Lan", "Nhà số 5", "Bà Lan") if words in logged] == []


def test_a_recognition_that_was_decided_keeps_its_name(cast):
    recognise(cast, register(cast, "Hoàng Thị Lan", member=cast.lan))
    assert erasure_words(cast.lan)["stays"] == ["tên trong 1 mô hình học tập đã có quyết định"]

    erase(cast, cast.lan)

    assert LearningModel.objects.get().name == "Hoàng Thị Lan"


def test_merging_two_members_takes_the_family_along(cast):
    double = admit_member(unit=cast.ban_cao, name="Hoàng Thị Lan", since=date(2021, 1, 1), by=cast.con_minh_officer)
    made = register(cast, "Hoàng Thị Lan", member=double)

    merge_members(keep=cast.lan, gone=double, by=cast.con_minh_officer)

    made.learning_model.refresh_from_db()
    assert made.learning_model.member == cast.lan


def test_one_name_is_corrected_for_all_its_years(cast):
    first, second = register(cast, year=2022), register(cast, year=2023)

    actions.update_model(learning_model=first.learning_model, name="Hoàng Văn Thắng em", by=cast.con_minh_officer)

    second.learning_model.refresh_from_db()
    assert second.learning_model.name == "Hoàng Văn Thắng em"
    register(cast, "Nông Văn An")
    assert refusal(
        lambda: actions.update_model(learning_model=first.learning_model, name="Nông Văn An", by=cast.con_minh_officer)
    ) == ("Đơn vị đã có mô hình tên này ở địa chỉ này. Xin ghi địa chỉ để phân biệt.")
