"""Deals opened, won and lost; the lead that one belongs to follows."""

from datetime import datetime

from django.db import transaction

from accord.agreement.wording import reason_words
from accord.journey.desk.done import Decision, DeskRefused, Done
from accord.kernel.money import Money
from accord.members.contracts import MemberCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard
from accord.steps.outcomes import api as outcomes


@transaction.atomic
def open_deal(
    *,
    lead_id: int,
    name: str,
    by: MemberCard,
    now: datetime,
    amount: Money | None = None,
    product: str = "",
) -> Done:
    """A deal for a lead. Raises DeskRefused where the graph has no way from the lead's stage to a deal."""
    decision = Decision.begun(by, now)
    card = decision.hold_lead(lead_id)
    if not decision.decide(card, ["deal_opened"]):
        ways = ", ".join(lifecycle.ways(card, decision.version)) or "no stage"
        raise DeskRefused(f"a lead at {card.stage} may go to {ways}; a deal needs more first", code="no-way")
    deal = outcomes.open_deal(
        name=name,
        person_id=card.person_id,
        account_id=card.account_id,
        lead_id=lead_id,
        owner_member_id=card.owner_member_id or by.id,
        amount=amount,
        product=product,
        stage=decision.moved[-1].to_stage,
        at=now,
        now=now,
    )
    decision.deal_id = deal.id
    decision.was["added_deal"] = deal.id
    return decision.finish("DealOpened", deal=deal.id)


@transaction.atomic
def win(*, deal_id: int, by: MemberCard, now: datetime, amount: Money | None = None) -> Done:
    """They bought. Raises DealRefused where it is decided already, DeskRefused where it is somebody else's."""
    decision, card = _begun(deal_id, by, now)
    outcomes.win(deal_id=deal_id, at=now, now=now, amount=amount)
    if card is not None:
        decision.decide(card, ["deal_opened", "deal_won"])
    return decision.finish("DealWon", deal=deal_id)


@transaction.atomic
def lose(*, deal_id: int, reason: str, by: MemberCard, now: datetime) -> Done:
    """They did not buy. Raises DealRefused without a reason of the agreement or where it is decided already."""
    decision, card = _begun(deal_id, by, now)
    outcomes.lose(deal_id=deal_id, reason=reason, agreement=decision.version.agreement, at=now, now=now)
    if card is not None:
        decision.decide(card, ["deal_opened", "deal_lost"], reason=reason)
    means = reason_words(reason, decision.version.agreement.lost_reasons)
    return decision.finish("DealLost", reason=reason, means=means, deal=deal_id)


def _begun(deal_id: int, by: MemberCard, now: datetime) -> tuple[Decision, LeadCard | None]:
    """The decision, and the lead that the deal belongs to where it is open."""
    decision = Decision.begun(by, now)
    deal = outcomes.deal(deal_id)
    if deal.owner_member_id not in (None, by.id) and not decision.is_on_behalf:
        raise DeskRefused("the deal is somebody else's", code="not-theirs")
    card = decision.hold_lead(deal.lead_id) if deal.lead_id is not None else None
    decision.deal_id = deal_id
    decision.was |= {"deal_id": deal_id, "deal": outcomes.snapshot(deal_id)}
    return decision, card if card is not None and card.closed_at is None else None
