"""What was done in time and written down only after its clock was stopped: the verdict follows the instant of the deed,
and what was said before stays in the history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accord.steps.sla import deeds
from accord.steps.sla.book import Book
from accord.steps.sla.contracts import Subject
from accord.steps.sla.models import Clock


def stopped_rows(subjects: Iterable[Subject], at: datetime) -> list[Clock]:
    """Clocks that had begun by `at` and are kept or broken, held until the transaction ends; excused ones stay so."""
    by_kind: dict[str, list[int]] = {}
    for one in subjects:
        by_kind.setdefault(one.kind, []).append(one.id)
    found: list[Clock] = []
    for kind, ids in sorted(by_kind.items()):
        rows = Clock.objects.select_for_update().filter(
            subject_kind=kind, subject_id__in=ids, started_at__lte=at, ended_as__in=("kept", "broken")
        )
        found += rows.filter(is_excused=False).order_by("id")
    return found


def correct(book: Book, row: Clock, event: str) -> None:
    """One more of what it waited for was done at `book.at`, and is said only now that it is stopped. One that came too
    late to decide is kept in mind as long as an earlier one may be taken back."""
    clause = book.clause(row)
    if clause is None or event not in clause.stops or (event == "moved" and book.at == row.started_at):
        return
    assert row.ended_at is not None, "it is stopped"
    if book.at >= row.ended_at and not deeds.may_be_taken_back(row, book.now):
        return
    book.touch(row)
    was: dict[str, Any] = {"was_verdict": row.ended_as, "was_ended": row.ended_at, "was_broken": row.broken_at}
    since = deeds.set_aside(row)
    deeds.add(book, row, event)
    deeds.judge(book, row, since=since)
    if row.ended_at == was["was_ended"]:
        book.tell(row, "ClockCounted", event=event, done=row.done, times=row.times)
        return
    book.tell(
        row, "ClockCorrected", event=event, verdict=row.ended_as, ended=row.ended_at, raw=row.raw_seconds,
        working=row.working_seconds, due=row.due_at, **was,
    )  # fmt: skip
