"""The agreement in force, or an earlier version of it; read only."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accord.agreement import api, describe
from accord.agreement.contracts import Version
from accord.agreement.spec import Criterion, TouchRule
from accord.web.agreement.lanes import drawing_of
from accord.web.base.context import everywhere


@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """What is in force now."""
    version = api.current()
    return _page(request, version) if version else render(request, "pact/none.html")


@require_GET
def agreement_version(request: HttpRequest, number: int) -> HttpResponse:
    """One version by its number."""
    found = next((version for version in api.versions() if version.number == number), None)
    if found is None:
        raise Http404
    return _page(request, found)


def _page(request: HttpRequest, version: Version) -> HttpResponse:
    pact = version.agreement
    shown = {
        "version": version,
        "pact": pact,
        "versions": api.versions()[:20],
        "drawing": drawing_of(pact.stages, is_mirrored=everywhere(request)["direction"] == "rtl"),
        "stages": [(stage, describe.enter(stage)) for stage in pact.stages],
        "scores": [(score, [(rule, describe.rule(rule), isinstance(rule, TouchRule)) for rule in score.rules])
                   for score in pact.scores],
        "profile": [describe.criterion(Criterion(trait=("account", *one))) for one in pact.profile.items()],
        "disqualify": [(one, describe.criterion(one.when)) for one in pact.disqualify],
        "lines": version.text.splitlines(),
    }  # fmt: skip
    return render(request, "pact/page.html", shown)
