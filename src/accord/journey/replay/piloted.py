"""Whom a pilot judged beside a version, or should have judged: their way walked anew, each instant by its own version.

The machine knows one agreement at a time; these few people are walked in plain Python instead.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey import piloting
from accord.journey.replay.world import BY_PEOPLE, World, pages
from accord.journey.scope import Scope
from accord.kernel.instants import to_micros
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import StoredTouch
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import TransitionCard
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Moment, Subject

Scopes = Sequence[tuple[Version, Scope]]  # of one person
Made = tuple[int | None, Sequence[TransitionCard]]  # a lead with its transitions


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stage entered in a replay."""

    stage: str
    at: int
    is_by_people: bool


def beside(version: Version, *, until: datetime) -> list[Version]:
    """The pilots that ran beside a version, or beside an older one, up to an instant; none beside a pilot."""
    if version.is_pilot:
        return []
    return [one for one in agreements.versions() if one.is_pilot and one.in_force_from <= until]


def replayed(
    world: World, version: Version, pilots: Sequence[Version], *, until: datetime
) -> dict[int, list[Replayed]]:
    """By place, the stages that each of those people enters who were ever in the scope of a pilot."""
    found: dict[int, list[Replayed]] = {}
    versions = {one.id: one for one in agreements.versions()}
    for part in pages(world.people.tolist()) if pilots else ():
        concerned = _concerned(pilots, part, until)
        touches = _human_touches([subject for subject, _ in concerned], until)
        leads = _leads([subject.person_id for subject, _ in concerned], world.motions, until)
        for subject, scopes in concerned:
            theirs = leads.get(subject.person_id, [])
            instants = {at for _, made in theirs for at in lifecycle.instants_of(made, versions)}
            moments = list(_moments(subject, touches[subject.person_id], instants, version, scopes, until))
            found[part[subject.person_id]] = list(_walked(subject, theirs, moments, versions))
    return found


def _concerned(pilots: Sequence[Version], people: Iterable[int], until: datetime) -> list[tuple[Subject, Scopes]]:
    """Those who are ever in a scope, with the scopes."""
    ids = list(people)
    histories, aliases = identity.histories(person_ids=ids, until=until), identity.aliases_of(person_ids=ids)
    subjects = [Subject(i, tuple(aliases[i]), tuple(histories[i])) for i in ids]
    scopes = [(pilot, piloting.scopes(pilot, subjects)) for pilot in pilots]
    told = [(one, [(pilot, of_all[one.person_id]) for pilot, of_all in scopes]) for one in subjects]
    return [(one, theirs) for one, theirs in told if any(scope.turns for _, scope in theirs)]


def _human_touches(subjects: Sequence[Subject], until: datetime) -> dict[int, list[StoredTouch]]:
    owner = {alias: one.person_id for one in subjects for alias in one.alias_ids}
    rows = collect.touches_of(alias_ids=list(owner), until=until) if owner else []
    verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in rows])
    found: dict[int, list[StoredTouch]] = {one.person_id: [] for one in subjects}
    for row in rows:
        if row.touch_id not in verdicts or not verdicts[row.touch_id].is_machine:
            found[owner[row.alias_id]].append(row)
    return found


def _leads(people: Sequence[int], motions: Collection[str], until: datetime) -> dict[int, list[Made]]:
    """The leads of the motions that are replayed, with their transitions."""
    cards = [card for some in lifecycle.leads_of(people).values() for card in some if card.motion in motions]
    histories = lifecycle.history([card.id for card in cards])
    found: dict[int, list[Made]] = {}
    for card in sorted(cards, key=lambda card: card.id):
        made = [one for one in histories.get(card.id, ()) if one.effective_at <= until]
        found.setdefault(card.person_id, []).append((card.id, made))
    return found


def _moments(
    subject: Subject,
    touches: Sequence[StoredTouch],
    instants: Collection[datetime],
    version: Version,
    scopes: Scopes,
    until: datetime,
) -> Iterator[tuple[Version, Moment]]:
    """Each moment by the version that judges it; who comes or goes is looked at then."""
    turns = {at for _, scope in scopes for at in scope.turns}
    asked = [at for at in {*instants, *turns} if at <= until]
    for one in (version, *(pilot for pilot, _ in scopes)):
        for moment in scoring.recount(
            subject=subject, touches=touches, instants=asked, until=until, agreement=one.agreement
        ):
            judge = next((pilot for pilot, scope in scopes if scope.holds(moment.at)), version)
            if judge is one:
                yield one, moment


def _walked(
    subject: Subject,
    leads: Sequence[Made],
    moments: Sequence[tuple[Version, Moment]],
    versions: Mapping[int, Version],
) -> Iterator[Replayed]:
    for lead_id, made in leads or [(None, ())]:
        by_people = {(one.to_stage, one.effective_at) for one in made if one.actor.kind in BY_PEOPLE}
        for entry in lifecycle.entered_anew(
            lead_id=lead_id, transitions=made, moments=moments, changes=subject.changes, versions=versions
        ):
            yield Replayed(entry.stage, to_micros(entry.at), (entry.stage, entry.at) in by_people)
