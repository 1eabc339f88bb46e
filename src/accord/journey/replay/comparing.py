"""Two agreements over the same history: who changes side, and when the proposal hands over those whom both do."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from accord.journey.replay.contracts import Bucket, Changed, ChangesSide, Timing
from accord.journey.replay.handed import NAMES, Handed
from accord.journey.replay.playing import Played
from accord.journey.replay.reasons import why_not
from accord.journey.replay.world import WON
from accord.kernel.instants import DAY_MICROS, from_micros, iso

EDGES = (-90, -30, -14, -7, -1, 0, 1, 7, 14, 30, 90)


def changes(
    proposed: Played, handed: Handed, other: Played, other_handed: Handed, names: tuple[str, str], *,
    after: int = 0, limit: int = 1000,
) -> ChangesSide:  # fmt: skip
    """Who is handed over by one of the two only; of the people, `limit` behind the first `after`. `names` are what to
    call the proposal and the other."""
    gained, lost = _only(handed, other_handed), _only(other_handed, handed)
    listed = sorted(
        [("gained", *one) for one in _rows(gained)] + [("lost", *one) for one in _rows(lost)],
        key=lambda one: (one[2], one[1], one[0]),
    )[after : after + limit]
    words = {
        "gained": _words(listed, "gained", other, proposed, (names[1], names[0])),
        "lost": _words(listed, "lost", proposed, other, names),
    }
    people = proposed.world.people
    return ChangesSide(
        gained=len(gained.person),
        lost=len(lost.person),
        gained_won=int((gained.outcome == WON).sum()),
        lost_won=int((lost.outcome == WON).sum()),
        people=tuple(
            Changed(
                person=int(people[place]),
                direction=direction,
                at=iso(from_micros(at)),
                reason=words[direction][place],
                outcome=NAMES[outcome],
            )
            for direction, place, at, outcome in listed
        ),
    )


def _only(some: Handed, others: Handed) -> Handed:
    """The first hand-off of each person whom the others do not hand over."""
    first = some.of(np.unique(some.person, return_index=True)[1])
    return first.of(~np.isin(first.person, others.person))


def _rows(handed: Handed) -> list[tuple[int, int, int]]:
    return list(zip(handed.person.tolist(), handed.at.tolist(), handed.outcome.tolist(), strict=True))


def _words(
    listed: Sequence[tuple[str, int, int, int]], direction: str, other: Played, mine: Played, names: tuple[str, str]
) -> dict[int, str]:
    ours = [(place, at) for way, place, at, _ in listed if way == direction]
    said = why_not(other, mine, [place for place, _ in ours], [at for _, at in ours], names)
    return {place: words for (place, _), words in zip(ours, said, strict=True)}


def timing(handed: Handed, other: Handed) -> Timing:
    """Of the people whom both hand over: the days from the other's first hand-off to the proposal's."""
    ours, theirs = _firsts(handed), _firsts(other)
    both, mine, their = np.intersect1d(ours.person, theirs.person, return_indices=True)
    late = ours.at[mine] - theirs.at[their]
    if not len(both):
        return Timing()
    days = late / DAY_MICROS
    return Timing(
        both=len(both),
        earlier=int((late < 0).sum()),
        same=int((late == 0).sum()),
        later=int((late > 0).sum()),
        median_days=round(float(np.median(days)), 6),
        buckets=tuple(_buckets(days[late != 0])),
    )


def _firsts(handed: Handed) -> Handed:
    return handed.of(np.unique(handed.person, return_index=True)[1])


def _buckets(days: Any) -> list[Bucket]:
    place = np.searchsorted(np.array(EDGES), days, side="right")
    many = np.bincount(place, minlength=len(EDGES) + 1).tolist()
    edges = (None, *EDGES, None)
    return [
        Bucket(from_days=edges[number], to_days=edges[number + 1], leads=leads) for number, leads in enumerate(many)
    ]
