"""The list of purses and the book of one, as their readers see them."""

from datetime import date

import pytest

from khuyenhoc.numbers import format_number

from .conftest import open_purse, writer


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def cells(html):
    """The rows of the page's first table, each as its cells' text."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        rows, depth, inside = [], 0, False

        def handle_starttag(self, tag, attributes):
            if tag == "tr":
                self.rows.append([])
            elif tag in ("td", "th") and self.rows:
                self.rows[-1].append("")
                self.inside = True
            elif tag == "small" and self.inside:
                self.rows[-1][-1] += " | "

        def handle_endtag(self, tag):
            if tag in ("td", "th"):
                self.inside = False

        def handle_data(self, data):
            if self.inside:
                self.rows[-1][-1] += data

    reader = Reader()
    reader.rows = []
    reader.feed(html[html.index("<table") : html.index("</table>")])
    return [[" ".join(cell.split()) for cell in row] for row in reader.rows]


# The list


def test_a_purse_is_called_with_its_place_unless_its_name_says_it(cast):
    def called(name):
        return str(open_purse(cast, cast.con_minh, name))

    assert called("Quỹ khuyến học") == "Quỹ khuyến học – xã Côn Minh"
    assert called("Quỹ khuyến học xã Côn Minh") == "Quỹ khuyến học xã Côn Minh"


def test_the_list_shows_each_purse_with_what_it_raised_spent_and_holds(cast, book, as_user):
    book.open_with(1_000_000)
    book.take_in(626_000)
    book.take_in(9_000_000, source="association")
    book.pay_out(200_000)
    book.reverse(book.take_in(44_000))

    html = page(as_user(cast.treasurer), "/quy/")

    assert cells(html)[1:] == [
        ["Quỹ khuyến học | xã Côn Minh", "626.000", "200.000", "10.426.000"],
        ["Cộng 1 quỹ", "626.000", "200.000", "10.426.000"],
    ]
    assert "Mở sổ quỹ" in html


def test_the_list_is_of_the_latest_year_with_vouchers_or_of_the_year_asked_for(cast, book, as_user):
    book.take_in(100_000, date(2023, 5, 1))
    book.take_in(250_000, date(2024, 5, 1))
    client = as_user(cast.office)

    assert cells(page(client, "/quy/"))[1][1] == "250.000"
    assert cells(page(client, "/quy/?nam=2023"))[1][1] == "100.000"
    assert cells(page(client, "/quy/?nam=tào lao"))[1][1] == "250.000"


def test_an_officer_sees_the_purses_of_her_commune_only(cast, book, neighbour_book, as_user):
    neighbour_book.take_in(77_000_000)

    html = page(as_user(cast.con_minh_officer), "/quy/")

    assert "xã Côn Minh" in html
    assert "Văn Lang" not in html
    assert "77.000.000" not in html
    assert "Mở sổ quỹ" not in html


def test_without_a_purse_the_list_says_what_a_book_is_for(cast, as_user):
    assert "Chưa có sổ quỹ nào" in page(as_user(cast.con_minh_officer), "/quy/")


def test_who_may_not_see_the_books_is_told_so(cast, as_user):
    response = as_user(cast.chapter_officer).get("/quy/")

    assert response.status_code == 403
    assert "Chức trách của bạn không xem sổ quỹ ở đây." in response.content.decode()


@pytest.mark.parametrize("purses", [1, 3])
def test_the_list_asks_as_much_for_three_purses_as_for_one(cast, as_user, django_assert_num_queries, purses):
    for number in range(purses):
        writer(open_purse(cast, cast.ban_cao, f"Quỹ {number}"), cast.treasurer).take_in(1_000)
    client = as_user(cast.office)

    with django_assert_num_queries(11):
        html = page(client, "/quy/")

    assert f"Cộng {purses} quỹ" in html


def test_the_list_is_narrowed_down_to_a_unit_and_what_is_below_it(cast, book, neighbour_book, as_user):
    client = as_user(cast.office)

    html = page(client, "/quy/?don-vi=02173")

    assert "Cộng 1 quỹ" in html
    assert "Hội Khuyến học xã Côn Minh và cấp dưới" in html
    assert as_user(cast.con_minh_officer).get("/quy/?don-vi=02140").status_code == 404


# Opening a book


def test_a_book_is_opened_for_a_unit_in_reach(cast, as_user):
    sent = {"unit": cast.ban_cao.pk, "kind": "clan", "name": "Quỹ dòng họ", "opened_on": "1/1/2023"}

    response = as_user(cast.treasurer).post("/quy/moi/", sent, follow=True)

    html = response.content.decode()
    assert "Đã mở sổ Quỹ dòng họ – Chi hội thôn Bản Cào." in html
    assert "Sổ chưa có phiếu nào" in html


def test_what_was_typed_stays_when_a_book_is_refused(cast, as_user):
    sent = {"unit": cast.ban_cao.pk, "name": "Quỹ dòng họ", "opened_on": "31/02/2023"}

    html = page_of(as_user(cast.treasurer).post("/quy/moi/", sent))

    assert "“31/02/2023” không có trong lịch: tháng 2 năm 2023 có 28 ngày. Xin sửa lại ngày." in html
    assert 'value="Quỹ dòng họ"' in html
    assert 'value="31/02/2023"' in html


def test_only_units_she_may_write_for_are_offered(cast, as_user):
    assert as_user(cast.con_minh_officer).get("/quy/moi/").status_code == 403
    html = page(as_user(cast.treasurer), "/quy/moi/")
    assert "Chi hội thôn Bản Cào, xã Côn Minh" in html


def page_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# The book


def test_the_book_runs_by_date_with_what_remains_after_each_voucher(cast, book, as_user):
    book.open_with(1_000_000)
    book.take_in(626_000, date(2023, 5, 1))
    book.pay_out(200_000, date(2023, 6, 1))
    book.take_in(44_000, date(2023, 2, 1), account=book.bank, source="benefactors")

    rows = cells(page(as_user(cast.con_minh_officer), f"/quy/{book.fund.pk}/"))
    cash = " · Tiền mặt"

    assert rows[1:] == [
        ["ĐC 01/2023", "01/01/2023", "Quỹ khuyến học", f"Số dư khi mở sổ | Số dư đầu kỳ{cash}", "", "", "1.000.000"],
        ["PT 02/2023", "01/02/2023", "Hoàng Thị Lan", "Ủng hộ | Nhà hảo tâm · Ngân hàng", "44.000", "", "1.044.000"],
        ["PT 01/2023", "01/05/2023", "Hoàng Thị Lan", f"Ủng hộ | Hội viên ủng hộ{cash}", "626.000", "", "1.670.000"],
        ["PC 01/2023", "01/06/2023", "Trường THCS Côn Minh", f"Học bổng | Học bổng{cash}", "", "200.000", "1.470.000"],
        ["Cộng năm 2023", "670.000", "200.000", "1.470.000"],
    ]  # fmt: skip


def test_a_reversed_pair_is_marked_in_words_and_leaves_the_totals(cast, book, as_user):
    book.take_in(100_000)
    book.reverse(book.take_in(500_000), reason="Ghi hai lần")

    rows = cells(page(as_user(cast.leader), f"/quy/{book.fund.pk}/"))

    assert [(row[0], row[4], row[-1]) for row in rows[1:-1]] == [
        ("PT 01/2023", "100.000", "100.000"),
        ("PT 02/2023 đã hủy", "500.000", "600.000"),
        ("ĐC 01/2023 phiếu hủy", "-500.000", "100.000"),
    ]
    assert rows[-1] == ["Cộng năm 2023", "100.000", "0", "100.000"]


def test_the_next_year_opens_with_what_the_last_one_left(cast, book, as_user):
    book.take_in(300_000, date(2023, 12, 31))
    book.take_in(50_000, date(2024, 1, 1))
    client = as_user(cast.treasurer)

    latest, first = (page(client, f"/quy/{book.fund.pk}/{year}") for year in ("", "?nam=2023"))

    assert cells(latest)[1] == ["Năm trước mang sang", "300.000"]
    assert cells(latest)[-1] == ["Cộng năm 2024", "50.000", "0", "350.000"]
    assert "PT 01/2024" not in first
    assert cells(first)[-1] == ["Cộng năm 2023", "300.000", "0", "300.000"]


def test_a_long_year_opens_on_its_last_page_and_each_page_carries_over(cast, book, as_user):
    for number in range(53):
        book.take_in(1_000 + number)
    client = as_user(cast.treasurer)

    last, first = (page(client, f"/quy/{book.fund.pk}/{trang}") for trang in ("", "?trang=1"))

    held = sum(1_000 + number for number in range(50))
    assert cells(last)[1] == ["Trang trước mang sang", format_number(held)]
    assert [row[0] for row in cells(last)[2:]] == ["PT 51/2023", "PT 52/2023", "PT 53/2023", "Cộng năm 2023"]
    assert cells(last)[2][-1] == format_number(held + 1_050)
    assert len(cells(first)) == 51
    assert cells(first)[-1][-1] == format_number(held)


def test_who_keeps_the_book_finds_the_ways_to_write_and_others_do_not(cast, book, as_user):
    ways = ("Ghi thu", "Ghi chi", "Ghi số dư đầu kỳ")

    kept, read = (page(as_user(user), f"/quy/{book.fund.pk}/") for user in (cast.treasurer, cast.con_minh_officer))

    assert all(f">{way}<" in kept for way in ways)
    assert not any(f">{way}<" in read for way in ways)


def test_a_neighbour_finds_no_book(cast, book, as_user):
    for user in (cast.van_lang_officer, cast.chapter_officer, cast.nobody):
        assert as_user(user).get(f"/quy/{book.fund.pk}/").status_code == 404


@pytest.mark.parametrize("vouchers", [1, 3])
def test_the_book_asks_as_much_for_three_vouchers_as_for_one(cast, book, as_user, django_assert_num_queries, vouchers):
    for _ in range(vouchers):
        book.reverse(book.take_in(1_000))
    client = as_user(cast.office)

    with django_assert_num_queries(17):
        html = page(client, f"/quy/{book.fund.pk}/")

    assert html.count("phiếu hủy</span>") == vouchers
