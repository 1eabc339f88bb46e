"""The list of companies, and one company."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accord.agreement import api as agreements
from accord.agreement.profile import in_profile
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import NoSuchAccount
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.steps.scoring import api as scoring
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, page_number, text_of

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
    """One company with its people, their scores, leads and deals."""
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
        "deals": outcomes.deals_of(account_ids=[card.id]),
        "fits": fits,
        "misses": misses,
        "has_profile": bool(version and version.agreement.profile),
    }
    return render(request, "company/page.html", shown)
