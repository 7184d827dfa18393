from django.urls import path

from .views import excel, members, units

app_name = "chapters"

unit_urls = [
    path("to-chuc/", units.unit_list, name="unit-list"),
    path("to-chuc/excel/", excel.start, {"kind": "units"}, name="unit-excel"),
    path("to-chuc/excel/mau/", excel.template, {"kind": "units"}, name="unit-excel-template"),
    path("to-chuc/excel/danh-sach/", excel.export, {"kind": "units"}, name="unit-excel-list"),
    path("to-chuc/moi/", units.unit_create, name="unit-create"),
    path("to-chuc/<int:pk>/", units.unit, name="unit"),
    path("to-chuc/<int:pk>/sua/", units.unit_edit, name="unit-edit"),
]

member_urls = [
    path("hoi-vien/", members.member_list, name="member-list"),
    path("hoi-vien/excel/", excel.start, {"kind": "members"}, name="member-excel"),
    path("hoi-vien/excel/mau/", excel.template, {"kind": "members"}, name="member-excel-template"),
    path("hoi-vien/excel/danh-sach/", excel.export, {"kind": "members"}, name="member-excel-list"),
    path("hoi-vien/moi/", members.member_create, name="member-create"),
    path("hoi-vien/<int:pk>/", members.member, name="member"),
    path("hoi-vien/<int:pk>/sua/", members.member_edit, name="member-edit"),
    path("hoi-vien/<int:pk>/vao/", members.membership_create, name="membership-create"),
    path("hoi-vien/sinh-hoat/<int:pk>/thoi/", members.membership_end, name="membership-end"),
]

urlpatterns = [*unit_urls, *member_urls]
