"""Campaigns are purses with a purpose; amounts are read back while they are typed."""

from datetime import date

import pytest

from funds.actions import change_fund, open_fund
from funds.models import Account, Fund
from khuyenhoc.actions import NotAllowed, Refusal

from .conftest import writer
from .test_vouchers import text

OPENING = {"kind": "campaign", "name": "Phòng đọc Bản Cào", "opened_on": "1/1/2023", "purpose": "Mua sách"}


def opened(cast, as_user, **values):
    sent = {"unit": cast.con_minh.pk, **OPENING, "target": "10 triệu", "ends_on": "31/12/2023", **values}
    return text(as_user(cast.treasurer).post("/quy/moi/", sent, follow=True))


def test_a_campaign_says_what_it_is_for_and_how_far_it_is(cast, as_user):
    opened(cast, as_user)
    fund = Fund.objects.get()
    book = writer(fund, cast.treasurer)
    book.take_in(2_500_000)
    book.reverse(book.take_in(1_000_000))
    book.pay_out(500_000)

    html = text(as_user(cast.leader).get(f"/quy/{fund.pk}/"))

    assert "Mua sách" in html
    assert "2.500.000 đồng" in html.split("Đã vận động</dt>")[1]
    assert "mức đặt ra 10.000.000 đồng, đạt 25%" in html
    assert "31/12/2023" in html


def test_only_a_campaign_has_a_purpose(cast, as_user):
    opened(cast, as_user, kind="school")

    fund = Fund.objects.get()
    assert (fund.kind, fund.purpose, fund.target, fund.ends_on) == ("school", "", None, None)


@pytest.mark.parametrize(
    "field,value,sentence",
    [
        ("target", "0", "Mức vận động phải là số nguyên đồng lớn hơn 0."),
        ("target", "12,500", "không dùng dấu phẩy"),
        ("ends_on", "31/12/2022", "Ngày kết thúc không thể trước ngày mở sổ."),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_and_stays_in_its_boxes(cast, as_user, field, value, sentence):
    html = opened(cast, as_user, **{field: value})

    assert sentence in html
    assert f'value="{value}"' in html
    assert Fund.objects.count() == 0


def test_its_name_and_its_target_may_change(cast, as_user):
    opened(cast, as_user)
    fund = Fund.objects.get()
    sent = {"name": "Tủ sách Bản Cào", "purpose": "Mua sách, bàn", "target": "12 triệu", "ends_on": ""}

    html = text(as_user(cast.treasurer).post(f"/quy/{fund.pk}/sua/", sent, follow=True))

    assert "Tủ sách Bản Cào" in html
    fund.refresh_from_db()
    assert (fund.target, fund.ends_on, fund.kind) == (12_000_000, None, "campaign")


def test_who_does_not_keep_the_book_does_not_rename_it(cast):
    fund = open_fund(unit=cast.con_minh, name="Quỹ", opened_on=date(2023, 1, 1), by=cast.treasurer)

    with pytest.raises(NotAllowed):
        change_fund(fund=fund, name="Khác", by=cast.con_minh_officer)
    with pytest.raises(Refusal, match="Chỉ đợt vận động mới có mục đích"):
        change_fund(fund=fund, name="Khác", purpose="Mua sách", by=cast.treasurer)


def test_an_amount_is_read_back_in_words_as_the_form_would_read_it(cast, as_user):
    told = as_user(cast.treasurer).get("/quy/so-tien/", {"so": ["1,2 triệu", "12,500"]}).json()

    assert told["1,2 triệu"] == {"amount": 1_200_000, "said": "1.200.000\xa0đồng (Một triệu hai trăm nghìn đồng)"}
    assert told["12,500"]["fault"].startswith("“12,500” có thể hiểu là 12500 hoặc 12,500.")


def test_a_campaign_offers_no_way_beyond_what_it_holds(cast, as_user):
    opened(cast, as_user)
    fund = Fund.objects.get()
    book = writer(fund, cast.treasurer)
    received = book.take_in(500_000)
    treasurer = as_user(cast.treasurer)
    sent = {"dated_on": "1/6/2023", "amount": "900.000", "account": book.cash.pk, "reason": "Mua kệ", "party": "Thợ"}
    purpose = Account.objects.get(fund=None, code="scholarships").pk

    over = text(treasurer.post(f"/quy/{fund.pk}/chi/", sent | {"purpose": purpose}))
    book.pay_out(400_000)
    back = text(treasurer.get(f"/quy/phieu/{received.pk}/huy/"))

    assert "Đợt vận động không chi quá số tiền đã nhận." in over
    assert "Chi vượt số dư" not in over
    assert "hủy thì tiền mặt thiếu 400.000 đồng" in back
    assert "Lý do hủy" not in back
