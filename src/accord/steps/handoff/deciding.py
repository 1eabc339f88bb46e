"""What members and the process decide about a hand-off that is open."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from accord.agreement.spec import Agreement, RejectReason
from accord.kernel.actor import Actor
from accord.steps.handoff import cards
from accord.steps.handoff.contracts import HandoffRefused
from accord.steps.handoff.models import (
    Acceptance,
    Assignment,
    Handoff,
    Recycling,
    Rejection,
    Snooze,
    Undo,
    Waking,
    Withdrawal,
)
from accord.steps.handoff.turns import Table, give_back, hold_turns, take_again

LONGEST_SNOOZE = timedelta(days=30)
_ASSIGNED = ("member_id", "assigned_at", "accepted_at", "snoozed_until", "share", "turns_back", "tried_at")


def open_row(handoff_id: int) -> Handoff:
    """Held until the transaction ends. Raises HandoffRefused when it is unknown or decided."""
    row = Handoff.objects.select_for_update().filter(pk=handoff_id).first()
    if row is None:
        raise HandoffRefused(f"there is no hand-off {handoff_id}", code="unknown")
    if row.closed_at is not None:
        raise HandoffRefused(f"the hand-off was {row.closed_as} already", code="decided")
    return row


def accept(row: Handoff, member_id: int, *, now: datetime, on_behalf: bool) -> None:
    _check_theirs(row, member_id, on_behalf=on_behalf)
    if row.accepted_at is not None:
        raise HandoffRefused("the hand-off was accepted already", code="decided")
    if row.member_id is None:
        row.member_id, row.assigned_at = member_id, now
    row.accepted_at, row.snoozed_until = now, None
    row.save(update_fields=["member_id", "assigned_at", "accepted_at", "snoozed_until"])
    Acceptance.objects.create(handoff=row, member_id=member_id, at=now)


def reject(row: Handoff, member_id: int, clause: RejectReason, *, note: str, now: datetime, on_behalf: bool) -> None:
    _check_theirs(row, member_id, on_behalf=on_behalf)
    _give_back(row, now)
    _close(row, "rejected", now)
    Rejection.objects.create(handoff=row, member_id=member_id, at=now, reason=clause.id, note=note)


def recycle(row: Handoff, member_id: int, reason: str, *, note: str, now: datetime, on_behalf: bool) -> None:
    _check_theirs(row, member_id, on_behalf=on_behalf)
    _close(row, "recycled", now)
    Recycling.objects.create(handoff=row, member_id=member_id, at=now, reason=reason, note=note)


def snooze(row: Handoff, member_id: int, *, until: datetime, note: str, now: datetime, on_behalf: bool) -> None:
    """Only the member who has it; what nobody has is nobody's to put off."""
    if not on_behalf and row.member_id != member_id:
        raise HandoffRefused("the lead was handed to somebody else", code="not-theirs")
    if until <= now:
        raise HandoffRefused("a lead is snoozed until an instant to come", code="past")
    if until > now + LONGEST_SNOOZE:
        raise HandoffRefused(
            f"a lead is snoozed for {LONGEST_SNOOZE.days} days at the most; recycle it instead", code="too-far"
        )
    row.snoozed_until = until
    row.save(update_fields=["snoozed_until"])
    Snooze.objects.create(handoff=row, member_id=member_id, at=now, until=until, note=note)


def wake(row: Handoff, member_id: int, *, now: datetime, on_behalf: bool) -> None:
    """The snooze ends now. Refused where it is over already."""
    if not on_behalf and row.member_id != member_id:
        raise HandoffRefused("the lead was handed to somebody else", code="not-theirs")
    if row.snoozed_until is None or row.snoozed_until <= now:
        raise HandoffRefused("the lead is not snoozed any more", code="awake")
    row.snoozed_until = None
    row.save(update_fields=["snoozed_until"])
    Waking.objects.create(handoff=row, member_id=member_id, at=now)


def assign(row: Handoff, member_id: int | None, *, actor: Actor, now: datetime) -> None:
    """To another member, or into the pool; the one who had it gets the turn back, and their snooze ends."""
    _give_back(row, now)
    row.snoozed_until = None
    row.member_id, row.assigned_at, row.accepted_at = member_id, now if member_id is not None else None, None
    row.tried_at = None
    row.save(update_fields=_ASSIGNED)
    Assignment.objects.create(handoff=row, member_id=member_id, actor=str(actor), at=now)


def withdraw(rows: Iterable[Handoff], *, actor: Actor, now: datetime, reason: str, closed_as: str) -> None:
    """An offer that nobody answered gives its turn back."""
    for row in rows:
        if row.accepted_at is None and row.share:
            _give_back(row, now)
        _close(row, closed_as, now)
        Withdrawal.objects.create(handoff=row, actor=str(actor), at=now, reason=reason)


def _give_back(row: Handoff, now: datetime) -> None:
    """The turn that the offer took, if it took one."""
    if row.share:
        hold_turns()
        table = Table(row.team)
        give_back(row, table, now=now)
        table.save()


def put_back(row: Handoff, was: Mapping[str, Any], became: Mapping[str, Any], *, now: datetime) -> None:
    """Undo: the hand-off is as it was, the turn taken again."""
    here = cards.snapshot(row)
    if any(here[name] != became.get(name) for name in ("member_id", "accepted_at", "closed_at", "snoozed_until")):
        raise HandoffRefused("the hand-off went on since; it cannot be undone any more", code="too-late")
    if was.get("share") and not row.share:
        hold_turns()
        table = Table(row.team)
        take_again(row, table, was["share"], now=now)
        table.save()
    cards.restore(row, was)
    row.save()


def undone(fact_id: int, member_id: int, now: datetime) -> None:
    """Raises HandoffRefused where it was undone already."""
    if not Undo.objects.get_or_create(fact_id=fact_id, defaults={"member_id": member_id, "at": now})[1]:
        raise HandoffRefused("it was undone already", code="undone")


def reject_reason(agreement: Agreement, reason: str) -> RejectReason:
    """Raises HandoffRefused, naming the reasons, where the agreement has no such one."""
    found = next((r for r in agreement.reject_reasons if r.id == reason), None)
    if found is None:
        known = ", ".join(r.id for r in agreement.reject_reasons)
        raise HandoffRefused(f"a rejection needs one of the reasons: {known}", code="reason")
    return found


def _check_theirs(row: Handoff, member_id: int, *, on_behalf: bool) -> None:
    if not on_behalf and row.member_id not in (None, member_id):
        raise HandoffRefused("the lead was handed to somebody else", code="not-theirs")


def _close(row: Handoff, closed_as: str, now: datetime) -> None:
    row.closed_at, row.closed_as = now, closed_as
    row.save(update_fields=["closed_at", "closed_as", "share", "turns_back"])
