from django.urls import path

from .views import doubles, members, merges, units

app_name = "chapters"

unit_urls = [
    path("to-chuc/", units.unit_list, name="unit-list"),
    path("to-chuc/moi/", units.unit_create, name="unit-create"),
    path("to-chuc/<int:pk>/", units.unit, name="unit"),
    path("to-chuc/<int:pk>/sua/", units.unit_edit, name="unit-edit"),
]

member_urls = [
    path("hoi-vien/", members.member_list, name="member-list"),
    path("hoi-vien/moi/", members.member_create, name="member-create"),
    path("hoi-vien/<int:pk>/", members.member, name="member"),
    path("hoi-vien/<int:pk>/sua/", members.member_edit, name="member-edit"),
    path("hoi-vien/<int:pk>/vao/", members.membership_create, name="membership-create"),
    path("hoi-vien/sinh-hoat/<int:pk>/thoi/", members.membership_end, name="membership-end"),
]

double_urls = [
    path("hoi-vien/trung/", doubles.double_list, name="double-list"),
    path("hoi-vien/trung/goi-y/", doubles.hint, name="doubles-hint"),
    path("hoi-vien/trung/khong-phai/", doubles.tell_apart, name="tell-apart"),
    path("hoi-vien/trung/<int:pk>/rut-lai/", doubles.doubt_again, name="doubt-again"),
    path("hoi-vien/gop/", merges.merge, name="merge"),
    path("hoi-vien/gop/<int:pk>/hoan-tac/", merges.merge_undo, name="merge-undo"),
]

urlpatterns = [*unit_urls, *member_urls, *double_urls]
