from django.urls import URLPattern, URLResolver, include, path

from .views import annual, entry, hands, links, periods, review

period_urls = [
    path("", annual.summary, name="summary"),
    path("tong-ket.pdf", annual.summary_pdf, name="summary-pdf"),
    path("so/<slug:key>/", annual.figure, name="figure"),
    path("nhap/", entry.entry, name="entry"),
    path("nhap/<int:pk>/", entry.row_entry, name="row-entry"),
    path("cach-bao-cao/", review.basis, name="basis"),
    path("nop/", review.submit, name="submit"),
    path("chot/", review.accept, name="accept"),
    path("tra-lai/", review.send_back, name="send-back"),
    path("xem-xet/", review.review, name="review"),
    path("sua/", review.correct, name="correct"),
    path("mo-lai/", review.reopen, name="reopen"),
    path("cac-ban/", review.versions, name="versions"),
    path("cac-ban/<int:pk>/ban-ky/", review.signed_scan, name="signed-scan"),
    path("nhap-thay/", hands.on_behalf_list, name="on-behalf"),
    path("nhap-thay/<int:pk>/xac-nhan/", hands.confirm, name="on-behalf-confirm"),
    path("nhap-thay/<int:pk>/ban-quet/", hands.scan, name="on-behalf-scan"),
    path("lien-ket/", links.link_list, name="link-list"),
    path("lien-ket/<int:pk>/thu-hoi/", links.withdraw, name="link-withdraw"),
    path("tien-do/", periods.progress, name="progress"),
]
report_urls: list[URLPattern | URLResolver] = [
    path("tong-quan/<slug:period>/", annual.dashboard, name="dashboard"),
    path("bao-cao/", periods.period_list, name="period-list"),
    path("bao-cao/moi/", periods.period_open, name="period-open"),
    path("bao-cao/<slug:period>/", include(period_urls)),
    path("lien-ket/<str:secret>/", links.link, name="link"),
    path("lien-ket/<str:secret>/<int:pk>/", links.link_row, name="link-row"),
]
urlpatterns = [
    path("", periods.home, name="home"),
    path("", include((report_urls, "reports"))),
]
