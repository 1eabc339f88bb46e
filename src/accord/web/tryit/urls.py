from django.urls import path

from accord.web.tryit import knobs, people, views

urlpatterns = [
    path("agreement/tryouts/", views.tryouts, name="tryouts"),
    path("agreement/tryouts/new/", views.tryout_create, name="tryout_create"),
    path("agreement/tryouts/<int:tryout_id>/", views.tryout, name="tryout"),
    path("agreement/tryouts/<int:tryout_id>/progress/", views.tryout_progress, name="tryout_progress"),
    path("agreement/tryouts/<int:tryout_id>/stop/", views.tryout_stop, name="tryout_stop"),
    path("agreement/tryouts/<int:tryout_id>/resume/", views.tryout_resume, name="tryout_resume"),
    path("agreement/tryouts/<int:tryout_id>/changes/", people.tryout_changes, name="tryout_changes"),
    path("agreement/tryouts/<int:tryout_id>/people/", people.tryout_people, name="tryout_people"),
    path("agreement/tryouts/<int:tryout_id>/what-if/", knobs.tryout_what_if, name="tryout_what_if"),
    path("agreement/tryouts/<int:tryout_id>/draft/", knobs.tryout_draft, name="tryout_draft"),
]
