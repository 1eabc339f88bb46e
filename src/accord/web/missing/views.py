"""The list of leads that lack one thing, with the field to fill on the spot."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.journey import missing as lacking
from accord.journey.datum import FillRefused
from accord.reporting import api as reporting
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, clean, member_of, number_in, page_number, text_of

KINDS = ("datum", "points")


@require_GET
def missing(request: HttpRequest) -> HttpResponse:
    """Leads that one thing would make ready: those that lack a datum first."""
    shown = _listed(request)
    if lead_id := number_in(request.GET.get("told", "")):
        shown |= _told(request, lead_id)
    return render(request, "missing/page.html", shown)


def _listed(request: HttpRequest) -> dict[str, object]:
    kind = text_of(request, "kind")
    kind = kind if kind in KINDS else ""
    number = page_number(request)
    rows, count = lacking.short_of_one(kind=kind, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    page = Page(rows, number, count > number * PAGE_SIZE, count)
    return {"page": page, "kind": kind, "tabs": _tabs(), "query": f"kind={kind}&" if kind else ""}


def _tabs() -> tuple[tuple[str, str], ...]:
    return (("", _("All")), ("datum", _("One datum")), ("points", _("A few points")))


@require_GET
def missing_fields(request: HttpRequest) -> HttpResponse:
    """How well the required fields are filled, over the open leads; with `?field=` the leads that lack one."""
    rows = reporting.filled()
    chosen = next((row for row in rows if row.field == request.GET.get("field")), None)
    shown: dict[str, object] = {"rows": rows, "chosen": chosen, "tabs": _tabs()}
    if chosen is not None:
        number = page_number(request)
        cards = reporting.without_field(field=chosen.field, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        people = identity.people(person_ids={card.person_id for card in cards})
        listed = [(card, people.get(card.person_id)) for card in cards]
        shown["page"] = Page(listed, number, chosen.lacking > number * PAGE_SIZE, chosen.lacking)
        shown["query"] = f"{urlencode({'field': chosen.field})}&"
    return render(request, "missing/fields.html", shown)


@require_POST
def missing_fill(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Tell the datum; the lead passes at once where that was all. The list says what came of it; refused, it says why,
    with what was typed."""
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    try:
        told = lacking.fill(lead_id=lead_id, field=field, value=value, by=member_of(request), now=timezone.now())
    except FillRefused as refused:
        typed = {"fault": refused.message, "typed_at": (lead_id, field), "typed": clean(value)}
        return render(request, "missing/page.html", {**_listed(request), **typed}, status=422)
    here = {name: request.GET[name] for name in ("kind", "page") if request.GET.get(name)}
    return redirect(f"{reverse('missing')}?{urlencode({**here, 'told': lead_id, 'number': told.number or ''})}")


@require_GET
def missing_told(request: HttpRequest, lead_id: int) -> HttpResponse:
    """How far it is with what was told, for script; without it the list itself takes `?told=` and `?number=`."""
    return render(request, "missing/told.html", _told(request, lead_id))


def _told(request: HttpRequest, lead_id: int) -> dict[str, object]:
    number = number_in(request.GET.get("number", ""))
    try:
        told = lacking.how_it_stands(lead_id=lead_id, number=number, now=timezone.now())
    except FillRefused:
        raise Http404 from None
    return {"told": told, "told_words": _words(told)}


def _is_ready(told: lacking.Told) -> bool:
    version = agreements.current()
    return version is not None and handoff.is_offered_at(version.agreement, told.lead.stage)


def _words(told: lacking.Told) -> str:
    if told.is_worked_on and told.ahead:
        before = ngettext("%(n)s message comes before it.", "%(n)s messages come before it.", told.ahead)
        return _("Kept; it is being worked on.") + " " + before % {"n": told.ahead}
    if told.is_worked_on:
        return _("Kept; it is being worked on.")
    if _is_ready(told):
        return _("The lead is ready now: it was handed over.")
    return _("Kept. With this the lead is still not ready; its page says what is lacking.")
