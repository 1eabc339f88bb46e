"""What was done for a clock, in the order in which it was said, and what it comes to: of all that stand, the first ones
that are enough decide. What the clock was without them is kept, so that one that is taken back leaves the rest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from accord.kernel.instants import iso
from accord.steps.sla import rules
from accord.steps.sla.book import Book, restored, snapshot
from accord.steps.sla.models import Clock

STOPPING = (
    "spells", "next_at", "paused_at", "paused_until", "pause_reason", "is_snoozed", "broken_at", "broken_by",
    "ended_at", "ended_as", "ended_by", "raw_seconds", "working_seconds",
)  # fmt: skip
DECIDED = ("deeds", "undecided", "done")
"""What follows from deeds, and is not put back by itself."""
_FRESH = timedelta(minutes=1)  # longer than a member may take anything back


def add(book: Book, row: Clock, event: str) -> None:
    """`event` was done at `book.at`, and is said now."""
    row.deeds = [*row.deeds, [iso(book.at), event, iso(book.now)]]


def drop(row: Clock, was: Mapping[str, Any], became: Mapping[str, Any]) -> None:
    """What was said between these two snapshots is taken back."""
    gone = _counted(became) - _counted(was)
    left = []
    for deed in row.deeds:
        if gone[tuple(deed)]:
            gone[tuple(deed)] -= 1
        else:
            left.append(deed)
    row.deeds = left


def may_be_taken_back(row: Clock, now: datetime) -> bool:
    """Whether any of them was said so lately."""
    return any(datetime.fromisoformat(said) > now - _FRESH for _, _, said in row.deeds)


def bare(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot as it would be had the deeds decided nothing."""
    return {**kept, **(kept.get("undecided") or {})}


def set_aside(row: Clock) -> datetime | None:
    """The clock as if its deeds had decided nothing, for `judge`. Returns before when they could not stop it."""
    was, row.undecided = row.undecided, {}
    for name in STOPPING if was else ():
        setattr(row, name, restored(name, was[name]))
    since = was.get("since")
    return datetime.fromisoformat(since) if since else None


def judge(book: Book, row: Clock, *, since: datetime | None = None) -> None:
    """The deeds that stand stop the clock, or move its end, where they are enough; never before `since`, from when on
    a version asks for no more. Of a row as `set_aside` leaves it, or an open one."""
    row.done = min(len(row.deeds), row.times)
    if row.done < row.times:
        return
    last, event = sorted((datetime.fromisoformat(at), event) for at, event, _ in row.deeds)[row.times - 1]
    at = last if since is None else max(last, since)
    if row.ended_at is not None and at >= row.ended_at:
        return
    was = snapshot(row)
    row.undecided = {name: was[name] for name in STOPPING} | ({"since": iso(since)} if since else {})
    in_time = row.broken_at is None if row.due_at is None else at <= row.due_at
    row.ended_at, row.ended_as, row.ended_by = at, "kept" if in_time else "broken", "fewer" if since else event
    if in_time:  # what was done in time and said later was never broken
        row.broken_at = row.broken_by = None
    else:
        row.broken_at = row.broken_at or row.due_at or at
        row.broken_by = row.broken_by or row.member_id
    _stand_still(book, row, at)


def _stand_still(book: Book, row: Clock, at: datetime) -> None:
    spells = [one for one in rules.read(row.spells) if one.since <= at]
    spells[-1] = rules.Spell(spells[-1].since, min(spells[-1].until or at, at), spells[-1].hours)
    row.spells = rules.written(spells)
    row.working_seconds = rules.spent(spells, book.hours(row), at)
    row.raw_seconds = int((at - row.started_at).total_seconds())
    row.next_at = row.paused_at = row.paused_until = row.leased_until = None
    row.pause_reason, row.is_snoozed = "", False


def _counted(kept: Mapping[str, Any]) -> Counter[tuple[str, ...]]:
    found: Sequence[Sequence[str]] = kept.get("deeds") or ()
    return Counter(tuple(one) for one in found)
