"""What crosses the wall of the clocks' room."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from accord.agreement.spec.services import Happening
from accord.kernel.errors import Refused

Event = Literal[Happening, "reassigned", "withdrawn"]
State = Literal["running", "at_risk", "late", "paused", "kept", "broken", "excused", "ended"]
ListOf = Literal["", "open", "at_risk", "late", "paused", "over", "broken", "kept", "excused", "asked"]
Move = Literal["", "reroute", "pool"]
By = Literal["service", "week", "member"]
Side = Literal["marketing", "sales"]


class SlaRefused(Refused):
    """The clock is not running, it is not theirs, or nobody may decide it alone."""

    code = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a clock runs for: a lead or a request, with whoever owes it (None: nobody in person). `owed_by`: only
    clocks of that side begin for it."""

    kind: str
    id: int
    person_id: int | None = None
    member_id: int | None = None
    owed_by: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCard:
    """One clock at the instant asked; `name` is what its version calls the service. `share_left` is 1 at the start and
    0 from the deadline on, in the time that counts; `seconds_left` the same in seconds. `due_at` None: it is paused.
    `first_due_at` is what was said when the clock was started. `ended` is a clock that ended by itself, neither kept
    nor broken. Seconds: raw ones, and those that count (the same where no calendar is asked)."""

    id: int
    service: str
    owed_by: Side
    agreement_id: int
    subject_kind: str
    subject_id: int
    person_id: int | None
    member_id: int | None
    calendar: str
    started_at: datetime
    allowance: int
    due_at: datetime | None
    first_due_at: datetime
    state: State
    share_left: float
    seconds_left: int
    times: int = 1
    done: int = 0
    paused_until: datetime | None = None
    pause_reason: str = ""
    paused_seconds: int = 0
    broken_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    raw_seconds: int | None = None
    working_seconds: int | None = None
    excuse: "ExcuseCard | None" = None
    name: str = ""

    @property
    def lead_id(self) -> int | None:
        return self.subject_id if self.subject_kind == "lead" else None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def was_moved(self) -> bool:
        """The deadline is not the one first said."""
        return self.due_at is not None and self.due_at != self.first_due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseCard:
    """Somebody of the side that owes it asks to excuse a broken clock; it counts once the other side agrees."""

    id: int
    clock_id: int
    reason: str
    asked_by: int
    asked_at: datetime
    state: Literal["asked", "granted", "refused"]
    answered_by: int | None = None
    answered_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a clock's history: a fact of the ledger."""

    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    agreement_id: int | None
    reason: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A clock whose time has come, leased to one sweeper; `fence` tells whether it still is. `move`: what is due
    takes the lead away from its owner. `wakes`: it was paused, and its pause ends."""

    clock_id: int
    fence: int
    lead_id: int | None
    move: Move
    wakes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a verb did to a clock, as `put_back` needs it: None for one that was started."""

    clock_id: int
    was: Mapping[str, Any] | None
    became: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """What an event `changed`, as an undo puts it back, and whether deadlines were `kept_up` before it, which no undo
    takes back."""

    changed: list[Changed]
    kept_up: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """How one service was kept in one cell. `week` (its Monday) and `member_id` are None where it is not counted by
    them; the member of a broken clock is whoever had it when it broke. `open`: running and not late. Seconds are
    medians of those that were stopped, late ones too; None where there are none."""

    service: str
    owed_by: Side
    week: date | None
    member_id: int | None
    kept: int
    broken: int
    excused: int
    open: int
    median_raw: int | None
    median_working: int | None

    def with_open(self, count: int) -> "Promised":
        return replace(self, open=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """`state` "open" is all that run, paused or late ones too; "over" what ended. Empty: whatever. `or_nobodys`: with
    those of the member also what nobody in particular owes. `since` and `until` ask when it was kept or broken, as
    `promises` counts it."""

    state: ListOf = "open"
    owed_by: str = ""
    service: str = ""
    member_id: int | None = None
    or_nobodys: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list of clocks; hand `after` to the next call, None at the end."""

    rows: tuple[ClockCard, ...]
    after: str | None
