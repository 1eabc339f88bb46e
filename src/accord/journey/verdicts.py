"""People's decisions about who is who, what is a machine's, and who works where; scores and leads follow at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accord.agreement import api as agreements
from accord.journey import following, piloting
from accord.journey.judging import judge
from accord.journey.switching import hold_river
from accord.kernel.actor import Actor
from accord.kernel.errors import Refused
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import Resolution
from accord.steps.scoring import api as scoring


class NoSuchTouch(Refused):
    """There is no touch of that number."""

    code = "no_such_touch"


@transaction.atomic
def merge_people(*, one: int, other: int, by: Actor, now: datetime, reason: str = "") -> int:
    """Make two people one; returns the survivor. Raises CannotMerge, NoSuchPerson."""
    hold_river(now=now)
    _apply(identity.merge(one=one, other=other, by=by, now=now, reason=reason), now)
    return identity.person(person_id=one).id


@transaction.atomic
def unmerge_people(*, merge_id: int, by: Actor, now: datetime, reason: str = "") -> int:
    """Take a merge back; returns who had survived it. Raises CannotMerge."""
    hold_river(now=now)
    found = identity.unmerge(merge_id=merge_id, by=by, now=now, reason=reason)
    _apply(found, now)
    return found.restored[0][0] if found.restored else min(found.since)


@transaction.atomic
def separate(*, person_id: int, alias_ids: Collection[int], by: Actor, now: datetime, reason: str = "") -> list[int]:
    """Make somebody else of some identifiers; returns everybody concerned. Raises CannotMerge, NoSuchPerson."""
    hold_river(now=now)
    found = identity.separate(person_id=person_id, alias_ids=alias_ids, by=by, now=now, reason=reason)
    _apply(found, now)
    return sorted(found.since)


@transaction.atomic
def set_account(*, person_id: int, account_id: int | None, by: Actor, now: datetime, reason: str = "") -> None:
    """Say which account somebody belongs to. Raises NoSuchPerson, NoSuchAccount."""
    hold_river(now=now)
    _apply(identity.set_account(person_id=person_id, account_id=account_id, by=by, now=now, reason=reason), now)


@transaction.atomic
def judge_touch(*, touch_id: int, is_machine: bool, actor: Actor, now: datetime, reason: str = "") -> int:
    """Say whether a machine made a touch; returns whose touch it is. Raises NoSuchTouch."""
    hold_river(now=now)
    found = collect.touches(touch_ids=[touch_id])
    if not found:
        raise NoSuchTouch(f"There is no touch {touch_id}.")
    person_id = identity.people_behind(alias_ids=[found[0].alias_id])[found[0].alias_id]
    collect.set_verdict(touch_ids=[touch_id], is_machine=is_machine, actor=actor, reason=reason, now=now)
    scoring.forget(touch_ids=[touch_id])
    in_force = agreements.all_in_force(now) if not is_machine else None
    for version in in_force.versions if in_force else ():
        scoring.note(placed=[following.placed(found[0], person_id)], version=version)
    _apply(Resolution([], {person_id: found[0].touch.occurred_at}), now)
    return person_id


def _apply(found: Resolution, now: datetime) -> None:
    again = following.follow(found, now=now)
    if in_force := agreements.all_in_force(now):
        piloting.forget_merged(found.merged, in_force)
        judge(found.since, by=in_force, now=now, as_of_now=True, again=again)
