"""The list, and the panel of one lead beside it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accord.journey import queueing
from accord.steps.handoff.contracts import HandoffCard
from accord.web.base.record.lead import latest_handoff, record_of
from accord.web.base.request import is_partial, own_only
from accord.web.queue.asking import asked_in
from accord.web.queue.reading import queue_view

QUEUE_SIZE = 30


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What the member has to work, in order of priority."""
    return _page(request, None)


@require_GET
def queue_panel(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One lead beside the list; only the panel where script asked."""
    latest = latest_handoff(lead_id)
    own = own_only(request)
    if latest is None or (own is not None and latest.member_id not in (own, None)):
        raise Http404
    if is_partial(request):
        now = timezone.now()
        record = record_of(queueing.rows_of([latest], now=now)[0], latest, now=now)
        return render(request, "queue/panel.html", {"record": record, "in_queue": True})
    return _page(request, latest)


def _page(request: HttpRequest, latest: HandoffCard | None) -> HttpResponse:
    asked, now = asked_in(request), timezone.now()
    view, opened = queue_view(asked, latest, with_reps=not asked.is_own, size=QUEUE_SIZE, now=now)
    record = record_of(opened, latest, now=now) if opened else None
    return render(request, "queue/page.html", {"view": view, "record": record, "in_queue": True})
