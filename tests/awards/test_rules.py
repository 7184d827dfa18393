"""The catalogue: its forms and titles, the years they are given in, and the conditions of each."""

from decimal import Decimal

import pytest

from awards import actions
from awards.models import AwardForm, AwardRule
from khuyenhoc.actions import NotAllowed
from tests.refusals import refusal as refused


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def rule(cast, forms):
    return actions.add_rule(form=forms.medal, code="service", value=5, by=cast.office)


def test_titles_stand_in_a_section_of_their_own(cast, forms, as_user):
    title = {"sort": "title", "grantor_level": "district", "grantor_name": "Huyện", "name": "Đơn vị tiên tiến"}
    client = as_user(cast.office)

    client.post("/khen-thuong/hinh-thuc/moi/", title | {"classes": ["collective"]})
    sections = client.get("/khen-thuong/hinh-thuc/").context["sections"]

    assert [(name, [line.form.name for line in lines]) for name, lines in sections] == [
        ("Hình thức khen thưởng", ["Cờ thi đua", "Kỷ niệm chương", "Giấy khen"]),
        ("Danh hiệu thi đua", ["Đơn vị tiên tiến"]),
    ]


def test_a_rule_is_added_and_waits_to_be_confirmed(cast, forms, as_user):
    client, path = as_user(cast.office), forms.medal.get_absolute_url()

    sent = {"code": "service", "value": "5", "quota_kind": "commune"}
    html = text(client.post(f"{path}dieu-kien/moi/", sent, follow=True))

    assert "Đã thêm điều kiện: Số năm công tác Hội ít nhất 5." in html
    assert "chờ Hội xác nhận</span>" in html
    rule = AwardRule.objects.get()
    assert "Đã ghi Hội xác nhận điều kiện" in text(
        client.post(f"/khen-thuong/dieu-kien/{rule.pk}/xac-nhan/", follow=True)
    )
    rule.refresh_from_db()
    assert rule.is_confirmed
    assert "Xác nhận" not in text(client.get(path)).replace("Hội đã xác nhận", "").split("Đã thay đổi")[0]


def test_a_share_is_typed_with_a_comma(cast, forms, as_user):
    path = f"{forms.certificate.get_absolute_url()}dieu-kien/moi/"

    as_user(cast.office).post(path, {"code": "quota_percent", "value": "2,5", "quota_kind": "commune"})

    assert AwardRule.objects.get().value == Decimal("2.5")
    assert str(AwardRule.objects.get()) == "Mỗi đơn vị được đề nghị không quá (% số hội viên) 2,5"


@pytest.mark.parametrize(
    "values,field,sentence",
    [
        ({"code": "service"}, "value", "Xin ghi mức của điều kiện"),
        ({"code": "service", "value": "năm"}, "value", "Mức là một số"),
        ({"code": "service", "value": "-1"}, "value", "từ 0 đến 9999"),
        ({"code": "service", "value": "2,5"}, "value", "là số nguyên"),
        ({"code": "quota_percent", "value": "101"}, "value", "không quá 100%"),
        ({"code": "paper"}, "paper", "Xin ghi tên giấy tờ phải kèm."),
        ({}, "code", "Xin điền mục này."),
    ],
)
def test_an_odd_rule_is_refused_beside_its_field(cast, forms, as_user, values, field, sentence):
    path = f"{forms.medal.get_absolute_url()}dieu-kien/moi/"

    response = as_user(cast.office).post(path, {"quota_kind": "commune"} | values)

    assert sentence in response.context["form"].errors[field][0]
    assert AwardRule.objects.count() == 0


def test_what_a_rule_does_not_need_is_let_go(cast, forms, as_user):
    path = f"{forms.medal.get_absolute_url()}dieu-kien/moi/"

    as_user(cast.office).post(path, {"code": "once", "value": "3", "paper": "Giấy", "quota_kind": "commune"})

    assert (AwardRule.objects.get().value, AwardRule.objects.get().paper) == (None, "")


def test_a_form_has_a_rule_once(cast, forms, rule):
    told = refused(lambda: actions.add_rule(form=forms.medal, code="service", value=9, by=cast.office))

    assert told == "Hình thức này đã có điều kiện đó. Xin sửa mức của điều kiện đang có."


