"""A row of a tryout as others see it."""

from accord.journey.models import Tryout
from accord.journey.trying.contracts import TryoutCard
from accord.kernel.actor import Actor


def card(row: Tryout, *, is_whole: bool = True) -> TryoutCard:
    """With text and report, or without where the row was read without them."""
    return TryoutCard(
        id=row.pk,
        proposal_id=row.proposal_id,
        name=row.name,
        title=row.title,
        text=row.text if is_whole else "",
        hash=row.hash,
        against_id=row.against_id,
        since=row.since,
        until=row.until,
        by=Actor.parse(row.by),
        asked_at=row.asked_at,
        state=row.state,
        done=row.done,
        step=row.step,
        trouble=row.trouble,
        last_touch=row.last_touch,
        finished_at=row.finished_at,
        report=(row.report or {}) if is_whole else {},
    )
