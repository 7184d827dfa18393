"""The database refuses what the form refuses, whichever way the writing comes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from funds.models import Account, Donor, Fund, Voucher

from .conftest import draft

POSTED = "Chứng từ đã ghi sổ không sửa, không xóa được; muốn sửa, hãy lập phiếu hủy."
NUMBER = "Số chứng từ phải nối tiếp số trước, không bỏ trống."
BOOK = "Chứng từ phải đi qua đúng tiền của quỹ ghi nó."


def refuses(sentence, act):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        act()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def voucher(book):
    return book.take_in(500_000)


def columns_of(voucher):
    return [field.column for field in voucher._meta.concrete_fields]


def test_a_posted_voucher_is_not_changed_by_saving_it(voucher):
    voucher.amount = 1

    refuses(POSTED, voucher.save)


@pytest.mark.parametrize(
    "values", [{"amount": 1}, {"party": "Khác"}, {"number": None, "posted_at": None}, {"reason": ""}]
)
def test_a_posted_voucher_is_not_changed_by_update(voucher, values):
    refuses(POSTED, lambda: Voucher.objects.update(**values))

    assert Voucher.objects.get().amount == 500_000


def test_a_posted_voucher_is_not_changed_in_bulk(voucher):
    voucher.amount = 1

    refuses(POSTED, lambda: Voucher.objects.bulk_update([voucher], ["amount"]))


def test_a_posted_voucher_is_not_deleted(voucher):
    refuses(POSTED, voucher.delete)
    refuses(POSTED, lambda: Voucher.objects.all().delete())

    assert Voucher.objects.count() == 1


def test_a_posted_voucher_withstands_raw_sql(voucher):
    refuses(POSTED, lambda: sql("UPDATE funds_voucher SET amount = 1 WHERE id = %s", voucher.pk))
    refuses(POSTED, lambda: sql("UPDATE funds_voucher SET number = NULL, posted_at = NULL"))
    refuses(POSTED, lambda: sql("DELETE FROM funds_voucher"))


def test_a_posted_voucher_is_not_written_over(book, voucher):
    """By its id or by its number, with every form of INSERT that would replace a row."""
    copy = draft(book, pk=voucher.pk, amount=1)
    same_number = draft(book, number=1, posted_at=timezone.now(), amount=1)

    refuses(POSTED, lambda: Voucher.objects.bulk_create([copy]))
    refuses(f"{POSTED}|{NUMBER}", lambda: Voucher.objects.bulk_create([same_number]))
    refuses(
        POSTED,
        lambda: Voucher.objects.bulk_create(
            [copy], update_conflicts=True, unique_fields=["id"], update_fields=["amount"]
        ),
    )
    assert Voucher.objects.get().amount == 500_000


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="REPLACE is SQLite's")
def test_replace_does_not_get_past_the_guard(voucher):
    columns = ", ".join(columns_of(voucher))
    other = columns.replace("amount", "1")

    refuses(POSTED, lambda: sql(f"REPLACE INTO funds_voucher ({columns}) SELECT {other} FROM funds_voucher"))
    refuses(
        POSTED,
        lambda: sql(f"INSERT OR REPLACE INTO funds_voucher ({columns}) SELECT {other} FROM funds_voucher"),
    )
    refuses(POSTED, lambda: sql("UPDATE OR REPLACE funds_voucher SET amount = 1"))
    assert Voucher.objects.get().amount == 500_000


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")
def test_the_books_are_not_truncated(voucher):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("funds_voucher CASCADE", "funds_fund CASCADE", "funds_account CASCADE", "funds_donor CASCADE"):
        with pytest.raises(DatabaseError, match="không"), transaction.atomic():
            sql(f"TRUNCATE {table}")

    assert Voucher.objects.count() == 1


def test_a_draft_may_change_and_go_until_it_is_posted(book):
    kept, dropped = draft(book), draft(book)
    kept.save()
    dropped.save()

    dropped.delete()
    kept.amount = 250_000
    kept.save()
    kept.number, kept.posted_at = 1, timezone.now()
    kept.save()

    assert str(Voucher.objects.get()) == "PT 01/2023"
    refuses(POSTED, kept.delete)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_number_neither_repeats_nor_leaves_a_gap(book, voucher, number):
    stray = draft(book, number=number, posted_at=timezone.now())

    refuses(f"{NUMBER}|{POSTED}", stray.save)
    refuses(f"{NUMBER}|{POSTED}", lambda: Voucher.objects.bulk_create([stray]))


def test_many_at_once_are_numbered_one_after_the_other_or_not_at_all(book, voucher):
    def numbered(*numbers):
        return [draft(book, number=number, posted_at=timezone.now()) for number in numbers]

    refuses(NUMBER, lambda: Voucher.objects.bulk_create(numbered(2, 4)))
    Voucher.objects.bulk_create(numbered(2, 3))

    assert sorted(Voucher.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_a_draft_is_posted_with_the_next_number_only(book, voucher):
    late = draft(book)
    late.save()

    refuses(NUMBER, lambda: Voucher.objects.filter(pk=late.pk).update(number=3, posted_at=timezone.now()))


def test_a_voucher_goes_through_the_money_of_its_own_purse(book, neighbour_book):
    source = Account.objects.get(fund=None, code="members")
    purpose = Account.objects.get(fund=None, code="scholarships")

    for wrong in (
        {"to_account": neighbour_book.cash},
        {"from_account": neighbour_book.cash, "to_account": purpose},
        {"from_account": neighbour_book.cash, "to_account": book.cash},
        {"from_account": source, "to_account": purpose},
    ):
        refuses(BOOK, draft(book, **wrong).save)
        refuses(BOOK, draft(book, number=1, posted_at=timezone.now(), **wrong).save)


def test_a_draft_is_not_moved_to_the_money_of_another_purse(book, neighbour_book):
    mine = draft(book)
    mine.save()

    refuses(BOOK, lambda: Voucher.objects.update(to_account=neighbour_book.cash))
    refuses(BOOK, lambda: Voucher.objects.update(fund=neighbour_book.fund))


@pytest.mark.parametrize("amount", [0, -1, -500_000])
def test_the_database_takes_no_amount_of_nothing_or_less(book, amount):
    with pytest.raises(IntegrityError, match="voucher_amount_positive"), transaction.atomic():
        draft(book, amount=amount).save()


def test_the_year_of_a_number_is_the_year_of_its_date(book):
    with pytest.raises(IntegrityError, match="voucher_year_of_its_date"), transaction.atomic():
        draft(book, year=2024).save()


def test_purses_accounts_and_donors_are_never_deleted(cast, book):
    Donor.objects.create(unit=cast.con_minh, name="Nhà hảo tâm")

    refuses("Người ủng hộ không xóa được.", lambda: Donor.objects.all().delete())
    refuses("Tài khoản không xóa được.", lambda: sql("DELETE FROM funds_account WHERE code = 'bank'"))
    refuses("không xóa được", lambda: sql("DELETE FROM funds_fund"))
    assert (Fund.objects.count(), Donor.objects.count()) == (1, 1)


def test_a_reversal_is_the_mirror_image_of_its_voucher_or_nothing(voucher, book):
    same_way = draft(book, amount=500_000, reverses=voucher)
    less = draft(book, from_account=voucher.to_account, to_account=voucher.from_account, amount=1, reverses=voucher)

    refuses("Phiếu hủy phải ngược đúng phiếu bị hủy.", same_way.save)
    refuses("Phiếu hủy phải ngược đúng phiếu bị hủy.", less.save)


def test_a_purse_with_vouchers_does_not_change_hands(voucher, cast):
    refuses("Quỹ đã có chứng từ", lambda: Fund.objects.update(unit=cast.van_lang))


def test_an_account_that_was_used_keeps_its_kind(voucher):
    refuses("Tài khoản đã dùng", lambda: Account.objects.filter(pk=voucher.to_account_id).update(kind="bank"))
    refuses("Tài khoản đã dùng", lambda: Account.objects.filter(pk=voucher.from_account_id).update(kind="purpose"))
