"""The door to the fold. Loads what is compiled when somebody computes, not before.

Rows are sorted by person and time. A code below zero, −1 − rule, switches a trait rule to `value` units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from accord.engines.contracts import Plan

NEVER = 2**62
Row = tuple[int, int, int]  # instant, code, value


@dataclass(frozen=True, slots=True)
class Ahead:
    """One person at an instant. `turns` by score and `falls` by threshold (of all scores, in order, lowest first) are
    instants: NEVER where time alone does nothing, 0 for a threshold not met. `sums` and `counts` are by rule."""

    units: list[int]
    turns: list[int]
    falls: list[int]
    sums: list[int]
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Seen:
    """The scores of a person at an instant, after everything that happened then."""

    at: int
    is_turn: bool
    units: list[int]


def warm(plan: Plan) -> None:
    """Load what is compiled, so that the first touch does not wait for it."""
    walk(plan, [[]], [[]], [0], 0)
    look_ahead(plan, [[]], 0)


def walk(
    plan: Plan, people: Sequence[Sequence[Row]], asks: Sequence[Sequence[int]], since: Sequence[int], until: int
) -> list[list[Seen]]:
    """Each person's scores at the instants asked (each once, in order; every row from `since` on is at one of them),
    and at those between `since` and `until` at which time alone turns what a threshold decides."""
    np, runs = _numpy(), _runs()
    ask_starts, flat = _flat(asks)
    found = runs.walk(_tables(plan), *_columns(people), ask_starts, flat, np.array(since, np.int64), until)
    seen: list[list[Seen]] = [[] for _ in people]
    for one, at, is_turn, *units in found.tolist():
        seen[one].append(Seen(at, bool(is_turn), units))
    return seen


def look_ahead(plan: Plan, people: Sequence[Sequence[Row]], instant: int) -> list[Ahead]:
    """Each person at an instant, and what time alone will do."""
    np, runs = _numpy(), _runs()
    tables = _tables(plan)
    many, scores, rules = len(people), len(plan.scores), len(plan.rules)
    widths = (scores, scores, _turns(plan), rules, rules)
    found = [np.zeros((many, width), np.int64) for width in widths]
    runs.look_ahead(tables, *_columns(people), instant, *found)
    return [Ahead(*line) for line in zip(*(column.tolist() for column in found), strict=True)]


def fold(
    plan: Plan, person: Any, at: Any, code: Any, value: Any, instant: int, codes: tuple[tuple[int, ...], ...]
) -> tuple[Any, Any, Any]:
    """Whole people in sorted columns: who they are, the units of each score at an instant, and the instant of the
    touch that first reached each threshold (NEVER). `codes` says which rules each code matches."""
    np, runs = _numpy(), _runs()
    tables = _tables(plan, codes)
    starts = runs.starts_of(person, runs.count_people(person))
    many = len(starts) - 1
    units = np.zeros((many, len(plan.scores)), np.int64)
    reached = np.full((many, _turns(plan)), NEVER, np.int64)
    runs.fold_to(tables, starts, at, code, value, instant, units, reached)
    return person[starts[:-1]], units, reached


def _turns(plan: Plan) -> int:
    return sum(len(score.thresholds) for score in plan.scores)


def _columns(people: Sequence[Sequence[Row]]) -> tuple[Any, Any, Any, Any]:
    np = _numpy()
    starts, rows = _flat(people, width=3)
    return starts, rows[:, 0].copy(), rows[:, 1].astype(np.int16), rows[:, 2].copy()


def _flat(lists: Sequence[Sequence[Any]], width: int = 0) -> tuple[Any, Any]:
    np = _numpy()
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array([len(one) for one in lists], np.int64))])
    flat = np.array([item for one in lists for item in one], np.int64)
    return starts, flat.reshape(-1, width) if width else flat


@lru_cache(maxsize=32)
def _tables(plan: Plan, codes: tuple[tuple[int, ...], ...] | None = None) -> Any:
    return import_module("accord.engines.tables").tables_of(plan, codes)


@lru_cache(maxsize=1)
def _runs() -> Any:
    return import_module("accord.engines.runs")


@lru_cache(maxsize=1)
def _numpy() -> Any:
    return import_module("numpy")
