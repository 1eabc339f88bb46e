"""A rep whose log-in is switched off answers nothing any more: what waits for them is offered to others. So is what
waits for somebody who is away and wishes it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accord.journey import asking, clocking, piloting, routing
from accord.journey.switching import switch
from accord.kernel.actor import PROCESS, Actor
from accord.kernel.instants import to_micros
from accord.members import api as members
from accord.outbox import api as outbox
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard

REASON = "the log-in is switched off"


@transaction.atomic
def switch_off(*, member_id: int, by: Actor, now: datetime) -> int:
    """The member logs in no more, and what waits for their answer is offered by the routes at once; returns how many
    leads were. What they accepted stays theirs until somebody gives it on. Raises MemberRefused when the last
    administrator would be gone."""
    switch(now=now)
    gone = members.set_active(member_id=member_id, is_active=False)
    return offer_again([gone.id], reason=REASON, by=by, now=now)


def offer_what_waits(*, now: datetime) -> int:
    """Offer what waits for the answer of anybody whose log-in is off, however it came to them; returns how many leads
    were. With none it costs two short queries."""
    gone = members.switched_off()
    if not gone or not handoff.waiting_for([one.id for one in gone]):
        return 0
    with transaction.atomic():
        return offer_again([one.id for one in gone], reason=REASON, by=PROCESS, now=now)


def offer_again(
    member_ids: Collection[int], *, reason: str, by: Actor, now: datetime, given_by: datetime | None = None
) -> int:
    """Offer what waits for the answer of these members by the routes, in the caller's transaction; returns how many
    leads were. All leads are held before the first hand-off; what was answered until then is left alone.

    Without `given_by` the members do not come any more: what nobody is eligible for waits for nobody. With it they
    come back: only what they were given by then is offered, and what nobody is eligible for stays theirs.
    """
    held = lifecycle.hold_all(card.lead_id for card in _waiting(member_ids, given_by))
    waiting = [card for card in _waiting(member_ids, given_by) if card.lead_id in held]
    stays = given_by is not None
    return sum(_offer(held[card.lead_id], card, reason, by, now, stays=stays) for card in waiting)


def _waiting(member_ids: Collection[int], given_by: datetime | None) -> list[HandoffCard]:
    cards = handoff.waiting_for(member_ids)
    return cards if given_by is None else [one for one in cards if one.assigned_at and one.assigned_at <= given_by]


def _offer(lead: LeadCard, was: HandoffCard, reason: str, by: Actor, now: datetime, *, stays: bool) -> bool:
    """Whether it was offered. Under an agreement without routes, or with none in force, it stays whose it is."""
    version = piloting.version_for(lead.person_id, at=now)
    if version is None or not version.agreement.routing:
        return False
    ready = routing.ready_of(lead, why=was.why, grade=was.grade, units=was.units)
    (asked,) = asking.facts_of([ready], version=version, at=now)
    crew = routing.crew_for([asked], version.agreement, at=now)
    given = handoff.offer_anew(asked, actor=by, reason=reason, version=version, now=now, crew=crew, stays=stays)
    if given is None:
        return False
    lifecycle.assign({lead.id: given.member_id})
    clocking.wake([lead.id], now=now)
    clocking.given([lead.id], now=now, version=version)
    if given.member_id is not None:
        outbox.tell(
            "lead_rerouted",
            to=[given.member_id],
            about=("lead", lead.id),
            body={"from": was.member_id, "to": given.member_id},
            key=f"off:{given.id}:{to_micros(now)}",
            now=now,
        )
    return True
