"""What a drawing is made of, in pixels from the top left corner."""

from dataclasses import dataclass, replace

from accord.agreement.drawing.lines import head, joining, line
from accord.agreement.drawing.text import width_of

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text, its middle at `x`, its foot at `y`."""

    text: str
    x: int
    y: int
    size: int

    @property
    def width(self) -> float:
        return width_of(self.text, self.size)


@dataclass(frozen=True, slots=True)
class Lane:
    side: str
    x: int
    y: int
    width: int
    height: int
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A stage. `aside`: “recycled”, “disqualified” or nothing; `is_handed`: here a lead is offered to sales."""

    stage: str
    owner: str
    x: int
    y: int
    width: int
    height: int
    labels: tuple[Label, ...]
    means: str
    aside: str = ""
    is_handed: bool = False
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A transition: `kind` is forward, back, recycled or disqualified. `joins`: on its way it meets another of the same
    kind to the same end, which is drawn for both from there on. `is_gone`: it was there before the change."""

    start: str
    end: str
    kind: str
    points: tuple[Point, ...]
    is_changed: bool = False
    joins: bool = False
    is_gone: bool = False

    @property
    def path(self) -> str:
        """The line as an SVG path."""
        return joining(self.points) if self.joins else line(self.points)

    @property
    def head(self) -> str:
        """The head of the arrow as an SVG path; nothing where another has it."""
        return "" if self.joins else head(self.points)


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    title: str
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]

    def mirrored(self) -> "Drawing":
        """As it is read from the right to the left."""
        return replace(
            self,
            lanes=tuple(replace(one, labels=self._turned(one.labels)) for one in self.lanes),
            boxes=tuple(
                replace(one, x=self.width - one.x - one.width, labels=self._turned(one.labels)) for one in self.boxes
            ),
            ways=tuple(replace(one, points=tuple((self.width - x, y) for x, y in one.points)) for one in self.ways),
        )

    def _turned(self, labels: tuple[Label, ...]) -> tuple[Label, ...]:
        return tuple(replace(one, x=self.width - one.x) for one in labels)
