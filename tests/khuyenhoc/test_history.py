from datetime import UTC, date, datetime

import pytest
from django.db import connection

from chapters.actions import end_membership, update_member, update_unit
from chapters.models import Membership, Unit
from funds.actions import open_fund, record_contribution
from funds.models import Account, Voucher
from khuyenhoc.files import store_file
from khuyenhoc.history import NOBODY_KNOWN, Entry, entries, history_of
from khuyenhoc.models import Change


@pytest.fixture
def voucher(cast):
    fund = open_fund(unit=cast.con_minh, name="Quỹ xã", opened_on=date(2023, 1, 1), by=cast.admin)
    return record_contribution(
        fund=fund,
        source=Account.objects.get(fund=None, code="benefactors"),
        account=fund.accounts.get(kind=Account.Kind.CASH),
        amount=1_200_000,
        dated_on=date(2023, 5, 4),
        party="Bà con thôn Bản Cào",
        reason="Ủng hộ năm học mới",
        by=cast.admin,
    )


def change(**values):
    defaults = {
        "id": 1,
        "at": datetime(2023, 11, 30, 9, 5, tzinfo=UTC),
        "table_name": "chapters_unit",
        "row_id": 0,
        "operation": "update",
        "actor_name": "Người quản trị",
    }
    return Change(**{**defaults, **values})


def test_a_change_of_name_reads_from_what_to_what(cast):
    update_unit(unit=cast.ban_cao, name="Chi hội thôn Bản Cào Mới", by=cast.con_minh_officer)

    latest = history_of(cast.ban_cao)[0]

    assert latest == Entry(
        at=Change.objects.first().at,
        who="Cán bộ Côn Minh",
        through="dòng lệnh",
        title="Sửa đơn vị Chi hội thôn Bản Cào Mới",
        lines=["Tên: “Chi hội thôn Bản Cào” → “Chi hội thôn Bản Cào Mới”"],
        url=f"/to-chuc/{cast.ban_cao.pk}/",
        deed="Sửa đơn vị",
    )


def test_a_new_unit_lists_what_was_given_in_the_order_of_its_form(cast):
    first = history_of(cast.con_minh)[-1]

    assert first.title == "Thêm đơn vị xã Côn Minh"
    assert first.lines == [
        "Mã: “02173”",
        "Loại: xã",
        "Danh xưng: “xã”",
        "Tên: “Côn Minh”",
        "Đơn vị cấp trên: huyện Na Rì",
        "Có tổ chức Hội từ: 01/01/2001",
        "Quản lý danh sách hội viên tại đây: không",
    ]


def test_choices_yes_and_no_years_and_what_is_left_empty_read_as_on_the_page(cast):
    update_member(member=cast.lan, sex="", birth_year=1961, has_card=True, by=cast.con_minh_officer)

    assert history_of(cast.lan)[0].lines == [
        "Giới tính: nữ → để trống",
        "Năm sinh: 1960 → 1961",
        "Đã có thẻ hội viên: không → có",
    ]


def test_dates_and_references_are_written_out(cast):
    membership = Membership.objects.get(member=cast.lan)
    end_membership(membership=membership, until=date(2023, 6, 5), exit="moved_out", by=cast.con_minh_officer)

    ended, joined = history_of(membership)

    assert ended.title == "Sửa sinh hoạt Hoàng Thị Lan – Chi hội thôn Bản Cào"
    assert ended.lines == ["Thôi từ ngày: để trống → 05/06/2023", "Cách thôi: để trống → chuyển đi"]
    assert joined.lines == [
        "Hội viên: Hoàng Thị Lan",
        "Đơn vị: Chi hội thôn Bản Cào",
        "Từ ngày: 01/05/2020",
        "Cách vào: kết nạp",
        "Được tính ở đơn vị này: có",
    ]


def test_money_is_grouped_and_named_and_moments_are_local(voucher):
    lines = history_of(voucher)[0].lines

    assert "Số tiền: 1.200.000\N{NO-BREAK SPACE}đồng" in lines
    assert "Năm: 2023" in lines
    assert f"Ghi sổ lúc: {local(voucher.posted_at)}" in lines


def local(moment):
    return moment.astimezone().strftime("%d/%m/%Y %H:%M")


def test_sql_from_outside_has_no_known_author(cast):
    Unit.objects.filter(pk=cast.cho_a.pk).update(keeps_roster=True)

    latest = history_of(cast.cho_a)[0]

    assert (latest.who, latest.through) == (NOBODY_KNOWN, "")
    assert latest.lines == ["Quản lý danh sách hội viên tại đây: không → có"]


def test_the_history_of_several_records_is_one_newest_first_and_no_longer_than_asked(cast):
    update_unit(unit=cast.ban_cao, code="A1", by=cast.admin)
    update_member(member=cast.lan, phone="0911222333", by=cast.admin)

    titles = [entry.title for entry in history_of(cast.ban_cao, cast.lan, limit=3)]

    assert titles == [
        "Sửa hội viên Hoàng Thị Lan",
        "Sửa đơn vị Chi hội thôn Bản Cào",
        "Thêm hội viên Hoàng Thị Lan",
    ]


