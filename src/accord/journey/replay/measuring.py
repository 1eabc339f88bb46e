"""One agreement's hand-offs as numbers: by week, source, persona and segment; precision, recall, lift, gain, load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from accord.engines import machine
from accord.journey.replay.compiling import Compiled
from accord.journey.replay.contracts import Gain, Load, Part, Side, Week
from accord.journey.replay.handed import OPEN, Handed, final_outcomes
from accord.journey.replay.known import SEGMENTS, TITLE, Known
from accord.journey.replay.world import LOST, REJECTED, WON, World
from accord.kernel.instants import DAY_MICROS, from_micros
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff

WEEK = 7 * DAY_MICROS
TENTHS = 10
MOST_PARTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The hand-offs that are counted, in microseconds; `usual` is the usual time to close."""

    since: int | None
    until: int
    usual: int | None
    time_zone: str


def counts(handed: Handed, period: Period) -> dict[str, Any]:
    """The fields of `contracts.Counts`."""
    by = np.bincount(handed.outcome, minlength=4).tolist() if len(handed.outcome) else [0, 0, 0, 0]
    young = handed.at > period.until - period.usual if period.usual is not None else handed.at == handed.at
    return {
        "handed_off": len(handed.at),
        "won": by[WON],
        "lost": by[LOST],
        "rejected": by[REJECTED],
        "open": by[OPEN],
        "censored": int((young & (handed.outcome == OPEN)).sum()),
        "precision": share(by[WON], by[WON] + by[LOST] + by[REJECTED]),
    }


def share(some: int, of: int) -> float | None:
    """Some of so many, with six decimals; None of none."""
    return round(some / of, 6) if of else None


def side(
    ours: Compiled,
    found: Any,
    everything: Handed,
    world: World,
    known: Known,
    period: Period,
    *,
    weeks: Sequence[int],
    reps: Sequence[MemberCard],
    scores: Callable[[Any, Any], Any],
    hash_: str,
    version: int | None,
) -> Side:
    """Everything shown of one agreement. `scores` gives the priority units of people (by place) at instants."""
    handed = everything.within(period.since, period.until)
    outcome, decided_at = final_outcomes(world)
    caught, won = caught_of(everything, outcome, decided_at, period)
    decided = int((outcome != OPEN).sum())
    base_rate = share(int((outcome == WON).sum()), decided)
    said = counts(handed, period)
    return Side(
        **said,
        hash=hash_,
        version=version,
        title=ours.agreement.title,
        people=int(np.count_nonzero(np.diff(handed.person, prepend=-1))),
        won_people=won,
        won_caught=caught,
        recall=share(caught, won),
        base_rate=base_rate,
        lift=_lift(outcome[np.unique(handed.person)], base_rate),
        weekly=tuple(_weekly(handed, weeks, period)),
        load=tuple(_load(handed, weeks, reps)),
        gain=tuple(_gain(everything, outcome, decided_at, scores)),
        by_source=_parts(handed, world.source[handed.person], world.sources, period),
        by_persona=_personas(ours, handed, known, period),
        segments={
            name: _parts(handed, known.traits[name].at(handed.person, handed.at), known.traits[name].values, period)
            for name in SEGMENTS
        },
        stages=_stages(ours, found, world),
    )


def _lift(outcomes: Any, base_rate: float | None) -> float | None:
    """Of the people handed over, each counted once, the share of won among those decided, over that of everybody."""
    of_ours = share(int((outcomes == WON).sum()), int((outcomes != OPEN).sum()))
    return round(of_ours / base_rate, 6) if base_rate and of_ours is not None else None


def caught_of(everything: Handed, outcome: Any, decided_at: Any, period: Period) -> tuple[int, int]:
    """Won people who were handed over before they were won, and all won people, of those won in the period."""
    is_won = (outcome == WON) & (decided_at <= period.until)
    is_won &= decided_at >= (period.since if period.since is not None else -(2**62))
    first = everything.first
    is_caught = is_won[first.person] & (first.at <= decided_at[first.person])
    return int(is_caught.sum()), int(is_won.sum())


def weeks_of(sides: Sequence[Handed], time_zone: str) -> list[int]:
    """The Mondays, as instants in the zone, from the first to the last hand-off of any, and the one after."""
    ats = [at for one in sides if len(one.at) for at in (one.at.min(), one.at.max())]
    if not ats:
        return []
    zone = ZoneInfo(time_zone)
    first, last = (from_micros(int(at)).astimezone(zone).date() for at in (min(ats), max(ats)))
    monday, found = first - timedelta(days=first.weekday()), []
    while monday <= last + timedelta(days=7):
        found.append(monday)
        monday += timedelta(days=7)
    return [_midnight(day, zone) for day in found]


