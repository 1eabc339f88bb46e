"""In whose hands the leads of people are, and were."""

from collections.abc import Collection
from datetime import datetime

from accord.steps.handoff.models import OPEN, Handoff, of_people

Spell = tuple[str, datetime, datetime | None]


def now() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for person_id, team in Handoff.objects.filter(OPEN).values_list("person_id", "team").distinct():
        found.setdefault(person_id, set()).add(team)
    return found


def before(person_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Who last took a lead of each person whose hand-off had ended by then."""
    rows = Handoff.objects.filter(
        of_people(person_ids), accepted_at__isnull=False, closed_at__lte=at, member_id__isnull=False
    )
    last = rows.order_by("person_id", "-closed_at", "-id").distinct("person_id")
    return {person_id: member for person_id, member in last.values_list("person_id", "member_id") if member}


def through_time(person_ids: Collection[int]) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = {}
    rows = Handoff.objects.filter(of_people(person_ids)).order_by("offered_at", "id")
    for person_id, team, offered_at, closed_at in rows.values_list("person_id", "team", "offered_at", "closed_at"):
        found.setdefault(person_id, []).append((team, offered_at, closed_at))
    return found
