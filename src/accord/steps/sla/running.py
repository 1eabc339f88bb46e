"""What starts, counts for, stops, ends and hands on clocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.agreement.contracts import Version
from accord.agreement.spec import Service
from accord.ledger import api as ledger
from accord.steps.sla import pausing, rules
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
    row.done += 1
    if row.done < row.times:
        book.tell(row, "ClockCounted", event=event, done=row.done, times=row.times)
        return
    at = _done_at(row, book.at)
    in_time = row.broken_at is None if row.due_at is None else at <= row.due_at
    _close(book, row, event, "kept" if in_time else "broken", done_at=at, own=book.at)


def _done_at(row: Clock, at: datetime) -> datetime:
    """When all that it waits for was done, the last of it said now and done at `at`: the last in time decides, in
    whatever order they were written down."""
    if row.times == 1:
        return at
    return max([at, *(done for place, done in _counted(row).items() if place < row.times)])


def _counted(row: Clock) -> dict[int, datetime]:
    """When each was done that counted before the last one. What was counted again after an undo stands in the place of
    the first."""
    facts = reversed(ledger.about("clock", row.pk, limit=500))
    return {one.body["done"]: one.at for one in facts if one.kind == "ClockCounted"}


def end(book: Book, row: Clock, event: str) -> None:
    """It cannot be kept or broken any more; broken it is where its time was over."""
    book.touch(row)
    pausing.lapse(book, row)
    is_late = row.broken_at is not None or (row.due_at is not None and book.at > row.due_at)
    _close(book, row, event, "broken" if is_late else "ended")


def fulfil(book: Book, row: Clock, event: str) -> None:
    """It asks for no more than was done: stopped now, or by the last that counts where that came after."""
    done = sorted(at for place, at in _counted(row).items() if place <= row.done)
    at = max([book.at, *done[: row.times]])
    in_time = row.broken_at is None and (row.due_at is None or at <= row.due_at)
    _close(book, row, event, "kept" if in_time else "broken", done_at=at)


def _close(
    book: Book,
    row: Clock,
    event: str,
    verdict: str,
    *,
    done_at: datetime | None = None,
    own: datetime | None = None,
) -> None:
    at = max(done_at or book.at, row.started_at)
    spells = rules.read(row.spells)
    if spells[-1].until is None:
        last = spells.pop()
        spells.append(rules.Spell(last.since, max(at, last.since), last.hours))
    row.spells = rules.written(spells)
    row.working_seconds = rules.spent(spells, book.hours(row), at)
    row.raw_seconds = int((at - row.started_at).total_seconds())
    row.ended_at, row.ended_as, row.ended_by = at, verdict, event
    if verdict == "broken":
        row.broken_at = row.broken_at or row.due_at or at
        row.broken_by = row.broken_by or row.member_id
    else:  # what was done in time and said later was never broken
        row.broken_at = row.broken_by = None
    row.next_at = row.paused_at = row.paused_until = row.leased_until = None
    row.pause_reason, row.is_snoozed = "", False
    kind = "ClockEnded" if verdict == "ended" else "ClockStopped"
    said: dict[str, Any] = {"own": own} if own is not None else {}
    said |= {"raw": row.raw_seconds, "working": row.working_seconds, "due": row.due_at}
    book.tell(row, kind, at=done_at, event=event, verdict=verdict, **said)


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
