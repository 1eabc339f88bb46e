"""Replay on a Spark cluster: the same decoding and the same machine, by bucket of people, over the same lake.

What comes out is what one machine makes, to the bit: histories are put in order by what codes mean, not by who met them
first, and what is played comes back in the order of the people.
"""

import itertools
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from accord.engines import history as engine
from accord.engines import machine
from accord.engines.gathering import Gathering
from accord.engines.history import History
from accord.engines.spark import Cluster
from accord.engines.stages import Graph
from accord.journey import sealing
from accord.journey.replay import on_worker
from accord.journey.replay.bucket import Decoding, Playing, arrays, meant_by, packed
from accord.journey.replay.compiling import Compiled
from accord.journey.replay.decoding import Coder
from accord.journey.replay.playing import PARTS, Played, Together, rows_of, told_apart
from accord.journey.replay.reading import Tell, add_all_traits, sorted_into
from accord.journey.replay.world import World
from accord.steps.collect import api as collect
from accord.steps.scoring.api import Conditions

TOUCHES = 250_000  # of a bucket, about


class OnSpark:
    """`decode` and `play` as `reading` and `playing` have them, on a cluster."""

    def __init__(self, cluster: Cluster, *, now: datetime) -> None:
        self._cluster = cluster
        self._now = now

    def decode(
        self, wanted: Sequence[Conditions], people: Sequence[int], *, tell: Tell, upto: int, into: Path
    ) -> list[History]:
        """See `reading.Decode`; from one reading of the lake and of what is not sealed yet. Raises lake.Damaged,
        sealing.StrangeLake, spark.ClusterFailed."""
        coders = [Coder(one) for one in wanted]
        gatherings = [Gathering(np.array(people, np.int64), into) for _ in wanted]
        told = add_all_traits(coders, gatherings, people, tell=tell)
        edges = self._edges(len(people))
        payloads = [packed(people=np.array(people[a:b], np.int64), told=told) for a, b in edges]
        job = pickle.dumps(Decoding(tuple(one.agreement for one in wanted), upto))
        with sealing.lent(now=self._now, columns=engine.NEEDED) as lent:
            firsts = [people[first] for first, _ in edges]
            found = self._cluster.over_lake(lent, firsts, payloads, partial(on_worker.decode, job))
        for bucket, name, content in found:
            _add(coders[int(name)], gatherings[int(name)], arrays(content), edges[bucket][0])
        return sorted_into(into, coders, gatherings, tell=tell)

    def play(
        self,
        ours: Compiled,
        history: History,
        world: World,
        until: int,
        *,
        variants: Sequence[Graph] = (),
        tell: Callable[[float], None] = lambda _: None,
        threads: int | None = None,
    ) -> Played:
        """The agreement and its variants through everybody's history; `threads` are the cluster's."""
        rows = rows_of(history, world)
        graphs = (ours.telling(world.told), *variants)
        many = threads or self._cluster.cores
        cuts = list(engine.parts(len(world.people), rows.starts, many * PARTS)) if len(world.people) else []
        payloads = [_part(rows.part(*cut)) for cut in cuts]
        job = pickle.dumps(Playing(ours.plan, history.codes, graphs, until, ours.priority))
        together = Together(len(graphs))
        for bucket, _, content in self._cluster.over(payloads, partial(on_worker.play, job)):
            together.add(told_apart(arrays(content)["found"], cuts[bucket][0], len(graphs)))
        tell(1.0)
        return Played(ours, history, world, *together.done())

    def _edges(self, people: int) -> list[tuple[int, int]]:
        """Where the people of each bucket begin and end."""
        many = max(2 * self._cluster.cores, -(-collect.last_number() // TOUCHES))
        cuts = sorted({people * cut // many for cut in range(many + 1)})
        return list(itertools.pairwise(cuts))


@contextmanager
def on_spark(master: str, *, now: datetime) -> Iterator[OnSpark]:
    """A cluster until the block ends; `master` as Spark names them: local[2], spark://host:7077, yarn, k8s://….
    Raises spark.NoSpark where Spark or Java is not installed."""
    cluster = Cluster(master)
    try:
        yield OnSpark(cluster, now=now)
    finally:
        cluster.close()


def _add(coder: Coder, gathering: Gathering, columns: dict[str, Any], first: int) -> None:
    """A decoded bucket, whose codes and values are numbered its own way."""
    codes, values, touches = meant_by(columns)
    gathering.touches += touches
    numbers = np.array([coder.codes.setdefault(code, len(coder.codes)) for code in codes] or [0], np.int64)
    places = [coder.values.setdefault(value, len(coder.values) + 1) for value in values]
    ours = np.array([0, *places], np.int64)
    gathering.add(columns["person"] + first, columns["at"], numbers[columns["code"]], ours[columns["value"]])


def _part(rows: machine.Rows) -> bytes:
    return packed(
        starts=rows.starts,
        at=np.asarray(rows.at),
        code=np.asarray(rows.code),
        value=np.asarray(rows.value),
        decision_starts=rows.decision_starts,
        decision_at=rows.decision_at,
        decision=rows.decision,
    )
