from django.urls import path

from . import views

app_name = "awards"
urlpatterns = [
    path("", views.nomination_list, name="nomination-list"),
    path("moi/", views.nomination_create, name="nomination-create"),
    path("<int:pk>/", views.nomination, name="nomination"),
    path("<int:pk>/sua/", views.nomination_edit, name="nomination-edit"),
    path("<int:pk>/chuyen/<str:move>/", views.nomination_move, name="nomination-move"),
    path("quyet-dinh/", views.decision_list, name="decision-list"),
    path("quyet-dinh/moi/", views.decision_create, name="decision-create"),
    path("quyet-dinh/<int:pk>/", views.decision, name="decision"),
    path("quyet-dinh/<int:pk>/trao/", views.decision_give, name="decision-give"),
    path("hinh-thuc/", views.form_list, name="form-list"),
    path("hinh-thuc/moi/", views.form_create, name="form-create"),
]
