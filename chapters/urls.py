from django.urls import path

from .views import members, places, units

app_name = "chapters"

unit_urls = [
    path("to-chuc/", units.unit_list, name="unit-list"),
    path("to-chuc/moi/", units.unit_create, name="unit-create"),
    path("to-chuc/<int:pk>/", units.unit, name="unit"),
    path("to-chuc/<int:pk>/sua/", units.unit_edit, name="unit-edit"),
    path("to-chuc/<int:pk>/chuyen/", places.unit_move, name="unit-move"),
    path("to-chuc/<int:pk>/chuyen-cap-duoi/", places.unit_children_move, name="unit-children-move"),
    path("to-chuc/<int:pk>/chuyen-hoi-vien/", places.unit_members_move, name="unit-members-move"),
    path("to-chuc/<int:pk>/giai-the/", places.unit_close, name="unit-close"),
    path("to-chuc/<int:pk>/lap-lai/", places.unit_reopen, name="unit-reopen"),
]

member_urls = [
    path("hoi-vien/", members.member_list, name="member-list"),
    path("hoi-vien/moi/", members.member_create, name="member-create"),
    path("hoi-vien/<int:pk>/", members.member, name="member"),
    path("hoi-vien/<int:pk>/sua/", members.member_edit, name="member-edit"),
    path("hoi-vien/<int:pk>/vao/", members.membership_create, name="membership-create"),
    path("hoi-vien/sinh-hoat/<int:pk>/thoi/", members.membership_end, name="membership-end"),
]

urlpatterns = [*unit_urls, *member_urls]
