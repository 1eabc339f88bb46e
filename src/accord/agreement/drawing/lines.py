"""Lines with rounded corners, and their heads, as SVG paths."""

from collections.abc import Sequence

BEND = 6
HEAD = 7
Points = Sequence[tuple[int, int]]


def line(points: Points, short: int = HEAD - 1) -> str:
    """From the first point to so much before the last, round at every corner between them."""
    parts = [f"M{points[0][0]} {points[0][1]}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        (x1, y1), (x2, y2) = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{x1} {y1}Q{corner[0]} {corner[1]} {x2} {y2}")
    x, y = _towards(points[-1], points[-2], short)
    return "".join([*parts, f"L{x} {y}"])


def head(points: Points) -> str:
    """A triangle whose tip is the last point."""
    (x0, y0), (x, y) = points[-2:]
    if x != x0:
        back = -HEAD if x > x0 else HEAD
        return f"M{x} {y}l{back} -4v8z"
    back = -HEAD if y > y0 else HEAD
    return f"M{x} {y}l-4 {back}h8z"


def joining(points: Points) -> str:
    """Only as far as where the line meets another that goes on to the same end."""
    (x, y), (on, _) = points[2], points[3]
    return line([*points[:3], (x + 2 * BEND * _sign(on - x), y)], short=0)


def _towards(point: tuple[int, int], other: tuple[int, int], most: int = BEND) -> tuple[int, int]:
    """So far from a point in the direction of another, but no further than half of the way."""
    across, down = other[0] - point[0], other[1] - point[1]
    step = min(most, (abs(across) + abs(down)) // 2)
    return point[0] + step * _sign(across), point[1] + step * _sign(down)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
