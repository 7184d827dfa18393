"""Donors: the list, what each gave, and who sees where they live."""

import pytest

from funds.actions import add_donor
from funds.models import Account, Donor
from funds.papers.givers import statement

from .test_pages import cells
from .test_vouchers import receipt, text


@pytest.fixture
def donor(cast, book, as_user):
    facts = {"address": "Phố Mới", "phone": "0912 000 111", "by": cast.treasurer}
    made = add_donor(unit=cast.con_minh, name="Công ty Na Rì", **facts)
    as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/thu/", receipt(book, donor=made.pk, party=""))
    return made


def test_what_a_donor_gave_is_added_up_without_what_was_reversed(cast, book, donor, as_user):
    client = as_user(cast.treasurer)
    client.post(f"/quy/{book.fund.pk}/thu/", receipt(book, donor=donor.pk, amount="1 triệu", token="hai"))
    book.reverse(donor.vouchers.get(amount=1_000_000))

    html = text(client.get(f"/quy/nguoi-ung-ho/{donor.pk}/"))

    assert "626.000 đồng" in html
    assert [(row[0], row[-1]) for row in cells(html)[1:]] == [
        ("PT 02/2023 đã hủy", "1.000.000"),
        ("PT 01/2023", "626.000"),
    ]
    assert cells(text(client.get("/quy/nguoi-ung-ho/")))[1][-1] == "626.000"


def test_her_page_leads_to_her_statement_and_who_answers_requests_to_forgetting_her(cast, donor, as_user):
    address, forget = f"/quy/nguoi-ung-ho/{donor.pk}/", "Xóa thông tin theo yêu cầu"
    office, treasurer = (text(as_user(user).get(address)) for user in (cast.office, cast.treasurer))

    assert f"{address}xac-nhan.pdf?nam=2023" in treasurer
    assert (forget in office, forget in treasurer) == (True, False)


def test_dues_are_no_gift_in_her_statement(cast, book, donor, as_user):
    dues = Account.objects.get(fund=None, code="dues").pk
    sent = receipt(book, donor=donor.pk, party="", amount="50.000", source=dues, token="phi")
    as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/thu/", sent)
    assert donor.vouchers.count() == 2

    (table,) = statement(donor, 2023, shows_address=False).tables

    assert [line[-1] for line in table.lines] == [626_000]


def test_a_donor_chosen_is_printed_with_her_address(donor):
    voucher = donor.vouchers.get()

    assert (voucher.party, voucher.party_address) == ("Công ty Na Rì", "Phố Mới")


def test_leaders_see_who_gave_but_not_where_they_live(cast, donor, as_user):
    paths = ("/quy/nguoi-ung-ho/", f"/quy/nguoi-ung-ho/{donor.pk}/", f"/quy/phieu/{donor.vouchers.get().pk}/")

    for path in paths:
        kept, led = text(as_user(cast.treasurer).get(path)), text(as_user(cast.leader).get(path))
        assert "Phố Mới" in kept
        assert "Công ty Na Rì" in led
        assert "Phố Mới" not in led
        assert "0912" not in led


def test_a_donor_is_found_without_marks_and_changed(cast, donor, as_user):
    client = as_user(cast.treasurer)
    assert "Công ty Na Rì" in text(client.get("/quy/nguoi-ung-ho/?q=na+ri+cong"))
    assert "Không tìm thấy ai" in text(client.get("/quy/nguoi-ung-ho/?q=dong+ho"))
    path = f"/quy/nguoi-ung-ho/{donor.pk}/sua/"

    html = text(client.post(path, {"name": "Công ty Phố Mới", "address": "Tổ 2", "phone": ""}, follow=True))

    assert "Đã lưu." in html
    assert (Donor.objects.get().search_key, donor.vouchers.get().party) == ("cong ty pho moi", "Công ty Na Rì")
    add_donor(unit=cast.con_minh, name="Dòng họ Hoàng", by=cast.treasurer)
    again = text(client.post(path, {"name": "Dòng họ Hoàng", "address": "", "phone": ""}))
    assert "Trong sổ đã có người cùng tên, cùng địa chỉ. Xin ghi địa chỉ khác để phân biệt." in again
    assert again.index("Trong sổ đã có") > again.index("Địa chỉ")


@pytest.mark.parametrize("donors", [1, 3])
def test_the_list_asks_as_much_for_three_donors_as_for_one(cast, as_user, django_assert_num_queries, donors):
    for number in range(donors):
        add_donor(unit=cast.ban_cao, name=f"Người {number}", by=cast.treasurer)
    client = as_user(cast.office)

    with django_assert_num_queries(6):
        html = text(client.get("/quy/nguoi-ung-ho/"))

    assert html.count("/quy/nguoi-ung-ho/") >= donors


def test_a_neighbour_knows_no_donor(cast, donor, as_user):
    client = as_user(cast.van_lang_officer)

    assert client.get(f"/quy/nguoi-ung-ho/{donor.pk}/").status_code == 404
    assert "Công ty Na Rì" not in text(client.get("/quy/nguoi-ung-ho/"))
