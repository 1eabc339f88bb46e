"""Not now: the member puts a lead off, and it comes back by itself."""

from datetime import datetime

from django.db import transaction

from accord.journey import clocking
from accord.journey.desk.done import Decision, Done
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.sla import api as sla


@transaction.atomic
def snooze(*, handoff_id: int, until: datetime, by: MemberCard, now: datetime, note: str = "") -> Done:
    """Out of the queue until that instant, or until the person does something that counts. Raises HandoffRefused where
    it is somebody else's, decided, past, or more than thirty days ahead."""
    decision = Decision.begun(by, now)
    handed = handoff.handoff(handoff_id)
    decision.hold_lead(handed.lead_id)
    decision.handoff_id = handoff_id
    handoff.snooze(
        handoff_id=handoff_id,
        member_id=by.id,
        until=until,
        note=note,
        now=now,
        on_behalf=decision.is_on_behalf,
    )
    sla.wake(lead_ids=[handed.lead_id], actor=decision.actor, now=now)  # snoozed again: the later word counts
    sla.snooze(lead_id=handed.lead_id, until=until, actor=decision.actor, now=now)
    clocking.show([handed.lead_id])
    return decision.finish("HandoffSnoozed", until=until.isoformat(), note=note)


@transaction.atomic
def wake(*, handoff_id: int, by: MemberCard, now: datetime) -> Done:
    """A snoozed lead comes back into the queue at once. Raises HandoffRefused where it is somebody else's, decided, or
    not snoozed."""
    decision = Decision.begun(by, now)
    handed = handoff.handoff(handoff_id)
    decision.hold_lead(handed.lead_id)
    decision.handoff_id = handoff_id
    handoff.wake(handoff_id=handoff_id, member_id=by.id, now=now, on_behalf=decision.is_on_behalf)
    clocking.wake([handed.lead_id], by=by, now=now)
    return decision.finish("HandoffWoken")
