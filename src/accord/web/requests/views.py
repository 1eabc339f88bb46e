"""Requests between the sides."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.members import api as members
from accord.planning import api as planning
from accord.planning.contracts import ABOUT, SIDES, Filters, RequestCard, RequestRefused
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla import api as sla
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, clean, member_of, number_in, page_number
from accord.web.requests.forms import SIDE_WORDS, AnswerForm, RequestForm

Named = tuple[str, int, str]


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for one's own side first; with `show=closed` what is over."""
    member, number = member_of(request), page_number(request)
    own = member.team if member.team in SIDES else ""
    side = request.GET.get("to", own)
    side, is_open = side if side in SIDES else "", request.GET.get("show") != "closed"
    filters = Filters(to_side=side, is_open=is_open)
    rows, count = planning.requests(filters, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    clocks = sla.open_clocks([row.id for row in rows], now=timezone.now(), kind="request")
    people = members.by_ids([row.made_by for row in rows])
    shown = [(row, people.get(row.made_by), next(iter(clocks.get(row.id, [])), None)) for row in rows]
    query = f"to={side}&{'' if is_open else 'show=closed&'}"
    page = Page(shown, number, count > number * PAGE_SIZE, count)
    sides = [("", _("Both sides")), *((one, SIDE_WORDS[one]) for one in SIDES)]
    context = {"page": page, "query": query, "side": side, "is_open": is_open, "sides": sides}
    return render(request, "asked/list.html", context)


@require_http_methods(["GET", "POST"])
def request_create(request: HttpRequest) -> HttpResponse:
    """The brief form; `?about=lead:5` says what it is about."""
    member = member_of(request)
    about = _about(request.POST.get("about") or request.GET.get("about", ""))
    form = RequestForm(member.team, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = planning.ask(**form.cleaned_data, about=about, by=member, now=timezone.now())
        except RequestRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Asked. The other side was told."))
            return redirect("request_detail", made.id)
    context = {"form": form, "about": about, "subject": _name(about)}
    return render(request, "asked/new.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def request_detail(request: HttpRequest, request_id: int) -> HttpResponse:
    """The brief, its clock, what was said, and what one may make of it."""
    one, now = _found(request_id), timezone.now()
    said = planning.discussion(request_id)
    people = members.by_ids({line.member_id for line in said} | {one.made_by} | {one.member_id or 0})
    context = {
        "one": one,
        "maker": people.get(one.made_by),
        "worker": people.get(one.member_id or 0),
        "said": [(line, people.get(line.member_id)) for line in said],
        "clock": next(iter(sla.clocks_of(request_id, now=now, kind="request", limit=1)), None),
        "ways": planning.ways(one, member_of(request)),
        "subject": _name(one.about),
        "side_words": SIDE_WORDS,
    }
    return render(request, "asked/detail.html", context)


@require_POST
def request_say(request: HttpRequest, request_id: int) -> HttpResponse:
    """A line of the discussion."""
    try:
        text = clean(request.POST.get("text", ""))
        planning.say(request_id=request_id, text=text, by=member_of(request), now=timezone.now())
    except RequestRefused as refused:
        messages.error(request, refused.message)
    return redirect("request_detail", request_id)


@require_POST
def request_answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Agree, decline, finish or withdraw."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what it becomes."))
        return redirect("request_detail", request_id)
    given = {"request_id": request_id, "note": form.cleaned_data["note"]}
    by, now, to = member_of(request), timezone.now(), form.cleaned_data["to"]
    try:
        if to in ("agreed", "declined"):
            planning.answer(**given, is_agreed=to == "agreed", by=by, now=now)
        else:
            (planning.finish if to == "done" else planning.withdraw)(**given, by=by, now=now)
    except RequestRefused as refused:
        messages.error(request, refused.message)
    return redirect("request_detail", request_id)


def _found(request_id: int) -> RequestCard:
    try:
        return planning.request(request_id)
    except RequestRefused:
        raise Http404 from None


def _about(text: str) -> tuple[str, int]:
    """`lead:5` as a pair; anything odd is about nothing."""
    kind, _sep, number = text.partition(":")
    found = number_in(number)
    return (kind, found) if kind in ABOUT and found is not None else ("", 0)


def _name(about: tuple[str, int]) -> Named | None:
    """The name of its URL, its number and its words; None where it is about nothing that is there."""
    kind, number = about
    if kind == "account":
        account = identity.accounts(account_ids=[number]).get(number)
        return ("account", account.id, account.label) if account else None
    lead = lifecycle.lead(number) if kind == "lead" else None
    person_id = lead.person_id if lead else number if kind == "person" else 0
    person = identity.people(person_ids=[person_id]).get(person_id) if person_id else None
    return (kind, number, person.label) if person else None
