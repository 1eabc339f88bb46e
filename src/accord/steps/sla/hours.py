"""Whose hours count: calendars of the agreement, and members with their calendar, zone and leave.

Leave holds up a clock like a pause, and like pauses no longer than its clause allows: for so many working days of
whoever owes it, all leave of one clock together. Beyond them the clock runs as if they were there, so that its ladder
does its work.
"""

import hashlib
import math
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from accord.agreement import calendars
from accord.agreement.contracts import Version
from accord.kernel.working_hours import NeverOpen, WorkingTime
from accord.members import api as members
from accord.members.contracts import WorkCard
from accord.steps.sla import rules
from accord.steps.sla.models import Clock

DAY = 86_400
YEARS_BACK, YEARS_AHEAD = 2, 3
Leave = tuple[tuple[datetime, datetime], ...]


class Hours(Mapping[str, WorkingTime | None]):
    """Working time by the key in `Clock.hours`, leave aside, under one version, as everything is known now; `of` a
    clock it knows of leave too. Members are read together the first time, so that many clocks cost two queries."""

    def __init__(self, version: Version, *, now: datetime, member_ids: Collection[int] = ()) -> None:
        self._agreement = version.agreement
        self._first = datetime(now.year - YEARS_BACK, 1, 1, tzinfo=UTC)
        self._last = datetime(now.year + YEARS_AHEAD, 1, 1, tzinfo=UTC)
        self._work: dict[int, WorkCard] = {}
        self._leave: dict[int, Leave] = {}
        self._known: dict[str, WorkingTime | None] = {"": None}
        self._pauses = {clause.id: rules.longest_pause(clause) for clause in self._agreement.clocks}
        self._wanted = set(member_ids)

    def __getitem__(self, key: str) -> WorkingTime | None:
        if key not in self._known:
            self._known[key] = self._of_member(int(key[1:])) if key.startswith("@") else self._named(key[1:] or None)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def of(self, clock: Clock) -> "ClockHours":
        """The hours by which a clock counts, whatever its spells become."""
        return ClockHours(self, clock, self._pauses.get(clock.service, rules.longest_pause(None)))

    def leave_of(self, key: str) -> Leave:
        """When whoever works these hours is away; nobody in particular never is."""
        if not key.startswith("@"):
            return ()
        self._read(int(key[1:]))
        return self._leave.get(int(key[1:]), ())

    def print_of(self, key: str) -> str:
        """A short text that changes when these hours do."""
        if not key:
            return "all"
        if not key.startswith("@"):
            return self._print(key[1:] or None, None)
        card = self._read(int(key[1:]))
        leave = self._leave.get(int(key[1:]), ())
        if not leave:
            return self._print(self._calendar(card), _zone(card))
        said = f"{self._print(self._calendar(card), _zone(card))} but {leave!r}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def _named(self, calendar_id: str | None, zone: str | None = None) -> WorkingTime:
        return calendars.working_time(self._agreement, self._existing(calendar_id), zone=zone)

    def _print(self, calendar_id: str | None, zone: str | None) -> str:
        return calendars.fingerprint(self._agreement, self._existing(calendar_id), zone=zone)

    def _of_member(self, member_id: int) -> WorkingTime:
        card = self._read(member_id)
        return self._named(self._calendar(card), _zone(card))

    def _read(self, member_id: int) -> WorkCard | None:
        if member_id not in self._work:
            wanted = (self._wanted | {member_id}) - self._work.keys()
            self._work |= members.work_of(wanted)
            self._leave |= members.leave_of(wanted, self._first, self._last)
        return self._work.get(member_id)

    def _calendar(self, card: WorkCard | None) -> str | None:
        return card.calendar if card else None

    def _existing(self, calendar_id: str | None) -> str | None:
        """A member may name a calendar that this version does not have: then the first one counts."""
        return calendar_id if any(one.id == calendar_id for one in self._agreement.calendars) else None


class ClockHours(Mapping[str, WorkingTime | None]):
    """Working time by the key in `Clock.hours` for one clock: less the leave that holds it up."""

    def __init__(self, hours: Hours, clock: Clock, pause: int) -> None:
        self._hours, self._clock, self._pause = hours, clock, pause

    def __getitem__(self, key: str) -> WorkingTime | None:
        found = self._hours[key]
        if found is None or not self._hours.leave_of(key):
            return found
        return found.without(self._held_up(key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._hours)

    def __len__(self) -> int:
        return len(self._hours)

    def print_of(self, key: str) -> str:
        """As `Hours.print_of`."""
        return self._hours.print_of(key)

    def _held_up(self, key: str) -> Iterator[tuple[datetime, datetime]]:
        """The leave of these hours that counts: as long as something is left of what all owners may be away in turn,
        each by the length of their own working days."""
        left = Fraction(1)
        for spell in rules.read(self._clock.spells):
            working = self._hours[spell.hours]
            most = _most(working, self._pause) if working else 0
            for since, until in self._hours.leave_of(spell.hours):
                first, last = max(since, spell.since), min(until, spell.until or until)
                if working is None or not most or first >= last:
                    continue
                room, away = math.ceil(left * most), working.between(first, last)
                if away > room:
                    last = working.add(first, room)
                if spell.hours == key and first < last:
                    yield first, last
                left -= Fraction(min(away, room), most)


def _most(working: WorkingTime, pause: int) -> int:
    """Seconds of working time that leave takes at the most: a day of a pause is a working day."""
    days, rest = divmod(pause, DAY)
    try:
        return working.days(days) + rest
    except NeverOpen:
        return pause


def _zone(card: WorkCard | None) -> str | None:
    return card.time_zone or None if card else None
