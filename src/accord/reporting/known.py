"""What was known of people at an instant, and nothing that was learnt later, whatever time it names itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.kernel.touch import Touch, TraitChange
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import StoredTouch
from accord.steps.identity import api as identity


@dataclass(frozen=True, slots=True)
class Story:
    """The human touches of one person and all changes of traits; `learnt` says when each touch came in."""

    person_id: int
    touches: list[StoredTouch] = field(default_factory=list)
    changes: list[TraitChange] = field(default_factory=list)
    learnt: Mapping[int, datetime] = field(default_factory=dict)

    def touches_by(self, at: datetime) -> list[Touch]:
        """Those that had happened and had come in."""
        return [row.touch for row in self.touches if row.touch.occurred_at <= at and row.touch.received_at <= at]

    def changes_by(self, at: datetime) -> list[TraitChange]:
        """Those that held and had come in; what no touch says has been known for ever."""
        return [one for one in self.changes if one.at <= at and self.learnt.get(one.touch_id, one.at) <= at]

    def traits_by(self, at: datetime) -> dict[tuple[str, str], Any]:
        """(subject, name) → value."""
        found = {(one.subject, one.name): one.value for one in sorted(self.changes_by(at))}
        return {pair: value for pair, value in found.items() if value is not None}


def stories(*, person_ids: Collection[int], until: datetime) -> dict[int, Story]:
    """The story of each person up to an instant, machine traffic left out."""
    aliases = identity.aliases_of(person_ids=person_ids)
    changes = identity.histories(person_ids=person_ids, until=until)
    owner = {alias: person for person, found in aliases.items() for alias in found}
    rows = collect.touches_of(alias_ids=list(owner), until=until) if owner else []
    verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in rows])
    machines = {number for number, verdict in verdicts.items() if verdict.is_machine}
    mine: dict[int, list[StoredTouch]] = {person: [] for person in person_ids}
    for row in rows:
        if row.touch_id not in machines:
            mine[owner[row.alias_id]].append(row)
    learnt = collect.received(touch_ids={one.touch_id for found in changes.values() for one in found})
    return {person: Story(person, mine[person], changes.get(person, []), learnt) for person in mine}
