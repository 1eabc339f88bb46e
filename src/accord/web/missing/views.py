"""The list of leads that lack one thing, with the field to fill on the spot."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.journey import missing as lacking
from accord.steps.handoff import api as handoff
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, member_of, page_number, text_of

KINDS = ("datum", "points")


@require_GET
def missing(request: HttpRequest) -> HttpResponse:
    """Leads that one thing would make ready: those that lack a datum first."""
    kind = text_of(request, "kind")
    kind = kind if kind in KINDS else ""
    number = page_number(request)
    rows, count = lacking.short_of_one(kind=kind, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    page = Page(rows, number, count > number * PAGE_SIZE, count)
    tabs = (("", _("All")), ("datum", _("One datum")), ("points", _("A few points")))
    shown = {"page": page, "kind": kind, "tabs": tabs, "query": f"kind={kind}&" if kind else ""}
    return render(request, "missing/page.html", shown)


@require_POST
def missing_fill(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Tell the datum; the lead passes at once where that was all."""
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    try:
        card = lacking.fill(lead_id=lead_id, field=field, value=value, by=member_of(request), now=timezone.now())
    except lacking.FillRefused as refused:
        messages.error(request, refused.message)
        return redirect("missing")
    version = agreements.current()
    if version and handoff.is_offered_at(version.agreement, card.stage):
        messages.success(request, _("The lead is ready now: it was handed over."))
    else:
        messages.info(request, _("Kept. With this the lead is still not ready; its page says what is lacking."))
    return redirect("missing")
