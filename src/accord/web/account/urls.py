from django.urls import path

from accord.web.account import views

urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/<int:account_id>/", views.account, name="account"),
    path("accounts/<int:account_id>/owner/", views.account_owner, name="account_owner"),
]
