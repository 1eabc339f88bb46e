"""Time passes: steps of clocks that are due are taken, leads that nobody worked are given to somebody else, deadlines
follow calendars and versions."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey import asking, clocking, piloting, routing
from accord.kernel.errors import Refused
from accord.kernel.instants import to_micros
from accord.outbox import api as outbox
from accord.steps.handoff import api as handoff
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Claim

log = logging.getLogger(__name__)
LIMIT = 1000


class _Lost(Exception):
    """The lease went to another sweeper meanwhile, or somebody worked the lead."""


def sweep(*, now: datetime, limit: int = LIMIT, lease: float = sla.LEASE, grace: timedelta = sla.GRACE) -> int:
    """Take the steps that are due of up to `limit` clocks; returns how many clocks took any. Each is leased by the
    database's clock for `lease` seconds: what a sweeper that dies leaves undone the next one does, once. With nothing
    due it costs one look into an index. Where a calendar, a leave or the version changed, deadlines are reckoned again
    before anything is taken, up to `limit` a call: nothing is taken by what does not hold any more."""
    if not sla.is_due(now=now):
        return 0
    if reckoned := follow_changes(now=now, limit=limit):
        return reckoned
    claims = sla.claim(now=now, limit=limit, lease=lease)
    plain = [one for one in claims if not one.move and not one.wakes]
    done = len(sla.fire(plain, now=now, grace=grace)) if plain else 0
    done += _wake([one for one in claims if one.wakes], now=now, grace=grace)
    return done + sum(_move(one, now=now, grace=grace) for one in claims if one.move)


def follow_changes(*, now: datetime, limit: int = LIMIT) -> int:
    """Reckon up to `limit` deadlines again whose calendar, leave or version changed; returns how many, 0 when all
    are as they should be."""
    by = agreements.all_in_force(now)
    stale = sla.stale(by, now=now) if by else []
    for kind, version in stale:
        if leads := sla.reckon_again(kind, version, now=now, limit=limit):
            with transaction.atomic():
                lifecycle.hold_all(leads)
                clocking.show(leads)
            return len(leads)
    return 0


@transaction.atomic
def _wake(claims: Sequence[Claim], *, now: datetime, grace: timedelta) -> int:
    """Clocks whose pause is over go on, and the queue knows when they end now. The leads are held before them."""
    if not claims:
        return 0
    leads = {one.lead_id for one in claims if one.lead_id is not None}
    lifecycle.hold_all(leads)
    done = len(sla.fire(claims, now=now, grace=grace))
    clocking.show(leads)
    return done


def _move(one: Claim, *, now: datetime, grace: timedelta) -> int:
    try:
        with transaction.atomic():
            _moved(one, now, grace)
    except _Lost:
        return 0
    except Refused as refused:
        log.warning("clock %s: its lead stays where it is: %s", one.clock_id, refused.message)
        return len(sla.fire([one], now=now, grace=grace, stays=True))
    return 1


def _moved(one: Claim, now: datetime, grace: timedelta) -> None:
    """The lead is held before its hand-off, and that before its clocks, as everywhere. Raises _Lost, so that nothing of
    it stays, where somebody else has the lease now or the clock was stopped since."""
    if one.lead_id is None:  # a later version gave the service of a request to leads: nobody else can be given it
        if not sla.fire([one], now=now, grace=grace, stays=True):
            raise _Lost
        return
    card = lifecycle.hold(one.lead_id)
    if not sla.still_due(one, now=now):
        raise _Lost
    version = piloting.version_for(card.person_id, at=now)
    to = _give_away(card, one, version, now) if version else None
    if not sla.fire([one], now=now, grace=grace, moved=to is not None, stays=to is None):
        raise _Lost
    if to is not None and version is not None:
        _tell(one, card, now, version)


def _give_away(card: LeadCard, one: Claim, version: Version, now: datetime) -> int | None:
    """The hand-off that somebody else has now, or is in the pool; None where it stays where it is."""
    opened = handoff.open_one(card.id)
    if opened is None:
        return None
    if one.move == "pool":
        handoff.pool(handoff_id=opened[0], now=now)
        lifecycle.assign({card.id: None})
        return opened[0]
    (asked,) = asking.facts_of([routing.ready_of(card)], version=version, at=now)
    crew = routing.crew_for([asked], version.agreement, at=now)
    given = handoff.reroute(asked, version=version, now=now, crew=crew)
    if given is not None:
        lifecycle.assign({card.id: given.member_id})
    return given.id if given else None


def _tell(one: Claim, card: LeadCard, now: datetime, version: Version) -> None:
    """Its clocks follow, and both hear of it."""
    clocking.wake([card.id], now=now)
    clocking.given([card.id], now=now, version=version)
    new = handoff.of_leads([card.id])[card.id][0].member_id
    outbox.tell(
        "lead_rerouted",
        to=[member for member in (card.owner_member_id, new) if member is not None],
        about=("lead", card.id),
        body={name: member for name, member in (("from", card.owner_member_id), ("to", new)) if member is not None},
        key=f"clock:{one.clock_id}:{one.move}:{to_micros(now)}",
        now=now,
    )
