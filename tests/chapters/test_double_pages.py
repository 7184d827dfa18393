"""Doubles warned of while typing, listed with the reason, told apart, merged and taken apart again on pages."""

from datetime import date

import pytest
from django.urls import reverse

from chapters.actions import admit_member, end_membership, join_unit, merge_members, tell_apart, update_member
from chapters.models import Member, Membership, Merge, NotDouble

HINT = reverse("chapters:doubles-hint")
LIST = reverse("chapters:double-list")
APART = reverse("chapters:tell-apart")


@pytest.fixture
def twice(cast):
    return admit_member(
        unit=cast.ban_cao,
        name="Hoàng T. Lan",
        birth_year=1960,
        phone="0987 654 321",
        since=date(2018, 3, 1),
        by=cast.admin,
    )


@pytest.fixture
def far(cast):
    return admit_member(unit=cast.to_dooc, name="Hoàng Thị Lan", birth_year=1960, since=date(2022, 1, 1), by=cast.admin)


def preview(keep, gone):
    return reverse("chapters:merge", query={"a": keep.pk, "b": gone.pk})


def typed(cast, **more):
    return {"name": "Hoàng Thị Lan", "birth_year": "1960", "unit": cast.ban_cao.pk} | more


def sent(page, **changed):
    """What the form holds as it is shown, with some of it chosen otherwise."""
    form, was = page.context["form"], page.context["was"]
    picked = {name: form.fields[name].initial for name in form.fields if not name.startswith("was_")}
    return picked | {"was_keep": was["keep"], "was_gone": was["gone"]} | changed


def test_while_typing_the_likely_doubles_are_shown_with_reason_and_link(cast, as_user):
    answer = as_user(cast.con_minh_officer).get(HINT, typed(cast))

    assert "Có thể người này đã có hồ sơ:" in answer.text
    assert "Rất giống: trùng tên và năm sinh, cùng chi hội." in answer.text
    assert f'href="{cast.lan.get_absolute_url()}"' in answer.text
    assert "Ghi sinh hoạt lại ở đây" not in answer.text
    assert "<html" not in answer.text


def test_a_former_member_can_simply_come_back_to_the_chapter_that_was_chosen(cast, as_user):
    end_membership(membership=cast.lan.memberships.get(), until=date(2023, 1, 1), exit="left", by=cast.admin)
    client = as_user(cast.con_minh_officer)

    answer = client.get(HINT, typed(cast))

    again = f"{reverse('chapters:membership-create', args=[cast.lan.pk])}?don-vi={cast.ban_cao.code}"
    assert f'href="{again}"' in answer.text
    assert f'<option value="{cast.ban_cao.pk}" selected>' in client.get(again).text


@pytest.mark.parametrize(
    "half_typed",
    [
        {},
        {"name": ""},
        {"name": "Nông Văn Mới"},
        {"name": "Hoàng Thị Lan", "birth_year": "mười"},
        {"name": "Lan", "birth_year": "9" * 30},
    ],
)
def test_half_typed_forms_are_no_fault(half_typed, cast, as_user):
    answer = as_user(cast.con_minh_officer).get(HINT, half_typed)

    assert answer.status_code == 200
    assert answer.text.strip() == ""


def test_typing_betrays_nobody_beyond_reach(cast, as_user):
    secret = {"name": "Lý Văn Kín", "birth_year": "1955", "phone": "0912345678", "unit": cast.to_dooc.pk}

    assert as_user(cast.con_minh_officer).get(HINT, secret).text.strip() == ""
    assert "Lý Văn Kín" in as_user(cast.van_lang_officer).get(HINT, secret).text


def test_the_list_shows_pairs_best_first_with_reason_and_what_to_do(cast, as_user, twice, far):
    page = as_user(cast.office).get(LIST)

    rows = [(row["level"], row["reason"]) for row in page.context["rows"]]
    assert rows == [
        ("giống", "tên viết tắt, trùng năm sinh, cùng chi hội"),
        ("có thể", "trùng tên và năm sinh"),
    ]
    assert "2 cặp có thể là một người" in page.text
    assert f'href="{preview(cast.lan, twice).replace("&", "&amp;")}"' in page.text


