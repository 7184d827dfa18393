"""The papers of the fund book, read back: vouchers, lists of givers, the book, gifts, the disclosure, workbooks."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pypdf
import pytest
from django.db import IntegrityError, transaction

from funds import actions
from funds.models import Account, Fund
from funds.papers.book import Span, book_sheet
from funds.papers.disclosure import disclosure
from funds.papers.gifts import gifts_behind
from funds.papers.givers import statement
from funds.papers.slips import slip
from khuyenhoc.actions import Refusal

from .conftest import open_purse, writer
from .test_grants import make, pay

LONG = "Công ty Trách nhiệm hữu hạn một thành viên Thương mại và Dịch vụ vận tải tổng hợp miền núi phía Bắc"


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store, private"
    return response.content


def pages(client, path):
    found = pypdf.PdfReader(BytesIO(read(client, path))).pages
    return [" ".join(one.extract_text().split()) for one in found]


def rows(client, path):
    """Of each sheet the rows as Excel would show them, with the types of their values."""
    book = openpyxl.load_workbook(BytesIO(read(client, path)))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]


def collect(cast, book, givers, **more):
    return actions.record_contribution(
        fund=book.fund,
        source=Account.objects.get(code="members"),
        account=book.cash,
        amount=sum(line.amount for line in givers),
        dated_on=date(2023, 5, 9),
        party="Chi hội Bản Cào",
        reason="Ủng hộ theo bảng kê",
        givers=givers,
        by=cast.treasurer,
        **more,
    )


@pytest.fixture
def listed(cast, book):
    givers = [actions.GiverLine(f"=Nông Văn {number}", 20_000, "Ngõ 7 Nà Khun") for number in range(1, 61)]
    return collect(cast, book, givers)


# Phiếu thu, phiếu chi


def test_a_voucher_prints_in_two_copies_on_one_page_with_its_form_and_amount_in_words(cast, book, as_user):
    Fund.objects.filter(pk=book.fund.pk).update(receipt_form="Mẫu số C40-BB", form_basis="Ban hành theo Thông tư 24")
    voucher = book.take_in(1_234_567_890, party=LONG, reason="Ủng hộ " + "quỹ khuyến học " * 19)

    (text,) = pages(as_user(cast.treasurer), f"/quy/phieu/{voucher.pk}/phieu.pdf")

    assert [text.count(words) for words in ("PHIẾU THU", "Liên 1", "Liên 2", "Mẫu số C40-BB", "Thông tư 24")] == [
        *(2, 1, 1, 2, 2)
    ]
    assert text.count("Một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi đồng") == 4
    assert "Nguồn thu: Hội viên ủng hộ. Hình thức: tiền mặt" in text
    by_bank = slip(book.take_in(10_000, account=book.bank), "", shows_address=True)
    assert dict(by_bank.lines)["Nguồn thu"] == "Hội viên ủng hộ. Hình thức: chuyển khoản"
    assert "Thủ quỹ" in text


def test_the_vouchers_of_a_month_print_two_to_a_page_and_a_month_without_any_says_so(cast, book, as_user):
    for number in range(3):
        book.take_in(100_000 + number)
    book.pay_out(50_000, date(2023, 5, 20))
    client = as_user(cast.treasurer)

    printed = pages(client, f"/quy/{book.fund.pk}/phieu.pdf?nam=2023&thang=5&loai=thu")

    assert [re.findall(r"100\.00\d", one) for one in printed] == [["100.000", "100.001"], ["100.002"]]
    refusal = client.get(f"/quy/{book.fund.pk}/phieu.pdf?nam=2023&thang=7")
    assert refusal.status_code == 409
    assert "không có phiếu nào như vậy để in" in refusal.content.decode()
    assert client.get(f"/quy/{book.fund.pk}/phieu.pdf?thang=13").status_code == 404


def test_a_voucher_that_waits_or_was_reversed_says_so_on_paper(cast, book):
    Fund.objects.filter(pk=book.fund.pk).update(approval_above=1_000)
    book.take_in(100_000)
    book.fund.refresh_from_db()
    waiting, reversed_one = book.pay_out(5_000), book.take_in(700)
    book.reverse(reversed_one)
    reversed_one.refresh_from_db()

    assert slip(waiting, "", shows_address=True).remark == "CHỜ DUYỆT, chưa ghi sổ"
    assert slip(reversed_one, "", shows_address=True).remark == "ĐÃ HỦY bằng ĐC 01/2023 ngày 01/07/2023"


# Bảng kê, sổ quỹ


def test_a_list_of_givers_adds_up_on_paper_and_in_the_workbook_where_no_name_is_a_formula(cast, listed, as_user):
    client = as_user(cast.treasurer)
    text = " ".join(pages(client, f"/quy/phieu/{listed.pk}/bang-ke.pdf"))
    (sheet,) = rows(client, f"/quy/phieu/{listed.pk}/bang-ke.xlsx")

    assert "=Nông Văn 60" in text
    assert "1.200.000 đồng (Một triệu hai trăm nghìn đồng)" in text
    assert [row for row in sheet if "Cộng" in row] == [[None, "Cộng", None, 1_200_000, None]]
    book = openpyxl.load_workbook(BytesIO(read(client, f"/quy/phieu/{listed.pk}/bang-ke.xlsx")))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert "Ngõ 7 Nà Khun" not in " ".join(pages(as_user(cast.leader), f"/quy/phieu/{listed.pk}/bang-ke.pdf"))


def test_the_printed_book_of_a_month_begins_with_what_was_carried_and_ends_with_what_is_left(cast, book):
    book.open_with(1_000_000)
    book.take_in(500_000, date(2023, 4, 3))
    wrong = book.take_in(70_000, date(2023, 5, 2))
    book.pay_out(200_000, date(2023, 5, 9))
    book.reverse(wrong, date(2023, 5, 10))

    (table,) = book_sheet(book.fund, Span(2023, 5)).tables

    assert [line[4:] for line in table.lines] == [
        (None, None, 1_500_000),
        (70_000, None, 1_570_000),
        (None, 200_000, 1_370_000),
        (-70_000, None, 1_300_000),
    ]
    assert table.total[4:] == (0, 200_000, 1_300_000)
    (year,) = book_sheet(book.fund, Span(2023)).tables
    assert (year.lines[0][6], year.total[6]) == (1_000_000, 1_300_000)


def test_very_many_slips_are_printed_in_parts_that_are_named_first(cast, book, as_user):
    for number in range(52):
        book.take_in(1_000 + number)
    book.pay_out(5_000)
    client, address = as_user(cast.treasurer), f"/quy/{book.fund.pk}/phieu.pdf?nam=2023"

    named = " ".join(client.get(address).text.split())
    (printed, rest) = pages(client, f"{address}&phan=2")

    assert "Năm 2023 có 53 phiếu, nhiều quá một lần in" in named
    assert 'href="?nam=2023&amp;phan=1">Phần 1: PT 01/2023 đến PT 50/2023 (PDF)' in named
    assert 'href="?nam=2023&amp;phan=2">Phần 2: PT 51/2023 đến PC 01/2023 (PDF)' in named
    assert [re.findall(r"Số: (\d+)", page) for page in (printed, rest)] == [["51", "52"], ["01"]]


# Ghi nhận tấm lòng, giấy xác nhận


def test_each_giver_of_a_list_has_a_sheet_of_thanks_of_her_own(cast, book, as_user):
    voucher = collect(cast, book, [actions.GiverLine("Bà Nhàn", 20_000), actions.GiverLine(LONG, 30_000)])
    giver = voucher.givers.first()
    client = as_user(cast.treasurer)

    printed = pages(client, f"/quy/phieu/{voucher.pk}/ghi-nhan.pdf")

    assert len(printed) == 2
    assert "GHI NHẬN TẤM LÒNG Trân trọng cảm ơn Bà Nhàn Đã ủng hộ 20.000 đồng (Hai mươi nghìn đồng)" in printed[0]
    assert len(pages(client, f"/quy/phieu/{voucher.pk}/ghi-nhan.pdf?nguoi={giver.pk}")) == 1
    book.reverse(voucher)
    voucher.refresh_from_db()
    with pytest.raises(Refusal, match="chưa hủy"):
        gifts_behind(voucher)


def test_the_donor_chosen_is_thanked_and_not_who_brought_the_money(cast, book, as_user):
    donor = actions.add_donor(unit=cast.con_minh, name="Dòng họ Hoàng", by=cast.treasurer)
    brought = {"source": Account.objects.get(code="clans"), "account": book.cash, "dated_on": date(2023, 5, 9)}
    brought |= {"party": "Ông Hoàng Văn Sáu", "donor": donor}
    voucher = actions.record_contribution(
        fund=book.fund,
        amount=500_000,
        reason="Ủng hộ",
        by=cast.treasurer,
        **brought,
    )

    (printed,) = pages(as_user(cast.treasurer), f"/quy/phieu/{voucher.pk}/ghi-nhan.pdf")

    assert "Trân trọng cảm ơn Dòng họ Hoàng Đã ủng hộ 500.000 đồng" in printed
    assert "Hoàng Văn Sáu" not in printed


def test_a_merged_donor_is_thanked_by_the_name_that_is_kept_and_a_forgotten_one_not_at_all(cast, book):
    gone, keep = (
        actions.add_donor(unit=cast.con_minh, name=name, by=cast.treasurer) for name in ("Cty A", "Công ty A")
    )
    voucher = book.take_in(500_000)
    given = {"source": voucher.from_account, "account": book.cash, "dated_on": date(2023, 5, 9), "reason": "Ủng hộ"}
    voucher = actions.record_contribution(
        fund=book.fund, amount=7_000, party="Cty A", donor=gone, by=cast.treasurer, **given
    )
    actions.merge_donors(keep=keep, gone=gone, reason="Một công ty", by=cast.treasurer)
    gone.refresh_from_db()

    (sheet,) = gifts_behind(voucher)

    assert sheet.name.lines == ("Công ty A",)
    actions.forget_donor(donor=keep, by=cast.office)
    with pytest.raises(Refusal, match="đã được xóa"):
        gifts_behind(type(voucher).objects.get(pk=voucher.pk))


def test_dues_and_interest_are_received_and_not_thanked_for_as_gifts(cast, book, as_user):
    dues, gift = book.take_in(50_000, source="dues"), book.take_in(60_000)
    client = as_user(cast.treasurer)

    refusal = client.get(f"/quy/phieu/{dues.pk}/ghi-nhan.pdf")

    assert refusal.status_code == 409
    assert "hội phí, tiền lãi không phải là ủng hộ" in refusal.content.decode()
    assert "Giấy ghi nhận tấm lòng" not in client.get(dues.get_absolute_url()).text
    assert "Giấy ghi nhận tấm lòng" in client.get(gift.get_absolute_url()).text


def test_a_donor_s_statement_has_her_own_receipts_and_her_lines_in_lists_of_givers(cast, book):
    donor = actions.add_donor(unit=cast.con_minh, name="Bà Nhàn", address="Phố Mới", by=cast.treasurer)
    collect(cast, book, [actions.GiverLine("Bà Nhàn", 20_000, donor=donor), actions.GiverLine("Ông Sình", 30_000)])
    collect(cast, book, [actions.GiverLine("Bà Nhàn", 7_000)], donor=donor)  # hers in name only: the line is not linked
    undone = collect(cast, book, [actions.GiverLine("Bà Nhàn", 900_000, donor=donor)])
    book.reverse(undone)

    made = statement(donor, 2023, shows_address=False)

    assert [line[5] for line in made.tables[0].lines] == [20_000]
    assert made.tables[0].total[5] == 20_000
    assert "Phố Mới" not in str(made)


# Công khai


def test_the_disclosure_adds_up_by_purse_source_and_purpose_and_leaves_out_what_is_undone(cast, book, as_user):
    book.open_with(1_000_000)
    book.take_in(5_000_000)
    book.take_in(300_000, source="association")
    book.reverse(book.take_in(44_000))
    book.take_in(9_000, date(2024, 1, 5))
    other = writer(open_purse(cast, cast.con_minh, "Quỹ mái ấm"), cast.treasurer)
    actions.send_money(
        fund=book.fund,
        account=book.cash,
        sent_to=other.fund,
        amount=100_000,
        dated_on=date(2023, 8, 1),
        reason="Góp",
        by=cast.treasurer,
    )
    pay(cast, book, make(cast, book))

    made = disclosure(cast.con_minh, 2023)
    summary, received, used, granted = made.tables

    assert list(summary.lines) == [
        ("Quỹ khuyến học", 1_000_000, 5_300_000, 1_600_000, 4_700_000),
        ("Quỹ mái ấm", 0, 100_000, 0, 100_000),
    ]
    assert [line[1:] for line in received.lines] == [
        ("Hội viên ủng hộ", 5_000_000),
        ("Nhận từ Hội cấp trên, cấp dưới", 300_000),
    ]
    assert [line[1:] for line in used.lines] == [("Học bổng", 1_500_000)]
    assert [line[1:] for line in granted.lines] == [("Học bổng đầu năm học", 3, 2, 2, 1_500_000)]
    assert "đã vận động được 5.000.000\xa0đồng" in made.after[0]
    assert summary.total[4] == book.fund.balance(date(2023, 12, 31)) + other.fund.balance(date(2023, 12, 31))


def test_a_campaign_is_disclosed_by_itself_with_its_purpose(cast, book):
    campaign = writer(
        actions.open_fund(
            unit=cast.con_minh,
            name="Sách cho em",
            kind="campaign",
            purpose="Mua sách",
            target=9_000_000,
            opened_on=date(2023, 1, 1),
            by=cast.treasurer,
        ),
        cast.treasurer,
    )
    campaign.take_in(2_000_000)
    campaign.pay_out(500_000)

    tables = {table.title: table for table in disclosure(cast.con_minh, 2023).tables}

    came, went = tables["4. Sách cho em: đã nhận"], tables["5. Sách cho em: đã dùng"]
    assert came.note == "Mục đích: Mua sách. Mức vận động: 9.000.000\xa0đồng."
    assert (came.total[2], went.total[2]) == (2_000_000, 500_000)


def test_the_disclosure_names_givers_only_when_asked_and_recipients_never(cast, book, listed, as_user):
    book.take_in(5_000_000, party="Cửa hàng Phố Mới")
    book.take_in(80_000, source="dues", party="Chi hội đóng hội phí")
    pay(cast, book, make(cast, book))
    client = as_user(cast.office)
    path = f"/quy/cong-khai/?don-vi={cast.con_minh.code}&nam=2023"

    plain = client.get(path).content.decode()
    whole = client.get(f"{path}&ten=on&nguoi-nhan=on").content.decode()
    paper = " ".join(pages(client, f"{path}&ten=on&nguoi-nhan=on&tep=pdf"))

    assert "Cửa hàng Phố Mới" not in plain
    for text in (whole, paper):
        assert "Cửa hàng Phố Mới" in text
        assert "=Nông Văn 60" in text
        assert "N.T.B." in text
        for secret in ("Nông Thị Bình", "Bố mất sớm", "Ngõ 7 Nà Khun", "Chi hội đóng hội phí"):
            assert secret not in text


# Excel


def test_the_lists_of_purses_donors_and_recipients_are_workbooks_with_totals_as_values(cast, book, as_user):
    donor = actions.add_donor(unit=cast.con_minh, name="=1+1", phone="0912000111", by=cast.treasurer)
    book.take_in(2_000_000)
    collect(cast, book, [actions.GiverLine("Bà Nhàn", 20_000, donor=donor)])
    gifts = make(cast, book)
    pay(cast, book, gifts)
    client = as_user(cast.treasurer)

    def total(path):
        return [row for sheet in rows(client, path) for row in sheet if "Cộng" in row][-1]

    assert total("/quy/danh-sach.xlsx")[4:] == [2_020_000, 1_500_000, 520_000]
    assert total("/quy/nguoi-ung-ho/danh-sach.xlsx") == ["Cộng", None, 20_000, None, None]
    assert total("/quy/trao/danh-sach.xlsx?nam=2023")[5:] == [3, 2, 2, 1_500_000]
    assert total(f"/quy/trao/{gifts.pk}/danh-sach.xlsx")[4:6] == [3, 1_500_000]
    assert "0912000111" not in str(rows(as_user(cast.leader), "/quy/nguoi-ung-ho/danh-sach.xlsx"))


# Biên bản kiểm kê quỹ


def test_a_count_prints_as_minutes_with_notes_difference_and_who_signs(cast, book, as_user):
    book.take_in(1_050_000, date(2023, 5, 1))
    count = actions.record_count(
        account=book.cash,
        counted_on=date(2023, 5, 31),
        found=1_020_000,
        pieces={500_000: 2, 20_000: 1},
        explanation="Trả lẻ nhầm khi phát học bổng",
        witnesses="Nông Đức Thiềng, Ban Kiểm tra",
        by=cast.treasurer,
    )
    client = as_user(cast.treasurer)

    (text,) = pages(client, f"/quy/kiem-ke/{count.pk}/bien-ban.pdf")

    for words in (
        "BIÊN BẢN KIỂM KÊ QUỸ Tiền mặt của Quỹ khuyến học – xã Côn Minh",
        "Côn Minh, ngày 31 tháng 5 năm 2023",
        "1 Số dư theo sổ quỹ 1.050.000 2 Số thực có kiểm kê 1.020.000",
        "-30.000",
        "500.000 2 1.000.000 20.000 1 20.000",
        "Một triệu không trăm hai mươi nghìn đồng",
        "Thực có thiếu 30.000 đồng. Giải thích: Trả lẻ nhầm khi phát học bổng.",
        "Người cùng kiểm kê: Nông Đức Thiềng, Ban Kiểm tra.",
        "THỦ QUỸ",
    ):
        assert words in text.replace("\xa0", " ").replace("−", "-")
    assert f'href="/quy/kiem-ke/{count.pk}/bien-ban.pdf"' in client.get(count.get_absolute_url()).content.decode()


def test_a_bank_balance_that_agrees_prints_without_notes(cast, book, as_user):
    book.take_in(300_000, date(2023, 5, 1), account=book.bank)
    count = actions.record_count(account=book.bank, counted_on=date(2023, 5, 31), found=300_000, by=cast.treasurer)

    (text,) = pages(as_user(cast.treasurer), f"/quy/kiem-ke/{count.pk}/bien-ban.pdf")

    assert "Số thực có theo sao kê ngân hàng 300.000" in text
    assert "Số thực có đúng như trên sổ." in text
    assert "Kiểm đếm từng loại tờ" not in text
    assert as_user(cast.van_lang_officer).get(f"/quy/kiem-ke/{count.pk}/bien-ban.pdf").status_code == 404


# Quyển số


@pytest.mark.parametrize(
    "size,number,volume",
    [(None, 3, "……………"), (50, 1, "01"), (50, 50, "01"), (50, 51, "02"), (1, 12, "12"), (50, None, "……………")],
)
def test_the_volume_is_reckoned_from_the_number_where_the_purse_binds_its_slips(cast, book, size, number, volume):
    book.fund.slips_per_book = size
    voucher = book.take_in(1_000)
    voucher.fund, voucher.number = book.fund, number

    assert slip(voucher, "", shows_address=True).book == volume


def test_the_volume_stands_on_the_printed_slip_once_it_is_set(cast, book, as_user):
    voucher, client = book.take_in(1_000), as_user(cast.treasurer)
    path = f"/quy/phieu/{voucher.pk}/phieu.pdf"
    assert pages(client, path)[0].count("Quyển số: ……………") == 2

    sent = {"receipt_form": "01-TT", "payment_form": "02-TT", "form_basis": "", "slips_per_book": "50"}
    client.post(f"/quy/{book.fund.pk}/cai-dat/", sent)

    assert pages(client, path)[0].count("Quyển số: 01") == 2
    control = client.get(f"/quy/{book.fund.pk}/kiem-soat/").content.decode()
    assert "<dt>Số phiếu mỗi quyển</dt><dd>50</dd>" in control


@pytest.mark.parametrize(
    "typed,said",
    [("0", "Mỗi quyển phải có ít nhất một phiếu."), ("5000", "Mỗi quyển có nhiều nhất 1.000 phiếu."), ("-3", "số âm")],
)
def test_a_volume_without_slips_is_refused_beside_its_box(cast, book, as_user, typed, said):
    sent = {"receipt_form": "01-TT", "payment_form": "02-TT", "form_basis": "", "slips_per_book": typed}

    answer = as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/cai-dat/", sent)

    assert said in str(answer.context["form"].errors["slips_per_book"])
    assert f'value="{typed}"' in answer.content.decode()
    assert Fund.objects.get(pk=book.fund.pk).slips_per_book is None


def test_the_database_refuses_a_volume_of_nought(book):
    with pytest.raises(IntegrityError, match="fund_slips_per_book_positive"), transaction.atomic():
        Fund.objects.filter(pk=book.fund.pk).update(slips_per_book=0)
