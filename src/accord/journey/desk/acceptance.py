"""The member answers a hand-off: accept, reject, recycle; or it is given to somebody else."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accord.agreement.spec import Agreement
from accord.agreement.wording import reason_words
from accord.journey.desk.done import Decision, Done
from accord.journey.desk.logging import mark_misled
from accord.kernel.instants import to_micros
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard, HandoffRefused
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard, MoveRefused


@transaction.atomic
def accept(*, handoff_id: int, by: MemberCard, now: datetime) -> Done:
    """The lead is theirs and goes where acceptance takes it. Raises HandoffRefused where it is somebody else's or
    decided."""
    decision, _, card = _begun(handoff_id, by, now)
    taken = handoff.accept(handoff_id=handoff_id, member_id=by.id, now=now, on_behalf=decision.is_on_behalf)
    lifecycle.assign({card.id: taken.member_id})
    decision.tell_clocks_taken(taken.member_id)
    decision.decide(card, ["accepted"])
    return decision.finish("HandoffAccepted")


@transaction.atomic
def reject(
    *, handoff_id: int, reason: str, by: MemberCard, now: datetime, note: str = "", misled: Collection[str] = ()
) -> Done:
    """The lead goes back, recycled or disqualified as the agreement says of the reason; one recycled too often is
    disqualified. `misled` are the rules that made it look better than it was. Raises HandoffRefused without a reason of
    the agreement, MoveRefused where the graph has no way, ActivityRefused for a rule that there is not."""
    decision, handed, _ = _begun(handoff_id, by, now)
    means = reason_words(reason, decision.version.agreement.reject_reasons)
    blamed = mark_misled(decision, handed, misled, reason, means)
    clause = handoff.reject(
        handoff_id=handoff_id,
        member_id=by.id,
        reason=reason,
        note=note,
        now=now,
        version=decision.version,
        on_behalf=decision.is_on_behalf,
    )
    lifecycle.assign({handed.lead_id: None})
    decision.tell_clocks("rejected")
    if clause.then == "recycle":
        _recycle_or_disqualify(decision, handed.lead_id, clause.recycle_as or clause.id, clause.id, note)
    else:
        _disqualify(decision, handed.lead_id, clause.id, note)
    return decision.finish("HandoffRejected", reason=reason, means=means, note=note, misled=blamed)


@transaction.atomic
def recycle(
    *, lead_id: int, reason: str, by: MemberCard, now: datetime, note: str = "", misled: Collection[str] = ()
) -> Done:
    """Not now: back to marketing, with the cool-down of the reason. Raises MoveRefused for an unknown reason, one
    time too many, or where the graph has no way; HandoffRefused where the lead is somebody else's: `may_recycle`."""
    decision = Decision.begun(by, now)
    card = decision.hold_lead(lead_id)
    means = reason_words(reason, decision.version.agreement.recycle_reasons)
    blamed: list[str] = []
    handed = decision.handed()
    if not may_recycle(card.stage, card.owner_member_id, handed, by, decision.version.agreement):
        raise HandoffRefused("the lead is in somebody else's hands; ask them", code="not-theirs")
    if handed is not None:
        blamed = mark_misled(decision, handed, misled, reason, means)
        handoff.recycle(
            handoff_id=handed.id,
            member_id=by.id,
            reason=reason,
            note=note,
            now=now,
            on_behalf=decision.is_on_behalf,
        )
    lifecycle.assign({lead_id: None})
    decision.moved.append(
        lifecycle.recycle(
            lead_id=lead_id,
            reason=reason,
            actor=decision.actor,
            at=now,
            now=now,
            version=decision.version,
            note=note,
        )
    )
    return decision.finish("LeadRecycled", reason=reason, means=means, note=note, misled=blamed)


def may_recycle(
    stage: str, owner_id: int | None, handed: HandoffCard | None, by: MemberCard, agreement: Agreement
) -> bool:
    """Whether a lead at this stage, with this owner and open hand-off, is theirs to send back: any for operations, of
    sales what they have or nobody has yet, of marketing what stands at a stage of marketing and nobody sells."""
    if by.acts_for_all:
        return True
    if by.team == "marketing":
        owned = {one.id for one in agreement.stages if one.owner == "marketing"}
        return stage in owned and handed is None and owner_id in (None, by.id)
    holder = owner_id if handed is None else handed.member_id
    return by.id == holder or (by.team == "sales" and handed is not None and holder is None)


@transaction.atomic
def assign(*, handoff_id: int, member_id: int | None, by: MemberCard, now: datetime) -> Done:
    """Give an open hand-off to another member, or to nobody. Raises HandoffRefused where it is decided."""
    decision, handed, _ = _begun(handoff_id, by, now)
    handoff.assign(handoff_id=handoff_id, member_id=member_id, actor=decision.actor, now=now)
    lifecycle.assign({handed.lead_id: member_id})
    decision.tell_clocks("reassigned")
    decision.tell_clocks("handed_off")
    _tell_both(decision, handed, member_id)
    return decision.finish("HandoffAssigned", member=member_id)


def _tell_both(decision: Decision, handed: HandoffCard, member_id: int | None) -> None:
    """Who gets it and who had it, but not whoever did it."""
    by, at = decision.by.id, to_micros(decision.now)
    if member_id not in (None, by):
        body = {"handoff": handed.id, "why": handed.why, "by": by}
        key = f"handoff:{handed.id}:{member_id}:{at}"
        decision.tell("lead_handed_off", to=[member_id], body=body, key=key)
    if handed.member_id not in (None, by, member_id):
        named = {"from": handed.member_id, "to": member_id}
        body = {name: one for name, one in named.items() if one is not None}
        decision.tell("lead_rerouted", to=[handed.member_id], body=body, key=f"given:{handed.id}:{at}")


def _begun(handoff_id: int, by: MemberCard, now: datetime) -> tuple[Decision, HandoffCard, LeadCard]:
    """The lead is held before the hand-off, as everywhere."""
    decision = Decision.begun(by, now)
    handed = handoff.handoff(handoff_id)
    card = decision.hold_lead(handed.lead_id)
    decision.handoff_id = handoff_id
    return decision, handed, card


def _recycle_or_disqualify(decision: Decision, lead_id: int, recycle_as: str, reason: str, note: str) -> None:
    try:
        made = lifecycle.recycle(
            lead_id=lead_id,
            reason=recycle_as,
            actor=decision.actor,
            at=decision.now,
            now=decision.now,
            version=decision.version,
            note=note or reason,
        )
    except MoveRefused as refused:
        if refused.code != "recycled-too-often":
            raise
        _disqualify(decision, lead_id, reason, refused.message)
    else:
        decision.moved.append(made)


def _disqualify(decision: Decision, lead_id: int, reason: str, note: str) -> None:
    decision.moved.append(
        lifecycle.disqualify(
            lead_id=lead_id,
            reason=reason,
            actor=decision.actor,
            at=decision.now,
            now=decision.now,
            version=decision.version,
            note=note,
        )
    )
