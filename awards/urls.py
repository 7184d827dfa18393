from django.urls import include, path

from chapters.views import excel

from .views import catalogue, decisions, learning, learning_entry, learning_results, nominations

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

urlpatterns = [
    path("khen-thuong/", include([*nomination_urls, *decision_urls, *catalogue_urls])),
    path("mo-hinh/", include(learning_urls)),
]
