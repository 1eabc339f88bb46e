"""Who gets a ready lead: one place for the river, the desk, the sweep and trials."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accord.agreement import api as agreements
from accord.agreement.calendars import NoSuchCalendar, working_time
from accord.agreement.contracts import InForce, Version
from accord.agreement.spec import Agreement
from accord.journey import asking, clocking, piloting
from accord.kernel.working_hours import WorkingTime
from accord.members import api as members
from accord.members.contracts import MemberCard, WorkCard
from accord.outbox.contracts import Hold
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Crew, HandoffCard, Ready, Rep
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard

TAKERS = ("sdr", "rep")
_AHEAD = timedelta(days=400)  # how far leave is looked at, so that its end can be told


def offer(ready: Iterable[Ready], *, version: Version, now: datetime, hold: Hold | None = None) -> list[HandoffCard]:
    """Offer these leads by the routes of a version, as things are now, and make whoever gets one its owner; they hear
    of it under the `hold`. An agreement without routes offers nothing. In the caller's transaction, the leads held."""
    wanted = [one for one in ready if handoff.is_offered_at(version.agreement, one.stage)]
    if not wanted or not version.agreement.routing:
        return []
    asked = asking.facts_of(wanted, version=version, at=now)
    crew_now = crew_for(asked, version.agreement, at=now)
    offered = handoff.offer(asked, version=version, now=now, crew=crew_now, hold=hold)
    lifecycle.assign({one.lead_id: one.member_id for one in offered})
    clocking.handed_off(offered, now=now, version=version)
    return offered


def pick_up(*, now: datetime, limit: int = 200) -> int:
    """Hand out what waits because nobody was eligible, as soon as somebody is; returns how many. With nothing waiting
    it costs one look into an index, with nobody at work a few queries."""
    if not handoff.is_waiting() or (by := agreements.all_in_force(now)) is None or not anybody(by, now=now):
        return 0
    with transaction.atomic():
        held = lifecycle.hold_all(card.lead_id for card in handoff.waiting(limit=limit))
        given = [
            card for version, leads in _judged_by(by, held, now) for card in _picked_up(leads, version=version, now=now)
        ]
    return len(given)


def anybody(by: InForce, *, now: datetime) -> bool:
    """Whether any member could get some lead by any of these versions."""
    return any(handoff.anybody(crew(one.agreement, at=now), version=one, now=now) for one in by.versions)


def _judged_by(by: InForce, leads: Mapping[int, LeadCard], now: datetime) -> list[tuple[Version, list[LeadCard]]]:
    """The leads that each version judges."""
    if by.pilot is None:
        return [(by.main, list(leads.values()))]
    within = set(piloting.inside(by.pilot, {card.person_id for card in leads.values()}, now))
    parts = [(by.main, [c for c in leads.values() if c.person_id not in within])]
    return [*parts, (by.pilot, [c for c in leads.values() if c.person_id in within])]


def _picked_up(leads: Sequence[LeadCard], *, version: Version, now: datetime) -> list[HandoffCard]:
    asked = asking.facts_of([ready_of(card) for card in leads], version=version, at=now)
    given = handoff.pick_up(asked, version=version, now=now, crew=crew_for(asked, version.agreement, at=now))
    lifecycle.assign({card.lead_id: card.member_id for card in given})
    clocking.given([card.lead_id for card in given], now=now, version=version)
    return given


def ready_of(card: LeadCard, *, why: str = "", grade: str = "", units: int = 0) -> Ready:
    """The lead as it stands, to be offered: why, and its priority."""
    return Ready(
        lead_id=card.id,
        person_id=card.person_id,
        account_id=card.account_id,
        motion=card.motion,
        stage=card.stage,
        at=card.entered_stage_at,
        grade=grade,
        units=units,
        why=why,
    )


def crew_for(asked: Iterable[Ready], agreement: Agreement, *, at: datetime) -> Crew:
    """Everybody whom these leads may be given to, as they work at an instant."""
    return crew(agreement, at=at, owners={member for one in asked for member in one.owners.values()})


def crew(agreement: Agreement, *, at: datetime, owners: Collection[int] = ()) -> Crew:
    """The members of every team that a route leads to, and those owners who take leads, as they work at an instant,
    with their leave from then on. Whether somebody may log in is as of today."""
    named = {route.team: agreement.side_of(route.team) for route in agreement.routing if route.team is not None}
    of_sides = {side: members.team_of(side) for side in set(named.values())}
    teams = {team: of_sides[side] for team, side in named.items()}
    known = {card.id: card for cards in teams.values() for card in cards}
    others = {card.id: card for card in members.by_ids(set(owners) - known.keys()).values() if card.role in TAKERS}
    reps = _reps([*known.values(), *others.values()], agreement, at)
    return Crew(
        {team: [reps[card.id] for card in cards] for team, cards in teams.items()},
        {member_id: reps[member_id] for member_id in owners if member_id in reps},
    )


def _reps(cards: Sequence[MemberCard], agreement: Agreement, at: datetime) -> dict[int, Rep]:
    work = members.work_of([card.id for card in cards], at=at)
    away = members.leave_of([card.id for card in cards], at, at + _AHEAD)
    return {
        card.id: Rep(member=card, work=work[card.id], hours=hours_of(agreement, work[card.id]), away=away[card.id])
        for card in cards
    }


def hours_of(agreement: Agreement, work: WorkCard) -> WorkingTime:
    """When a member is at work: by their own calendar where the agreement has it, else by its first."""
    try:
        return working_time(agreement, work.calendar, zone=work.time_zone or None)
    except NoSuchCalendar:
        return working_time(agreement, None, zone=work.time_zone or None)


def dealt_among(agreement: Agreement) -> tuple[MemberCard, ...]:
    """Among whom a replay deals out hand-offs: the members of the team whose route takes every lead. A replay knows
    neither hours, leave, capacity nor owners of then; it gives leads in turn to everybody alike."""
    if not agreement.routing:
        return ()
    return tuple(members.team_of(agreement.side_of(handoff.home_team(agreement))))