def test_a_column_the_model_no_longer_has_keeps_its_own_name_and_comes_last(cast):
    entry = entries(
        [change(row_id=cast.con_minh.pk, before={"shade": "xanh", "name": "A"}, after={"shade": "đỏ", "name": "B"})]
    )[0]

    assert entry.lines == ["Tên: “A” → “B”", "shade: xanh → đỏ"]


def test_a_value_from_when_its_column_was_of_another_kind_is_shown_as_it_was_written(cast):
    entry = entries([change(operation="insert", after={"opened_on": "mùa xuân", "keeps_roster": "có lẽ"})])[0]

    assert entry.lines == ["Thành lập ngày: mùa xuân", "Quản lý danh sách hội viên tại đây: có lẽ"]


def test_a_file_is_told_without_reading_its_bytes(cast, django_assert_num_queries):
    kept = store_file(name="Quyết định 15.pdf", content=b"%PDF-1.7", by=cast.office)

    with django_assert_num_queries(3) as read:  # changes, files, users
        told = history_of(kept)[0]

    assert told.title.endswith("Quyết định 15.pdf")
    assert told.lines[:3] == ["Tên tệp: “Quyết định 15.pdf”", "Loại: “application/pdf”", "Cỡ (byte): 8"]
    assert told.lines[-1] == "Người lưu: Thường trực Hội"
    assert not [query for query in read.captured_queries if '"content"' in query["sql"]]


def test_a_table_that_is_gone_and_a_record_that_is_gone_are_still_told(cast):
    told = entries(
        [
            change(table_name="old_table", row_id=7, operation="insert", after={"name": "A"}),
            change(row_id=999_999, operation="delete", before={"name": "Cũ", "parent_id": 888_888}),
        ]
    )

    assert [(entry.title, entry.lines, entry.url) for entry in told] == [
        ("Thêm old_table số 7", ["name: A"], None),
        ("Xóa đơn vị số 999999", ["Tên: “Cũ”", "Đơn vị cấp trên: số 888888"], None),
    ]


def test_both_engines_ways_of_writing_a_value_read_alike(cast):
    sqlite = {"keeps_roster": 0, "opened_on": "2020-02-01"}
    postgresql = {"keeps_roster": False, "opened_on": "2020-02-01"}
    moments = ["2023-05-04 02:30:00.123456", "2023-05-04T02:30:00.123456+00:00", "2023-05-04T09:30:00.123456+07:00"]

    units = entries([change(operation="insert", after=after) for after in (sqlite, postgresql)])
    posted = entries(
        [change(table_name="funds_voucher", operation="insert", after={"posted_at": moment}) for moment in moments]
    )

    assert {tuple(entry.lines) for entry in units} == {
        ("Thành lập ngày: 01/02/2020", "Quản lý danh sách hội viên tại đây: không")
    }
    assert {tuple(entry.lines) for entry in posted} == {("Ghi sổ lúc: 04/05/2023 09:30",)}


@pytest.mark.parametrize("vouchers", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_entries(voucher, cast, vouchers, django_assert_num_queries):
    for number in range(vouchers - 1):
        record_contribution(
            fund=voucher.fund,
            source=voucher.from_account,
            account=voucher.to_account,
            amount=10_000 + number,
            dated_on=date(2023, 5, 5),
            party="Gia đình ông Hoàng",
            reason="Ủng hộ",
            by=cast.admin,
        )
    changes = list(Change.objects.filter(table_name=Voucher._meta.db_table))

    with django_assert_num_queries(4):  # vouchers, funds, accounts, users
        told = entries(changes)

    assert len(told) == vouchers


def test_the_state_is_the_same_until_something_is_written_however_it_is(cast):
    before = Change.objects.state()
    assert Change.objects.state() == before

    update_unit(unit=cast.ban_cao, name="Chi hội thôn Bản Cào Mới", by=cast.con_minh_officer)
    by_verb = Change.objects.state()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE chapters_unit SET name = 'Bản Cào Hai' WHERE id = %s", [cast.ban_cao.pk])

    assert len({before, by_verb, Change.objects.state()}) == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writes after the other")
def test_what_is_committed_after_newer_entries_makes_another_state(shared):
    """The slow one draws the number of its entry first and commits last."""
    rename = "UPDATE chapters_unit SET name = name || ' mới' WHERE id = %s"
    slow = connection.copy()
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute(rename, [shared.ban_cao.pk])
        with connection.cursor() as cursor:
            cursor.execute(rename, [shared.cho_a.pk])
        before = Change.objects.state()
        last = Change.objects.first().pk
        slow.commit()
    finally:
        slow.close()

    assert Change.objects.first().pk == last
    assert Change.objects.state() != before
