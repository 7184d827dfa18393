from django.urls import include, path

from chapters.views import excel

from .forms.excel import NominationUploadForm
from .views import (
    catalogue,
    certificates,
    councils,
    decisions,
    emulation,
    entry,
    examining,
    history,
    inspection_papers,
    inspections,
    learning,
    learning_entry,
    learning_results,
    letters,
    nomination_list,
    nominations,
    papers,
    rounds,
)

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
    path("quyet-dinh/<int:pk>/ban-ky/", decisions.decision_scan, name="decision-scan"),
    path("quyet-dinh/<int:pk>/huy-ban-ghi/", decisions.decision_void, name="decision-void"),
]
examining_urls = [
    path("cho-xet/", examining.examine, name="examine"),
]
council_urls = [
    path("hoi-dong/", councils.council_list, name="council-list"),
    path("hoi-dong/moi/", councils.council_create, name="council-create"),
    path("hoi-dong/<int:pk>/", councils.council, name="council"),
    path("hoi-dong/<int:pk>/sua/", councils.council_edit, name="council-edit"),
    path("hoi-dong/<int:pk>/chot/", councils.council_settle, name="council-settle"),
    path("hoi-dong/<int:pk>/bien-ban-ky/", councils.council_minutes, name="council-minutes"),
]
# Each as a page, and as the file that the ending names.
letter_urls = [
    path("to-trinh/", letters.petition, name="petition"),
    path("to-trinh.<str:ending>", letters.petition, name="petition-file"),
    path("hoi-dong/<int:pk>/bien-ban/", letters.council_paper, name="council-paper"),
    path("hoi-dong/<int:pk>/bien-ban.<str:ending>", letters.council_paper, name="council-paper-file"),
    path("quyet-dinh/du-thao/", letters.decision_draft, name="decision-draft"),
    path("quyet-dinh/du-thao.<str:ending>", letters.decision_draft, name="decision-draft-file"),
    path("quyet-dinh/<int:pk>/van-ban/", letters.decision_paper, name="decision-paper"),
    path("quyet-dinh/<int:pk>/van-ban.<str:ending>", letters.decision_paper, name="decision-paper-file"),
    path("danh-sach-trao/", letters.presentation, name="presentation"),
    path("danh-sach-trao.<str:ending>", letters.presentation, name="presentation-file"),
]
certificate_urls = [
    path("quyet-dinh/<int:pk>/giay-khen/", certificates.certificates, name="certificates"),
    path("giay-khen/<int:pk>/", certificates.certificate_print, name="certificate-print"),
    path("giay-khen/<int:pk>/tep/", certificates.certificate_file, name="certificate-file"),
    path("giay-khen/<int:pk>/in-lai/", certificates.certificate_again, name="certificate-again"),
    path("hinh-thuc/<int:pk>/mau-in/", certificates.certificate_design, name="certificate-design"),
    path("hinh-thuc/<int:pk>/mau-in/in-thu.pdf", certificates.certificate_sample, name="certificate-sample"),
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
learning_urls = [
    path("", learning.learning_list, name="learning-list"),
    path("moi/", learning_entry.learning_create, name="learning-create"),
    path("dang-ky-lai/", learning_entry.learning_carry_over, name="learning-carry-over"),
    path("tham-dinh/", learning_results.learning_assess, name="learning-assess"),
    path("cong-nhan/", learning_results.learning_recognise, name="learning-recognise"),
    path("danh-sach.pdf", learning.learning_pdf, name="learning-pdf"),
    path("excel/", excel.start, {"kind": "learning"}, name="learning-excel"),
    path("excel/mau/", excel.template, {"kind": "learning"}, name="learning-excel-template"),
    path("excel/danh-sach/", excel.export, {"kind": "learning"}, name="learning-excel-list"),
    path("<int:pk>/", learning.learning_model, name="learning-model"),
    path("<int:pk>/sua/", learning.learning_model_edit, name="learning-model-edit"),
    path("dang-ky/<int:pk>/sua/", learning.registration_edit, name="registration-edit"),
    path("dang-ky/<int:pk>/rut/", learning_entry.registration_withdraw, name="registration-withdraw"),
    path("dang-ky/<int:pk>/khong-cong-nhan/", learning_results.registration_refuse, name="registration-refuse"),
    path("dang-ky/<int:pk>/bo-ket-qua/", learning_results.registration_reopen, name="registration-reopen"),
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

urlpatterns = [
    path(
        "khen-thuong/",
        include(
            [
                *nomination_urls,
                *round_urls,
                *history_urls,
                *decision_urls,
                *examining_urls,
                *council_urls,
                *letter_urls,
                *certificate_urls,
                *catalogue_urls,
                *inspection_urls,
                *emulation_urls,
            ]
        ),
    ),
    path("mo-hinh/", include(learning_urls)),
]
