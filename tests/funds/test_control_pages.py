"""The pages of control, in the right role: what is shown, what is asked, what is refused beside its field."""

from datetime import date
from io import BytesIO

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chapters.actions import create_user
from funds import actions
from funds.books import span_figures
from funds.models import Account, Closing, Count, Voucher

from ..conftest import PASSWORD
from .test_pages import page
from .test_vouchers import receipt, text

DAY = date(2023, 6, 1)


@pytest.fixture
def path(book):
    return f"/quy/{book.fund.pk}"


def test_the_treasurer_counts_by_notes_is_asked_why_and_finds_it_on_the_page_of_control(as_user, cast, book, path):
    book.take_in(1_040_000)
    client = as_user(cast.treasurer)
    sent = {"counted_on": "31/05/2023", "account": book.cash.pk, "notes_500000": "2", "notes_20000": "1"}

    refused = client.post(f"{path}/kiem-ke/", sent)
    assert "Trên sổ là 1.040.000\xa0đồng, thực có thiếu 20.000\xa0đồng. Xin ghi vì sao." in refused.text
    assert 'value="2"' in refused.text
    made = client.post(f"{path}/kiem-ke/", sent | {"explanation": "Một tờ rách"}, follow=True).text

    assert "Thực có ít hơn trên sổ 20.000\xa0đồng: Một tờ rách" in " ".join(made.split(" "))
    assert Count.objects.get().found == 1_020_000
    assert "Một tờ rách" in page(client, f"{path}/kiem-soat/?nam=2023")


def test_a_count_without_a_number_is_refused_and_nothing_found_is_a_number(as_user, cast, book, path):
    client = as_user(cast.treasurer)
    sent = {"counted_on": "31/05/2023", "account": book.cash.pk}

    assert "không có đồng nào thì ghi 0" in client.post(f"{path}/kiem-ke/", sent).text
    assert "Xin" in client.post(f"{path}/kiem-ke/", sent | {"found": "12,500"}).text
    assert not Count.objects.exists()
    client.post(f"{path}/kiem-ke/", sent | {"found": "0"})
    assert Count.objects.get().found == 0


def test_a_year_is_looked_at_closed_printed_and_opened_again_with_a_reason(as_user, cast, book, path):
    book.take_in(900_000)
    book.pay_out(250_000)
    client = as_user(cast.treasurer)

    looked = client.post(f"{path}/khoa-so/", {"period": "2023", "look": "1"}).text
    assert "Từ ngày 01/01/2023 đến ngày 31/12/2023" in looked
    assert "650.000" in looked
    assert not Closing.objects.exists()
    shown = client.post(f"{path}/khoa-so/", {"period": "2023"}, follow=True).text
    closing = Closing.objects.get()
    assert "Đã khóa sổ năm 2023." in shown
    assert "Thu: Hội viên ủng hộ" in shown

    pdf = client.get(f"{closing.get_absolute_url()}bang-khoa-so.pdf").content
    (printed,) = [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(BytesIO(pdf)).pages]
    assert "BẢNG KHÓA SỔ QUỸ" in printed
    assert "Số dư cuối kỳ: 650.000 đồng (bằng chữ: sáu trăm năm mươi nghìn đồng)." in printed
    assert "CHỦ TÀI KHOẢN" in printed

    blank = client.post(f"{closing.get_absolute_url()}mo-lai/", {"reason": ""}).text
    assert "Xin điền mục này." in blank
    again = client.post(f"{closing.get_absolute_url()}mo-lai/", {"reason": "Sót một phiếu"}, follow=True).text
    assert "Sót một phiếu" in again
    assert Closing.objects.filter(reopened_at=None).count() == 0


def test_the_period_whose_turn_it_is_stands_chosen_and_a_later_one_says_what_it_closes_too(as_user, cast, book, path):
    book.take_in(900_000)
    client = as_user(cast.treasurer)

    offered = page(client, f"{path}/khoa-so/")
    later = client.post(f"{path}/khoa-so/", {"period": "2023-05", "look": "1"}).text

    assert "Từ ngày 01/01/2023 đến ngày 31/01/2023" in offered
    assert "chưa khóa, từ" not in offered
    assert "Trước kỳ này còn 4 tháng chưa khóa, từ tháng 01/2023." in later
    assert "Tiền mặt chưa kiểm kê lần nào trong kỳ." not in offered  # there is none yet
    assert "Tiền mặt chưa kiểm kê lần nào trong kỳ." in later
    actions.record_count(account=book.cash, counted_on=date(2023, 5, 31), found=900_000, by=cast.treasurer)
    counted = client.post(f"{path}/khoa-so/", {"period": "2023-05", "look": "1"}).text
    assert "Tiền mặt chưa kiểm kê lần nào trong kỳ." not in counted


