"""An import is undone: its touches are withdrawn, people are who they are without them, scores and leads follow."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accord.agreement import api as agreements
from accord.journey import clocking, following, piloting
from accord.journey.judging import judge
from accord.journey.models import Due
from accord.journey.switching import hold_river
from accord.kernel.actor import Actor
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.steps.scoring import api as scoring


@transaction.atomic
def withdraw(*, source_id: int, message_ids: Sequence[str], by: Actor, reason: str, now: datetime) -> int:
    """Take these messages back, and score again exactly the people concerned; how many were stored."""
    hold_river(now=now)
    identity.lock()
    gone = collect.withdraw(source_id=source_id, message_ids=message_ids, actor=by, reason=reason, now=now)
    if not gone:
        return 0
    people = identity.named_by(touches=[one.touch for one in gone])
    aliases = identity.aliases_of(person_ids=people)
    rest = collect.touches_of(alias_ids=[alias_id for theirs in aliases.values() for alias_id in theirs])
    keep = _with_a_past(people)
    found = identity.unlearn(
        gone=[(one.touch, one.touch_id) for one in gone],
        remaining=[(one.touch, one.touch_id) for one in rest],
        person_ids=people,
        keep=keep,
        now=now,
    )
    following.follow(found, now=now)
    scoring.forget(touch_ids=[one.touch_id for one in gone])
    forget(people - found.since.keys(), by=by, reason=reason, now=now)
    if in_force := agreements.all_in_force(now):
        judge(found.since, by=in_force, now=now, as_of_now=True)
    return len(gone)


def forget(person_ids: Collection[int], *, by: Actor, reason: str, now: datetime) -> None:
    """People without identifiers are nobody: no scores, no leads, nothing to be judged. The ledger keeps the facts."""
    Due.objects.filter(person_id__in=person_ids).delete()
    scoring.forget_people(person_ids=sorted(person_ids))
    piloting.forget(person_ids)
    leads = lifecycle.withdraw(person_ids=person_ids, actor=by, now=now, reason=reason)
    if leads:
        handoff.withdraw(leads, actor=by, now=now, reason=reason)
        clocking.ended(leads, now=now)


def _with_a_past(person_ids: set[int]) -> set[int]:
    """Those on whom decisions rest: their ids stay."""
    deals = outcomes.deals_of(person_ids=person_ids, limit=100_000) if person_ids else []
    return set(lifecycle.leads_of(person_ids)) | {deal.person_id for deal in deals if deal.person_id}
