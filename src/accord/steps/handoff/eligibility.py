"""Why a member does not get a lead, and what their share of a turn is. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from accord.agreement.spec import Agreement, Route
from accord.kernel.instants import DAY_MICROS, iso
from accord.kernel.working_hours import NeverOpen
from accord.steps.handoff.contracts import Ready, Rep

FULL = 1000  # parts of a full share, for a share that grows by days


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as a code with its details, and in words."""

    code: str
    words: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"passed_over": self.words, "why": self.code, **self.details}


@dataclass(slots=True)
class Load:
    """How many leads each member has open, and was handed since the day of their own clocks began."""

    open: Counter[int] = field(default_factory=Counter)
    today: Counter[int] = field(default_factory=Counter)

    def give(self, member_id: int) -> None:
        self.open[member_id] += 1
        self.today[member_id] += 1


INACTIVE = Why("inactive", "is inactive")
UNNAMED = Why("unnamed", "is not named by the route")
BEHIND = Why("turn", "others were longer without one")


def keeps_hours(route: Route, agreement: Agreement) -> bool:
    """Whether its members get leads only while they are at work."""
    if route.hours is not None:
        return route.hours == "working"
    return route.owner is None and bool(agreement.calendars)


def presence(rep: Rep, *, at_work: bool, now: datetime) -> Why | None:
    """Why they get no lead at all at this instant: inactive, not begun, on leave, or not at work."""
    if not rep.member.is_active:
        return INACTIVE
    if rep.work.is_start_stated and rep.work.started_at > now:
        return Why("begins", f"begins on {rep.work.started_at:%Y-%m-%d}", {"until": iso(rep.work.started_at)})
    for since, until in rep.away:
        if since <= now < until:
            return Why("leave", f"is on leave until {iso(until)}", {"until": iso(until)})
    if at_work and not rep.hours.is_open(now):
        return _closed(rep, now)
    return None


def fit(rep: Rep, route: Route, one: Ready) -> Why | None:
    """Why this lead is not for them by what the route asks of its members."""
    if rep.member.id in one.barred:
        return Why("barred", one.barred[rep.member.id])
    if route.members and rep.member.email.casefold() not in {name.casefold() for name in route.members}:
        return UNNAMED
    lacks = [word for word in route.skills if word.casefold() not in rep.work.skills]
    if lacks:
        return Why("skill", f"lacks the skill {', '.join(lacks)}", {"lacks": lacks})
    lacks = [word for word in route.languages if word.casefold() not in rep.work.languages]
    if lacks:
        return Why("language", f"does not speak {', '.join(lacks)}", {"lacks": lacks})
    if "region" in route.matching and one.regions.isdisjoint(rep.work.regions):
        return _unmatched("region", "does not serve", one.regions, "the region of the lead is not known")
    if "language" in route.matching and one.languages.isdisjoint(rep.work.languages):
        return _unmatched("language", "does not speak", one.languages, "the language of the lead is not known")
    return None


def room(rep: Rep, route: Route, load: Load) -> Why | None:
    """Why they have no room for one more: the lower of the route's and their own capacity counts."""
    of_route = route.capacity
    most = _lower(rep.work.capacity_open, of_route.open if of_route else None)
    if most is not None and (has := load.open[rep.member.id]) >= most:
        return Why("open", f"has {has} open leads, the most is {most}", {"has": has, "most": most})
    most = _lower(rep.work.capacity_day, of_route.per_day if of_route else None)
    if most is not None and (has := load.today[rep.member.id]) >= most:
        return Why("day", f"was handed {has} leads today, the most is {most}", {"has": has, "most": most})
    return None


def weight(rep: Rep, route: Route, now: datetime) -> int:
    """Their part in a turn: that of a full member is 100 · FULL, unless the route goes by weights. A new member's grows
    by whole days."""
    whole = (100 if route.by == "round_robin" else rep.work.weight) * FULL
    if route.ramp_up is None:
        return whole
    days = (now - rep.work.started_at).days
    length = max(1, -(-route.ramp_up.micros // DAY_MICROS))
    return whole if days >= length else max(1, whole * (days + 1) // (length + 1))


def day_began(rep: Rep, now: datetime) -> datetime:
    """The midnight before, on their own clocks."""
    zone = ZoneInfo(rep.hours.zone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)


def reads_load(agreement: Agreement, reps: Sequence[Rep]) -> bool:
    """Whether anybody's choice depends on what members have."""
    by_route = any(route.capacity is not None or route.by == "least_loaded" for route in agreement.routing)
    return by_route or any(most is not None for rep in reps for most in (rep.work.capacity_open, rep.work.capacity_day))


def _closed(rep: Rep, now: datetime) -> Why:
    try:
        opens = iso(rep.hours.next_opening(now))
    except NeverOpen:
        return Why("closed", "is not at work", {})
    return Why("closed", f"is not at work until {opens}", {"until": opens})


def _unmatched(code: str, words: str, wanted: frozenset[str], unknown: str) -> Why:
    named = sorted(wanted)
    return Why(code, f"{words} {', '.join(named)}" if named else unknown, {"lacks": named})


def _lower(one: int | None, other: int | None) -> int | None:
    return min((most for most in (one, other) if most is not None), default=None)
