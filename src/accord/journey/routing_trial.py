"""The last leads routed anew, by the agreement in force or another one, without anybody getting anything.

Each is asked at the instant it was offered, with what was known then, who was on leave or at work, what each had and
what each was owed. What was rejected is given back if the same member has it; what waited is tried again when somebody
really got it. Who may log in is as of today, and so is who has a likely duplicate.
"""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.journey import asking, routing
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Choice, Crew, HandoffCard, Ready, Rep
from accord.steps.identity import api as identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One lead: who got it first, by which route (None: nobody yet), and who would have."""

    handed: HandoffCard
    person: str
    did: MemberCard | None
    would: Choice
    rep: MemberCard | None

    @property
    def is_same(self) -> bool:
        return (self.did.id if self.did else None) == self.would.member_id

    def as_dict(self) -> dict[str, Any]:
        """One entry of `accord route --dry-run --json`."""
        return {
            "lead": self.handed.lead_id,
            "person": self.person,
            "offered_at": self.handed.offered_at,
            "did": {"rep": self.did.email if self.did else None, "route": self.handed.route or None},
            "would": {
                "rep": self.rep.email if self.rep else None,
                "route": self.would.route or None,
                "by": self.would.by or None,
                "candidates": list(self.would.candidates),
                "passed": list(self.would.passed),
            },
            "same": self.is_same,
        }


def dry_run(*, last: int, agreement: Agreement, version: Version | None = None) -> list[Tried]:
    """The last leads in the order they were offered. `version` is the agreement's where it is in force, so that what
    people did is known already; else it is looked for anew in their touches."""
    rows = handoff.last_offered(limit=last)
    if not rows or not agreement.routing:
        return []
    trial = _Trial(agreement, version, rows)
    choices = [trial.choose(row) for row in rows]
    people = identity.people(person_ids={row.person_id for row in rows})
    reps = members.by_ids(
        {i for row in rows for i in (chosen_of(row),) if i} | {one.member_id for one in choices if one.member_id}
    )
    return [
        Tried(
            handed=row,
            person=people[row.person_id].label if row.person_id in people else "",
            did=reps.get(chosen_of(row) or 0),
            would=choice,
            rep=reps.get(choice.member_id or 0),
        )
        for row, choice in zip(rows, choices, strict=True)
    ]


def chosen_of(row: HandoffCard) -> int | None:
    """Whom the routes gave it to, whoever has it now."""
    return next((one["member"] for one in row.candidates if not one["passed_over"]), None)


class _Trial:
    def __init__(self, agreement: Agreement, version: Version | None, rows: Sequence[HandoffCard]) -> None:
        self._agreement, self._version = agreement, version
        self._first, self._last = rows[0].offered_at, max(row.assigned_at or row.offered_at for row in rows)
        self._owed: dict[str, handoff.Credits] = {}
        self._begin = _owed_at_first(rows)
        self._load = _Load(handoff.held_at(self._first, besides=[row.id for row in rows]))
        self._crews: dict[frozenset[int], tuple[datetime, Crew]] = {}
        self._stated: list[datetime] | None = None
        self._back: list[tuple[datetime, int, HandoffCard, str, Mapping[int, int]]] = [
            (row.closed_at, row.id, row, row.team, {one["member"]: one.get("gain", 0) for one in row.candidates})
            for row in handoff.given_back_after(self._first, besides=[row.id for row in rows])
            if row.closed_at is not None
        ]

    def choose(self, row: HandoffCard) -> Choice:
        choice = self._at(row, row.offered_at)
        if choice.member_id is None and row.assigned_at is not None and row.assigned_at > row.offered_at:
            choice = self._at(row, row.assigned_at)
        self._remember(row, choice)
        return choice

    def _at(self, row: HandoffCard, at: datetime) -> Choice:
        one = _ready(row)
        if self._version is not None:
            (asked,) = asking.facts_of([one], version=self._version, at=at)
        else:
            (asked,) = asking.facts_by([one], agreement=self._agreement, at=at)
        self._give_back(at)
        crew = self._crew(frozenset(asked.owners.values()), at)
        reps = [rep for team in (*crew.teams.values(), crew.owners.values()) for rep in team]
        load = self._load.at(at, reps)
        chosen = handoff.choosing(agreement=self._agreement, crew=crew, owed=self._credits, load=load, now=at)
        return chosen.choose(asked)

    def _credits(self, team: str) -> handoff.Credits:
        if team not in self._owed:
            self._owed[team] = handoff.Credits(self._begin.get(team, {}))
        return self._owed[team]

    def _remember(self, row: HandoffCard, choice: Choice) -> None:
        if choice.member_id is None:
            return
        self._load.give(choice.member_id, row.assigned_at or row.offered_at, row.closed_at)
        if _is_given_back(row) and row.closed_at is not None and choice.member_id == row.member_id:
            heapq.heappush(self._back, (row.closed_at, row.id, row, choice.team, choice.share))

    def _give_back(self, at: datetime) -> None:
        while self._back and self._back[0][0] <= at:
            _, _, row, team, share = heapq.heappop(self._back)
            self._credits(team).add(share, -1)
            if row.state == "rejected":
                self._load.forget(row.member_id or 0, row.assigned_at or row.offered_at)

    def _crew(self, owners: frozenset[int], at: datetime) -> Crew:
        """Made anew where something was stated of somebody's work since."""
        held = self._crews.get(owners)
        if held is None or self._is_stale(held, at):
            held = (
                at,
                routing.crew(self._agreement, at=at, owners=owners),
            )
            self._crews[owners] = held
        return held[1]

    def _is_stale(self, held: tuple[datetime, Crew], at: datetime) -> bool:
        if self._stated is None:
            ids = {rep.member.id for team in held[1].teams.values() for rep in team}
            self._stated = members.work_stated(ids, self._first, self._last)
        return any(held[0] < stated <= at for stated in self._stated)


