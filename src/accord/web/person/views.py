"""A person: identifiers, traits, time line, why; and the list of people found."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.journey import api as journey
from accord.members.policy import scope_of
from accord.planning import suppressing
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import NoSuchPerson, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.web.base.dates import instant_of
from accord.web.base.pages import cut
from accord.web.base.record.lead import duplicates_of
from accord.web.base.record.person import past_of, version_of, why
from accord.web.base.record.story import deeds_of, story_of, told
from accord.web.base.request import PAGE_SIZE, actor_of, member_of, page_number, text_of
from accord.web.person.finding import found_people


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """People and companies that match; without a text, those seen last."""
    text, number = text_of(request), page_number(request)
    is_odd = not text and request.GET.get("q", "").strip() != ""
    rows = [] if is_odd else found_people(text, number)
    found_accounts = identity.find_accounts(text=text, limit=5) if text and number == 1 else []
    shown = {
        "q": text,
        "is_search": bool(text) or is_odd,
        "page": cut(rows, number, PAGE_SIZE),
        "found_accounts": found_accounts,
        "query": urlencode({"q": text}) + "&",
    }
    return render(request, "person/people.html", shown)


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything about one person, with the scores as they were at `?at=`."""
    card = _card(person_id)
    if card.id != person_id:
        return redirect("person", card.id)
    asked = request.GET.get("at", "").strip()[:40]
    at, now = instant_of(asked), timezone.now()
    identifiers = identity.identifiers(person_id=card.id)
    aliases = [one.alias_id for one in identifiers]
    leads = lifecycle.leads_of([card.id]).get(card.id, [])
    deeds = deeds_of(leads)
    may_judge = scope_of(member_of(request).role, "verdict") is not None
    past, before = past_of(aliases, at or now), request.GET.get("before", "")
    is_latest = at is None and not before
    shown = {
        "person": card,
        "account": identity.accounts(account_ids=[card.account_id]).get(card.account_id) if card.account_id else None,
        "identifiers": identifiers,
        "merges": identity.merges(person_id=card.id),
        "leads": leads,
        "deals": outcomes.deals_of(person_ids=[card.id]),
        "why": why(card.id, past, version_of(card.id, at or now)),
        "at": at,
        "odd_at": asked if asked and at is None else "",
        "story": told(past.touches, past.verdicts, deeds) if is_latest else story_of(aliases, deeds, before=before),
        "duplicates": duplicates_of(card),
        "may_judge": may_judge,
        "may_merge": may_judge,
        "left_alone": suppressing.holding_for(person_id=card.id, account_id=card.account_id, now=now),
        "may_suppress": scope_of(member_of(request).role, "suppress_person") is not None,
    }
    return render(request, "person/page.html", shown)


@require_GET
def person_touches(request: HttpRequest, person_id: int) -> HttpResponse:
    """An older part of the time line, for script; without it the page itself takes `?before=`."""
    card = _card(person_id)
    aliases = identity.aliases_of(person_ids=[card.id]).get(card.id, [])
    deeds = deeds_of(lifecycle.leads_of([card.id]).get(card.id, []))
    story = story_of(aliases, deeds, before=request.GET.get("before", ""))
    may_judge = scope_of(member_of(request).role, "verdict") is not None
    return render(request, "person/more.html", {"person": card, "story": story, "may_judge": may_judge})


@require_POST
def merge(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make this person and another one; the other is named by address, identifier or number."""
    other = identity.lookup(text=request.POST.get("other", "")[:300])
    if other is None:
        messages.error(request, _("Nobody is known by that."))
        return redirect("person", person_id)
    survivor = journey.merge_people(
        one=person_id, other=other.id, by=actor_of(request), now=timezone.now(), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("They are one person now. A merge can be taken back."))
    return redirect("person", survivor)


@require_POST
def person_account(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say which company somebody belongs to, named by the beginning of its name or domain; empty: to none."""
    text = request.POST.get("account", "").strip()[:200]
    found = identity.find_accounts(text=text, limit=2) if text else []
    if text and len(found) != 1:
        messages.error(request, _("No company begins with that.") if not found else _("Several companies begin so."))
        return redirect("person", person_id)
    chosen = found[0].id if found else None
    journey.set_account(person_id=_card(person_id).id, account_id=chosen, by=actor_of(request), now=timezone.now())
    messages.success(request, _("That is kept until somebody says otherwise."))
    return redirect("person", person_id)


@require_POST
def unmerge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    survivor = journey.unmerge_people(merge_id=merge_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("They are two people again."))
    return redirect("person", survivor)


def _card(person_id: int) -> PersonCard:
    try:
        return identity.person(person_id=person_id)
    except NoSuchPerson:
        raise Http404 from None
