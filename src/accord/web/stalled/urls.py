from django.urls import path

from accord.web.stalled import views

urlpatterns = [
    path("stalled/", views.stalled, name="stalled"),
    path("stalled/deals/", views.stalled_deals, name="stalled_deals"),
    path("stalled/stages/", views.stalled_stages, name="stalled_stages"),
    path("stalled/stages/people/", views.stalled_people, name="stalled_people"),
    path("stalled/<int:lead_id>/back/", views.stalled_back, name="stalled_back"),
]
