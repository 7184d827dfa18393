from django.urls import include, path

from . import views

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("chapters.urls")),
    path("", include("awards.urls")),
    path("quy/", include("funds.urls")),
    path("nhap-excel/", include("khuyenhoc.imports.urls")),
    path("nhat-ky/", views.log, name="log"),
    path("dang-nhap/", views.SignIn.as_view(), name="login"),
    path("dang-xuat/", views.SignOut.as_view(), name="logout"),
    path("huong-dan/", views.help_page, name="help"),
    path("thanh-phan/", views.components, name="components"),
    path("suc-khoe/", views.health, name="health"),
]

handler400 = "khuyenhoc.errors.bad_request"
handler403 = "khuyenhoc.errors.forbidden"
handler404 = "khuyenhoc.errors.not_found"
handler500 = "khuyenhoc.errors.server_error"
