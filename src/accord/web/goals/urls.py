from django.urls import path

from accord.web.goals import views

urlpatterns = [
    path("goals/", views.goals, name="goals"),
    path("goals/<str:goal_id>/figures/", views.figure_create, name="figure_create"),
]
