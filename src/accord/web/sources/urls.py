from django.urls import path

from accord.web.sources import views

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/new/", views.source_create, name="source_create"),
    path("sources/<int:source_id>/", views.source, name="source"),
    path("sources/<int:source_id>/revocation/", views.source_revoke, name="source_revoke"),
    path("sources/warnings/", views.warnings, name="warnings"),
    path("touches/<int:touch_id>/verdict/", views.verdict, name="verdict"),
]
