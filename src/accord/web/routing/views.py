"""What waits for nobody with the reason for each rep, and the fairness of the turns."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accord.agreement import api as agreements
from accord.agreement import route_words
from accord.journey import fairness as fair
from accord.journey import queueing
from accord.steps.handoff import api as handoff
from accord.web.base.request import clean, number_in

PERIODS = (30, 90, 0)  # days; 0: from the beginning
ROWS = 25


@require_GET
def routing(request: HttpRequest) -> HttpResponse:
    """The routes in words, and what waits because nobody is eligible or because it was put back on purpose."""
    page = handoff.queue(member_id=None, limit=ROWS, after=clean(request.GET.get("after", "")) or None)
    version = agreements.current()
    shown = {
        "rows": queueing.rows_of(page.rows),
        "after": page.after,
        "is_first": "after" not in request.GET,
        "routes": [(one, route_words.route(one)) for one in version.agreement.routing] if version else [],
    }
    return render(request, "routing/page.html", shown)


@require_GET
def fairness(request: HttpRequest) -> HttpResponse:
    """What every rep got beside their expected share."""
    asked = number_in(request.GET.get("days", ""))
    days = asked if asked in PERIODS else PERIODS[0]
    since = timezone.now() - timedelta(days=days) if days else None
    shown = {"report": fair.report(since=since), "days": days, "periods": PERIODS}
    return render(request, "routing/fairness.html", shown)
