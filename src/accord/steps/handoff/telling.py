"""The decisions on hand-offs, whichever table each is in, as one list."""

from collections.abc import Iterable, Iterator

from django.db.models import Value

from accord.steps.handoff.contracts import DecisionCard
from accord.steps.handoff.models import Acceptance, Assignment, Recycling, Rejection, Snooze, Waking, Withdrawal


def decisions_on(handoff_ids: set[int]) -> list[DecisionCard]:
    """In order of time."""
    return sorted(_all(handoff_ids), key=lambda decision: (decision.at, decision.handoff_id))


def endings_of(handoff_ids: set[int]) -> dict[int, DecisionCard]:
    """The rejection or recycling of each, where there is one."""
    fields = ("handoff_id", "member_id", "at", "reason", "note")
    rejected = Rejection.objects.filter(handoff__in=handoff_ids).values_list(Value("rejection"), *fields)
    recycled = Recycling.objects.filter(handoff__in=handoff_ids).values_list(Value("recycling"), *fields)
    return {
        handoff_id: DecisionCard(kind=kind, handoff_id=handoff_id, by=str(by), at=at, reason=reason, note=note)
        for kind, handoff_id, by, at, reason, note in rejected.union(recycled, all=True).order_by("at")
    }


def _all(ids: Iterable[int]) -> Iterator[DecisionCard]:
    for taken in Acceptance.objects.filter(handoff__in=ids):
        yield DecisionCard(kind="acceptance", handoff_id=taken.handoff_id, by=str(taken.member_id), at=taken.at)
    for kind, rows in (("rejection", Rejection.objects), ("recycling", Recycling.objects)):
        for back in rows.filter(handoff__in=ids):
            yield DecisionCard(
                kind=kind,
                handoff_id=back.handoff_id,
                by=str(back.member_id),
                at=back.at,
                reason=back.reason,
                note=back.note,
            )
    for gone in Withdrawal.objects.filter(handoff__in=ids):
        yield DecisionCard(kind="withdrawal", handoff_id=gone.handoff_id, by=gone.actor, at=gone.at, reason=gone.reason)
    for given in Assignment.objects.filter(handoff__in=ids):
        yield DecisionCard(kind="assignment", handoff_id=given.handoff_id, by=given.actor, at=given.at)
    for woken in Waking.objects.filter(handoff__in=ids):
        yield DecisionCard(kind="waking", handoff_id=woken.handoff_id, by=str(woken.member_id), at=woken.at)
    for later in Snooze.objects.filter(handoff__in=ids):
        yield DecisionCard(
            kind="snooze",
            handoff_id=later.handoff_id,
            by=str(later.member_id),
            at=later.at,
            note=later.note,
            until=later.until,
        )
