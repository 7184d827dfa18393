from django.urls import path

from .views import approvals, books, closings, control, counts, vouchers

app_name = "funds"
urlpatterns = [
    path("", books.fund_list, name="fund-list"),
    path("moi/", books.fund_create, name="fund-create"),
    path("<int:pk>/", books.fund, name="fund"),
    path("<int:pk>/so-du/", books.opening_create, name="opening-create"),
    path("<int:pk>/thu/", vouchers.contribution_create, name="contribution-create"),
    path("<int:pk>/chi/", vouchers.expense_create, name="expense-create"),
    path("phieu/<int:pk>/", vouchers.voucher, name="voucher"),
    path("phieu/<int:pk>/huy/", vouchers.voucher_reverse, name="voucher-reverse"),
    # control
    path("<int:pk>/kiem-soat/", control.control, name="control"),
    path("<int:pk>/cai-dat/", control.fund_settings, name="fund-settings"),
    path("<int:pk>/muc-duyet/", control.approval_setting, name="approval-setting"),
    path("<int:pk>/kiem-ke/", counts.count_create, name="count-create"),
    path("kiem-ke/<int:pk>/", counts.count, name="count"),
    path("<int:pk>/khoa-so/", closings.closing_create, name="closing-create"),
    path("khoa-so/<int:pk>/", closings.closing, name="closing"),
    path("khoa-so/<int:pk>/bang-khoa-so.pdf", closings.closing_pdf, name="closing-pdf"),
    path("khoa-so/<int:pk>/mo-lai/", closings.closing_reopen, name="closing-reopen"),
    path("cho-duyet/", approvals.waiting_list, name="waiting-list"),
    path("phieu/<int:pk>/duyet/", approvals.payment_approve, name="payment-approve"),
    path("phieu/<int:pk>/bo/", approvals.voucher_drop, name="voucher-drop"),
]
