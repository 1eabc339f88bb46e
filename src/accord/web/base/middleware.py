"""Around every view: the policy table, refusals in words, and the headers that keep pages closed."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accord.kernel.errors import Refused, Unavailable
from accord.members.policy import PUBLIC, scope_of
from accord.web.base.request import is_partial

Handler = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "report-uri /csp-report/",
    )
)


class policy:  # noqa: N801 - settings name it beside functions
    """Lets a view run only for the roles that the table names for its URL's name; everything else is closed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        action = request.resolver_match.url_name if request.resolver_match else None
        if action in PUBLIC:
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        try:
            scope = scope_of(request.user.role, action or "")
        except KeyError:
            scope = None
        if scope is None:
            raise PermissionDenied
        request.policy_scope = scope  # type: ignore[attr-defined]  # read by base.request.scope only
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused | Unavailable):
            return refused(request, error)
        return None


def refused(request: HttpRequest, error: Refused | Unavailable) -> HttpResponse:
    """The refusal as a toast where script asked, else as a message on the page that the member came from."""
    status = _status(error)
    if is_partial(request):
        return render(request, "base/refused.html", {"message": error.message}, status=status)
    back = request.headers.get("Referer", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(back, {request.get_host()}):
        messages.error(request, error.message)
        return redirect(back)
    return render(request, "base/error.html", {"status": status, "message": error.message}, status=status)


def _status(error: Refused | Unavailable) -> int:
    if isinstance(error, Unavailable):
        return 503
    return 404 if error.code == "unknown" or error.code.startswith("no_such") else 409


def security_headers(get_response: Handler) -> Handler:
    """Nothing runs, loads or frames a page of ours but ourselves."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def _zone(request: HttpRequest) -> zoneinfo.ZoneInfo | None:
    name = getattr(request.user, "time_zone", "")
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None


def _to_login(request: HttpRequest) -> HttpResponse:
    if is_partial(request):
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = "/login/"
        return answer
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
