"""Money between accounts and between purses: both books, what waits to be taken in, and who sees what."""

from datetime import date

import pytest

from chapters.actions import create_user
from funds import books
from funds.actions import receive_money, send_money
from funds.models import Voucher
from khuyenhoc.actions import Refusal
from tests.conftest import PASSWORD

from .conftest import open_purse, writer
from .test_vouchers import text


@pytest.fixture
def district(cast):
    return writer(open_purse(cast, cast.district, "Quỹ huyện"), cast.treasurer)


@pytest.fixture
def keeper(cast):
    """Keeps Côn Minh's books and no other."""
    facts = {"unit": cast.con_minh, "role": "treasurer", "password": PASSWORD, "by": cast.admin}
    return create_user(username="thuquyxa", name="Thủ quỹ xã", **facts)


def sending(**values):
    return {"dated_on": "01/05/2023", "amount": "200.000", "reason": "Nộp về huyện", "token": "một-lần"} | values


def test_cash_is_taken_to_the_bank(book, as_user, cast):
    book.take_in(500_000)
    path = f"/quy/{book.fund.pk}/doi-cho/"
    told = sending(from_account=book.cash.pk, to_account=book.bank.pk)

    html = text(as_user(cast.treasurer).post(path, told, follow=True))

    assert "Đã ghi ĐC 01/2023: 200.000 đồng (Hai trăm nghìn đồng)." in html
    assert [held.balance for held in books.money_accounts(book.fund)] == [300_000, 200_000, 0]
    assert books.year_figures(book.fund, 2023)["payments"] == 0


def test_money_stays_where_it_is_when_both_sides_are_one_or_too_much_is_asked(book, as_user, cast):
    book.take_in(100_000)
    client, path = as_user(cast.treasurer), f"/quy/{book.fund.pk}/doi-cho/"

    same = text(client.post(path, sending(from_account=book.cash.pk, to_account=book.cash.pk)))
    much = text(client.post(path, sending(from_account=book.cash.pk, to_account=book.bank.pk)))

    assert "Xin chọn một tài khoản khác với nơi tiền đi." in same
    assert "Tiền mặt chỉ còn 100.000 đồng" in much
    assert 'type="checkbox" name="below_zero"' in much
    assert Voucher.objects.count() == 1


def test_who_keeps_both_books_writes_both_halves_at_once(book, district, as_user, cast):
    book.take_in(500_000)
    client, path = as_user(cast.treasurer), f"/quy/{book.fund.pk}/chuyen/"
    assert f'href="?den={district.fund.pk}"' in text(client.get(path, {"q": "quy huyen"}))
    assert "Không tìm thấy quỹ nào" in text(client.get(path, {"q": "văn lang"}))

    html = text(client.post(f"{path}?den={district.fund.pk}", sending(account=book.cash.pk), follow=True))

    assert "chuyển cho Quỹ huyện – huyện Na Rì, và PT 01/2023 ở sổ bên nhận." in html
    assert (book.fund.balance(), district.fund.balance()) == (300_000, 200_000)
    both = [books.year_figures(fund, 2023) for fund in (book.fund, district.fund)]
    assert [(figures["raised"], figures["spent"]) for figures in both] == [(500_000, 0), (0, 0)]


def test_what_is_sent_waits_until_the_other_book_takes_it_in(book, district, keeper, as_user, cast):
    book.take_in(500_000)
    sender = as_user(keeper)
    path = f"/quy/{book.fund.pk}/chuyen/"
    assert "Quỹ huyện – huyện Na Rì" in text(sender.get(path))

    html = text(sender.post(f"{path}?den={district.fund.pk}", sending(account=book.cash.pk), follow=True))
    sent = Voucher.objects.get(sent_to=district.fund)

    assert "Bên nhận sẽ ghi phiếu thu khi nhận." in html
    assert f"/quy/{district.fund.pk}/" not in html
    assert (book.fund.balance(), district.fund.balance()) == (300_000, 0)
    receiver = as_user(cast.treasurer)
    assert "200.000 đồng từ Quỹ khuyến học – xã Côn Minh chờ nhận vào Quỹ huyện – huyện Na Rì." in text(
        receiver.get("/")
    )
    assert "Chờ nhận</h2>" in text(receiver.get(f"/quy/{district.fund.pk}/"))
    receive = f"/quy/phieu/{sent.pk}/nhan/"
    assert 'value="01/05/2023"' not in text(receiver.get(receive))
    early = text(receiver.post(receive, {"dated_on": "30/04/2023", "account": district.bank.pk}))
    assert "Ngày nhận không thể trước ngày chuyển." in early
    taken = text(receiver.post(receive, {"dated_on": "03/05/2023", "account": district.bank.pk}, follow=True))
    assert "Đã nhận và ghi PT 01/2023: 200.000 đồng." in taken
    assert district.fund.balance() == 200_000
    assert "chờ nhận" not in text(receiver.get("/"))
    assert "bên nhận đã ghi PT 01/2023 ngày 03/05/2023" in text(sender.get(f"/quy/phieu/{sent.pk}/"))
    again = text(receiver.post(receive, {"dated_on": "03/05/2023", "account": district.bank.pk}, follow=True))
    assert "Khoản chuyển này đã nhận hoặc đã hủy rồi." in again


def test_a_keeper_sends_upward_and_within_her_reach_only(book, district, neighbour_book, keeper, as_user):
    client, path = as_user(keeper), f"/quy/{book.fund.pk}/chuyen/"

    html = text(client.get(path))

    assert "Văn Lang" not in html
    assert client.get(f"{path}?den={neighbour_book.fund.pk}").status_code == 404
    assert client.get(f"{path}?den={book.fund.pk}").status_code == 404
    assert client.get(f"/quy/{district.fund.pk}/").status_code == 404


def test_the_receiving_book_says_why_it_takes_nothing(book, cast):
    book.take_in(500_000)
    late = open_purse(cast, cast.district, "Quỹ mới")
    type(late).objects.filter(pk=late.pk).update(opened_on=date(2024, 1, 1))
    late.refresh_from_db()
    facts = {"amount": 1_000, "dated_on": date(2023, 5, 2), "reason": "Hỗ trợ", "by": cast.treasurer}

    with pytest.raises(Refusal, match=r"Sổ nhận \(Quỹ mới .*trước ngày mở sổ"):
        send_money(fund=book.fund, account=book.cash, sent_to=late, **facts)

    assert Voucher.objects.filter(sent_to=late).count() == 0


def test_a_transfer_that_was_undone_is_not_taken_in(book, district, keeper, cast):
    book.take_in(500_000)
    facts = {"amount": 1_000, "dated_on": date(2023, 5, 2), "reason": "Hỗ trợ", "by": keeper}
    sent = send_money(fund=book.fund, account=book.cash, sent_to=district.fund, **facts)
    book.reverse(sent)

    with pytest.raises(Refusal, match="đã hủy"):
        receive_money(voucher=sent, account=district.cash, dated_on=date(2023, 5, 3), by=cast.treasurer)

    assert not Voucher.objects.on_the_way().exists()