def _midnight(day: Any, zone: ZoneInfo) -> int:
    from_midnight = from_micros(0).replace(year=day.year, month=day.month, day=day.day, tzinfo=zone)
    return int((from_midnight - from_micros(0)) / timedelta(microseconds=1))


def _weekly(handed: Handed, weeks: Sequence[int], period: Period) -> list[Week]:
    zone = ZoneInfo(period.time_zone)
    place = np.searchsorted(np.array(weeks, np.int64), handed.at, side="right") - 1
    return [
        Week(**counts(of_one, period), week=from_micros(monday).astimezone(zone).date().isoformat())
        for of_one, monday in zip(handed.split(place, len(weeks) - 1), weeks[:-1], strict=True)
    ]


def _load(handed: Handed, weeks: Sequence[int], reps: Sequence[MemberCard]) -> list[Load]:
    """In order of time, the leads go round among the reps of today, as hand-offs do."""
    active = [rep for rep in reps if rep.is_active]
    if not active:
        return []
    order = np.argsort(handed.at, kind="stable")
    taken = np.array(handoff.dealt_out(members=active, count=len(order)), np.int64)
    week = np.searchsorted(np.array(weeks, np.int64), handed.at[order], side="right") - 1
    found = []
    for rep in active:
        theirs = week[taken == rep.id]
        by_week = np.bincount(theirs, minlength=max(0, len(weeks) - 1)).tolist() if len(weeks) > 1 else []
        found.append(Load(member=rep.id, name=rep.label, handed_off=len(theirs), weekly=tuple(by_week)))
    return found


def _gain(everything: Handed, outcome: Any, decided_at: Any, scores: Callable[[Any, Any], Any]) -> list[Gain]:
    """People whose outcome is known, by their score when they were handed over, or else just before the outcome."""
    ordered = ranked(everything, outcome, decided_at, scores)
    won = int((outcome[ordered] == WON).sum())
    if not won:
        return []
    total = np.cumsum(outcome[ordered] == WON)
    return [Gain(share=tenth / TENTHS, won=round(int(total[best(len(ordered), tenth) - 1]) / won, 6))
            for tenth in range(1, TENTHS + 1)]  # fmt: skip


def best(many: int, tenths: int) -> int:
    """How many of so many ranked people the best tenths are."""
    return max(1, -(-many * tenths // TENTHS))


def ranked(everything: Handed, outcome: Any, decided_at: Any, scores: Callable[[Any, Any], Any]) -> Any:
    """The places of all people whose outcome is known, those handed over first, then by score, the best first."""
    people = np.flatnonzero(outcome != OPEN)
    units = np.full(len(outcome), -(2**62), np.int64)
    first = everything.first
    units[first.person] = first.units
    others = np.setdiff1d(people, first.person)
    if len(others):
        units[others] = scores(others, decided_at[others] - 1)
    is_handed = np.zeros(len(outcome), np.bool_)
    is_handed[first.person] = True
    return people[np.lexsort((people, -units[people], ~is_handed[people]))]


def _parts(handed: Handed, which: Any, names: Sequence[str], period: Period) -> tuple[Part, ...]:
    found = [
        Part(**counts(of_one, period), name=name)
        for of_one, name in zip(handed.split(which, len(names)), names, strict=True)
        if len(of_one.at)
    ]
    return tuple(sorted(found, key=lambda part: (-part.handed_off, part.name))[:MOST_PARTS])


def _personas(ours: Compiled, handed: Handed, known: Known, period: Period) -> tuple[Part, ...]:
    persona_of = known.personas(ours.agreement)
    names = sorted(set(persona_of) | {""})
    number = np.array([names.index(name) for name in persona_of], np.int64)
    return _parts(handed, number[known.traits[TITLE].at(handed.person, handed.at)], names, period)


def _stages(ours: Compiled, found: Any, world: World) -> dict[str, int]:
    rows = np.flatnonzero((found[:, machine.HOW] < machine.HANDED_OVER) & (found[:, machine.VARIANT] == 0))
    if world.segment is not None:
        rows = rows[world.segment.holds(found[rows, machine.PERSON], found[rows, machine.AT])]
    by = np.bincount(found[rows, machine.TO], minlength=len(ours.stage_ids)).tolist()
    return dict(zip(ours.stage_ids, by, strict=True))
