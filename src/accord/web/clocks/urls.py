from django.urls import path

from accord.web.clocks import views

urlpatterns = [
    path("clocks/", views.clocks, name="clocks"),
    path("clocks/<int:clock_id>/", views.clock, name="clock"),
    path("clocks/<int:clock_id>/pause/", views.clock_pause, name="clock_pause"),
    path("clocks/<int:clock_id>/resumption/", views.clock_resume, name="clock_resume"),
    path("clocks/<int:clock_id>/excuse/", views.excuse_create, name="excuse_create"),
    path("excuses/<int:excuse_id>/answer/", views.excuse_answer, name="excuse_answer"),
]
