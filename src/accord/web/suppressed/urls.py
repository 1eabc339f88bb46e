from django.urls import path

from accord.web.suppressed import views

urlpatterns = [
    path("suppressed/", views.suppressed, name="suppressed"),
    path("suppressed/person/<int:subject_id>/", views.suppress, {"kind": "person"}, name="suppress_person"),
    path("suppressed/account/<int:subject_id>/", views.suppress, {"kind": "account"}, name="suppress_account"),
    path("suppressed/<int:suppression_id>/lift/", views.suppression_lift, name="suppression_lift"),
]
