"""The agreement in force, or an earlier version of it; read only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accord.agreement import api, calendars, clauses, describe
from accord.agreement.contracts import Version
from accord.agreement.spec import TouchRule
from accord.members.policy import scope_of
from accord.web.agreement.pilots import pilot_view
from accord.web.agreement.versions import version_of
from accord.web.base.request import member_of


@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """What is in force now."""
    version = api.current()
    return _page(request, version) if version else render(request, "pact/none.html")


@require_GET
def agreement_version(request: HttpRequest, number: int) -> HttpResponse:
    """One version by its number."""
    return _page(request, version_of(number))


def _page(request: HttpRequest, version: Version) -> HttpResponse:
    pact, now = version.agreement, timezone.now()
    due, main = api.revision_due(version), api.in_force(now)
    shown = {
        "version": version,
        "pilot": pilot_view(request, now),
        "is_over": not version.is_in_force(now),
        "pact": pact,
        "signed": api.proposal_of(version.id),
        "open": [(one, one.is_outdated(main)) for one in api.proposals(open_only=True, limit=5)],
        "due": due if due and due <= now and version.is_in_force(now) else None,
        "may_propose": scope_of(member_of(request).role, "proposal_create") is not None,
        "stages": [(stage, describe.enter(stage)) for stage in pact.stages],
        "scores": [(score, [(rule, describe.rule(rule), isinstance(rule, TouchRule)) for rule in score.rules])
                   for score in pact.scores],
        "clauses": clauses.told(pact),
        "pilot_words": describe.pilot(pact.pilot) if pact.pilot else "",
        "holiday_data": calendars.holiday_data(),
        "lines": version.text.splitlines(),
    }  # fmt: skip
    return render(request, "pact/page.html", shown)
