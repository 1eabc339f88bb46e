"""The list as it is now, for a page that stays open: nothing where nothing changed, and the reader's place is kept."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accord.kernel.instants import from_micros
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.handoff.contracts import HandoffCard, Pulse
from accord.web.base.record.lead import latest_handoff
from accord.web.queue.asking import Asked, asked_in
from accord.web.queue.reading import pulse_of, queue_view

QUEUE_SIZE = 30
FRESH = timedelta(seconds=55)  # after which countdowns are told anew though nothing changed


@require_GET
def queue_news(request: HttpRequest) -> HttpResponse:
    """204 while nothing changed, at the price of one query; else the list, its tabs, and a word on the open lead."""
    asked, now = asked_in(request), timezone.now()
    pulse = pulse_of(asked, now=now)
    if pulse.print == request.GET.get("seen", "") and now - _since(request) < FRESH:
        return HttpResponse(status=204)
    return news(request, asked, pulse=pulse, opened=request.GET.get("open", ""))


def news(
    request: HttpRequest,
    asked: Asked,
    *,
    pulse: Pulse | None = None,
    opened: str = "",
    message: str = "",
    fact_id: int = 0,
) -> HttpResponse:
    """The parts of the page that tell the list anew, in place."""
    now = timezone.now()
    view, _row = queue_view(asked, None, with_reps=False, size=QUEUE_SIZE, now=now, pulse=pulse)
    shown = {"view": view, "message": message, "fact_id": fact_id, "changed": _changed(opened), "in_queue": True}
    return render(request, "queue/news.html", shown)


def _changed(opened: str) -> tuple[HandoffCard, MemberCard | None] | None:
    """What became of the lead that is open on the page, where it is not as it was shown: `opened` names the lead, its
    hand-off, how it stood and who had it."""
    lead, _dot, shown = opened.partition(".")
    if not (lead.isascii() and lead.isdigit() and len(lead) < 19):
        return None
    latest = latest_handoff(int(lead))
    if latest is None or shown == f"{latest.id}.{latest.state}.{latest.member_id or ''}":
        return None
    return latest, members.by_ids([latest.member_id]).get(latest.member_id) if latest.member_id else None


def _since(request: HttpRequest) -> datetime:
    """When the page was last told anything; the beginning of time where it does not say."""
    text = request.GET.get("at", "")
    return from_micros(int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0)
