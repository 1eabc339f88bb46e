"""Histories through the machine: on all cores, in parts of whole people, so that it can be stopped between them."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from accord.engines import history as engine
from accord.engines import machine
from accord.engines.history import History
from accord.engines.stages import Graph
from accord.journey.replay.compiling import Compiled
from accord.journey.replay.world import World

PARTS = 4  # for each core
ROWS = 2_000_000  # of a part, about, where there are more: after each its rows may leave memory


@dataclass(frozen=True, slots=True)
class Played:
    """One agreement over a history: `found` are the rows of `machine.run` with people by place, `beside` those of each
    graph that differs in thresholds."""

    ours: Compiled
    history: History
    world: World
    found: Any
    beside: tuple[Any, ...] = ()

    @property
    def rows(self) -> machine.Rows:
        return rows_of(self.history, self.world)

    def look_at(self, who: Any, when: Any) -> tuple[Any, Any, Any, Any]:
        """Scores, sums and numbers of rules, and bits of people (by place) at instants."""
        scores, sums, counts, bits = self._seen(who, when, range(4))
        return scores, sums, counts, bits

    def priority_units(self, who: Any, when: Any) -> Any:
        """The units of the score that orders queues."""
        return self._seen(who, when, range(1))[0][:, self.ours.priority]

    def _seen(self, who: Any, when: Any, wanted: Sequence[int]) -> list[Any]:
        """The columns wanted of what `machine.look_at` sees; of a large history some people at a time."""
        who, when = np.asarray(who, np.int64), np.asarray(when, np.int64)
        if not self.history.is_large:
            found = self._seen_of(self.rows, who, when)
            return [found[place] for place in wanted]
        order = np.argsort(who, kind="stable")
        cuts = np.flatnonzero(np.diff(self.history.starts[who[order]] // ROWS)) + 1
        parts = [self._seen_near(who[some], when[some], wanted) for some in np.split(order, cuts)]
        back = np.argsort(order, kind="stable")
        return [np.concatenate(column)[back] for column in zip(*parts, strict=True)]

    def _seen_near(self, who: Any, when: Any, wanted: Sequence[int]) -> list[Any]:
        first, last = (int(who[0]), int(who[-1]) + 1) if len(who) else (0, 0)
        found = self._seen_of(self.rows.part(first, last), who - first, when)
        engine.give_back(self.history, first, last)
        return [found[place] for place in wanted]

    def _seen_of(self, rows: machine.Rows, who: Any, when: Any) -> tuple[Any, Any, Any, Any]:
        return machine.look_at(self.ours.plan, self.history.codes, self.ours.graph.bits, rows, who, when)


class Play(Protocol):
    """`play`, here or elsewhere."""

    def __call__(
        self,
        ours: Compiled,
        history: History,
        world: World,
        until: int,
        *,
        variants: Sequence[Graph] = (),
        tell: Callable[[float], None] = ...,
        threads: int | None = None,
    ) -> Played: ...


def rows_of(history: History, world: World) -> machine.Rows:
    decisions = world.decisions
    return history.rows(decisions.starts, decisions.at, decisions.what)


def play(
    ours: Compiled,
    history: History,
    world: World,
    until: int,
    *,
    variants: Sequence[Graph] = (),
    tell: Callable[[float], None] = lambda _: None,
    threads: int | None = None,
) -> Played:
    """The agreement, and beside it graphs that differ from its own in thresholds, through everybody's history."""
    many = threads or os.cpu_count() or 1
    rows = rows_of(history, world)
    graphs = [ours.telling(world.told), *variants]
    parts = max(many * PARTS, len(rows.at) // ROWS)
    cuts = list(engine.parts(len(world.people), rows.starts, parts)) if len(world.people) else []

    def one(cut: tuple[int, int]) -> list[Any]:
        found = machine.run(ours.plan, history.codes, graphs, rows.part(*cut), until, priority=ours.priority)
        if history.is_large:
            engine.give_back(history, *cut)
        return told_apart(found, cut[0], len(graphs))

    together = Together(len(graphs))
    with ThreadPoolExecutor(many) as pool:
        for done, found in enumerate(pool.map(one, cuts), start=1):
            together.add(found)
            tell(done / len(cuts))
    return Played(ours, history, world, *together.done())


def told_apart(found: Any, first: int, graphs: int) -> list[Any]:
    """The rows of each graph, of people who begin at the place `first`."""
    found[:, machine.PERSON] += first
    graph = found[:, machine.VARIANT].astype(np.int16)
    ordered = found[np.argsort(graph, kind="stable")]
    return np.split(ordered, np.cumsum(np.bincount(graph, minlength=graphs))[:-1])


class Together:
    """The rows of each graph from parts of the people, in order."""

    def __init__(self, graphs: int) -> None:
        self._parts: list[list[Any]] = [[] for _ in range(graphs)]

    def add(self, found: Sequence[Any]) -> None:
        """The rows of the next part."""
        for parts, rows in zip(self._parts, found, strict=True):
            parts.append(rows)

    def done(self) -> tuple[Any, tuple[Any, ...]]:
        """Those of the first graph, and those of each other one."""
        first, *others = (np.concatenate(parts) if parts else np.zeros((0, 7), np.int64) for parts in self._parts)
        return first, tuple(others)
