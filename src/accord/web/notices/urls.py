from django.urls import path

from accord.web.notices import public, views, wishing

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/bell/", views.notice_bell, name="notice_bell"),
    path("notices/reading/", views.notices_read, name="notices_read"),
    path("notices/<int:notice_id>/reading/", views.notice_read, name="notice_read"),
    path("notices/wishes/", wishing.notice_wishes, name="notice_wishes"),
    path("notices/calendar/", wishing.calendar_make, name="calendar_make"),
    path("notices/calendar/revocation/", wishing.calendar_revoke, name="calendar_revoke"),
    path("unsubscribe/<str:token>/", public.unsubscribe, name="unsubscribe"),
    path("calendar/<str:secret>.ics", public.calendar_feed, name="calendar_feed"),
]
