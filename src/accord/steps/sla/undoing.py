"""What a member takes back: the clocks are as they were, and go on as if they had never been stopped."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from accord.kernel.actor import Actor
from accord.steps.sla import deeds, running
from accord.steps.sla.book import KEPT, Book, restored, snapshot
from accord.steps.sla.contracts import Changed
from accord.steps.sla.models import Clock


def as_they_are(lead_id: int) -> dict[int, Mapping[str, Any]]:
    """The clocks of a lead, as JSON; those that ended too, for a late word may correct them."""
    rows = Clock.objects.filter(subject_kind="lead", subject_id=lead_id)
    return {row.pk: snapshot(row) for row in rows.order_by("id")}


def changed_since(lead_id: int, was: Mapping[int, Mapping[str, Any]]) -> list[Changed]:
    """What became of them since, and what was started."""
    last = max(was, default=0)
    rows = Clock.objects.filter(Q(pk__in=was) | Q(pk__gt=last), subject_kind="lead", subject_id=lead_id)
    open_or_known = rows.filter(Q(pk__in=was) | Q(ended_at=None)).order_by("id")
    found = [Changed(clock_id=row.pk, was=was.get(row.pk), became=snapshot(row)) for row in open_or_known]
    return [one for one in found if one.was != one.became]


def put_back(changes: Sequence[Changed], *, actor: Actor, now: datetime) -> None:
    """Clocks that were started end by the undo; of the others, what was changed and did not change since is as it was,
    and what was done for them and is not taken back decides. Those started go first: a subject has one open clock of a
    service."""
    book = Book(actor, now, now)
    first = _first(changes)
    rows = {row.pk: row for row in Clock.objects.select_for_update().filter(pk__in=first).order_by("id")}
    for number, was in first.items():
        if was is None and number in rows and rows[number].ended_at is None:
            running.end(book, rows[number], "undo")
    book.close()
    last = {one.clock_id: one.became for one in changes}
    book = Book(actor, now, now)
    for number, was in first.items():
        if was is not None and number in rows:
            _restore(book, rows[number], was, last[number])
    book.close()


def _first(changes: Sequence[Changed]) -> dict[int, Mapping[str, Any] | None]:
    """Clock → what it was before all of it."""
    found: dict[int, Mapping[str, Any] | None] = {}
    for one in changes:
        found.setdefault(one.clock_id, one.was)
    return found


def _restore(book: Book, row: Clock, was: Mapping[str, Any], became: Mapping[str, Any]) -> None:
    book.touch(row)
    since = deeds.set_aside(row)
    here, before, after = snapshot(row), deeds.bare(was), deeds.bare(became)
    for name in KEPT:
        if name not in deeds.DECIDED and before[name] != after[name] and here[name] == after[name]:
            setattr(row, name, restored(name, before[name]))
    deeds.drop(row, was, became)
    deeds.judge(book, row, since=since)
    book.tell(row, "ClockPutBack", due=row.due_at, verdict=row.ended_as, ended=row.ended_at)
