"""Who is in the scope of a pilot, and when: from traits as they were known at each instant, or from the hands that a
lead was in. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, Pilot
from accord.agreement.traits import is_in_scope, traits_read
from accord.kernel.touch import TraitChange

_EVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """A team had a lead of the person from `since` up to `until` (None: still)."""

    team: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Scope:
    """The instants at which somebody came into the scope of a pilot and left it, by turns; they begin outside of it,
    and are outside from its end on."""

    turns: tuple[datetime, ...] = ()

    def holds(self, at: datetime) -> bool:
        """Whether the pilot judges them at an instant."""
        return bisect_right(self.turns, at) % 2 == 1

    def turns_after(self, since: datetime, until: datetime) -> bool:
        """Whether they come or go after `since`, and not later than `until`."""
        return bisect_right(self.turns, until) > bisect_right(self.turns, since)


def scope_of(version: Version, changes: Sequence[TraitChange], held: Sequence[Held] = ()) -> Scope:
    """The scope of a pilot as far as it concerns somebody with this history; nobody is in that of another version."""
    pilot = version.agreement.pilot
    if pilot is None or version.superseded_at is None:
        return Scope()
    said = by_traits(version.agreement, pilot, changes) if pilot.where else _by_hands(version.agreement, held)
    return Scope(tuple(_within(said, version.in_force_from, version.superseded_at)))


def by_traits(agreement: Agreement, pilot: Pilot, changes: Sequence[TraitChange]) -> Iterator[tuple[datetime, bool]]:
    """Each instant at which something was learnt that the scope of a pilot reads, and whether they are in it then; the
    first is before all. As if the pilot had always run."""
    assert pilot.where
    read = traits_read(pilot.where, agreement)
    traits: dict[str, dict[str, Any]] = {"person": {}, "account": {}}
    yield _EVER, is_in_scope(agreement, {}, {})
    told = [change for change in sorted(changes) if (change.subject, change.name) in read]
    for at, group in groupby(told, key=lambda change: change.at):
        for change in group:
            traits[change.subject][change.name] = change.value
        yield at, is_in_scope(agreement, traits["person"], traits["account"])


def _by_hands(agreement: Agreement, held: Sequence[Held]) -> Iterator[tuple[datetime, bool]]:
    ours = [one for one in held if is_in_scope(agreement, {}, {}, [one.team])]
    ends = {at for one in ours for at in (one.since, one.until) if at is not None}
    for at in sorted(ends):
        yield at, any(one.since <= at and (one.until is None or at < one.until) for one in ours)


def _within(said: Iterator[tuple[datetime, bool]], start: datetime, end: datetime) -> Iterator[datetime]:
    """The turns from `start` on, the last of them at `end` at the latest."""
    was_in, at_start = False, False
    later: list[tuple[datetime, bool]] = []
    for at, is_in in said:
        if at <= start:
            at_start = is_in
        elif at < end:
            later.append((at, is_in))
    for at, is_in in [(start, at_start), *later, (end, False)] if start < end else ():
        if is_in != was_in:
            yield at
        was_in = is_in


def judged_by(pilots: Mapping[int, Scope], versions: Sequence[Version], at: datetime) -> Version | None:
    """Of these versions the one that judges somebody at an instant; `pilots` are their scopes by the version's id."""
    own = [one for one in versions if one.is_in_force(at)]
    beside = [one for one in own if one.is_pilot and pilots.get(one.id, Scope()).holds(at)]
    mains = [one for one in own if not one.is_pilot]
    return max(beside or mains, key=lambda one: one.number, default=None)
