"""Goals in their running period, each side's beside the other's."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accord.agreement import api as agreements
from accord.reporting import api as reporting
from accord.reporting.contracts import GoalLine

SIDES = ("marketing", "sales")


@dataclass(frozen=True, slots=True)
class Shown:
    """A goal with the widths of its bars in hundredths: done, an even pace by now, and the forecast's interval."""

    line: GoalLine
    done: float
    pace: float
    low: float
    span: float
    trend: tuple[tuple[str, float, int], ...]

    @property
    def mirrored_done(self) -> float:
        return 100 - self.done

    @property
    def mirrored_low(self) -> float:
        return 100 - self.low - self.span

    @property
    def mirrored_pace(self) -> float:
        return 100 - self.pace


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    """What was reached, what it will come to, and the periods before."""
    version = agreements.current()
    lines = reporting.goals(now=timezone.now()) if version else ()
    zone = version.agreement.time_zone if version else "UTC"
    sides = [(side, [_shown(line, zone) for line in lines if line.goal.owner == side]) for side in SIDES]
    return render(request, "goals/page.html", {"sides": sides, "has_goals": bool(lines), "zone": zone})


def _shown(line: GoalLine, zone: str) -> Shown:
    most = max(line.goal.target, line.done, line.forecast.high if line.forecast else 0)
    high = max([point.done for point in line.trend] + [line.goal.target]) or 1
    low = line.forecast.low if line.forecast else line.done
    top = line.forecast.high if line.forecast else line.done
    return Shown(
        line,
        _width(line.done, most),
        _width(line.by_now, most),
        _width(low, most),
        max(0.6, _width(top - low, most)) if line.forecast else 0.0,
        tuple((_name(line, point.start, zone), _width(point.done, high), point.done) for point in line.trend),
    )


def _name(line: GoalLine, start: datetime, zone: str) -> str:
    """2026-03, 2026 Q1 or 2026, there."""
    there = start.astimezone(ZoneInfo(zone))
    if line.goal.period == "year":
        return f"{there:%Y}"
    return f"{there:%Y} Q{(there.month + 2) // 3}" if line.goal.period == "quarter" else f"{there:%Y-%m}"


def _width(value: int, most: int) -> float:
    return round(100 * value / most, 2) if most else 0.0
