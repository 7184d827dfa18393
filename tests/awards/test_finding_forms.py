"""Writing findings: a learning model out of many is searched for, and two people on one finding lose nothing."""

import pytest
import time_machine

from awards import actions
from awards.models import InspectionFinding
from khuyenhoc import searching

from .deeds import text
from .learning import register


@pytest.fixture(autouse=True, scope="module")
def _in_2023():
    with time_machine.travel("2023-10-25 09:00+07:00"):
        yield


@pytest.fixture
def many(cast):
    """Sixteen families of Bản Cào, and one of Văn Lang."""
    men = ("Anh", "Bình", "Cường", "Dũng", "Đức", "Giang", "Hải", "Khoa", "Lâm", "Minh")
    women = ("Mai", "Nga", "Oanh", "Phượng", "Quý", "Sen")
    names = [*(f"Hoàng Văn {name}" for name in men), *(f"Lý Thị {name}" for name in women)]
    made = [register(cast, name) for name in names]
    register(cast, "Lý Thị Xa", unit=cast.van_lang, by=cast.van_lang_officer)
    return made


@pytest.fixture
def address(held):
    return f"{held.get_absolute_url()}phat-hien/moi/"


TYPED = {"subject": "learning", "text": "Chưa tự chấm điểm", "request": "Chấm lại", "due_on": "20/11/2023"}


def offered(response):
    return [label for value, label in response.context["form"]["registration"].field.widget.choices if value]


def test_a_model_is_searched_for_by_address_within_reach_and_the_chosen_one_stays(cast, many, address, as_user):
    client = as_user(cast.inspector)
    assert len(offered(client.get(address))) == 16

    found = client.get(address, {"q": "ly nga", "registration": many[0].pk})

    assert [label.split(" (")[0] for label in offered(found)] == ["Lý Thị Nga", "Hoàng Văn Anh"]
    assert f'<option value="{many[0].pk}" selected>' in text(found)
    assert "Tìm thấy 1 mô hình." in text(found)
    assert offered(client.get(address, {"q": "Xa"})) == []
    assert "Không có mô hình nào tên như vậy." in text(client.get(address, {"q": "Xa"}))


def test_searching_without_script_writes_nothing_and_keeps_what_was_typed(cast, many, address, as_user):
    client = as_user(cast.inspector)

    found = client.post(address, TYPED | {"q": "duc", "registration": "", "tim": "1"})

    html = text(found)
    assert [label.split(" (")[0] for label in offered(found)] == ["Hoàng Văn Đức"]
    assert "Chưa tự chấm điểm</textarea>" in html
    assert "Chấm lại</textarea>" in html
    assert 'value="20/11/2023"' in html
    assert '<option value="learning" selected>' in html
    assert "Xin điền mục này." not in html
    assert InspectionFinding.objects.count() == 0

    client.post(address, TYPED | {"q": "duc", "registration": str(many[4].pk)})
    assert InspectionFinding.objects.get().registration == many[4]


def test_an_odd_search_is_no_search(cast, many, address, as_user):
    client = as_user(cast.inspector)

    assert len(offered(client.get(address, {"q": "  ", "registration": "chín"}))) == 16
    refused = client.post(address, TYPED | {"registration": "999999"})
    assert "registration" in refused.context["form"].errors


def test_few_models_are_not_searched_and_none_are_not_asked_for(cast, address, as_user):
    client = as_user(cast.inspector)
    assert "registration" not in client.get(address).context["form"].fields
    register(cast, "Hoàng Văn Một")

    form = client.get(address).context["form"]
    assert ("registration" in form.fields, "q" in form.fields) == (True, False)


def test_more_than_are_shown_says_so(cast, many, address, as_user, monkeypatch):
    monkeypatch.setattr(searching, "SHOWN", 10)

    page = as_user(cast.inspector).get(address)

    assert len(offered(page)) == 10
    assert "Chỉ hiện 10 trong 16 mô hình; xin gõ thêm để tìm." in text(page)


