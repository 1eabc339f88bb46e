"""Leads follow their people when those are merged, and find the way back."""

from datetime import datetime

from accord.steps.lifecycle.contracts import Followed
from accord.steps.lifecycle.models import Lead, LeadMerge


def merge(survivor_id: int, loser_id: int, account_id: int | None, *, now: datetime) -> list[Followed]:
    theirs = list(Lead.objects.select_for_update().filter(person_id__in=[survivor_id, loser_id]).order_by("id"))
    touched: dict[int, Lead] = {}
    turned: set[int] = set()
    for lead in (row for row in theirs if row.person_id == loser_id):
        closed = _younger_of_two_open(lead, theirs, survivor_id)
        if closed is not None:
            _close(closed, survivor_id, loser_id, now=now)
            touched[closed.pk] = closed
            turned.add(closed.pk)
        if closed is not lead:
            LeadMerge.objects.create(lead=lead, survivor_id=survivor_id, loser_id=loser_id, at=now)
        lead.person_id, lead.account_id = survivor_id, account_id or lead.account_id
        lead.save()
        touched[lead.pk] = lead
    return [_followed(lead, is_turned=lead.pk in turned) for lead in touched.values()]


def unmerge(survivor_id: int, loser_id: int, *, now: datetime) -> list[Followed]:
    rows = LeadMerge.objects.select_related("lead").filter(survivor_id=survivor_id, loser_id=loser_id, undone_at=None)
    found = []
    for row in rows.order_by("is_closed_by_it", "id"):
        is_turned = False
        if row.moved:
            row.lead.person_id = loser_id
            row.lead.save(update_fields=["person_id"])
        if row.is_closed_by_it and not _has_open(row.lead):
            is_turned = True
            row.lead.closed_at, row.lead.closed_as = None, ""
            row.lead.save(update_fields=["closed_at", "closed_as"])
        row.undone_at = now
        row.save(update_fields=["undone_at"])
        found.append(_followed(row.lead, is_turned=is_turned))
    return found


def _younger_of_two_open(lead: Lead, theirs: list[Lead], survivor_id: int) -> Lead | None:
    if lead.closed_at is not None:
        return None
    others = [o for o in theirs if o.person_id == survivor_id and o.motion == lead.motion and o.closed_at is None]
    return max([lead, others[0]], key=lambda row: (row.opened_at, row.pk)) if others else None


def _close(lead: Lead, survivor_id: int, loser_id: int, *, now: datetime) -> None:
    LeadMerge.objects.create(
        lead=lead,
        survivor_id=survivor_id,
        loser_id=loser_id,
        at=now,
        is_closed_by_it=True,
        moved=lead.person_id == loser_id,
    )
    lead.closed_at, lead.closed_as = now, "merged"
    lead.save(update_fields=["closed_at", "closed_as"])


def _has_open(lead: Lead) -> bool:
    others = Lead.objects.filter(person_id=lead.person_id, motion=lead.motion, closed_at=None)
    return others.exclude(pk=lead.pk).exists()


def _followed(lead: Lead, *, is_turned: bool) -> Followed:
    is_closed = lead.closed_at is not None
    return Followed(lead_id=lead.pk, person_id=lead.person_id, is_closed=is_closed, is_turned=is_turned)
