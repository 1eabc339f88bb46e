"""Home, the look, reports of browsers, and the pages for what went wrong."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accord.web.base.context import DIRECTIONS, THEMES
from accord.web.base.request import member_of
from accord.web.models import CspReport

YEAR = 365 * 24 * 3600
KEPT_REPORTS = 10_000


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Sales begins with its queue, everybody else with the funnel."""
    return redirect("queue" if member_of(request).role in ("sdr", "rep") else "funnel")


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep the member's theme and direction in cookies."""
    response = redirect(_own_page(request))
    for name, allowed in (("theme", THEMES), ("direction", DIRECTIONS)):
        if request.POST.get(name) in allowed:
            response.set_cookie(name, request.POST[name], max_age=YEAR, samesite="Lax", httponly=True)
    return response


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Keep what a browser refused; at most so many, so that nobody fills the disk."""
    report = _report(request.body[:20_000])
    if report is not None and CspReport.objects.count() < KEPT_REPORTS:
        CspReport.objects.create(
            at=timezone.now(),
            page=_text(report, "document-uri", 500),
            directive=_text(report, "effective-directive", 100) or _text(report, "violated-directive", 100),
            blocked=_text(report, "blocked-uri", 500),
            sample=_text(report, "script-sample", 200),
        )
    return HttpResponse(status=204)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400, _("This request is malformed."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403, _("Your role does not open this page. An administrator can change your role."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404, _("There is nothing at this address. It may have been merged or removed."))


def broken(request: HttpRequest) -> HttpResponse:
    return _error(request, 500, _("This is our mistake. Nothing was changed; the log has the details."))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, 403, _("This form has expired. Load the page again and repeat."))


def _error(request: HttpRequest, status: int, message: str) -> HttpResponse:
    return render(request, "base/error.html", {"status": status, "message": message}, status=status)


def _report(body: bytes) -> dict[str, Any] | None:
    try:
        report = json.loads(body)
    except (ValueError, RecursionError):
        return None
    inner = report.get("csp-report") if isinstance(report, dict) else None
    return inner if isinstance(inner, dict) else None


def _text(report: dict[str, Any], name: str, length: int) -> str:
    return str(report.get(name, "")).replace("\0", "")[:length]


def _own_page(request: HttpRequest) -> str:
    """The page given in the form, only where it is one of ours."""
    page = request.POST.get("page", "/")
    return page if page.startswith("/") and not page.startswith(("//", "/\\")) else "/"
