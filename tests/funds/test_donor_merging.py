"""A donor added without a receipt; two records of one donor become one, and two again."""

import pytest
from django.db import IntegrityError, transaction

from funds import actions
from funds.donors import KnownDonors
from funds.models import Donor
from funds.papers.givers import statement
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.models import Change

from .test_donors import donor  # noqa: F401
from .test_pages import cells
from .test_vouchers import receipt, text

REASON = "Ghi hai lần, một lần thiếu địa chỉ"
UNLIKE = "Hồ sơ chỉ gộp vào một hồ sơ đang dùng của cùng sổ."


@pytest.fixture
def twin(cast, book, donor, as_user):  # noqa: F811
    """The same company, written a second time, with a receipt of its own."""
    made = actions.add_donor(unit=cast.con_minh, name="CTY Na Rì", by=cast.treasurer)
    sent = receipt(book, donor=made.pk, party="", amount="1 triệu", token="hai")
    as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/thu/", sent)
    return made


@pytest.fixture
def merged(cast, donor, twin):  # noqa: F811
    return actions.merge_donors(keep=donor, gone=twin, reason=REASON, by=cast.treasurer)


# Added without a receipt


def test_a_donor_is_added_without_a_receipt(cast, book, as_user):
    sent = {"unit": cast.con_minh.pk, "name": "Dòng họ Nông", "address": "Bản Cào", "phone": ""}

    html = text(as_user(cast.treasurer).post("/quy/nguoi-ung-ho/moi/", sent, follow=True))

    made = Donor.objects.get()
    assert (made.unit, made.name, made.address) == (cast.con_minh, "Dòng họ Nông", "Bản Cào")
    assert "Đã lưu Dòng họ Nông vào sổ người ủng hộ." in html


def test_a_donor_that_is_known_is_refused_beside_the_address_and_stays_typed(cast, donor, as_user):  # noqa: F811
    sent = {"unit": cast.con_minh.pk, "name": donor.name, "address": donor.address, "phone": "0912"}

    html = text(as_user(cast.treasurer).post("/quy/nguoi-ung-ho/moi/", sent))

    assert "Trong sổ đã có người cùng tên, cùng địa chỉ. Xin ghi địa chỉ khác để phân biệt." in html
    assert 'value="0912"' in html
    assert Donor.objects.count() == 1


def test_only_a_unit_with_a_purse_keeps_a_register(cast, book, as_user):
    html = text(as_user(cast.treasurer).get("/quy/nguoi-ung-ho/moi/"))

    assert cast.con_minh.full_name in html
    assert cast.van_lang.full_name not in html


def test_who_does_not_keep_the_book_is_offered_neither(cast, donor, as_user):  # noqa: F811
    client = as_user(cast.con_minh_officer)

    assert "Thêm người ủng hộ" not in text(client.get("/quy/nguoi-ung-ho/"))
    assert "Gộp với hồ sơ trùng" not in text(client.get(f"/quy/nguoi-ung-ho/{donor.pk}/"))


# Merged


def test_the_one_kept_speaks_for_both_and_vouchers_stay_as_printed(cast, donor, twin, merged, as_user):  # noqa: F811
    client = as_user(cast.treasurer)
    html = text(client.get(f"/quy/nguoi-ung-ho/{donor.pk}/"))

    assert "1.626.000 đồng" in html
    assert [row[-1] for row in cells(html)[1:]] == ["1.000.000", "626.000"]
    assert REASON in html
    assert twin.vouchers.get().party == "CTY Na Rì"
    rows = cells(text(client.get("/quy/nguoi-ung-ho/")))[1:]
    assert [(row[0].partition(" |")[0], row[-1]) for row in rows] == [("Công ty Na Rì", "1.626.000")]


def test_her_statement_counts_both(donor, merged):  # noqa: F811
    (table,) = statement(donor, 2023, shows_address=False).tables

    assert [line[-1] for line in table.lines] == [626_000, 1_000_000]


