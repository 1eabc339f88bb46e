"""The pilot beside the main version: for whom it is, how many people it judges, and its end by hand."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.agreement import api, describe
from accord.agreement.contracts import Version
from accord.journey import piloting
from accord.members.policy import scope_of
from accord.web.agreement.forms import WhyForm
from accord.web.base.request import actor_of, member_of


@dataclass(frozen=True, slots=True)
class PilotView:
    """A pilot that runs; `words` tell its scope, `people` how many it judges now."""

    version: Version
    means: str
    words: str
    people: int
    may_end: bool


def pilot_view(request: HttpRequest, now: datetime) -> PilotView | None:
    """The pilot that runs, if one does."""
    version = api.pilot(now)
    said = version.agreement.pilot if version else None
    if version is None or said is None:
        return None
    may_end = scope_of(member_of(request).role, "pilot_end") is not None
    return PilotView(version, said.means, describe.scope(said), piloting.count(version), may_end)


@require_http_methods(["GET", "POST"])
def pilot_end(request: HttpRequest) -> HttpResponse:
    """End it with a reason; its people are judged by the main version from then on."""
    now = timezone.now()
    pilot = pilot_view(request, now)
    if pilot is None:
        raise Http404
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        piloting.end(by=actor_of(request), reason=form.cleaned_data["reason"], now=now)
        messages.success(request, _("The pilot is over; its people are judged by the main version again."))
        return redirect("agreement")
    status = 422 if request.method == "POST" else 200
    return render(request, "pact/pilot_end.html", {"pilot": pilot, "form": form}, status=status)
