"""A figure of the report opens down to the vouchers and the lists it is made of."""

from datetime import date

import pytest

from chapters.actions import create_user
from funds.actions import GrantLine, make_grant_list, record_expense, send_money
from funds.figures import ITEMS, vouchers_behind
from funds.models import Account, GrantList

from ..conftest import PASSWORD
from .test_pages import cells, page

YEAR = "tu=2023-01-01&den=31/12/2023"


AMOUNTS = (200_000, 300_000)


def pay_list(cast, book, name="Quà Tết", kind="hardship", recipients=("pupil", "pupil"), on=date(2023, 1, 20)):
    lines = [
        GrantLine(name=f"Người {amount}", recipient=recipient, amount=amount)
        for recipient, amount in zip(recipients, AMOUNTS, strict=True)
    ]
    made = make_grant_list(fund=book.fund, kind=kind, name=name, given_on=on, lines=lines, by=cast.treasurer)
    return record_expense(
        fund=book.fund,
        purpose=Account.objects.get(fund=None, code="hardship"),
        account=book.cash,
        amount=sum(AMOUNTS),
        dated_on=on,
        party="Học sinh",
        reason="Trao quà",
        below_zero=True,
        pays=made,
        by=cast.treasurer,
    )


def test_the_vouchers_of_one_source_add_up_to_its_figure(cast, book, neighbour_book, as_user):
    book.take_in(500_000)
    book.reverse(book.take_in(44_000))
    book.take_in(9_000, source="benefactors")
    book.take_in(8_000, date(2024, 1, 1))
    neighbour_book.take_in(77_000_000)

    html = page(as_user(cast.con_minh_officer), f"/quy/so-lieu/phieu/members/?don-vi=02173&{YEAR}")

    assert "Hội viên ủng hộ" in html
    assert [(row[0], row[-1]) for row in cells(html)[1:]] == [
        ("PT 01/2023", "500.000"),
        ("PT 02/2023 đã hủy", "44.000"),
        ("ĐC 01/2023 phiếu hủy", "-44.000"),
        ("Cộng 3 phiếu", "500.000"),
    ]


def test_every_voucher_stands_behind_one_figure(book):
    goods = book.fund.accounts.get(kind="in_kind")
    for source in ("members", "dues", "association"):
        book.reverse(book.take_in(1_000, source=source))
        book.take_in(1_000, source=source, account=goods)
    for purpose in ("scholarships", "association"):
        book.reverse(book.pay_out(500, purpose=purpose, below_zero=True))

    behind = {item: vouchers_behind(item, date(2023, 1, 1), date(2023, 12, 31)) for item in ITEMS}

    found = [voucher.pk for vouchers in behind.values() for voucher in vouchers]
    assert sorted(found) == sorted(book.fund.vouchers.values_list("pk", flat=True))
    assert {item: sum(voucher.counted for voucher in vouchers) for item, vouchers in behind.items() if vouchers} == {
        "members": 0,
        "dues": 0,
        "hien-vat": 2_000,
        "scholarships": 0,
        "nhan-tu-hoi": 1_000,
        "chuyen-cho-hoi": 0,
    }


def test_the_lists_that_were_paid_add_up_to_their_figure(cast, book, as_user):
    book.take_in(9_000_000, date(2023, 1, 2))
    pay_list(cast, book)
    book.reverse(pay_list(cast, book, "Ghi nhầm", on=date(2023, 1, 21)), date(2023, 2, 1))
    pay_list(cast, book, "Khen thưởng", kind="reward")

    html = page(as_user(cast.treasurer), f"/quy/so-lieu/trao/hardship/?don-vi=02173&{YEAR}")

    listed = GrantList.objects.get(name="Quà Tết")
    assert f'<a href="/quy/trao/{listed.pk}/">Quà Tết</a>' in html
    assert cells(html)[1:] == [
        ["Quà Tết | hỗ trợ hoàn cảnh khó khăn", "20/01/2023", "PC 01/2023", "2", "2", "500.000"],
        ["Ghi nhầm | hỗ trợ hoàn cảnh khó khăn", "21/01/2023", "PC 02/2023 đã hủy", "0", "0", "0"],
        ["Cộng 2 danh sách", "2", "2", "500.000"],
    ]


def test_lists_for_youth_adults_and_families_stand_behind_the_figure_of_all_others(cast, book, as_user):
    book.take_in(9_000_000, date(2023, 1, 2))
    pay_list(cast, book, "Đoàn viên tiêu biểu", kind="reward", recipients=("youth", "pupil"))
    pay_list(cast, book, "Gia đình học tập", kind="reward", recipients=("family", "adult"))
    pay_list(cast, book, "Quà Tết", recipients=("family", "adult"))

    html = page(as_user(cast.treasurer), f"/quy/so-lieu/trao/others/?don-vi=02173&{YEAR}")

    assert "Trao cho đối tượng khác" in html
    assert [line[3:] for line in cells(html)[1:-1]] == [["1", "1", "200.000"], ["2", "2", "500.000"]]
    assert cells(html)[-1] == ["Cộng 2 danh sách", "3", "3", "700.000"]


@pytest.mark.parametrize("rows", [1, 3])
def test_both_pages_ask_as_much_for_three_rows_as_for_one(cast, book, as_user, django_assert_num_queries, rows):
    for _ in range(rows):
        pay_list(cast, book)
    client = as_user(cast.treasurer)

    with django_assert_num_queries(8):
        page(client, f"/quy/so-lieu/phieu/hardship/?don-vi=02173&{YEAR}")
    with django_assert_num_queries(8):
        page(client, f"/quy/so-lieu/trao/hardship/?don-vi=02173&{YEAR}")


@pytest.mark.parametrize(
    "address",
    [
        f"phieu/members/?don-vi=02140&{YEAR}",
        f"phieu/khong-co/?don-vi=02173&{YEAR}",
        f"phieu/members/?{YEAR}",
        f"trao/adults/?don-vi=02173&{YEAR}",
        "phieu/members/?don-vi=02173&tu=2023-01-01&den=31/02/2023",
        "phieu/members/?don-vi=02173&den=",
    ],
)
def test_an_address_the_report_does_not_make_is_no_page(cast, book, as_user, address):
    assert as_user(cast.con_minh_officer).get(f"/quy/so-lieu/{address}").status_code == 404


def test_who_may_not_read_the_books_reads_no_figure_of_them(cast, book, as_user):
    assert as_user(cast.chapter_officer).get(f"/quy/so-lieu/phieu/members/?don-vi=02173&{YEAR}").status_code == 403


def test_money_on_its_way_is_named_under_the_list_of_purses(cast, book, neighbour_book, as_user):
    book.take_in(500_000)
    keeper = create_user(
        username="thuquyxa", name="Thủ quỹ xã", password=PASSWORD, unit=cast.con_minh, role="treasurer", by=cast.admin
    )
    send_money(
        fund=book.fund,
        account=book.cash,
        sent_to=neighbour_book.fund,
        amount=100_000,
        dated_on=date(2023, 8, 1),
        reason="Hỗ trợ",
        by=keeper,
    )

    told = "PC 01/2023</a> ngày 01/08/2023: 100.000"
    assert told in page(as_user(cast.treasurer), "/quy/").replace("\xa0", " ")
    assert told not in page(as_user(cast.van_lang_officer), "/quy/").replace("\xa0", " ")
