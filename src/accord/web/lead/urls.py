from django.urls import path

from accord.web.lead import views

urlpatterns = [
    path("leads/new/", views.lead_create, name="lead_create"),
    path("leads/<int:lead_id>/", views.lead, name="lead"),
    path("leads/<int:lead_id>/evidence/", views.lead_evidence, name="lead_evidence"),
    path("leads/<int:lead_id>/company/", views.lead_company, name="lead_company"),
    path("leads/<int:lead_id>/hindsight/", views.lead_hindsight, name="lead_hindsight"),
]
