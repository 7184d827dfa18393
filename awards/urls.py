from django.urls import path

from chapters.views import excel

from .forms.excel import NominationUploadForm
from .views import catalogue, decisions, entry, history, nomination_list, nominations, papers, rounds

app_name = "awards"

_PAST = {"kind": "past_awards"}
_DRAFTS = {"kind": "nominations"}

nomination_urls = [
    path("", nomination_list.nomination_list, name="nomination-list"),
    path("moi/", entry.nomination_create, name="nomination-create"),
    path("gui/", nomination_list.nomination_send, name="nomination-send"),
    path("excel/", excel.start, _DRAFTS | {"upload_form": NominationUploadForm}, name="nomination-excel"),
    path("excel/mau/", excel.template, _DRAFTS, name="nomination-excel-template"),
    path("excel/danh-sach/", excel.export, _DRAFTS, name="nomination-excel-list"),
    path("<int:pk>/", nominations.nomination, name="nomination"),
    path("<int:pk>/sua/", entry.nomination_edit, name="nomination-edit"),
    path("<int:pk>/chuyen/<str:move>/", nominations.nomination_move, name="nomination-move"),
    path("<int:pk>/giay-to/", papers.paper_attach, name="paper-attach"),
    path("giay-to/<int:pk>/", papers.paper, name="paper"),
    path("giay-to/<int:pk>/bo/", papers.paper_withdraw, name="paper-withdraw"),
]
round_urls = [
    path("dot/", rounds.round_list, name="round-list"),
    path("dot/moi/", rounds.round_create, name="round-create"),
    path("dot/<int:pk>/", rounds.round_page, name="round"),
    path("dot/<int:pk>/sua/", rounds.round_edit, name="round-edit"),
    path("dot/<int:pk>/ket-thuc/", rounds.round_close, name="round-close"),
    path("dot/<int:pk>/mo-lai/", rounds.round_reopen, name="round-reopen"),
]
history_urls = [
    path("lich-su/", history.history, name="history"),
    path("lich-su/excel/", excel.start, _PAST, name="past-excel"),
    path("lich-su/excel/mau/", excel.template, _PAST, name="past-excel-template"),
    path("lich-su/excel/danh-sach/", excel.export, _PAST, name="past-excel-list"),
]
decision_urls = [
    path("quyet-dinh/", decisions.decision_list, name="decision-list"),
    path("quyet-dinh/moi/", decisions.decision_create, name="decision-create"),
    path("quyet-dinh/<int:pk>/", decisions.decision, name="decision"),
    path("quyet-dinh/<int:pk>/trao/", decisions.decision_give, name="decision-give"),
]
catalogue_urls = [
    path("hinh-thuc/", catalogue.form_list, name="form-list"),
    path("hinh-thuc/moi/", catalogue.form_create, name="form-create"),
    path("hinh-thuc/thuong-dung/", catalogue.form_usual, name="form-usual"),
    path("hinh-thuc/<int:pk>/", catalogue.award_form, name="form"),
    path("hinh-thuc/<int:pk>/nam/", catalogue.form_years, name="form-years"),
    path("hinh-thuc/<int:pk>/dieu-kien/moi/", catalogue.rule_create, name="rule-create"),
    path("dieu-kien/<int:pk>/sua/", catalogue.rule_edit, name="rule-edit"),
    path("dieu-kien/<int:pk>/xac-nhan/", catalogue.rule_confirm, name="rule-confirm"),
]

urlpatterns = [*nomination_urls, *round_urls, *history_urls, *decision_urls, *catalogue_urls]
