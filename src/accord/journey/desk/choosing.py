"""People choose the stage of a lead: sooner than its score says, out of the race, or back into it."""

from datetime import datetime

from django.db import transaction

from accord.agreement.spec import Agreement, ByPeople, Stage
from accord.journey.desk.acceptance import may_recycle
from accord.journey.desk.done import Decision, DeskRefused, Done
from accord.members.contracts import MemberCard
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard

_OWN_DOORS = frozenset(("accepted", "recycled", "deal_opened", "deal_won", "deal_lost"))


def choices(card: LeadCard, handed: HandoffCard | None, by: MemberCard, agreement: Agreement) -> list[Stage]:
    """The `chosen_from` that the member may choose for a lead with this open hand-off: none where it is not theirs to
    move. Sales may move what nobody has yet; a closed lead is nobody's, and one that is out of use nobody moves."""
    if card.closed_as in lifecycle.OUT_OF_USE:
        return []
    owner_id = card.owner_member_id if card.closed_at is None else None
    is_nobodys = handed is None and owner_id is None
    is_theirs = may_recycle(card.stage, owner_id, handed, by, agreement)
    if not is_theirs and not (is_nobodys and by.team == "sales"):
        return []
    return chosen_from(card.stage, agreement)


def chosen_from(stage_id: str, agreement: Agreement) -> list[Stage]:
    """The stages that people may choose from there: of those that the graph allows, in the order of the journey, all
    but the ones that ask for more and have ways of their own: accepting, recycling, answers and deals."""
    node = lifecycle.graph_of(agreement).get(stage_id)
    return [stage for stage in reversed(node.ways) if _is_chosen(stage)] if node else []


@transaction.atomic
def choose(*, lead_id: int, to: str, why: str, by: MemberCard, now: datetime) -> Done:
    """To one of `choices`, for a reason. A closed lead is reopened so. Raises DeskRefused for another stage or without
    a reason, MoveRefused where the person has another open lead."""
    decision = Decision.begun(by, now)
    card = decision.hold_lead(lead_id)
    allowed = [stage.id for stage in choices(card, decision.handed(), by, decision.version.agreement)]
    if to not in allowed:
        ways = ", ".join(allowed) or "no stage"
        raise DeskRefused(f"of a lead at {card.stage} you may choose {ways}; not {to}", code="no-way")
    if not why.strip():
        raise DeskRefused("say why", code="reason")
    made = lifecycle.move(
        lead_id=lead_id,
        to=to,
        actor=decision.actor,
        at=now,
        now=now,
        version=decision.version,
        reason=why.strip(),
    )
    decision.moved.append(made)
    return decision.finish("StageChosen", reason=why.strip())


def _is_chosen(stage: Stage) -> bool:
    return not isinstance(stage.enter, ByPeople) and _OWN_DOORS.isdisjoint(lifecycle.decisions_of(stage))
