"""One receipt with a list of givers: its form, with scripts and without, and what the list says afterwards."""

from functools import partial

import pytest
from django.db import DatabaseError, transaction

from funds.actions import forget_giver
from funds.models import Donor, Giver, Voucher
from khuyenhoc.actions import Refusal
from khuyenhoc.models import Change

from .test_vouchers import receipt, text

HOUSEHOLDS = (("Hoàng Văn Páo", "Thôn Bản Cào", "20.000"), ("Nông Thị Mỷ", "Thôn Chợ A", "50 nghìn"), ("", "", ""))


def listed(book, rows=HOUSEHOLDS, **values):
    names, addresses, amounts = (list(column) for column in zip(*rows, strict=True))
    given = {"giver_name": names, "giver_address": addresses, "giver_amount": amounts, "amount": "", "goods": ""}
    return receipt(book, party="Chi hội trưởng Bản Cào") | given | values


@pytest.fixture
def treasurer(cast, as_user):
    return as_user(cast.treasurer)


@pytest.fixture
def path(book):
    return f"/quy/{book.fund.pk}/thu/bang-ke/"


def test_one_receipt_is_written_for_all_who_gave(book, treasurer, path):
    html = text(treasurer.post(path, listed(book), follow=True))

    voucher = Voucher.objects.get()
    assert (str(voucher), voucher.amount, voucher.party) == ("PT 01/2023", 70_000, "Chi hội trưởng Bản Cào")
    assert list(voucher.givers.values_list("position", "name", "address", "amount")) == [
        (1, "Hoàng Văn Páo", "Thôn Bản Cào", 20_000),
        (2, "Nông Thị Mỷ", "Thôn Chợ A", 50_000),
    ]
    assert "Đã ghi PT 01/2023: 70.000 đồng (Bảy mươi nghìn đồng)." in html
    assert "Cộng 2 người" in html
    assert book.fund.balance() == 70_000


def test_the_same_list_sent_twice_is_one_receipt(book, treasurer, path):
    for _ in range(2):
        html = text(treasurer.post(path, listed(book), follow=True))

    assert "Mẫu này đã được ghi thành PT 01/2023, không ghi lần nữa." in html
    assert (Voucher.objects.count(), Giver.objects.count()) == (1, 2)


