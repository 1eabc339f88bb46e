from django.urls import path

from accord.web.routing import views

urlpatterns = [
    path("routing/", views.routing, name="routing"),
    path("routing/fairness/", views.fairness, name="fairness"),
]
