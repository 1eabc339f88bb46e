"""Goals in their running period, each side's beside the other's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.reporting import api as reporting
from accord.reporting.contracts import FigureRefused, GoalLine, Needs
from accord.web.base.request import clean, member_of
from accord.web.goals.plan import plan_of

SIDES = ("marketing", "sales")


@dataclass(frozen=True, slots=True)
class Shown:
    """A goal with the widths of its bars in hundredths: done, an even pace by now (of a reported one the target), and
    the forecast's interval."""

    line: GoalLine
    done: float
    pace: float
    low: float
    span: float
    trend: tuple[tuple[str, float, int], ...]
    needs: Needs | None
    may_report: bool

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
    """What was reached, what it will come to and still takes, and the periods before."""
    return _page(request)


def _page(request: HttpRequest, refused: Mapping[str, str] | None = None) -> HttpResponse:
    """With what was `refused`, and why, in its form again."""
    version, now = agreements.current(), timezone.now()
    lines = reporting.goals(now=now) if version else ()
    needs = reporting.goal_needs(lines, now=now) if version else {}
    mine = reporting.may_report(member_of(request)) if version else frozenset()
    zone = version.agreement.time_zone if version else "UTC"
    shown = [_shown(line, zone, needs.get(line.goal.id), line.goal.id in mine) for line in lines]
    sides = [(side, [one for one in shown if one.line.goal.owner == side]) for side in SIDES]
    today = now.astimezone(ZoneInfo(zone)).date()
    plan = plan_of(reporting.plan(now=now) if version else (), now=now)
    shown_ = {"sides": sides, "has_goals": bool(lines), "zone": zone, "today": today, "plan": plan, "refused": refused}
    return render(request, "goals/page.html", shown_, status=422 if refused else 200)


@require_POST
def figure_create(request: HttpRequest, goal_id: str) -> HttpResponse:
    """Report a figure of a goal that nothing here tells."""
    told = {name: clean(request.POST.get(name, "")) for name in ("value", "day", "source")}
    try:
        day = date.fromisoformat(told["day"]) if told["day"] else None
        reporting.report_figure(
            goal=goal_id, text=told["value"], day=day, source=told["source"], by=member_of(request), now=timezone.now()
        )
    except FigureRefused as refused:
        if refused.code == "role":
            raise PermissionDenied from None
        if refused.code == "goal":
            raise Http404(refused.message) from None
        return _page(request, {**told, "goal": goal_id, "why": refused.message})
    except ValueError:
        why = _("That is no day; write it like 2026-05-04.")
        return _page(request, {**told, "goal": goal_id, "why": why})
    messages.success(request, _("Reported. Both sides see it."))
    return redirect(f"{reverse('goals')}#goal-{goal_id}")


def _shown(line: GoalLine, zone: str, needs: Needs | None, may_report: bool) -> Shown:
    done = line.done or 0
    pace = line.goal.target if line.by_now is None else line.by_now
    most = max(line.goal.target, done, line.forecast.high if line.forecast else 0)
    high = max([point.done for point in line.trend] + [line.goal.target]) or 1
    low = line.forecast.low if line.forecast else done
    top = line.forecast.high if line.forecast else done
    return Shown(
        line,
        _width(done, most),
        min(_width(pace, most), 99.5),  # its line is half a hundredth wide
        _width(low, most),
        max(0.6, _width(top - low, most)) if line.forecast else 0.0,
        tuple((_name(line, point.start, zone), _width(point.done, high), point.done) for point in line.trend),
        needs,
        may_report,
    )


def _name(line: GoalLine, start: datetime, zone: str) -> str:
    """2026-03, 2026 Q1 or 2026, there."""
    there = start.astimezone(ZoneInfo(zone))
    if line.goal.period == "year":
        return f"{there:%Y}"
    return f"{there:%Y} Q{(there.month + 2) // 3}" if line.goal.period == "quarter" else f"{there:%Y-%m}"


def _width(value: int, most: int) -> float:
    return round(100 * value / most, 2) if most else 0.0
