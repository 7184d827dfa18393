from django.urls import path

from . import views

app_name = "chapters"
urlpatterns = [
    path("to-chuc/", views.unit_list, name="unit-list"),
    path("to-chuc/moi/", views.unit_create, name="unit-create"),
    path("to-chuc/<int:pk>/", views.unit, name="unit"),
    path("to-chuc/<int:pk>/sua/", views.unit_edit, name="unit-edit"),
    path("hoi-vien/", views.member_list, name="member-list"),
    path("hoi-vien/moi/", views.member_create, name="member-create"),
    path("hoi-vien/<int:pk>/", views.member, name="member"),
    path("hoi-vien/<int:pk>/sua/", views.member_edit, name="member-edit"),
    path("hoi-vien/<int:pk>/vao/", views.membership_create, name="membership-create"),
    path("hoi-vien/sinh-hoat/<int:pk>/thoi/", views.membership_end, name="membership-end"),
]
