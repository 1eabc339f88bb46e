"""Do we know them?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accord.journey import knowing
from accord.journey.clues import LONGEST
from accord.members.policy import scope_of
from accord.web.base.request import member_of


@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """What is known under a text of several lines, and the way to add a lead where nothing is."""
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    may_add = scope_of(member_of(request).role, "lead_create") is not None
    found = knowing.look_up(text=text) if text.strip() else None
    return render(request, "known/page.html", {"q": text, "found": found, "may_add": may_add})
