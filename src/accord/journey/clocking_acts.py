"""What people decide about clocks: pause, resume, ask to excuse a broken promise, agree."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accord.agreement import api as agreements
from accord.journey import clocking
from accord.members.contracts import MemberCard
from accord.outbox import api as outbox
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import ClockCard, ExcuseCard, SlaRefused


@transaction.atomic
def pause(*, clock_id: int, until: datetime, reason: str, by: MemberCard, now: datetime) -> ClockCard:
    """The clock stands still until `until` at the latest. Raises SlaRefused where it is somebody else's, without a
    reason, where it does not run or is late, or for longer than the agreement allows."""
    card = _theirs(clock_id, by, now)
    sla.pause(clock_id=clock_id, until=until, reason=reason, actor=clocking.actor_of(by), now=now)
    return _after(card, now)


@transaction.atomic
def resume(*, clock_id: int, by: MemberCard, now: datetime) -> ClockCard:
    """The clock goes on at once. Raises SlaRefused where it is somebody else's, or not paused."""
    card = _theirs(clock_id, by, now)
    sla.resume(clock_id=clock_id, actor=clocking.actor_of(by), now=now)
    return _after(card, now)


@transaction.atomic
def ask_excuse(*, clock_id: int, reason: str, by: MemberCard, now: datetime) -> ExcuseCard:
    """The side that owes a broken clock asks the other to excuse it, and who signs there is told. Raises SlaRefused as
    `sla.ask_excuse` does."""
    card = _held(clock_id, now)
    made = sla.ask_excuse(clock_id=clock_id, reason=reason, by=by, now=now)
    to = [one.id for one in sla.signers(card.owed_by, asked_by=by.id, now=now)]
    body = {**_body(card, by), "why": made.reason}
    outbox.tell("excuse_asked", to=to, about=_about(card), body=body, key=f"excuse:{made.id}:asked", now=now)
    return made


@transaction.atomic
def answer_excuse(*, excuse_id: int, is_granted: bool, by: MemberCard, now: datetime, note: str = "") -> ExcuseCard:
    """The other side agrees, or does not; who asked is told. Raises SlaRefused as `sla.answer_excuse` does."""
    made = sla.answer_excuse(excuse_id=excuse_id, is_granted=is_granted, by=by, now=now, note=note)
    card = sla.clock(made.clock_id, now=now)
    body = {**_body(card, by), "why": note}
    kind = "excuse_granted" if is_granted else "excuse_refused"
    outbox.tell(kind, to=[made.asked_by], about=_about(card), body=body, key=f"excuse:{made.id}:answered", now=now)
    return made


def may_change(card: ClockCard, by: MemberCard) -> bool:
    """Whether the clock is theirs to pause: their own, one of their side that nobody has, or any for operations."""
    if by.acts_for_all or card.member_id == by.id:
        return True
    return by.team == card.owed_by and (card.member_id is None or card.owed_by == "marketing")


def latest_pause(card: ClockCard, now: datetime) -> datetime:
    """How long a pause may last by the agreement that the clock runs by."""
    version = agreements.version(card.agreement_id)
    clause = next((one for one in version.agreement.clocks if one.id == card.service), None) if version else None
    return now + timedelta(seconds=sla.may_pause(card.paused_seconds, clause))


def _theirs(clock_id: int, by: MemberCard, now: datetime) -> ClockCard:
    card = _held(clock_id, now)
    if not may_change(card, by):
        raise SlaRefused("the clock is somebody else's", code="not-theirs")
    return card


def _held(clock_id: int, now: datetime) -> ClockCard:
    """The lead before its clock, as everywhere, and what holds by now before anything is decided."""
    card = sla.clock(clock_id, now=now)
    if card.lead_id is not None:
        lifecycle.hold(card.lead_id)
    clocking.keep_up(subjects=[clocking.Subject(kind=card.subject_kind, id=card.subject_id)], now=now)
    return sla.clock(clock_id, now=now)  # as it is now that nobody else changes it


def _after(card: ClockCard, now: datetime) -> ClockCard:
    if card.lead_id is not None:
        clocking.show([card.lead_id])
    return sla.clock(card.id, now=now)


def _body(card: ClockCard, by: MemberCard) -> dict[str, Any]:
    said = {"service": card.service, "words": {"service": card.name}}
    return {**said, "by": by.id, "clock": card.id, "path": f"/clocks/{card.id}/"}


def _about(card: ClockCard) -> tuple[str, int]:
    return card.subject_kind, card.subject_id
