from django.urls import path

from accord.web.missing import filling, views

urlpatterns = [
    path("missing/", views.missing, name="missing"),
    path("missing/fields/", views.missing_fields, name="missing_fields"),
    path("missing/<int:lead_id>/", views.missing_fill, name="missing_fill"),
    path("missing/<int:lead_id>/told/", views.missing_told, name="missing_told"),
    path("filled/<str:kind>/<int:number>/", filling.filled, name="filled"),
    path("filled/<str:kind>/<int:number>/change/", filling.filled_change, name="filled_change"),
]