def test_a_rule_is_changed_and_put_out_of_force(cast, rule, as_user):
    client, path = as_user(cast.office), f"/khen-thuong/dieu-kien/{rule.pk}/sua/"
    assert 'value="5"' in text(client.get(path))

    html = text(client.post(path, {"value": "7"}, follow=True))

    rule.refresh_from_db()
    assert (rule.value, rule.is_on, rule.is_confirmed) == (7, False, False)
    assert "không áp dụng</span>" in html


def test_a_form_is_ended_and_what_was_given_stays(cast, forms, nominate, decide, as_user):
    decide(nominate())
    path = f"{forms.certificate.get_absolute_url()}nam/"

    html = text(as_user(cast.office).post(path, {"valid_from": "", "valid_to": "2023"}, follow=True))

    assert "Đã ghi những năm áp dụng." in html
    assert "đến hết năm 2023" in html
    assert "không áp dụng trong năm 2024" in refused(lambda: nominate("Sau", year=2024))


def test_a_form_is_not_ended_over_what_still_waits(cast, forms, nominate, as_user):
    nominate()
    path = f"{forms.certificate.get_absolute_url()}nam/"

    html = text(as_user(cast.office).post(path, {"valid_from": "", "valid_to": "2022"}))

    assert "Còn 1 đề nghị Giấy khen của Hội Khuyến học huyện Na Rì chưa có quyết định ở ngoài những năm này." in html
    assert AwardForm.objects.get(pk=forms.certificate.pk).valid_to is None


def test_years_turned_round_are_refused(cast, forms, as_user):
    path = f"{forms.medal.get_absolute_url()}nam/"

    html = text(as_user(cast.office).post(path, {"valid_from": "2024", "valid_to": "2023"}))

    assert "Năm hết áp dụng không thể trước năm bắt đầu." in html


def test_an_empty_catalogue_begins_with_the_usual_forms_none_of_their_rules_confirmed(cast, as_user):
    client = as_user(cast.office)
    assert "Thêm các hình thức thường dùng" in text(client.get("/khen-thuong/hinh-thuc/"))

    html = text(client.post("/khen-thuong/hinh-thuc/thuong-dung/", follow=True))

    assert "Đã thêm 5 hình thức thường dùng. Các điều kiện kèm theo đang chờ Hội xác nhận." in html
    medal = AwardForm.objects.get(name__startswith="Kỷ niệm chương")
    assert [(one.code, one.value) for one in medal.rules.all()] == [("service", 5), ("once", None)]
    assert not AwardRule.objects.filter(is_confirmed=True).exists()
    assert AwardForm.objects.filter(grantor_name="Hội Khuyến học huyện Na Rì").count() == 2

    again = text(client.post("/khen-thuong/hinh-thuc/thuong-dung/", follow=True))
    assert "Danh mục đã có hình thức khen thưởng." in again
    assert AwardForm.objects.count() == 5


def test_the_catalogue_is_read_by_a_chapter_and_written_by_the_root_only(cast, forms, rule, as_user):
    html = text(as_user(cast.chapter_officer).get(forms.medal.get_absolute_url()))
    assert "Số năm công tác Hội ít nhất 5" in html
    assert "Thêm điều kiện" not in html

    for user in (cast.con_minh_officer, cast.leader):
        for act in (
            lambda user=user: actions.change_rule(rule=rule, value=1, by=user),
            lambda user=user: actions.add_rule(form=forms.medal, code="once", by=user),
            lambda user=user: actions.set_form_years(form=forms.medal, valid_from=None, valid_to=None, by=user),
            lambda user=user: actions.add_usual_forms(by=user),
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize("number", [1, 3])
def test_the_catalogue_asks_as_much_for_three_rules_as_for_one(cast, forms, as_user, django_assert_num_queries, number):
    for form in (forms.flag, forms.medal, forms.certificate)[:number]:
        actions.add_rule(form=form, code="once", by=cast.office)
    client = as_user(cast.leader)

    with django_assert_num_queries(6):
        html = text(client.get("/khen-thuong/hinh-thuc/"))
    assert html.count("chờ Hội xác nhận") == number
