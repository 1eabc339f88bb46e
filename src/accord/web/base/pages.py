"""One page of a longer list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`number` counts from 1; `has_more` says that there is a page after it; `total` where it is known."""

    rows: Sequence[Row]
    number: int
    has_more: bool
    total: int | None = None

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.has_more else None


def cut(rows: Sequence[Row], number: int, size: int, total: int | None = None) -> Page[Row]:
    """A page from `size + 1` rows: the extra one only tells that there is more."""
    return Page(rows[:size], number, len(rows) > size, total)
