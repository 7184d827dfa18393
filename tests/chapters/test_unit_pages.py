from datetime import date

import pytest
from django.urls import reverse

from chapters.actions import appoint, close_unit, create_unit, move_children_of
from chapters.models import Unit
from reports.actions import open_period

LIST = reverse("chapters:unit-list")


def page_of(unit):
    return reverse("chapters:unit", args=[unit.pk])


def new_under(unit, kind=""):
    return reverse("chapters:unit-create", query={"cha": unit.pk} | ({"loai": kind} if kind else {}))


def chapter_facts(**changed):
    return {"name": "Chi hội thôn Nà Ngoàn", "setting": "hamlet", "code": "", "opened_on": ""} | changed


def names(branches):
    return [branch.unit.name for branch in branches]


def test_the_district_sees_its_communes_with_what_stands_below_each(cast, as_user):
    create_unit(parent=cast.con_minh, kind="board", name="Ban họ Nông", setting="clan", by=cast.admin)

    page = as_user(cast.office).get(LIST)

    assert "2 xã · 3 chi hội · 1 ban khuyến học" in page.text
    lines = {branch.unit.name: branch.line for branch in page.context["top"].branches}
    assert lines == {"Côn Minh": "2 chi hội, 1 ban khuyến học", "Văn Lang": "1 chi hội"}


def test_the_outline_holds_everything_below_and_opens_without_javascript(cast, as_user):
    create_unit(parent=cast.cho_a, kind="team", name="Tổ hội Nà Lẹng", by=cast.admin)

    page = as_user(cast.office).get(LIST)
    opened = as_user(cast.office).get(LIST, {"mo": "het"})

    assert "Tổ hội Nà Lẹng" in page.text
    assert (page.text.count("<details>"), page.text.count("<details open>")) == (3, 0)
    assert (opened.text.count("<details>"), opened.text.count("<details open>")) == (0, 3)


def test_what_stands_directly_under_the_district_has_its_own_heading(cast, as_user):
    create_unit(parent=cast.district, kind="chapter", name="Chi hội Trường THPT", setting="school", by=cast.admin)

    page = as_user(cast.office).get(LIST)

    assert "Trực thuộc huyện Na Rì" in page.text
    assert names(page.context["top"].leaves) == ["Chi hội Trường THPT"]
    assert "trường học" in page.text


def test_a_commune_without_an_association_says_so_and_keeps_its_chapters(cast, as_user):
    commune = create_unit(parent=cast.district, kind="commune", designation="xã", name="Đổng Xá", by=cast.admin)
    create_unit(parent=commune, kind="chapter", name="Chi hội thôn Khuổi Cáy", setting="hamlet", by=cast.admin)

    tree = as_user(cast.office).get(LIST)
    own = as_user(cast.office).get(page_of(commune))
    found = as_user(cast.office).get(LIST, {"loai": "chua-co-hoi"})

    assert tree.text.count(">chưa có tổ chức Hội<") == 1
    assert "Nơi này chưa có tổ chức Hội. Chi hội ở đây vẫn hoạt động" in own.text
    assert [unit.pk for unit in found.context["page"]] == [commune.pk]


def test_what_is_closed_is_hidden_until_asked_for_and_never_counted(cast, as_user):
    close_unit(unit=cast.cho_a, closed_on=date(2022, 1, 1), reason="Sáp nhập", by=cast.office)
    client = as_user(cast.con_minh_officer)

    for path in (LIST, page_of(cast.con_minh)):
        page, whole = client.get(path), client.get(path, {"giai-the": "1"})
        assert "1 chi hội" in page.text
        assert "Chi hội thôn Chợ A" not in page.text.split("Đã thay đổi")[0]
        assert "Có 1 đơn vị đã giải thể không hiện ở đây." in page.text
        assert "Chi hội thôn Chợ A" in whole.text.split("Đã thay đổi")[0]
        assert "đã giải thể" in whole.text
        assert "không hiện ở đây" not in whole.text


def test_a_commune_officer_sees_her_chapters_and_nothing_of_a_neighbour(cast, as_user):
    page = as_user(cast.con_minh_officer).get(LIST)

    assert names(page.context["top"].leaves) == ["Chi hội thôn Bản Cào", "Chi hội thôn Chợ A"]
    assert "Văn Lang" not in page.text
    assert "Na Rì" not in page.text


