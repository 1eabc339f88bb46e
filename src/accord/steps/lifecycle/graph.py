"""The stages of an agreement as a graph that is looked up, not searched: made once for each agreement. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from accord.agreement.spec import Agreement, Criterion, Stage
from accord.steps.lifecycle.criteria import decisions_read

_CLOSING = frozenset(("deal_won", "deal_lost", "disqualified"))


@dataclass(frozen=True, slots=True)
class Node:
    """One stage. `ways` are the stages it goes to, the furthest first; `onward` those of them that lie behind it;
    `targets` where each decision of people takes a lead from here."""

    stage: Stage
    is_resting: bool
    is_closing: bool
    ways: tuple[Stage, ...]
    onward: tuple[Stage, ...]
    targets: Mapping[str, Stage]


Graph = Mapping[str, Node]


def decisions_of(stage: Stage) -> frozenset[str]:
    """The decisions of people that may open the stage."""
    return decisions_read(stage.enter) if isinstance(stage.enter, Criterion) else frozenset()


def is_resting(stage: Stage) -> bool:
    """A stage for leads that marketing took back."""
    return "recycled" in decisions_of(stage)


def is_closing(stage: Stage) -> bool:
    """A stage at which the journey ends, until somebody reopens it."""
    return not stage.goes_to or not _CLOSING.isdisjoint(decisions_of(stage))


def graph_of(agreement: Agreement) -> Graph:
    """The nodes by stage. A stage that a later version has dropped is not there."""
    return _made(_Itself(agreement))


class _Itself:
    """An agreement, which has no hash, as a key: it and no equal one."""

    __slots__ = ("agreement",)

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.agreement is other.agreement

    def __hash__(self) -> int:
        return id(self.agreement)


@lru_cache(maxsize=64)
def _made(one: _Itself) -> Graph:
    stages = {stage.id: stage for stage in reversed(one.agreement.stages)}
    places = {stage.id: place for place, stage in reversed(list(enumerate(one.agreement.stages)))}
    return {stage.id: _node(stage, stages, places) for stage in stages.values()}


def _node(stage: Stage, stages: Mapping[str, Stage], places: Mapping[str, int]) -> Node:
    """Stages are written in the order of the journey: the later, the further."""
    named = [stages[to] for to in stage.goes_to if to in stages]
    ways = tuple(sorted(named, key=lambda way: places[way.id], reverse=True))
    return Node(
        stage=stage,
        is_resting=is_resting(stage),
        is_closing=is_closing(stage),
        ways=ways,
        onward=tuple(way for way in ways if places[way.id] > places[stage.id]),
        targets={decision: way for way in reversed(named) for decision in decisions_of(way)},
    )
