"""Something happens to leads or requests: to the clocks that run for them, as everything holds just then, and to those
that begin."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from accord.agreement.contracts import Version
from accord.kernel.actor import Actor
from accord.steps.sla import correcting
from accord.steps.sla.book import Book, clause_in
from accord.steps.sla.contracts import Happened, Subject
from accord.steps.sla.keeping_up import keep_up
from accord.steps.sla.models import Clock
from accord.steps.sla.running import ENDS, ENDS_ALL, meet, start


def happen(
    event: str, subjects: Sequence[Subject], *, actor: Actor, at: datetime, now: datetime, version: Version
) -> Happened:
    """First what runs is stopped, ended or handed on, and what was stopped before it was known corrected; then what
    this starts is started."""
    book = Book(actor, at, now, version, member_ids={one.member_id for one in subjects if one.member_id is not None})
    by_id = {(one.kind, one.id): one for one in subjects}
    running: dict[tuple[str, int], set[str]] = {key: set() for key in by_id}
    rows = open_rows(subjects)
    kept_up = keep_up([row for row in rows if _concerns(book, row, event)], now=now)
    for row in (one for one in rows if one.ended_at is None):
        key = (row.subject_kind, row.subject_id)
        meet(book, row, event, by_id[key])
        if row.ended_at is None:
            running[key].add(row.service)
    for row in correcting.stopped_rows(subjects, at) if at < now else ():
        correcting.correct(book, row, event)
    for clause in version.agreement.clocks:
        if clause.starts == event:
            for key, one in by_id.items():
                if clause.id not in running[key] and one.owed_by in (None, clause.owed_by):
                    start(book, clause, one, version)
    return Happened(book.close(), kept_up=bool(kept_up))


def open_rows(subjects: Iterable[Subject]) -> list[Clock]:
    """Held until the transaction ends, in the order of their numbers."""
    by_kind: dict[str, list[int]] = {}
    for one in subjects:
        by_kind.setdefault(one.kind, []).append(one.id)
    found: list[Clock] = []
    for kind, ids in sorted(by_kind.items()):
        rows = Clock.objects.select_for_update().filter(subject_kind=kind, subject_id__in=ids, ended_at=None)
        found += rows.order_by("id")
    return found


def _concerns(book: Book, row: Clock, event: str) -> bool:
    """Whether `event` may change the clock, by the version that it runs by or the one that judges it now."""
    if event in ("reassigned", *ENDS_ALL, *ENDS.get(row.owed_by, ())):
        return True
    clauses = (book.clause(row), clause_in(book.version, row.service) if book.version else None)
    return any(clause is not None and event in clause.stops for clause in clauses)
