"""What members filled in of a person or a company, with who and when, and the field to say it anew."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.journey import correcting
from accord.journey.datum import FillRefused
from accord.members.policy import scope_of
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import NoSuchAccount, NoSuchPerson
from accord.web.base.request import clean, is_partial, member_of


@require_GET
def filled(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """A part of the pages of leads, people and companies for script, else a page of its own."""
    whose = _whose(kind, number)
    shown = {**_shown(request, kind, number, whose), "then": _then(request.GET.get("then", ""), kind, number)}
    return render(request, "missing/filled.html" if is_partial(request) else "missing/filled_page.html", shown)


@require_POST
def filled_change(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Say it anew; refused, the page says why, with what was typed."""
    whose = _whose(kind, number)
    field, value = clean(request.POST.get("field", ""), 200), clean(request.POST.get("value", ""))
    then = _then(request.POST.get("then", ""), kind, number)
    try:
        waits = correcting.correct(**whose, field=field, value=value, by=member_of(request), now=timezone.now())
    except FillRefused as refused:
        shown = {**_shown(request, kind, number, whose), "then": then, "field": field, "typed": value}
        return render(request, "missing/filled_page.html", {**shown, "fault": refused.message}, status=422)
    if waits is None:
        messages.success(request, _("Changed. Score and stage follow it."))
    else:
        messages.info(request, _("Kept; it is being worked on."))
    return redirect(then)


def _whose(kind: str, number: int) -> dict[str, int]:
    try:
        if kind == "person":
            return {"person_id": identity.person(person_id=number).id}
        if kind == "account":
            return {"account_id": identity.account(account_id=number).id}
    except (NoSuchPerson, NoSuchAccount):
        pass
    raise Http404


def _shown(request: HttpRequest, kind: str, number: int, whose: dict[str, int]) -> dict[str, object]:
    return {
        "rows": correcting.filled_in(**whose),
        "kind": kind,
        "number": number,
        "may_change": scope_of(member_of(request).role, "filled_change") is not None,
    }


def _then(asked: str, kind: str, number: int) -> str:
    """The page to go back to: one of ours that was asked for, else their own."""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None)
    return asked if is_ours else reverse(kind, args=[number])
