"""Contributions from Excel: receipts and lists of givers, namesakes, what was written before, and back by reversing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funds.actions import add_donor, close_book
from funds.models import Donor, Giver, Voucher
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.files import export, template
from khuyenhoc.imports.models import Import
from khuyenhoc.imports.registry import importer_of
from tests.chapters.excel import as_file, confirm, counts, edited, opened, undo, upload, workbook

from .test_vouchers import text

HEADINGS = (
    *("Số phiếu", "Ngày", "Họ và tên", "Địa chỉ", "Số tiền", "Nguồn thu", "Vào tài khoản"),
    *("Hiện vật", "Diễn giải", "Người nộp cả bảng kê"),
)
ALONE = ("", "05/09/2023", "Công ty Na Rì", "Phố Mới", 5_000_000, "Doanh nghiệp", "ngân hàng", "", "Học bổng", "")
FIRST = (1, date(2023, 9, 6), "Hoàng Văn Páo", "Bản Cào", "20.000", "Hội viên ủng hộ", "", "", "Đợt 1", "Bà Lan")
SECOND = ("1", None, "Nông Thị Mỷ", "Bản Cào", "50 nghìn", "", "", "", "", "")
GOODS = ("", "07/09/2023", "Trường THCS", "", 900_000, "Trường học", "hiện vật", "90 vở, giá hóa đơn", "Tặng vở", "")


def put(row, **cells):
    places = {"group": 0, "day": 1, "name": 2, "address": 3, "amount": 4, "source": 5, "account": 6, "goods": 7}
    return tuple(cells.get(next((k for k, v in places.items() if v == n), ""), value) for n, value in enumerate(row))


def read(book, cast, *rows, **choices):
    content = workbook(HEADINGS, *rows)
    return upload(cast.con_minh, content, cast.treasurer, kind="contributions", fund=str(book.fund.pk), **choices)


def faults(imported):
    return [(fault["row"], fault["label"], fault["sentence"]) for fault in imported.faults]


def test_a_row_is_a_receipt_and_the_rows_of_a_number_are_one_with_a_list(cast, book):
    imported = read(book, cast, ALONE, FIRST, SECOND, GOODS)
    assert (counts(imported).new, counts(imported).faulty, Voucher.objects.count()) == (4, 0, 0)

    confirm(imported, cast.treasurer)

    posted = [(str(v), v.party, v.amount, v.to_account.kind, v.goods) for v in book.fund.vouchers.order_by("pk")]
    assert posted == [
        ("PT 01/2023", "Công ty Na Rì", 5_000_000, "bank", ""),
        ("PT 02/2023", "Bà Lan", 70_000, "cash", ""),
        ("PT 03/2023", "Trường THCS", 900_000, "in_kind", "90 vở, giá hóa đơn"),
    ]
    assert list(Giver.objects.values_list("name", "amount")) == [("Hoàng Văn Páo", 20_000), ("Nông Thị Mỷ", 50_000)]
    assert Donor.objects.count() == 0


@pytest.mark.parametrize(
    "row,label,sentence",
    [
        (put(ALONE, amount="12,500"), "Số tiền", "không dùng dấu phẩy"),
        (put(ALONE, amount=0), "Số tiền", "lớn hơn 0"),
        (put(ALONE, day="05/09/2099"), "Ngày", "đang ở tương lai"),
        (put(ALONE, day="05/09/2022"), "Ngày", "Sổ của quỹ mở ngày 01/01/2023"),
        (put(ALONE, day="31/03/2023"), "Ngày", "Sổ đã khóa đến hết ngày 31/03/2023"),
        (put(ALONE, day=None), "Ngày", "Xin ghi ngày thu"),
        (put(ALONE, source="Trúng số"), "Nguồn thu", "Không có nguồn thu tên này"),
        (put(GOODS, goods=""), "Hiện vật và cách định giá", "Xin ghi hiện vật gì"),
        (
            put(ALONE, name="Nông Thị Mỷ", address=""),
            "Người ủng hộ",
            "Sổ người ủng hộ có 2 người tên này: Thôn 1; Thôn 2",
        ),
    ],
)
def test_a_row_that_cannot_be_says_why(cast, book, row, label, sentence):
    close_book(fund=book.fund, kind="month", year=2023, month=3, by=cast.treasurer)
    for address in ("Thôn 1", "Thôn 2"):
        add_donor(unit=cast.con_minh, name="Nông Thị Mỷ", address=address, by=cast.treasurer)

    ((number, where, said),) = faults(read(book, cast, row))

    assert (number, where) == (2, label)
    assert sentence in said


def test_a_row_with_several_faults_is_told_all_of_them_at_once(cast, book):
    row = ("", "05/09/2099", "Hộ ông Páo", "", "12,500", "Trúng số", "hiện vật", "", "", "")

    imported = read(book, cast, row)

    assert [label for _, label, _ in faults(imported)] == [
        *("Số tiền", "Nguồn thu", "Hiện vật và cách định giá", "Ngày", "Diễn giải"),
    ]  # fmt: skip


def test_the_preview_says_how_many_receipts_and_how_much_money_a_file_becomes(cast, book, as_user):
    book.take_in(5_000_000, date(2023, 9, 5), account=book.bank, party="Công ty Na Rì")
    broken = put(GOODS, goods="")

    imported = read(book, cast, ALONE, FIRST, SECOND, broken)

    said = "3 dòng mới thành 2 phiếu thu, tổng cộng 5.070.000 đồng. Kể cả 1 dòng có thể đã ghi rồi, hỏi ở dưới."
    assert said in text(as_user(cast.treasurer).get(imported.url))


def test_a_file_of_nothing_new_promises_no_money(cast, book):
    assert read(book, cast, put(ALONE, amount=0)).notes == []


def test_a_receipt_is_written_whole_or_not_at_all(cast, book):
    imported = read(book, cast, FIRST, put(SECOND, amount=""), put(SECOND, day="08/09/2023"), ALONE)

    assert [(row, label) for row, label, _ in faults(imported)] == [(2, "Số phiếu"), (3, "Số tiền"), (4, "Ngày")]
    confirm(imported, cast.treasurer, only_good=True)
    assert [v.party for v in Voucher.objects.all()] == ["Công ty Na Rì"]


def test_a_known_donor_is_meant_by_name_and_address_and_others_are_kept_on_request(cast, book):
    for address in ("Thôn 1", "Phố Mới"):
        add_donor(unit=cast.con_minh, name="Công ty Na Rì", address=address, by=cast.treasurer)

    confirm(read(book, cast, ALONE, FIRST, SECOND, keep_donors="on"), cast.treasurer)

    assert Voucher.objects.get(amount=5_000_000).donor.address == "Phố Mới"
    assert list(Giver.objects.values_list("donor__name", flat=True)) == ["Hoàng Văn Páo", "Nông Thị Mỷ"]
    assert Donor.objects.count() == 4


def test_what_stands_in_the_book_already_is_asked_about(cast, book):
    confirm(read(book, cast, ALONE, FIRST, SECOND), cast.treasurer)

    again = read(book, cast, ALONE, FIRST, SECOND, GOODS)

    assert counts(again).questions == 3
    assert again.questions[0]["sentence"] == "Công ty Na Rì đã có 5.000.000\xa0đồng ở PT 01/2023 ngày 05/09/2023."
    confirm(again, cast.treasurer, double="skip")
    assert [v.amount for v in Voucher.objects.order_by("pk")] == [5_000_000, 70_000, 900_000]


def test_an_import_is_undone_by_reversing_what_still_stands(cast, book):
    imported = confirm(read(book, cast, ALONE, FIRST, SECOND, GOODS), cast.treasurer)
    book.reverse(Voucher.objects.get(amount=900_000), date(2023, 9, 8))

    undo(imported, cast.treasurer)

    assert book.fund.balance() == 0
    reversals = Voucher.objects.filter(reverses__isnull=False).order_by("pk")
    assert [voucher.reason for voucher in reversals] == [
        "Hủy PT 03/2023: Ghi nhầm",
        "Hủy PT 02/2023: hoàn tác lần nhập Excel",
        "Hủy PT 01/2023: hoàn tác lần nhập Excel",
    ]
    imported.refresh_from_db()
    assert imported.state == "undone"


def test_undoing_gives_the_year_back_what_it_had_and_leaves_a_closed_month_alone(cast, book):
    imported = confirm(read(book, cast, ALONE, put(GOODS, day="07/10/2023")), cast.treasurer)
    close_book(fund=book.fund, kind="month", year=2023, month=9, by=cast.treasurer)

    undo(imported, cast.treasurer)

    days = Voucher.objects.filter(reverses__isnull=False).order_by("pk").values_list("dated_on", flat=True)
    assert list(days) == [date(2023, 10, 7), timezone.localdate()]


def test_what_a_campaign_has_spent_stands_in_the_way_of_undoing(cast, book):
    type(book.fund).objects.filter(pk=book.fund.pk).update(kind="campaign")
    imported = confirm(read(book, cast, ALONE), cast.treasurer)
    book.pay_out(4_000_000, date(2023, 9, 9), account=book.bank)

    with pytest.raises(Refusal, match="Đợt vận động không chi quá số tiền đã nhận"):
        undo(imported, cast.treasurer)

    assert book.fund.balance() == 1_000_000


def test_the_list_comes_back_unchanged_and_posted_rows_stay_as_they_are(cast, book):
    confirm(read(book, cast, ALONE, FIRST, SECOND), cast.treasurer)
    content = export(importer_of("contributions"), cast.treasurer, cast.con_minh.pk).content
    sheet = opened(content).worksheets[0]
    assert [row[3].value for row in sheet.iter_rows(min_row=2, max_row=4)] == [
        *("Công ty Na Rì", "Hoàng Văn Páo", "Nông Thị Mỷ"),
    ]

    same = upload(cast.con_minh, content, cast.treasurer, kind="contributions")
    changed = upload(cast.con_minh, edited(content, F3=30_000), cast.treasurer, kind="contributions")

    assert counts(same).unchanged == 3
    assert "Phiếu đã ghi không sửa bằng tệp được." in faults(changed)[0][2]


def test_the_check_asks_as_much_for_three_rows_as_for_one(cast, book):
    def asked(*rows):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read(book, cast, *rows)
        return len(seen)

    one = asked(ALONE)

    assert asked(ALONE, FIRST, SECOND, GOODS) == one


def test_the_page_takes_a_workbook_for_a_book(cast, book, as_user):
    client = as_user(cast.treasurer)
    html = text(client.get("/quy/excel/?don-vi=02173"))
    assert "Sổ quỹ cho những dòng không ghi" in html

    sent = {"file": as_file(workbook(HEADINGS, ALONE)), "fund": book.fund.pk, "keep_donors": "on"}
    shown = text(client.post("/quy/excel/?don-vi=02173", sent, follow=True))

    assert "Công ty Na Rì" in shown
    assert Import.objects.get().options["choices"] == {"keep_donors": "on", "fund": str(book.fund.pk)}
    guide = template(importer_of("contributions"), cast.treasurer, cast.con_minh.pk).content
    assert "Số phiếu" in [cell.value for cell in opened(guide).worksheets[0][1]]


def test_rows_of_another_commune_s_book_are_refused(cast, book, neighbour_book):
    content = workbook((*HEADINGS, "Quỹ"), (*ALONE, "Quỹ khuyến học – xã Văn Lang"))

    imported = upload(cast.con_minh, content, cast.treasurer, kind="contributions")

    assert faults(imported)[0][2].startswith("Không có quỹ nào tên này trong phạm vi của bạn.")


def test_the_workbook_offers_the_sources_and_the_books_she_writes(cast, book, neighbour_book):
    offered = importer_of("contributions").lists(cast.treasurer, cast.con_minh.pk)

    assert offered["source"][:2] == ["Hội phí", "Hội viên ủng hộ"]
    assert offered["fund"] == ["Quỹ khuyến học – xã Côn Minh"]
