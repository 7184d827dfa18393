from django.urls import path

from .views import catalogue, decisions, emulation, inspection_papers, inspections, nominations

app_name = "awards"

nomination_urls = [
    path("", nominations.nomination_list, name="nomination-list"),
    path("moi/", nominations.nomination_create, name="nomination-create"),
    path("<int:pk>/", nominations.nomination, name="nomination"),
    path("<int:pk>/sua/", nominations.nomination_edit, name="nomination-edit"),
    path("<int:pk>/chuyen/<str:move>/", nominations.nomination_move, name="nomination-move"),
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
]

inspection_urls = [
    path("kiem-tra/", inspections.inspection_list, name="inspection-list"),
    path("kiem-tra/moi/", inspections.inspection_plan, name="inspection-plan"),
    path("kiem-tra/nam-<int:year>.pdf", inspection_papers.inspection_year_pdf, name="inspection-year-pdf"),
    path("kiem-tra/<int:pk>/", inspections.inspection, name="inspection"),
    path("kiem-tra/<int:pk>/sua/", inspections.inspection_edit, name="inspection-edit"),
    path("kiem-tra/<int:pk>/buoc/<str:step>/", inspections.inspection_step, name="inspection-step"),
    path("kiem-tra/<int:pk>/bao-cao.pdf", inspection_papers.inspection_report_pdf, name="inspection-report-pdf"),
    path("kiem-tra/<int:pk>/bao-cao.docx", inspection_papers.inspection_report_word, name="inspection-report-word"),
    path("kiem-tra/<int:pk>/phat-hien/moi/", inspections.finding_create, name="finding-create"),
    path("kiem-tra/phat-hien/<int:pk>/sua/", inspections.finding_edit, name="finding-edit"),
    path("kiem-tra/phat-hien/<int:pk>/khac-phuc/", inspections.follow_up, name="finding-follow-up"),
    path("kiem-tra/phat-hien/<int:pk>/xong/", inspections.finding_settle, name="finding-settle"),
    path("kiem-tra/phat-hien/<int:pk>/lui-han/", inspections.finding_put_off, name="finding-put-off"),
]
emulation_urls = [
    path("thi-dua/", emulation.sheet_list, name="sheet-list"),
    path("thi-dua/moi/", emulation.sheet_create, name="sheet-create"),
    path("thi-dua/<int:pk>/", emulation.sheet, name="point-sheet"),
    path("thi-dua/<int:pk>/sua/", emulation.sheet_edit, name="sheet-edit"),
    path("thi-dua/<int:pk>/tieu-chi/", emulation.criteria, name="criteria"),
    path("thi-dua/<int:pk>/them-don-vi/", emulation.sheet_take_in, name="sheet-take-in"),
    path("thi-dua/<int:pk>/cong-bo/", emulation.sheet_close, name="sheet-close"),
    path("thi-dua/<int:pk>/xep-hang.pdf", emulation.ranking_pdf, name="ranking-pdf"),
    path("thi-dua/phieu/<int:pk>/", emulation.score, name="score"),
    path("thi-dua/phieu/<int:pk>/tu-cham/", emulation.score_self, name="score-self"),
    path("thi-dua/phieu/<int:pk>/gui/", emulation.score_hand_in, name="score-hand-in"),
    path("thi-dua/phieu/<int:pk>/cham/", emulation.score_give, name="score-give"),
    path("thi-dua/phieu/<int:pk>/tra-lai/", emulation.score_return, name="score-return"),
]

urlpatterns = [*nomination_urls, *decision_urls, *catalogue_urls, *inspection_urls, *emulation_urls]
