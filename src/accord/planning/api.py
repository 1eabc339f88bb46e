"""Verbs of planning: requests between the sides. Each in one transaction with its clock and with whom it tells."""

from collections.abc import Collection
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from accord.agreement import api as agreements
from accord.ledger import api as ledger
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.outbox import api as outbox
from accord.planning.contracts import (
    ABOUT,
    OTHER,
    SIDES,
    WAITING,
    Filters,
    RequestCard,
    RequestRefused,
    Said,
    Side,
    State,
)
from accord.planning.models import Request, Saying
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Event, Subject

OPEN_ONES = Filters()
MOST = 5000  # characters of a text
_WAYS: dict[str, tuple[State, ...]] = {"open": ("agreed", "declined", "withdrawn"), "agreed": ("done", "withdrawn")}


@transaction.atomic
def ask(
    *,
    goal: str,
    audience: str,
    vision: str = "",
    deadline: date | None = None,
    to_side: str,
    about: tuple[str, int] = ("", 0),
    by: MemberCard,
    now: datetime,
) -> RequestCard:
    """One side asks the other; a clock for the answer starts where the agreement promises one. Raises RequestRefused
    without goal or audience, for a deadline that is past, and where they ask their own side."""
    goal, audience, vision = goal.strip(), audience.strip(), vision.strip()
    if not goal or not audience:
        raise RequestRefused("say what is wanted and for whom", code="brief")
    if len(goal) > 300 or max(len(audience), len(vision)) > MOST:
        raise RequestRefused("that is too long: the goal in 300 characters, the rest in 5,000 each", code="brief")
    if to_side not in SIDES or by.team == to_side:
        raise RequestRefused("a request goes to the other side", code="side")
    if by.team not in SIDES and not by.acts_for_all:
        raise RequestRefused("only marketing and sales ask each other", code="side")
    if deadline is not None and deadline < now.astimezone(ZoneInfo(by.time_zone or "UTC")).date():
        raise RequestRefused("the deadline is past", code="deadline")
    kind, number = about if about[0] in ABOUT else ("", 0)
    row = Request.objects.create(
        goal=goal, audience=audience, vision=vision, deadline=deadline, to_side=to_side,
        about_kind=kind, about_id=number, made_by=by.id, made_at=now,
    )  # fmt: skip
    _clock("requested", row, by, now)
    _record("RequestMade", row, by, now)
    body = {"by": by.id, "title": row.goal}
    to = _side(to_side, but=by)
    outbox.tell("request_made", to=to, about=("request", row.pk), body=body, key=f"request-{row.pk}", now=now)
    return card(row)


@transaction.atomic
def answer(*, request_id: int, is_agreed: bool, note: str = "", by: MemberCard, now: datetime) -> RequestCard:
    """The side that was asked agrees, or declines with a reason. Raises RequestRefused for the other side, without a
    reason, and where it was answered already."""
    if not is_agreed and not note.strip():
        raise RequestRefused("say why not", code="reason")
    row = _held(request_id)
    _check_theirs(row, by)
    row.member_id = by.id if by.team == row.to_side else row.member_id
    _become(row, "agreed" if is_agreed else "declined", note, by, now)
    _clock("answered", row, by, now)
    _tell("request_answered", row, note, by, now, key="answered")
    return card(row)


@transaction.atomic
def finish(*, request_id: int, note: str = "", by: MemberCard, now: datetime) -> RequestCard:
    """What was agreed is done. Raises RequestRefused for the other side, and where nothing was agreed."""
    row = _held(request_id)
    _check_theirs(row, by)
    _become(row, "done", note, by, now)
    _tell("request_done", row, note, by, now, key="done")
    return card(row)


@transaction.atomic
def withdraw(*, request_id: int, note: str = "", by: MemberCard, now: datetime) -> RequestCard:
    """The side that asked does not want it any more. Raises RequestRefused for the other side, and once it is over."""
    row = _held(request_id)
    if by.team != OTHER[row.to_side] and not by.acts_for_all:
        raise RequestRefused("only the side that asked withdraws a request", code="not-theirs")
    was_open = row.state == "open"
    _become(row, "withdrawn", note, by, now)
    if was_open:
        _clock("withdrawn", row, by, now)
    _tell("request_withdrawn", row, note, by, now, key="withdrawn")
    return card(row)


@transaction.atomic
def say(*, request_id: int, text: str, by: MemberCard, now: datetime) -> None:
    """A line of the discussion, by anybody; it is no answer. Raises RequestRefused where nothing is said."""
    row = _held(request_id)
    if not text.strip() or len(text) > MOST:
        raise RequestRefused("say something, in at most 5,000 characters", code="text")
    said = Saying.objects.create(request=row, member_id=by.id, at=now, text=text.strip())
    _tell("request_said", row, said.text, by, now, key=f"said-{said.pk}")


