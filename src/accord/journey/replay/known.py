"""What was known of people's companies and titles at any instant, for the parts by segment and persona."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from accord.agreement.conditions import as_number, is_missing
from accord.agreement.persona import persona_of
from accord.agreement.spec import Agreement
from accord.journey.replay.world import Columns, columns
from accord.kernel.instants import to_micros
from accord.kernel.touch import TraitChange
from accord.steps.identity import api as identity

TITLE = "job_title"
SEGMENTS = ("industry", "country", "employees")
SIZES = ((1, "1–49"), (50, "50–249"), (250, "250–999"), (1000, "1000–4999"), (5000, "5000+"))
PAGE = 500


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait through time: of each person the instants at which it changed, to which of the `values`."""

    values: tuple[str, ...]
    changes: Columns

    def at(self, places: Any, instants: Any) -> Any:
        """The place in `values` of what was known of these people at these instants; 0, which is "", for nothing."""
        after = self.changes.upto(places, instants)
        is_known = after > self.changes.starts[places]
        return np.where(is_known, self.changes.what[np.maximum(after - 1, 0)] if len(self.changes.what) else 0, 0)


@dataclass(frozen=True, slots=True)
class Known:
    """The traits by name: those of `SEGMENTS` of the account, and the title of the person."""

    traits: dict[str, Trait]

    def personas(self, agreement: Agreement) -> list[str]:
        """The persona of each title, "" where none."""
        return [persona_of(agreement, title) or "" for title in self.traits[TITLE].values]


@dataclass(slots=True)
class Learning:
    """What is known, under way."""

    rows: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: {n: [] for n in (*SEGMENTS, TITLE)})
    values: dict[str, dict[str, int]] = field(default_factory=lambda: {n: {"": 0} for n in (*SEGMENTS, TITLE)})

    def take(self, place: int, changes: Iterable[TraitChange]) -> None:
        """The changes of one person, in order."""
        for change in changes:
            is_ours = change.name in SEGMENTS if change.subject == "account" else change.name == TITLE
            if is_ours:
                names = self.values[change.name]
                said = _said(change.name, change.value)
                number = names.setdefault(said, len(names))
                self.rows[change.name].append((place, to_micros(change.at), number))

    def done(self, many: int) -> Known:
        """Everything, by person."""
        return Known({name: Trait(tuple(self.values[name]), columns(rows, many)) for name, rows in self.rows.items()})


def known_of(people: Sequence[int], only: Any) -> Known:
    """What was known of those whose places are in `only`, which are sorted; of others nothing."""
    learning = Learning()
    places = only.tolist()
    for start in range(0, len(places), PAGE):
        part = {people[place]: place for place in places[start : start + PAGE]}
        changes = identity.histories(person_ids=part)
        for person, place in part.items():
            learning.take(place, changes[person])
    return learning.done(len(people))


def _said(name: str, value: Any) -> str:
    if is_missing(value):
        return ""
    if name == "employees":
        number = as_number(value)
        return next((label for least, label in reversed(SIZES) if number is not None and number >= least), "")
    return " ".join(str(value).split())[:100]
