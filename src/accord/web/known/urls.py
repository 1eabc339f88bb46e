from django.urls import path

from accord.web.known import views

urlpatterns = [path("known/", views.lookup, name="lookup")]
