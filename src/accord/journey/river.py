"""A touch arrives; we learn who it was; the score moves; the lead changes stage; it is handed off."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction

from accord.agreement import api as agreements
from accord.journey import careful, deferred, following, piloting
from accord.journey.judging import Verdict, judge
from accord.journey.switching import hold_river
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import IMPORT_PATH, InboxRow, Oddity
from accord.steps.identity import api as identity
from accord.steps.scoring import api as scoring

PATIENCE = 2.0  # seconds that somebody at a page waits for the river
FEW = 200  # people who are judged meanwhile; the others a moment later


@dataclass(slots=True)
class Drained:
    """What one batch brought; false when the inbox was empty."""

    bodies: int = 0
    touches: int = 0
    people: int = 0
    merged: int = 0
    moved: int = 0
    offered: int = 0
    quarantined: int = 0

    def __bool__(self) -> bool:
        return self.bodies > 0

    def count(self, *, touches: int, people: int, merged: int, verdict: Verdict) -> None:
        self.touches += touches
        self.people += people
        self.merged += merged
        self.moved += len(verdict.moved)
        self.offered += len(verdict.offered)


def is_waiting() -> bool:
    """Whether the inbox holds anything."""
    return collect.is_waiting()


def drain(*, limit: int = 2000, now: datetime) -> Drained:
    """Take in the oldest bodies with about `limit` messages, all or none. Asked again after a crash, it begins anew."""
    with transaction.atomic():
        hold_river(now=now)
        return _drained(collect.take(limit=limit), now)


def accept_touches(*, source_id: int, bodies: Sequence[bytes], now: datetime, path: str = IMPORT_PATH) -> Drained:
    """The door for imports: bodies into the inbox, and through the river whether or not a server runs."""
    collect.put(source_id=source_id, bodies=bodies, now=now, path=path)
    whole = Drained()
    while part := drain(now=now):
        for field in fields(Drained):
            setattr(whole, field.name, getattr(whole, field.name) + getattr(part, field.name))
    return whole


def accept_first(*, source_id: int, body: bytes, now: datetime, path: str = IMPORT_PATH) -> int | None:
    """The door for somebody who waits at a page: one body ahead of all that waits, which is one more order of arrival.
    None once it is taken in. Where others keep the river for longer than PATIENCE it is taken in its turn, and its
    number in the inbox is returned."""
    number = collect.put_one(source_id=source_id, body=body, now=now, path=path)
    with transaction.atomic():
        if not hold_river(now=now, seconds=PATIENCE):
            return number
        _drained(collect.take_one(number=number), now, at_once=FEW)
    return None


def _drained(rows: Sequence[InboxRow], now: datetime, *, at_once: int = deferred.AT_ONCE) -> Drained:
    drained = Drained(bodies=len(rows))
    drained.quarantined = careful.each(rows, lambda part: _take_in(part, drained, now, at_once), now=now)
    collect.done(rows=rows)
    return drained


def _take_in(part: careful.Part, drained: Drained, now: datetime, most: int = deferred.AT_ONCE) -> None:
    """The sentence, for the touches of one batch; of the people concerned `most` are judged at once."""
    touches, oddities = part
    fresh = collect.only_new(touches=touches)
    found = identity.resolve(touches=fresh, ids=collect.reserve_ids(count=len(fresh)), now=now)
    collect.store(placed=found.placed)
    judged = collect.judge(placed=found.placed, now=now)
    odd = [Oddity(o.source_id, now, o.code, o.message, o.message_id) for o in found.oddities]
    collect.warn(oddities=[*oddities, *odd])
    again = following.follow(found, now=now)
    since = following.with_owners(found.since, judged.turned)
    verdict = Verdict()
    if by := agreements.all_in_force(now):
        piloting.forget_merged(found.merged, by)
        for version in by.versions:
            scoring.note(placed=judged.placed, version=version)
        scoring.forget(touch_ids=judged.turned)
        at_once = deferred.now_or_later(since, judged.placed, version=by.main, now=now, most=most)
        verdict = judge(at_once, by=by, now=now, again=again)
    drained.count(touches=len(fresh), people=len(since), merged=len(found.merged), verdict=verdict)


def try_again(*, now: datetime) -> Drained:
    """Take in what was set aside, whatever of it works now."""
    drained = Drained()
    for number, row in careful.rows_aside():
        with transaction.atomic():
            hold_river(now=now)
            failed = careful.each([row], lambda part: _take_in(part, drained, now), now=now)
            careful.released(number, now=now)
        drained.bodies += 1
        drained.quarantined += failed
    return drained
