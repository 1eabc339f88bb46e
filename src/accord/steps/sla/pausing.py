"""A clock is stopped for a reason and until an instant at the latest, and goes on."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from accord.agreement.spec import Service
from accord.kernel.actor import Actor
from accord.steps.sla import rules
from accord.steps.sla.book import Book, reckon
from accord.steps.sla.contracts import Changed, SlaRefused
from accord.steps.sla.hours import ClockHours
from accord.steps.sla.models import Clock


def pause(clock_id: int, *, until: datetime, reason: str, actor: Actor, now: datetime) -> list[Changed]:
    """Raises SlaRefused without a reason, for one that does not run or is late, or for longer than may be."""
    book = Book(actor, now, now)
    row = locked(clock_id)
    if not reason.strip():
        raise SlaRefused("a pause needs a reason", code="reason")
    lapse(book, row)
    if row.ended_at is not None or row.paused_at is not None:
        raise SlaRefused("the clock does not run", code="not-running")
    if row.broken_at is not None or (row.due_at is not None and now > row.due_at):
        raise SlaRefused("the clock is late; ask to excuse it instead", code="late")
    if until <= now:
        raise SlaRefused("a clock is paused until an instant to come", code="past")
    most = rules.may_pause(row.paused_seconds, book.clause(row))
    if until > now + timedelta(seconds=most):
        left = "not be paused any more" if most < 60 else f"be paused for {_long(most)} more at the most"
        raise SlaRefused(f"by the agreement this clock may {left}", code="too-long")
    hold(book, row, until, reason.strip()[:500])
    return book.close()


def hold(book: Book, row: Clock, until: datetime, reason: str, *, is_snoozed: bool = False) -> None:
    """The clock stands still from `book.at`."""
    book.touch(row)
    spells = rules.read(row.spells)
    last = spells.pop()
    row.spells = rules.written([*spells, rules.Spell(last.since, max(book.at, last.since), last.hours)])
    was = row.due_at
    row.paused_at, row.paused_until, row.pause_reason, row.is_snoozed = book.at, until, reason, is_snoozed
    row.due_at = row.at_risk_at = None
    row.next_at = until
    book.tell(row, "ClockPaused", reason=reason, until=until, was=was)


def resume(clock_id: int, *, actor: Actor, now: datetime) -> list[Changed]:
    """Raises SlaRefused where it is not paused."""
    book = Book(actor, now, now)
    row = locked(clock_id)
    if row.paused_at is None:
        raise SlaRefused("the clock is not paused", code="not-paused")
    go_on(book, row, now)
    return book.close()


def lapse(book: Book, row: Clock) -> None:
    """A pause whose end has come is over by itself, whether somebody swept since or not: call it before anything else
    is decided of an open clock."""
    if has_lapsed(row, book.now):
        go_on(book, row, book.now)


def go_on(book: Book, row: Clock, at: datetime) -> None:
    """The clock runs again, from `at`, or from the end of its pause where that came before."""
    assert row.paused_until is not None, "a pause has an end"
    book.touch(row)
    at = min(at, row.paused_until)
    clause = book.clause(row)
    run_again(row, at, clause, book.hours(row) if clause is not None else None)
    book.tell(row, "ClockResumed", at=at, due=row.due_at)


def run_again(row: Clock, at: datetime, clause: Service | None, hours: ClockHours | None) -> None:
    """The row as it is once its pause ended at `at`."""
    assert row.paused_at is not None, "it is paused"
    row.spells = rules.written([*rules.read(row.spells), rules.Spell(at, None, row.hours)])
    row.paused_seconds += int((at - row.paused_at).total_seconds())
    row.paused_at = row.paused_until = None
    row.pause_reason, row.is_snoozed = "", False
    if clause is not None and hours is not None:
        reckon(row, clause, hours)


def has_lapsed(row: Clock, now: datetime) -> bool:
    """Whether its pause is over, swept or not."""
    return row.paused_until is not None and row.paused_until <= now


def snooze(lead_id: int, *, until: datetime, actor: Actor, now: datetime) -> list[Changed]:
    """The clocks that sales owes for the lead stand still, where their clause says so, as long as it allows."""
    book = Book(actor, now, now)
    rows = Clock.objects.select_for_update().filter(
        subject_kind="lead", subject_id=lead_id, ended_at=None, owed_by="sales", broken_at=None
    )
    for row in rows.order_by("id"):
        lapse(book, row)
        if row.paused_at is not None:
            continue
        clause = book.clause(row)
        most = rules.may_pause(row.paused_seconds, clause)
        if clause is not None and clause.snoozed == "pauses" and most > 0 and (row.due_at is None or now <= row.due_at):
            hold(book, row, min(until, now + timedelta(seconds=most)), "snoozed", is_snoozed=True)
    return book.close()


def wake(rows: Iterable[Clock], *, actor: Actor, now: datetime) -> list[Changed]:
    """These clocks, which a snooze stopped, run again."""
    book = Book(actor, now, now)
    for row in rows:
        go_on(book, row, now)
    return book.close()


def snoozed(*, lead_ids: Collection[int] = (), person_ids: Collection[int] = ()) -> list[Clock]:
    """Clocks that a snooze stopped, held until the transaction ends."""
    rows = Clock.objects.select_for_update().filter(is_snoozed=True, subject_kind="lead", ended_at=None)
    chosen = rows.filter(person_id__in=person_ids) if person_ids else rows.filter(subject_id__in=lead_ids)
    return list(chosen.order_by("id"))


def snoozed_leads(person_ids: Collection[int]) -> set[int]:
    """Leads of these people with a clock that a snooze stopped."""
    rows = Clock.objects.filter(is_snoozed=True, person_id__in=person_ids, subject_kind="lead", ended_at=None)
    return set(rows.values_list("subject_id", flat=True))


def locked(clock_id: int) -> Clock:
    """Held until the transaction ends. Raises SlaRefused where there is none."""
    row = Clock.objects.select_for_update().filter(pk=clock_id).first()
    if row is None:
        raise SlaRefused(f"there is no clock {clock_id}", code="unknown")
    return row


def _long(seconds: int) -> str:
    days, hours, minutes = seconds // 86_400, seconds % 86_400 // 3600, seconds % 3600 // 60
    parts = (f"{days} days" if days else "", f"{hours} hours" if hours else "", f"{minutes} minutes" if minutes else "")
    return " ".join(part for part in parts if part)
