"""The people of a pilot: who is judged by it now, who came into its scope or left it, and what its end brings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accord.agreement import api as agreements
from accord.agreement.contracts import InForce, Version
from accord.journey.models import Piloted
from accord.journey.scope import Held, Scope, judged_by, scope_of
from accord.journey.switching import hold_river
from accord.kernel.actor import Actor
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Subject


def end(*, by: Actor, reason: str, now: datetime) -> Version:
    """The pilot is over; its people are judged by the main version from now on, a part with each `rescore.step`.
    Raises NoPilot, and Refused without a reason."""
    with transaction.atomic():
        hold_river(now=now)
        return agreements.end_pilot(by=by, reason=reason, now=now)


def scopes(pilot: Version, subjects: Iterable[Subject]) -> dict[int, Scope]:
    """When each of these people is in the scope of a pilot."""
    subjects = list(subjects)
    held = _held(pilot, [one.person_id for one in subjects])
    return {one.person_id: scope_of(pilot, one.changes, held.get(one.person_id, ())) for one in subjects}


def inside(pilot: Version, person_ids: Collection[int], at: datetime) -> list[int]:
    """Those of these people whom the pilot judges at an instant."""
    histories = identity.histories(person_ids=person_ids)
    found = scopes(pilot, [Subject(i, (), tuple(histories[i])) for i in sorted(person_ids)])
    return [person_id for person_id, scope in found.items() if scope.holds(at)]


def version_for(person_id: int, *, at: datetime, among: Sequence[Version] | None = None) -> Version | None:
    """The version that judges somebody at an instant, of those in force then or of those given; None before the
    first."""
    if among is None:
        found = agreements.all_in_force(at)
        among = found.versions if found else ()
    pilots = [one for one in among if one.is_pilot and one.is_in_force(at)]
    if not pilots:
        return judged_by({}, among, at)
    changes = tuple(identity.histories(person_ids=[person_id], until=at).get(person_id, ()))
    subject = Subject(person_id, (), changes)
    return judged_by({one.id: scopes(one, [subject])[person_id] for one in pilots}, among, at)


def remember(pilot: Version, inside: Collection[int], outside: Collection[int], *, now: datetime) -> set[int]:
    """Keep who is judged by the pilot now; returns those who came or went. What another version's scores were called
    is forgotten of them."""
    known = dict(Piloted.objects.filter(person_id__in=[*inside, *outside]).values_list("person_id", "version_id"))
    came = [i for i in inside if known.get(i) != pilot.id]
    left = [i for i in outside if i in known]
    Piloted.objects.filter(person_id__in=[*came, *left]).delete()
    Piloted.objects.bulk_create([Piloted(person_id=i, version_id=pilot.id, since=now) for i in came])
    return {*came, *left}


def strays(pilot: Version, *, limit: int) -> set[int]:
    """Those whose lead came into the hands of the pilot's team, or left them, since they were judged last."""
    said = pilot.agreement.pilot
    if said is None or said.team is None:
        return set()
    held = {i for i, teams in handoff.held_now().items() if agreements.is_in_scope(pilot.agreement, {}, {}, teams)}
    known = set(Piloted.objects.filter(version_id=pilot.id).values_list("person_id", flat=True))
    return set(sorted(held ^ known)[:limit])


def parted(subjects: Sequence[Subject], by: InForce, at: datetime) -> list[tuple[Version, list[Subject]]]:
    """The people whom each version judges at an instant; versions that judge none of them are left out."""
    if by.pilot is None:
        return [(by.main, list(subjects))]
    found = scopes(by.pilot, subjects)
    within = [one for one in subjects if found[one.person_id].holds(at)]
    without = [one for one in subjects if not found[one.person_id].holds(at)]
    return [(version, part) for version, part in ((by.main, without), (by.pilot, within)) if part]


def count(pilot: Version) -> int:
    """How many people the pilot judges now."""
    return Piloted.objects.filter(version_id=pilot.id).count()


def forget(person_ids: Collection[int]) -> None:
    """People whom nothing names any more."""
    Piloted.objects.filter(person_id__in=person_ids).delete()


def forget_merged(merged: Iterable[tuple[int, int]], by: InForce) -> None:
    """Of (survivor, loser), the losers are nobody of their own any more."""
    if by.pilot is not None:
        forget([loser for _, loser in merged])


def judged_last_by(version_id: int, *, limit: int) -> list[int]:
    """People whom that pilot judged last."""
    rows = Piloted.objects.filter(version_id=version_id).order_by("person_id")
    return list(rows.values_list("person_id", flat=True)[:limit])


def release(person_ids: Sequence[int], version_id: int, *, by: InForce) -> None:
    """These people were judged by what is in force now, and no more by that pilot."""
    if person_ids:
        Piloted.objects.filter(version_id=version_id, person_id__in=person_ids).delete()
        scoring.forget_other_scores(person_ids=person_ids, versions=by.versions)


def held_back(person_ids: Collection[int], by: InForce) -> set[int]:
    """Those of these people whom a pilot judged last that is over, so that they are still to be judged."""
    kept = [one.id for one in by.versions]
    rows = Piloted.objects.filter(person_id__in=person_ids).exclude(version_id__in=kept)
    return set(rows.values_list("person_id", flat=True))


def members_of(pilot: Version, person_ids: Collection[int]) -> set[int]:
    """Those of these people whom the pilot judged last."""
    rows = Piloted.objects.filter(version_id=pilot.id, person_id__in=person_ids)
    return set(rows.values_list("person_id", flat=True))


def scopes_of(pilots: Iterable[Version], subject: Subject) -> Mapping[int, Scope]:
    """When somebody was in the scope of each of these pilots, by the version's id."""
    return {one.id: scopes(one, [subject])[subject.person_id] for one in pilots}


def _held(pilot: Version, person_ids: Collection[int]) -> dict[int, list[Held]]:
    said = pilot.agreement.pilot
    if said is None or said.team is None:
        return {}
    spans = handoff.held_through_time(person_ids)
    return {i: [Held(team, since, until) for team, since, until in found] for i, found in spans.items()}