@pytest.mark.parametrize("models", [1, 3])
def test_the_form_asks_as_much_for_three_models_as_for_one(cast, address, as_user, django_assert_num_queries, models):
    for number in range(models):
        register(cast, f"Hoàng Văn {number}")
    client = as_user(cast.inspector)

    with django_assert_num_queries(10):
        assert len(offered(client.get(address))) == models


# Two people


def shown(page):
    return page.context["form"]["shown"].value()


def test_two_who_change_one_finding_see_what_the_other_wrote(cast, find, as_user):
    finding, client = find(), as_user(cast.inspector)
    address = f"/khen-thuong/kiem-tra/phat-hien/{finding.pk}/sua/"
    page = client.get(address)
    sent = {"subject": "funds", "text": "Sổ quỹ thiếu dấu", "request": "Bổ sung chữ ký", "due_on": "20/11/2023"}
    actions.change_finding(finding=finding, text="Sổ quỹ thiếu hai chữ ký", by=cast.inspector)

    clash = client.post(address, sent | {"shown": shown(page)})

    html = text(clash)
    assert "Người khác vừa ghi: “Sổ quỹ thiếu hai chữ ký”." in html
    assert "Sổ quỹ thiếu dấu</textarea>" in html
    assert InspectionFinding.objects.get().text == "Sổ quỹ thiếu hai chữ ký"

    client.post(address, sent | {"shown": shown(clash)})
    assert InspectionFinding.objects.get().text == "Sổ quỹ thiếu dấu"


def test_two_who_change_different_things_both_have_their_way(cast, find, as_user):
    finding, client = find(), as_user(cast.inspector)
    address = f"/khen-thuong/kiem-tra/phat-hien/{finding.pk}/sua/"
    page = client.get(address)
    actions.change_finding(finding=finding, request="Bổ sung đủ chữ ký", by=cast.inspector)

    sent = {"subject": "funds", "text": "Sổ quỹ thiếu dấu", "request": "Bổ sung chữ ký", "due_on": "20/11/2023"}
    client.post(address, sent | {"shown": shown(page)})

    finding.refresh_from_db()
    assert (finding.text, finding.request) == ("Sổ quỹ thiếu dấu", "Bổ sung đủ chữ ký")


def test_searching_for_a_model_does_not_forget_what_was_shown(cast, many, find, as_user):
    finding, client = find(subject="learning"), as_user(cast.inspector)
    address = f"/khen-thuong/kiem-tra/phat-hien/{finding.pk}/sua/"
    page = client.get(address)
    sent = {"subject": "learning", "text": "Của tôi", "request": "Bổ sung chữ ký", "due_on": "20/11/2023"}
    actions.change_finding(finding=finding, text="Của người khác", by=cast.inspector)

    searched = client.post(address, sent | {"shown": shown(page), "q": "duc", "tim": "1"})

    assert "Của tôi</textarea>" in text(searched)
    assert "Người khác vừa ghi: “Của người khác”." in text(client.post(address, sent | {"shown": shown(searched)}))


def test_the_unit_and_the_inspector_do_not_overwrite_each_others_follow_up(cast, find, as_user):
    finding, officer = find(), as_user(cast.con_minh_officer)
    address = f"/khen-thuong/kiem-tra/phat-hien/{finding.pk}/khac-phuc/"
    page = officer.get(address)
    actions.follow_up(finding=finding, text="Đã ký một phần", by=cast.inspector)

    html = text(officer.post(address, {"follow_up": "Đã ký đủ", "shown": shown(page)}))

    assert "Người khác vừa ghi: “Đã ký một phần”." in html
    assert "Đã ký đủ</textarea>" in html
    assert InspectionFinding.objects.get().follow_up == "Đã ký một phần"


def test_two_who_plan_one_visit_anew_are_told(cast, held, as_user):
    client, address = as_user(cast.inspector), f"{held.get_absolute_url()}sua/"
    page = client.get(address)
    actions.change_inspection(inspection=held, subjects=["returns"], by=cast.inspector)

    sent = {"planned_on": "10/10/2023", "subjects": ["funds"], "team": "", "shown": shown(page)}
    html = text(client.post(address, sent))

    assert "Người khác vừa ghi: “số liệu báo cáo”." in html
    held.refresh_from_db()
    assert held.subjects == ["returns"]
