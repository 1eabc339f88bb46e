from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accord.members.policy import scope_of
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.web.base.request import member_of, text_of
from accord.web.models import SavedView


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The first people and companies for what is typed."""
    text = text_of(request)
    people = identity.find(text=text, limit=6) if len(text) > 1 else []
    accounts = identity.find_accounts(text=text, limit=4) if len(text) > 1 else []
    leads = lifecycle.leads_of([person.id for person in people]) if people else {}
    open_ones = [(person, lead) for person in people for lead in leads.get(person.id, []) if lead.closed_at is None]
    shown = {"people": people, "accounts": accounts, "leads": open_ones, "views": _views(request, text), "q": text}
    return render(request, "search/found.html", shown)


def _views(request: HttpRequest, text: str) -> list[SavedView]:
    """The views of the queue that begin so, where the member may work it."""
    member = member_of(request)
    if len(text) < 2 or scope_of(member.role, "queue") is None:
        return []
    mine = SavedView.objects.filter(Q(member_id=member.id) | Q(is_shared=True), name__istartswith=text)
    return list(mine.order_by("name")[:4])
