"""Columns of touches on disk, read a few row groups at a time, so that memory does not grow with the history.

A file holds `person`, `at` (microseconds), `code` and `value`, sorted by person and time.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import parquet

from accord.engines import fold
from accord.engines.contracts import Plan

COLUMNS = ("person", "at", "code", "value")
Columns = tuple[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """People, the units of each of their scores, and when each threshold was first reached (fold.NEVER)."""

    people: Any
    units: Any
    reached: Any


@dataclass(frozen=True, slots=True)
class _Group:
    """A folded row group; its first and last person may go on in the neighbours, so their rows are handed back."""

    scored: Scored | None
    head: Columns
    tail: Columns


def fold_file(
    path: Path, plan: Plan, codes: tuple[tuple[int, ...], ...], instant: int, *, threads: int | None = None
) -> Iterator[Scored]:
    """Fold a whole file on all cores; people come in order of their row groups, those between two of them after."""
    many = threads or os.cpu_count() or 1
    rest: Columns | None = None
    with ThreadPoolExecutor(many) as pool:
        for group in _in_order(pool, path, plan, codes, instant, ahead=many + 1):
            rest = group.head if rest is None else _joined(rest, group.head)
            if group.scored is not None or len(group.tail[0]):
                yield _scored(plan, rest, instant, codes)
                rest = group.tail
            if group.scored is not None:
                yield group.scored
    if rest is not None and len(rest[0]):
        yield _scored(plan, rest, instant, codes)


def _in_order(
    pool: ThreadPoolExecutor, path: Path, plan: Plan, codes: tuple[tuple[int, ...], ...], instant: int, *, ahead: int
) -> Iterator[_Group]:
    waiting: deque[Future[_Group]] = deque()
    for number in range(parquet.ParquetFile(path).num_row_groups):
        waiting.append(pool.submit(_fold_group, path, number, plan, codes, instant))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _fold_group(path: Path, number: int, plan: Plan, codes: tuple[tuple[int, ...], ...], instant: int) -> _Group:
    columns = read_group(path, number)
    person = columns[0]
    first = int(np.searchsorted(person, person[0], side="right"))
    last = int(np.searchsorted(person, person[-1], side="left"))
    head = _part(columns, 0, first)
    if last < first:  # one person fills the group
        return _Group(None, head, _part(columns, 0, 0))
    inner = _scored(plan, _views(columns, first, last), instant, codes) if last > first else None
    return _Group(inner, head, _part(columns, last, len(person)))


def read_group(path: Path, number: int) -> Columns:
    """One row group as arrays."""
    table = parquet.ParquetFile(path, memory_map=True).read_row_group(number, columns=list(COLUMNS), use_threads=False)
    person, at, code, value = (table.column(name).combine_chunks().to_numpy() for name in COLUMNS)
    return person, at, code, value


def _scored(plan: Plan, columns: Columns, instant: int, codes: tuple[tuple[int, ...], ...]) -> Scored:
    return Scored(*fold.fold(plan, *columns, instant, codes))


def _part(columns: Columns, start: int, end: int) -> Columns:
    person, at, code, value = (column[start:end].copy() for column in columns)
    return person, at, code, value


def _views(columns: Columns, start: int, end: int) -> Columns:
    person, at, code, value = (column[start:end] for column in columns)
    return person, at, code, value


def _joined(one: Columns, other: Columns) -> Columns:
    """Two stretches of rows as one; `other` may be of another person, who is then folded along."""
    person, at, code, value = (np.concatenate(pair) for pair in zip(one, other, strict=True))
    return person, at, code, value
