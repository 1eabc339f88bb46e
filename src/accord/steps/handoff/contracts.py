"""What crosses the wall of the hand-off's room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from accord.kernel.errors import Refused


class HandoffRefused(Refused):
    """It is not theirs, it was decided already, or the agreement knows no such reason."""

    code = "handoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A lead that entered `stage` at `at`. `grade` and `units` are its priority: the fit's letter and the engagement
    score in units of 1/1024 point; `why` says in words why it is ready."""

    lead_id: int
    person_id: int
    account_id: int | None
    motion: str
    stage: str
    at: datetime
    grade: str = ""
    units: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffCard:
    """One row of a queue. `due_at`, when the nearest open clock ends, orders it, then `rank`: smaller first, then the
    longest waiting. No member: nobody was eligible."""

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
