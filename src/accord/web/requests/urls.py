from django.urls import path

from accord.web.requests import views

urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.request_create, name="request_create"),
    path("requests/<int:request_id>/", views.request_detail, name="request_detail"),
    path("requests/<int:request_id>/say/", views.request_say, name="request_say"),
    path("requests/<int:request_id>/answer/", views.request_answer, name="request_answer"),
]
