"""Lists of recipients: written by rows, pasted, paid, published, and forgetting who asks to be forgotten."""

from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from chapters.actions import admit_member, erase_member, merge_members, record_request
from funds import actions
from funds.actions import GrantLine
from funds.models import Account, Donor, Giver, Grant, GrantList, Voucher
from funds.papers.recipients import public_list, signing_list
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.history import history_of
from khuyenhoc.models import Change
from khuyenhoc.names import initials

from ..refusals import refused
from .test_pages import cells, page

LINES = [
    GrantLine("Nông Thị Bình", "pupil", 500_000, "Lớp 9A, Trường THCS Côn Minh", note="Bố mất sớm"),
    GrantLine("Hoàng Thị Lan", "adult", 1_000_000, "Thôn Bản Cào", shares=2),
]


@pytest.fixture
def gifts(cast, book):
    book.take_in(5_000_000)
    return make(cast, book)


def make(cast, book, lines=LINES, name="Học bổng đầu năm học", on=date(2023, 9, 5)):
    return actions.make_grant_list(
        fund=book.fund, kind="scholarship", name=name, given_on=on, lines=lines, by=cast.treasurer
    )


def pay(cast, book, gifts, amount=1_500_000):
    return actions.record_expense(
        fund=book.fund,
        purpose=Account.objects.get(fund=None, code="scholarships"),
        account=book.cash,
        amount=amount,
        dated_on=date(2023, 9, 5),
        party="Theo danh sách",
        reason="Học bổng",
        pays=gifts,
        by=cast.treasurer,
    )