def request(request_id: int) -> RequestCard:
    """Raises RequestRefused where there is none."""
    row = Request.objects.filter(pk=request_id).first()
    if row is None:
        raise RequestRefused(f"there is no request {request_id}", code="unknown")
    return card(row)


def requests(filters: Filters = OPEN_ONES, *, offset: int = 0, limit: int = 50) -> tuple[list[RequestCard], int]:
    """A page of requests, open ones by how long they wait, closed ones the latest first; and how many there are."""
    rows = _filtered(filters)
    order = ("made_at", "id") if filters.is_open else ("-made_at", "-id")
    return [card(row) for row in rows.order_by(*order)[offset : offset + limit]], rows.count()


def named(request_ids: Collection[int]) -> dict[int, RequestCard]:
    """The requests of these numbers."""
    return {row.pk: card(row) for row in Request.objects.filter(pk__in=set(request_ids))}


def discussion(request_id: int) -> list[Said]:
    """What was said and decided, the oldest first."""
    rows = Saying.objects.filter(request_id=request_id).order_by("id")[:500]
    return [Said(row.member_id, row.at, row.text, row.state) for row in rows]


def ways(one: RequestCard, by: MemberCard) -> tuple[State, ...]:
    """What this member may make of it now."""
    is_asked = by.team == one.to_side or by.acts_for_all
    has_asked = by.team == one.from_side or by.acts_for_all
    return tuple(to for to in _WAYS.get(one.state, ()) if (has_asked if to == "withdrawn" else is_asked))


def card(row: Request) -> RequestCard:
    """The row as it crosses the wall."""
    return RequestCard(
        id=row.pk, goal=row.goal, audience=row.audience, vision=row.vision, deadline=row.deadline,
        to_side=cast(Side, row.to_side), about=(row.about_kind, row.about_id), made_by=row.made_by,
        made_at=row.made_at, state=cast(State, row.state), member_id=row.member_id, answered_at=row.answered_at,
        closed_at=row.closed_at,
    )  # fmt: skip


def _filtered(filters: Filters) -> QuerySet[Request]:
    rows = Request.objects.all()
    if filters.to_side:
        rows = rows.filter(to_side=filters.to_side)
    if filters.is_open is not None:
        rows = rows.filter(closed_at__isnull=filters.is_open)
    if filters.member_id is not None:
        rows = rows.filter(made_by=filters.member_id)
    if filters.about is not None:
        rows = rows.filter(about_kind=filters.about[0], about_id=filters.about[1])
    return rows


def _held(request_id: int) -> Request:
    row = Request.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise RequestRefused(f"there is no request {request_id}", code="unknown")
    return row


def _check_theirs(row: Request, by: MemberCard) -> None:
    if by.team != row.to_side and not by.acts_for_all:
        raise RequestRefused("only the side that was asked answers", code="not-theirs")


def _become(row: Request, state: State, note: str, by: MemberCard, now: datetime) -> None:
    if state not in _WAYS.get(row.state, ()):
        raise RequestRefused(f"the request is {row.state}; it cannot become {state}", code="state")
    row.state = state
    row.answered_at = now if state in ("agreed", "declined") else row.answered_at
    row.closed_at = None if state in WAITING else now
    row.save()
    Saying.objects.create(request=row, member_id=by.id, at=now, text=note.strip()[:MOST], state=state)
    _record(f"Request{state.capitalize()}", row, by, now)


def _clock(event: Event, row: Request, by: MemberCard, now: datetime) -> None:
    version = agreements.in_force(now)
    if version is not None:
        subject = Subject(kind="request", id=row.pk, member_id=row.member_id, owed_by=card(row).to_side)
        sla.happen(event, [subject], actor=by.actor, at=now, now=now, version=version)


def _record(kind: str, row: Request, by: MemberCard, now: datetime) -> None:
    version = agreements.in_force(now)
    ledger.record(
        kind=kind, subject_kind="request", subject_id=row.pk, at=now, now=now, actor=by.actor,
        agreement_id=version.id if version else None, body={"to": row.to_side},
    )  # fmt: skip


def _tell(kind: str, row: Request, why: str, by: MemberCard, now: datetime, *, key: str) -> None:
    """Who asked and who answers hear of it, but not who did it. Until somebody answers that is the whole side that was
    asked, which among itself need not be told."""
    answering = [row.member_id] if row.member_id else _side(row.to_side, but=by) if by.team != row.to_side else []
    body = {"by": by.id, "title": row.goal, "why": why.strip()}
    to = {row.made_by, *answering} - {by.id}
    outbox.tell(kind, to=to, about=("request", row.pk), body=body, key=f"request-{row.pk}-{key}", now=now)


def _side(side: str, *, but: MemberCard) -> list[int]:
    everyone = members.team_of(side, roles=("marketer", "sdr", "rep"))
    return [one.id for one in everyone if one.is_active and one.id != but.id]
