from django.urls import URLPattern, URLResolver, include, path

from .views import annual, entry, periods, review, workbook

period_urls = [
    path("", annual.summary, name="summary"),
    path("tong-ket.pdf", annual.summary_pdf, name="summary-pdf"),
    path("so/<slug:key>/", annual.figure, name="figure"),
    path("nhap/", entry.entry, name="entry"),
    path("nhap/<int:pk>/", entry.row_entry, name="row-entry"),
    path("excel/", workbook.workbook, name="workbook"),
    path("excel/tai-ve/", workbook.workbook_file, name="workbook-file"),
    path("cach-bao-cao/", review.basis, name="basis"),
    path("nop/", review.submit, name="submit"),
    path("chot/", review.accept, name="accept"),
    path("tra-lai/", review.send_back, name="send-back"),
    path("tien-do/", periods.progress, name="progress"),
]
report_urls: list[URLPattern | URLResolver] = [
    path("tong-quan/<slug:period>/", annual.dashboard, name="dashboard"),
    path("bao-cao/", periods.period_list, name="period-list"),
    path("bao-cao/moi/", periods.period_open, name="period-open"),
    path("bao-cao/<slug:period>/", include(period_urls)),
]
urlpatterns = [
    path("", periods.home, name="home"),
    path("", include((report_urls, "reports"))),
]
