"""The list of companies, and one company."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.agreement.profile import in_profile
from accord.journey import routing
from accord.kernel.errors import Refused
from accord.members import api as members
from accord.members.policy import scope_of
from accord.planning import suppressing
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import NoSuchAccount, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard
from accord.steps.outcomes import api as outcomes
from accord.steps.scoring import api as scoring
from accord.web.base.pages import cut
from accord.web.base.record.story import Story, Whose, deeds_of, story_of
from accord.web.base.request import PAGE_SIZE, actor_of, member_of, page_number, text_of

LAST_PAGE = 40


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Companies by name."""
    text, number = text_of(request), min(page_number(request), LAST_PAGE)
    start = (number - 1) * PAGE_SIZE
    is_odd = not text and request.GET.get("q", "").strip() != ""
    rows = [] if is_odd else identity.find_accounts(text=text, limit=start + PAGE_SIZE + 1)[start:]
    return render(
        request,
        "company/list.html",
        {"q": text, "query": urlencode({"q": text}) + "&", "page": cut(rows, number, PAGE_SIZE)},
    )


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One company with its people, their scores, leads and deals, and what happened with them."""
    try:
        card = identity.account(account_id=account_id)
    except NoSuchAccount:
        raise Http404 from None
    if card.id != account_id:
        return redirect("account", card.id)
    number = min(page_number(request), LAST_PAGE)
    start = (number - 1) * PAGE_SIZE
    people = cut(identity.people_of(account_id=card.id, limit=start + PAGE_SIZE + 1)[start:], number, PAGE_SIZE)
    leads = lifecycle.leads_of([person.id for person in people.rows])
    scores = scoring.scores_of(person_ids=[person.id for person in people.rows])
    version = agreements.current()
    fits, misses = in_profile(version.agreement, card.traits) if version else (False, ())
    shown = {
        "account": card,
        "people": people,
        "rows": [(person, leads.get(person.id, []), scores.get(person.id, {})) for person in people.rows],
        "score_ids": [score.id for score in version.agreement.scores] if version else [],
        "story": _story(people.rows, leads, request.GET.get("before", "")),
        "deals": outcomes.deals_of(account_ids=[card.id]),
        "fits": fits,
        "misses": misses,
        "has_profile": bool(version and version.agreement.profile),
        "left_alone": suppressing.holding_for(account_id=card.id, now=timezone.now()),
        "may_suppress": scope_of(member_of(request).role, "suppress_account") is not None,
        **_ownership(request, card.id),
    }
    return render(request, "company/page.html", shown)


def _story(people: Sequence[PersonCard], leads: Mapping[int, Sequence[LeadCard]], before: str) -> Story:
    """The time line of these people. Those seen last come first, so that the first page has what happened last."""
    aliases = identity.aliases_of(person_ids=[one.id for one in people])
    names = {one.id: one.label for one in people}
    whose = Whose(
        {alias_id: names[person_id] for person_id, some in aliases.items() for alias_id in some},
        {lead.id: names[person_id] for person_id, some in leads.items() for lead in some},
    )
    deeds = deeds_of(lead for some in leads.values() for lead in some)
    return story_of(list(whose.aliases), deeds, before=before, whose=whose)


@require_POST
def account_owner(request: HttpRequest, account_id: int) -> HttpResponse:
    """Say which member has the account, or that nobody has."""
    given = request.POST.get("member", "")
    member = members.by_ids([int(given)]).get(int(given)) if given.isascii() and given.isdigit() else None
    if given and (member is None or member.role not in routing.TAKERS):
        raise Refused(_("choose somebody who takes leads"), code="owner")
    try:
        identity.set_account_owner(
            account_id=account_id,
            member_id=member.id if member else None,
            by=actor_of(request),
            now=timezone.now(),
            reason=request.POST.get("reason", "").strip()[:200],
        )
    except NoSuchAccount:
        raise Http404 from None
    messages.success(request, _("It is noted who has the account."))
    return redirect("account", account_id)


def _ownership(request: HttpRequest, account_id: int) -> dict[str, Any]:
    found = identity.account_ownership(account_id=account_id)
    may_set = scope_of(member_of(request).role, "account_owner")
    reps = members.team_of("sales") if may_set else []
    cards = members.by_ids({one.member_id for one in found if one.member_id})
    history = [(one, cards.get(one.member_id or 0)) for one in found]
    return {"owner": history[0][1] if history else None, "ownership": history, "reps": reps, "may_own": may_set}
