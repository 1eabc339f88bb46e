"""Somebody goes away: who answers for their work hears what is open with them, and what they have not answered goes to
others where they wish it. Their leads in work stay theirs until somebody gives them on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accord.agreement import api as agreements
from accord.journey import routing
from accord.journey.leaving import offer_again
from accord.journey.switching import switch
from accord.kernel.actor import PROCESS, Actor
from accord.kernel.instants import iso
from accord.members import api as members
from accord.members.contracts import LeaveCard, MemberCard
from accord.members.policy import OPERATIONS
from accord.outbox import api as outbox
from accord.steps.handoff import api as handoff
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Filters

REASON = "on leave"


@transaction.atomic
def enter(
    *,
    member_id: int,
    since: datetime,
    until: datetime,
    by: MemberCard,
    now: datetime,
    note: str = "",
    hands_on: bool = False,
) -> LeaveCard:
    """`members.add_leave`, and whoever answers for the member's work is told what is open with them; of a leave that
    somebody else enters only where anything is. One that begins now has begun. Raises WorkRefused as `add_leave`."""
    switch(now=now)
    made = members.add_leave(
        member_id=member_id, since=since, until=until, by=by.actor, now=now, note=note, hands_on=hands_on
    )
    if made.since <= now < made.until:
        members.note_begun(made.id, now=now)
        _hand_on(made, by.actor, begun_at=now, now=now)
    _tell("leave_entered", made, by, now)
    return made


@transaction.atomic
def take_back(*, leave_id: int, by: MemberCard, now: datetime) -> LeaveCard:
    """`members.take_leave_back`; who heard that they will be away hears that they will not. Raises WorkRefused as
    that does."""
    made = members.take_leave_back(leave_id=leave_id, by=by.actor, now=now)
    _tell("leave_taken_back", made, by, now)
    return made


def begin(*, now: datetime) -> int:
    """Leaves that began since the last look, and what could not be handed on when an earlier one began; returns how
    many leaves and leads these were. With none it costs two short queries."""
    kept = members.leaves_handing_on(now)
    return sum(_begun(one, now) for one in members.leaves_begun(now)) + _hand_on_late(kept, now)


def open_with(member_id: int, *, now: datetime) -> tuple[int, int]:
    """How many leads the member has in hand, answered or not, and how many clocks run or stand still for them."""
    leads = handoff.counts(member_id=member_id)
    return leads.waiting + leads.accepted, sla.counts(Filters(member_id=member_id), now=now)["open"]


def answers_for(member: MemberCard, *, now: datetime) -> list[MemberCard]:
    """Their manager; without one whoever signs for their side, or else operations. Never they themselves."""
    manager = members.work_of([member.id])[member.id].manager_id
    version = agreements.in_force(now)
    party = version.agreement.party(member.team) if version and member.team else None
    signs = members.by_email(party.signs) if party else None
    for tier in (members.by_ids([manager or 0]).values(), [signs] if signs else [], _operations()):
        if found := [one for one in tier if one.is_active and one.id != member.id]:
            return found
    return []


def _operations() -> list[MemberCard]:
    return members.team_of("", roles=OPERATIONS)


@transaction.atomic
def _begun(made: LeaveCard, now: datetime) -> bool:
    if not members.note_begun(made.id, now=now):
        return False
    _hand_on(made, PROCESS, begun_at=now, now=now)
    _tell("leave_begun", made, None, now)
    return True


def _hand_on(made: LeaveCard, by: Actor, *, begun_at: datetime, now: datetime) -> int:
    """What they were given before the leave began goes to others; what nobody is eligible for stays theirs."""
    if not made.hands_on:
        return 0
    return offer_again([made.member_id], reason=REASON, by=by, now=now, given_by=begun_at)


def _hand_on_late(kept: Mapping[LeaveCard, datetime], now: datetime) -> int:
    """Leave mostly begins at night, when nobody is at work to take anything."""
    if not kept or not handoff.waiting_for([one.member_id for one in kept]):
        return 0
    by = agreements.all_in_force(now)
    if by is None or not routing.anybody(by, now=now):
        return 0
    with transaction.atomic():
        return sum(_hand_on(one, PROCESS, begun_at=begun_at, now=now) for one, begun_at in kept.items())


def _tell(kind: str, made: LeaveCard, by: MemberCard | None, now: datetime) -> None:
    """But not `by`, who does it; where it is not the member themselves, only with work open. Numbers are written as
    text: a sentence leaves a zero out."""
    leads, clocks = open_with(made.member_id, now=now)
    if not (leads or clocks or (by is not None and by.id == made.member_id)):
        return
    away = members.by_ids([made.member_id])[made.member_id]
    outbox.tell(
        kind,
        to=[one.id for one in answers_for(away, now=now) if by is None or one.id != by.id],
        about=("leave", made.id),
        body={
            "member": away.id,
            "from_at": iso(made.since),
            "until_at": iso(made.until),
            "leads": str(leads),
            "clocks": str(clocks),
            "path": f"/queue/?rep={away.id}&state=open",
        },
        key=f"leave:{made.id}:{kind}",
        now=now,
    )