def test_somebody_with_two_offices_starts_from_both_units(cast, as_user):
    appoint(user=cast.van_lang_officer, unit=cast.ban_cao, role="chapter_officer", by=cast.admin)

    page = as_user(cast.van_lang_officer).get(LIST)

    assert set(names(page.context["branches"])) == {"Văn Lang", "Chi hội thôn Bản Cào"}
    assert "Chi hội thôn Tô Đoóc" in page.text


def test_a_tree_too_large_for_one_page_stops_at_the_communes(cast, as_user, monkeypatch):
    monkeypatch.setattr("chapters.pages.outline.MOST_LEAVES", 2)

    page = as_user(cast.office).get(LIST)

    assert [branch.line for branch in page.context["top"].branches] == ["2 chi hội", "1 chi hội"]
    assert "Chi hội thôn Bản Cào" not in page.text


def test_who_keeps_one_chapter_goes_straight_to_it_and_may_still_search(cast, as_user):
    client = as_user(cast.chapter_officer)

    assert client.get(LIST).url == page_of(cast.ban_cao)
    assert found_by(client, q="ban cao") == [cast.ban_cao.pk]


def test_where_nothing_stands_below_the_page_leads_on_to_the_unit(cast, as_user):
    empty = create_unit(parent=cast.district, kind="commune", designation="xã", name="Kim Hỷ", by=cast.admin)
    appoint(user=cast.nobody, unit=empty, role="commune_officer", by=cast.admin)

    page = as_user(cast.nobody).get(LIST)

    assert "Chưa có đơn vị nào ở dưới" in page.text
    assert f'href="{page_of(empty)}"' in page.text


def found_by(client, **asked):
    return [unit.pk for unit in client.get(LIST, asked).context["page"]]


def test_search_needs_no_marks_and_stays_within_reach(cast, as_user):
    client = as_user(cast.con_minh_officer)

    assert found_by(client, q="thon CHO") == [cast.cho_a.pk]
    assert found_by(client, q="chợ thôn") == found_by(client, q="  A cho  ") == [cast.cho_a.pk]
    neighbour = client.get(LIST, {"q": "to dooc"})
    assert "Không tìm thấy đơn vị nào" in neighbour.text
    assert "Chi hội thôn Tô Đoóc" not in neighbour.text


def test_search_finds_by_code_and_names_a_parent_only_in_reach(cast, as_user):
    page = as_user(cast.con_minh_officer).get(LIST, {"q": "02173"})

    assert [unit.pk for unit in page.context["page"]] == [cast.con_minh.pk]
    assert "Na Rì" not in page.text
    assert found_by(as_user(cast.office), q="02173-002 chợ") == [cast.cho_a.pk]


def test_filters_narrow_by_kind_and_setting_and_ignore_what_does_not_exist(cast, as_user):
    board = create_unit(parent=cast.con_minh, kind="board", name="Ban họ Nông", setting="clan", by=cast.admin)
    school = create_unit(parent=cast.district, kind="chapter", name="Chi hội THPT", setting="school", by=cast.admin)
    client = as_user(cast.office)

    assert found_by(client, loai="board") == [board.pk]
    assert found_by(client, **{"dia-ban": "school"}) == [school.pk]
    assert found_by(client, q="chi hoi", **{"dia-ban": "hamlet", "loai": "chapter"}) == [
        cast.ban_cao.pk,
        cast.cho_a.pk,
        cast.to_dooc.pk,
    ]
    assert "Các đơn vị cấp dưới" in client.get(LIST, {"loai": "'; --", "dia-ban": "x"}).text


def test_a_search_finds_the_closed_only_when_asked(cast, as_user):
    close_unit(unit=cast.cho_a, closed_on=date(2022, 1, 1), reason="Sáp nhập", by=cast.office)
    client = as_user(cast.con_minh_officer)

    assert found_by(client, q="cho a") == []
    assert found_by(client, q="cho a", **{"giai-the": "1"}) == [cast.cho_a.pk]


def test_who_has_no_office_is_refused_in_words(cast, as_user):
    page = as_user(cast.nobody).get(LIST)

    assert page.status_code == 403
    assert "Chức trách của bạn không xem tổ chức Hội ở đây." in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_however_many_rows(rows, cast, as_user, django_assert_num_queries):
    for number in range(rows):
        commune = create_unit(parent=cast.district, kind="commune", name=f"Xã {number}", by=cast.admin)
        create_unit(parent=commune, kind="chapter", name="Chi hội", setting="school", by=cast.admin)
    client = as_user(cast.office)

    with django_assert_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_unit_takes_the_same_queries_however_many_rows(rows, cast, as_user, django_assert_num_queries):
    commune = create_unit(parent=cast.district, kind="commune", name="Kim Lư", by=cast.admin)
    for number in range(rows):
        create_unit(parent=commune, kind="chapter", name=f"Chi hội {number}", setting="school", by=cast.admin)
        appoint(user=cast.nobody, unit=commune, role=["office", "treasurer", "leadership"][number], by=cast.admin)
    client = as_user(cast.office)

    with django_assert_num_queries(19):
        client.get(page_of(commune))


