"""People scored while a pilot runs beside the main version: whose moment is whose, and the scores they end with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from accord.agreement.contracts import Version
from accord.journey import deferred, piloting
from accord.journey.scope import Scope
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Moment, Subject

Piece = tuple[Version, Sequence[Moment]]


@dataclass(slots=True)
class Beside:
    """For each person the pieces of their way, in order, each with the version that judges it; and by version the
    scores, in units, of those it judges now."""

    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    _units: dict[int, dict[int, Mapping[str, int]]] = field(default_factory=dict)

    def rounds(self) -> Iterator[tuple[Version, dict[int, Sequence[Moment]]]]:
        """The first pieces of all, then the second ones, those of one version together."""
        for place in range(max(map(len, self.pieces.values()), default=0)):
            found: dict[int, tuple[Version, dict[int, Sequence[Moment]]]] = {}
            for person_id, pieces in self.pieces.items():
                if place < len(pieces):
                    version, moments = pieces[place]
                    found.setdefault(version.id, (version, {}))[1][person_id] = moments
            yield from found.values()

    def units(self, version: Version) -> Mapping[int, Mapping[str, int]]:
        return self._units.get(version.id, {})

    def keep(self, version: Version, units: Mapping[int, Mapping[str, int]]) -> None:
        self._units.setdefault(version.id, {}).update(units)


def see(
    subjects: Sequence[Subject],
    since: Mapping[int, datetime],
    main: Version,
    pilot: Version,
    *,
    now: datetime,
    as_of_now: bool,
) -> Beside:
    """Score everybody by the version that is theirs now, and what lies before they came or went by the other one too.

    Whose version changed is seen as of now too, so that nobody waits for their next touch. While old touches are still
    being noted for the pilot, those in its scope are put off.
    """
    scopes = piloting.scopes(pilot, subjects)
    if deferred.is_noting(pilot):
        late = {i for i, scope in scopes.items() if scope.holds(now) or scope.turns_after(since[i], now)}
        deferred.later(sorted(late), since, at=now + deferred.WAIT)
        subjects = [one for one in subjects if one.person_id not in late]
    inside = [one.person_id for one in subjects if scopes[one.person_id].holds(now)]
    outside = sorted({one.person_id for one in subjects} - set(inside))
    changed = piloting.remember(pilot, inside, outside, now=now)
    found = Beside()
    for version, ours in ((main, set(outside)), (pilot, set(inside))):
        other = pilot if version is main else main
        theirs = [one for one in subjects if one.person_id in ours]
        turning = changed | {i for i in ours if scopes[i].turns_after(since[i], now)}
        still = [one for one in theirs if one.person_id not in turning]
        moving = [one for one in theirs if one.person_id in turning]
        _see_still(found, still, since, version, now=now, as_of_now=as_of_now)
        _see_turning(found, moving, since, version, other, scopes, pilot=pilot, now=now)
    if changed:
        scoring.forget_other_scores(person_ids=changed & set(inside), versions=[pilot])
        scoring.forget_other_scores(person_ids=changed - set(inside), versions=[main])
    return found


def _see_still(
    found: Beside,
    subjects: Sequence[Subject],
    since: Mapping[int, datetime],
    version: Version,
    *,
    now: datetime,
    as_of_now: bool,
) -> None:
    if subjects:
        scored = scoring.score(subjects=subjects, since=since, now=now, version=version, as_of_now=as_of_now)
        found.keep(version, scored.units)
        found.pieces |= {i: [(version, moments)] for i, moments in scored.moments.items()}


def _see_turning(
    found: Beside,
    subjects: Sequence[Subject],
    since: Mapping[int, datetime],
    version: Version,
    other: Version,
    scopes: Mapping[int, Scope],
    *,
    pilot: Version,
    now: datetime,
) -> None:
    if not subjects:
        return
    scored = scoring.score(subjects=subjects, since=since, now=now, version=version, as_of_now=True)
    before = scoring.moments(subjects=subjects, since=since, until=now, version=other)
    found.keep(version, scored.units)
    for one in subjects:
        i = one.person_id
        whole = [*((other, moment) for moment in before[i]), *((version, moment) for moment in scored.moments[i])]
        whole = [(v, moment) for v, moment in whole if scopes[i].holds(moment.at) == (v.id == pilot.id)]
        whole.sort(key=lambda seen: seen[1].at)
        parts = [list(part) for _, part in groupby(whole, key=lambda seen: seen[0].id)]
        found.pieces[i] = [(part[0][0], [moment for _, moment in part]) for part in parts]
