"""What a proposal means for the promises of both sides: the hand-offs that reps would have to answer in time beside how
many they did, and the leads that marketing promised beside those that there would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from accord.agreement.spec import Agreement, Service, Volume
from accord.engines import machine
from accord.journey.replay.contracts import HandOffPromise, VolumePromise
from accord.journey.replay.handed import Handed
from accord.journey.replay.measuring import Period, weeks_of
from accord.journey.replay.playing import Played
from accord.kernel.instants import DAY_MICROS, from_micros
from accord.members.contracts import MemberCard
from accord.steps.sla import api as sla

WEEK = 7 * DAY_MICROS
YEAR_DAYS = 365.25
PER_YEAR = {"month": 12, "quarter": 4, "year": 1}
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Done:
    """One agreement played, and its hand-offs of the period."""

    played: Played
    handed: Handed


def hand_off_promises(
    agreement: Agreement, sides: Sequence[Done], period: Period, reps: Sequence[MemberCard]
) -> tuple[HandOffPromise, ...]:
    """Of each promise of sales whose clock begins with a hand-off; `sides` are the proposal and what is beside it."""
    clocks = [one for one in agreement.clocks if one.starts == "handed_off" and one.owed_by == "sales"]
    active = sum(rep.is_active for rep in reps)
    weeks = weeks_of([one.handed for one in sides], period.time_zone)
    if not clocks or not active or len(weeks) < 2:
        return ()
    by_week = [np.bincount(np.searchsorted(weeks, one.handed.at, side="right") - 1, minlength=len(weeks) - 1)
               for one in sides]  # fmt: skip
    return tuple(_promise(one, by_week, active, period) for one in clocks)


def _promise(one: Service, by_week: Sequence[Any], reps: int, period: Period) -> HandOffPromise:
    since = from_micros(period.since) if period.since is not None else from_micros(0)
    seen = sla.promises(
        since=since, until=from_micros(period.until) + timedelta(microseconds=1), zone=period.time_zone, by="week"
    )
    past = [week for week in seen if week.service == one.id]
    kept, broken = (sum(getattr(week, name) for week in past) for name in ("kept", "broken"))
    most = max((week.kept for week in past), default=None)
    average, busiest = zip(*((float(weeks.mean()), int(weeks.max())) for weeks in by_week), strict=True)
    return HandOffPromise(
        service=one.id,
        within=one.within.text,
        reps=reps,
        proposed=round(average[0] / reps, DIGITS),
        proposed_busiest=round(busiest[0] / reps, DIGITS),
        in_force=round(average[1] / reps, DIGITS) if len(by_week) > 1 else None,
        in_force_busiest=round(busiest[1] / reps, DIGITS) if len(by_week) > 1 else None,
        kept=round(kept / len(past) / reps, DIGITS) if past else None,
        kept_most=round(most / reps, DIGITS) if most is not None else None,
        kept_share=round(kept / (kept + broken), 6) if kept + broken else None,
        weeks_over=int((by_week[0] > most).sum()) if most is not None else None,
    )


def volume_promises(agreement: Agreement, sides: Sequence[Done], period: Period) -> tuple[VolumePromise, ...]:
    """Of each promise of so many leads, the leads a week that come to its stage for the first time."""
    found = []
    for one in agreement.volumes:
        told = [_weekly(one, side, period) for side in sides]
        promised = one.at_least * PER_YEAR[one.per] * 7 / YEAR_DAYS
        beside = told[1] if len(told) > 1 else None
        found.append(
            VolumePromise(service=one.id, stage=one.of, promised=round(promised, DIGITS), proposed=told[0],
                          in_force=beside)
        )  # fmt: skip
    return tuple(found)


def _weekly(one: Volume, side: Done, period: Period) -> float:
    """From the first of them in the period, or its beginning, to its end."""
    ours, rows = side.played.ours, side.played.found
    if one.of not in ours.stage_ids:
        return 0.0
    entered = rows[(rows[:, machine.HOW] < machine.HANDED_OVER) & (rows[:, machine.VARIANT] == 0)]
    entered = entered[entered[:, machine.TO] == ours.stage_ids.index(one.of)]
    firsts = entered[np.unique(entered[:, machine.PERSON], return_index=True)[1]]
    if (segment := side.played.world.segment) is not None:
        firsts = firsts[segment.holds(firsts[:, machine.PERSON], firsts[:, machine.AT])]
    at = firsts[:, machine.AT]
    at = at[(at <= period.until) & (at >= (period.since if period.since is not None else -(2**62)))]
    if not len(at):
        return 0.0
    begin = period.since if period.since is not None else int(at.min())
    return round(len(at) / max(1.0, (period.until - begin) / WEEK), DIGITS)
