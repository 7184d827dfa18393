"""The pages on which a unit moves, closes and opens again, and two people on one form."""

from datetime import date

import pytest
from django.urls import reverse

from chapters.actions import close_unit, create_unit, update_unit
from chapters.models import Membership, Unit

from .trees import problems


def door(name, unit, **asked):
    return reverse(f"chapters:unit-{name}", args=[unit.pk], query=asked)


def links(client, unit):
    return [link["label"] for link in client.get(unit.get_absolute_url()).context["places"]]


def test_a_unit_offers_what_its_place_allows_to_who_may_decide(cast, as_user):
    office, keeper = as_user(cast.office), as_user(cast.con_minh_officer)

    assert links(office, cast.ban_cao) == [
        "Chuyển về đơn vị cấp trên khác",
        "Giải thể",
        "Chuyển tất cả hội viên sang chi hội khác",
    ]
    assert links(keeper, cast.con_minh) == links(office, cast.district) == []
    assert (
        "Chuyển hay giải thể xã Côn Minh là việc của Hội cấp trên." in keeper.get(cast.con_minh.get_absolute_url()).text
    )
    close_unit(unit=cast.cho_a, closed_on=date(2024, 1, 1), reason="Sáp nhập", by=cast.office)
    assert links(keeper, cast.cho_a) == ["Lập lại đơn vị này"]


def test_no_way_is_offered_that_leads_nowhere(cast, as_user):
    office, keeper = as_user(cast.office), as_user(cast.con_minh_officer)

    assert links(office, cast.con_minh) == ["Giải thể"]  # there is no other district
    assert links(keeper, cast.ban_cao) == ["Giải thể"]  # nor another commune of hers, nor another list of names
    update_unit(unit=cast.cho_a, keeps_roster=True, by=cast.admin)
    assert links(keeper, cast.ban_cao) == ["Giải thể", "Chuyển tất cả hội viên sang chi hội khác"]


def test_a_chapter_moves_by_the_page_and_the_page_offers_only_what_fits(cast, as_user):
    client = as_user(cast.office)
    closed = create_unit(parent=cast.district, kind="commune", designation="xã", name="Kim Hỷ", by=cast.admin)
    close_unit(unit=closed, closed_on=date(2024, 1, 1), reason="Sáp nhập", by=cast.office)

    form = client.get(door("move", cast.cho_a)).context["form"]
    answer = client.post(
        door("move", cast.cho_a), {"parent": cast.van_lang.pk, "reason": "", "was": form["was"].value()}, follow=True
    )

    assert set(form.fields["parent"].queryset) == {cast.district, cast.van_lang}
    assert "Đã chuyển Chi hội thôn Chợ A về trực thuộc xã Văn Lang." in answer.text
    assert problems() == []


def test_a_second_person_s_move_is_shown_and_nothing_typed_is_lost(cast, as_user):
    client = as_user(cast.office)
    sent = {"parent": cast.van_lang.pk, "reason": "QĐ 05", "was": cast.con_minh.pk}
    client.post(door("move", cast.cho_a), sent)

    again = client.post(door("move", cast.cho_a), sent | {"parent": cast.district.pk})

    assert "Có người vừa chuyển Chi hội thôn Chợ A sang xã Văn Lang." in again.text
    assert 'value="QĐ 05"' in again.text


def test_where_there_is_no_other_place_the_page_says_whom_to_ask(cast, as_user):
    for name in ("move", "children-move", "members-move"):
        page = as_user(cast.con_minh_officer).get(door(name, cast.ban_cao))
        assert "Không có nơi nào để chọn" in page.text
        assert "Văn Lang" not in page.text


def test_a_neighbour_as_new_parent_is_no_choice(cast, as_user):
    update_unit(unit=cast.cho_a, keeps_roster=True, by=cast.admin)
    client = as_user(cast.con_minh_officer)

    answer = client.post(door("members-move", cast.ban_cao), {"to": cast.to_dooc.pk, "on": "01/01/2024"})

    assert "Tô Đoóc" not in answer.text
    assert cast.lan.memberships.get().until is None


