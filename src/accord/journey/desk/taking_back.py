"""A member takes back what they have just done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accord.journey import clocking
from accord.journey.desk.done import UNDO_GRACE, UNDO_SHOWN, Decision, DeskRefused, Done
from accord.ledger import api as ledger
from accord.ledger.contracts import FactCard
from accord.members.contracts import MemberCard
from accord.outbox import api as outbox
from accord.steps.activity import api as activity
from accord.steps.handoff import api as handoff
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Changed


@transaction.atomic
def undo(*, token: int, by: MemberCard, now: datetime) -> Done:
    """By compensating facts, within eight seconds and a grace. Raises DeskRefused where it is too late or somebody
    else's, HandoffRefused and MoveRefused where it was undone already or things went on since."""
    decision = Decision.begun(by, now)
    fact = _checked(token, decision)
    what: dict[str, Any] = fact.body["undo"]
    was, became = what["was"], what["became"]
    if what["lead"] is not None:
        decision.judge_by(lifecycle.hold(what["lead"]).person_id)
    handoff.undone(fact_id=token, member_id=by.id, now=now)
    told_as = what.get("told_as")  # not said of decisions made by a version of Accord that told at once
    if told_as and not outbox.withdraw(UUID(told_as)):  # somebody was told already
        raise DeskRefused("it is too late to undo it", code="too-late")
    if "handoff" in was:
        handoff.put_back(handoff_id=what["handoff"], was=was["handoff"], became=became["handoff"], now=now)
    elif "noted" not in was and what["handoff"] is not None and what["lead"] is not None:
        handoff.withdraw([what["lead"]], actor=decision.actor, now=now, reason="undo")
    if "lead" in was:
        lifecycle.undo(
            lead_id=what["lead"],
            transitions=what["transitions"],
            was=was["lead"],
            actor=decision.actor,
            now=now,
            version=decision.version,
        )
    sla.put_back([Changed(**one) for one in what.get("clocks", ())], actor=decision.actor, now=now)
    if what["lead"] is not None:
        clocking.show([what["lead"]])
    if "noted" in was:
        activity.take_back(**was["noted"], now=now)
    _deal_back(what, now)
    return _noted(decision, token, fact, what)


def _checked(token: int, decision: Decision) -> FactCard:
    fact = ledger.fact(token)
    if fact is None or "undo" not in fact.body:
        raise DeskRefused("there is nothing to undo", code="unknown")
    if fact.actor != decision.actor:
        raise DeskRefused("somebody else did it", code="not-theirs")
    if decision.now - fact.recorded_at > UNDO_SHOWN + UNDO_GRACE:
        raise DeskRefused("it is too late to undo it", code="too-late")
    return fact


def _deal_back(what: dict[str, Any], now: datetime) -> None:
    was, became = what["was"], what["became"].get("deal")
    if became is not None and outcomes.snapshot(what["deal"]) != became:
        raise DeskRefused("the deal went on since; it cannot be undone any more", code="too-late")
    if "added_deal" in was:
        outcomes.take_back(added=[was["added_deal"]], now=now)
    if "deal" in was:
        outcomes.take_back(before={was["deal_id"]: was["deal"]}, now=now)


def _noted(decision: Decision, token: int, fact: FactCard, what: dict[str, Any]) -> Done:
    """That it was taken back; who never heard of it does not hear of that either."""
    noted = ledger.record(
        kind="Undone",
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        at=decision.now,
        now=decision.now,
        actor=decision.actor,
        agreement_id=decision.version.id,
        reason=fact.kind,
        body={"undoes": token},
    )
    decision.lead_id, decision.handoff_id = what["lead"], what["handoff"]
    decision.deal_id = what["deal"] if "added_deal" not in what["was"] else None
    return decision.shown(noted)