def sent(rows, **more):
    """The form as a browser sends it, without any script."""
    data = {
        "kind": "reward",
        "name": "Thưởng học sinh giỏi",
        "given_on": "30/5/2023",
        "usual_recipient": "pupil",
        "dong-TOTAL_FORMS": len(rows),
        "dong-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        data |= {f"dong-{number}-{name}": value for name, value in row.items()}
    return data | more


def texts(response):
    return " ".join(response.content.decode().split())


# Written by rows


def test_a_list_is_typed_by_rows_with_what_holds_for_the_rows_left_empty(cast, book, as_user):
    rows = [
        {"name": "Lý Văn Sơn", "school": "Lớp 5B"},
        {},
        {"name": "Bàn Thị Mẩy", "recipient": "student", "shares": "2"},
    ]

    response = as_user(cast.treasurer).post(
        f"/quy/{book.fund.pk}/trao/moi/", sent(rows, usual_amount="100 nghìn"), follow=True
    )

    made = GrantList.objects.get()
    assert response.redirect_chain[-1][0] == f"/quy/trao/{made.pk}/"
    assert list(made.grants.values_list("name", "recipient", "shares", "amount")) == [
        ("Lý Văn Sơn", "pupil", 1, 100_000),
        ("Bàn Thị Mẩy", "student", 2, 200_000),
    ]


def test_nothing_typed_is_lost_when_a_row_cannot_be_read(cast, book, as_user):
    rows = [{"name": "Lý Văn Sơn", "amount": "12,500"}, {"name": "Bàn Thị Mẩy"}]

    html = texts(as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/trao/moi/", sent(rows)))

    assert "Danh sách chưa được lưu" in html
    assert 'value="12,500"' in html
    assert 'value="Bàn Thị Mẩy"' in html
    assert not GrantList.objects.exists()

    html = texts(as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/trao/moi/", sent([{"name": "Bàn Thị Mẩy"}])))
    assert "Xin ghi số tiền, hoặc ghi số tiền của mỗi suất ở trên." in html


def test_lines_pasted_from_a_spreadsheet_stand_in_the_rows_behind_what_was_typed(cast, book, as_user):
    pasted = "TT\tHọ và tên\n1\tTriệu Văn An\tsinh viên\tĐại học\t1\t300.000\tmồ côi\nHà Thị Yến"
    data = sent([{"name": "Lý Văn Sơn", "amount": "50.000"}], pasted=pasted, paste="1")

    html = texts(as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/trao/moi/", data))

    found = [
        html.index(f'value="{words}"') for words in ("Lý Văn Sơn", "Triệu Văn An", "300.000", "mồ côi", "Hà Thị Yến")
    ]
    assert found == sorted(found)
    assert '<option value="student" selected>' in html
    assert 'value="Thưởng học sinh giỏi"' in html
    assert not GrantList.objects.exists()


def test_a_class_is_read_as_lists_write_it_and_one_that_is_none_stays_and_is_refused_in_its_box(cast, book, as_user):
    url, client = f"/quy/{book.fund.pk}/trao/moi/", as_user(cast.treasurer)

    pasted = texts(client.post(url, sent([], pasted="Hoàng Thị Nga\tGV\nVô Danh\tngười lạ", paste="1")))
    refused = texts(client.post(url, sent([{"name": "Vô Danh", "recipient": "người lạ", "amount": "50.000"}])))
    client.post(url, sent([{"name": "Hoàng Thị Nga", "recipient": "GV", "amount": "50.000"}]))

    assert '<option value="teacher" selected>' in pasted
    assert '<option value="người lạ" selected>' in pasted
    assert "“người lạ” không có trong danh sách đối tượng." in refused
    assert '<option value="người lạ" selected>' in refused
    assert list(Grant.objects.values_list("name", "recipient")) == [("Hoàng Thị Nga", "teacher")]


def test_a_line_of_nought_is_refused_beside_its_amount(cast, book, as_user):
    rows = [{"name": "Lý Văn Sơn", "amount": "0"}]

    html = texts(as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/trao/moi/", sent(rows)))

    assert 'id="id_dong-0-amount_error">Số tiền phải lớn hơn 0.' in html
    assert not GrantList.objects.exists()


def test_the_form_sent_twice_makes_one_list(cast, book, as_user):
    client, data = as_user(cast.treasurer), sent([{"name": "Lý Văn Sơn", "amount": "50.000"}], token="mot-lan")

    for _ in range(2):
        client.post(f"/quy/{book.fund.pk}/trao/moi/", data)

    assert GrantList.objects.count() == 1


# Paid


def test_a_list_is_paid_by_the_expense_form_with_its_sum_and_then_stands(cast, book, gifts, as_user):
    client = as_user(cast.treasurer)
    assert 'value="1.500.000"' in page(client, f"/quy/trao/{gifts.pk}/chi/")

    data = {
        "dated_on": "5/9/2023",
        "purpose": Account.objects.get(code="scholarships").pk,
        "account": book.cash.pk,
        "party": "Theo danh sách ký nhận",
        "reason": "Học bổng",
        "amount": "1",
    }
    client.post(f"/quy/trao/{gifts.pk}/chi/", data)

    voucher = Voucher.objects.get(pays=gifts)
    assert (voucher.amount, str(voucher)) == (1_500_000, "PC 01/2023")
    assert client.get(f"/quy/trao/{gifts.pk}/sua/").url == gifts.get_absolute_url()
    told = client.get(f"/quy/trao/{gifts.pk}/bo/", follow=True)
    assert "Danh sách đã có PC 01/2023 thì không bỏ được." in texts(told)
    with pytest.raises(Refusal, match="Danh sách này đã có PC 01/2023"):
        actions.drop_grant_list(grant_list=gifts, reason="Nhầm", by=cast.treasurer)
    book.reverse(voucher, date(2023, 9, 6))
    assert actions.drop_grant_list(grant_list=gifts, reason="Nhầm", by=cast.treasurer).dropped_because == "Nhầm"


def test_rewards_of_teachers_alone_go_to_their_own_purpose(cast, book, as_user):
    line = GrantLine("Cô Hà", "teacher", 300_000)
    teachers, mixed = (
        actions.make_grant_list(
            fund=book.fund, kind="reward", name="Thưởng", given_on=date(2023, 5, 30), lines=lines, by=cast.treasurer
        )
        for lines in ([line], [line, *LINES])
    )

    for found, purpose in ((teachers, "Khen thưởng giáo viên"), (mixed, "Khen thưởng học sinh, sinh viên")):
        html = page(as_user(cast.treasurer), f"/quy/trao/{found.pk}/chi/")
        assert f"selected>{purpose}</option>" in html


def test_suat_luot_nguoi_and_dong_are_told_apart_per_list_year_and_class(cast, book, gifts, as_user):
    again = [GrantLine("Nông Thị Bình", "pupil", 200_000, "Lớp 9A, Trường THCS Côn Minh")]
    make(cast, book, again, "Thưởng cuối năm", date(2023, 12, 20))
    make(cast, book, again, "Năm sau", date(2024, 1, 5))
    dropped = make(cast, book, again, "Bỏ", date(2023, 12, 21))
    actions.drop_grant_list(grant_list=dropped, reason="Nhầm", by=cast.treasurer)

    html = page(as_user(cast.office), "/quy/trao/?nam=2023")

    by_class = html[html.index("Cả năm, theo đối tượng") :]
    assert cells(by_class)[1:] == [
        ["Học sinh", "2", "2", "1", "700.000"],
        ["Người lớn", "2", "1", "1", "1.000.000"],
        ["Cộng", "4", "3", "2", "1.700.000"],
    ]
    assert ["20/12/2023", "1", "1", "1", "200.000"] in [row[1:] for row in cells(html)]


@pytest.mark.parametrize("lists", [1, 3])
def test_the_lists_ask_as_much_for_three_as_for_one(cast, book, as_user, django_assert_num_queries, lists):
    for number in range(lists):
        make(cast, book, name=f"Đợt {number}")
    client = as_user(cast.office)
    page(client, "/quy/trao/")

    with django_assert_num_queries(10):
        page(client, "/quy/trao/")


# Published


@pytest.mark.parametrize(
    "name, published",
    [
        ("Nguyễn Văn An", "N.V.A."),
        ("ĐỖ THỊ ÁNH", "Đ.T.Á."),
        ("Gia đình ông Lò Văn Páo", "L.V.P."),
        ("hoàng lan", "H.L."),
        ("Bàn Thị Ơn (con bà Mẩy)", "B.T.Ơ."),
        ("Hà Văn Tú (Bố mất", "H.V.T."),
        ("An", "A."),
    ],
)
def test_only_the_first_letters_of_a_name_are_published(name, published):
    assert initials(name) == published


def test_the_public_list_has_initials_and_school_and_never_the_name_or_the_hardship(cast, gifts, as_user):
    html = page(as_user(cast.office), f"/quy/trao/{gifts.pk}/cong-khai/")
    (table,) = public_list(gifts).tables

    assert [line[1] for line in table.lines] == ["N.T.B.", "H.T.L."]
    assert "Lớp 9A, Trường THCS Côn Minh" in html
    for secret in ("Nông Thị Bình", "Bố mất sớm"):
        assert secret not in html
    assert [line[1] for line in signing_list(gifts).tables[0].lines] == ["Nông Thị Bình", "Hoàng Thị Lan"]


def test_the_public_list_does_not_tell_in_which_hamlet_a_family_lives(gifts):
    gifts.grants.filter(name="Nông Thị Bình").update(recipient="family", school="Thôn Bản Cào")

    lines = {line[1]: line[3] for line in public_list(gifts).tables[0].lines}

    assert lines["N.T.B."] == ""
    assert {line[1]: line[3] for line in signing_list(gifts).tables[0].lines}["Nông Thị Bình"] == "Thôn Bản Cào"


def test_leaders_read_the_list_without_the_reason_of_hardship(cast, gifts, as_user):
    assert "Bố mất sớm" in page(as_user(cast.con_minh_officer), gifts.get_absolute_url())

    html = page(as_user(cast.leader), gifts.get_absolute_url())
    assert "Nông Thị Bình" in html
    assert "Bố mất sớm" not in html


# Who they are


def test_a_member_s_record_shows_what_she_received_once_she_is_linked_also_after_the_payment(
    cast, book, gifts, as_user
):
    pay(cast, book, gifts)
    grant = gifts.grants.get(name="Hoàng Thị Lan")
    assert "Đã được quỹ trao" not in page(as_user(cast.office), f"/hoi-vien/{cast.lan.pk}/")

    as_user(cast.office).post(f"/quy/trao/nguoi/{grant.pk}/hoi-vien/", {"member": cast.lan.pk})

    html = page(as_user(cast.office), f"/hoi-vien/{cast.lan.pk}/")
    assert "Đã được quỹ trao" in html
    assert "1.000.000" in html
    assert "Đã được quỹ trao" not in page(as_user(cast.chapter_officer), f"/hoi-vien/{cast.lan.pk}/")
    with pytest.raises(Refusal, match="Không có hội viên này trong phạm vi"):
        actions.link_grant(grant=grant, member=cast.lan, by=cast.treasurer)


def test_two_records_of_a_member_merge_though_one_stands_on_a_paid_list(cast, book, gifts):
    double = admit_member(unit=cast.ban_cao, name="Hoàng Thị Lan", since=date(2021, 1, 1), by=cast.office)
    grant = actions.link_grant(grant=gifts.grants.get(name="Hoàng Thị Lan"), member=double, by=cast.office)
    pay(cast, book, gifts)

    merge_members(keep=cast.lan, gone=double, by=cast.office)

    assert Grant.objects.get(pk=grant.pk).member == cast.lan


def test_a_paid_line_changes_in_nothing_but_whose_it_is_and_that_it_is_forgotten(cast, book, gifts):
    pay(cast, book, gifts)
    line = Grant.objects.filter(grant_list=gifts, position=1)
    said = "Danh sách trao đã chi không sửa được; muốn sửa, hãy hủy phiếu chi rồi lập lại."

    for changed in (
        {"amount": 1},
        {"name": "Người khác"},
        {"name": "Người đã xóa thông tin 1"},  # the note would stay
        {"name": "Người đã xóa thông tin và còn nói nhiều điều khác", "note": ""},
        {"name": "Người đã xóa thông tin 1", "note": "", "shares": 9},
    ):
        assert refused(partial(line.update, **changed)) == said
    line.update(name="Người đã xóa thông tin 1", note="")


# Forgotten


def test_a_recipient_who_asks_is_forgotten_in_every_list_of_the_unit_and_all_counts_stay(cast, book, gifts):
    again = make(cast, book, [GrantLine("Nông Thị Bình", "pupil", 1, "Lớp 9A, Trường THCS Côn Minh")], "Đợt hai")
    pay(cast, book, gifts)
    before = Grant.objects.all().totals()

    with pytest.raises(NotAllowed):
        actions.forget_recipient(grant=gifts.grants.first(), by=cast.treasurer)
    actions.forget_recipient(grant=gifts.grants.first(), by=cast.office)

    assert Grant.objects.all().totals() == before
    found = [gifts.grants.first(), again.grants.get()]
    assert [one.name for one in found] == [f"Người đã xóa thông tin {found[0].pk}"] * 2
    said = str(list(Change.objects.filter(table_name="funds_grant").values()))
    assert "Nông Thị Bình" not in said
    assert "Bố mất sớm" not in said
    assert public_list(gifts).tables[0].lines[0][1] == "–"


def test_erasing_a_member_takes_her_name_out_of_the_lists_too(cast, book, gifts):
    grant = actions.link_grant(grant=gifts.grants.get(name="Hoàng Thị Lan"), member=cast.lan, by=cast.office)
    pay(cast, book, gifts)
    with pytest.raises(Refusal, match="Người này là hội viên"):
        actions.forget_recipient(grant=grant, by=cast.office)
    request = record_request(
        unit=cast.ban_cao, member=cast.lan, kind="erase", way="paper", received_on=timezone.localdate(), by=cast.office
    )

    assert Grant.objects.erasure_words(cast.lan)["goes"] == "tên và ghi chú ở 1 dòng trong danh sách trao của quỹ"
    erase_member(member=cast.lan, request=request, reason="Theo đơn", by=cast.office)

    forgotten = Grant.objects.get(pk=grant.pk)
    assert (forgotten.name, forgotten.amount) == (f"Người đã xóa thông tin {grant.pk}", 1_000_000)
    assert "Hoàng Thị Lan" not in str(list(Change.objects.of(forgotten).values()))


def test_a_donor_who_asks_is_forgotten_in_the_register_and_in_lists_of_givers_but_not_on_vouchers(cast, book, as_user):
    donor = actions.add_donor(unit=cast.con_minh, name="Bà Nhàn", phone="0912000111", address="Phố Mới", by=cast.office)
    givers = [actions.GiverLine("Bà Nhàn", 20_000, "Phố Mới", donor), actions.GiverLine("Ông Sình", 30_000)]
    listed = actions.record_contribution(
        fund=book.fund,
        source=Account.objects.get(code="members"),
        account=book.cash,
        amount=50_000,
        dated_on=date(2023, 5, 1),
        party="Bà Nhàn",
        reason="Ủng hộ",
        givers=givers,
        by=cast.treasurer,
    )

    client = as_user(cast.office)
    assert "Tên đã ghi trên 0 phiếu thu" in page(client, f"/quy/nguoi-ung-ho/{donor.pk}/xoa-thong-tin/")
    assert "Chỉ xóa theo yêu cầu." in texts(client.post(f"/quy/nguoi-ung-ho/{donor.pk}/xoa-thong-tin/", {}))
    client.post(f"/quy/nguoi-ung-ho/{donor.pk}/xoa-thong-tin/", {"is_asked": "on"})

    donor = Donor.objects.get(pk=donor.pk)
    assert (donor.name, donor.address, donor.phone) == (f"Người đã xóa thông tin {donor.pk}", "", "")
    lines = Giver.objects.filter(voucher=listed).values_list("name", "address", "amount")
    assert list(lines) == [(donor.name, "", 20_000), ("Ông Sình", "", 30_000)]
    assert Voucher.objects.get(pk=listed.pk).party == "Bà Nhàn"
    for record in (donor, *Giver.objects.filter(donor=donor)):
        assert "Phố Mới" not in str(list(Change.objects.of(record).values()))


def test_what_was_posted_is_never_blanked_in_the_log(cast, book):
    voucher = book.take_in(1_000)

    with pytest.raises(Exception, match="Chứng từ đã ghi sổ"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO khuyenhoc_erasure (table_name, row_id, at) VALUES ('funds_voucher', %s, CURRENT_TIMESTAMP)",
            [voucher.pk],
        )
    assert history_of(voucher)
