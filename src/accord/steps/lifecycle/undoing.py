"""A member takes back what they just did to a lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accord.agreement.contracts import Version
from accord.kernel.actor import Actor
from accord.steps.lifecycle import cards
from accord.steps.lifecycle.contracts import MoveRefused
from accord.steps.lifecycle.models import Transition
from accord.steps.lifecycle.moving import check_in_use, locked, tell, transition


def undo(
    lead_id: int, transitions: Sequence[int], was: Mapping[str, Any], *, actor: Actor, now: datetime, version: Version
) -> list[int]:
    """Compensating transitions, the last one first; returns their numbers."""
    lead = locked(lead_id)
    check_in_use(lead)
    newest = Transition.objects.filter(lead=lead).order_by("-id").values_list("pk", flat=True).first()
    is_stale = newest != max(transitions) if transitions else lead.stage != was["stage"]
    if is_stale:
        raise MoveRefused("the lead moved on since; it cannot be undone any more", code="too-late")
    made = []
    for undone in Transition.objects.filter(pk__in=transitions, lead=lead).order_by("-id"):
        row = transition(
            lead,
            undone.from_stage,
            from_stage=undone.to_stage,
            actor=actor,
            at=now,
            now=now,
            version=version,
            reason="undo",
            evidence={},
        )
        row.undoes = undone
        row.save()
        made.append((lead, row))
    cards.restore(lead, was)
    lead.save()
    tell(made, now=now)
    return [row.pk for _, row in made]
