"""Both sides' clocks."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.agreement import describe
from accord.journey import clocking_acts
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import PersonCard
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import ClockCard, Filters, SlaRefused
from accord.web.base.request import PAGE_SIZE, clean, member_of, number_in
from accord.web.clocks.forms import AnswerForm, ExcuseForm, PauseForm
from accord.web.clocks.words import LISTS, STATES, event_words, line

SIDES = ("marketing", "sales")


@dataclass(frozen=True, slots=True)
class Row:
    """One clock of a list, with whom it is for and who owes it."""

    clock: ClockCard
    person: PersonCard | None
    member: MemberCard | None
    words: str
    look: str


@require_GET
def clocks(request: HttpRequest) -> HttpResponse:
    """Open clocks by deadline; `show`, `side`, `service` and `who` choose."""
    now, chosen = timezone.now(), _chosen(request)
    try:
        page = sla.page(chosen, now=now, after=request.GET.get("after"), limit=PAGE_SIZE)
    except SlaRefused as refused:
        raise Http404(refused.message) from None
    said = {"show": chosen.state, "side": chosen.owed_by, "service": chosen.service, "who": chosen.member_id or ""}
    counts = sla.counts(chosen, now=now)
    tabs = [(name, words, counts.get(name), urlencode(said | {"show": name})) for name, words in LISTS.items()]
    context = {
        "rows": _rows(page.rows),
        "tabs": tabs,
        "chosen": chosen,
        "services": sla.services(),
        "members": members.everyone(limit=200)[0],
        "following": urlencode(said | {"after": page.after}) if page.after else "",
        "has_services": bool((version := agreements.in_force(now)) and version.agreement.clocks),
    }
    return render(request, "clocks/list.html", context)


@require_GET
def clock(request: HttpRequest, clock_id: int) -> HttpResponse:
    """One clock: how it stands, what happened to it, and what one may do."""
    return _page(request, clock_id)


@require_POST
def clock_pause(request: HttpRequest, clock_id: int) -> HttpResponse:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, clock_id, pause=form, status=422)
    by, now = member_of(request), timezone.now()
    try:
        clocking_acts.pause(clock_id=clock_id, by=by, now=now, **form.cleaned_data)
    except SlaRefused as refused:
        form.add_error(None, refused.message)
        return _page(request, clock_id, pause=form, status=422)
    messages.success(request, _("The clock stands still."))
    return redirect("clock", clock_id)


@require_POST
def clock_resume(request: HttpRequest, clock_id: int) -> HttpResponse:
    try:
        clocking_acts.resume(clock_id=clock_id, by=member_of(request), now=timezone.now())
    except SlaRefused as refused:
        messages.error(request, refused.message)
    return redirect("clock", clock_id)


@require_POST
def excuse_create(request: HttpRequest, clock_id: int) -> HttpResponse:
    form = ExcuseForm(request.POST)
    if not form.is_valid():
        return _page(request, clock_id, excuse=form, status=422)
    try:
        clocking_acts.ask_excuse(
            clock_id=clock_id, reason=form.cleaned_data["reason"], by=member_of(request), now=timezone.now()
        )
    except SlaRefused as refused:
        form.add_error(None, refused.message)
        return _page(request, clock_id, excuse=form, status=422)
    messages.success(request, _("Asked. It counts once the other side agrees."))
    return redirect("clock", clock_id)


@require_POST
def excuse_answer(request: HttpRequest, excuse_id: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        made = clocking_acts.answer_excuse(
            excuse_id=excuse_id, by=member_of(request), now=timezone.now(), **form.cleaned_data
        )
    except SlaRefused as refused:
        if refused.code == "unknown":
            raise Http404(refused.message) from None
        messages.error(request, refused.message)
        return redirect("clocks")
    return redirect("clock", made.clock_id)


def _page(
    request: HttpRequest,
    clock_id: int,
    *,
    pause: PauseForm | None = None,
    excuse: ExcuseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    by, now = member_of(request), timezone.now()
    try:
        card = sla.clock(clock_id, now=now)
    except SlaRefused as refused:
        raise Http404(refused.message) from None
    (row,) = _rows([card])
    version = agreements.version(card.agreement_id)
    clause = next((one for one in version.agreement.clocks if one.id == card.service), None) if version else None
    latest = clocking_acts.latest_pause(card, now)
    is_late = card.state == "late" or card.broken_at is not None
    asked = {one.id: one for one in members.by_ids(_named(card)).values()}
    context = {
        "row": row,
        "card": card,
        "clause": describe.service(clause) if clause else "",
        "version": version,
        "history": [line(one) for one in sla.history(clock_id)],
        "ended_words": event_words(card.ended_by) if card.ended_by else "",
        "may_change": clocking_acts.may_change(card, by) and card.is_open and not is_late,
        "may_ask": is_late and card.state != "excused" and not (card.excuse and card.excuse.state == "asked")
        and sla.may_ask(card.owed_by, by=by, now=now),
        "may_answer": card.excuse is not None and card.excuse.state == "asked"
        and sla.may_answer(card.owed_by, asked_by=card.excuse.asked_by, by=by, now=now),
        "asker": asked.get(card.excuse.asked_by) if card.excuse else None,
        "answerer": asked.get(card.excuse.answered_by or 0) if card.excuse else None,
        "pause": pause or PauseForm(initial={"until": timezone.localtime(latest)}),
        "latest": latest,
        "excuse": excuse or ExcuseForm(),
    }  # fmt: skip
    return render(request, "clocks/detail.html", context, status=status)


def _rows(cards: tuple[ClockCard, ...] | list[ClockCard]) -> list[Row]:
    people = identity.people(person_ids={one.person_id for one in cards if one.person_id is not None})
    owners = members.by_ids({one.member_id for one in cards if one.member_id is not None})
    return [
        Row(one, people.get(one.person_id or 0), owners.get(one.member_id or 0), *map(str, STATES[one.state]))
        for one in cards
    ]


def _named(card: ClockCard) -> set[int]:
    return {one for one in (card.excuse.asked_by, card.excuse.answered_by) if one} if card.excuse else set()


def _chosen(request: HttpRequest) -> Filters:
    asked = request.GET
    show, side = asked.get("show", "open"), asked.get("side", "")
    return Filters(
        state=show if show in LISTS else "open",  # type: ignore[arg-type]  # one of LISTS
        owed_by=side if side in SIDES else "",
        service=clean(asked.get("service", ""), 64),
        member_id=number_in(asked.get("who", "")),
    )
