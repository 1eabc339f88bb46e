from django.urls import path

from accord.web.channels import views

urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/new/", views.channel_create, name="channel_create"),
    path("channels/<int:channel_id>/", views.channel, name="channel"),
    path("channels/<int:channel_id>/kinds/", views.channel_change, name="channel_change"),
    path("channels/<int:channel_id>/closing/", views.channel_close, name="channel_close"),
    path("channels/<int:channel_id>/retry/", views.channel_retry, name="channel_retry"),
    path("channels/<int:channel_id>/try/", views.channel_try, name="channel_try"),
    path("channels/<int:channel_id>/replay/", views.channel_replay, name="channel_replay"),
]
