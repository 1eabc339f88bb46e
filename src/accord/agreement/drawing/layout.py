"""Which column and row each stage stands in: layers along the way of a lead, lanes by owner."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from accord.agreement.spec import Criterion, Stage

LANES = ("marketing", "sales")


class Cell(NamedTuple):
    """`lane` counts from 0 in LANES, `row` within the lane, `column` along the way."""

    lane: int
    row: int
    column: int


def aside(stage: Stage) -> str:
    """“recycled” or “disqualified” for the stage that this decision leads to; otherwise nothing."""
    decided = stage.enter.decided if isinstance(stage.enter, Criterion) else None
    return decided if decided in ("recycled", "disqualified") else ""


def cells(stages: Sequence[Stage]) -> dict[str, Cell]:
    """A cell of its own for every stage. Those of the way itself stand as far along as the longest way there; those
    aside of it where their lane is free."""
    columns = _columns([stage for stage in stages if not aside(stage)])
    _put_aside(stages, columns)
    filled: dict[tuple[int, int], int] = defaultdict(int)
    found = {}
    for stage in stages:
        lane, column = LANES.index(stage.owner), columns[stage.id]
        found[stage.id] = Cell(lane, filled[lane, column], column)
        filled[lane, column] += 1
    return found


def _columns(stages: Sequence[Stage]) -> dict[str, int]:
    order = {stage.id: at for at, stage in enumerate(stages)}
    columns = dict.fromkeys(order, 0)
    for stage in stages:
        for to in stage.goes_to:
            if order.get(to, -1) > order[stage.id]:
                columns[to] = max(columns[to], columns[stage.id] + 1)
    return columns


def _put_aside(stages: Sequence[Stage], columns: dict[str, int]) -> None:
    last = max(columns.values(), default=0)
    for lane in LANES:
        here = [stage.id for stage in stages if stage.owner == lane and aside(stage)]
        taken = max((columns[stage.id] for stage in stages if stage.owner == lane and stage.id in columns), default=-1)
        start = max(taken + 1, last - len(here))
        columns.update({one: start + at for at, one in enumerate(here)})


def neighbour(places: Mapping[str, Cell], stage: str) -> str | None:
    """The next stage in the same row, to which a straight line leads."""
    lane, row, column = places[stage]
    later = [(cell.column, one) for one, cell in places.items() if cell[:2] == (lane, row) and cell.column > column]
    return min(later)[1] if later else None
