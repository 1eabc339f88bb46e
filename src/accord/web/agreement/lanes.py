"""The stage graph as swim lanes by owner: where boxes and arrows stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.agreement.spec import Stage

BOX_WIDTH, BOX_HEIGHT, STEP, LANE, LEFT = 104, 36, 128, 128, 96


@dataclass(frozen=True, slots=True)
class Node:
    stage: Stage
    x: int
    y: int

    @property
    def left(self) -> int:
        return self.x - BOX_WIDTH // 2

    @property
    def top(self) -> int:
        return self.y - BOX_HEIGHT // 2

    @property
    def text_y(self) -> int:
        return self.y + 5


@dataclass(frozen=True, slots=True)
class Edge:
    """`path` is the curve, `head` the triangle at its end."""

    path: str
    head: str
    is_back: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    lane: int
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    name_x: int
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def drawing_of(stages: Sequence[Stage], *, is_mirrored: bool) -> Drawing:
    """Marketing's lane above sales'; stages in the order written, from the reading direction's beginning."""
    width = LEFT + STEP * len(stages)
    places = {stage.id: LEFT + STEP * i + BOX_WIDTH // 2 for i, stage in enumerate(stages)}
    xs = {name: width - x if is_mirrored else x for name, x in places.items()}
    nodes = {s.id: Node(s, xs[s.id], LANE // 2 if s.owner == "marketing" else LANE + LANE // 2) for s in stages}
    order = {stage.id: i for i, stage in enumerate(stages)}
    edges = [
        _edge(nodes[stage.id], nodes[to], order[to] - order[stage.id], is_mirrored)
        for stage in stages
        for to in stage.goes_to
        if to in nodes
    ]
    return Drawing(width, 2 * LANE, LANE, list(nodes.values()), edges, width - 10 if is_mirrored else 10)


def _edge(start: Node, end: Node, distance: int, is_mirrored: bool) -> Edge:
    side = -1 if is_mirrored else 1
    if start.y == end.y and distance == 1:
        return _straight(start, end, side)
    if start.y == end.y:
        return _arc(start, end, distance)
    return _across(start, end, distance, side)


def _straight(start: Node, end: Node, side: int) -> Edge:
    x1, x2 = start.x + side * BOX_WIDTH // 2, end.x - side * (BOX_WIDTH // 2 + 6)
    return Edge(f"M{x1} {start.y}H{x2}", _head(x2 + side * 6, end.y, side, 0), False)


def _arc(start: Node, end: Node, distance: int) -> Edge:
    """Over the boxes of the same lane; the farther, the higher. Marketing's above, sales' below."""
    up = -1 if start.y < LANE else 1
    lift = min(46, 22 + 5 * abs(distance))
    edge_y = start.y + up * BOX_HEIGHT // 2
    x1, x2 = start.x + _offset(distance), end.x - _offset(distance)
    path = f"M{x1} {edge_y}C{x1} {edge_y + up * lift} {x2} {edge_y + up * lift} {x2} {edge_y + up * 6}"
    return Edge(path, _head(x2, edge_y, 0, -up), distance < 0)


def _across(start: Node, end: Node, distance: int, side: int) -> Edge:
    """From one lane to the other."""
    down = 1 if end.y > start.y else -1
    y1, y2 = start.y + down * BOX_HEIGHT // 2, end.y - down * (BOX_HEIGHT // 2 + 6)
    x1, x2 = start.x + side * _offset(distance), end.x - side * _offset(distance)
    middle = (y1 + y2) // 2
    path = f"M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}"
    return Edge(path, _head(x2, y2 + down * 6, 0, down), distance < 0)


def _offset(distance: int) -> int:
    return 14 if distance > 0 else -14


def _head(x: int, y: int, across: int, down: int) -> str:
    """A small triangle whose tip is at (x, y)."""
    if across:
        return f"M{x} {y}l{-across * 7} -4v8z"
    return f"M{x} {y}l-4 {-down * 7}h8z"
