from django.urls import path

from .views import members, own_account, sight, units, users

app_name = "chapters"

unit_urls = [
    path("to-chuc/", units.unit_list, name="unit-list"),
    path("to-chuc/moi/", units.unit_create, name="unit-create"),
    path("to-chuc/<int:pk>/", units.unit, name="unit"),
    path("to-chuc/<int:pk>/sua/", units.unit_edit, name="unit-edit"),
    path("to-chuc/<int:pk>/ai-xem-duoc/", sight.who_sees, name="who-sees"),
]

member_urls = [
    path("hoi-vien/", members.member_list, name="member-list"),
    path("hoi-vien/moi/", members.member_create, name="member-create"),
    path("hoi-vien/<int:pk>/", members.member, name="member"),
    path("hoi-vien/<int:pk>/sua/", members.member_edit, name="member-edit"),
    path("hoi-vien/<int:pk>/vao/", members.membership_create, name="membership-create"),
    path("hoi-vien/sinh-hoat/<int:pk>/thoi/", members.membership_end, name="membership-end"),
]

user_urls = [
    path("tai-khoan/", users.user_list, name="user-list"),
    path("tai-khoan/moi/", users.user_create, name="user-create"),
    path("tai-khoan/<int:pk>/", users.user, name="user"),
    path("tai-khoan/<int:pk>/phieu/", users.user_slip, name="user-slip"),
    path("tai-khoan/<int:pk>/chuc-trach/", users.appointment_create, name="appointment-create"),
    path("tai-khoan/<int:pk>/<slug:move>/", users.user_move, name="user-move"),
    path("tai-khoan/chuc-trach/<int:pk>/thoi/", users.appointment_end, name="appointment-end"),
    path("tai-khoan/chuc-trach/<int:pk>/ban-giao/", users.appointment_hand_over, name="appointment-hand-over"),
]

own_urls = [
    path("tai-khoan/cua-toi/", own_account.own_account, name="own-account"),
    path("tai-khoan/mat-khau/", own_account.password, name="password"),
    path("tai-khoan/thoat-moi-noi/", own_account.sign_out_everywhere, name="sign-out-everywhere"),
    path("dang-nhap/ma/", own_account.second_factor_code, name="second-factor-code"),
    path("tai-khoan/ma-xac-thuc/", own_account.second_factor_setup, name="second-factor"),
    path("tai-khoan/ma-xac-thuc/bat-dau/", own_account.second_factor_start, name="second-factor-start"),
    path("tai-khoan/ma-xac-thuc/tat/", own_account.second_factor_off, name="second-factor-off"),
    path("tai-khoan/ma-xac-thuc/du-phong/", own_account.recovery_codes, name="recovery-codes"),
]

urlpatterns = [*unit_urls, *member_urls, *user_urls, *own_urls]
