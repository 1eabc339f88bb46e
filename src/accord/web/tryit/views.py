"""Tryouts: the list, a new one, how far it is, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.agreement import api as agreements
from accord.agreement.contracts import AgreementFault
from accord.journey.trying import api
from accord.kernel.errors import Refused
from accord.members.policy import scope_of
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, actor_of, go, is_partial, member_of, page_number
from accord.web.tryit.asked import asked_in, proposals, versions
from accord.web.tryit.kept import found
from accord.web.tryit.knobs import panel
from accord.web.tryit.people import changes_of
from accord.web.tryit.shown import report_shown
from accord.web.tryit.words import step_words


@require_GET
def tryouts(request: HttpRequest) -> HttpResponse:
    """A page of tryouts, latest first."""
    number = page_number(request)
    rows = api.tryouts(offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    return render(request, "tryit/list.html", {"page": cut(rows, number, PAGE_SIZE), "may_try": _may_try(request)})


@require_http_methods(["GET", "POST"])
def tryout_create(request: HttpRequest) -> HttpResponse:
    """Choose what is tried against what; POST leaves it to the worker."""
    faults: Any = ()
    trouble = ""
    if request.method == "POST":
        try:
            return redirect("tryout", _asked_for(request))
        except AgreementFault as found:
            faults = found.faults
        except Refused as refusal:
            trouble = refusal.message
    typed = request.POST if request.method == "POST" else request.GET
    shown = {name: typed.get(name, "")[:40] for name in ("tried", "against", "since", "until")}
    choices = {"proposals": proposals(), "versions": [one for _id, one in versions()]}
    status = 422 if request.method == "POST" else 200
    return render(request, "tryit/create.html", shown | choices | {"faults": faults, "trouble": trouble}, status=status)


def _asked_for(request: HttpRequest) -> int:
    asked = asked_in(request)
    tried = asked.tried
    return api.ask(
        text=tried.text, name=tried.name, by=actor_of(request), now=timezone.now(), proposal_id=tried.proposal_id,
        against_id=asked.against_id, since=asked.since, until=asked.until,
    )  # fmt: skip


@require_GET
def tryout(request: HttpRequest, tryout_id: int) -> HttpResponse:
    """What came of it; before that, how far it is."""
    one = found(tryout_id)
    beside = agreements.version(one.against_id) if one.against_id else None
    proposal = agreements.proposal(one.proposal_id) if one.proposal_id else None
    shown: dict[str, Any] = {"tryout": one, "beside": beside, "proposal": proposal, "may_try": _may_try(request)}
    shown["step"] = step_words(one.step)
    if one.state == "done":
        shown |= report_shown(one, beside) | changes_of(request, one, size=15) | panel(request, one)
        shown["newer_touches"] = api.touches_since(one)
    return render(request, "tryit/page.html", shown)


@require_GET
def tryout_progress(request: HttpRequest, tryout_id: int) -> HttpResponse:
    """The part that changes while the worker works; the whole page once it is done."""
    try:
        one = api.progress_of(tryout_id)
    except api.NoSuchTryout:
        raise Http404 from None
    if is_partial(request) and not one.is_unfinished:
        return go(request, "tryout", one.id)
    shown = {"tryout": one, "step": step_words(one.step), "may_try": _may_try(request)}
    return render(request, "tryit/progress.html", shown)


@require_POST
def tryout_stop(request: HttpRequest, tryout_id: int) -> HttpResponse:
    api.stop(tryout_id=tryout_id)
    messages.success(request, _("It stops; what is read by then is kept, so that it goes on from there."))
    return redirect("tryout", tryout_id)


@require_POST
def tryout_resume(request: HttpRequest, tryout_id: int) -> HttpResponse:
    api.resume(tryout_id=tryout_id)
    messages.success(request, _("It goes on."))
    return redirect("tryout", tryout_id)


def _may_try(request: HttpRequest) -> bool:
    return scope_of(member_of(request).role, "tryout_create") is not None
