"""The report card of rules, profile and personas against reality, and the last suggestion."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.reporting import api as reporting
from accord.reporting.contracts import ReportRefused, RuleLine
from accord.steps.identity import api as identity
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, actor_of, page_number

SORTS: dict[str, Callable[[RuleLine], float]] = {
    "people": lambda line: -line.people,
    "carried": lambda line: -line.carried,
    "accepted": lambda line: line.accepted.value if line.accepted.value is not None else 2.0,
    "blame": lambda line: -line.blame,
    "won": lambda line: line.won_with.value if line.won_with.value is not None else 2.0,
    "lift": lambda line: line.lift.value if line.lift else 1e9,
}


@require_GET
def learning_rules(request: HttpRequest) -> HttpResponse:
    """Every rule with what became of its leads."""
    if agreements.current() is None:
        return render(request, "learning/none.html")
    card = reporting.rules(now=timezone.now())
    sort = request.GET.get("sort", "")
    lines = sorted(card.rules, key=SORTS[sort]) if sort in SORTS else list(card.rules)
    return render(request, "learning/rules.html", {"card": card, "lines": lines, "sort": sort})


@require_GET
def learning_people(request: HttpRequest) -> HttpResponse:
    """The hand-offs behind a number of a rule, a page at a time."""
    named = {name: request.GET.get(name, "").replace("\0", "")[:64] for name in ("rule", "which", "reason")}
    number = page_number(request)
    try:
        found = reporting.rule_people(
            rule=named["rule"],
            which=named["which"] or "carried",
            reason=named["reason"],
            now=timezone.now(),
            offset=(number - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )
    except ReportRefused as refused:
        raise Http404 from refused
    people = identity.people(person_ids={row.person_id for row in found.rows})
    accounts = identity.accounts(account_ids={row.account_id for row in found.rows if row.account_id})
    rows = [(row, people.get(row.person_id), accounts.get(row.account_id or 0), row.share / 1e6) for row in found.rows]
    page = Page(rows, number, number * PAGE_SIZE < found.total, found.total)
    return render(request, "learning/people.html", {"page": page, "query": urlencode(named) + "&", **named})


@require_GET
def learning_profile(request: HttpRequest) -> HttpResponse:
    """Profile and personas against who bought, as last made."""
    found = reporting.kept("profile")
    if found is None:
        return render(request, "learning/waiting.html", {"kind": "profile"})
    body, number = found[1].body, page_number(request)
    persona = request.GET.get("persona", "*")[:64]
    contacts = [one for one in body["contacts"] if persona in ("*", one[1])]
    part = contacts[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    people = identity.people(person_ids={one[0] for one in part})
    rows = [(people.get(person), name, sure, title, won) for person, name, sure, title, won in part]
    page = Page(rows, number, number * PAGE_SIZE < len(contacts), len(contacts))
    shown = {"made_at": found[1].made_at, "body": body, "page": page, "persona": persona, "names": _personas()}
    return render(request, "learning/profile.html", {**shown, "query": urlencode({"persona": persona}) + "&"})


@require_GET
def learning_suggestion(request: HttpRequest) -> HttpResponse:
    """The last suggestion, or why there was none."""
    found = reporting.kept("suggestion", "refusal")
    if found is None:
        return render(request, "learning/waiting.html", {"kind": "suggestion"})
    kind, report = found
    template = "learning/suggestion.html" if kind == "suggestion" else "learning/refusal.html"
    return render(request, template, {"made_at": report.made_at, "body": report.body})


@require_GET
def learning_text(request: HttpRequest) -> HttpResponse:
    """The suggested agreement as a file."""
    found = reporting.kept("suggestion")
    if found is None:
        raise Http404
    answer = HttpResponse(found[1].body["agreement"], content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="suggested.yaml"'
    return answer


@require_POST
def learning_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft with the suggested agreement."""
    found = reporting.kept("suggestion")
    if found is None:
        raise Http404
    body = found[1].body
    note = (
        _("Points learnt from what was won") if body["outcome"] == "won" else _("Points learnt from what was accepted")
    )
    made = agreements.draft(
        text=body["agreement"], name="suggested.yaml", by=actor_of(request), now=timezone.now(), note=note
    )
    return redirect("draft_edit", made.id)


@require_POST
def learning_make(request: HttpRequest) -> HttpResponse:
    """Ask the worker for a report."""
    kind = request.POST.get("kind", "")
    if kind not in reporting.KINDS:
        raise Http404
    wanted = "accepted" if request.POST.get("wanted") == "accepted" else "won"
    reporting.ask_for(kind, **({"wanted": wanted} if kind == "suggestion" else {}))
    messages.success(request, _("The report is being made; look again in a minute."))
    return redirect(f"learning_{kind}")


def _personas() -> dict[str, str]:
    version = agreements.current()
    return {one.id: one.name for one in version.agreement.personas} if version else {}
