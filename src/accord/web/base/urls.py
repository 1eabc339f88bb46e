from django.urls import path

from accord.web.base import views

urlpatterns = [
    path("", views.home, name="home"),
    path("look/", views.look, name="look"),
    path("csp-report/", views.csp_report, name="csp_report"),
]
