"""The walls around givers, lists, transfers, campaigns, approvals, counts and closings, met from outside the verbs."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from funds import actions
from funds.actions import GiverLine, GrantLine
from funds.models import Account, Closing, Count, Fund, Giver, Grant, GrantList, Voucher

from ..refusals import refused
from .conftest import draft, writer

POSTED = "Chứng từ đã ghi sổ không sửa, không xóa được; muốn sửa, hãy lập phiếu hủy."
CLOSED = "Sổ quỹ đã khóa đến ngày của chứng từ. Xin ghi ngày sau ngày khóa sổ, hoặc mở lại sổ có lý do."
GRANTED = "Danh sách trao đã chi không sửa được; muốn sửa, hãy hủy phiếu chi rồi lập lại."
MIRROR = "Phiếu hủy phải ngược đúng phiếu bị hủy."
BOOK = "Chứng từ phải đi qua đúng tiền của quỹ ghi nó, và đúng loại phiếu thu, chi hay điều chỉnh."
UNAPPROVED = "Khoản chi này cần người thứ hai duyệt rồi mới ghi sổ."
GIVERS = "Bảng kê phải cộng lại đúng số tiền của phiếu."


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def code(name):
    return Account.objects.get(fund=None, code=name)


def paying(book, amount=100_000, **values):
    """A payment made without the verbs."""
    given = {"series": "payment", "from_account": book.cash, "to_account": code("scholarships"), "amount": amount}
    return draft(book, **(given | values))


def posted(number=1, **values):
    return {"number": number, "posted_at": timezone.now(), **values}


@pytest.fixture
def listed(book, cast):
    """A receipt of two givers."""
    return actions.record_contribution(
        fund=book.fund,
        source=code("members"),
        account=book.cash,
        amount=50_000,
        dated_on=date(2023, 5, 1),
        party="Thôn Bản Cào",
        reason="Ủng hộ",
        givers=[GiverLine("Hoàng Thị Lan", 20_000), GiverLine("Lý Văn Sáu", 30_000)],
        by=cast.treasurer,
    )


def grant_list(book, cast, *amounts):
    lines = [GrantLine(name=f"Em được {amount}", recipient="pupil", amount=amount) for amount in amounts]
    return actions.make_grant_list(
        fund=book.fund, kind="reward", name="Khai giảng", given_on=date(2023, 9, 5), lines=lines, by=cast.treasurer
    )


def pay_list(book, cast, grants, amount):
    return actions.record_expense(
        fund=book.fund,
        purpose=code("student-rewards"),
        account=book.cash,
        amount=amount,
        dated_on=date(2023, 9, 5),
        party="Học sinh",
        reason="Khai giảng",
        pays=grants,
        by=cast.treasurer,
    )


def test_givers_of_a_posted_receipt_neither_change_nor_leave_nor_come(listed, book):
    other = draft(book)
    other.save()
    stray = Giver.objects.create(voucher=other, position=1, name="Người lạ", amount=1)
    giver = listed.givers.first()

    assert refused(lambda: Giver.objects.filter(pk=giver.pk).update(amount=1)) == POSTED
    assert refused(lambda: Giver.objects.filter(pk=giver.pk).update(voucher=other)) == POSTED
    assert refused(lambda: Giver.objects.filter(pk=stray.pk).update(voucher=listed, position=9)) == POSTED
    assert refused(lambda: Giver.objects.bulk_create([Giver(voucher=listed, position=9, name="X", amount=1)])) == POSTED
    assert refused(lambda: sql("DELETE FROM funds_giver WHERE id = %s", giver.pk)) == POSTED
    assert list(listed.givers.values_list("amount", flat=True)) == [20_000, 30_000]


def test_a_receipt_is_posted_with_givers_that_add_up_even_where_they_came_first(book):
    receipt = draft(book)
    receipt.save()
    Giver.objects.create(voucher=receipt, position=1, name="Hoàng Thị Lan", amount=99_999)

    assert refused(lambda: Voucher.objects.filter(pk=receipt.pk).update(**posted())) == GIVERS
    with transaction.atomic():
        Giver.objects.bulk_create([Giver(voucher_id=987_654, position=1, name="Đến trước", amount=1)])
        assert refused(draft(book, pk=987_654, **posted()).save) == GIVERS
        transaction.set_rollback(True)


def test_no_payment_gets_past_the_second_person_by_another_name_or_writer(book, cast):
    book.take_in(10_000_000)
    actions.set_approval(fund=book.fund, approval_above=100_000, by=cast.office)
    both = {"written_by": cast.treasurer, "posted_by": cast.treasurer}
    waiting = paying(book, written_by=cast.treasurer)
    waiting.save()

    assert refused(paying(book, **posted(**both)).save) == UNAPPROVED
    assert refused(paying(book, **posted()).save) == UNAPPROVED
    assert refused(paying(book, **posted(written_by=cast.treasurer)).save) == UNAPPROVED
    assert refused(paying(book, **posted(posted_by=cast.treasurer)).save) == UNAPPROVED
    for series, number in (("receipt", 2), ("adjustment", 1)):
        assert refused(paying(book, series=series, **posted(number=number, **both)).save) == BOOK
    post = {"posted_by": cast.treasurer, **posted()}
    assert refused(lambda: Voucher.objects.filter(pk=waiting.pk).update(**post)) == UNAPPROVED
    with_another = {"written_by": cast.office, **post}
    assert refused(lambda: Voucher.objects.filter(pk=waiting.pk).update(**with_another)) == (
        "Người lập phiếu không đổi được."
    )
    Voucher.objects.filter(pk=waiting.pk).update(posted_by=cast.office, **posted())
    assert book.fund.vouchers.get(series="payment").number == 1


def test_a_voucher_dropped_is_never_posted_and_a_posted_one_never_dropped(book):
    dropped = paying(book, dropped_at=timezone.now(), dropped_because="Thôi")
    dropped.save()

    with pytest.raises(IntegrityError, match="voucher_dropped_only_unposted"), transaction.atomic():
        Voucher.objects.filter(pk=dropped.pk).update(**posted())
    voucher = book.take_in(1)
    assert refused(lambda: Voucher.objects.filter(pk=voucher.pk).update(dropped_at=timezone.now())) == POSTED


def test_a_reversal_is_never_a_draft_nor_earlier_nor_reversed_itself(book):
    voucher = book.take_in(100_000, date(2023, 5, 1))
    mirror = {
        "series": "adjustment", "from_account": voucher.to_account, "to_account": voucher.from_account,
        "reverses": voucher,
    }  # fmt: skip

    assert refused(draft(book, **mirror).save) == MIRROR
    assert refused(draft(book, **mirror, dated_on=date(2023, 4, 30), **posted()).save) == MIRROR
    assert refused(draft(book, **mirror | {"series": "payment"}, **posted()).save) == MIRROR
    reversal = book.reverse(voucher)
    again = {"series": "adjustment", "reverses": reversal, "dated_on": date(2023, 8, 1)}
    assert refused(draft(book, **again, **posted(number=2)).save) == MIRROR


def test_a_closed_period_takes_nothing_by_any_way(book, cast):
    closing = actions.close_book(fund=book.fund, kind="month", year=2023, month=5, by=cast.treasurer)
    waiting = draft(book, dated_on=date(2023, 5, 20))
    waiting.save()

    assert refused(draft(book, dated_on=date(2023, 5, 31), **posted()).save) == CLOSED
    assert refused(lambda: Voucher.objects.bulk_create([draft(book, dated_on=date(2023, 1, 1), **posted())])) == CLOSED
    assert refused(lambda: Voucher.objects.filter(pk=waiting.pk).update(**posted())) == CLOSED
    assert refused(lambda: Closing.objects.update(until=date(2023, 1, 31))) is not None
    assert refused(lambda: Closing.objects.all().delete()) is not None
    assert refused(lambda: sql("UPDATE funds_closing SET balance = balance + 1, receipts = receipts + 1")) is not None
    with pytest.raises(IntegrityError, match="closing_reopened_with_reason"), transaction.atomic():
        sql("UPDATE funds_closing SET reopened_at = closed_at")
    actions.reopen_book(closing=closing, reason="Sót phiếu", by=cast.treasurer)
    assert refused(lambda: Closing.objects.update(reopened_at=None, reopened_because="")) is not None
    Voucher.objects.filter(pk=waiting.pk).update(**posted())


def test_a_closing_and_a_count_say_what_the_book_says(book, cast):
    book.take_in(100_000, date(2023, 5, 1))
    closing = actions.close_book(fund=book.fund, kind="month", year=2023, month=5, by=cast.treasurer)
    facts = {"fund": book.fund, "kind": "year", "starts_on": date(2023, 1, 1), "until": date(2023, 12, 31)}

    assert refused(lambda: Closing.objects.create(**facts, opening=0, receipts=1, payments=0, balance=1)) == (
        "Số dư khóa sổ phải đúng số dư của sổ đến ngày đó."
    )
    copy = {f.attname: getattr(closing, f.attname) for f in Closing._meta.concrete_fields}
    assert refused(lambda: Closing.objects.bulk_create([Closing(**copy)])) == "Sổ đã khóa đến ngày này rồi."
    assert refused(lambda: Closing.objects.bulk_create([Closing(**copy | {"id": None})])) == (
        "Sổ đã khóa đến ngày này rồi."
    )
    count = {"account": book.cash, "counted_on": date(2023, 6, 1), "found": 5, "in_book": 5}
    assert refused(lambda: Count.objects.create(**count)) == "Số trên sổ phải đúng số dư của tài khoản ngày đó."
    actions.record_count(account=book.cash, counted_on=date(2023, 6, 1), found=100_000, by=cast.treasurer)
    assert refused(lambda: Count.objects.update(found=1, explanation="Sửa")) is not None
    assert refused(lambda: sql("DELETE FROM funds_count")) is not None


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("table", ["funds_fund", "funds_account", "funds_closing", "funds_count"])
def test_replace_writes_over_no_purse_no_account_no_closing_and_no_count(table, book, cast):
    actions.close_book(fund=book.fund, kind="month", year=2023, month=5, by=cast.treasurer)
    actions.record_count(account=book.cash, counted_on=date(2023, 6, 1), found=0, by=cast.treasurer)

    assert refused(lambda: sql(f"REPLACE INTO {table} SELECT * FROM {table}")) is not None


def test_a_campaign_never_pays_what_it_does_not_hold(cast):
    campaign = actions.open_fund(
        unit=cast.con_minh, name="Xây thư viện", kind="campaign", opened_on=date(2023, 1, 1), by=cast.treasurer
    )
    book = writer(campaign, cast.treasurer)
    receipt = book.take_in(100_000)
    waiting = paying(book, 100_001)
    waiting.save()

    assert refused(paying(book, 100_001, **posted()).save) == "Đợt vận động không còn đủ tiền để chi."
    assert refused(lambda: Voucher.objects.filter(pk=waiting.pk).update(**posted())) is not None
    paying(book, 60_000, **posted()).save()
    mirror = {"series": "adjustment", "from_account": book.cash, "to_account": receipt.from_account}
    assert refused(draft(book, **mirror, reverses=receipt, **posted()).save) == "Đợt vận động không còn đủ tiền để chi."
    assert refused(lambda: Fund.objects.filter(pk=campaign.pk).update(kind="general", purpose="")) is not None


def test_a_paid_list_stands_still_and_is_paid_once(book, cast):
    book.take_in(10_000_000)
    grants, free = grant_list(book, cast, 300_000, 200_000), grant_list(book, cast, 1)
    pay_list(book, cast, grants, 500_000)
    stray = free.grants.get()

    assert refused(lambda: Grant.objects.filter(grant_list=grants).update(amount=1)) == GRANTED
    assert refused(lambda: Grant.objects.filter(pk=stray.pk).update(grant_list=grants, position=9)) == GRANTED
    assert refused(lambda: grants.grants.all().delete()) == GRANTED
    assert refused(lambda: GrantList.objects.filter(pk=grants.pk).update(name="Khác")) == GRANTED
    twice = paying(book, 500_000, pays=grants, **posted(number=2))
    assert refused(twice.save) == "Danh sách trao này đã có phiếu chi rồi."
    less = paying(book, 2, pays=free, **posted(number=2))
    assert refused(less.save) == "Phiếu chi phải đúng quỹ và đúng tổng số tiền của danh sách trao."


def test_a_transfer_is_received_in_the_purse_it_was_sent_to_and_undone_from_that_end(book, neighbour_book, cast):
    book.take_in(10_000_000)
    sent = actions.send_money(
        fund=book.fund,
        account=book.cash,
        sent_to=neighbour_book.fund,
        amount=400_000,
        dated_on=date(2023, 6, 1),
        reason="San sẻ",
        by=cast.treasurer,
    )
    mirror = {
        "series": "adjustment", "from_account": sent.to_account, "to_account": book.cash, "amount": 400_000,
        "dated_on": date(2023, 7, 1), "reverses": sent,
    }  # fmt: skip
    elsewhere = draft(book, from_account=sent.to_account, amount=400_000, transfer_of=sent, dated_on=date(2023, 6, 2))

    assert refused(draft(book, **mirror, **posted()).save) == (
        "Bên nhận còn phiếu thu của khoản chuyển này; hủy phiếu đó trước."
    )
    assert refused(elsewhere.save) == "Phiếu nhận phải đúng quỹ, đúng số tiền của phiếu chuyển."
    assert refused(paying(book, sent_to=book.fund).save) == "Phiếu chuyển phải là phiếu chi sang một quỹ khác."