def test_the_page_of_a_unit_says_what_it_is_and_who_serves_there(cast, as_user):
    page = as_user(cast.con_minh_officer).get(page_of(cast.con_minh))

    assert "Hội Khuyến học xã Côn Minh" in page.text
    assert "02173" in page.text
    assert "có từ 01/01/2001" in page.text
    assert "Cán bộ Côn Minh, Cán bộ Hội" in page.text
    assert page.context["trail"] == []


def test_the_trail_leads_up_as_far_as_she_may_see(cast, as_user):
    from_district = as_user(cast.office).get(page_of(cast.ban_cao))
    from_commune = as_user(cast.con_minh_officer).get(page_of(cast.ban_cao))

    labels = [step["label"] for step in from_district.context["trail"]]
    assert labels == ["Hội Khuyến học huyện Na Rì", "Hội Khuyến học xã Côn Minh"]
    assert [step["label"] for step in from_commune.context["trail"]] == ["Hội Khuyến học xã Côn Minh"]


def test_links_follow_what_each_office_may_read(cast, as_user):
    def labels(user):
        return [link["label"] for link in as_user(user).get(page_of(cast.ban_cao)).context["links"]]

    consents = "Sự đồng ý về dữ liệu cá nhân: 0/1 hội viên"
    assert labels(cast.con_minh_officer) == [
        "Danh sách hội viên",
        "Sổ quỹ",
        "Đề nghị khen thưởng",
        "Khen thưởng đã nhận",
        "Ai xem được đơn vị này?",
        consents,
    ]
    assert "Mở tài khoản cho đơn vị này" in labels(cast.office)
    assert labels(cast.treasurer) == ["Sổ quỹ"]
    assert labels(cast.chapter_officer) == [
        "Danh sách hội viên",
        "Đề nghị khen thưởng",
        "Khen thưởng đã nhận",
        consents,
    ]


def test_the_figures_of_the_latest_year_are_one_click_away(cast, as_user):
    open_period(year=2022, by=cast.admin)
    open_period(year=2023, by=cast.admin)

    for user, unit in ((cast.con_minh_officer, cast.con_minh), (cast.chapter_officer, cast.ban_cao)):
        client = as_user(user)
        links = {link["label"]: link["url"] for link in client.get(page_of(unit)).context["links"]}
        figures = client.get(links["Số liệu năm 2023"])
        assert unit.full_name in figures.text
        assert figures.status_code == 200


def test_only_who_may_read_the_log_sees_what_changed(cast, as_user):
    inspector = as_user(cast.inspector).get(page_of(cast.con_minh))
    leader = as_user(cast.leader).get(page_of(cast.con_minh))

    assert "Thêm đơn vị xã Côn Minh" in inspector.text
    assert "Đã thay đổi" not in leader.text


def test_a_neighbour_gets_404_on_every_page_of_a_unit(cast, as_user):
    client = as_user(cast.van_lang_officer)

    for path in (
        page_of(cast.con_minh),
        reverse("chapters:unit-edit", args=[cast.con_minh.pk]),
        new_under(cast.con_minh),
    ):
        page = client.get(path)
        assert page.status_code == 404
        assert "Côn Minh" not in page.text


def test_a_reader_gets_no_buttons_and_403_on_writing(cast, as_user):
    client = as_user(cast.inspector)

    assert client.get(page_of(cast.con_minh)).context["actions"] == []
    for path in (reverse("chapters:unit-edit", args=[cast.con_minh.pk]), new_under(cast.con_minh, "chapter")):
        page = client.post(path, chapter_facts())
        assert page.status_code == 403
        assert "Chức trách của bạn không lập, sửa đơn vị ở đây." in page.text
    assert not Unit.objects.filter(name="Chi hội thôn Nà Ngoàn").exists()


def test_pages_that_only_show_refuse_a_post(cast, as_user):
    client = as_user(cast.office)

    assert client.post(LIST).status_code == 405
    assert client.post(page_of(cast.con_minh)).status_code == 405
    assert client.delete(reverse("chapters:unit-edit", args=[cast.con_minh.pk])).status_code == 405


