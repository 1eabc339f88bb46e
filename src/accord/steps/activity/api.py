"""Verbs of the room of activities."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from accord.kernel.instants import iso
from accord.steps.activity import cards
from accord.steps.activity.contracts import (
    ATTEMPTS,
    IMPRESSIONS,
    OUTCOMES,
    ActivityCard,
    ActivityRefused,
    ImpressionCard,
    MarkCard,
    Tried,
)
from accord.steps.activity.models import STANDS, Activity, Impression, Misled

REACHED = Q(kind="call", outcome="reached") | Q(kind="mail", outcome="replied") | Q(kind="meeting", outcome="held")


def log(
    *,
    lead_id: int,
    person_id: int,
    member_id: int,
    kind: str,
    outcome: str = "",
    note: str = "",
    at: datetime,
    since: datetime,
    now: datetime,
) -> ActivityCard:
    """Write down what the member did at `at`; without an outcome it is the first of its kind. Raises ActivityRefused
    for an unknown kind or outcome, an instant to come or before `since`, when the lead came, or a note without words.
    """
    known = OUTCOMES.get(kind)
    if known is None:
        raise ActivityRefused(f"an activity is one of {', '.join(OUTCOMES)}", code="kind")
    outcome = outcome or (known[0] if known else "")
    if outcome and outcome not in known:
        raise ActivityRefused(f"a {kind} ends as one of {', '.join(known) or 'nothing'}", code="outcome")
    if at > now:
        raise ActivityRefused("only what was done can be written down", code="to-come")
    if at < since:
        raise ActivityRefused(f"the lead came at {iso(since)}; before that nothing was done with it", code="too-early")
    if kind == "note" and not note.strip():
        raise ActivityRefused("a note needs words", code="empty")
    row = Activity.objects.create(
        lead_id=lead_id,
        person_id=person_id,
        member_id=member_id,
        kind=kind,
        outcome=outcome,
        note=note.strip(),
        at=at,
        logged_at=now,
    )
    return cards.activity(row)


def judge(
    *, lead_id: int, handoff_id: int, member_id: int, answer: str, note: str = "", now: datetime
) -> ImpressionCard:
    """What the member says of a lead they worked; a later word takes the place of an earlier one of theirs. Raises
    ActivityRefused for an unknown answer."""
    if answer not in IMPRESSIONS:
        raise ActivityRefused(f"an impression is one of {', '.join(IMPRESSIONS)}", code="impression")
    row = Impression.objects.create(
        lead_id=lead_id, handoff_id=handoff_id, member_id=member_id, answer=answer, note=note.strip(), at=now
    )
    return cards.impression(row)


def mark(
    *,
    rules: Collection[str],
    lead_id: int,
    handoff_id: int,
    member_id: int,
    reason: str,
    version_id: int,
    now: datetime,
) -> list[MarkCard]:
    """These rules misled: they carried a lead that is given back for `reason`. Once a hand-off and rule."""
    wanted = [
        Misled(
            lead_id=lead_id,
            handoff_id=handoff_id,
            member_id=member_id,
            rule=rule,
            reason=reason,
            version_id=version_id,
            at=now,
        )
        for rule in sorted(set(rules))
    ]
    return [cards.mark(row) for row in Misled.objects.bulk_create(wanted)]


@transaction.atomic
def take_back(
    *,
    activities: Collection[int] = (),
    impressions: Collection[int] = (),
    marks: Collection[int] = (),
    now: datetime,
) -> None:
    """They count no more. Raises ActivityRefused where one was taken back already."""
    for model, ids in ((Activity, activities), (Impression, impressions), (Misled, marks)):
        if not ids:
            continue
        rows = model.objects.filter(STANDS, pk__in=ids)
        if rows.update(taken_back_at=now) != len(set(ids)):
            raise ActivityRefused("it was taken back already", code="undone")


def of_leads(lead_ids: Iterable[int], *, limit: int = 200) -> list[ActivityCard]:
    """What was done with these leads, the latest first."""
    rows = Activity.objects.filter(STANDS, lead_id__in=set(lead_ids)).order_by("-at", "-id")[:limit]
    return [cards.activity(row) for row in rows]


def tried(lead_ids: Iterable[int]) -> dict[int, Tried]:
    """What was tried on each lead that somebody tried anything on: two queries however many."""
    rows = Activity.objects.filter(STANDS, lead_id__in=set(lead_ids), kind__in=ATTEMPTS)
    counted = rows.values("lead_id").annotate(attempts=Count("id"), reached=Count("id", filter=REACHED))
    numbers = {row["lead_id"]: row for row in counted}
    last = rows.order_by("lead_id", "-at", "-id").distinct("lead_id") if numbers else ()
    return {
        row.lead_id: Tried(
            attempts=numbers[row.lead_id]["attempts"],
            reached=numbers[row.lead_id]["reached"],
            last_at=row.at,
            last_kind=row.kind,
            last_outcome=row.outcome,
        )
        for row in last
    }


def impressions_of(lead_ids: Iterable[int]) -> dict[int, ImpressionCard]:
    """The latest word of anybody about each lead."""
    rows = Impression.objects.filter(STANDS, lead_id__in=set(lead_ids)).order_by("lead_id", "-id").distinct("lead_id")
    return {row.lead_id: cards.impression(row) for row in rows}


def marks_of(handoff_ids: Iterable[int]) -> dict[int, Sequence[MarkCard]]:
    """The rules that misled, by hand-off."""
    found: dict[int, list[MarkCard]] = {}
    for row in Misled.objects.filter(STANDS, handoff_id__in=set(handoff_ids)).order_by("rule"):
        found.setdefault(row.handoff_id, []).append(cards.mark(row))
    return dict(found)
