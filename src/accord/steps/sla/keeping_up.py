"""What holds by now is known before anything happens to a clock: the verdict is the same whether the worker looked in
time, looks in a moment, or is down."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from accord.agreement import api as agreements
from accord.agreement.contracts import InForce, Version
from accord.steps.sla import reckoning, sweeping
from accord.steps.sla.hours import Hours
from accord.steps.sla.models import Clock


def keep_up(rows: Sequence[Clock], *, now: datetime) -> list[Clock]:
    """Reckon those of these clocks again, held by the caller, that were reckoned by what does not hold any more. What
    was due before a version came into force is taken first by the one that held then; only the lead stays where it is,
    as somebody is at it. Returns those that changed."""
    by = agreements.all_in_force(now) if rows else None
    if by is None:
        return []
    changed: list[Clock] = []
    for number, some in groupby(sorted(rows, key=lambda row: (row.agreement_id, row.pk)), lambda row: row.agreement_id):
        changed += _kept_up(number, list(some), by, now)
    return changed


def _kept_up(number: int, rows: list[Clock], by: InForce, now: datetime) -> list[Clock]:
    version = reckoning.in_turn(number, by, now)
    behind = rows if version.id != number else []
    while version.id != number:
        since = reckoning.end_of(number, now)
        sweeping.take_all_but_moves([row for row in rows if row.next_at and row.next_at < since], now=now)
        reckoning.reckon_all(rows, version, since=since, now=now)
        number, rows = version.id, [row for row in rows if row.ended_at is None]
        version = reckoning.in_turn(number, by, now)
    if behind:
        return behind  # those that ended on the way too
    changed = _by_other_hours(rows, version, now)
    reckoning.reckon_all(changed, version, since=now, now=now)
    return changed


def _by_other_hours(rows: Sequence[Clock], version: Version, now: datetime) -> list[Clock]:
    """Those whose calendar or leave changed."""
    hours = Hours(version, now=now, member_ids={int(row.hours[1:]) for row in rows if row.hours.startswith("@")})
    return [row for row in rows if hours.print_of(row.hours) != row.calendar_print]
