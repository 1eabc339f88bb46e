"""Deadlines are reckoned again where a calendar, a leave or the version changed; what was said before is kept."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

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
    """What open clocks were reckoned by that is not so any more, with the version that holds now. Looks at every kind
    of clock once, never at every clock."""
    versions = {one.id: one for one in by.versions}
    kinds = _kinds()
    members = {int(hours[1:]) for _, hours, _ in kinds if hours.startswith("@")}
    hours_of: Mapping[int, Hours] = {
        number: Hours(version, now=now, member_ids=members) for number, version in versions.items()
    }
    found = []
    for kind in kinds:
        version = versions.get(kind[0], by.main)
        if kind[0] != version.id or hours_of[version.id].print_of(kind[1]) != kind[2]:
            found.append((kind, version))
    return found


def again(kind: Kind, version: Version, *, now: datetime, limit: int) -> list[Clock]:
    """Reckon the next clocks of a kind again; what changed is told in their history. Empty when all are done."""
    agreement_id, hours, was = kind
    rows = Clock.objects.select_for_update(skip_locked=True).filter(
        ended_at=None, agreement_id=agreement_id, hours=hours, calendar_print=was
    )
    found = list(rows.order_by("id")[:limit])
    book = Book(PROCESS, now, now, version, member_ids={row.member_id for row in found if row.member_id is not None})
    for row in found:
        _anew(book, row, version)
    book.close()
    return found


def _anew(book: Book, row: Clock, version: Version) -> None:
    book.touch(row)
    clause = clause_in(version, row.service)
    if clause is None:
        running.end(book, row, "version")
        return
    before, was, risk = row.agreement_id, (row.due_at, row.allowance), row.at_risk_at
    row.agreement_id = version.id
    if before != version.id:
        _by(clause, row)
    if before != version.id and row.broken_at is None:
        row.allowance = rules.allowance(clause.within, book.hours(row)[row.hours])
    reckon(row, clause, book.hours(row))
    if row.broken_at is not None:  # nothing that is said later makes a broken promise a kept one
        row.due_at, row.at_risk_at = was[0], risk
    if (row.due_at, row.allowance) != was:
        why = "version" if before != version.id else "calendar"
        book.tell(
            row, "ClockReckonedAgain", was=was[0], due=row.due_at, why=why, before=before, allowance=row.allowance
        )


def _by(clause: Service, row: Clock) -> None:
    """The clock by another version: its times are counted by that one's hours from the beginning."""
    hours = rules.hours_of(clause, row.member_id)
    owners = row.hours.startswith("@") and hours.startswith("@")
    spells = rules.read(row.spells)
    row.spells = rules.written([rules.Spell(one.since, one.until, one.hours if owners else hours) for one in spells])
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
