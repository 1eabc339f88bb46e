from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accord.steps.identity import api as identity
from accord.web.base.request import text_of


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The first people and companies for what is typed."""
    text = text_of(request)
    people = identity.find(text=text, limit=6) if len(text) > 1 else []
    accounts = identity.find_accounts(text=text, limit=4) if len(text) > 1 else []
    return render(request, "search/found.html", {"people": people, "accounts": accounts, "q": text})
