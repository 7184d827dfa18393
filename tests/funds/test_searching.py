"""Looking for vouchers in a book: what is found, its sums, and that no balance runs through it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from funds import actions
from funds.models import Account, Voucher
from khuyenhoc import triggers

from .conftest import open_purse
from .test_pages import cells, page


@pytest.fixture
def filled(cast, book):
    """A year with a little of everything: three receipts, two payments, a move and a reversed pair."""
    book.take_in(500_000, date(2023, 2, 1), party="Dòng họ Hoàng", reason="Ủng hộ quỹ")
    book.take_in(1_200_000, date(2023, 3, 5), party="Công ty Thủy Điện", source="enterprises", account=book.bank)
    book.reverse(book.take_in(70_000, date(2023, 4, 1), party="Nông Văn Đạt"), date(2023, 4, 2))
    book.pay_out(200_000, date(2023, 6, 1))
    book.pay_out(50_000, date(2023, 7, 1), purpose="hardship")
    move = {"from_account": book.cash, "to_account": book.bank, "amount": 100_000, "dated_on": date(2023, 8, 1)}
    actions.move_money(fund=book.fund, reason="Gửi tiền mặt", by=cast.treasurer, **move)
    return book


@pytest.fixture
def search(cast, filled, as_user):
    """The numbers of the vouchers found by an address, latest first; or the whole table with `whole`."""
    client = as_user(cast.con_minh_officer)

    def ask(asked, whole=False):
        rows = cells(page(client, f"/quy/{filled.fund.pk}/?{asked}"))[1:]
        return rows if whole else [row[0].removesuffix("/2023") for row in rows[:-1]]

    return ask


@pytest.mark.parametrize(
    "words, numbers",
    [
        ("PC 01", ["PC 01"]),
        ("pc2", ["PC 02"]),
        ("phiếu chi 2", ["PC 02"]),
        ("PT 002/2023", ["PT 02"]),
        ("ĐC 01", ["ĐC 01/2023 phiếu hủy"]),
        ("thuy dien", ["PT 02"]),
        ("ĐIỆN thủy", ["PT 02"]),
        ("hoc bong", ["PC 02", "PC 01"]),
        ("1,2 triệu", ["PT 02"]),
        ("500.000", ["PT 01"]),
        ("gui tien", ["ĐC 02"]),
    ],
)
def test_a_voucher_is_found_by_number_name_reason_or_amount_without_marks(search, words, numbers):
    assert search(f"q={words}") == numbers


@pytest.mark.parametrize(
    "asked, numbers",
    [
        ("loai=chi", ["PC 02", "PC 01"]),
        ("loai=dieu-chinh", ["ĐC 02", "ĐC 01/2023 phiếu hủy"]),
        ("noi=bank", ["ĐC 02", "PT 02"]),
        ("thang=3", ["PT 02"]),
        ("noi=cash&loai=thu", ["PT 03/2023 đã hủy", "PT 01"]),
        ("q=hoc+bong&thang=7", ["PC 02"]),
    ],
)
def test_what_is_found_is_narrowed_down_by_kind_place_and_month(search, asked, numbers):
    assert search(asked) == numbers


def test_what_is_found_is_narrowed_down_to_one_source_or_purpose(search):
    enterprises, hardship = (Account.objects.get(fund=None, code=code).pk for code in ("enterprises", "hardship"))

    assert search(f"viec={enterprises}") == ["PT 02"]
    assert search(f"viec={hardship}") == ["PC 02"]


def test_money_between_purses_is_found_as_such(cast, filled, search):
    other = open_purse(cast, cast.con_minh, "Quỹ thứ hai")
    facts = {"account": filled.cash, "sent_to": other, "amount": 30_000, "dated_on": date(2023, 9, 1)}
    actions.send_money(fund=filled.fund, reason="Bớt", by=cast.treasurer, **facts)

    assert search("loai=chuyen") == ["PC 03"]


def test_the_sums_are_of_what_is_found_and_no_balance_runs_through_it(search):
    rows = search("noi=cash", whole=True)

    assert rows[-1] == ["Cộng 6 phiếu tìm thấy", "500.000", "250.000"]
    assert {len(row) for row in rows[:-1]} == {6}
    assert [row[4:] for row in rows if row[0].startswith("ĐC 01")] == [["-70.000", ""]]


def test_the_page_says_that_its_sums_are_no_balance(cast, filled, as_user):
    html = page(as_user(cast.leader), f"/quy/{filled.fund.pk}/?q=hoang")

    assert "Tổng ở cuối là của các phiếu tìm thấy, không phải số dư của quỹ." in html
    assert "Năm trước mang sang" not in html


def test_the_year_bounds_what_is_found_unless_every_year_is_asked_for(filled, search):
    filled.take_in(10_000, date(2024, 1, 5), party="Dòng họ Hoàng")

    assert search("q=hoang") == ["PT 01/2024"]
    assert search("q=dong+ho+hoang&nam=2023") == ["PT 01"]
    assert search("q=dong+ho+hoang&thang=moi-nam") == ["PT 01/2024", "PT 01"]


def test_nothing_found_says_what_to_try(cast, filled, as_user):
    html = page(as_user(cast.leader), f"/quy/{filled.fund.pk}/?q=khong+co+ai")

    assert "Không có phiếu nào như vậy" in html
    assert "Xem cả sổ" in html


@pytest.mark.parametrize("asked", ["loai=gì", "noi=own", "viec=99999", "viec=abc", "thang=13"])
def test_what_no_box_has_asks_for_nothing(cast, filled, as_user, asked):
    html = page(as_user(cast.leader), f"/quy/{filled.fund.pk}/?{asked}")

    assert cells(html)[-1][0] == "Cộng năm 2023"


def test_a_long_list_of_found_vouchers_is_paged_and_keeps_what_was_asked(cast, book, as_user):
    for number in range(52):
        book.take_in(1_000 + number)
    book.pay_out(7_000)

    html = page(as_user(cast.leader), f"/quy/{book.fund.pk}/?q=hoang&trang=2")

    assert [row[0] for row in cells(html)[1:]] == ["PT 02/2023", "PT 01/2023", "Cộng 52 phiếu tìm thấy, mọi trang"]
    assert 'href="?q=hoang&amp;trang=1"' in html


def test_what_was_posted_before_the_upgrade_is_found_after_it(book):
    made = book.take_in(5_000, party="Lý Thị Mẩy")
    triggers.uninstall(connection)
    Voucher.objects.filter(pk=made.pk).update(search_key="")

    import_module("funds.migrations.0009_find_vouchers_and_merge_donors").keep_keys(apps, None)

    made.refresh_from_db()
    assert made.search_key == "ly thi may ung ho"


def test_the_book_is_gone_through_by_purse_and_day(book):
    """However many other books there are, a search reads the year of its own only, and has no need to sort."""
    if connection.vendor == "postgresql":  # of a small table its planner would rather sort the few rows of another way
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    found = book.fund.vouchers.filter(number__isnull=False, dated_on__year=2023, search_key__contains="hoang")

    plan = found.order_by("-dated_on", "-id").explain()

    assert "voucher_book_order" in plan
    assert "SCAN" not in plan  # SQLite's word for reading the whole table
    assert "Seq Scan" not in plan  # and PostgreSQL's
    assert "Sort" not in plan


@pytest.mark.parametrize("vouchers", [1, 3])
def test_a_search_asks_as_much_for_three_vouchers_as_for_one(cast, book, as_user, django_assert_num_queries, vouchers):
    for _ in range(vouchers):
        book.take_in(1_000)
    client = as_user(cast.office)

    with django_assert_num_queries(16):
        html = page(client, f"/quy/{book.fund.pk}/?q=hoang&noi=cash")

    assert f"Tìm thấy {vouchers} phiếu" in html
