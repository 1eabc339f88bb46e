"""What the report of what stands still gives."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Norm:
    """How long leads stay at a stage: of those that went on, three of four had gone on after `days`. `stays` is how
    many that was seen of; with fewer than ten there is no norm."""

    stage: str
    days: float | None
    stays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled:
    """A lead that stands at its stage for longer than the norm; `beyond` is its age by the norm (2: twice as long)."""

    lead_id: int
    person_id: int
    account_id: int | None
    owner_id: int | None
    stage: str
    entered_at: datetime
    days: float
    beyond: float


@dataclass(frozen=True, slots=True)
class StalledPage:
    rows: tuple[Stalled, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Leads that entered a stage in a while: how many, how many went on within the time given, and the median of the
    days that it took those who went on in that while."""

    entered: int
    went_on: int
    median_days: float | None

    @property
    def share(self) -> float | None:
        return self.went_on / self.entered if self.entered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTrend:
    """A stage's latest thirty days that can be told already, beside the ninety before them. A lead has `within_days`
    to go on; who entered less long ago is not counted yet."""

    stage: str
    within_days: float
    recent: Cohort
    before: Cohort
    is_falling: bool
    is_slowing: bool
