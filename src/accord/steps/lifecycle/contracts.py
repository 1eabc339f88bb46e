"""What crosses the wall of the lifecycle's room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from accord.agreement.spec import Did
from accord.kernel.actor import Actor
from accord.kernel.errors import Refused
from accord.kernel.touch import TraitChange

UNITS_PER_POINT = 1024


class MoveRefused(Refused):
    """The graph of stages, or what a stage asks for, forbids it."""

    code = "move"


class Facts(Protocol):
    """What is known about one person at one instant; criteria read nothing else."""

    def score(self, name: str) -> int:
        """In units of 1/1024 point."""

    def trait(self, subject: str, name: str) -> Any:
        """None where it is not known; `subject` is "person" or "account"."""

    def did(self, did: Did, after: datetime | None = None) -> Sequence[str]:
        """The message ids of the touches that count, those of the window and later than `after` only, oldest first."""

    @property
    def persona(self) -> str | None: ...

    @property
    def profile_misses(self) -> Sequence[str]:
        """Why the account is not in the profile; empty where it is."""

    @property
    def decided(self) -> frozenset[str]: ...


class Done(Protocol):
    """What was done by an instant; see `Facts.did`."""

    def __call__(self, did: Did, after: datetime | None = None) -> Sequence[str]: ...


class Moment(Protocol):
    """One instant of a person's history at which something may have changed; touch_id None: time alone."""

    @property
    def at(self) -> datetime: ...
    @property
    def touch_id(self) -> int | None: ...
    @property
    def message_id(self) -> str: ...
    @property
    def scores(self) -> Mapping[str, int]: ...
    @property
    def did(self) -> Done: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMoments:
    """The moments of one person from the earliest changed one on, and all trait changes from the beginning.

    `source` and `campaign` are those of the person's first touch; a new lead keeps them.
    """

    person_id: int
    account_id: int | None
    moments: Sequence[Moment]
    changes: Sequence[TraitChange]
    source: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """One piece that a criterion lacks. `lacking` is in units for a score, a count for touches, else None."""

    kind: str  # score, datum, trait, did, profile, persona, decided, none
    name: str
    words: str
    lacking: int | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that alone would make a lead ready for sales. `kind` "datum": `name` is the trait to be told, such as
    "person.job_title"; "points": `name` is the score and `lacking` how much it lacks, in units."""

    kind: str
    name: str
    words: str
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """`because` says in words what holds; `scores` are those that were read, in units."""

    holds: bool
    because: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    touches: tuple[str, ...] = ()
    scores: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One transition that was made. `from_stage` is "" where the lead was opened by it."""

    transition_id: int
    lead_id: int
    person_id: int
    account_id: int | None
    motion: str
    from_stage: str
    to_stage: str
    effective_at: datetime
    actor: Actor
    reason: str
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCard:
    id: int
    person_id: int
    account_id: int | None
    motion: str
    stage: str
    opened_at: datetime
    entered_stage_at: datetime
    closed_at: datetime | None
    closed_as: str
    owner_member_id: int | None
    cool_down_until: datetime | None
    recycle_count: int
    source: str
    campaign: str
    industry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionCard:
    """`undoes` names the transition that this one takes back; `is_undone`: a later one took this back."""

    id: int
    lead_id: int
    from_stage: str
    to_stage: str
    effective_at: datetime
    recorded_at: datetime
    actor: Actor
    agreement_id: int
    reason: str
    evidence: Mapping[str, Any]
    undoes: int | None
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a merge or its undoing did to a lead: whose it is now, and whether it was closed or opened by it
    (`is_turned`)."""

    lead_id: int
    person_id: int
    is_closed: bool
    is_turned: bool


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A stage that the lead would have entered at another instant, had everything been known in time.

    `recorded_at` None: it was never entered; `would_be_at` None: it would not have been. `reason` says what would have
    held at `would_be_at`; where that is later or never, what was lacking at `recorded_at`.
    """

    lead_id: int
    stage: str
    recorded_at: datetime | None
    would_be_at: datetime | None
    reason: str

    @property
    def kind(self) -> str:
        if self.recorded_at is None or self.would_be_at is None:
            return "also" if self.recorded_at is None else "never"
        return "earlier" if self.would_be_at < self.recorded_at else "later"
