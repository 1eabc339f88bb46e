"""How much each member has, counted in two queries however many there are."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count

from accord.steps.handoff.eligibility import Load
from accord.steps.handoff.models import OPEN, Handoff


def load_of(days: Mapping[int, datetime]) -> Load:
    """Of each member, with the instant at which their day began. What they gave back does not count for the day."""
    open_now = Handoff.objects.filter(OPEN, member_id__in=days).values_list("member_id").annotate(many=Count("id"))
    return Load(Counter(dict(open_now)), _today(days))


def _today(days: Mapping[int, datetime]) -> Counter[int]:
    if not days:
        return Counter()
    rows = Handoff.objects.filter(member_id__in=days, assigned_at__gte=min(days.values())).exclude(closed_as="rejected")
    pairs = rows.values_list("member_id", "assigned_at")
    return Counter(member for member, at in pairs if member and at and at >= days[member])
