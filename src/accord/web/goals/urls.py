from django.urls import path

from accord.web.goals import views

urlpatterns = [path("goals/", views.goals, name="goals")]
