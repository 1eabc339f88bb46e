"""The text as a tree of nodes that know where they stand. Aliases, tags and second documents are faults."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

Place = tuple[int, int]  # line, column; both count from 1, in characters


@dataclass(slots=True, eq=False)
class Scalar:
    text: str
    is_plain: bool
    place: Place


class Lost(Scalar):
    """Something stood here that is a fault already; nothing more is said about it."""


@dataclass(slots=True, eq=False)
class Sequence:
    place: Place
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    place: Place
    pairs: list[tuple[Scalar, "Node"]] = field(default_factory=list)


Node = Scalar | Sequence | Mapping


class Lines:
    """Where each line of a text begins; a line ends with \\n, \\r\\n or \\r, as editors have it."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *_after_breaks(text)]
        self._last = max(len(text.rstrip("\r\n")), 0)

    def place(self, index: int) -> Place:
        """Line and column of a character; what lies behind the text is at the end of its last line."""
        index = max(0, min(index, self._last))
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def _after_breaks(text: str) -> Iterator[int]:
    for index, letter in enumerate(text):
        if letter == "\n" or (letter == "\r" and text[index + 1 : index + 2] != "\n"):
            yield index + 1
