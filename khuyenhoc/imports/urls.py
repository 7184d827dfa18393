from django.urls import path

from . import views

urlpatterns = [
    path("<int:pk>/", views.imported, name="import"),
    path("<int:pk>/ghi/", views.confirm, name="import-confirm"),
    path("<int:pk>/kiem-tra/", views.check_again, name="import-check"),
    path("<int:pk>/bo/", views.cancel, name="import-cancel"),
    path("<int:pk>/hoan-tac/", views.undo, name="import-undo"),
    path("<int:pk>/chay-lai/", views.run_again, name="import-run-again"),
    path("<int:pk>/dung/", views.stop, name="import-stop"),
    path("<int:pk>/tep-loi/", views.marked, name="import-marked"),
]