def test_what_was_opened_again_leads_to_closing_it_anew_and_is_not_opened_twice(as_user, cast, book, path):
    closing = actions.close_book(fund=book.fund, kind="month", year=2023, month=1, by=cast.treasurer)
    actions.reopen_book(closing=closing, reason="Sót một phiếu", by=cast.treasurer)
    client = as_user(cast.treasurer)

    shown = client.get(f"{closing.get_absolute_url()}mo-lai/", follow=True).text

    assert "Lần khóa sổ này đã được mở lại rồi." in shown
    assert f'href="{path}/khoa-so/">Khóa sổ lại' in shown


def test_who_wrote_a_payment_is_told_before_she_tries_that_another_person_approves_it(as_user, cast, book):
    book.take_in(1_000_000)
    actions.set_approval(fund=book.fund, approval_above=0, by=cast.office)
    by_treasurer = book.pay_out(1_000)
    by_office = Voucher.objects.get(
        pk=actions.record_expense(
            fund=book.fund,
            purpose=by_treasurer.to_account,
            account=book.cash,
            amount=2_000,
            dated_on=DAY,
            party="Trường",
            reason="Học bổng",
            by=cast.office,
        ).pk
    )
    client = as_user(cast.office)

    own = page(client, f"{by_office.get_absolute_url()}duyet/")

    assert "Người lập phiếu không tự duyệt." in own
    assert "Duyệt và ghi sổ" not in own
    assert "Duyệt và ghi sổ" in page(client, f"{by_treasurer.get_absolute_url()}duyet/")


def test_a_payment_waits_until_another_person_approves_it_on_her_to_do_page(as_user, cast, book, path):
    book.take_in(10_000_000)
    office, treasurer = as_user(cast.office), as_user(cast.treasurer)
    office.post(f"{path}/muc-duyet/", {"approval_above": "1 triệu"})
    waiting = book.pay_out(2_000_000, date(2024, 6, 1))
    url = waiting.get_absolute_url()

    assert "Sổ năm 2023" in page(treasurer, f"{path}/")  # what waits opens no year of its own
    assert "1 khoản chi chờ duyệt, cộng 2.000.000\xa0đồng." in office.get("/").text
    assert "chờ duyệt" not in treasurer.get("/").text
    assert "Cần một người khác người lập phiếu duyệt" in treasurer.get(url).text
    assert treasurer.post(f"{url}duyet/").status_code == 403
    assert "Trường THCS Côn Minh" in page(office, "/quy/cho-duyet/")
    assert "chờ bạn" in page(office, "/quy/cho-duyet/")
    shown = office.post(f"{url}duyet/", follow=True).text

    assert "Đã duyệt và ghi sổ PC 01/2024" in shown
    assert "không còn chờ duyệt" in office.get(f"{url}duyet/", follow=True).text
    assert "Không có khoản chi nào chờ duyệt" in page(office, "/quy/cho-duyet/")


def test_who_approves_is_told_what_is_lacking_and_asked_before_the_cash_goes_below_zero(as_user, cast, book, path):
    book.take_in(1_000_000)
    actions.set_approval(fund=book.fund, approval_above=0, by=cast.office)
    first, second = book.pay_out(800_000), book.pay_out(800_000)
    actions.approve_payment(voucher=first, by=cast.office)
    office, url = as_user(cast.office), second.get_absolute_url()

    asked = office.get(f"{url}duyet/").text
    refused = office.post(f"{url}duyet/").text
    office.post(f"{url}duyet/", {"below_zero": "on"})

    assert "còn thiếu 600.000\xa0đồng" in asked
    assert 'type="checkbox" name="below_zero"' in asked
    assert "chỉ còn 200.000\xa0đồng" in refused
    assert "chi vượt số dư của tài khoản" in page(office, url)
    assert "PC 02/2023" in page(office, f"{path}/kiem-soat/?nam=2023")


def test_undoing_a_receipt_that_is_spent_says_what_will_be_lacking_and_stays_marked(as_user, cast, book, path):
    receipt = book.take_in(500_000)
    book.pay_out(300_000)
    client = as_user(cast.treasurer)

    assert "tiền mặt thiếu 300.000\xa0đồng" in client.get(f"{receipt.get_absolute_url()}huy/").text
    reversal = book.reverse(receipt)

    assert "lấy ra nhiều hơn số tài khoản đang có" in client.get(reversal.get_absolute_url()).text
    assert "ĐC 01/2023" in page(client, f"{path}/kiem-soat/?nam=2023")


def test_what_waits_is_left_out_with_a_reason_and_stays_to_be_seen(as_user, cast, book):
    actions.set_approval(fund=book.fund, approval_above=0, by=cast.office)
    book.take_in(1_000_000)
    waiting, client = book.pay_out(1), as_user(cast.treasurer)
    url = waiting.get_absolute_url()

    assert "Xin điền mục này." in client.post(f"{url}bo/", {"reason": " "}).text
    shown = client.post(f"{url}bo/", {"reason": "Trường chưa gửi danh sách"}, follow=True).text

    assert "Trường chưa gửi danh sách" in shown
    assert Voucher.objects.get(pk=waiting.pk).dropped_at
    assert "Hủy phiếu" not in shown