def test_the_page_of_the_merged_record_leads_to_the_one_that_speaks_for_it(cast, donor, twin, merged, as_user):  # noqa: F811
    answer = as_user(cast.leader).get(f"/quy/nguoi-ung-ho/{twin.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, donor.get_absolute_url())


def test_a_list_that_names_the_merged_record_finds_the_one_kept(cast, donor, merged):  # noqa: F811
    assert KnownDonors(cast.con_minh).only("CTY Na Rì") == donor


def test_the_name_of_a_merged_record_typed_again_is_given_to_the_one_kept(cast, book, donor, merged, as_user):  # noqa: F811
    sent = receipt(book, party="CTY Na Rì", party_address="", keep_donor="on", amount="70.000", token="ba")

    as_user(cast.treasurer).post(f"/quy/{book.fund.pk}/thu/", sent)

    assert donor.vouchers.filter(amount=70_000).exists()
    assert Donor.objects.count() == 2


def test_merged_and_taken_apart_again_everything_is_as_before(cast, donor, twin, merged, as_user):  # noqa: F811
    address = f"/quy/nguoi-ung-ho/{donor.pk}/tach/?ho-so={twin.pk}"
    html = text(as_user(cast.treasurer).post(address, follow=True))

    twin.refresh_from_db()
    assert (twin.merged_into, twin.merged_because) == (None, "")
    assert "Đã tách CTY Na Rì thành hồ sơ riêng như trước khi gộp." in html
    assert [row[-1] for row in cells(html)[1:]] == ["1.000.000"]


def test_both_steps_stand_in_the_change_log(cast, twin, merged):
    actions.split_donor(donor=merged, by=cast.treasurer)

    logged = Change.objects.filter(table_name="funds_donor", row_id=twin.pk, operation="update").order_by("pk")
    assert [change.after["merged_because"] for change in logged] == [REASON, ""]
    assert {change.actor_id for change in logged} == {cast.treasurer.pk}


def test_the_other_record_is_found_and_the_preview_says_what_becomes_of_both(cast, donor, twin, as_user):  # noqa: F811
    client, address = as_user(cast.treasurer), f"/quy/nguoi-ung-ho/{donor.pk}/gop/"

    assert f'href="?ho-so={twin.pk}"' in text(client.get(f"{address}?q=na+ri"))
    html = text(client.get(f"{address}?ho-so={twin.pk}"))

    assert cells(html)[1:] == [
        ["Giữ lại", "Công ty Na Rì", "Phố Mới | 0912 000 111", "1", "0", "626.000"],
        ["Gộp vào", "CTY Na Rì", "chưa ghi", "1", "0", "1.000.000"],
    ]
    assert "Phiếu và bảng kê đã ghi giữ nguyên tên" in html


def test_a_merge_wants_a_reason(cast, donor, twin, as_user):  # noqa: F811
    html = text(as_user(cast.treasurer).post(f"/quy/nguoi-ung-ho/{donor.pk}/gop/?ho-so={twin.pk}", {"reason": " "}))

    twin.refresh_from_db()
    assert twin.merged_into is None
    assert 'id="id_reason"' in html
    with pytest.raises(Refusal, match="Xin ghi vì sao đây là một người"):
        actions.merge_donors(keep=donor, gone=twin, reason=" ", by=cast.treasurer)


def test_records_of_two_registers_are_not_merged(cast, donor, neighbour_book):  # noqa: F811
    theirs = actions.add_donor(unit=cast.van_lang, name="Công ty Na Rì", by=cast.treasurer)

    with pytest.raises(Refusal, match="Mỗi đơn vị giữ sổ người ủng hộ của mình"):
        actions.merge_donors(keep=donor, gone=theirs, reason=REASON, by=cast.treasurer)


def test_who_does_not_keep_the_book_merges_nothing(cast, donor, twin, as_user):  # noqa: F811
    with pytest.raises(NotAllowed):
        actions.merge_donors(keep=donor, gone=twin, reason=REASON, by=cast.con_minh_officer)


def test_no_chain_of_merged_records_comes_to_be(cast, donor, twin, merged):  # noqa: F811
    third = actions.add_donor(unit=cast.con_minh, name="Cty TNHH Na Rì", by=cast.treasurer)

    with pytest.raises(Refusal, match="đã gộp rồi"):
        actions.merge_donors(keep=twin, gone=third, reason=REASON, by=cast.treasurer)
    with pytest.raises(Refusal, match="đã gồm hồ sơ khác"):
        actions.merge_donors(keep=third, gone=donor, reason=REASON, by=cast.treasurer)


def test_the_database_refuses_what_the_verb_refuses(cast, donor, twin, merged, neighbour_book):  # noqa: F811
    third = actions.add_donor(unit=cast.con_minh, name="Cty TNHH Na Rì", by=cast.treasurer)
    theirs = actions.add_donor(unit=cast.van_lang, name="Công ty Na Rì", by=cast.treasurer)
    because = {"merged_because": REASON}

    for one, into in ((third, third), (third, twin), (donor, third), (third, theirs)):
        with pytest.raises(IntegrityError, match=UNLIKE), transaction.atomic():
            Donor.objects.filter(pk=one.pk).update(merged_into=into, **because)
    with pytest.raises(IntegrityError, match=UNLIKE), transaction.atomic():
        Donor.objects.bulk_create([Donor(unit=cast.van_lang, name="Mới", merged_into=donor, **because)])
    with pytest.raises(IntegrityError, match="donor_merged_with_a_reason"), transaction.atomic():
        Donor.objects.filter(pk=third.pk).update(merged_into=donor)


def test_who_is_forgotten_is_forgotten_under_every_record(cast, donor, twin, merged):  # noqa: F811
    actions.forget_donor(donor=donor, by=cast.office)

    twin.refresh_from_db()
    assert "Na Rì" not in f"{twin.name}{twin.merged_because}{Donor.objects.get(pk=donor.pk).name}"
    assert twin.merged_into == donor
