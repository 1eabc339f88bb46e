"""Decoded histories: what each person did, in small integers, kept in files that are mapped into memory.

A history holds whole people in the order of their numbers: where the rows of each begin, and of each row the instant,
the code and the value (see `machine`). It is written once and read by many; nothing in it names points or thresholds.
"""

import contextlib
import json
import mmap
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

from accord.engines.machine import Codes, Rows

ROWS = ("at", "code", "value")
KINDS = (np.int64, np.int16, np.int32)
COLUMNS = ("people", "starts", *ROWS)
MAKING = "making-"  # what folders are called in which a history is being made
DAY_SECONDS = 86_400
LARGE = 30_000_000  # rows, of 10 to 14 bytes
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

    @property
    def is_large(self) -> bool:
        """Whether it should not stay in memory as a whole."""
        return len(self.at) > LARGE

    def rows(self, decision_starts: Any, decision_at: Any, decision: Any) -> Rows:
        """With the decisions about the same people, in the same order."""
        return Rows(self.starts, self.at, self.code, self.value, decision_starts, decision_at, decision)


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


def within(numbers: Any, among: Any) -> Any:
    """Which of the numbers are among others, which are sorted."""
    if not len(among):
        return np.zeros(len(numbers), np.bool_)
    return among[np.minimum(np.searchsorted(among, numbers), len(among) - 1)] == numbers


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


class Making:
    """The files of a history of which the rows come in order, with how many they are known before."""

    def __init__(self, folder: Path, people: Any, many: int, *, has_values: bool) -> None:
        self.folder = folder
        self._people = people
        self._sizes = np.zeros(len(people), np.int64)
        folder.mkdir(parents=True)
        lengths = (many, many, many if has_values else 0)
        self._files = [
            _begun(folder / f"{name}.npy", kind, length)
            for name, kind, length in zip(ROWS, KINDS, lengths, strict=True)
        ]
        self._has_values = has_values

    def add(self, person: Any, at: Any, code: Any, value: Any) -> None:
        """Rows of the next people, who are given by place."""
        columns = (at, code, value) if self._has_values else (at, code)
        for file, kind, column in zip(self._files, KINDS, columns, strict=False):
            column.astype(kind, copy=False).tofile(file)
        if len(person):
            first, last = int(person[0]), int(person[-1])
            self._sizes[first : last + 1] += np.bincount(person - first, minlength=last + 1 - first)

    def close(self) -> None:
        for file in self._files:
            file.close()
        np.save(self.folder / "people.npy", self._people, allow_pickle=False)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._sizes)])
        np.save(self.folder / "starts.npy", starts, allow_pickle=False)


def _begun(path: Path, kind: Any, length: int) -> IO[bytes]:
    """A file like those of `np.save`, of which the rows are still to come."""
    file = path.open("wb")
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": (length,)}
    np.lib.format.write_array_header_1_0(file, header)
    file.flush()
    return file


def kept(making: Making, codes: Codes, touches: int) -> History:
    """The history of which all rows have come."""
    making.close()
    said = {
        "rules": [list(rules) for rules in codes.rules],
        "is_activity": list(codes.is_activity),
        "nobody": list(codes.nobody),
        "touches": touches,
    }
    (making.folder / "history.json").write_text(json.dumps(said), encoding="utf-8")
    found = read(making.folder)
    assert found is not None
    return found


def keep(made: Path, folder: Path) -> None:
    """From now on a history is found in this folder, whole or not at all."""
    try:
        made.rename(folder)
    except OSError:  # somebody else has just made the same
        shutil.rmtree(made)


def read(folder: Path) -> History | None:
    """The history of a folder, mapped into memory; None where there is none."""
    try:
        said = json.loads((folder / "history.json").read_text(encoding="utf-8"))
        columns = {name: _mapped(folder / f"{name}.npy") for name in COLUMNS}
    except FileNotFoundError:
        return None
    codes = Codes(tuple(map(tuple, said["rules"])), tuple(said["is_activity"]), tuple(said["nobody"]))
    return History(**columns, codes=codes, touches=said["touches"])


def used(folder: Path) -> None:
    """Note that a history was asked for."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(folder)


def tidied(folder: Path, *, keep: int) -> None:
    """Of the histories in a folder keep those that were asked for last, and remove what was left half made a day before
    the last of them. Whoever still reads a removed one goes on with it."""
    found = sorted((one for one in folder.iterdir() if one.is_dir()), key=_asked_at, reverse=True)
    whole = [one for one in found if not one.name.startswith(MAKING)]
    since = _asked_at(found[0]) - DAY_SECONDS if found else 0.0
    half = [one for one in found if one.name.startswith(MAKING) and _asked_at(one) < since]
    for one in [*whole[keep:], *half]:
        shutil.rmtree(one, ignore_errors=True)


def _asked_at(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _mapped(path: Path) -> Any:
    """Copy on write: as an array that may be written it is the same type to the compiled code as any other."""
    is_empty = path.stat().st_size <= 128  # nothing but a header cannot be mapped
    return np.asarray(np.load(path, mmap_mode=None if is_empty else "c", allow_pickle=False))


def give_back(history: History, first: int, last: int) -> None:
    """What people from the place `first` up to `last` did need not stay in memory; it is read again where it is asked
    for."""
    begin, end = int(history.starts[first]), int(history.starts[last])
    for column in (history.at, history.code, history.value):
        mapped = column.base
        while mapped is not None and not isinstance(mapped, mmap.mmap):
            mapped = mapped.base
        if mapped is not None and len(column):
            header = len(mapped) - column.nbytes
            start = -(-(header + begin * column.itemsize) // mmap.PAGESIZE) * mmap.PAGESIZE
            length = header + end * column.itemsize - start
            if length > 0:
                mapped.madvise(mmap.MADV_DONTNEED, start, length)


def parts(people: int, starts: Any, many: int) -> Iterator[tuple[int, int]]:
    """Whole people in `many` parts of about as many rows each."""
    cuts = [int(np.searchsorted(starts, starts[-1] * cut // many)) for cut in range(1, many)]
    edges = [0, *(min(cut, people) for cut in cuts), people]
    yield from ((first, last) for first, last in pairwise(edges) if last > first)
