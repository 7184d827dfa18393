from django.urls import path

from .views import members, officer_changes, officers, terms, units

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

officer_urls = [
    path("can-bo/", officers.officer_list, name="officer-list"),
    path("can-bo/khuyet/", officers.officer_matters, name="officer-matters"),
    path("can-bo/<int:pk>/", officers.officer, name="officer"),
    path("can-bo/<int:pk>/sua/", officer_changes.officer_edit, name="officer-edit"),
    path("can-bo/<int:pk>/thoi/", officer_changes.officer_end, name="officer-end"),
    path("can-bo/<int:pk>/thay/", officer_changes.officer_replace, name="officer-replace"),
    path("can-bo/<int:pk>/ghi-nham/", officer_changes.officer_void, name="officer-void"),
    path("can-bo/don-vi/<int:pk>/", officers.unit_officers, name="unit-officers"),
    path("can-bo/don-vi/<int:pk>/moi/", officer_changes.officer_create, name="officer-create"),
    path("can-bo/don-vi/<int:pk>/nhiem-ky/moi/", terms.term_create, name="term-create"),
    path("can-bo/don-vi/<int:pk>/danh-sach/<slug:roll>/", officers.officer_roll, name="officer-roll"),
    path("can-bo/don-vi/<int:pk>/danh-sach/<slug:roll>.pdf", officers.officer_roll_pdf, name="officer-roll-pdf"),
    path("can-bo/don-vi/<int:pk>/danh-sach/<slug:roll>.xlsx", officers.officer_roll_xlsx, name="officer-roll-xlsx"),
    path("can-bo/nhiem-ky/<int:pk>/sua/", terms.term_edit, name="term-edit"),
    path("can-bo/nhiem-ky/<int:pk>/chuyen-tiep/", terms.term_carry_over, name="term-carry-over"),
]

urlpatterns = [*unit_urls, *member_urls, *officer_urls]
