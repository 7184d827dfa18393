"""What is left in a browser on a machine that the next person uses too: nothing that was shown to who signed in."""

import pytest
from django.test import Client


def is_kept_nowhere(answer):
    return {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    "address,status",
    [
        ("/", 200),
        ("/hoi-vien/", 200),
        ("/quy/1000000/", 404),
        ("/khen-thuong/hinh-thuc/moi/", 403),
        ("/dang-nhap/", 302),
        ("/mo-hinh/danh-sach.pdf", 200),
    ],
)
def test_no_browser_keeps_what_a_signed_in_user_was_answered(cast, as_user, address, status):
    answer = as_user(cast.con_minh_officer).get(address)

    assert answer.status_code == status
    assert is_kept_nowhere(answer)


def test_nor_what_came_of_a_form_or_of_signing_out(cast, as_user):
    client = as_user(cast.con_minh_officer)

    refused = client.post("/hoi-vien/moi/", {})
    assert "Xin" in refused.text
    assert is_kept_nowhere(refused)

    assert is_kept_nowhere(client.post("/dang-xuat/"))
    assert client.get("/hoi-vien/").status_code == 302


def test_what_anybody_may_read_says_for_itself_whether_it_is_kept(db):
    assert "Cache-Control" not in Client().get("/suc-khoe/").headers
    assert "no-store" in Client().get("/dang-nhap/").headers["Cache-Control"]
