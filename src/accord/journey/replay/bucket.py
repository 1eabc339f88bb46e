"""One bucket of people, as one machine does them all: their touches decoded, or their histories played.

What comes and goes is bytes: columns as NumPy writes them, the rest as Python pickles it, between a driver and workers
that run the same release.
"""

import io
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.agreement.spec import Agreement
from accord.engines import history as engine
from accord.engines import machine
from accord.engines.contracts import Plan
from accord.engines.gathering import Gathering
from accord.engines.machine import Codes, Rows
from accord.engines.stages import Graph
from accord.journey.replay.decoding import Coder
from accord.journey.replay.reading import add_touches, told_apart
from accord.steps.scoring import api as scoring

ROWS = ("starts", "at", "code", "value", "decision_starts", "decision_at", "decision")


@dataclass(frozen=True, slots=True)
class Decoding:
    """For which agreements touches are decoded, and up to which number."""

    agreements: tuple[Agreement, ...]
    upto: int


@dataclass(frozen=True, slots=True)
class Playing:
    """What histories are played through; as `machine.run` takes it."""

    plan: Plan
    codes: Codes
    graphs: tuple[Graph, ...]
    until: int
    priority: int


def decoded(job: bytes, payload: bytes, batches: Iterator[Any]) -> Iterable[tuple[str, bytes]]:
    """The rows of each agreement's history ("0", "1", …) that the touches of a bucket make, with what their codes and
    values mean; `payload` holds the people of the bucket and the numbers of the touches that told a trait."""
    wanted: Decoding = pickle.loads(job)  # noqa: S301 - of our own driver
    known = arrays(payload)
    coders = [Coder(scoring.conditions(one)) for one in wanted.agreements]
    gatherings = [Gathering(known["people"]) for _ in coders]
    is_context_read = any(coder.conditions.reads_context for coder in coders)
    for batch in batches:
        ours = engine.upto(batch, wanted.upto)
        rows = told_apart(ours, is_context_read=is_context_read)
        for coder, gathering in zip(coders, gatherings, strict=True):
            gathering.touches += ours.num_rows
            add_touches(coder, gathering, rows, known["told"])
    return [(str(place), _made(*both)) for place, both in enumerate(zip(coders, gatherings, strict=True))]


def _made(coder: Coder, gathering: Gathering) -> bytes:
    rows = np.concatenate(list(gathering.parts()))
    meant = pickle.dumps((list(coder.codes), list(coder.values), gathering.touches))
    columns = {name: rows[name] for name in ("person", "at", "code", "value")}
    return packed(meant=np.frombuffer(meant, np.uint8), **columns)


def played(job: bytes, payload: bytes) -> Iterable[tuple[str, bytes]]:
    """What `machine.run` finds in the rows of a bucket, people by their place in it."""
    asked: Playing = pickle.loads(job)  # noqa: S301 - of our own driver
    columns = arrays(payload)
    rows = Rows(**{name: columns[name] for name in ROWS})
    found = machine.run(asked.plan, asked.codes, asked.graphs, rows, asked.until, priority=asked.priority)
    return [("found", packed(found=found))]


def packed(**columns: Any) -> bytes:
    """Columns as bytes."""
    sink = io.BytesIO()
    np.savez(sink, **columns)
    return sink.getvalue()


def arrays(content: bytes) -> dict[str, Any]:
    """The columns of `packed`."""
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        return dict(found)


def meant_by(columns: dict[str, Any]) -> tuple[Sequence[Any], Sequence[int], int]:
    """The codes, the values and the number of touches of a decoded bucket."""
    codes, values, touches = pickle.loads(columns["meant"].tobytes())  # noqa: S301 - of our own workers
    return codes, values, touches
