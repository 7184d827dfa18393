from django.urls import path

from .views import (
    consents,
    doubles,
    entry,
    excel,
    member_list,
    members,
    memberships,
    merges,
    officer_changes,
    officers,
    own_account,
    person,
    places,
    requests,
    sight,
    terms,
    units,
    users,
)

app_name = "chapters"

unit_urls = [
    path("to-chuc/", units.unit_list, name="unit-list"),
    path("to-chuc/excel/", excel.start, {"kind": "units"}, name="unit-excel"),
    path("to-chuc/excel/mau/", excel.template, {"kind": "units"}, name="unit-excel-template"),
    path("to-chuc/excel/danh-sach/", excel.export, {"kind": "units"}, name="unit-excel-list"),
    path("to-chuc/moi/", units.unit_create, name="unit-create"),
    path("to-chuc/<int:pk>/", units.unit, name="unit"),
    path("to-chuc/<int:pk>/sua/", units.unit_edit, name="unit-edit"),
    path("to-chuc/<int:pk>/chuyen/", places.unit_move, name="unit-move"),
    path("to-chuc/<int:pk>/chuyen-cap-duoi/", places.unit_children_move, name="unit-children-move"),
    path("to-chuc/<int:pk>/chuyen-hoi-vien/", places.unit_members_move, name="unit-members-move"),
    path("to-chuc/<int:pk>/giai-the/", places.unit_close, name="unit-close"),
    path("to-chuc/<int:pk>/lap-lai/", places.unit_reopen, name="unit-reopen"),
    path("to-chuc/<int:pk>/ai-xem-duoc/", sight.who_sees, name="who-sees"),
]

member_urls = [
    path("hoi-vien/", member_list.member_list, name="member-list"),
    path("hoi-vien/moi/", entry.member_create, name="member-create"),
    path("hoi-vien/moi/<int:pk>/bo/", entry.entry_undo, name="entry-undo"),
    path("hoi-vien/excel/", excel.start, {"kind": "members"}, name="member-excel"),
    path("hoi-vien/excel/mau/", excel.template, {"kind": "members"}, name="member-excel-template"),
    path("hoi-vien/excel/danh-sach/", excel.export, {"kind": "members"}, name="member-excel-list"),
    path("hoi-vien/<int:pk>/", members.member, name="member"),
    path("hoi-vien/<int:pk>/sua/", members.member_edit, name="member-edit"),
    path("hoi-vien/<int:pk>/vao/", memberships.membership_create, name="membership-create"),
    path("hoi-vien/sinh-hoat/<int:pk>/thoi/", memberships.membership_end, name="membership-end"),
    path("hoi-vien/sinh-hoat/<int:pk>/chuyen/", memberships.membership_transfer, name="membership-transfer"),
    path("hoi-vien/sinh-hoat/<int:pk>/tinh-o-day/", memberships.membership_count, name="membership-count"),
    path("hoi-vien/sinh-hoat/<int:pk>/ghi-nham/", memberships.membership_void, name="membership-void"),
    path("hoi-vien/sinh-hoat/<int:pk>/ghi-nham-tu-tran/", memberships.death_take_back, name="death-take-back"),
]

consent_urls = [
    path("to-chuc/<int:pk>/dong-y/", consents.unit_consents, name="unit-consents"),
    path("to-chuc/<int:pk>/dong-y/in/", consents.consent_sheet, name="consent-sheet"),
    path("hoi-vien/<int:pk>/dong-y/", consents.consent_create, name="consent-create"),
    path("hoi-vien/dong-y/<int:pk>/rut/", consents.consent_withdraw, name="consent-withdraw"),
    path("hoi-vien/dong-y/<int:pk>/ban-quet/", consents.consent_scan, name="consent-scan"),
    path("du-lieu-ca-nhan/noi-dung-dong-y/", consents.wording_list, name="wording-list"),
    path("du-lieu-ca-nhan/noi-dung-dong-y/moi/", consents.wording_create, name="wording-create"),
    path("du-lieu-ca-nhan/noi-dung-dong-y/<int:pk>/xac-nhan/", consents.wording_confirm, name="wording-confirm"),
]

privacy_urls = [
    path("du-lieu-ca-nhan/", requests.request_list, name="request-list"),
    path("du-lieu-ca-nhan/moi/", requests.request_create, name="request-create"),
    path("du-lieu-ca-nhan/<int:pk>/", requests.request_page, name="request"),
    path("du-lieu-ca-nhan/<int:pk>/tra-loi/", requests.request_answer, name="request-answer"),
    path("du-lieu-ca-nhan/<int:pk>/dong/", requests.request_close, name="request-close"),
    path("du-lieu-ca-nhan/<int:pk>/ban-quet/", requests.request_scan, name="request-scan"),
    path("hoi-vien/<int:pk>/du-lieu/", person.member_data, name="member-data"),
    path("hoi-vien/<int:pk>/xoa-thong-tin/", person.member_erase, name="member-erase"),
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

double_urls = [
    path("hoi-vien/trung/", doubles.double_list, name="double-list"),
    path("hoi-vien/trung/goi-y/", doubles.hint, name="doubles-hint"),
    path("hoi-vien/trung/khong-phai/", doubles.tell_apart, name="tell-apart"),
    path("hoi-vien/trung/<int:pk>/rut-lai/", doubles.doubt_again, name="doubt-again"),
    path("hoi-vien/gop/", merges.merge, name="merge"),
    path("hoi-vien/gop/<int:pk>/hoan-tac/", merges.merge_undo, name="merge-undo"),
]

urlpatterns = [
    *unit_urls,
    *member_urls,
    *double_urls,
    *consent_urls,
    *privacy_urls,
    *officer_urls,
    *user_urls,
    *own_urls,
]
