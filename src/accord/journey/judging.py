"""The second half of the sentence, for anybody concerned for any reason: the score moves, the lead changes stage, it
is handed off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accord.agreement.contracts import InForce, Version
from accord.journey import beside, clocking, routing
from accord.journey.origins import Origin, origins
from accord.journey.priority import priority_of
from accord.journey.reasons import in_words
from accord.kernel.actor import PROCESS
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import Head
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Moved, PersonMoments
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Moment, Subject

_NOWHERE = Origin("", "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What judging brought."""

    moved: list[Moved] = field(default_factory=list)
    offered: list[HandoffCard] = field(default_factory=list)


def subjects_of(person_ids: Collection[int]) -> list[Subject]:
    """People with their identifiers and the history of their traits."""
    aliases = identity.aliases_of(person_ids=person_ids)
    histories = identity.histories(person_ids=person_ids)
    return [Subject(i, tuple(aliases[i]), tuple(histories[i])) for i in sorted(person_ids)]


def judge(
    since: Mapping[int, datetime],
    *,
    by: InForce,
    now: datetime,
    as_of_now: bool = False,
    again: Collection[int] = (),
) -> Verdict:
    """Judge people at every instant from their `since` on; `as_of_now` at this instant too, though nothing happened.
    `again` are leads to be offered where nobody has them. Where a pilot runs, everybody is judged at each instant by
    the version that is theirs at that instant."""
    if not since:
        return Verdict()
    subjects = subjects_of(since.keys())
    if by.pilot is not None:
        return _beside(subjects, since, by.main, by.pilot, again, now=now, as_of_now=as_of_now)
    scored = scoring.score(subjects=subjects, since=since, now=now, version=by.main, as_of_now=as_of_now)
    moved = lifecycle.advance(_people(subjects, scored.moments), version=by.main, now=now)
    return Verdict(moved, _hand_off(moved, scored.units, again, version=by.main, now=now, wakes=not as_of_now))


def _beside(
    subjects: Sequence[Subject],
    since: Mapping[int, datetime],
    main: Version,
    pilot: Version,
    again: Collection[int],
    *,
    now: datetime,
    as_of_now: bool,
) -> Verdict:
    """`judge` while a pilot runs: every person's way is walked piece by piece, each by its version."""
    seen = beside.see(subjects, since, main, pilot, now=now, as_of_now=as_of_now)
    by_id = {one.person_id: one for one in subjects}
    moved: list[Moved] = []
    for version, pieces in seen.rounds():
        theirs = [by_id[person_id] for person_id in pieces]
        moved += lifecycle.advance(_people(theirs, pieces), version=version, now=now)
    whose = {card.id: card.person_id for card in lifecycle.leads(again).values()} if again else {}
    verdict = Verdict(moved)
    for version, units in ((main, seen.units(main)), (pilot, seen.units(pilot))):
        ours = [one for one in moved if one.person_id in units]
        leads = [lead_id for lead_id, person_id in whose.items() if person_id in units]
        if units:
            verdict.offered.extend(_hand_off(ours, units, leads, version=version, now=now, wakes=not as_of_now))
    return verdict


def _people(subjects: Sequence[Subject], moments: Mapping[int, Sequence[Moment]]) -> list[PersonMoments]:
    heads = identity.heads(person_ids=[s.person_id for s in subjects])
    known = [s for s in subjects if moments.get(s.person_id)]
    first = _origins_of([s for s in known if heads[s.person_id].is_known])
    return [_person(s, moments[s.person_id], heads[s.person_id], first.get(s.person_id, _NOWHERE)) for s in known]


def _origins_of(subjects: Sequence[Subject]) -> dict[int, Origin]:
    """Only for those who may get their first lead now."""
    with_lead = lifecycle.with_lead(s.person_id for s in subjects)
    return origins({s.person_id: s.alias_ids for s in subjects if s.person_id not in with_lead})


def _person(subject: Subject, moments: Sequence[Moment], head: Head, origin: Origin) -> PersonMoments:
    return PersonMoments(
        person_id=subject.person_id,
        account_id=head.account_id,
        moments=moments,
        changes=subject.changes,
        source=origin.source,
        campaign=origin.campaign,
    )


def _hand_off(
    moved: Sequence[Moved],
    units: Mapping[int, Mapping[str, int]],
    again: Collection[int],
    *,
    version: Version,
    now: datetime,
    wakes: bool,
) -> list[HandoffCard]:
    """Offer the leads that became ready; hand-offs already made follow their lead and its score."""
    priorities = {i: priority_of(version.agreement, of_one) for i, of_one in units.items()}
    last = {one.lead_id: one for one in moved}
    handoff.follow_stages({one.lead_id: one.to_stage for one in last.values()}, actor=PROCESS, version=version, now=now)
    clocking.moved(moved, now=now, version=version)
    reasons = {one.lead_id: one.reason for one in last.values()} | dict.fromkeys(
        set(again) - last.keys(), "parted again"
    )
    leads = [card for card in lifecycle.leads(reasons).values() if card.closed_at is None] if reasons else []
    scores = scoring.scores_of(person_ids={card.person_id for card in leads}) if leads else {}
    why = {card.id: in_words(version.agreement, scores.get(card.person_id, {})) or reasons[card.id] for card in leads}
    ready = []
    for card in leads:
        grade, engagement = priorities.get(card.person_id, ("", 0))
        ready.append(routing.ready_of(card, why=why[card.id], grade=grade, units=engagement))
    offered = routing.offer(ready, version=version, now=now)
    handoff.reprioritise(priorities, version=version, wakes=wakes)
    if wakes:
        clocking.woken(priorities, now=now)
    return offered
