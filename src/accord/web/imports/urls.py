from django.urls import path

from accord.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.import_create, name="import_create"),
    path("imports/new/<uuid:token>/", views.import_run, name="import_run"),
    path("imports/<int:batch_id>/", views.import_detail, name="import_detail"),
    path("imports/<int:batch_id>/progress/", views.import_progress, name="import_progress"),
    path("imports/<int:batch_id>/errors.csv", views.import_faults, name="import_faults"),
    path("imports/<int:batch_id>/undo/", views.import_undo, name="import_undo"),
    path("imports/<int:batch_id>/stop/", views.import_stop, name="import_stop"),
]
