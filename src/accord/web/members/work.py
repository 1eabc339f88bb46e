"""One member's work profile and leave: operations see and change all, everybody their own leave."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.agreement.spec import Agreement
from accord.journey import absence, routing
from accord.kernel.errors import Refused
from accord.members import api
from accord.members.contracts import MemberCard, WorkCard
from accord.members.policy import scope_of
from accord.steps.handoff import api as handoff
from accord.web.base.request import actor_of, member_of, own_only
from accord.web.members.work_forms import LISTS, LeaveForm, WorkForm

MANAGERS = 200


@require_GET
def member_work(request: HttpRequest, member_id: int) -> HttpResponse:
    """How they work, when they are away, and what was stated before."""
    return _page(request, _theirs(request, member_id))


@require_POST
def member_work_set(request: HttpRequest, member_id: int) -> HttpResponse:
    """State how they work from now on."""
    card = _theirs(request, member_id)
    form = _form(card, request.POST)
    if not form.is_valid():
        return _page(request, card, work_form=form, status=422)
    given = form.cleaned_data
    try:
        api.set_work(member_id=card.id, by=actor_of(request), now=timezone.now(), **_stated(given, card))
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, card, work_form=form, status=422)
    messages.success(request, _("It is stated how %(member)s works.") % {"member": card.label})
    return redirect("member_work", card.id)


@require_POST
def leave_create(request: HttpRequest, member_id: int) -> HttpResponse:
    """Whole days on the member's own clocks."""
    card = _theirs(request, member_id)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _page(request, card, leave_form=form, status=422)
    given = form.cleaned_data
    try:
        absence.enter(
            member_id=card.id,
            since=_midnight(given["first"], card),
            until=_midnight(given["last"] + timedelta(days=1), card),
            note=given["note"],
            hands_on=given["hands_on"],
            by=member_of(request),
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, card, leave_form=form, status=422)
    messages.success(request, _("The leave is entered; no leads come in that time."))
    return redirect("member_work", card.id)


@require_POST
def leave_back(request: HttpRequest, leave_id: int) -> HttpResponse:
    """Take a leave back that is not over."""
    found = api.leave(leave_id)
    if found is None:
        raise Http404
    card = _theirs(request, found.member_id)
    absence.take_back(leave_id=leave_id, by=member_of(request), now=timezone.now())
    messages.success(request, _("The leave is taken back."))
    return redirect("member_work", card.id)


def _theirs(request: HttpRequest, member_id: int) -> MemberCard:
    card, own = api.by_ids([member_id]).get(member_id), own_only(request)
    if card is None or own not in (None, member_id):
        raise Http404
    return card


def _page(
    request: HttpRequest,
    card: MemberCard,
    *,
    work_form: WorkForm | None = None,
    leave_form: LeaveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    work = api.work_of([card.id])[card.id]
    history = api.work_history(card.id, limit=20)
    found, now = api.leaves(card.id), timezone.now()
    is_away = any(one.until > now and one.taken_back_at is None for one in found)
    leads, clocks = absence.open_with(card.id, now=now) if is_away else (0, 0)
    known = {one.work.manager_id for one in history if one.work.manager_id} | {work.manager_id or 0}
    shown = {
        "member": card,
        "work": work,
        "manager": api.by_ids(known).get(work.manager_id or 0),
        "work_form": work_form or _form(card),
        "leave_form": leave_form or LeaveForm(),
        "leaves": found,
        "open_leads": leads,
        "open_clocks": clocks,
        "history": history,
        "may_set": scope_of(member_of(request).role, "member_work_set"),
        "now": now,
        "left": 0 if card.is_active else handoff.counts(member_id=card.id).accepted,
        "may_give": scope_of(member_of(request).role, "queue") == "all",
    }
    return render(request, "members/work.html", shown, status=status)


def _form(card: MemberCard, given: Any = None) -> WorkForm:
    agreement, work = _agreement(), api.work_of([card.id])[card.id]
    calendars = [one.id for one in agreement.calendars] if agreement else []
    if work.calendar and work.calendar not in calendars:
        calendars.append(work.calendar)
    managers = [one for one in api.everyone(limit=MANAGERS)[0] if one.id != card.id]
    return WorkForm(given, calendars=calendars, managers=managers, initial=WorkForm.of(work))


def _stated(given: dict[str, Any], card: MemberCard) -> dict[str, Any]:
    begins = given.pop("started_on")
    return {
        **{name: given[name] for name in ("time_zone", "capacity_open", "capacity_day", "weight")},
        **{name: given[name].split(",") for name in LISTS},
        "calendar": given["calendar"] or None,
        "manager_id": given["manager"],
        "started_at": _midnight(begins, card) if begins else None,
    }


def _midnight(day: date, card: MemberCard) -> datetime:
    """The beginning of a day on the clocks that the member works by."""
    agreement, work = _agreement(), api.work_of([card.id])[card.id]
    return datetime.combine(day, time(), ZoneInfo(_zone(agreement, work)))


def _zone(agreement: Agreement | None, work: WorkCard) -> str:
    return routing.hours_of(agreement, work).zone if agreement else work.time_zone or "UTC"


def _agreement() -> Agreement | None:
    version = agreements.current()
    return version.agreement if version else None
