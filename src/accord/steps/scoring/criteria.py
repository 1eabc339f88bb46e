"""What the criteria of an agreement read of scores and touches."""

from collections.abc import Iterator
from math import ceil, floor

from accord.agreement.spec import Agreement, Criterion, Did, Test
from accord.agreement.traits import leaves
from accord.engines.contracts import UNITS


def deciding(agreement: Agreement) -> Iterator[Criterion]:
    """The leaves of every criterion by which a lead moves: stages and disqualifiers."""
    for stage in agreement.stages:
        if isinstance(stage.enter, Criterion):
            yield from leaves(stage.enter)
    for disqualifier in agreement.disqualify:
        yield from leaves(disqualifier.when)


def thresholds(agreement: Agreement, score_id: str) -> tuple[int, ...]:
    """The units of that score at which a decision or a grade turns."""
    found = {units for _, points in agreement.score(score_id).grades for units in _from(points)}
    for leaf in deciding(agreement):
        if leaf.score is not None and leaf.score[0] == score_id:
            found |= _turns(leaf.score[1])
    return tuple(sorted(found))


def turns_of(test: Test) -> tuple[int, ...]:
    """The units of a score at which a test of it may turn, lowest first."""
    return tuple(sorted(_turns(test)))


def dids(agreement: Agreement) -> list[Did]:
    """Every `did` that a deciding criterion or a route reads."""
    routes = (leaf for route in agreement.routing if route.when for leaf in leaves(route.when))
    return [leaf.did for leaf in (*deciding(agreement), *routes) if leaf.did is not None]


def _turns(test: Test) -> set[int]:
    """A test of a number turns where it begins or ceases to hold: at a bound, or just above it."""
    from_it = [test.at_least, test.less_than]
    above_it = [test.at_most, test.more_than]
    exactly = [test.equals, test.is_not, *(test.any_of or ()), *(test.none_of or ())]
    found = {units for points in [*from_it, *exactly] for units in _from(points)}
    return found | {units for points in [*above_it, *exactly] for units in _above(points)}


def _from(points: object) -> list[int]:
    return [ceil(points * UNITS)] if isinstance(points, int | float) else []


def _above(points: object) -> list[int]:
    return [floor(points * UNITS) + 1] if isinstance(points, int | float) else []