def test_a_purse_is_set_by_who_writes_it_and_its_limit_by_who_approves(as_user, cast, book, path):
    treasurer, leader = as_user(cast.treasurer), as_user(cast.leader)
    form = {"name": "Quỹ Ban Mai", "receipt_form": "C40-BB", "payment_form": "C41-BB", "form_basis": ""}

    assert "Đã lưu cài đặt của quỹ." in treasurer.post(f"{path}/cai-dat/", form, follow=True).text
    assert treasurer.post(f"{path}/muc-duyet/", {"approval_above": ""}).status_code == 403
    assert leader.post(f"{path}/cai-dat/", form).status_code == 403
    assert "C41-BB" in page(leader, f"{path}/kiem-soat/")
    assert "Đặt mức duyệt chi" not in page(treasurer, f"{path}/kiem-soat/")


def test_the_page_of_control_and_the_waiting_list_cost_the_same_with_one_and_with_three(as_user, cast, book, path):
    client = as_user(cast.office)
    book.take_in(1_000_000)
    actions.set_approval(fund=book.fund, approval_above=10, by=cast.office)

    def add(month):
        book.pay_out(9, below_zero=True)
        book.pay_out(10, date(2024, 6, 1))
        actions.record_count(account=book.bank, counted_on=DAY, found=0, by=cast.treasurer)
        actions.close_book(fund=book.fund, kind="month", year=2023, month=month, by=cast.treasurer)

    def queries(url):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    urls = (f"{path}/kiem-soat/?nam=2023", "/quy/cho-duyet/")
    add(1)
    with_one = [queries(url) for url in urls]
    add(2)
    add(3)

    assert [queries(url) for url in urls] == with_one


CLOSED = "Sổ đã khóa đến hết ngày 31/05/2023. Xin ghi ngày sau đó, hoặc mở lại sổ có lý do."


@pytest.mark.parametrize("way", ["thu/", "chi/", "doi-cho/", "huy"])
def test_who_meets_a_closed_month_is_led_to_opening_it_again_and_keeps_what_she_typed(as_user, cast, book, path, way):
    posted = book.take_in(900_000, date(2023, 4, 2))
    closings = [
        actions.close_book(fund=book.fund, kind="month", year=2023, month=month, by=cast.treasurer) for month in (4, 5)
    ]
    sent = receipt(book, dated_on="20/04/2023", reason="Sót một phiếu", amount="20.000")
    sent |= {"purpose": Account.objects.get(fund=None, code="hardship").pk}
    sent |= {"from_account": book.cash.pk, "to_account": book.bank.pk}

    html = text(
        as_user(cast.treasurer).post(f"{posted.get_absolute_url()}huy/" if way == "huy" else f"{path}/{way}", sent)
    )

    assert CLOSED in html
    assert f'href="/quy/khoa-so/{closings[0].pk}/mo-lai/"' in html
    assert "Mở lại sổ đã khóa đến hết ngày 30/04/2023" in html
    assert "Sót một phiếu" in html


def test_who_approves_into_a_closed_month_is_led_to_opening_it_again_if_she_may(as_user, cast, book):
    book.take_in(900_000)
    actions.set_approval(fund=book.fund, approval_above=0, by=cast.office)
    waiting, june = book.pay_out(100_000, DAY), (date(2023, 6, 1), date(2023, 6, 30))
    closing = Closing.objects.create(
        fund=book.fund,
        kind="month",
        starts_on=june[0],
        until=june[1],
        closed_by=cast.treasurer,
        **span_figures(book.fund, *june),
    )  # no verb closes over what waits: as books come from elsewhere
    chair = create_user(
        username="chutich", name="Chủ tịch", password=PASSWORD, unit=cast.district, role="chair", by=cast.admin
    )

    by_office, by_chair = (
        as_user(one).post(f"{waiting.get_absolute_url()}duyet/").text for one in (cast.office, chair)
    )

    assert CLOSED.replace("31/05", "30/06") in by_office
    assert f'href="/quy/khoa-so/{closing.pk}/mo-lai/"' in by_office
    assert CLOSED.replace("31/05", "30/06") in by_chair
    assert "mo-lai" not in by_chair


def test_a_refusal_that_opening_the_book_would_not_help_names_no_page(as_user, cast, book, path):
    html = text(as_user(cast.treasurer).post(f"{path}/thu/", receipt(book, dated_on="20/12/2022")))

    assert "Ngày chứng từ trước ngày mở sổ quỹ." in html
    assert "mo-lai" not in html
