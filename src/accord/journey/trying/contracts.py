"""What crosses the wall of the room: a tryout, and somebody behind one of its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.kernel.actor import Actor
from accord.kernel.errors import Refused

UNFINISHED = ("waiting", "running", "stopping")
STATES = (*UNFINISHED, "stopped", "done", "failed")


class NoSuchTryout(Refused):
    """There is no tryout of that number."""

    code = "no_such_tryout"


class NotAsItIs(Refused):
    """In its present state that cannot be done with the tryout."""

    code = "not-now"


@dataclass(frozen=True, slots=True)
class TryoutCard:
    """A tryout. `hash` is that of the content that was replayed, `against_id` the version beside it; `done` goes from 0
    to 1; `report` is `replay.contracts.Report` as JSON where it is done and was asked for with the card."""

    id: int
    proposal_id: int | None
    name: str
    title: str
    text: str
    hash: str
    against_id: int | None
    since: datetime | None
    until: datetime
    by: Actor
    asked_at: datetime
    state: str
    done: float
    step: str
    trouble: str
    last_touch: int
    finished_at: datetime | None
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_unfinished(self) -> bool:
        """The worker has it, or will."""
        return self.state in UNFINISHED

    @property
    def is_resumable(self) -> bool:
        """It can be asked for again where it was left."""
        return self.state in ("stopped", "failed")


@dataclass(frozen=True, slots=True)
class Someone:
    """One hand-off of a replay: whose, when, what became of it, and the rep it was dealt out to. `at` is None for
    somebody of the gain curve who was never handed over."""

    person: int
    at: datetime | None
    outcome: str
    member: int | None


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of the hand-offs behind a number, in order of time, and how many there are in all."""

    rows: tuple[Someone, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whom only one of the two hands over: "gained" or "lost", when, and why the other would not ("" where
    nobody can say it at the moment)."""

    person: int
    direction: str
    at: datetime
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of those who change side, in order of time, and how many there are in all."""

    rows: tuple[Change, ...]
    total: int
