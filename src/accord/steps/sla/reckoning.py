"""Deadlines are reckoned again where a calendar, a leave or the version changed; what was said before is kept.

Nobody can keep a promise that is made after its time is over: a clock that would have had to end before the change
keeps the deadline that it has. What was due before another version came into force is left to the sweep, which takes
it by the version that held then.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from accord.agreement import api as agreements
from accord.agreement.contracts import InForce, Version
from accord.agreement.spec import Service
from accord.kernel.actor import PROCESS
from accord.steps.sla import rules, running
from accord.steps.sla.book import Book, clause_in, reckon
from accord.steps.sla.hours import Hours
from accord.steps.sla.models import Clock

Kind = tuple[int, str, str]
"""Version, hours, and what the hours were when the deadline was reckoned."""


def stale(by: InForce, *, now: datetime) -> list[tuple[Kind, Version]]:
    """What open clocks were reckoned by that is not so any more, with the version that holds now, or that took the
    place of theirs. Looks at every kind of clock once, never at every clock."""
    versions = {one.id: one for one in by.versions}
    kinds = _kinds()
    members = {int(hours[1:]) for _, hours, _ in kinds if hours.startswith("@")}
    hours_of: Mapping[int, Hours] = {
        number: Hours(version, now=now, member_ids=members) for number, version in versions.items()
    }
    found = []
    for kind in kinds:
        version = in_turn(kind[0], by, now)
        if kind[0] != version.id or hours_of[version.id].print_of(kind[1]) != kind[2]:
            found.append((kind, version))
    return found


def again(kind: Kind, version: Version, *, now: datetime, limit: int) -> list[Clock]:
    """Reckon the next clocks of a kind again; what changed is told in their history. Empty when all are done, or wait
    for the sweep."""
    agreement_id, hours, was = kind
    since = now if version.id == agreement_id else end_of(agreement_id, now)
    rows = Clock.objects.select_for_update(skip_locked=True).filter(
        ended_at=None, agreement_id=agreement_id, hours=hours, calendar_print=was
    )
    if version.id != agreement_id:
        rows = rows.filter(Q(next_at=None) | Q(next_at__gte=since))
    found = list(rows.order_by("id")[:limit])
    reckon_all(found, version, since=since, now=now)
    return found


def reckon_all(rows: Sequence[Clock], version: Version, *, since: datetime, now: datetime) -> None:
    """These clocks, held by the caller, go on by `version` from `since` on."""
    book = Book(PROCESS, since, now, version, member_ids={row.member_id for row in rows if row.member_id is not None})
    for row in rows:
        _anew(book, row, version)
    book.close()


def in_turn(agreement_id: int, by: InForce, now: datetime) -> Version:
    """The version by which clocks of that one go on: itself while it is in force, else the main version from its end
    on, so that each in turn has a clock as long as it was in force."""
    still = next((one for one in by.versions if one.id == agreement_id), None)
    if still is not None:
        return still
    found = agreements.all_in_force(end_of(agreement_id, now))
    return found.main if found and found.main.id != agreement_id else by.main


def end_of(agreement_id: int, now: datetime) -> datetime:
    """When another version took the place of that one."""
    version = agreements.version(agreement_id)
    return min(now, version.superseded_at) if version and version.superseded_at else now


def _anew(book: Book, row: Clock, version: Version) -> None:
    book.touch(row)
    clause = clause_in(version, row.service)
    if clause is None:
        running.end(book, row, "version")
        return
    before, was, risk = row.agreement_id, (row.due_at, row.allowance), row.at_risk_at
    left = _left(book, row) if row.paused_at is not None else 0
    row.agreement_id = version.id
    _by(clause, row)
    if row.done >= row.times:
        running.fulfil(book, row, "fewer")
        return
    if row.broken_at is None:
        if before != version.id or clause.within.is_in_days:
            row.allowance = rules.allowed(clause.within, rules.read(row.spells), row.hours, book.hours(row))
        begins = min(book.at, row.next_at or book.at)  # what was due already was due by what held then
        row.reckoned_at = max(begins, row.reckoned_at or begins)
    reckon(row, clause, book.hours(row))
    if row.broken_at is not None:  # nothing that is said later makes a broken promise a kept one
        row.due_at, row.at_risk_at = was[0], risk
    elif row.due_at is not None and (row.due_at < book.at or row.paused_at is not None):
        _hold(book, row, was[0], left)
        reckon(row, clause, book.hours(row))
    if (row.due_at, row.allowance) != was:
        why = "version" if before != version.id else "calendar"
        book.tell(
            row, "ClockReckonedAgain", was=was[0], due=row.due_at, why=why, before=before, allowance=row.allowance
        )


def _left(book: Book, row: Clock) -> int:
    """Seconds that it has left; all of them where by hours that changed since it would have none."""
    left = row.allowance - rules.spent(rules.read(row.spells), book.hours(row), book.now)
    return left if left > 0 else row.allowance


def _hold(book: Book, row: Clock, due: datetime | None, left: int) -> None:
    """The deadline stays where it is, or in a pause what was left of the time."""
    spells, hours = rules.read(row.spells), book.hours(row)
    if due is None:
        row.allowance = rules.spent(spells, hours, book.now) + left
    else:
        spells, row.allowance = rules.held(spells, hours, due, book.at)
        row.spells = rules.written(spells)


def _by(clause: Service, row: Clock) -> None:
    """The clock by what its clause says now: its times are counted by those hours from the beginning."""
    hours = rules.hours_of(clause, row.member_id)
    owners = row.hours.startswith("@") and hours.startswith("@")
    spells = [
        rules.Spell(one.since, one.until, one.hours if owners and one.hours else hours)
        for one in rules.read(row.spells)
    ]
    row.spells = rules.written(spells)
    row.hours, row.times, row.owed_by = hours, clause.times, clause.owed_by


def _kinds() -> list[Kind]:
    """Every kind of open clock, looked up in the index one by one."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        return [(number, hours, seen) for number, hours, seen in cursor.fetchall()]


_KINDS = """
    WITH RECURSIVE k AS (
        (SELECT agreement_id, hours, calendar_print FROM sla_clock WHERE ended_at IS NULL
         ORDER BY agreement_id, hours, calendar_print LIMIT 1)
        UNION ALL
        SELECT n.* FROM k CROSS JOIN LATERAL (
            SELECT agreement_id, hours, calendar_print FROM sla_clock c
            WHERE ended_at IS NULL
              AND (c.agreement_id, c.hours, c.calendar_print) > (k.agreement_id, k.hours, k.calendar_print)
            ORDER BY agreement_id, hours, calendar_print LIMIT 1) n
    )
    SELECT agreement_id, hours, calendar_print FROM k
"""
