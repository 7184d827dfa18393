from django.urls import path

from .views import catalogue, decisions, nominations

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

urlpatterns = [*nomination_urls, *decision_urls, *catalogue_urls]
