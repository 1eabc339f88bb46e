"""Whom programs leave alone: the list, saying so, and lifting it."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.members import api as members
from accord.planning import suppressing
from accord.planning.suppressing import Kind, SuppressionRefused
from accord.steps.identity import api as identity
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, clean, member_of, page_number


@require_GET
def suppressed(request: HttpRequest) -> HttpResponse:
    """What holds now, the latest first."""
    number, now = page_number(request), timezone.now()
    found, count = suppressing.latest(now=now, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    people = identity.people(person_ids={one.subject_id for one in found if one.kind == "person"})
    accounts = identity.accounts(account_ids={one.subject_id for one in found if one.kind == "account"})
    makers = members.by_ids({one.made_by for one in found})
    rows = [
        (one, (people if one.kind == "person" else accounts).get(one.subject_id), makers.get(one.made_by))
        for one in found
    ]
    return render(request, "suppressed/list.html", {"page": Page(rows, number, count > number * PAGE_SIZE, count)})


@require_http_methods(["GET", "POST"])
def suppress(request: HttpRequest, kind: Kind, subject_id: int) -> HttpResponse:
    """Leave this person, or everybody at this account, alone: why, and until when."""
    now = timezone.now()
    found = (
        identity.people(person_ids=[subject_id]) if kind == "person" else identity.accounts(account_ids=[subject_id])
    )
    if subject_id not in found:
        raise Http404
    card = found[subject_id]
    fault = ""
    if request.method == "POST":
        try:
            until = _end_of(request.POST.get("until", ""))
            reason, by = clean(request.POST.get("reason", "")), member_of(request)
            suppressing.suppress(kind=kind, subject_id=card.id, reason=reason, until=until, by=by, now=now)
        except SuppressionRefused as refused:
            fault = refused.message
        else:
            messages.success(request, _("Programs leave them alone."))
            return redirect(kind, card.id)
    context = {
        "kind": kind,
        "subject": card,
        "fault": fault,
        "given": request.POST,
        "first": (now + timedelta(days=1)).date(),
        "last": (now + suppressing.LONGEST - timedelta(days=2)).date(),
    }
    return render(request, "suppressed/new.html", context, status=422 if fault else 200)


@require_POST
def suppression_lift(request: HttpRequest, suppression_id: int) -> HttpResponse:
    """Programs may write to them again."""
    try:
        card = suppressing.lift(suppression_id=suppression_id, by=member_of(request), now=timezone.now())
    except SuppressionRefused as refused:
        messages.error(request, refused.message)
        return redirect("suppressed")
    return redirect(card.kind, card.subject_id)


def _end_of(text: str) -> datetime | None:
    """The end of that day where the viewer is; None for an empty text. Raises SuppressionRefused for no date."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip()[:10]) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise SuppressionRefused(_("the end is a date such as 2030-12-31"), code="until") from None
    return datetime.combine(day, time(), timezone.get_current_timezone())
