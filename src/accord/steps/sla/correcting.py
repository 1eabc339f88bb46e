"""What was done in time and written down only after its clock was stopped: the verdict follows the instant of the deed,
and what was said before stays in the history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accord.agreement.spec import Service
from accord.kernel.instants import parse_instant
from accord.ledger import api as ledger
from accord.steps.sla import rules
from accord.steps.sla.book import Book
from accord.steps.sla.contracts import Subject
from accord.steps.sla.models import Clock


def stopped_rows(subjects: Iterable[Subject], at: datetime) -> list[Clock]:
    """Clocks that ran at `at` and are kept or broken since, held until the transaction ends; excused ones stay so."""
    by_kind: dict[str, list[int]] = {}
    for one in subjects:
        by_kind.setdefault(one.kind, []).append(one.id)
    found: list[Clock] = []
    for kind, ids in sorted(by_kind.items()):
        rows = Clock.objects.select_for_update().filter(
            subject_kind=kind, subject_id__in=ids, started_at__lte=at, ended_at__gt=at, ended_as__in=("kept", "broken")
        )
        found += rows.filter(is_excused=False).order_by("id")
    return found


def correct(book: Book, row: Clock, event: str) -> None:
    """One more of what it waited for was done at `book.at`, before it was stopped: of all that are known now, the first
    ones that are enough decide."""
    clause = book.clause(row)
    if clause is None or event not in clause.stops or (event == "moved" and book.at == row.started_at):
        return
    if row.ended_by == "fewer" or (row.ended_as == "kept" and row.done < row.times):
        return  # a version stopped it, which asked for no more than was done; or it had become pointless
    known = sorted([*_done_at(row, clause), book.at])
    if len(known) < row.times:
        book.touch(row)
        row.done = len(known)
        book.tell(row, "ClockCounted", event=event, done=row.done, times=row.times)
        return
    at = known[row.times - 1]
    if row.ended_at is not None and at < row.ended_at:
        _stop_at(book, row, event, at)


def _done_at(row: Clock, clause: Service) -> list[datetime]:
    """When each of what it waits for was done, as far as it was written down and not taken back."""
    counted: dict[int, datetime] = {}
    stop: list[datetime] = []
    later: list[datetime] = []
    for one in reversed(ledger.about("clock", row.pk, limit=500)):
        if one.kind == "ClockCounted":
            counted[one.body["done"]] = one.at
        elif one.kind == "ClockStopped" and one.body["event"] in clause.stops:
            stop = [parse_instant(one.body.get("own")) or one.at]
        elif one.kind == "ClockCorrected":
            later.append(one.at)
        elif one.kind == "ClockPutBack" and one.body.get("verdict"):
            later = later[:-1]
        elif one.kind == "ClockPutBack":
            stop, later = [], []
    before = row.done if not stop else row.times - 1
    return [*(at for place, at in counted.items() if place <= before), *stop, *later]


def _stop_at(book: Book, row: Clock, event: str, at: datetime) -> None:
    book.touch(row)
    was: dict[str, Any] = {"was_verdict": row.ended_as, "was_ended": row.ended_at, "was_broken": row.broken_at}
    spells = [one for one in rules.read(row.spells) if one.since <= at]
    spells[-1] = rules.Spell(spells[-1].since, min(spells[-1].until or at, at), spells[-1].hours)
    row.spells = rules.written(spells)
    row.working_seconds = rules.spent(spells, book.hours(row), at)
    row.raw_seconds = int((at - row.started_at).total_seconds())
    row.ended_at, row.ended_by, row.done = at, event, row.times
    if row.due_at is None or at <= row.due_at:
        row.ended_as, row.broken_at, row.broken_by = "kept", None, None
    book.tell(
        row, "ClockCorrected", event=event, verdict=row.ended_as, ended=at, raw=row.raw_seconds,
        working=row.working_seconds, due=row.due_at, **was,
    )  # fmt: skip
