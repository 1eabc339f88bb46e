"""Criteria, piece by piece: which conditions a text asks for, and what makes one more of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from accord.agreement.editing.changes import Add, Change, Path, Set, Wrap
from accord.agreement.editing.nodes import Plain, at
from accord.agreement.editing.words import Value

TREES = ("all", "any", "none")
How = Literal["and", "or", "not"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a criterion: where it stands, below which of all, any, none, and what it says. `what` is its
    key, or nothing where it is a decision as a bare word."""

    path: Path
    under: tuple[str, ...]
    what: str
    value: Plain


def conditions(plain: Plain, path: Path) -> list[Condition]:
    """Every single condition of the criterion at a path, in their order."""
    return list(_within(at(plain, path), path, ()))


def _within(here: Any, path: Path, under: tuple[str, ...]) -> Iterator[Condition]:
    if isinstance(here, str) and here:
        yield Condition(path, under, "", here)
    elif isinstance(here, dict):
        for key, value in here.items():
            if key in TREES and isinstance(value, list):
                for place, one in enumerate(value):
                    yield from _within(one, (*path, key, place), (*under, key))
            else:
                yield Condition((*path, key), under, key, value)


def one_more(plain: Plain, path: Path, condition: Value, how: How = "and") -> list[Change]:
    """What makes the criterion at a path ask for one condition more: too, or for it instead of the rest, or never."""
    here = at(plain, path)
    if not here:
        return [Set(path, {"none": [condition]} if how == "not" else condition)]
    if how == "or":
        gathered = isinstance(here, dict) and list(here) == ["any"]
        return [*([] if gathered else [Wrap(path, "any")]), Add((*path, "any"), condition)]
    tree = "none" if how == "not" else "all"
    if not isinstance(here, dict):
        return [Wrap(path, "all"), Add((*path, "all"), {"none": [condition]} if how == "not" else condition)]
    if tree not in here and how == "and" and isinstance(condition, Mapping):
        [(key, value)] = condition.items()
        if key not in here:
            return [Set((*path, key), value)]
    return [Add((*path, tree), condition)]
