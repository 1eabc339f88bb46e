"""The plan as the goals page shows it: what is under way and to come, and what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.reporting.contracts import PlanLine


@dataclass(frozen=True, slots=True)
class Shown:
    """A period with the width of its bar in hundredths, and its reviews, each with whether it is past."""

    line: PlanLine
    passed: float
    reviews: tuple[tuple[datetime, bool], ...]

    @property
    def share(self) -> float:
        return self.passed / 100

    @property
    def mirrored(self) -> float:
        return 100 - self.passed


@dataclass(frozen=True, slots=True)
class Plan:
    ahead: tuple[Shown, ...]
    over: tuple[Shown, ...]


def plan_of(lines: Sequence[PlanLine], *, now: datetime) -> Plan:
    """Under way first, the shortest period before those that hold it; then what is to come; what is over apart, the
    latest first."""
    under_way = sorted((one for one in lines if one.state == "under way"), key=lambda one: one.end - one.start)
    to_come = [one for one in lines if one.state == "to come"]
    over = sorted((one for one in lines if one.state == "over"), key=lambda one: one.end, reverse=True)
    return Plan(tuple(_shown(one, now) for one in (*under_way, *to_come)), tuple(_shown(one, now) for one in over))


def _shown(line: PlanLine, now: datetime) -> Shown:
    return Shown(line, round(100 * float(line.passed), 2), tuple((at, at <= now) for at in line.reviews))
