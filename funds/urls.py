from django.urls import path

from chapters.views import excel

from .forms.excel import ContributionUploadForm
from .forms.grants import GrantUploadForm
from .views import (
    amounts,
    approvals,
    books,
    closings,
    control,
    counts,
    donor_privacy,
    donors,
    giver_lists,
    grants,
    papers,
    transfers,
    vouchers,
)

_GRANTS = {"kind": "grants"}

app_name = "funds"
_CONTRIBUTIONS = {"kind": "contributions"}
urlpatterns = [
    path("", books.fund_list, name="fund-list"),
    path("moi/", books.fund_create, name="fund-create"),
    path("<int:pk>/", books.fund, name="fund"),
    path("<int:pk>/sua/", books.fund_edit, name="fund-edit"),
    path("<int:pk>/so-du/", books.opening_create, name="opening-create"),
    path("<int:pk>/thu/", vouchers.contribution_create, name="contribution-create"),
    path("<int:pk>/thu/bang-ke/", giver_lists.giver_list_create, name="giver-list-create"),
    path("<int:pk>/chi/", vouchers.expense_create, name="expense-create"),
    path("<int:pk>/doi-cho/", transfers.money_move, name="money-move"),
    path("<int:pk>/chuyen/", transfers.money_send, name="money-send"),
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
    # Lists of recipients
    path("trao/", grants.grant_lists, name="grants"),
    path("trao/danh-sach.xlsx", papers.grant_lists_workbook, name="grants-xlsx"),
    path("trao/excel/", excel.start, _GRANTS | {"upload_form": GrantUploadForm}, name="grant-excel"),
    path("trao/excel/mau/", excel.template, _GRANTS, name="grant-excel-template"),
    path("trao/excel/danh-sach/", excel.export, _GRANTS, name="grant-excel-list"),
    path("<int:pk>/trao/moi/", grants.grant_list_create, name="grant-list-create"),
    path("trao/<int:pk>/", grants.grant_list, name="grant-list"),
    path("trao/<int:pk>/sua/", grants.grant_list_edit, name="grant-list-edit"),
    path("trao/<int:pk>/bo/", grants.grant_list_drop, name="grant-list-drop"),
    path("trao/<int:pk>/chi/", grants.grant_list_pay, name="grant-list-pay"),
    path("trao/<int:pk>/ky-nhan.pdf", papers.grant_list_signing, name="grant-list-signing"),
    path("trao/<int:pk>/cong-khai/", papers.grant_list_public, name="grant-list-public"),
    path("trao/<int:pk>/cong-khai.pdf", papers.grant_list_public_pdf, name="grant-list-public-pdf"),
    path("trao/<int:pk>/danh-sach.xlsx", papers.grant_list_workbook, name="grant-list-xlsx"),
    path("trao/nguoi/<int:pk>/hoi-vien/", grants.grant_link, name="grant-link"),
    path("trao/nguoi/<int:pk>/xoa-thong-tin/", grants.grant_forget, name="grant-forget"),
    # Papers
    path("danh-sach.xlsx", papers.fund_workbook, name="fund-list-xlsx"),
    path("cong-khai/", papers.fund_disclosure, name="disclosure"),
    path("<int:pk>/in/", papers.fund_papers, name="fund-papers"),
    path("<int:pk>/so-quy.pdf", papers.fund_book, {"medium": "pdf"}, name="fund-book-pdf"),
    path("<int:pk>/so-quy.xlsx", papers.fund_book, {"medium": "xlsx"}, name="fund-book-xlsx"),
    path("<int:pk>/phieu.pdf", papers.fund_slips, name="fund-slips"),
    path("phieu/<int:pk>/phieu.pdf", papers.voucher_slip, name="voucher-slip"),
    path("phieu/<int:pk>/bang-ke.pdf", papers.voucher_givers, {"medium": "pdf"}, name="voucher-givers"),
    path("phieu/<int:pk>/bang-ke.xlsx", papers.voucher_givers, {"medium": "xlsx"}, name="voucher-givers-xlsx"),
    path("phieu/<int:pk>/ghi-nhan.pdf", papers.voucher_gift, name="voucher-gift"),
    path("nguoi-ung-ho/danh-sach.xlsx", papers.donor_workbook, name="donor-list-xlsx"),
    path("nguoi-ung-ho/<int:pk>/xac-nhan.pdf", papers.donor_statement, name="donor-statement"),
    path("nguoi-ung-ho/<int:pk>/xoa-thong-tin/", donor_privacy.donor_forget, name="donor-forget"),
    path("phieu/<int:pk>/nhan/", transfers.transfer_receive, name="transfer-receive"),
    path("so-tien/", amounts.amount_read, name="amount-read"),
    path("nguoi-ung-ho/", donors.donor_list, name="donor-list"),
    path("nguoi-ung-ho/<int:pk>/", donors.donor, name="donor"),
    path("nguoi-ung-ho/<int:pk>/sua/", donors.donor_edit, name="donor-edit"),
    path("excel/", excel.start, _CONTRIBUTIONS | {"upload_form": ContributionUploadForm}, name="contribution-excel"),
    path("excel/mau/", excel.template, _CONTRIBUTIONS, name="contribution-excel-template"),
    path("excel/danh-sach/", excel.export, _CONTRIBUTIONS, name="contribution-excel-list"),
]
