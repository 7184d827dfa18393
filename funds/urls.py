from django.urls import path

from .views import books, figures, journal, vouchers

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
    path("so-lieu/phieu/<str:item>/", figures.vouchers_behind, name="vouchers-behind"),
    path("so-lieu/trao/<str:who>/", figures.lists_behind, name="lists-behind"),
    path("so-quy.journal", journal.journal, name="journal"),
]
