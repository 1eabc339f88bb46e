"""What crosses the wall of scoring's room: subjects in, moments, scores and explanations out."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from accord.agreement.spec import Did
from accord.engines.contracts import UNITS
from accord.kernel.instants import iso, to_micros
from accord.kernel.touch import Touch, TraitChange


class TouchRow(Protocol):
    """A touch with the number of its row, as collect stores it."""

    @property
    def touch(self) -> Touch: ...
    @property
    def touch_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A person to be scored: the aliases whose touches are theirs, and the whole history of the traits of them and
    of their account, in order."""

    person_id: int
    alias_ids: tuple[int, ...] = ()
    changes: tuple[TraitChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The touches that one `did` counts, in order, of one person's whole history."""

    times: list[int] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DidIndex:
    """What the person had done by an instant: call it with a `did` for the message ids that count, oldest first;
    with `after`, only those later than that instant."""

    at: int
    done: Mapping[str, Done]

    def __call__(self, did: Did, after: datetime | None = None) -> Sequence[str]:
        done = self.done.get(did_key(did))
        if done is None:
            return ()
        first = 0 if did.within is None else bisect_right(done.times, self.at - did.within.micros)
        if after is not None:
            first = max(first, bisect_right(done.times, to_micros(after)))
        return done.message_ids[first : bisect_right(done.times, self.at)]


_KEYS: dict[int, tuple[Did, str]] = {}


def did_key(did: Did) -> str:
    """The same for two `did` that match the same touches in the same window."""
    held = _KEYS.get(id(did))
    if held is None or held[0] is not did:
        if len(_KEYS) > 10_000:
            _KEYS.clear()
        within = did.within.micros if did.within else None
        held = (did, f"{did.touch.casefold()} {sorted(did.where.items(), key=lambda item: item[0])} {within}")
        _KEYS[id(did)] = held
    return held[1]


@dataclass(frozen=True, slots=True)
class Moment:
    """The scores, in units, at one instant at which something may have changed; touch_id None: by time alone."""

    at: datetime
    touch_id: int | None
    message_id: str
    scores: Mapping[str, int]
    did: DidIndex


@dataclass(frozen=True, slots=True)
class Scored:
    """The moments of people, and their scores in units at the end of them."""

    moments: Mapping[int, Sequence[Moment]]
    units: Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """A cached score. `top` are (rule, how often it counts, units); `falls_below` names points and when; `version_id`
    is the agreement that it was made by."""

    person_id: int
    score_id: str
    units: int
    as_of: datetime
    next_change_at: datetime | None
    falls_below: tuple["Fall", ...]
    top: tuple[tuple[str, int, int], ...]
    version_id: int = 0

    @property
    def value(self) -> float | int:
        return points_of(self.units)


@dataclass(frozen=True, slots=True)
class Fall:
    """Below `units`, which the score has now, it falls `at` with no new touch; None: never."""

    units: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Contribution:
    rule: str
    touch: str
    occurred_at: datetime | None
    points: int
    units: int


@dataclass(frozen=True, slots=True)
class Cut:
    """What a limit takes away (negative) or adds (positive). `of` is "rule", "group" or "score"."""

    of: str
    id: str
    units: int


@dataclass(frozen=True, slots=True)
class Explained:
    """One score: the contributions and the cuts sum to `units` exactly."""

    units: int
    contributions: tuple[Contribution, ...]
    limits: tuple[Cut, ...]
    falls_below: tuple[Fall, ...]
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    person_id: int
    at: datetime
    agreement: str
    scores: Mapping[str, Explained]

    def as_json(self) -> dict[str, Any]:
        """The `scores` part of `accord explain --json`."""
        return {name: _score_json(explained) for name, explained in self.scores.items()}


@dataclass(frozen=True, slots=True)
class Given:
    """What one rule gave: how many touches (or one trait) counted, their units, and these after the rule's limit."""

    count: int
    units: int
    limited: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What each rule that counts gave at an instant, and the scores in units after all limits."""

    given: Mapping[str, Given]
    scores: Mapping[str, int]


def points_of(units: int) -> float | int:
    """Units as points: exact in binary and in decimal, whole points as integers."""
    whole, rest = divmod(units, UNITS)
    return units / UNITS if rest else whole


def whole_points(units: int) -> int:
    """Units as whole points for people, half a point up: the same on every screen and in every table."""
    return (2 * units + UNITS) // (2 * UNITS)


def _score_json(explained: Explained) -> dict[str, Any]:
    return {
        "value": points_of(explained.units),
        "grade": explained.grade,
        "contributions": [
            {
                "rule": one.rule,
                "touch": one.touch or None,
                "occurred_at": iso(one.occurred_at) if one.occurred_at else None,
                "points": one.points,
                "value": points_of(one.units),
            }
            for one in explained.contributions
        ],
        "limits": [{"of": cut.of, "id": cut.id, "cut": points_of(cut.units)} for cut in explained.limits],
        "falls_below": {
            str(points_of(fall.units)): iso(fall.at) if fall.at else None for fall in explained.falls_below
        },
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A cached score (None: absent) that is not what the touches say."""

    person_id: int
    score: str
    cached: int | None
    right: int | None
