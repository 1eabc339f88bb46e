"""The list, and the panel of one lead beside it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accord.agreement import api as agreements
from accord.journey import queueing
from accord.steps.handoff.contracts import HandoffCard
from accord.web.base.record.lead import LeadRecord, latest_handoff, record_of
from accord.web.base.request import is_partial, member_of, own_only
from accord.web.queue.asking import asked_in
from accord.web.queue.kept import views_for
from accord.web.queue.live import QUEUE_SIZE
from accord.web.queue.reading import queue_view


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
    shown = {"kept": list(views_for(member_of(request).id)), "choices": _choices(record)}
    return render(request, "queue/page.html", {**shown, "view": view, "record": record, "in_queue": True})


def _choices(record: LeadRecord | None) -> dict[str, list[str]]:
    """The stages that sales works and the letters of fit, for the filters."""
    version = record.version if record and record.version else agreements.current()
    if version is None:
        return {"stages": [], "grades": []}
    worked = {*version.agreement.handoff.at, *(one.id for one in version.agreement.stages if one.owner == "sales")}
    graded = next((score.grades for score in version.agreement.scores if score.grades), ())
    return {
        "stages": [one.id for one in version.agreement.stages if one.id in worked],
        "grades": [name for name, _least in graded],
    }
