"""Decoded histories: what each person did, in small integers, kept in files that are mapped into memory.

A history holds whole people in the order of their numbers: where the rows of each begin, and of each row the instant,
the code and the value (see `machine`). It is written once and read by many; nothing in it names points or thresholds.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
from pyarrow import compute

from accord.engines.machine import Codes, Rows

Ints = np.ndarray[Any, np.dtype[np.int64]]
COLUMNS = ("people", "starts", "at", "code", "value")
NEEDED = ("touch_id", "person_id", "kind", "name", "occurred_at", "properties", "context", "is_machine")


@dataclass(frozen=True, slots=True)
class History:
    """`people` by place. `touches` is how many were read, those that match nothing included."""

    people: Any
    starts: Any
    at: Any
    code: Any
    value: Any
    codes: Codes
    touches: int

    def rows(self, decision_starts: Any, decision_at: Any, decision: Any) -> Rows:
        """With the decisions about the same people, in the same order."""
        return Rows(self.starts, self.at, self.code, self.value, decision_starts, decision_at, decision)


@dataclass(slots=True)
class Gathering:
    """A history being put together. `people` are all who may have rows, in order."""

    people: Ints
    parts: list[tuple[Any, Any, Any, Any]] = field(default_factory=list)
    touches: int = 0

    def add(self, person: Any, at: Any, code: Any, value: Any) -> None:
        """Rows in any order: the person by number, or by place where `person` holds places already."""
        self.parts.append((person.astype(np.int32), at, code.astype(np.int32), value.astype(np.int32)))

    def places(self, person: Any) -> Any:
        """The place of each of these people; −1 for those who are none of ours."""
        found = np.searchsorted(self.people, person)
        found[found == len(self.people)] = 0
        is_ours = self.people[found] == person if len(self.people) else np.zeros(len(person), np.bool_)
        return np.where(is_ours, found, -1)

    def done(self, codes: Codes, values: Sequence[int]) -> History:
        """Sorted, with codes and values numbered by what they mean, so that the order of reading leaves no trace."""
        empty = (np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
        person, at, code, value = (np.concatenate(column) for column in zip(*(self.parts or [empty]), strict=True))
        self.parts = []
        meant = sorted(range(len(codes.rules)), key=lambda place: (codes.rules[place], codes.is_activity[place]))
        renumbered = np.empty(len(meant), np.int32)
        renumbered[meant] = np.arange(len(meant), dtype=np.int32)
        is_touch = code >= 0
        code[is_touch] = renumbered[code[is_touch]]
        ranks = np.zeros(len(values) + 1, np.int32)
        ranks[1:][np.argsort(np.array(values, np.int64), kind="stable")] = np.arange(1, len(values) + 1)
        value[is_touch] = ranks[value[is_touch]]
        order = np.lexsort((value, code, at, person))
        person, at, code, value = person[order], at[order], code[order], value[order]
        starts = np.searchsorted(person, np.arange(len(self.people) + 1)).astype(np.int64)
        is_plain = not (value[code >= 0] > 0).any() and not (code < 0).any()
        sorted_codes = Codes(
            tuple(codes.rules[place] for place in meant),
            tuple(codes.is_activity[place] for place in meant),
            codes.nobody,
        )
        kept = value[:0] if is_plain else value
        return History(self.people, starts, at, code.astype(np.int16), kept, sorted_codes, self.touches)


@dataclass(frozen=True, slots=True)
class Distinct:
    """One of the different touches of a batch, by its first row: JSON texts as they were stored."""

    kind: str
    name: str
    properties: str
    context: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The human touches of a batch: which of the `distinct` ones each row is."""

    person: Any
    at: Any
    touch_id: Any
    which: Any
    distinct: tuple[Distinct, ...]


def upto(batch: Any, number: int) -> Any:
    """The touches of a batch up to a number; none came in later."""
    return batch.filter(compute.less_equal(batch.column("touch_id"), number))


def human_rows(batch: Any, *, is_context_read: bool) -> Batch:
    """The rows of a record batch that somebody did, with each different touch once. The context is looked at where
    some rule reads it (`is_context_read`), or for the path of a page whose properties name none."""
    table = pa.table(batch.columns, names=batch.schema.names)
    is_doing = compute.is_in(table["kind"], pa.array(["track", "page", "screen"]))
    table = table.filter(compute.and_(is_doing, compute.invert(table["is_machine"])))
    table = table.filter(compute.greater(table["person_id"], 0)).combine_chunks()
    context = table["context"]
    if not is_context_read:
        has_path = compute.match_substring(table["properties"], '"path"')
        context = compute.if_else(has_path, pa.scalar("{}", context.type), context)
    key = compute.binary_join_element_wise(table["kind"], table["name"], table["properties"], context, "\x00")
    encoded = key.combine_chunks().dictionary_encode() if isinstance(key, pa.ChunkedArray) else key.dictionary_encode()
    chunk = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    texts = [text.split("\x00", 3) for text in chunk.dictionary.to_pylist()]
    return Batch(
        table["person_id"].to_numpy(),
        table["occurred_at"].cast(pa.int64()).to_numpy(),
        table["touch_id"].to_numpy(),
        chunk.indices.to_numpy(zero_copy_only=False),
        tuple(Distinct(*text) for text in texts),
    )


def write(folder: Path, history: History) -> None:
    """Keep a history in a folder, whole or not at all."""
    making = folder.with_name(f"{folder.name}.{uuid4().hex[:8]}")
    making.mkdir(parents=True)
    for name in COLUMNS:
        np.save(making / f"{name}.npy", getattr(history, name), allow_pickle=False)
    said = {
        "rules": [list(rules) for rules in history.codes.rules],
        "is_activity": list(history.codes.is_activity),
        "nobody": list(history.codes.nobody),
        "touches": history.touches,
    }
    (making / "history.json").write_text(json.dumps(said), encoding="utf-8")
    try:
        making.rename(folder)
    except OSError:  # somebody else has just written the same
        shutil.rmtree(making)


def read(folder: Path) -> History | None:
    """The history of a folder, mapped into memory; None where there is none."""
    try:
        said = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    columns = {name: _mapped(folder / f"{name}.npy") for name in COLUMNS}
    codes = Codes(tuple(map(tuple, said["rules"])), tuple(said["is_activity"]), tuple(said["nobody"]))
    return History(**columns, codes=codes, touches=said["touches"])


def _mapped(path: Path) -> Any:
    """Copy on write: as an array that may be written it is the same type to the compiled code as any other."""
    is_empty = path.stat().st_size <= 128  # nothing but a header cannot be mapped
    return np.asarray(np.load(path, mmap_mode=None if is_empty else "c", allow_pickle=False))


def parts(people: int, starts: Any, many: int) -> Iterator[tuple[int, int]]:
    """Whole people in `many` parts of about as many rows each."""
    cuts = [int(np.searchsorted(starts, starts[-1] * cut // many)) for cut in range(1, many)]
    edges = [0, *(min(cut, people) for cut in cuts), people]
    yield from ((first, last) for first, last in pairwise(edges) if last > first)
