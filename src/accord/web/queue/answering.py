"""After a decision: the next lead is open, the row is gone, and a toast takes it back for eight seconds."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accord.journey import desk
from accord.steps.handoff import api as handoff
from accord.web.base.record.lead import LeadRecord, latest_handoff, lead_record
from accord.web.base.request import go, is_partial, own_only
from accord.web.queue.asking import Asked, asked_with
from accord.web.queue.reading import first_of, tabs_view


def guard(request: HttpRequest, lead_id: int) -> None:
    """Raises Http404 where the lead is somebody else's and the member works only their own."""
    own = own_only(request)
    if own is None:
        return
    latest = latest_handoff(lead_id)
    if latest is None or latest.member_id not in (own, None):
        raise Http404


def decided(request: HttpRequest, done: desk.Done, told: str) -> HttpResponse:
    """From a lead's own page: that page again. From the queue: the next lead's panel and the list without the row, or,
    without script, the next lead's page."""
    if from_lead(request) and done.lead:
        messages.success(request, told, extra_tags=str(done.undo_token))
        return go(request, "lead", done.lead.id)
    asked = asked_with(request)
    following = _following(request, asked, done)
    if not is_partial(request):
        messages.success(request, told, extra_tags=str(done.undo_token))
        return redirect("queue_panel", following) if following else redirect("queue")
    shown = {
        "record": _record(following),
        "gone": done.lead.id if done.lead and _has_left(asked, done) else None,
        "view": tabs_view(asked, now=timezone.now()),
        "in_queue": True,
        "query": asked.query,
        "message": told,
        "fact_id": done.undo_token,
    }
    answer = render(request, "queue/decided.html", shown)
    here = reverse("queue_panel", args=[following]) if following else reverse("queue")
    answer["HX-Push-Url"] = f"{here}?{asked.query}"
    return answer


def from_lead(request: HttpRequest) -> bool:
    """It was decided on the lead's own page, not in the queue."""
    return (request.POST.get("from") or request.GET.get("from")) == "lead"


def _following(request: HttpRequest, asked: Asked, done: desk.Done) -> int | None:
    """The lead itself while it stays in the list, else the one after it, else the first."""
    if done.lead and not _has_left(asked, done):
        return done.lead.id
    named = request.POST.get("next", "")
    if named.isascii() and named.isdigit() and _is_open(int(named)):
        return int(named)
    return first_of(asked, now=timezone.now())


def _has_left(asked: Asked, done: desk.Done) -> bool:
    card = done.handoff
    state = card.state if card else ""
    if card and card.snoozed_until and card.snoozed_until > timezone.now():
        state = "snoozed"
    return state != asked.state if asked.state != "open" else state not in ("waiting", "accepted")


def _is_open(lead_id: int) -> bool:
    return any(one.closed_at is None for one in handoff.of_leads([lead_id]).get(lead_id, []))


def _record(lead_id: int | None) -> LeadRecord | None:
    return lead_record(lead_id, now=timezone.now()) if lead_id else None
