"""What a rep writes down: a deed, and what they say of the lead; one press each."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.journey import desk
from accord.web.base.record.deeds import KINDS, RESULTS
from accord.web.base.record.opinions import IMPRESSIONS
from accord.web.base.request import member_of
from accord.web.queue.answering import decided, guard

LONGEST = 2000


@require_POST
def activity_create(request: HttpRequest, lead_id: int) -> HttpResponse:
    """A call, a mail, a meeting or a note: `done` names the kind and the outcome."""
    guard(request, lead_id)
    kind, _colon, outcome = request.POST.get("done", "")[:64].partition(":")
    done = desk.log(
        lead_id=lead_id,
        kind=kind,
        outcome=outcome,
        note=_note(request),
        by=member_of(request),
        now=timezone.now(),
    )
    said = " · ".join(str(one) for one in (KINDS[kind], RESULTS.get(outcome)) if one)
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


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").replace("\0", "")[:LONGEST]
