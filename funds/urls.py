from django.urls import path

from . import views

app_name = "funds"
urlpatterns = [
    path("", views.fund_list, name="fund-list"),
    path("moi/", views.fund_create, name="fund-create"),
    path("<int:pk>/", views.fund, name="fund"),
    path("<int:pk>/so-du/", views.opening_create, name="opening-create"),
    path("<int:pk>/thu/", views.contribution_create, name="contribution-create"),
    path("<int:pk>/chi/", views.expense_create, name="expense-create"),
    path("phieu/<int:pk>/", views.voucher, name="voucher"),
    path("phieu/<int:pk>/huy/", views.voucher_reverse, name="voucher-reverse"),
]
