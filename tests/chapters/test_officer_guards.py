"""What the verbs about officers refuse, the database refuses too."""

from datetime import date

import pytest

from chapters.models import Officer, Term

from ..refusals import refused
from .test_guards import sql

HEAD = "Chức vụ này đã có người khác giữ trong thời gian đó."
FIRST = date(2022, 5, 20)


def officer(cast, **facts):
    given = {"unit": cast.district, "post": "chair", "name": "Lý Quang Sầm", "since": FIRST, "in_executive": True}
    return Officer(**given | facts)


def term(cast, unit=None):
    unit = unit or cast.con_minh
    return Term.objects.create(unit=unit, name="2022–2027", since=FIRST, planned_until=date(2027, 5, 20))


def put(*officers):
    return lambda: Officer.objects.bulk_create(officers)


def test_two_chairs_on_one_day_are_refused_by_every_way(cast):
    ended = officer(cast, until=date(2023, 7, 1), exit="left")
    ended.save()

    assert refused(put(officer(cast, since=date(2023, 6, 30)))) == HEAD
    assert refused(put(officer(cast, since=date(2020, 1, 1)))) == HEAD
    put(officer(cast, name="Bàn Văn Lưu", since=date(2023, 7, 1)))()
    assert refused(lambda: Officer.objects.filter(pk=ended.pk).update(until=date(2023, 7, 2))) == HEAD
    assert refused(lambda: sql("UPDATE chapters_officer SET post = 'chair', since = '2021-01-01'")) == HEAD


@pytest.mark.parametrize("post", ["inspection_head", "chair"])
def test_two_heads_without_an_end_are_refused(post, cast):
    officer(cast, post=post).save()

    assert refused(put(officer(cast, post=post, since=date(2024, 1, 1)))) == HEAD


def test_many_may_be_deputies_and_a_voided_head_is_in_nobodys_way(cast):
    put(officer(cast, post="vice_chair"), officer(cast, post="vice_chair", name="Bàn Văn Lưu"))()
    put(officer(cast), officer(cast, until=FIRST, exit="voided"))()

    assert Officer.objects.in_office(FIRST).count() == 3


@pytest.mark.parametrize(
    "facts",
    [
        {"until": date(2022, 5, 19), "exit": "left"},
        {"until": FIRST, "exit": "left"},
        {"until": date(2023, 1, 1)},
        {"exit": "left"},
        {"exit": "voided"},
        {"until": date(2023, 1, 1), "exit": "voided"},
        {"in_standing": True, "in_executive": False},
        {"post": "other"},
        {"birth_year": 196},
    ],
    ids=str,
)
def test_a_row_that_contradicts_itself_is_refused(facts, cast):
    refused(put(officer(cast, **facts)))

    assert not Officer.objects.exists()


def test_posts_and_committees_fit_the_kind_of_unit(cast):
    wrong_post = "Chức vụ này không có ở loại đơn vị đã chọn."

    assert refused(put(officer(cast, unit=cast.ban_cao))) == wrong_post
    assert refused(put(officer(cast, post="chapter_head"))) == wrong_post
    assert refused(put(officer(cast, unit=cast.ban_cao, post="chapter_head", in_inspection=True))) == (
        "Ban Thường vụ, Ban Kiểm tra chỉ có ở Hội từ cấp xã trở lên."
    )


def test_a_term_is_the_officers_units_and_stays_there(cast):
    of_con_minh = term(cast)

    assert refused(put(officer(cast, term=of_con_minh))) == "Nhiệm kỳ này là của đơn vị khác."
    assert refused(lambda: Term.objects.update(unit=cast.district)) == ("Nhiệm kỳ không chuyển sang đơn vị khác được.")


def test_an_officer_stays_in_her_unit_and_what_was_voided_stays_so(cast):
    voided = officer(cast, until=FIRST, exit="voided")
    voided.save()

    assert refused(lambda: Officer.objects.update(unit=cast.con_minh)) == (
        "Cán bộ giữ chức vụ ở đơn vị nào thì ghi ở đó."
    )
    assert refused(lambda: sql("UPDATE chapters_officer SET exit = '', until = NULL")) == (
        "Dòng ghi nhầm được giữ nguyên."
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"planned_until": FIRST},
        {"executive_seats": 3, "standing_seats": 5},
    ],
)
def test_a_term_that_contradicts_itself_is_refused(facts, cast):
    given = {"unit": cast.district, "name": "2022–2027", "since": FIRST, "planned_until": date(2027, 5, 20)}

    refused(lambda: Term.objects.bulk_create([Term(**given | facts)]))

    assert not Term.objects.exists()


def test_two_terms_of_one_name_or_one_first_day_are_refused(cast):
    term(cast)

    again = {"unit": cast.con_minh, "planned_until": date(2030, 1, 1)}
    refused(lambda: Term.objects.bulk_create([Term(name="2022–2027", since=date(2023, 1, 1), **again)]))
    refused(lambda: Term.objects.bulk_create([Term(name="2022–2030", since=FIRST, **again)]))

    assert Term.objects.count() == 1


def test_officers_and_terms_are_never_deleted(cast):
    officer(cast, unit=cast.con_minh, term=term(cast)).save()

    assert "không xóa được" in refused(lambda: sql("DELETE FROM chapters_officer"))
    assert "không xóa được" in refused(lambda: sql("DELETE FROM chapters_term"))
