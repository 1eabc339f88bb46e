"""The version in force replayed, against what was recorded: where the two differ, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from accord.agreement.contracts import Version
from accord.engines import machine
from accord.journey.replay import piloted
from accord.journey.replay.contracts import Reality, Unlike
from accord.journey.replay.piloted import Replayed
from accord.journey.replay.playing import Played
from accord.journey.replay.world import Entered
from accord.kernel.instants import from_micros, iso, to_micros
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.scoring import api as scoring

LAPSE = timedelta(hours=1)  # what time alone brings is noticed a while after it is due
_LAPSE = LAPSE // timedelta(microseconds=1)
PART = 5000  # people whose touches are asked about at once
LISTED = 500
WORDS = {
    "late": "judged late: what decided it was not known, or not looked at, at that instant",
    "by-people": "somebody decided it by hand where the replay had not handed the lead over",
    "older-version": "decided by another version of the agreement",
    "before-version": "happened before this version was in force",
    "other-motion": "a lead of another motion than the one that the process opens, which is the one replayed",
    "merge": "two people were made one, or parted, since",
    "to-and-fro": "a trait was said in several ways that day, of each only the first and last time are kept",
    "follows": "follows from an earlier difference of the same person",
    "unexplained": "no reason was found",
}


def against_the_record(played: Played, version: Version, *, until: int) -> Reality:
    """Every entry into a stage, of the record and of the replay, paired by person and stage. Whom a pilot judged beside
    the version, or should have, is replayed by both, each at its instants."""
    recorded: dict[int, list[Entered]] = {}
    unlike: list[tuple[int, Entered | None, Replayed | None]] = []
    for one in played.world.entered:
        if one.is_other_motion and one.at <= until:
            unlike.append((one.person, one, None))
        elif one.at <= until:
            recorded.setdefault(one.person, []).append(one)
    pilots = piloted.beside(version, until=from_micros(until))
    replayed = _replayed(played) | piloted.replayed(played.world, version, pilots, until=from_micros(until))
    compared, equal = len(unlike), 0
    for person in sorted(recorded.keys() | replayed.keys()):
        left, others = _unpaired(recorded.get(person, []), replayed.get(person, []))
        pairs = list(_beside(left, others))
        same = len(recorded.get(person, [])) - len(left)
        equal += same
        compared += same + len(pairs)
        unlike += [(person, one, other) for one, other in pairs]
    unlike.sort(key=lambda one: one[0])
    why = _whys(played, version, pilots, unlike)
    by_why = Counter(why)
    listed = sorted(zip(unlike, why, strict=True), key=lambda one: one[1] != "unexplained")[:LISTED]
    return Reality(
        compared=compared,
        equal=equal,
        explained=len(unlike) - by_why["unexplained"],
        unexplained=by_why["unexplained"],
        by_why=dict(sorted(by_why.items())),
        differences=tuple(_told(played, one, reason) for one, reason in listed),
    )


def _replayed(played: Played) -> dict[int, list[Replayed]]:
    found: dict[int, list[Replayed]] = {}
    names = played.ours.stage_ids
    rows = played.found[(played.found[:, machine.HOW] < machine.HANDED_OVER) & (played.found[:, machine.VARIANT] == 0)]
    for row in rows.tolist():
        one = Replayed(names[row[machine.TO]], row[machine.AT], row[machine.HOW] == machine.BY_PEOPLE)
        found.setdefault(row[machine.PERSON], []).append(one)
    return found


def _unpaired(recorded: Sequence[Entered], replayed: Sequence[Replayed]) -> tuple[list[Entered], list[Replayed]]:
    """What is left when equal entries are taken away; one by time alone may be recorded a little later."""
    left, others = [], list(replayed)
    for one in recorded:
        same = next((other for other in others if other.stage == one.stage and _is_same(one, other)), None)
        if same is None:
            left.append(one)
        else:
            others.remove(same)
    return left, others


def _is_same(one: Entered, other: Replayed) -> bool:
    return one.at == other.at or (not one.is_by_people and not other.is_by_people and 0 <= one.at - other.at <= _LAPSE)


def _beside(left: Sequence[Entered], others: list[Replayed]) -> Iterator[tuple[Entered | None, Replayed | None]]:
    rest = list(others)
    pairs: list[tuple[Entered | None, Replayed | None]] = []
    for one in left:
        other = next((other for other in rest if other.stage == one.stage), None)
        if other is not None:
            rest.remove(other)
        pairs.append((one, other))
    pairs += [(None, other) for other in rest]
    yield from sorted(pairs, key=_first)


def _first(pair: tuple[Entered | None, Replayed | None]) -> int:
    return min(one.at for one in pair if one is not None)


def _whys(
    played: Played,
    version: Version,
    pilots: Sequence[Version],
    unlike: Sequence[tuple[int, Entered | None, Replayed | None]],
) -> list[str]:
    people = sorted({person for person, _, _ in unlike})
    grounds = Grounds(
        played=played,
        versions=frozenset({version.id, *(one.id for one in pilots)}),
        begin=to_micros(version.in_force_from),
        late=_received_late(played, people),
        merged=_merged(played, people),
        blurred=_blurred(played, people, _read([version, *pilots])),
    )
    found, seen = [], set()
    for person, one, other in unlike:
        why = _why(grounds, person, one, other)
        if why == "unexplained" and person in seen:
            why = "follows"
        if why != "other-motion":
            seen.add(person)
        found.append(why)
    return found


@dataclass(frozen=True, slots=True)
class Grounds:
    """What reasons are found by: the versions that judged, from when on, and of people, by their place, the first
    touch that came in late, who was merged, and the spans in which what was said of them is not known in full."""

    played: Played
    versions: frozenset[int]
    begin: int
    late: Mapping[int, int]
    merged: frozenset[int]
    blurred: Mapping[int, Sequence[tuple[int, int]]]


def _why(grounds: Grounds, person: int, one: Entered | None, other: Replayed | None) -> str:
    if one is not None and one.is_other_motion:
        return "other-motion"
    if one is not None and one.version_id not in grounds.versions and not one.is_by_people:
        return "older-version"
    if other is not None and other.at < grounds.begin:
        return "before-version"
    if person in grounds.merged:
        return "merge"
    if one is not None and one.is_by_people:
        return "by-people"
    instants = [entry.at for entry in (one, other) if entry is not None]
    if any(first <= at <= last for first, last in grounds.blurred.get(person, ()) for at in instants):
        return "to-and-fro"
    if one is not None and one.recorded_at - one.at > _LAPSE:
        return "late"
    if grounds.late.get(person, 2**62) <= instants[0]:
        return "late"
    if other is not None and _by_time(grounds.played, person, other):
        return "late"
    return "unexplained"


def _by_time(played: Played, person: int, other: Replayed) -> bool:
    """Nothing happened to the person at the instant of the entry, so that somebody had to look."""
    starts, at = played.history.starts, played.history.at
    first, last = int(starts[person]), int(starts[person + 1])
    here = first + int(np.searchsorted(at[first:last], other.at))
    return here >= last or int(at[here]) != other.at


def _received_late(played: Played, people: Sequence[int]) -> dict[int, int]:
    """The instant of the first touch of each that came in long after it happened."""
    found: dict[int, int] = {}
    for start in range(0, len(people), PART):
        numbers = {int(played.world.people[place]): place for place in people[start : start + PART]}
        aliases = identity.aliases_of(person_ids=numbers)
        late = collect.first_late(alias_ids=[one for some in aliases.values() for one in some], lapse=LAPSE)
        for person, some in aliases.items():
            if instants := [late[one] for one in some if one in late]:
                found[numbers[person]] = to_micros(min(instants))
    return found


def _merged(played: Played, people: Sequence[int]) -> frozenset[int]:
    numbers = {int(played.world.people[place]): place for place in people}
    ids = identity.ids_of(person_ids=numbers)
    return frozenset(numbers[person] for person, some in ids.items() if len(some) > 1)


def _read(versions: Iterable[Version]) -> frozenset[tuple[str, str]]:
    """The (subject, trait) pairs by which these versions judge."""
    return frozenset().union(*(scoring.conditions(one.agreement).reads for one in versions))


def _blurred(
    played: Played, people: Sequence[int], traits: frozenset[tuple[str, str]]
) -> dict[int, list[tuple[int, int]]]:
    found = {}
    for start in range(0, len(people), PART):
        numbers = {int(played.world.people[place]): place for place in people[start : start + PART]}
        for person, spans in identity.blurred(person_ids=numbers, traits=traits).items():
            found[numbers[person]] = [(to_micros(first), to_micros(last)) for first, last in spans]
    return found


def _told(played: Played, unlike: tuple[int, Entered | None, Replayed | None], why: str) -> Unlike:
    person, one, other = unlike
    return Unlike(
        person=int(played.world.people[person]),
        stage=one.stage if one else other.stage if other else "",
        recorded_at=iso(from_micros(one.at)) if one else None,
        replayed_at=iso(from_micros(other.at)) if other else None,
        why=why,
        words=WORDS[why],
    )
