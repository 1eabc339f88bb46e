"""Two texts side by side: lines with their numbers, what differs marked by the word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 3
MOST_PAIRS = 250_000  # of words in two long lines; beyond it they are marked as a whole
_WORDS = re.compile(r"\s+|[\w./@-]+|.")
Piece = tuple[str, bool]  # words, and whether they differ


@dataclass(frozen=True, slots=True)
class Row:
    """A line of either text; `kind` is same, changed, added, removed, or gap where lines are left out."""

    kind: str
    old_number: int | None = None
    old: Sequence[Piece] = ()
    new_number: int | None = None
    new: Sequence[Piece] = ()


def side_by_side(old: str, new: str) -> list[Row]:
    """All that differs, with a few lines around it."""
    before, after = old.splitlines(), new.splitlines()
    groups = list(SequenceMatcher(None, before, after).get_grouped_opcodes(CONTEXT))
    rows: list[Row] = []
    for group in groups:
        if group[0][1] or group[0][3]:
            rows.append(Row("gap"))
        for kind, a, b, c, d in group:
            rows += _rows(kind, (before, a, b), (after, c, d))
    if groups and (groups[-1][-1][2] < len(before) or groups[-1][-1][4] < len(after)):
        rows.append(Row("gap"))
    return rows


Part = tuple[Sequence[str], int, int]


def _rows(kind: str, old: Part, new: Part) -> Iterator[Row]:
    (before, a, b), (after, c, d) = old, new
    for i in range(max(b - a, d - c)):
        left = before[a + i] if a + i < b else None
        right = after[c + i] if c + i < d else None
        if left is not None and right is not None:
            marked = ([(left, False)], [(right, False)]) if kind == "equal" else _words(left, right)
            yield Row("same" if kind == "equal" else "changed", a + i + 1, marked[0], c + i + 1, marked[1])
        elif left is not None:
            yield Row("removed", old_number=a + i + 1, old=[(left, False)])
        elif right is not None:
            yield Row("added", new_number=c + i + 1, new=[(right, False)])


def _words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > MOST_PAIRS:
        return [(old, True)], [(new, True)]
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if a < b:
            left.append(("".join(before[a:b]), kind != "equal"))
        if c < d:
            right.append(("".join(after[c:d]), kind != "equal"))
    return left, right
