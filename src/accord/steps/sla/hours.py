"""Whose hours count: calendars of the agreement, and members with their calendar, zone and leave."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from accord.agreement import calendars
from accord.agreement.contracts import Version
from accord.kernel.working_hours import WorkingTime
from accord.members import api as members
from accord.members.contracts import WorkCard

YEARS_BACK, YEARS_AHEAD = 2, 3
Leave = tuple[tuple[datetime, datetime], ...]


class Hours(Mapping[str, WorkingTime | None]):
    """Working time by the key in `Clock.hours`, under one version, as everything is known now; members are read
    together the first time, so that many clocks cost two queries."""

    def __init__(self, version: Version, *, now: datetime, member_ids: Collection[int] = ()) -> None:
        self._agreement = version.agreement
        self._first = datetime(now.year - YEARS_BACK, 1, 1, tzinfo=UTC)
        self._last = datetime(now.year + YEARS_AHEAD, 1, 1, tzinfo=UTC)
        self._work: dict[int, WorkCard] = {}
        self._leave: dict[int, Leave] = {}
        self._known: dict[str, WorkingTime | None] = {"": None}
        self._wanted = set(member_ids)

    def __getitem__(self, key: str) -> WorkingTime | None:
        if key not in self._known:
            self._known[key] = self._of_member(int(key[1:])) if key.startswith("@") else self._named(key[1:] or None)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

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
        said = f"{self._print(self._calendar(card), _zone(card))}{leave!r}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def _named(self, calendar_id: str | None, zone: str | None = None) -> WorkingTime:
        return calendars.working_time(self._agreement, self._existing(calendar_id), zone=zone)

    def _print(self, calendar_id: str | None, zone: str | None) -> str:
        return calendars.fingerprint(self._agreement, self._existing(calendar_id), zone=zone)

    def _of_member(self, member_id: int) -> WorkingTime:
        card = self._read(member_id)
        found = self._named(self._calendar(card), _zone(card))
        leave = self._leave.get(member_id, ())
        return found.without(leave) if leave else found

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


def _zone(card: WorkCard | None) -> str | None:
    return card.time_zone or None if card else None