def test_the_list_is_of_her_reach_and_narrows_to_a_unit(cast, as_user, twice, far):
    def pairs(user, **query):
        return [row["ids"] for row in as_user(user).get(LIST, query).context["rows"]]

    assert pairs(cast.con_minh_officer) == [(cast.lan.pk, twice.pk)]
    assert pairs(cast.van_lang_officer) == []
    assert pairs(cast.office, **{"don-vi": "02140"}) == [(cast.lan.pk, far.pk)]
    assert as_user(cast.con_minh_officer).get(LIST, {"don-vi": "02140"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_however_many_pairs(rows, cast, as_user, django_assert_num_queries):
    for _ in range(rows):
        admit_member(unit=cast.ban_cao, name="Hoàng Thị Lan", birth_year=1960, since=date(2022, 1, 1), by=cast.admin)
    client = as_user(cast.office)

    with django_assert_num_queries(8):
        page = client.get(LIST)

    assert len(page.context["rows"]) == rows * (rows + 1) / 2


def test_two_people_are_never_shown_again_until_somebody_takes_it_back(cast, as_user, twice):
    client = as_user(cast.con_minh_officer)

    told = client.post(APART, {"a": cast.lan.pk, "b": twice.pk}, follow=True)
    assert "Cặp này không hiện trong danh sách trùng nữa." in told.text
    assert told.context["rows"] == []
    said = NotDouble.objects.get()
    apart = client.get(LIST, {"tinh-trang": "khong-phai"})
    assert "Cán bộ Côn Minh" in apart.text

    back = client.post(reverse("chapters:doubt-again", args=[said.pk]), follow=True)
    assert len(back.context["rows"]) == 1


def test_telling_apart_takes_nonsense_and_a_second_click_calmly(cast, as_user, twice):
    client = as_user(cast.con_minh_officer)

    for wrong in ({}, {"a": "x", "b": "y"}, {"a": cast.lan.pk, "b": cast.lan.pk}, {"a": cast.lan.pk, "b": "9" * 30}):
        assert client.post(APART, wrong).status_code == 404
    for _ in range(2):
        assert client.post(APART, {"a": cast.lan.pk, "b": twice.pk}).status_code == 302
    assert NotDouble.objects.count() == 1
    assert client.post(APART, {"a": cast.lan.pk, "b": cast.secret.pk}).status_code == 404


def test_the_preview_puts_both_side_by_side_with_the_fuller_picked(cast, as_user, twice):
    page = as_user(cast.con_minh_officer).get(preview(cast.lan, twice))

    facts = {
        row["name"]: [(choice.words, choice.is_picked) for choice in row["choices"]] for row in page.context["facts"]
    }
    assert facts == {
        "name": [("Hoàng Thị Lan", True), ("Hoàng T. Lan", False)],
        "sex": [("nữ", True), ("để trống", False)],
        "phone": [("để trống", False), ("0987 654 321", True)],
    }
    assert "Theo hồ sơ giữ lại: từ 01/05/2020 đến nay." in page.text
    assert "Nhập làm một; thành từ 01/03/2018 đến nay." in page.text
    assert "Ghi nhầm: cùng một lần sinh hoạt, đã nhập vào dòng kia." in page.text
    assert "Hồ sơ giữ lại: không có gì khác." in page.text
    assert "Không ai thấy thêm điều gì" in page.text


def test_the_preview_says_who_gains_sight_of_what(cast, as_user, far):
    page = as_user(cast.office).get(preview(cast.lan, far))

    assert "Cán bộ Hội xã Văn Lang sẽ thấy thêm những gì hồ sơ giữ lại ghi." in page.text
    assert "Cán bộ Chi hội thôn Bản Cào, Cán bộ Hội xã Côn Minh sẽ thấy thêm những gì hồ sơ gộp vào ghi." in page.text


def test_what_is_chosen_on_the_preview_is_what_stands_afterwards(cast, as_user, far):
    client = as_user(cast.office)
    page = client.get(preview(cast.lan, far))
    assert "Xin chọn nơi được tính" in page.text

    answer = client.post(preview(cast.lan, far), sent(page, prefers="gone", sex="gone"), follow=True)

    assert answer.redirect_chain == [(cast.lan.get_absolute_url(), 302)]
    assert "Đã gộp hồ sơ của Hoàng Thị Lan vào Hoàng Thị Lan." in answer.text
    lan = Member.objects.get(pk=cast.lan.pk)
    assert lan.sex == ""
    counted = Membership.objects.current().counted().get(member=lan)
    assert counted.unit == cast.to_dooc


def test_a_second_click_leads_to_the_merged_record(cast, as_user, twice):
    client = as_user(cast.con_minh_officer)
    filled = sent(client.get(preview(cast.lan, twice)))

    answers = [client.post(preview(cast.lan, twice), filled) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer.url for answer in answers} == {cast.lan.get_absolute_url()}
    assert Merge.objects.count() == 1


def test_when_somebody_changed_a_record_meanwhile_it_is_shown_and_the_choices_stay(cast, as_user, twice):
    client = as_user(cast.con_minh_officer)
    filled = sent(client.get(preview(cast.lan, twice)), name="gone")
    update_member(member=twice, address="Nhà mới", by=cast.office)

    clash = client.post(preview(cast.lan, twice), filled)

    assert "Một trong hai hồ sơ vừa có người sửa." in clash.text
    picked = {row["name"]: [c.side for c in row["choices"] if c.is_picked] for row in clash.context["facts"]}
    assert picked == {"name": ["gone"], "sex": ["keep"], "phone": ["gone"], "address": ["gone"]}
    client.post(preview(cast.lan, twice), sent(clash, name="gone"))
    lan = Member.objects.get(pk=cast.lan.pk)
    assert (lan.name, lan.address) == ("Hoàng T. Lan", "Nhà mới")


def test_an_empty_post_changes_nothing_and_asks_again(cast, as_user, twice):
    client = as_user(cast.con_minh_officer)
    shown = {name: value for name, value in sent(client.get(preview(cast.lan, twice))).items() if "was" in name}

    assert "Có mục chưa chọn được. Xin chọn lại rồi gộp." in client.post(preview(cast.lan, twice), shown).text
    assert client.post(preview(cast.lan, twice), {}).status_code == 200
    assert Merge.objects.count() == 0


def test_who_does_not_write_both_gets_no_preview(cast, as_user, far, twice):
    officer = as_user(cast.con_minh_officer)

    assert officer.get(preview(cast.lan, far)).status_code == 404
    assert as_user(cast.inspector).get(preview(cast.lan, twice)).status_code == 403
    join_unit(member=twice, unit=cast.to_dooc, since=date(2023, 1, 1), is_counted=False, by=cast.admin)
    refused = officer.get(preview(cast.lan, twice))
    assert refused.status_code == 403
    assert "Xin báo Thường trực Hội cấp trên gộp." in refused.text
    assert "Tô Đoóc" not in refused.text


def test_a_belonging_beyond_reach_is_not_named_on_the_preview(cast, as_user, twice):
    held = twice.memberships.get()
    end_membership(membership=held, until=date(2019, 1, 1), exit="moved_out", by=cast.admin)
    gone = join_unit(member=twice, unit=cast.to_dooc, since=date(2019, 1, 1), entry="moved_in", by=cast.admin)
    end_membership(membership=gone, until=date(2020, 1, 1), exit="moved_out", by=cast.admin)

    page = as_user(cast.con_minh_officer).get(preview(cast.lan, twice))

    assert "Một đơn vị ngoài phạm vi của bạn" in page.text
    assert "Tô Đoóc" not in page.text
    assert "Văn Lang" not in page.text


def test_a_death_on_one_record_only_is_pointed_at(cast, as_user, far):
    end_membership(membership=far.memberships.get(), until=date(2023, 1, 1), exit="died", by=cast.admin)

    assert "Một hồ sơ ghi từ trần" in as_user(cast.office).get(preview(cast.lan, far)).text


def test_without_a_second_record_the_page_offers_likely_ones_and_a_search(cast, as_user, twice):
    admit_member(unit=cast.ban_cao, name="Nông Thị Sen", since=date(2020, 1, 1), by=cast.admin)
    client, path = as_user(cast.con_minh_officer), reverse("chapters:merge", query={"a": cast.lan.pk})

    page = client.get(path)
    found = client.get(f"{path}&q=sen")

    assert [row["ids"] for row in page.context["rows"]] == [(cast.lan.pk, twice.pk)]
    assert "Nông Thị Sen, Chi hội thôn Bản Cào" in " ".join(found.text.replace("</a>", "").split())
    assert "Không tìm thấy hội viên nào khác" in client.get(f"{path}&q=kin").text


def test_the_address_of_a_gone_record_leads_to_the_kept_one(cast, as_user, twice):
    merge_members(keep=cast.lan, gone=twice, by=cast.office)

    assert as_user(cast.con_minh_officer).get(twice.get_absolute_url()).url == cast.lan.get_absolute_url()
    assert as_user(cast.van_lang_officer).get(twice.get_absolute_url()).status_code == 404
    edit = reverse("chapters:member-edit", args=[twice.pk])
    assert as_user(cast.con_minh_officer).get(edit).status_code == 404


def test_the_member_page_tells_of_the_merge_and_leads_to_undoing_it(cast, as_user, twice):
    made = merge_members(keep=cast.lan, gone=twice, by=cast.office)
    client = as_user(cast.con_minh_officer)
    path = reverse("chapters:merge-undo", args=[made.pk])

    page = client.get(cast.lan.get_absolute_url())
    assert "người gộp: Thường trực Hội" in page.text
    assert f'href="{path}"' in page.text
    assert path not in as_user(cast.leader).get(cast.lan.get_absolute_url()).text

    undone = client.post(path, follow=True)
    assert "Đã tách lại thành hai hồ sơ: Hoàng Thị Lan và Hoàng T. Lan." in undone.text
    assert client.get(twice.get_absolute_url()).status_code == 200
    again = client.post(path)
    assert "Lần gộp này đã được hoàn tác rồi." in again.text


def test_what_hinders_undoing_is_said_before_the_button_is_offered(cast, as_user, twice):
    made = merge_members(keep=cast.lan, gone=twice, by=cast.office)
    update_member(member=Member.objects.get(pk=cast.lan.pk), phone="0900 000 000", by=cast.office)

    page = as_user(cast.con_minh_officer).get(reverse("chapters:merge-undo", args=[made.pk]))

    assert "đã được sửa sau khi gộp" in page.text
    assert "Hoàn tác gộp" not in page.text


def test_a_pair_that_was_told_apart_says_so_on_its_preview(cast, as_user, twice):
    tell_apart(one=cast.lan, other=twice, by=cast.office)

    page = as_user(cast.con_minh_officer).get(preview(cast.lan, twice))

    assert "Đã có người xác nhận đây không phải một người." in page.text
    assert "Gộp hai hồ sơ</button>" not in page.text


@pytest.mark.parametrize("others", [1, 3])
def test_the_member_page_takes_the_same_queries_for_one_double_and_for_three(
    others, cast, as_user, django_assert_max_num_queries
):
    for number in range(others):
        other = admit_member(unit=cast.ban_cao, name=f"Lan {number}", since=date(2022, 1, 1), by=cast.admin)
        admit_member(unit=cast.ban_cao, name="Hoàng Thị Lan", birth_year=1960, since=date(2022, 1, 1), by=cast.admin)
        assert other.pk
    client = as_user(cast.office)

    with django_assert_max_num_queries(12):
        client.get(reverse("chapters:merge", query={"a": cast.lan.pk}))
