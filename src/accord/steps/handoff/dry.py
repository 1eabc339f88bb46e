"""Turns taken without anybody getting anything."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from accord.members.contracts import MemberCard
from accord.steps.handoff.cards import card
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.handoff.models import Handoff
from accord.steps.handoff.rules import Credits

Held = tuple[int, datetime, datetime | None]  # a member, from when on, until when (None: still)
GIVEN_BACK = Q(closed_as="rejected") | Q(closed_as__in=("withdrawn", "done"), accepted_at=None)
_A_DAY = timedelta(days=1, hours=2)  # the longest day of any clocks, and a little


def last_offered(limit: int) -> list[HandoffCard]:
    rows = Handoff.objects.exclude(candidates=[], passed=[]).order_by("-offered_at", "-id")[:limit]
    return [card(row) for row in rows][::-1]


def given_back_after(at: datetime, besides: Collection[int]) -> list[HandoffCard]:
    rows = Handoff.objects.filter(GIVEN_BACK, closed_at__gt=at, assigned_at__lt=at).exclude(pk__in=besides)
    return [card(row) for row in rows.order_by("closed_at", "id")]


def held_at(at: datetime, besides: Collection[int]) -> list[Held]:
    """What was open then, and what was handed over on the day before."""
    recent = Q(closed_at=None) | Q(closed_at__gt=at) | Q(assigned_at__gte=at - _A_DAY)
    rows = Handoff.objects.filter(recent, assigned_at__lt=at, member_id__isnull=False).exclude(pk__in=besides)
    found = rows.values_list("member_id", "assigned_at", "closed_at")
    return [(member, since, until) for member, since, until in found if member and since]


def dealt_out(members: Sequence[MemberCard], count: int) -> list[int]:
    """The active member of each of so many turns of equal weight, beginning with nobody owed one. After as many turns
    as there are members nobody is owed anything, so the round repeats."""
    weights = {member.id: 1 for member in members if member.is_active}
    if not weights:
        return []
    owed = Credits({})
    found = [owed.take(weights)[0] for _ in weights]
    return (found * (count // len(found) + 1))[:count]
