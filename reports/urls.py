from django.urls import URLPattern, URLResolver, include, path

from .views import annual, entry, paper, periods, review, workbook

period_urls = [
    path("", annual.summary, name="summary"),
    path("tong-ket.pdf", annual.summary_pdf, name="summary-pdf"),
    path("so/<slug:key>/", annual.figure, name="figure"),
    path("nhap/", entry.entry, name="entry"),
    path("nhap/<int:pk>/", entry.row_entry, name="row-entry"),
    path("excel/", workbook.workbook, name="workbook"),
    path("excel/tai-ve/", workbook.workbook_file, name="workbook-file"),
    path("nhap/phieu.pdf", paper.blank_form, name="blank-form"),
    path("nhap/<int:pk>/phieu.pdf", paper.row_form, name="row-form"),
    path("don-vi/", paper.own_report, name="own-report"),
    path("don-vi/bao-cao.pdf", paper.own_report_pdf, name="own-report-pdf"),
    path("don-vi/bao-cao.docx", paper.own_report_word, name="own-report-word"),
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
