"""Leads, hand-offs and deals follow their people when identity merges or parts them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from accord.journey import putting_away
from accord.kernel.touch import Placed
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import StoredTouch
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import Resolution
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Followed
from accord.steps.outcomes import api as outcomes
from accord.steps.scoring import api as scoring
from accord.steps.sla import api as sla


def follow(found: Resolution, *, now: datetime) -> list[int]:
    """First what was parted, then what was merged. Returns the leads that are open again, to be offered again."""
    if not found.merged and not found.restored:
        return []
    again = _part(found.restored, now=now)
    _merge(found.merged, now=now)
    scoring.forget_people(person_ids=[loser for _, loser in found.merged])
    return again


def _part(pairs: Sequence[tuple[int, int]], *, now: datetime) -> list[int]:
    followed: list[Followed] = []
    for survivor, loser in pairs:
        followed += lifecycle.follow_unmerge(survivor_id=survivor, loser_id=loser, now=now)
        outcomes.follow_unmerge(survivor_id=survivor, loser_id=loser)
    _hand_over(followed, now=now)
    return [one.lead_id for one in followed if not one.is_closed]


def _merge(pairs: Sequence[tuple[int, int]], *, now: datetime) -> None:
    """Most losers are visitors who never had a lead or a deal: they cost nothing here."""
    losers = [loser for _, loser in pairs]
    with_leads = lifecycle.with_lead(losers)
    with_deals = {deal.person_id for deal in outcomes.deals_of(person_ids=losers, limit=10_000)} if losers else set()
    followed: list[Followed] = []
    for survivor, loser in pairs:
        if loser in with_leads:
            account_id = identity.person(person_id=survivor).account_id
            followed += lifecycle.follow_merge(survivor_id=survivor, loser_id=loser, account_id=account_id, now=now)
        if loser in with_deals:
            outcomes.follow_merge(survivor_id=survivor, loser_id=loser)
    _hand_over(followed, now=now)


def _hand_over(followed: Sequence[Followed], *, now: datetime) -> None:
    if followed:
        handoff.follow_people({one.lead_id: one.person_id for one in followed})
        sla.follow_people({one.lead_id: one.person_id for one in followed})
        turned = {one.lead_id: one.is_closed for one in followed if one.is_turned}
        putting_away.put_away([lead_id for lead_id, is_closed in turned.items() if is_closed], now=now)
        putting_away.take_up([lead_id for lead_id, is_closed in turned.items() if not is_closed], now=now)


def with_owners(since: Mapping[int, datetime], touch_ids: Collection[int]) -> dict[int, datetime]:
    """The same, and the owners of these touches from the touches' time on."""
    whole = dict(since)
    if touch_ids:
        touches = collect.touches(touch_ids=list(touch_ids))
        owners = identity.people_behind(alias_ids={t.alias_id for t in touches})
        for one in touches:
            person_id, at = owners[one.alias_id], one.touch.occurred_at
            whole[person_id] = min(at, whole.get(person_id, at))
    return whole


def placed(stored: StoredTouch, person_id: int, *, is_machine: bool = False) -> Placed:
    """A stored touch as the river placed it."""
    return Placed(stored.touch, stored.touch_id, stored.alias_id, person_id, is_machine)
