from django.urls import path

from chapters.views import excel

from .forms.excel import ContributionUploadForm
from .views import amounts, books, donors, giver_lists, transfers, vouchers

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
    path("phieu/<int:pk>/nhan/", transfers.transfer_receive, name="transfer-receive"),
    path("so-tien/", amounts.amount_read, name="amount-read"),
    path("nguoi-ung-ho/", donors.donor_list, name="donor-list"),
    path("nguoi-ung-ho/<int:pk>/", donors.donor, name="donor"),
    path("nguoi-ung-ho/<int:pk>/sua/", donors.donor_edit, name="donor-edit"),
    path("excel/", excel.start, _CONTRIBUTIONS | {"upload_form": ContributionUploadForm}, name="contribution-excel"),
    path("excel/mau/", excel.template, _CONTRIBUTIONS, name="contribution-excel-template"),
    path("excel/danh-sach/", excel.export, _CONTRIBUTIONS, name="contribution-excel-list"),
]
