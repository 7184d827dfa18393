"""Recording, reading and reversing vouchers on their pages."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from funds.actions import add_donor
from funds.models import Account, Donor, Voucher
from khuyenhoc.dates import format_date


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def receipt(book, **values):
    source = Account.objects.get(fund=None, code="members")
    given = {
        "dated_on": "01/05/2023",
        "amount": "626.000",
        "source": source.pk,
        "account": book.cash.pk,
        "party": "Hoàng Thị Lan",
        "reason": "Ủng hộ năm học mới",
        "token": "một-lần",
    }
    return given | values


def payment(book, **values):
    purpose = Account.objects.get(fund=None, code="scholarships")
    given = receipt(book, purpose=purpose.pk, party="Trường THCS", reason="Học bổng")
    del given["source"]
    return given | values


@pytest.fixture
def treasurer(cast, as_user):
    return as_user(cast.treasurer)


def test_a_receipt_is_recorded_and_said_back_in_words(book, treasurer):
    html = text(treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book), follow=True))

    assert "Đã ghi PT 01/2023: 626.000 đồng (Sáu trăm hai mươi sáu nghìn đồng)." in html
    assert "<h1>Phiếu thu PT 01/2023</h1>" in html
    assert "Hội viên ủng hộ" in html
    assert Voucher.objects.get().amount == 626_000


def test_an_amount_may_be_written_in_millions(book, treasurer):
    treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book, amount="1,2 triệu"))

    assert Voucher.objects.get().amount == 1_200_000


@pytest.mark.parametrize(
    "amount,sentence",
    [
        ("-500", "“-500” là số âm. Xin viết số từ 0 trở lên."),
        ("0", "Số tiền phải là số nguyên đồng lớn hơn 0."),
        ("163,055", "“163,055” có thể hiểu là 163055 hoặc 163,055."),
        ("1000,5", "“1000,5” không phải là số nguyên."),
        ("0,0000005 triệu", "“0,0000005 triệu” có phần lẻ nhỏ hơn một đồng."),
        ("năm trăm", "“năm trăm” không phải là số."),
        ("", "Xin điền mục này."),
    ],
)
def test_an_amount_that_is_no_sum_of_dong_is_refused_and_stays_in_its_box(book, treasurer, amount, sentence):
    html = text(treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book, amount=amount)))

    assert sentence in html
    assert f'value="{amount}"' in html or not amount
    assert 'value="Ủng hộ năm học mới"' in html
    assert Voucher.objects.count() == 0


def test_a_future_date_is_refused_beside_the_date(book, treasurer):
    tomorrow = format_date(timezone.localdate() + timedelta(days=1))

    response = treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book, dated_on=tomorrow))

    assert response.context["form"].errors["dated_on"] == ["Ngày chứng từ đang ở tương lai. Xin xem lại."]
    assert f'value="{tomorrow}"' in text(response)


def test_the_next_form_keeps_the_day_the_source_and_the_account(book, treasurer):
    sent = receipt(book, account=book.bank.pk, more="1")

    response = treasurer.post(f"/quy/{book.fund.pk}/thu/", sent, follow=True)

    html = text(response)
    assert "Đã ghi PT 01/2023" in html
    form = response.context["form"]
    assert form["dated_on"].value() == "01/05/2023"
    assert f'<option value="{book.bank.pk}" selected data-kind="bank">Ngân hàng</option>' in html
    assert form["party"].value() is None
    assert form["token"].value() not in ("", "một-lần")


def test_none_is_refused_beside_the_amount(book, treasurer):
    for path in ("thu", "chi", "doi-cho"):
        answer = treasurer.post(f"/quy/{book.fund.pk}/{path}/", receipt(book, amount="0"))

        assert answer.context["form"].errors["amount"] == ["Số tiền phải là số nguyên đồng lớn hơn 0."]
        assert "Chi vượt số dư" not in text(answer)


def test_one_after_the_other_shows_what_was_just_posted_here(cast, book, neighbour_book, treasurer):
    book.open_with(1_000_000)
    neighbour_book.take_in(7_000, party="Người Văn Lang")
    book.pay_out(9_000)
    for number in range(1, 7):
        answer = treasurer.post(
            f"/quy/{book.fund.pk}/thu/",
            receipt(book, party=f"Người {number}", token=f"{number}", more="1"),
            follow=True,
        )

    assert [str(one) for one in answer.context["just_posted"]] == [f"PT 0{n}/2023" for n in (6, 5, 4, 3, 2)]
    assert "PT 06/2023</a> Người 6" in text(answer).split("Vừa ghi</h2>")[1]
    assert f'href="/quy/{book.fund.pk}/?nam=2023">Xong, quay lại sổ' in text(answer)
    assert "Vừa ghi" not in text(treasurer.get(f"/quy/{book.fund.pk}/thu/"))


def test_the_same_form_sent_twice_is_one_voucher(book, treasurer):
    path = f"/quy/{book.fund.pk}/thu/"
    first = treasurer.post(path, receipt(book))

    html = text(treasurer.post(path, receipt(book), follow=True))

    assert "Mẫu này đã được ghi thành PT 01/2023, không ghi lần nữa." in html
    assert Voucher.objects.get().get_absolute_url() == first.url


def test_a_refused_form_may_be_sent_again(book, treasurer):
    path = f"/quy/{book.fund.pk}/thu/"
    treasurer.post(path, receipt(book, amount="0"))

    treasurer.post(path, receipt(book))

    assert Voucher.objects.get().amount == 626_000


# Donors


def test_a_giver_is_kept_among_the_donors_when_ticked(cast, book, treasurer):
    treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book, party="Công ty Na Rì", keep_donor="on"))

    voucher = Voucher.objects.get()
    assert (voucher.donor.name, voucher.donor.unit, voucher.party) == (
        "Công ty Na Rì",
        cast.con_minh,
        "Công ty Na Rì",
    )


def test_a_giver_already_kept_is_not_kept_twice(book, treasurer):
    for token in ("a", "b"):
        treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book, keep_donor="on", token=token))

    donor = Donor.objects.get()
    assert donor.vouchers.count() == 2


def test_a_refused_receipt_keeps_no_donor(book, treasurer):
    treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book, amount="0", keep_donor="on"))

    assert Donor.objects.count() == 0


def test_a_donor_is_chosen_from_those_of_the_unit(cast, book, treasurer):
    mine = Donor.objects.create(unit=cast.con_minh, name="Nhà hảo tâm của xã")
    Donor.objects.create(unit=cast.con_minh, name="Dòng họ Hoàng")
    other = Donor.objects.create(unit=cast.van_lang, name="Người của xã khác")
    path = f"/quy/{book.fund.pk}/thu/"

    assert "Người của xã khác" not in text(treasurer.get(path))
    assert "Lựa chọn này không có trong danh sách." in text(treasurer.post(path, receipt(book, donor=other.pk)))
    treasurer.post(path, receipt(book, donor=mine.pk, party=""))

    assert (Voucher.objects.get().donor, Voucher.objects.get().party) == (mine, "Nhà hảo tâm của xã")


def test_somebody_gave_it(book, treasurer):
    html = text(treasurer.post(f"/quy/{book.fund.pk}/thu/", receipt(book, party=" ")))

    assert "Xin ghi tên người nộp hoặc chọn trong sổ người ủng hộ." in html


# Payments


def test_a_payment_beyond_the_balance_asks_for_a_tick_beside_the_amount(book, treasurer):
    book.take_in(100_000)
    path = f"/quy/{book.fund.pk}/chi/"
    assert "Chi vượt số dư" not in text(treasurer.get(path))

    html = text(treasurer.post(path, payment(book, amount="150.000")))

    assert "Tiền mặt chỉ còn 100.000 đồng để chi từ ngày 01/05/2023." in html
    assert html.index('type="checkbox" name="below_zero"') > html.index('name="amount"')
    assert html.index('type="checkbox" name="below_zero"') < html.index('name="purpose"')
    assert Voucher.objects.filter(series="payment").count() == 0

    treasurer.post(path, payment(book, amount="150.000", below_zero="on"))
    assert book.fund.balance() == -50_000


def test_the_tick_stays_in_sight_while_something_else_is_wrong(book, treasurer):
    html = text(treasurer.post(f"/quy/{book.fund.pk}/chi/", payment(book, reason="", below_zero="on")))

    assert 'type="checkbox" name="below_zero"' in html


def test_a_payment_from_the_cash_of_another_purse_is_refused(book, neighbour_book, treasurer):
    neighbour_book.take_in(1_000_000)

    html = text(treasurer.post(f"/quy/{book.fund.pk}/chi/", payment(book, account=neighbour_book.cash.pk)))

    assert 'class="invalid-feedback"' in html
    assert Voucher.objects.filter(series="payment").count() == 0


# Openings


def test_what_the_purse_held_is_recorded_account_by_account(book, treasurer):
    path = f"/quy/{book.fund.pk}/so-du/"

    html = text(treasurer.post(path, {"cash": "700.000", "bank": "2 triệu", "in_kind": ""}, follow=True))

    assert "Đã ghi số dư đầu kỳ." in html
    assert book.fund.balance() == 2_700_000
    left = text(treasurer.get(path))
    assert "Hiện vật (đồng)" in left
    assert "Tiền mặt (đồng)" not in left


def test_an_opening_of_nothing_is_asked_for_again(book, treasurer):
    html = text(treasurer.post(f"/quy/{book.fund.pk}/so-du/", {"cash": "", "bank": "0"}))

    assert "Xin ghi số tiền của ít nhất một tài khoản." in html


def test_a_second_opening_leads_back_to_the_book(book, treasurer):
    for account in book.fund.accounts.all():
        book.open_with(1_000, account)

    html = text(treasurer.get(f"/quy/{book.fund.pk}/so-du/", follow=True))

    assert "Quỹ đã ghi đủ số dư đầu kỳ." in html


# One voucher


def test_a_voucher_is_read_with_its_amount_in_words(cast, book, as_user):
    voucher = book.take_in(20_005_000)

    html = text(as_user(cast.leader).get(f"/quy/phieu/{voucher.pk}/"))

    assert "20.005.000 đồng" in html
    assert "Hai mươi triệu không trăm linh năm nghìn đồng" in html
    assert "ngày 01 tháng 5 năm 2023" in html
    assert "Thủ quỹ huyện" in html
    assert "Hủy phiếu" not in html
    assert "Đã thay đổi" not in html


def test_the_log_of_a_voucher_is_shown_to_those_who_may_read_it(cast, book, as_user):
    voucher = book.take_in(20_000)

    html = text(as_user(cast.inspector).get(f"/quy/phieu/{voucher.pk}/"))

    assert "Đã thay đổi" in html
    assert "Số tiền: 20.000 đồng" in html


def test_a_voucher_is_reversed_with_a_reason_and_both_say_so(book, treasurer):
    voucher = book.take_in(500_000)
    assert "Hủy phiếu" in text(treasurer.get(f"/quy/phieu/{voucher.pk}/"))

    html = text(
        treasurer.post(
            f"/quy/phieu/{voucher.pk}/huy/", {"dated_on": "02/05/2023", "reason": "Ghi hai lần"}, follow=True
        )
    )

    reversal = Voucher.objects.get(reverses=voucher)
    assert "Đã hủy PT 01/2023 bằng ĐC 01/2023." in html
    assert "Phiếu này đã bị hủy ngày 02/05/2023 bằng" in html
    assert "đã hủy</span>" in html
    assert f'/quy/phieu/{voucher.pk}/huy/"' not in html
    other = text(treasurer.get(f"/quy/phieu/{reversal.pk}/"))
    assert "Phiếu này hủy" in other
    assert "Hủy PT 01/2023: Ghi hai lần" in other


def test_a_reversal_without_a_reason_keeps_the_day_typed(book, treasurer):
    voucher = book.take_in(500_000)

    html = text(treasurer.post(f"/quy/phieu/{voucher.pk}/huy/", {"dated_on": "03/05/2023", "reason": ""}))

    assert "Xin điền mục này." in html
    assert 'value="03/05/2023"' in html
    assert Voucher.objects.count() == 1


# Who may


PAGES = ("/quy/{fund}/thu/", "/quy/{fund}/chi/", "/quy/{fund}/so-du/", "/quy/phieu/{voucher}/huy/")


@pytest.mark.parametrize("page", PAGES)
def test_who_reads_the_book_does_not_write_in_it(cast, book, as_user, page):
    path = page.format(fund=book.fund.pk, voucher=book.take_in(1_000).pk)

    for user in (cast.con_minh_officer, cast.leader, cast.inspector):
        client = as_user(user)
        assert client.get(path).status_code == 403
        answer = client.post(path, receipt(book, cash="1.000"))
        assert answer.status_code == 403
        assert "Chức trách của bạn không ghi sổ quỹ ở đây." in answer.content.decode()
    assert Voucher.objects.count() == 1


@pytest.mark.parametrize("page", [*PAGES, "/quy/phieu/{voucher}/"])
def test_to_a_neighbour_the_book_does_not_exist(cast, book, as_user, page):
    path = page.format(fund=book.fund.pk, voucher=book.take_in(1_000).pk)

    for user in (cast.van_lang_officer, cast.chapter_officer, cast.nobody):
        assert as_user(user).get(path).status_code == 404
        assert as_user(user).post(path, receipt(book)).status_code == 404
    assert Voucher.objects.count() == 1


def test_a_voucher_leads_back_to_its_own_year(book, treasurer):
    old = book.take_in(100_000)
    book.take_in(100_000, date(2024, 5, 1))

    html = text(treasurer.get(old.get_absolute_url()))

    assert f'href="/quy/{book.fund.pk}/?nam=2023"' in html


def test_what_can_never_be_reversed_says_so_before_anything_is_typed(book, treasurer):
    voucher = book.take_in(100_000)
    mirror = book.reverse(voucher)

    for one, sentence in ((voucher, "PT 01/2023 đã được hủy rồi."), (mirror, "Đây là phiếu hủy, không hủy lần nữa.")):
        answer = treasurer.get(f"/quy/phieu/{one.pk}/huy/", follow=True)

        assert answer.redirect_chain == [(one.get_absolute_url(), 302)]
        assert sentence in text(answer)


def test_who_brings_the_money_of_a_known_donor_is_not_taken_for_her(cast, book, treasurer):
    donor = add_donor(unit=cast.con_minh, name="Dòng họ Hoàng", by=cast.treasurer)
    path = f"/quy/{book.fund.pk}/thu/"

    theirs = text(treasurer.post(path, receipt(book, donor=donor.pk, party="Lý Văn Sang"), follow=True))
    own = text(treasurer.post(path, receipt(book, donor=donor.pk, party="", token="hai"), follow=True))

    assert f'Nộp cho <a href="{donor.get_absolute_url()}">Dòng họ Hoàng</a>, người ủng hộ trong sổ' in theirs
    assert "Nộp cho" not in own
    assert "có trong sổ người ủng hộ" in own


def test_the_refusal_tells_what_later_vouchers_have_taken(book, treasurer):
    book.open_with(500_000)
    book.pay_out(500_000, date(2023, 9, 1))
    sent = payment(book, amount="100.000", dated_on="01/06/2023")

    html = text(treasurer.post(f"/quy/{book.fund.pk}/chi/", sent))

    assert "Ngày 01/06/2023 tiền mặt có 500.000 đồng, nhưng các phiếu sau đó đã chi. Tiền mặt không còn tiền" in html