def test_a_keeper_of_a_commune_does_not_decide_its_place(cast, as_user):
    client = as_user(cast.con_minh_officer)

    for name in ("move", "close", "reopen"):
        page = client.get(door(name, cast.con_minh))
        assert page.status_code == 403
        assert "là việc của Hội cấp trên" in page.text


def test_the_way_out_leads_back_to_closing_until_it_is_done(cast, as_user):
    update_unit(unit=cast.cho_a, keeps_roster=True, by=cast.admin)
    client = as_user(cast.con_minh_officer)

    blocked = client.get(door("close", cast.ban_cao))
    assert "1 hội viên đang sinh hoạt trong danh sách." in blocked.text
    assert "<form method" not in blocked.text.split("<main")[1]
    (way,) = [found.url for found in blocked.context["blocking"]]
    moved = client.post(way, {"to": cast.cho_a.pk, "on": "1/1/2024"}, follow=True)
    assert moved.redirect_chain == [(door("close", cast.ban_cao), 302)]
    assert "Đã chuyển 1 hội viên từ Chi hội thôn Bản Cào sang Chi hội thôn Chợ A." in moved.text
    closed = client.post(door("close", cast.ban_cao), {"closed_on": "1.3.2024", "reason": "NQ 12"}, follow=True)

    assert "Đã ghi Chi hội thôn Bản Cào giải thể." in closed.text
    assert "NQ 12" in closed.text
    assert Unit.objects.get(pk=cast.ban_cao.pk).closed_on == date(2024, 3, 1)
    assert Membership.objects.filter(unit=cast.cho_a, until=None).count() == 1


def test_all_chapters_of_a_commune_go_by_one_page(cast, as_user):
    client = as_user(cast.office)

    page = client.get(door("children-move", cast.con_minh, tiep="giai-the"))
    answer = client.post(
        door("children-move", cast.con_minh, tiep="giai-the"),
        {"to": cast.van_lang.pk, "reason": "NQ 1683"},
        follow=True,
    )

    assert "2 đơn vị cùng chuyển: Chi hội thôn Bản Cào, Chi hội thôn Chợ A." in page.text
    assert "Đã chuyển 2 đơn vị về trực thuộc xã Văn Lang." in answer.text
    assert "Chưa giải thể được" not in answer.text


@pytest.mark.parametrize(
    "sent, sentence",
    [
        ({"closed_on": "31/02/2024", "reason": "X"}, "không có trong lịch"),
        ({"closed_on": "01/03/2024", "reason": ""}, "Xin điền mục này."),
        ({"closed_on": "1/1/2100", "reason": "Sáp nhập thôn"}, "Ngày giải thể đang ở tương lai."),
    ],
)
def test_a_wrong_closing_is_said_beside_the_field_and_keeps_what_was_typed(sent, sentence, cast, as_user):
    page = as_user(cast.con_minh_officer).post(door("close", cast.cho_a), sent)

    assert sentence in page.text
    assert f'value="{sent["closed_on"]}"' in page.text
    assert Unit.objects.get(pk=cast.cho_a.pk).closed_on is None


def test_a_double_click_on_closing_closes_once_and_says_so(cast, as_user):
    client = as_user(cast.con_minh_officer)
    sent = {"closed_on": "01/03/2024", "reason": "Sáp nhập thôn"}

    client.post(door("close", cast.cho_a), sent)
    again = client.post(door("close", cast.cho_a), sent, follow=True)

    assert "Chi hội thôn Chợ A đã ghi giải thể từ ngày 01/03/2024." in again.text


def test_a_closed_unit_is_opened_again_by_the_page(cast, as_user):
    close_unit(unit=cast.cho_a, closed_on=date(2024, 1, 1), reason="Sáp nhập", by=cast.office)
    client = as_user(cast.con_minh_officer)

    page = client.get(door("reopen", cast.cho_a))
    answer = client.post(door("reopen", cast.cho_a), {"reason": "Ghi nhầm"}, follow=True)

    assert "đã giải thể từ ngày 01/01/2024: Sáp nhập." in page.text
    assert "Đã lập lại Chi hội thôn Chợ A." in answer.text
    assert "đang hoạt động, không cần lập lại" in client.get(door("reopen", cast.cho_a), follow=True).text


