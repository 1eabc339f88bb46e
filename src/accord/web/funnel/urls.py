from django.urls import path

from accord.web.funnel import views

urlpatterns = [
    path("funnel/", views.funnel, name="funnel"),
    path("funnel/people/", views.funnel_people, name="funnel_people"),
]
