"""Leads of people of whom nothing is known any more, for the import that named them was undone."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from accord.kernel.actor import Actor
from accord.ledger import api as ledger
from accord.steps.lifecycle.models import Lead, of_people


def withdraw(person_ids: Iterable[int], *, actor: Actor, now: datetime, reason: str) -> list[int]:
    """Closed as withdrawn, those closed before too: a journey of nobody is none."""
    leads = list(shown(Lead.objects.select_for_update().filter(of_people(person_ids))))
    for lead in leads:
        lead.closed_at, lead.closed_as = lead.closed_at or now, "withdrawn"
        lead.cool_down_until = lead.wake_at = lead.owner_member_id = None
    Lead.objects.bulk_update(
        leads, ["closed_at", "closed_as", "cool_down_until", "wake_at", "owner_member_id"], batch_size=1000
    )
    ledger.record_all([_fact(lead, actor, now, reason) for lead in leads], now=now)
    return [lead.pk for lead in leads]


def shown(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """The latest first, without those withdrawn."""
    return leads.exclude(closed_as="withdrawn").order_by("-id")


def _fact(lead: Lead, actor: Actor, now: datetime, reason: str) -> ledger.Entry:
    return ledger.Entry(
        kind="LeadWithdrawn",
        subject_kind="lead",
        subject_id=lead.pk,
        at=now,
        actor=actor,
        reason=reason,
        body={"stage": lead.stage, "person": lead.person_id},
    )
