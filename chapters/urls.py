from django.urls import path

from .views import entry, member_list, members, memberships, units

app_name = "chapters"

unit_urls = [
    path("to-chuc/", units.unit_list, name="unit-list"),
    path("to-chuc/moi/", units.unit_create, name="unit-create"),
    path("to-chuc/<int:pk>/", units.unit, name="unit"),
    path("to-chuc/<int:pk>/sua/", units.unit_edit, name="unit-edit"),
]

member_urls = [
    path("hoi-vien/", member_list.member_list, name="member-list"),
    path("hoi-vien/moi/", entry.member_create, name="member-create"),
    path("hoi-vien/moi/<int:pk>/bo/", entry.entry_undo, name="entry-undo"),
    path("hoi-vien/<int:pk>/", members.member, name="member"),
    path("hoi-vien/<int:pk>/sua/", members.member_edit, name="member-edit"),
    path("hoi-vien/<int:pk>/vao/", memberships.membership_create, name="membership-create"),
    path("hoi-vien/sinh-hoat/<int:pk>/thoi/", memberships.membership_end, name="membership-end"),
    path("hoi-vien/sinh-hoat/<int:pk>/chuyen/", memberships.membership_transfer, name="membership-transfer"),
    path("hoi-vien/sinh-hoat/<int:pk>/tinh-o-day/", memberships.membership_count, name="membership-count"),
    path("hoi-vien/sinh-hoat/<int:pk>/ghi-nham/", memberships.membership_void, name="membership-void"),
]

urlpatterns = [*unit_urls, *member_urls]