def test_the_sum_of_the_list_is_the_amount_that_was_received(book, treasurer, path):
    html = text(treasurer.post(path, listed(book, amount="80.000")))

    assert "Bảng kê cộng lại được 70.000 đồng, còn phiếu ghi 80.000 đồng. Xin xem lại." in html
    assert 'value="50 nghìn"' in html
    assert (Voucher.objects.count(), Giver.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "row,sentence",
    [
        (("Lý Văn Sang", "", ""), "Xin ghi số tiền."),
        (("", "", "20.000"), "Xin ghi tên."),
        (("Lý Văn Sang", "", "0"), "Số tiền phải lớn hơn 0."),
        (("Lý Văn Sang", "", "12,500"), "Xin viết 12.500 hoặc 12500 (không dùng dấu phẩy)."),
        (("Lý Văn Sang", "", "Số tiền"), "“Số tiền” không phải là số."),
        (("Tổng cộng", "", "20.000"), "Đây là dòng cộng, không phải người nộp. Xin xóa trắng dòng này."),
        (("", "", ""), "Bảng kê chưa có ai. Xin ghi ít nhất một dòng."),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_stays(book, treasurer, path, row, sentence):
    html = text(treasurer.post(path, listed(book, [row])))

    assert sentence in html
    assert all(f'value="{value}"' in html for value in row if value)
    assert Voucher.objects.count() == 0


def test_without_scripts_lines_are_added_and_nothing_typed_is_lost(book, treasurer, path):
    assert text(treasurer.get(path)).count('name="giver_name"') == 5

    html = text(treasurer.post(path, listed(book, [("Lý C", "", "12,500")], reason="Đợt một") | {"rows": "1"}))

    assert html.count('name="giver_name"') == 6
    assert 'value="12,500"' in html
    assert 'value="Đợt một"' in html
    assert "Xin" not in html.split("Bảng kê</h2>")[1].split("</table>")[0]


def test_the_list_never_changes_once_it_is_posted(book, treasurer, path):
    treasurer.post(path, listed(book))

    with pytest.raises(Exception, match="Chứng từ đã ghi sổ"):
        Giver.objects.filter(position=1).update(amount=1)


def test_givers_are_kept_and_known_again_by_name_and_address(cast, book, treasurer, path):
    one, other = (Donor.objects.create(unit=cast.con_minh, name="Nông Thị Mỷ", address=f"Thôn {n}") for n in "12")
    rows = [("Nông Thị Mỷ", "thôn 2", "1.000"), ("Nông Thị Mỷ", "", "2.000"), ("Lý Văn Sang", "", "3.000")]

    treasurer.post(path, listed(book, rows, keep_donor="on"))

    assert list(Giver.objects.values_list("amount", "donor__address")) == [
        (1_000, "Thôn 2"),
        (2_000, None),
        (3_000, ""),
    ]
    assert Donor.objects.count() == 3
    html = text(treasurer.get(f"/quy/nguoi-ung-ho/{other.pk}/"))
    assert "1.000 đồng" in html
    assert "trong bảng kê" in html
    assert "Chưa có lần ủng hộ nào" in text(treasurer.get(f"/quy/nguoi-ung-ho/{one.pk}/"))


def test_goods_are_described_and_valued(book, treasurer):
    goods = book.fund.accounts.get(kind="in_kind")
    path = f"/quy/{book.fund.pk}/thu/"

    assert "Xin ghi hiện vật gì, bao nhiêu và định giá theo đâu." in text(
        treasurer.post(path, receipt(book, account=goods.pk))
    )
    html = text(treasurer.post(path, receipt(book, account=goods.pk, goods="100 quyển vở theo hóa đơn"), follow=True))

    assert "100 quyển vở theo hóa đơn" in html
    assert Voucher.objects.get().to_account == goods


# Who stands only in a list and asks to be forgotten


@pytest.fixture
def voucher(book, treasurer, path):
    """Páo twice, in two lists; his namesake of Chợ A and a donor of the register beside him."""
    treasurer.post(path, listed(book, HOUSEHOLDS[:1], token="trước"))
    rows = (*HOUSEHOLDS[:2], ("Hoàng Văn Páo", "Thôn Chợ A", "30.000"))
    treasurer.post(path, listed(book, rows))
    return Voucher.objects.get(amount=100_000)


def names():
    return list(Giver.objects.order_by("pk").values_list("name", "address", "amount"))


def test_a_giver_of_no_register_is_forgotten_in_all_lists_of_the_unit_and_the_money_stands(
    cast, book, voucher, as_user
):
    first, again = Giver.objects.filter(name="Hoàng Văn Páo", address="Thôn Bản Cào").order_by("pk")
    office = as_user(cast.office)
    path = f"/quy/bang-ke/nguoi/{again.pk}/xoa-thong-tin/"
    assert f'href="{path}"' in text(office.get(voucher.get_absolute_url()))
    assert "ở 2 dòng cùng tên, cùng địa chỉ" in text(office.get(path))

    html = text(office.post(path, {"is_asked": "on", "reason": "Đơn nhận ngày 12/5"}, follow=True))

    forgotten = f"Người đã xóa thông tin {first.pk}"
    assert names() == [
        (forgotten, "", 20_000),
        (forgotten, "", 20_000),
        ("Nông Thị Mỷ", "Thôn Chợ A", 50_000),
        ("Hoàng Văn Páo", "Thôn Chợ A", 30_000),
    ]
    assert f"{forgotten}<small>Đơn nhận ngày 12/5</small>" in html
    assert book.fund.balance() == 120_000
    assert "Thôn Bản Cào" not in html
    for line in (first, again):
        assert not Change.objects.of(line).exclude(before=None, after=None)
    assert Change.objects.of(first).count() == 2
    assert office.get(path).url == voucher.get_absolute_url()


@pytest.mark.parametrize(
    "sent,said",
    [
        ({"reason": "Đơn"}, "Chỉ xóa theo yêu cầu."),
        ({"is_asked": "on"}, "Xin điền mục này."),
        ({"is_asked": "on", "reason": "  "}, "Xin điền mục này."),
    ],
)
def test_without_a_request_or_a_reason_nobody_is_forgotten(cast, voucher, as_user, sent, said):
    before = names()

    html = text(as_user(cast.office).post(f"/quy/bang-ke/nguoi/{voucher.givers.first().pk}/xoa-thong-tin/", sent))

    assert said in html
    assert names() == before


def test_the_verb_refuses_who_is_in_the_register_who_is_forgotten_and_who_may_not(cast, voucher):
    giver = voucher.givers.get(name="Nông Thị Mỷ")
    forget = partial(forget_giver, reason="Đơn", by=cast.office)
    with pytest.raises(Refusal, match="yêu cầu về dữ liệu cá nhân"):
        forget(giver=giver, by=cast.treasurer)
    with pytest.raises(Refusal, match="Xin ghi xóa theo yêu cầu nào"):
        forget(giver=giver, reason=" ")

    (gone,) = forget(giver=giver)
    with pytest.raises(Refusal, match="đã được xóa rồi"):
        forget(giver=Giver.objects.get(pk=gone.pk))

    kept = Donor(pk=7, name="Hoàng Văn Páo", unit=cast.con_minh)
    with pytest.raises(Refusal, match="có trong sổ người ủng hộ"):
        forget(giver=Giver(voucher=voucher, name="Hoàng Văn Páo", donor=kept))


def test_the_reason_of_forgetting_stands_and_is_not_written_beside_a_name(cast, voucher):
    giver, named = voucher.givers.order_by("position")[:2]
    forget_giver(giver=giver, reason="Đơn nhận ngày 12/5", by=cast.office)
    lines = Giver.objects.filter(pk=giver.pk)

    with pytest.raises(DatabaseError, match="Lý do xóa thông tin đã ghi không sửa được"), transaction.atomic():
        lines.update(forgotten_because="Khác")
    with pytest.raises(DatabaseError, match="Chứng từ đã ghi sổ không sửa"), transaction.atomic():
        lines.update(amount=1)
    with pytest.raises(DatabaseError, match="giver_reason_of_forgetting"), transaction.atomic():
        Giver.objects.filter(pk=named.pk).update(forgotten_because="Đơn")


def test_leaders_and_the_treasurer_have_no_way_to_forget(cast, voucher, as_user):
    for user in (cast.leader, cast.treasurer):
        assert "xoa-thong-tin" not in text(as_user(user).get(voucher.get_absolute_url()))
        path = f"/quy/bang-ke/nguoi/{voucher.givers.first().pk}/xoa-thong-tin/"
        assert as_user(user).get(path).status_code == 403
