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


@dataclass(frozen=True, slots=True)
class Played:
    """One agreement over a history: `found` are the rows of `machine.run` with people by place."""

    ours: Compiled
    history: History
    world: World
    found: Any

    @property
    def rows(self) -> machine.Rows:
        return rows_of(self.history, self.world)

    def look_at(self, who: Any, when: Any) -> tuple[Any, Any, Any, Any]:
        """Scores, sums and numbers of rules, and bits of people (by place) at instants."""
        return machine.look_at(
            self.ours.plan,
            self.history.codes,
            self.ours.graph.bits,
            self.rows,
            np.asarray(who, np.int64),
            np.asarray(when, np.int64),
        )

    def priority_units(self, who: Any, when: Any) -> Any:
        """The units of the score that orders queues."""
        return self.look_at(who, when)[0][:, self.ours.priority]


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
    cuts = list(engine.parts(len(world.people), rows.starts, many * PARTS)) if len(world.people) else []

    def one(cut: tuple[int, int]) -> Any:
        found = machine.run(ours.plan, history.codes, graphs, rows.part(*cut), until, priority=ours.priority)
        found[:, machine.PERSON] += cut[0]
        return found

    parts = []
    with ThreadPoolExecutor(many) as pool:
        for done, found in enumerate(pool.map(one, cuts), start=1):
            parts.append(found)
            tell(done / len(cuts))
    return Played(ours, history, world, np.concatenate(parts) if parts else np.zeros((0, 7), np.int64))
