"""Hand-offs of one replay, with what became of each.

A hand-off is won, lost or rejected by what happened after it and up to the person's next hand-off: won before lost
before rejected. Where nothing happened after it but a rep had rejected the person before, it counts as rejected: that
is what was found when somebody looked. Everything else is open.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from accord.engines import machine
from accord.journey.replay.world import LOST, REJECTED, WON, World

OPEN = 0
NAMES = ("open", "won", "lost", "rejected")
FOUR_IN_FIVE = 80
ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Handed:
    """By hand-off, in order of person and time: whose (place), when, at which stage, with which units of the score
    that orders queues, what became of it, and whether it is the person's first."""

    person: Any
    at: Any
    stage: Any
    units: Any
    outcome: Any
    is_first: Any

    def of(self, chosen: Any) -> "Handed":
        """Those chosen."""
        return Handed(*(getattr(self, name)[chosen] for name in self.__slots__))

    def split(self, which: Any, many: int) -> "list[Handed]":
        """Those of each number from 0 up to `many`, in order; `which` is the number of each."""
        order = np.argsort(which, kind="stable")
        edges = np.searchsorted(which[order], np.arange(many + 1))
        ordered = self.of(order)
        return [ordered.of(slice(first, last)) for first, last in pairwise(edges.tolist())]

    def within(self, since: int | None, until: int) -> "Handed":
        """Those from `since` up to `until`."""
        return self.of((self.at <= until) & (self.at >= (since if since is not None else -(2**62))))

    @property
    def first(self) -> "Handed":
        return self.of(self.is_first)


def handed_of(found: Any, world: World, graph: int = 0) -> Handed:
    """The hand-offs of one graph among the rows of a run; only those in the segment, where there is one."""
    how = found[:, machine.HOW]
    rows = found[(how >= machine.HANDED_OVER) & (found[:, machine.VARIANT] == graph)]
    person, at = rows[:, machine.PERSON], rows[:, machine.AT]
    outcome = _outcomes(person, at, _firsts(person), world)
    if world.segment is not None:
        inside = world.segment.holds(person, at)
        rows, person, at, outcome = rows[inside], person[inside], at[inside], outcome[inside]
    return Handed(person, at, rows[:, machine.TO], rows[:, machine.UNITS], outcome, _firsts(person))


def _firsts(person: Any) -> Any:
    """Which rows, sorted by person, are the first of theirs."""
    is_first = np.ones(len(person), np.bool_)
    is_first[1:] = person[1:] != person[:-1]
    return is_first


def _outcomes(person: Any, at: Any, is_first: Any, world: World) -> Any:
    events = world.outcomes
    begin = events.upto(person, at)
    end = events.starts[person + 1].copy()
    again = np.flatnonzero(~is_first)
    end[again - 1] = begin[again]
    outcome = np.zeros(len(person), np.int64)
    was_rejected = (begin > events.starts[person]) & (end <= begin)
    was_rejected[was_rejected] = events.what[begin[was_rejected] - 1] == REJECTED
    outcome[was_rejected] = REJECTED
    for kind in (REJECTED, LOST, WON):
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(events.what == kind)])
        outcome[before[np.maximum(end, begin)] > before[begin]] = kind
    return outcome


def final_outcomes(world: World) -> tuple[Any, Any]:
    """By person: what became of them in the end (won before lost before rejected, 0 for open), and when that was first
    known. Nothing of those who are never in the segment."""
    many = len(world.people)
    outcome, at = np.zeros(many, np.int64), np.full(many, 2**62, np.int64)
    events = world.outcomes
    person = np.repeat(np.arange(many), np.diff(events.starts))
    for kind in (REJECTED, LOST, WON):
        rows = np.flatnonzero(events.what == kind)
        outcome[person[rows]] = kind
    last = events.what == outcome[person]
    np.minimum.at(at, person[last], events.at[last])
    if world.segment is not None:
        outcome[~world.segment.ever] = OPEN
    return outcome, at


def usual_time(world: World) -> int | None:
    """The time from hand-off to what became of it that four in five recorded ones took; None where too few are."""
    person = np.repeat(np.arange(len(world.people)), np.diff(world.handed.starts))
    if not len(person):
        return None
    after = world.outcomes.upto(person, world.handed.at)
    is_decided = after < world.outcomes.starts[person + 1]
    took = world.outcomes.at[after[is_decided]] - world.handed.at[is_decided]
    if len(took) < ENOUGH:
        return None
    return int(np.percentile(took, FOUR_IN_FIVE, method="higher"))