# Two people on one form


def facts_of(page, **changed):
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (shown | changed).items() if value not in (None, False)}


def test_of_two_who_edit_one_unit_the_second_sees_the_clash_and_decides(cast, as_user):
    first, second = as_user(cast.con_minh_officer), as_user(cast.office)
    path = reverse("chapters:unit-edit", args=[cast.cho_a.pk])
    seen = second.get(path)
    first.post(path, facts_of(first.get(path), name="Chi hội thôn Chợ B", setting="school"))

    clash = second.post(path, facts_of(seen, name="Chi hội thôn Chợ C"))

    cast.cho_a.refresh_from_db()
    assert cast.cho_a.name == "Chi hội thôn Chợ B"
    assert "Có người vừa sửa Chi hội thôn Chợ B." in clash.text
    assert "Người khác vừa ghi: “Chi hội thôn Chợ B”." in clash.text
    assert "Trường học”" not in clash.text
    assert 'value="Chi hội thôn Chợ C"' in clash.text

    second.post(path, facts_of(clash))
    cast.cho_a.refresh_from_db()
    assert (cast.cho_a.name, cast.cho_a.setting) == ("Chi hội thôn Chợ C", "school")


def test_two_who_change_different_facts_or_the_same_to_the_same_do_not_clash(cast, as_user):
    first, second = as_user(cast.con_minh_officer), as_user(cast.office)
    path = reverse("chapters:unit-edit", args=[cast.cho_a.pk])
    seen = facts_of(second.get(path), opened_on="2/9/2005", keeps_roster="on")
    first.post(path, facts_of(first.get(path), opened_on="02-09-2005", name="Chi hội thôn Chợ B"))

    assert second.post(path, seen).status_code == 302
    cast.cho_a.refresh_from_db()
    assert (cast.cho_a.name, cast.cho_a.opened_on) == ("Chi hội thôn Chợ B", date(2005, 9, 2))
    assert cast.cho_a.keeps_roster


def test_a_form_with_a_broken_memory_asks_to_look_again_and_without_any_is_still_a_form(cast, as_user):
    path = reverse("chapters:unit-edit", args=[cast.cho_a.pk])
    client = as_user(cast.con_minh_officer)

    for broken in ("{", "[]", '{"opened_on": "x"}', "1"):
        answer = client.post(path, facts_of(client.get(path), shown=broken, name=f"Chi hội {len(broken)}"))
        assert "Biểu mẫu này đã cũ." in answer.text
        assert client.post(path, facts_of(answer)).status_code == 302

    assert client.post(path, facts_of(client.get(path), shown=None, name="Chi hội Chợ D")).status_code == 302
    cast.cho_a.refresh_from_db()
    assert cast.cho_a.name == "Chi hội Chợ D"


# Local words


def test_a_hamlet_is_called_as_people_there_call_it(cast, as_user):
    client = as_user(cast.con_minh_officer)
    update_unit(unit=cast.ban_cao, local_word="bản", by=cast.admin)
    new = reverse("chapters:unit-create", query={"cha": cast.con_minh.pk, "loai": "chapter"})

    form = client.get(new)
    facts = {"name": "Chi hội bản Khuổi Muổi", "setting": "hamlet", "local_word": "bản"}
    made = client.post(new, facts, follow=True)

    assert form.context["form"]["local_word"].value() == "bản"
    assert '<option value="tổ nhân dân">' in form.text
    assert "<dd>\n        Bản" in made.text
    assert "thôn, tổ dân phố" in client.get(reverse("chapters:unit-list")).text  # Chợ A, which says nothing


def test_the_word_offered_is_dropped_where_it_does_not_belong(cast, as_user):
    client = as_user(cast.con_minh_officer)
    new = reverse("chapters:unit-create", query={"cha": cast.con_minh.pk, "loai": "chapter"})

    client.post(new, {"name": "Chi hội Trường THCS", "setting": "school", "local_word": "bản"})

    assert Unit.objects.get(name="Chi hội Trường THCS").local_word == ""