def _is_given_back(row: HandoffCard) -> bool:
    return row.state == "rejected" or (row.state in ("withdrawn", "done") and row.accepted_at is None)


class _Load:
    """What each member has at an instant; the instants asked for never go back."""

    def __init__(self, held: Sequence[tuple[int, datetime, datetime | None]]) -> None:
        self._open: Counter[int] = Counter()
        self._ends: list[tuple[datetime, int]] = []
        self._got: dict[int, list[datetime]] = {}
        for member, since, until in sorted(held, key=lambda one: one[1]):
            self.give(member, since, until)

    def give(self, member: int, since: datetime, until: datetime | None) -> None:
        self._open[member] += 1
        self._got.setdefault(member, []).append(since)
        if until is not None:
            heapq.heappush(self._ends, (until, member))

    def forget(self, member: int, since: datetime) -> None:
        """What was given back does not count for the day."""
        if since in self._got.get(member, ()):
            self._got[member].remove(since)

    def at(self, at: datetime, reps: Sequence[Rep]) -> handoff.Load:
        while self._ends and self._ends[0][0] <= at:
            self._open[heapq.heappop(self._ends)[1]] -= 1
        today = Counter({rep.member.id: self._today(rep, at) for rep in reps})
        return handoff.Load(Counter(self._open), today)

    def _today(self, rep: Rep, at: datetime) -> int:
        zone = ZoneInfo(rep.hours.zone)
        day, count = _day(at, zone), 0
        for since in reversed(self._got.get(rep.member.id, ())):
            if _day(since, zone) < day:
                break
            count += 1
        return count


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _owed_at_first(rows: Sequence[HandoffCard]) -> dict[str, dict[int, int]]:
    """What each was owed when they were first a candidate for one of these leads, as the records say."""
    found: dict[str, dict[int, int]] = {}
    for row in rows:
        for one in row.candidates if row.routed_by is not None else ():
            found.setdefault(row.team, {}).setdefault(one["member"], one["credit"])
    return found


def _ready(row: HandoffCard) -> Ready:
    return Ready(
        lead_id=row.lead_id,
        person_id=row.person_id,
        account_id=row.account_id,
        motion=row.motion,
        stage=row.stage,
        at=row.offered_at,
    )
