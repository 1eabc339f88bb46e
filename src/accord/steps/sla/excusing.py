"""A broken clock is excused where the side that owes it asks and the other side agrees."""

from datetime import datetime

from accord.members.contracts import MemberCard
from accord.steps.sla.book import Book
from accord.steps.sla.contracts import ExcuseCard, SlaRefused
from accord.steps.sla.models import Clock, Excuse
from accord.steps.sla.pausing import locked
from accord.steps.sla.reading import excuse_card


def ask(clock_id: int, *, reason: str, by: MemberCard, now: datetime) -> ExcuseCard:
    """Raises SlaRefused without a reason, where it is not broken, is excused or asked for already, or by the side that
    it is owed to."""
    row = locked(clock_id)
    if not reason.strip():
        raise SlaRefused("an excuse needs a reason", code="reason")
    if row.broken_at is None and not _is_late(row, now):
        raise SlaRefused("only a broken promise is excused", code="not-broken")
    if row.is_excused:
        raise SlaRefused("it is excused already", code="decided")
    if by.team != row.owed_by and not by.acts_for_all:
        raise SlaRefused(f"{row.owed_by} owes it, and asks", code="other-side")
    if Excuse.objects.filter(clock=row, answered_at=None).exists():
        raise SlaRefused("somebody asked already; the other side has to answer", code="asked")
    made = Excuse.objects.create(clock=row, reason=reason.strip()[:2000], asked_by=by.id, asked_at=now)
    _tell(row, "ExcuseAsked", by, now, reason=made.reason, excuse=made.pk)
    return excuse_card(made)


def answer(excuse_id: int, *, is_granted: bool, by: MemberCard, now: datetime, note: str = "") -> ExcuseCard:
    """The other side agrees, or does not. Raises SlaRefused for anybody of another side, who asked, or what was
    answered already."""
    found = Excuse.objects.filter(pk=excuse_id).first()
    if found is None:
        raise SlaRefused(f"there is no excuse {excuse_id}", code="unknown")
    row = locked(found.clock_id)
    found = Excuse.objects.select_for_update().get(pk=excuse_id)
    if found.answered_at is not None:
        raise SlaRefused("it was answered already", code="decided")
    other = "marketing" if row.owed_by == "sales" else "sales"
    if by.team != other:
        raise SlaRefused(f"{other} has to agree; nobody excuses their own side", code="other-side")
    if by.id == found.asked_by:
        raise SlaRefused("nobody excuses alone", code="alone")
    found.answered_by, found.answered_at, found.is_granted, found.note = by.id, now, is_granted, note.strip()[:2000]
    found.save()
    _tell(row, "ExcuseGranted" if is_granted else "ExcuseRefused", by, now, reason=found.note, excuse=found.pk)
    if is_granted:
        row.is_excused = True
        row.save(update_fields=["is_excused"])
    return excuse_card(found)


def _is_late(row: Clock, now: datetime) -> bool:
    return row.ended_at is None and row.due_at is not None and now > row.due_at


def _tell(row: Clock, kind: str, by: MemberCard, now: datetime, *, reason: str, excuse: int) -> None:
    book = Book(by.actor, now, now)
    book.tell(row, kind, reason=reason, excuse=excuse, member=by.id)
    book.close()