def test_a_new_unit_starts_with_the_kinds_that_may_stand_there(cast, as_user):
    page = as_user(cast.con_minh_officer).get(new_under(cast.con_minh))

    assert [kind.label for kind in page.context["kinds"]] == ["chi hội", "ban khuyến học", "tổ hội", "phân hội"]
    assert f"cha={cast.con_minh.pk}&amp;loai=board" in page.text


def test_without_a_parent_the_new_unit_goes_under_her_own(cast, as_user):
    page = as_user(cast.con_minh_officer).get(reverse("chapters:unit-create"))

    assert page.context["parent"] == cast.con_minh


def test_a_parent_that_is_no_number_is_not_found(cast, as_user):
    assert as_user(cast.office).get(reverse("chapters:unit-create", query={"cha": "²"})).status_code == 404


def test_a_chapter_is_opened_with_a_code_of_its_own(cast, as_user):
    client = as_user(cast.con_minh_officer)

    answer = client.post(new_under(cast.con_minh, "chapter"), chapter_facts(opened_on="3/4/2019"), follow=True)

    made = Unit.objects.get(name="Chi hội thôn Nà Ngoàn")
    assert (made.parent, made.code, made.opened_on) == (cast.con_minh, "02173-003", date(2019, 4, 3))
    assert answer.redirect_chain == [(page_of(made), 302)]
    assert "Đã lập Chi hội thôn Nà Ngoàn. Số liệu của năm nhập ở mục Xem tiếp, ngay trên trang này." in answer.text


def test_a_commune_form_asks_for_the_association_and_no_setting(cast, as_user):
    page = as_user(cast.office).get(new_under(cast.district, "commune"))

    assert list(page.context["form"].fields) == ["designation", "name", "code", "opened_on", "association_since"]
    designations = [word for word, _ in page.context["form"].fields["designation"].choices]
    assert designations == ["xã", "phường", "thị trấn", "đặc khu"]


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"setting": ""}, "Xin điền mục này."),
        ({"opened_on": "31/02/2020"}, "không có trong lịch: tháng 2 năm 2020 có 29 ngày"),
        ({"code": "02140"}, "Mã này đã có đơn vị khác dùng."),
    ],
)
def test_what_was_typed_stays_beside_the_refusal(wrong, sentence, cast, as_user):
    page = as_user(cast.con_minh_officer).post(new_under(cast.con_minh, "chapter"), chapter_facts(**wrong))

    assert page.status_code == 200
    assert sentence in page.text
    assert 'value="Chi hội thôn Nà Ngoàn"' in page.text
    assert not Unit.objects.filter(name="Chi hội thôn Nà Ngoàn").exists()


def test_nothing_is_opened_under_a_closed_unit(cast, as_user):
    move_children_of(unit=cast.con_minh, to=cast.van_lang, by=cast.office)
    close_unit(unit=cast.con_minh, closed_on=date(2025, 7, 1), reason="Sáp nhập", by=cast.office)
    client = as_user(cast.office)

    page = client.post(new_under(cast.con_minh, "chapter"), chapter_facts())

    assert "xã Côn Minh đã giải thể ngày 01/07/2025, không lập đơn vị mới ở đó." in page.text
    labels = [action["label"] for action in client.get(page_of(cast.con_minh)).context["actions"]]
    assert labels == ["Sửa thông tin"]


def test_editing_shows_what_is_there_and_saves_what_is_new(cast, as_user):
    client, path = as_user(cast.con_minh_officer), reverse("chapters:unit-edit", args=[cast.cho_a.pk])
    shown = client.get(path).context["form"].initial

    facts = {"name": "Chi hội thôn Chợ B", "setting": "hamlet", "code": shown["code"], "keeps_roster": "on"}
    answer = client.post(path, facts, follow=True)

    cast.cho_a.refresh_from_db()
    assert shown["name"] == "Chi hội thôn Chợ A"
    assert (cast.cho_a.name, cast.cho_a.keeps_roster) == ("Chi hội thôn Chợ B", True)
    assert "Đã sửa Chi hội thôn Chợ B." in answer.text


def test_a_refused_edit_keeps_the_old_name_in_the_heading(cast, as_user):
    path = reverse("chapters:unit-edit", args=[cast.cho_a.pk])

    page = as_user(cast.con_minh_officer).post(path, {"name": "Chi hội X", "setting": "hamlet", "code": "02140"})

    assert "<h1>Sửa Chi hội thôn Chợ A</h1>" in page.text
    assert 'value="Chi hội X"' in page.text
