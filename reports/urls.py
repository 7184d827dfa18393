from django.urls import include, path

from . import views

period_urls = [
    path("", views.summary, name="summary"),
    path("tong-ket.pdf", views.summary_pdf, name="summary-pdf"),
    path("so/<str:code>/", views.figure, name="figure"),
    path("nhap/", views.entry, name="entry"),
    path("nhap/<int:pk>/", views.row_entry, name="row-entry"),
    path("cach-bao-cao/", views.basis, name="basis"),
    path("nop/", views.submit, name="submit"),
    path("chot/", views.accept, name="accept"),
    path("tien-do/", views.progress, name="progress"),
]
report_urls = [
    path("tong-quan/<slug:period>/", views.dashboard, name="dashboard"),
    path("bao-cao/", views.period_list, name="period-list"),
    path("bao-cao/moi/", views.period_open, name="period-open"),
    path("bao-cao/<slug:period>/", include(period_urls)),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("", include((report_urls, "reports"))),
]
