"""What reaching a goal of deals takes: deals won, and leads at every stage before them. Pure.

Both by the last year: what deals won brought, and how many leads entered each stage for each one that was won, of the
leads that were decided in that year. A lead may skip a stage, so each stage is reckoned by itself.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from accord.agreement import describe
from accord.reporting.goals import GoalLine

LEAST = 10  # deals won, and leads won, to reckon by
Side = Literal["marketing", "sales"]


@dataclass(frozen=True, slots=True)
class Sold:
    """So many deals were won in the last year, and what they brought in the goal's unit."""

    deals: int
    brought: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage before won. Of the leads decided in the last year `decided` had entered it; `on_the_way` are the open
    ones that entered it and stand at it or further on. Half of those won took at most `days` from there."""

    stage: str
    side: Side
    decided: int
    on_the_way: int
    days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """So many leads must enter the stage, `on_the_way` among them. `is_late`: half of those won took longer from there
    than is left of the period."""

    passed: Passed
    leads_won: int
    needed: int
    is_late: bool

    @property
    def name(self) -> str:
        return describe.stage_name(self.passed.stage)

    @property
    def for_each(self) -> float:
        """Leads at the stage for each one won."""
        return self.passed.decided / self.leads_won

    @property
    def still(self) -> int:
        return max(0, self.needed - self.passed.on_the_way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What is missing of a goal, in its unit, and what that takes. `deals` is None where too few deals were won to
    reckon by, `steps` empty where too few leads were."""

    missing: int
    deals: int | None
    steps: tuple[Step, ...]
    sold: Sold | None
    leads_won: int
    least: int = LEAST

    @property
    def average(self) -> int:
        """What a deal brought, rounded, in the goal's unit."""
        return round(self.sold.brought / self.sold.deals) if self.sold and self.sold.deals else 0

    def of(self, side: Side) -> tuple[Step, ...]:
        return tuple(one for one in self.steps if one.passed.side == side)

    @property
    def marketing(self) -> tuple[Step, ...]:
        return self.of("marketing")

    @property
    def sales(self) -> tuple[Step, ...]:
        return self.of("sales")

    @property
    def refusal(self) -> str:
        """Why something cannot be told, for programs and the command line; empty where all is."""
        if self.deals is not None and self.steps:
            return ""
        what, known = ("leads", self.leads_won) if self.deals is not None else ("deals", self.sold and self.sold.deals)
        return f"too few {what} won in the last year to reckon by: {known}, at least {self.least} are needed"

    def as_dict(self, line: GoalLine) -> dict[str, Any]:
        return {
            "missing": line.told(self.missing),
            "deals_to_win": self.deals,
            "stages": [
                asdict(one.passed) | {"needed": one.needed, "still": one.still, "is_late": one.is_late}
                for one in self.steps
            ],
            "by": {
                "deals_won": self.sold.deals if self.sold else None,
                "brought": line.told(self.sold.brought) if self.sold else None,
                "leads_won": self.leads_won,
                "least": self.least,
            },
            "refusal": self.refusal or None,
        }


def needs(
    line: GoalLine, sold: Sold | None, passed: Sequence[Passed], *, leads_won: int, now: datetime
) -> Needs | None:
    """What the goal still takes; None once it is reached. Without `sold` it counts the deals themselves."""
    missing = line.goal.target - (line.done or 0)
    if missing <= 0:
        return None
    deals = _deals(missing, sold)
    days_left = (line.end - now).total_seconds() / 86_400
    steps = [
        Step(
            passed=one,
            leads_won=leads_won,
            needed=ceiling(deals * one.decided, leads_won),
            is_late=one.days is not None and one.days > days_left,
        )
        for one in (passed if deals is not None and leads_won >= LEAST else ())
        if deals is not None and one.decided
    ]
    return Needs(missing=missing, deals=deals, steps=tuple(steps), sold=sold, leads_won=leads_won)


def ceiling(part: int, whole: int) -> int:
    """The least whole number that is not below the fraction."""
    return -(-part // whole)


def _deals(missing: int, sold: Sold | None) -> int | None:
    """Without `sold` every deal counts one; None where too few deals brought something."""
    if sold is None:
        return missing
    return ceiling(missing * sold.deals, sold.brought) if sold.deals >= LEAST and sold.brought > 0 else None
