"""A lead's own page, and adding one: first look up, then add."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accord.agreement import api as agreements
from accord.journey import desk, hindsight, knowing
from accord.kernel.errors import Refused
from accord.members.policy import scope_of
from accord.planning import suppressing
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.web.base.record.lead import duplicates_of, evidence_of, lead_record
from accord.web.base.request import go, is_partial, member_of, number_in, text_of
from accord.web.lead.forms import LeadForm

STORY = 30


@require_GET
def lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Everything about one lead, for both sides; who may work it sees the actions."""
    now, member = timezone.now(), member_of(request)
    record = lead_record(lead_id, now=now)
    scope = scope_of(member.role, "acceptance")
    theirs = record.handoff is not None and record.handoff.member_id in (member.id, None)
    may_work = scope == "all" or (scope == "own" and theirs)
    shown = {
        "record": record,
        "may_work": may_work,
        "may_choose": bool(record.choices_of(member)),
        "left_alone": suppressing.holding_for(person_id=record.person.id, account_id=record.person.account_id, now=now),
        "may_suppress": scope_of(member.role, "suppress_person") is not None,
    }
    return render(request, "lead/page.html", shown)


@require_GET
def lead_evidence(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Why the score is what it is, what happened, and whether they may be written to: for script a part of the page and
    a line of its head, else a page of its own."""
    found = evidence_of(lead_id, now=timezone.now(), story_size=STORY)
    is_part = is_partial(request)
    template = "lead/evidence.html" if is_part else "lead/evidence_page.html"
    return render(request, template, {"evidence": found, "lead_id": lead_id, "is_part": is_part})


@require_GET
def lead_company(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Who else decides, who had it before, and who may be the same human being: a part, else a page."""
    card = lifecycle.lead(lead_id)
    if card is None:
        raise Http404
    person = identity.person(person_id=card.person_id)
    account = identity.account(account_id=person.account_id) if person.account_id else None
    company = desk.company(person=person, account=account, version=agreements.current())
    shown = {"company": company, "account": account, "lead_id": lead_id, "duplicates": duplicates_of(person)}
    template = "lead/company.html" if is_partial(request) else "lead/company_page.html"
    return render(request, template, {**shown, "person": person})


@require_GET
def lead_hindsight(request: HttpRequest, lead_id: int) -> HttpResponse:
    """What would have been different with everything known in time: a note for script, else a page of its own."""
    card = lifecycle.lead(lead_id)
    if card is None:
        raise Http404
    found = hindsight.would_have_been(person_id=card.person_id, now=timezone.now())
    template = "lead/otherwise.html" if request.headers.get("HX-Request") else "lead/hindsight.html"
    return render(request, template, {"lead": card, "found": [one for one in found if one.lead_id == lead_id]})


@require_http_methods(["GET", "POST"])
def lead_create(request: HttpRequest) -> HttpResponse:
    """Look up what is known, and only then add a lead of one's own."""
    text = text_of(request)
    form = LeadForm(request.POST or None, initial={"email": text} if "@" in text else {"name": text})
    if request.method == "POST" and form.is_valid():
        return _added(request, {name: value for name, value in form.cleaned_data.items() if value})
    found = knowing.look_up(text=text) if text else None
    shown = {"q": text, "found": found, "form": form if text or request.method == "POST" else None}
    return render(request, "lead/add.html", shown, status=422 if request.method == "POST" else 200)


def _added(request: HttpRequest, given: dict[str, str]) -> HttpResponse:
    """The page of the new lead; while the river is busy, a page that asks again by itself."""
    by, said = member_of(request), number_in(request.POST.get("said", ""))
    try:
        done = desk.add_lead(traits=given, by=by, now=timezone.now(), said=said)
    except desk.StillWaiting as waiting:
        template = "lead/waiting.html" if is_partial(request) else "lead/waiting_page.html"
        return render(request, template, {"given": given, "waiting": waiting})
    except Refused as refused:
        if said is None:
            raise
        messages.error(request, refused.message)
        return go(request, f"{reverse('lead_create')}?{urlencode({'q': given.get('email', '')})}")
    is_theirs = done.lead is not None and done.lead.owner_member_id == by.id
    messages.success(request, _("The lead is yours.") if is_theirs else _("The lead is added."))
    return go(request, "lead", done.lead.id) if done.lead else go(request, "queue")
