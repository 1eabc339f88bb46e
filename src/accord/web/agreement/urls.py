from django.urls import path

from accord.web.agreement import views

urlpatterns = [
    path("agreement/", views.agreement, name="agreement"),
    path("agreement/<int:number>/", views.agreement_version, name="agreement_version"),
]
