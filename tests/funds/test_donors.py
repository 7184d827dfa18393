"""Donors: the list, what each gave, and who sees where they live."""

import pytest

from funds.actions import add_donor
from funds.models import Account, Donor, Voucher
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


# Choosing her on a receipt


@pytest.fixture
def register(cast):
    """Sixteen of Côn Minh and one of Văn Lang."""
    given = ("Anh", "Bình", "Cúc", "Dung", "Đào", "Giang", "Hà", "Khuê", "Lan", "Mai", "Nga", "Oanh", "Phượng", "Quý")
    names = [*(f"Hoàng Thị {name}" for name in given), "Công ty Phố Mới", "Nông Văn Đức"]
    add_donor(unit=cast.van_lang, name="Lý Thị Xa", by=cast.treasurer)
    return {name: add_donor(unit=cast.con_minh, name=name, by=cast.treasurer) for name in names}


def offered(response):
    return [label for value, label in response.context["form"]["donor"].field.widget.choices if value]


def test_a_donor_is_searched_for_by_address_in_the_unit_alone_and_the_chosen_one_stays(cast, book, register, as_user):
    client, path = as_user(cast.treasurer), f"/quy/{book.fund.pk}/thu/"
    chosen = register["Hoàng Thị Anh"]
    assert len(offered(client.get(path))) == 16

    found = client.get(path, {"q": "moi cong", "donor": chosen.pk})

    assert offered(found) == ["Công ty Phố Mới", "Hoàng Thị Anh"]
    assert f'<option value="{chosen.pk}" selected>' in text(found)
    assert "Tìm thấy 1 người ủng hộ." in text(found)
    assert offered(client.get(path, {"q": "Xa"})) == []
    assert "Không có người ủng hộ nào tên như vậy." in text(client.get(path, {"q": "Xa"}))


@pytest.mark.parametrize("pressed", [{"tim": "1"}, {}, {"more": "1"}], ids=["button", "enter", "enter in a row"])
def test_searching_without_script_writes_nothing_and_keeps_what_was_typed(cast, book, register, as_user, pressed):
    client, path = as_user(cast.treasurer), f"/quy/{book.fund.pk}/thu/"
    typed = receipt(book, q="duc", donor="", party="", amount="1,2 triệu", keep_donor="on")

    found = client.post(path, typed | pressed)

    assert offered(found) == ["Nông Văn Đức"]
    html = text(found)
    for kept in ('value="1,2 triệu"', 'value="01/05/2023"', 'value="Ủng hộ năm học mới"', 'value="một-lần"'):
        assert kept in html
    assert "checked" in str(found.context["form"]["keep_donor"])
    assert "Xin điền mục này." not in html
    assert Voucher.objects.count() == 0

    client.post(path, typed | {"donor": register["Nông Văn Đức"].pk})
    posted = Voucher.objects.get()
    assert (posted.party, posted.amount) == ("Nông Văn Đức", 1_200_000)


def test_words_left_in_the_search_do_not_stop_a_receipt_whose_giver_is_typed(cast, book, register, as_user):
    as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/thu/", receipt(book, q="duc", party="Người mới"))

    assert Voucher.objects.get().party == "Người mới"


def test_enter_in_a_box_of_the_receipt_records_it_and_does_not_search(cast, book, register, as_user):
    client, path = as_user(cast.treasurer), f"/quy/{book.fund.pk}/thu/"

    first = text(client.get(path)).split("<main", 1)[1].split("<button", 2)[1]
    in_a_row = text(client.get(path, {"dated_on": "01/05/2023"})).split("<main", 1)[1].split("<button", 2)[1]

    assert 'class="visually-hidden"' in first
    assert "name=" not in first.split(">")[0]
    assert 'name="more"' in in_a_row.split(">")[0]


def test_few_donors_are_not_searched(cast, book, as_user):
    add_donor(unit=cast.con_minh, name="Bà Nhàn", by=cast.treasurer)

    form = as_user(cast.treasurer).get(f"/quy/{book.fund.pk}/thu/").context["form"]

    assert ("donor" in form.fields, "q" in form.fields) == (True, False)


@pytest.mark.parametrize("donors", [1, 3])
def test_the_form_asks_as_much_for_three_donors_as_for_one(cast, book, as_user, django_assert_num_queries, donors):
    for number in range(donors):
        add_donor(unit=cast.con_minh, name=f"Người {number}", by=cast.treasurer)
    client = as_user(cast.treasurer)

    with django_assert_num_queries(15):
        assert len(offered(client.get(f"/quy/{book.fund.pk}/thu/"))) == donors


def test_out_of_a_long_register_a_hundred_are_shown_and_the_page_says_so(cast, book, as_user):
    for number in range(101):
        add_donor(unit=cast.con_minh, name=f"Người {number}", by=cast.treasurer)

    page = as_user(cast.treasurer).get(f"/quy/{book.fund.pk}/thu/")

    assert len(offered(page)) == 100
    assert "Chỉ hiện 100 trong 101 người ủng hộ; xin gõ thêm để tìm." in text(page)
