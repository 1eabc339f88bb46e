"""The door to the stage machine: people's histories through one agreement, or several that differ in thresholds.

Rows are sorted by person and time. A code from zero on is a touch and says which rules it matches; below zero,
−1 − rule switches a trait rule on or off (`value` 1 or 0), −1 − rules − bit a bit, and −1 − rules − bits is an instant
at which nothing that counts happened but something was learnt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import Any

from accord.engines.contracts import Plan
from accord.engines.stages import Graph

PERSON, VARIANT, AT, FROM, TO, HOW, UNITS = range(7)
BY_RULE, BY_PEOPLE, HANDED_OVER, HANDED_OVER_BY_PEOPLE = range(4)
BEFORE_ALL = -(2**62)


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of whole people: `starts` (one more than people) into `at`, `code`, `value`; the same for decisions.
    `value` may be empty where no rule counts by value."""

    starts: Any
    at: Any
    code: Any
    value: Any
    decision_starts: Any
    decision_at: Any
    decision: Any

    def part(self, first: int, last: int) -> "Rows":
        """The people from `first` up to `last`, without copying what they did."""
        begin, end = int(self.starts[first]), int(self.starts[last])
        dbegin, dend = int(self.decision_starts[first]), int(self.decision_starts[last])
        return Rows(
            self.starts[first : last + 1] - begin,
            self.at[begin:end],
            self.code[begin:end],
            self.value[begin:end],
            self.decision_starts[first : last + 1] - dbegin,
            self.decision_at[dbegin:dend],
            self.decision[dbegin:dend],
        )


@dataclass(frozen=True, slots=True)
class Codes:
    """The rules that each code matches, and whether somebody came back by it: a touch that only tells a trait is no
    activity. `nobody` are the places of trait rules and bits (behind the rules) that hold where nothing is known."""

    rules: tuple[tuple[int, ...], ...]
    is_activity: tuple[bool, ...]
    nobody: tuple[int, ...] = ()


def run(plan: Plan, codes: Codes, graphs: Sequence[Graph], rows: Rows, until: int, *, priority: int = 0) -> Any:
    """Rows (person by place, graph, instant, from, to, how, units): each entry into a stage of the first graph and each
    hand-over of all, in order of time for each person and graph. The graphs differ in thresholds of scores only.

    `from` is −1 at the opening; `how` is BY_RULE or BY_PEOPLE, or HANDED_OVER(_BY_PEOPLE) with the units of score
    `priority` at that instant. Releases the interpreter's lock.
    """
    np, kernel = _numpy(), _kernel()
    tab, mac = _tables(_turning(plan, graphs), codes.rules), _graphs(tuple(graphs))
    active = np.array(codes.is_activity or (False,), np.bool_)
    nobody = np.array(codes.nobody, np.int64)
    value = rows.value if len(rows.value) else np.zeros(1, np.int32)
    return kernel.run(
        tab, mac, rows.starts, rows.at, rows.code, value, len(rows.value) > 0, active, nobody,
        rows.decision_starts, rows.decision_at, rows.decision, until, priority,
    )  # fmt: skip


def _turning(plan: Plan, graphs: Sequence[Graph]) -> Plan:
    """The plan with the thresholds of all graphs: at each of them some lead may have to be looked at."""
    turns = [
        tuple(sorted({units for graph in graphs for units in graph.turns[place]})) for place in range(len(plan.scores))
    ]
    scores = tuple(replace(score, thresholds=some) for score, some in zip(plan.scores, turns, strict=True))
    return replace(plan, scores=scores)


def look_at(plan: Plan, codes: Codes, bits: int, rows: Rows, who: Any, when: Any) -> tuple[Any, Any, Any, Any]:
    """People (by place) at instants: the units of each score, the sum and the number of each rule, and each bit."""
    np, kernel = _numpy(), _kernel()
    tab = _tables(plan, codes.rules)
    many = len(who)
    found = (
        np.zeros((many, len(plan.scores)), np.int64),
        np.zeros((many, len(plan.rules)), np.int64),
        np.zeros((many, len(plan.rules)), np.int64),
        np.zeros((many, max(1, bits)), np.bool_),
    )
    nobody = np.array(codes.nobody, np.int64)
    value = rows.value if len(rows.value) else np.zeros(1, np.int32)
    kernel.look_at(tab, rows.starts, rows.at, rows.code, value, len(rows.value) > 0, nobody, who, when, *found)
    return found


@lru_cache(maxsize=32)
def _tables(plan: Plan, codes: tuple[tuple[int, ...], ...]) -> Any:
    return import_module("accord.engines.tables").tables_of(plan, codes)


@lru_cache(maxsize=32)
def _graphs(graphs: tuple[Graph, ...]) -> Any:
    return import_module("accord.engines.machine.tables").graphs_of(graphs)


@lru_cache(maxsize=1)
def _kernel() -> Any:
    return import_module("accord.engines.machine.walking")


@lru_cache(maxsize=1)
def _numpy() -> Any:
    return import_module("numpy")
