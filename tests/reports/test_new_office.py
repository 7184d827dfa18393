"""A new installation: its first page leads to the usual award forms, which are there by one button."""

from awards.models import AwardForm

LACKS = "Danh mục hình thức khen thưởng còn trống"
CATALOGUE = "/khen-thuong/hinh-thuc/"


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_office_is_led_from_its_first_page_to_the_button_and_not_asked_again(cast, as_user):
    client = as_user(cast.office)
    (task,) = client.get("/").context["tasks"]
    assert task.sentence == f"{LACKS} nên chưa đơn vị nào lập được đề nghị."

    offered = text(client.get(task.url))
    assert "Cờ thi đua xuất sắc<small>Trung ương Hội Khuyến học Việt Nam</small>" in offered
    assert "Số năm công tác Hội ít nhất 5; Chỉ tặng một lần" in offered
    assert "Giấy khen<small>Hội Khuyến học huyện Na Rì</small>" in offered

    client.post(f"{CATALOGUE}thuong-dung/")
    assert AwardForm.objects.count() == 5
    assert list(client.get("/").context["tasks"]) == []
    assert "Bắt đầu với các hình thức thường dùng" not in text(client.get(CATALOGUE))


def test_the_register_of_awards_says_it_too(cast, as_user):
    assert f"{LACKS}." in text(as_user(cast.office).get("/khen-thuong/"))


def test_nobody_else_is_asked(cast, as_user):
    for user in (cast.con_minh_officer, cast.leader, cast.treasurer):
        assert LACKS not in text(as_user(user).get("/"))
    for user in (cast.con_minh_officer, cast.leader):
        client = as_user(user)
        assert LACKS not in text(client.get("/khen-thuong/"))
        read = text(client.get(CATALOGUE))
        assert "Danh mục do Thường trực Hội cấp trên cùng ghi." in read
        assert "thuong-dung" not in read
