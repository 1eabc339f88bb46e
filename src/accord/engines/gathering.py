"""A history being put together from rows in any order, in memory that does not grow with how many they are.

Rows are put aside by bucket of people in a file without a name; at the end each bucket is read again, sorted and
written behind the one before. What comes out does not depend on the order in which rows came.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np

from accord.engines.history import History, Making, kept
from accord.engines.machine import Codes

ROW = np.dtype([("person", np.int32), ("at", np.int64), ("code", np.int32), ("value", np.int32)])
BUCKETS = 4096  # that rows are told apart by when they are put aside
HELD = 2_000_000  # rows in memory before they are put aside
SORTED = 1_000_000  # rows that are sorted at once, about: as many buckets together as hold so many


@dataclass(slots=True)
class Gathering:
    """`people` are all who may have rows, in order. Rows are put aside in the folder `near`, or where temporary files
    go. `touches` is how many were looked at."""

    people: Any
    near: Path | None = None
    touches: int = 0
    _held: list[Any] = field(default_factory=list)
    _many: int = 0
    _aside: "_Aside | None" = None
    _is_plain: bool = True

    def add(self, person: Any, at: Any, code: Any, value: Any) -> None:
        """Rows in any order: the person by place."""
        rows = np.empty(len(person), ROW)
        rows["person"], rows["at"], rows["code"], rows["value"] = person, at, code, value
        self._is_plain = self._is_plain and not ((rows["code"] < 0) | (rows["value"] > 0)).any()
        self._held.append(rows)
        self._many += len(rows)
        if self._many >= HELD:
            if self._aside is None:
                self._aside = _Aside(len(self.people), self.near)
            self._aside.put(self._taken())

    def _taken(self) -> Any:
        """The rows in memory, which are forgotten."""
        rows = np.concatenate(self._held) if self._held else np.empty(0, ROW)
        self._held, self._many = [], 0
        return rows

    def places(self, person: Any) -> Any:
        """The place of each of these people; −1 for those who are none of ours."""
        found = np.searchsorted(self.people, person)
        found[found == len(self.people)] = 0
        is_ours = self.people[found] == person if len(self.people) else np.zeros(len(person), np.bool_)
        return np.where(is_ours, found, -1)

    def done(self, codes: Codes, values: Sequence[int], folder: Path) -> History:
        """Written into a folder, sorted, with codes and values numbered by what they mean, so that the order of
        reading leaves no trace. `codes` and `values` say what the numbers given until now meant."""
        meant = _Meant(codes, values)
        many = (self._aside.many if self._aside else 0) + self._many
        making = Making(folder, self.people, many, has_values=not self._is_plain)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for person, *columns in _ahead(pool, lambda rows: _sorted(rows, meant), self.parts()):
                making.add(person, *columns)
        return kept(making, meant.codes, self.touches)

    def parts(self) -> Iterator[Any]:
        """The rows of all people, some people at a time; they are forgotten."""
        if self._aside is None:
            yield self._taken()
            return
        self._aside.put(self._taken())
        yield from self._aside.parts()


class _Aside:
    """Rows in a file that goes with the process: runs, each in the order of the buckets."""

    def __init__(self, people: int, near: Path | None) -> None:
        self._people = max(1, people)
        self._file: IO[bytes] = TemporaryFile(buffering=0, dir=near)  # noqa: SIM115 - closed when all is read
        self._runs: list[Any] = []  # for each run where every bucket begins, in rows of the file
        self.many = 0

    def put(self, rows: Any) -> None:
        bucket = (rows["person"].astype(np.int64) * BUCKETS // self._people).astype(np.uint16)
        rows.take(np.argsort(bucket, kind="stable")).tofile(self._file)
        sizes = np.bincount(bucket, minlength=BUCKETS)
        self._runs.append(self.many + np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]))
        self.many += len(rows)

    def parts(self) -> Iterator[Any]:
        """The rows of so many buckets at a time as make up a part, run by run."""
        before = np.sum([run - run[0] for run in self._runs], axis=0)
        first = 0
        while first < BUCKETS:
            last = max(first + 1, int(np.searchsorted(before, before[first] + SORTED, side="right")) - 1)
            yield np.concatenate([self._read(run[first], run[last]) for run in self._runs])
            first = last
        self._file.close()

    def _read(self, begin: int, end: int) -> Any:
        self._file.seek(int(begin) * ROW.itemsize)
        return np.fromfile(self._file, ROW, int(end - begin))


class _Meant:
    """New numbers of codes and values, by what they mean."""

    def __init__(self, codes: Codes, values: Sequence[int]) -> None:
        order = sorted(range(len(codes.rules)), key=lambda place: (codes.rules[place], codes.is_activity[place]))
        self.code = np.zeros(max(1, len(order)), np.int32)
        self.code[order] = np.arange(len(order), dtype=np.int32)
        self.value = np.zeros(len(values) + 1, np.int32)
        self.value[1:][np.argsort(np.array(values, np.int64), kind="stable")] = np.arange(1, len(values) + 1)
        self.codes = Codes(
            tuple(codes.rules[place] for place in order),
            tuple(codes.is_activity[place] for place in order),
            codes.nobody,
        )


def _sorted(rows: Any, meant: _Meant) -> tuple[Any, Any, Any, Any]:
    """Columns in the order of person, instant, code and value."""
    person, at, code, value = (rows[name].copy() for name in ("person", "at", "code", "value"))
    is_touch = code >= 0
    code[is_touch] = meant.code[code[is_touch]]
    value[is_touch] = meant.value[value[is_touch]]
    order = np.lexsort((value, code, at, person))
    return person[order], at[order], code[order].astype(np.int16), value[order]


def _ahead(pool: ThreadPoolExecutor, work: Callable[[Any], Any], given: Iterator[Any]) -> Iterator[Any]:
    """What comes of each, in order; as many are worked on at once as there are threads, and no more are held."""
    waiting: deque[Future[Any]] = deque()
    for one in given:
        waiting.append(pool.submit(work, one))
        if len(waiting) >= (os.cpu_count() or 1):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
