"""What a rep writes down: a deed, and what they say of the lead; one press each."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.journey import desk
from accord.steps.activity.contracts import ActivityRefused
from accord.web.base.dates import day_of, instant_of
from accord.web.base.record.deeds import KINDS, RESULTS
from accord.web.base.record.lead import LeadRecord, lead_record
from accord.web.base.record.opinions import IMPRESSIONS
from accord.web.base.request import clean, is_partial, member_of
from accord.web.queue.answering import decided, from_lead, guard
from accord.web.queue.asking import asked_with

LONGEST = 2000
_OF_WHEN = ("when", "to-come", "too-early")


@require_POST
def activity_create(request: HttpRequest, lead_id: int) -> HttpResponse:
    """A call, a mail, a meeting or a note: `done` names the kind and the outcome, `when` the minute where it was not
    just now."""
    guard(request, lead_id)
    kind, _colon, outcome = request.POST.get("done", "")[:64].partition(":")
    by, now = member_of(request), timezone.now()
    try:
        at = _when(request)
        done = desk.log(lead_id=lead_id, kind=kind, outcome=outcome, note=_note(request), by=by, at=at, now=now)
    except ActivityRefused as refused:
        return _again(request, lead_id, refused, now)
    said = " · ".join(str(one) for one in (KINDS[kind], RESULTS.get(outcome), at and _told(at)) if one)
    return decided(request, done, _("Written down: %(what)s") % {"what": said})


@require_POST
def feedback_create(request: HttpRequest, lead_id: int) -> HttpResponse:
    """How good the lead was."""
    guard(request, lead_id)
    answer = request.POST.get("answer", "")[:64]
    done = desk.give_feedback(
        lead_id=lead_id, answer=answer, note=_note(request), by=member_of(request), now=timezone.now()
    )
    return decided(request, done, _("Thank you: %(what)s. Marketing sees it.") % {"what": IMPRESSIONS[answer]})


def _again(request: HttpRequest, lead_id: int, refused: ActivityRefused, now: datetime) -> HttpResponse:
    """The form with what is wrong and all that was typed: a part for script, else a page of its own."""
    record = lead_record(lead_id, now=now)
    shown = {
        "record": record,
        "view": {"asked": asked_with(request)},
        "in_queue": not from_lead(request),
        "given": {"when": clean(request.POST.get("when", ""), 64), "note": _note(request)},
        "fault": _in_words(refused, record, now),
        "is_of_when": refused.code in _OF_WHEN,
    }
    template = "queue/log.html" if is_partial(request) else "queue/log_again.html"
    return render(request, template, shown, status=422)


def _in_words(refused: ActivityRefused, record: LeadRecord, now: datetime) -> str:
    """With instants by the clock of whoever typed."""
    if refused.code == "to-come":
        zone = timezone.get_current_timezone_name()
        return _("That is still to come: it is %(now)s now (%(zone)s).") % {"now": _told(now), "zone": zone}
    if refused.code == "too-early":
        came = desk.came_at(record.lead, record.handoff)
        return _("The lead came on %(at)s; before that nothing was done with it.") % {"at": _told(came)}
    return refused.message


def _when(request: HttpRequest) -> datetime | None:
    """When it was done, by the clock of whoever typed; None where they left it open. Raises ActivityRefused."""
    text = clean(request.POST.get("when", ""), 64).strip()
    at = None if day_of(text) else instant_of(text)  # a day alone does not say when
    if text and at is None:
        raise ActivityRefused(_("“%(text)s” is no date and time.") % {"text": text}, code="when")
    return at


def _told(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _note(request: HttpRequest) -> str:
    return clean(request.POST.get("note", ""), LONGEST)
