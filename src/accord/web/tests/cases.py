"""Who looks at a page, and at what."""

from django.contrib.auth import get_user_model
from django.test import Client

from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters
from accord.steps.outcomes import api as outcomes


def client_of(card) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=card.id))
    return client


def accepted(card, *, deal: bool):
    """An accepted hand-off whose lead has an open deal, or none."""
    rows = handoff.queue(member_id=card.id, filters=Filters(state="open"), limit=50).rows
    leads = [row.lead_id for row in rows]
    found = {one.lead_id: one for one in outcomes.deals_of(lead_ids=leads) if one.result == "open"}
    return next((row, found.get(row.lead_id)) for row in rows if row.accepted_at and (row.lead_id in found) is deal)
