"""The list, and the panel of one lead beside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accord.web.base.record.lead import LeadRecord, lead_record
from accord.web.base.request import PAGE_SIZE, is_partial, own_only
from accord.web.queue.answering import guard
from accord.web.queue.reading import asked_of, queue_view


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What the member has to work, in order of priority."""
    return _page(request, None)


@require_GET
def queue_panel(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One lead beside the list; only the panel where script asked."""
    guard(request, lead_id)
    record = lead_record(lead_id, now=timezone.now())
    if is_partial(request):
        return render(request, "queue/panel.html", {"record": record, "in_queue": True})
    return _page(request, record)


def _page(request: HttpRequest, record: LeadRecord | None) -> HttpResponse:
    own = own_only(request)
    asked = asked_of({name: str(value) for name, value in request.GET.items()}, own)
    shown: dict[str, Any] = {
        "view": queue_view(asked, with_reps=own is None, size=PAGE_SIZE),
        "record": record,
        "in_queue": True,
    }
    return render(request, "queue/page.html", shown)
