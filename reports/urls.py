from django.urls import URLPattern, URLResolver, include, path

from .views import annual, chapter, checking, entry, grid, periods, reasons, review, targets, texts

period_urls = [
    path("", annual.summary, name="summary"),
    path("tong-ket.pdf", annual.summary_pdf, name="summary-pdf"),
    path("so/<slug:key>/", annual.figure, name="figure"),
    path("nhap/", entry.entry, name="entry"),
    path("nhap/o/", grid.save_typed, name="save-cells"),
    path("nhap/<int:pk>/", entry.row_entry, name="row-entry"),
    path("nhap/loi-van/", texts.texts, name="texts"),
    path("nhap/ly-do/", reasons.reason, name="reason"),
    path("nhap/kiem-tra/", checking.checking, name="checking"),
    path("nhap/<int:pk>/tung-cau/", chapter.questions, name="questions"),
    path("nhap/<int:pk>/tung-cau/<slug:code>/", chapter.question, name="question"),
    path("nhap/<int:pk>/xong/", chapter.ready, name="row-ready"),
    path("cach-bao-cao/", review.basis, name="basis"),
    path("nop/", review.submit, name="submit"),
    path("chot/", review.accept, name="accept"),
    path("tra-lai/", review.send_back, name="send-back"),
    path("tien-do/", periods.progress, name="progress"),
    path("chi-tieu/", targets.targets, name="targets"),
]
report_urls: list[URLPattern | URLResolver] = [
    path("tong-quan/<slug:period>/", annual.dashboard, name="dashboard"),
    path("bao-cao/", periods.period_list, name="period-list"),
    path("bao-cao/moi/", periods.period_open, name="period-open"),
    path("bao-cao/<slug:period>/cai-dat/", periods.period_settings, name="period-settings"),
    path("bao-cao/<slug:period>/dong-ky/", periods.period_close, name="period-close"),
    path("bao-cao/<slug:period>/mo-lai-ky/", periods.period_reopen, name="period-reopen"),
    path("bao-cao/<slug:period>/", include(period_urls)),
]
urlpatterns = [
    path("", periods.home, name="home"),
    path("", include((report_urls, "reports"))),
]
