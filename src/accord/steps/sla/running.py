"""What starts, counts for, stops, ends and hands on clocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.agreement.contracts import Version
from accord.agreement.spec import Service
from accord.steps.sla import deeds, pausing, rules
from accord.steps.sla.book import Book, reckon
from accord.steps.sla.contracts import Subject
from accord.steps.sla.models import Clock

ENDS_ALL = ("withdrawn", "won", "lost")
ENDS = {"sales": ("recycled", "rejected"), "marketing": ("handed_off",)}


def start(book: Book, clause: Service, subject: Subject, version: Version, *, reroutes: int = 0) -> Clock:
    """A clock begins to run, with all its time. What marketing owes for a lead is not owed by the rep who has it."""
    is_theirs = clause.owed_by == "sales" or subject.kind != "lead"
    member_id = subject.member_id if is_theirs else None
    row = Clock(
        service=clause.id,
        owed_by=clause.owed_by,
        agreement_id=version.id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        person_id=subject.person_id,
        member_id=member_id,
        started_at=book.at,
        hours=rules.hours_of(clause, member_id),
        times=clause.times,
        reroutes=reroutes,
    )
    hours = book.hours(row)
    row.allowance = rules.allowance(clause.within, hours[row.hours])
    row.spells = rules.written([rules.Spell(book.at, None, row.hours)])
    reckon(row, clause, hours)
    assert row.due_at is not None, "it runs"
    row.first_due_at = row.due_at
    book.add(row)
    book.tell(row, "ClockStarted", service=row.service, due=row.due_at, member=row.member_id, allowance=row.allowance)
    return row


def meet(book: Book, row: Clock, event: str, subject: Subject) -> None:
    """What an event is to an open clock: it is stopped, counts one, ends or is handed on, or nothing."""
    clause = book.clause(row)
    if event == "reassigned":
        if row.owed_by == "sales" and row.member_id != subject.member_id:
            hand_on(book, row, clause, subject)
    elif clause is not None and event in clause.stops:
        if book.at > row.started_at or (book.at == row.started_at and event != "moved"):
            _count(book, row, event)  # the step that came with what started it is not yet one on
    elif event in ENDS_ALL or event in ENDS.get(row.owed_by, ()):
        end(book, row, event)


def _count(book: Book, row: Clock, event: str) -> None:
    """One of those it waits for; the last one stops it."""
    book.touch(row)
    pausing.lapse(book, row)
    deeds.add(book, row, event)
    deeds.judge(book, row)
    if row.ended_at is None:
        book.tell(row, "ClockCounted", event=event, done=row.done, times=row.times)
    else:
        _told(book, row, event, row.ended_at, own=book.at)


def end(book: Book, row: Clock, event: str) -> None:
    """It cannot be kept or broken any more; broken it is where its time was over."""
    book.touch(row)
    pausing.lapse(book, row)
    is_late = row.broken_at is not None or (row.due_at is not None and book.at > row.due_at)
    at = max(book.at, row.started_at)
    spells = rules.read(row.spells)
    if spells[-1].until is None:
        last = spells.pop()
        spells.append(rules.Spell(last.since, max(at, last.since), last.hours))
    row.spells = rules.written(spells)
    row.working_seconds = rules.spent(spells, book.hours(row), at)
    row.raw_seconds = int((at - row.started_at).total_seconds())
    row.ended_at, row.ended_as, row.ended_by = at, "broken" if is_late else "ended", event
    if is_late:
        row.broken_at = row.broken_at or row.due_at or at
        row.broken_by = row.broken_by or row.member_id
    row.next_at = row.paused_at = row.paused_until = row.leased_until = None
    row.pause_reason, row.is_snoozed = "", False
    _told(book, row, event, book.at)


def fulfil(book: Book, row: Clock, event: str) -> None:
    """It asks for no more than was done: stopped now, or by the last that counts where that came after."""
    deeds.judge(book, row, since=book.at)
    _told(book, row, event, row.ended_at)


def _told(book: Book, row: Clock, event: str, at: datetime | None, **own: datetime) -> None:
    kind = "ClockEnded" if row.ended_as == "ended" else "ClockStopped"
    said: dict[str, Any] = {**own, "raw": row.raw_seconds, "working": row.working_seconds, "due": row.due_at}
    book.tell(row, kind, at=at, event=event, verdict=row.ended_as, **said)


def hand_on(book: Book, row: Clock, clause: Service | None, subject: Subject) -> None:
    """Another owner. As the clause says: a clock of their own with all the time, or what is left of this one."""
    version = book.version_of(row.agreement_id)
    if clause is None or version is None or clause.reassigned == "restarts":
        end(book, row, "reassigned")
        if clause is not None and version is not None:
            start(book, clause, subject, version, reroutes=row.reroutes)
        return
    book.touch(row)
    pausing.lapse(book, row)
    before, was = row.member_id, row.due_at
    row.member_id = subject.member_id
    _go_on(book, row, clause)
    book.tell(row, "ClockReassigned", member=row.member_id, before=before, was=was, due=row.due_at)


def _go_on(book: Book, row: Clock, clause: Service) -> None:
    """The rest of the time, by the hours of whoever has it now."""
    hours = rules.hours_of(clause, row.member_id)
    spells = rules.read(row.spells)
    if hours != row.hours and spells[-1].until is None:
        last = spells.pop()
        since = max(book.at, last.since)
        spells += [rules.Spell(last.since, since, last.hours), rules.Spell(since, None, hours)]
        row.spells = rules.written(spells)
    if hours != row.hours:
        times = book.hours(row)
        was, becomes = (rules.allowance(clause.within, times[one]) for one in (row.hours, hours))
        row.allowance = rules.going_on(row.allowance, rules.spent(spells, times, book.at), was, becomes)
    row.hours = hours
    reckon(row, clause, book.hours(row))


def follow_people(owners: Mapping[int, int]) -> None:
    """Lead → person it belongs to now."""
    rows = list(Clock.objects.select_for_update().filter(subject_kind="lead", subject_id__in=owners).order_by("id"))
    for row in rows:
        row.person_id = owners[row.subject_id]
    Clock.objects.bulk_update(rows, ["person_id"], batch_size=500)
