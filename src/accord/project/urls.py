"""Every address of the web process."""

from django.urls import include, path

urlpatterns = [path("", include("accord.web.urls"))]
handler400 = "accord.web.base.views.bad_request"
handler403 = "accord.web.base.views.forbidden"
handler404 = "accord.web.base.views.not_found"
handler500 = "accord.web.base.views.broken"
