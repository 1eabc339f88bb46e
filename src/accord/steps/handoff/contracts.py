"""What crosses the wall of the hand-off's room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from accord.kernel.errors import Refused
from accord.kernel.working_hours import WorkingTime
from accord.members.contracts import MemberCard, WorkCard


class HandoffRefused(Refused):
    """It is not theirs, it was decided already, or the agreement knows no such reason."""

    code = "handoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A lead that entered `stage` at `at`. `grade` and `units` are its priority: the fit's letter and the engagement
    score in units of 1/1024 point; `why` says in words why it is ready.

    The rest is what routes ask for: `unmet` has the routes whose condition does not hold, with the reason; `owners`
    the members whose lead it is already, by the agreement's word for it; `regions` and `languages` what the lead is
    from and speaks, in small letters; `barred` members who do not get it, with the reason."""

    lead_id: int
    person_id: int
    account_id: int | None
    motion: str
    stage: str
    at: datetime
    grade: str = ""
    units: int = 0
    why: str = ""
    unmet: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, int] = field(default_factory=dict)
    regions: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    barred: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rep:
    """A member who may get leads, and how they work. `away` are the spans of their leave around the instant asked."""

    member: MemberCard
    work: WorkCard
    hours: WorkingTime
    away: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody whom the routes may lead to: the members of each team by its name in the routes, inactive ones too, in
    the order they joined; and whoever owns something, by number."""

    teams: Mapping[str, Sequence[Rep]]
    owners: Mapping[int, Rep] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who gets a lead, and why nobody else does. `route` "" : no route took it; `member_id` None: nobody was eligible.

    `candidates` are dicts with `member`, `name`, `credit` (what they were owed before, in units of `LEAD`), `gain`
    (what the turn gave or cost them) and `passed_over` ("" for the one chosen) with its code `why`. `passed` are the
    routes before it, each with `why` and its candidates, of whom no turn was taken. `share` is what the turn cost and
    gave, {} where none was taken."""

    route: str
    by: str
    team: str
    member_id: int | None
    share: Mapping[int, int]
    candidates: tuple[Mapping[str, Any], ...]
    passed: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Portion:
    """What one member of a team was given by the routes. Of what they were `offered`, `given_back` counts turns that
    were given back (rejected, moved on or withdrawn), `beside` what came out of turn (to an owner, or by hand) and
    `kept` what they have in turn; `expected` is what their parts of all turns that stand come to, in leads. Those of a
    team with the same `alike` could take the very same leads with the same weights, those given back since too."""

    team: str
    member_id: int
    offered: int
    accepted: int
    given_back: int
    beside: int
    kept: int
    expected: float
    alike: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """How often a member did not get a lead that was dealt out in turn, for one reason; and how often it would have
    been theirs, as they were owed the most of all who could take it."""

    team: str
    member_id: int
    why: str
    count: int
    owed_most: int


@dataclass(frozen=True, slots=True)
class Dealing:
    """When one member took the turns that they keep; when they took those that were given back, and gave them back;
    and when they took those that stand again, and since when."""

    stands: Sequence[datetime] = ()
    gave_back: Sequence[tuple[datetime, datetime]] = ()
    again: Sequence[tuple[datetime, datetime]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffCard:
    """One row of a queue. `due_at`, when the nearest open clock ends, orders it, then `rank`: smaller first, then the
    longest waiting. No member: nobody was eligible. `route`, `candidates` and `passed` are those of the last choice
    (see Choice), `routed_by` the version it was made by. `is_pooled`: put back on purpose, for anybody to take."""

    id: int
    lead_id: int
    person_id: int
    account_id: int | None
    motion: str
    member_id: int | None
    stage: str
    grade: str
    units: int
    why: str
    offered_at: datetime
    accepted_at: datetime | None
    snoozed_until: datetime | None
    closed_at: datetime | None
    state: str  # waiting, accepted, or how it ended: rejected, recycled, withdrawn, done
    agreement_id: int
    candidates: tuple[Mapping[str, Any], ...]
    rank: int
    team: str = ""
    route: str = ""
    passed: tuple[Mapping[str, Any], ...] = ()
    routed_by: int | None = None
    assigned_at: datetime | None = None
    is_pooled: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """`state` "open" is waiting and accepted together; "snoozed" what is hidden from the others at the instant. `late`
    keeps only what a clock ran out for."""

    state: Literal["waiting", "accepted", "open", "snoozed"] = "open"
    stage: str = ""
    grade: str = ""
    motion: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a queue; hand `after` to the next call, None at the end."""

    rows: tuple[HandoffCard, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int
    accepted: int
    snoozed: int = 0


@dataclass(frozen=True, slots=True)
class Pulse:
    """How long the lists are, and a print of what is open: another one means that something changed."""

    counts: Counts
    print: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCard:
    """A decision on a hand-off: `kind` is acceptance, rejection, recycling, withdrawal, assignment, snooze or
    waking; `by` the member's number, or the actor where no member decided; `until` when a snooze ends."""

    kind: str
    handoff_id: int
    by: str
    at: datetime
    reason: str = ""
    note: str = ""
    until: datetime | None = None
