from django.urls import path

from accord.web.search import views

urlpatterns = [path("search/", views.search, name="search")]
